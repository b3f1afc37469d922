"""A worker process of its own, for tests: does what it is told, line by line, with a store that lives as it does.

`python -m tests.graph.worker` takes the endpoint as a line of JSON; then a line `read SCOPE` is answered by what it
reads there, as JSON, and `write SCOPE TITLE` by the new revision.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

from graph.endpoint import Endpoint
from graph.model import Stakeholder
from graph.store import Store
from graph.viewer import LOCAL
from tests.graph.acme import put

__all__ = ["Worker", "worker"]

ROOT = Path(__file__).parents[2]


class Worker:
    """Such a process, seen from outside."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def tell(self, line: str) -> None:
        """Let it begin."""
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def ask(self, line: str) -> Any:
        """Let it begin, and answer what it says when it is done."""
        self.tell(line)
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())


@contextmanager
def worker(endpoint: Endpoint) -> Iterator[Worker]:
    """A process that is gone at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.graph.worker"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        started = Worker(process)
        started.tell(json.dumps(astuple(endpoint)))
        yield started
        assert process.stdin
        process.stdin.close()  # which ends it


async def _work(endpoint: Endpoint) -> None:
    async with Store(endpoint) as store:
        while line := await asyncio.to_thread(sys.stdin.readline):
            what, scope, *rest = line.split()
            answer = await (_write(store, scope, *rest) if what == "write" else _read(store, scope))
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


async def _write(store: Store, scope: str, title: str) -> int:
    changes = [put(Stakeholder, key, scope, title=title) for key in ("ada", "bob")]
    return (await store.commit({scope: changes}, LOCAL))[scope]


async def _read(store: Store, scope: str) -> tuple[int, list[str | None]]:
    graph = await store.snapshot(scope, LOCAL)
    return graph.revision, [person.title for person in graph.account.all(Stakeholder)]


if __name__ == "__main__":
    asyncio.run(_work(Endpoint(*json.loads(sys.stdin.readline()))))
