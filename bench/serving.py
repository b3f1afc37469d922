"""What answering costs: a map by stock Strawberry, by ours made anew, kept, and not sent again.

`python -m bench.serving [--quick]`.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode

import orjson
import strawberry
from starlette.applications import Starlette
from strawberry.schema.config import StrawberryConfig

from app.application import create_application
from app.generation import Load, Portfolio, generate
from app.logs import configure
from app.terms import Terms
from bench.timing import Work, factor, seconds
from graph.change import Put
from graph.embedded import embedded_server
from graph.model import Stakeholder
from graph.store import Store
from graph.viewer import LOCAL
from schema.api import Mutation, Query
from schema.context import Context
from schema.nodes import node_types
from schema.scalars import SCALARS
from schema.subscriptions import Subscription
from seeds.generated.portfolio import account_key

__all__ = ["FULL", "QUICK", "Sizes", "main"]

SEED: Final = 11
NOW: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)
MAP: Final = """query ($id: ID!) { account(id: $id) { name stakeholderMap(filter: {includeTeam: true}) {
    revision date
    nodes {
        key kind x y power coverage level stance forecast lastContactOn nextContactOn uncovered singleThreaded contested
        left placeholder stakeholder { id name title seniority } teamMember { id name }
    }
    edges { key type source target directed weight confidence contested }
    groups { key kind label nodes parent }
} } }"""
STOCK: Final = strawberry.Schema(
    Query, Mutation, Subscription, types=node_types(), config=StrawberryConfig(scalar_map=SCALARS)
)
"""The same types and resolvers, with nothing of ours around them."""

Row = tuple[str, str]


@dataclass(frozen=True)
class Sizes:
    """How many people are on the map, and how often it is asked for."""

    people: int
    repeats: int


FULL = Sizes(300, 25)
QUICK = Sizes(10, 2)


class Caller:
    """Asks an application for the map without a network, as a GET with its variables."""

    def __init__(self, application: Starlette, key: str) -> None:
        self.application = application
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/graphql",
            "query_string": urlencode({"query": MAP, "variables": json.dumps({"id": key})}).encode(),
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 1),
        }

    async def ask(self, status: int, tag: bytes = b"") -> tuple[bytes, bytes]:
        """The answer, and its tag; nothing where the client holds that of the tag. Its status must be this one."""
        sent: list[Mapping[str, Any]] = []

        async def receive() -> Mapping[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        headers = [(b"host", b"127.0.0.1"), *([(b"if-none-match", tag)] if tag else [])]
        await self.application({**self.scope, "headers": headers}, receive, send)  # type: ignore[arg-type]
        _demand(sent[0]["status"] == status)
        return b"".join(each.get("body", b"") for each in sent[1:]), dict(sent[0]["headers"])[b"etag"]


async def _stock(store: Store, key: str) -> bytes:
    result = await STOCK.execute(MAP, {"id": key}, Context(store, LOCAL, store.clock))
    _demand(not result.errors)
    return json.dumps({"data": result.data}, default=str).encode()


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError("what is measured does not give what it should")


async def _rows(store: Store, sizes: Sizes) -> AsyncIterator[Row]:
    key = account_key(SEED, 1)
    await generate(store, Load(Portfolio(1, sizes.people, SEED)), lambda: None)
    keeping, anew = (Caller(create_application(store, terms=Terms(answers_megabytes=room)), key) for room in (64, 0))
    stock, (body, tag) = partial(_stock, store, key), await keeping.ask(200)
    _demand(orjson.loads(await stock()) == orjson.loads(body) == orjson.loads((await anew.ask(200))[0]))
    drawn = orjson.loads(body)["data"]["account"]["stakeholderMap"]
    people = sum(node["kind"] == "STAKEHOLDER" for node in drawn["nodes"])
    what = f"a map of {people:,} people and {len(drawn['edges']):,} edges"

    edited = await _after_edits(store, key, anew, sizes.repeats)
    yield f"speed of {what} after an edit, against stock Strawberry", factor(edited[0] / edited[1])
    _, tag = await keeping.ask(200)
    works = (stock, partial(anew.ask, 200), partial(keeping.ask, 200), partial(keeping.ask, 304, tag))
    taken = await seconds(*works, repeats=sizes.repeats)
    for told, ours in zip(("made anew", "kept", "that the client holds"), taken[1:], strict=True):
        yield f"speed of {what}, {told}, against stock Strawberry", factor(taken[0] / ours)
    print(f"stock Strawberry: {taken[0] * 1000:.0f} ms for {len(body):,} bytes", file=sys.stderr)  # noqa: T201


async def _after_edits(store: Store, key: str, ours: Caller, repeats: int) -> tuple[float, float]:
    """The median times of the first answer after a commit, of stock Strawberry and of ours; they take turns."""
    who = next(iter((await store.snapshot(key, LOCAL)).account.all(Stakeholder))).id
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(repeats):
        works: Sequence[Work] = (partial(_stock, store, key), partial(ours.ask, 200))
        for work, times in zip(works, taken, strict=True):
            await store.commit({key: [Put(Stakeholder, {"id": who, "title": f"{turn} {len(times)}"})]}, LOCAL)
            began = time.perf_counter()
            await work()
            times.append(time.perf_counter() - began)
    return median(taken[0]), median(taken[1])


async def _measure(sizes: Sizes) -> None:
    with TemporaryDirectory() as directory, embedded_server(Path(directory) / "kept") as endpoint:
        async with Store(endpoint, clock=lambda: NOW) as store:
            async for what, figure in _rows(store, sizes):
                print(f"| {what} | {figure} |", flush=True)  # noqa: T201  # its output


def main(arguments: Sequence[str]) -> None:
    """Measure, and print one table."""
    configure("error", "json")
    sizes, began = QUICK if "--quick" in arguments else FULL, time.perf_counter()
    print("| | |\n|---|---|")  # noqa: T201
    asyncio.run(_measure(sizes))
    print(f"\nMeasured in {time.perf_counter() - began:.0f} s.")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
