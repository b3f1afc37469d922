"""Stakegraph's commands as processes of their own, seen from outside."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import app.cli

__all__ = ["Service", "embedded_pid", "is_running", "run", "service", "wait_until"]

ROOT = Path(app.cli.__file__).parents[1]
COMMAND = [sys.executable, "-m", "app.cli"]
SECONDS = 60.0  # a bound for everything, not what it takes


def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(  # noqa: S603  # our own command
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        env=_environment(variables),
    )


class Service:
    """A command that serves, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[bytes], directory: Path) -> None:
        self.process = process
        self.directory = directory

    @property
    def output(self) -> str:
        return (self.directory / "output").read_text(encoding="utf-8")

    @property
    def log(self) -> str:
        return (self.directory / "log").read_text(encoding="utf-8")

    def address(self) -> str:
        """Where it listens, once it says so."""
        wait_until(lambda: "/graphql" in self.output or self.process.poll() is not None)
        found = re.search(r"http://\S+?:\d+", self.output)
        assert found, self.log
        return found[0]

    def end(self, number: int = signal.SIGINT) -> int:
        """Send the signal, and answer the exit code."""
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


@contextmanager
def service(directory: Path, *arguments: str, **variables: str) -> Iterator[Service]:
    """A command that serves until the block ends, at the latest; `directory` takes what it says."""
    with (directory / "output").open("wb") as output, (directory / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [*COMMAND, *arguments], cwd=directory, stdout=output, stderr=log, env=_environment(variables)
        )
    try:
        yield Service(process, directory)
    finally:
        process.kill()
        process.wait()


def embedded_pid(directory: Path) -> int:
    """The process of the embedded database on a directory."""
    return int(json.loads((directory / "server.json").read_text(encoding="utf-8"))["pid"])


def is_running(pid: int) -> bool:
    """Whether there is such a process. One that nobody has waited for yet runs no more."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self/stat").exists()


def wait_until(true: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Return when it is true; fail when it does not become so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _environment(variables: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STAKEGRAPH_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **variables}
