"""How many may follow an account through one process, and what each of them takes.

A service of its own process, on an embedded database; the subscribers are WebSockets of this process, which also
writes, through its own store: as another process of the service would.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from websockets.asyncio.client import ClientConnection, connect

from bench.accounts import made, retitled
from bench.timing import growth
from graph.embedded import embedded_server
from graph.store import Store
from graph.viewer import LOCAL
from tests.app.process import Service, service

__all__: list[str] = []

Row = tuple[str, str]

ACCOUNT: Final = "followed"
FIELDS: Final = {
    "its revision": "revision",
    "what changed": "revision objects { label key fields { field before after } }",
    "the coverage": "revision account { id coverage { score { value } } }",
}


class Sizes(NamedTuple):
    """How much of everything."""

    subscribers: tuple[int, ...]
    commits: int
    people: int


QUICK: Final = Sizes((2, 4), 2, 10)
FULL: Final = Sizes((100, 1_000), 20, 100)


async def _subscribed(address: str, fields: str, since: int) -> ClientConnection:
    socket = await connect(address, subprotocols=["graphql-transport-ws"], compression=None)  # type: ignore[list-item]
    query = f'subscription {{ accountChanged(accountId: "{ACCOUNT}", since: {since}) {{ {fields} }} }}'
    await socket.send('{"type": "connection_init"}')
    await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}}))
    await socket.recv()
    return socket


async def _read(socket: ClientConnection, until: int) -> None:
    while True:
        message: Any = json.loads(await socket.recv())
        if message["payload"]["data"]["accountChanged"]["revision"] == until:
            return


async def _written(store: Store, commits: int) -> int:
    revision = 0
    for number in range(commits):
        (revision,) = (await store.commit(retitled(ACCOUNT, number % 10, f"{time.time()}"), LOCAL)).values()
    return revision


def _memory(running: Service) -> int:
    """The resident memory of the service, in kB."""
    status = Path(f"/proc/{running.process.pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0])


async def _rows(store: Store, running: Service, sizes: Sizes) -> AsyncIterator[Row]:
    address = running.address().replace("http", "ws", 1) + "/graphql"
    await made(store, ACCOUNT, sizes.people)
    for told, fields in FIELDS.items():
        took = []
        for count in sizes.subscribers:
            async with AsyncExitStack() as stack:
                since = (await store.snapshot(ACCOUNT, LOCAL)).revision
                before = _memory(running)
                sockets = [await _subscribed(address, fields, since) for _ in range(count)]
                for socket in sockets:
                    stack.push_async_callback(socket.close)
                begun = await _written(store, 1)
                await asyncio.gather(*(_read(each, begun) for each in sockets))
                if fields == "revision":
                    yield f"memory of each of {count:,} subscribers", f"{(_memory(running) - before) / count:.0f} kB"
                began = time.perf_counter()
                reading = [asyncio.create_task(_read(each, begun + sizes.commits)) for each in sockets]
                await _written(store, sizes.commits)
                await asyncio.gather(*reading)
                took.append(time.perf_counter() - began)
                rate = count * sizes.commits / took[-1]
                yield f"events a second to {count:,} subscribers, each with {told}", f"{rate:,.0f}"
        sized = ", ".join(f"{count:,}" for count in sizes.subscribers)
        yield f"time for ten times the subscribers ({sized}), each event with {told}", growth(sizes.subscribers, took)


async def _measure(sizes: Sizes) -> None:
    with TemporaryDirectory() as directory, embedded_server(Path(directory) / "kept") as endpoint:
        kept = str(Path(directory) / "kept")
        with service(Path(directory), "serve", "--embedded", kept, "--port", "0", "--log-level", "error") as running:
            async with Store(endpoint) as store:
                async for what, figure in _rows(store, running, sizes):
                    print(f"| {what} | {figure} |", flush=True)  # noqa: T201  # its output


def main(arguments: Sequence[str]) -> None:
    """Measure, and print one table."""
    sizes, began = QUICK if "--quick" in arguments else FULL, time.perf_counter()
    print("| | |\n|---|---|")  # noqa: T201
    asyncio.run(_measure(sizes))
    print(f"\nMeasured in {time.perf_counter() - began:.0f} s.")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
