"""`stakegraph seed`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from graph.embedded import embedded_server
from tests.app.process import run, service, wait_until

SMALL = ("--accounts", "3", "--people", "12")
SIZES = "query($id: ID!) { account(id: $id) { stakeholderMap { nodes { key } } } }"


def generate(directory: Path, *arguments: str) -> tuple[int, int]:
    """Run it, and answer how many accounts it says that it loaded, and found there."""
    done = CliRunner().invoke(main, ["seed", "generate", *arguments, "--embedded", str(directory)])
    assert (done.exit_code, done.stderr) == (0, "")
    return counts(done.stdout)


def counts(output: str) -> tuple[int, int]:
    found = re.search(r"(\d+) loaded .* (\d+) there already", output)
    assert found, output
    return int(found[1]), int(found[2])


def people(directory: Path, account: str) -> int:
    variables = json.dumps({"id": account})
    arguments = ["query", "-", "--variables", variables, "--embedded", str(directory)]
    asked = CliRunner().invoke(main, arguments, input=SIZES)
    return len(json.loads(asked.stdout)["data"]["account"]["stakeholderMap"]["nodes"])


def test_seeding_twice_changes_nothing_and_says_so(running: Path) -> None:
    again = run("seed", "krackhardt", "krackhardt", "--embedded", str(running))
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == "krackhardt: is there already, nothing was changed\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of a database that the other commands' tests do not count in."""
    directory = tmp_path_factory.mktemp("generated") / "data"
    with embedded_server(directory):
        yield directory


def test_generated_accounts_are_loaded_once_and_more_of_them_later(own: Path) -> None:
    assert generate(own, *SMALL) == (3, 0)
    assert generate(own, *SMALL) == (0, 3)
    assert generate(own, "--accounts", "4", "--people", "5") == (1, 3)
    assert generate(own, *SMALL, "--seed", "2") == (3, 0)
    assert people(own, "generated-1-0003") > 5 >= people(own, "generated-1-0004") > 0


def test_a_load_that_is_interrupted_goes_on_where_it_stopped(own: Path, tmp_path: Path) -> None:
    wanted = ("--accounts", "100", "--people", "6", "--seed", "3")
    with service(tmp_path, "seed", "generate", *wanted, "--embedded", str(own)) as started:
        wait_until(lambda: "10 of 100" in started.output)
        assert started.end() == 1
        assert "the same command goes on with them" in started.output
        loaded, _ = counts(started.output)
    assert 10 <= loaded < 100
    more, there = generate(own, *wanted)
    assert (more + there, there >= loaded) == (100, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["generate", "--accounts", "0"], "--accounts"),
        (["generate", "--people", "none"], "--people"),
        (["generate", "--seed", "-1"], "--seed"),
        (["krackhardt", "--people", "5"], "add the name 'generate'"),
    ],
)
def test_what_cannot_be_generated_is_wrong_usage(arguments: list[str], told: str, tmp_path: Path) -> None:
    refused = CliRunner().invoke(main, ["seed", *arguments, "--embedded", str(tmp_path / "data")])
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert not (tmp_path / "data").exists()
