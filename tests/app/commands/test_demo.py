"""`stakegraph demo`."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.commands.demo import QUERY
from seeds.sample import SAMPLES
from tests.app.process import embedded_pid, is_running, service, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


LIST = "{ accounts { edges { summary { people } } } }"


def listed(at: str) -> int | None:
    """How many people the first account of the list has, once its summary has been made."""
    answer = httpx.post(f"{at}/graphql", json={"query": LIST}).json()
    people: int | None = answer["data"]["accounts"]["edges"][0]["summary"]["people"]
    return people


def test_it_answers_and_leaves_nothing_when_it_is_stopped(tmp_path: Path) -> None:
    with service(tmp_path, "demo", "--port", "0") as demo:
        at = demo.address()
        answer = httpx.post(f"{at}/graphql", json={"query": QUERY}).json()
        missed = answer["data"]["account"]["coverage"]["uncovered"]
        assert missed[0]["sentence"].startswith("We do not reach Szentiványi Judit")
        for name in SAMPLES:
            assert f"The sample account {name} was loaded." in demo.output
        wait_until(lambda: listed(at) is not None, 10)
        assert "GraphiQL" in httpx.get(f"{at}/graphiql/").text
        java = embedded_pid(tmp_path / ".stakegraph" / "demo")
        assert is_running(java)
        assert demo.end(signal.SIGINT) == 0
        wait_until(lambda: not is_running(java), 10)
    assert "error" not in demo.log


def test_its_command_to_try_answers_and_killing_it_leaves_no_java(tmp_path: Path) -> None:
    with service(tmp_path, "demo", "--port", "0", "--directory", "data") as demo:
        demo.address()
        wait_until(lambda: "Ctrl-C" in demo.output)
        [command] = re.findall(r"curl .*?'\{.*?\}'", demo.output, re.DOTALL)
        answer = subprocess.check_output(["sh", "-c", command], stderr=subprocess.DEVNULL)  # noqa: S603, S607  # our own
        assert b'"uncovered"' in answer
        java = embedded_pid(tmp_path / "data")
        assert demo.end(signal.SIGKILL) == -signal.SIGKILL
        wait_until(lambda: not is_running(java), 30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_may_be_stopped_while_it_starts(number: signal.Signals, tmp_path: Path) -> None:
    with service(tmp_path, "demo", "--port", "0") as demo:
        wait_until((tmp_path / ".stakegraph" / "demo" / "start.lock").exists)  # it takes the lock once all is imported
        assert demo.end(number) == 0
        assert demo.log == ""
