"""What reading and writing accounts costs, in ratios, on both servers: `python -m bench.store [--quick]`."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

from bench.accounts import lengthen, light, made, person, retitled
from bench.timing import Work, factor, growth, rate, seconds
from graph import cypher
from graph.change import Change
from graph.codec import node_row, read_edges, read_nodes
from graph.connection import Transaction
from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.identity import TEAM
from graph.snapshot import Snapshot
from graph.store import Store
from graph.viewer import LOCAL
from tests.graph.watched import forget
from tests.neo4j_server import NoNeo4j, neo4j_server

__all__ = ["FULL", "QUICK", "Sizes", "main"]

SERVERS: Final[dict[str, Callable[[Path], AbstractContextManager[Endpoint]]]] = {
    "embedded": embedded_server,
    "Neo4j": neo4j_server,
}

MANY_NODES = "MATCH (node:Entity {scope: $scope}) RETURN properties(node) AS node"
MANY_EDGES = """
MATCH (source:Entity {scope: $scope})-[edge]->(target:Entity) WHERE edge.scope = $scope
RETURN type(edge) AS type, source.id AS source, target.id AS target, properties(edge) AS properties
"""
ONE_ROW = """
OPTIONAL MATCH (node:Entity {scope: $scope})
WITH collect(properties(node)) AS nodes
OPTIONAL MATCH (source:Entity {scope: $scope})-[edge]->(target:Entity) WHERE edge.scope = $scope
RETURN nodes, collect({type: type(edge), source: source.id, target: target.id, properties: properties(edge)}) AS edges
"""

titles = count()


@dataclass(frozen=True)
class Sizes:
    """How much is measured, and for how long."""

    people: Sequence[int]
    ties: Sequence[int]
    revisions: Sequence[int]
    accounts: Sequence[int]
    repeats: int
    duration: float


FULL = Sizes((100, 300, 1000), (4, 12, 40), (100, 1000, 10_000), (10, 100, 1000), repeats=5, duration=1.5)
QUICK = Sizes((5, 10), (1, 2), (10, 20), (2, 4), repeats=1, duration=0.05)

Row = tuple[str, str]


@dataclass(frozen=True)
class _Bench:
    """A server to measure on: one store that writes, and so knows all, and another that only reads."""

    store: Store
    reader: Store
    sizes: Sizes


# ---------------------------------------------------------------- ratios


async def _few_rows(bench: _Bench) -> AsyncIterator[Row]:
    for people in bench.sizes.people[::2]:
        scope = await made(bench.store, f"rows-{people}", people)
        works = [_cold(bench, scope), *(_read(bench, scope, *each) for each in ((ONE_ROW,), (MANY_NODES, MANY_EDGES)))]
        few, one, many = await seconds(*works, repeats=min(3, bench.sizes.repeats))  # one row can take seconds
        yield f"speed of reading {people:,} people as three rows, against one row", factor(one / few)
        yield f"speed of reading {people:,} people as three rows, against a row a node and edge", factor(many / few)


def _read(bench: _Bench, scope: str, *statements: str) -> Work:
    """A cold read by other statements, up to a snapshot."""

    async def read(tx: Transaction) -> Snapshot:
        await (await tx.run(cypher.TOUCH, scope=scope, token=str(uuid4()))).consume()
        rows = [row.data() for each in statements for row in [one async for one in await tx.run(each, scope=scope)]]
        nodes = [node for row in rows for node in row.get("nodes", [row["node"]] if "node" in row else [])]
        edges = [edge for row in rows for edge in row.get("edges", [row] if "type" in row else [])]
        return Snapshot(scope).amended(1, [*read_nodes(nodes), *read_edges(edges)])

    return lambda: bench.reader.connection.transact(read)


async def _people(bench: _Bench) -> AsyncIterator[Row]:
    times = []
    for people in bench.sizes.people:
        scope = await made(bench.store, f"people-{people}", people)
        cold, behind, commit, held = await _times(bench, scope)
        yield f"time of reading {people:,} people one commit behind, against unchanged", factor(behind / held)
        yield f"time of reading {people:,} people cold, against unchanged", factor(cold / held)
        times.append((cold, behind, commit))
    for row in _told("people", bench.sizes.people, times):
        yield row


async def _gathered(bench: _Bench, at_once: int = 32) -> AsyncIterator[Row]:
    store, scopes = bench.store, [f"rows-{bench.sizes.people[0]}", TEAM]

    async def alone(tx: Transaction) -> list[Any]:
        return [row async for row in await tx.run(cypher.REVISIONS, scopes=scopes)]

    one_each = await rate(lambda _: store.connection.transact(alone), at_once, bench.sizes.duration)
    gathered = await rate(lambda _: store._revisions.of(scopes), at_once, bench.sizes.duration)
    yield (
        f"revision checks a second by {at_once} at once, gathered, against a transaction each",
        factor(gathered / one_each),
    )


async def _commits(bench: _Bench, at_once: int = 16) -> AsyncIterator[Row]:
    scopes = [await made(bench.store, f"commits-{n}", bench.sizes.people[0]) for n in range(at_once)]
    for where, chosen in (("one account", scopes[:1] * at_once), (f"{at_once} accounts", scopes)):
        rates = [await rate(work, at_once, bench.sizes.duration) for work in await _writers(bench.store, chosen)]
        yield f"commits a second by {at_once} at once to {where}, against bare writes", factor(rates[0] / rates[1])


async def _writers(store: Store, scopes: Sequence[str]) -> list[Callable[[int], Awaitable[object]]]:
    """A commit to one node by each of those at once, and the bare transaction that writes the same node."""
    nodes = [(await store.snapshot(scope, LOCAL)).account.nodes[person(scope, 0)] for scope in scopes]
    rows = [[node_row(node)] for node in nodes]

    async def write(tx: Transaction, who: int) -> None:
        await (await tx.run(cypher.update_nodes(), rows=rows[who])).consume()

    async def commit(who: int) -> None:
        await store.commit(_small(scopes[who]), LOCAL)

    return [commit, lambda who: store.connection.transact(lambda tx: write(tx, who))]


# ---------------------------------------------------------------- growth

WAYS: Final = ("a cold read", "catching up by one commit", "a small commit")


async def _edges(bench: _Bench) -> AsyncIterator[Row]:
    people = bench.sizes.people[0]
    scopes = [await made(bench.store, f"ties-{ties}", people, ties) for ties in bench.sizes.ties]
    edges = [len((await bench.store.snapshot(scope, LOCAL)).account.edges) for scope in scopes]
    async for row in _grown(bench, f"edges among {people} people", edges, scopes):
        yield row


async def _revisions(bench: _Bench) -> AsyncIterator[Row]:
    scopes = [f"long-{revisions}" for revisions in bench.sizes.revisions]
    for scope, revisions in zip(scopes, bench.sizes.revisions, strict=True):
        await made(bench.store, scope, bench.sizes.people[0])
        await lengthen(bench.store, scope, 1, revisions)
    async for row in _grown(bench, "revisions", bench.sizes.revisions, scopes):
        yield row
    longest, told = scopes[-1], ", ".join(f"{number:,}" for number in bench.sizes.revisions)
    opened = [(await seconds(_opened(bench, scope), repeats=bench.sizes.repeats))[0] for scope in scopes]
    yield f"time of opening an old revision for ten times the revisions ({told})", growth(bench.sizes.revisions, opened)
    cold, old = await seconds(_cold(bench, longest), _opened(bench, longest), repeats=bench.sizes.repeats)
    yield f"time of opening one of {bench.sizes.revisions[-1]:,} revisions, against a cold read", factor(old / cold)


async def _accounts(bench: _Bench) -> AsyncIterator[Row]:
    times, before = list[list[float]](), 0
    for accounts in bench.sizes.accounts:
        await light(bench.store, "light", range(before, accounts))
        times.append(await _times(bench, "light-0"))
        before = accounts
    for row in _told("light accounts", bench.sizes.accounts, times):
        yield row


async def _grown(bench: _Bench, of: str, numbers: Sequence[int], scopes: Sequence[str]) -> AsyncIterator[Row]:
    for row in _told(of, numbers, [await _times(bench, scope) for scope in scopes]):
        yield row


async def _times(bench: _Bench, scope: str) -> list[float]:
    """How long the account takes in each of the ways, and a read of it unchanged."""
    works = [_cold(bench, scope), await _behind(bench, scope), lambda: bench.store.commit(_small(scope), LOCAL)]
    return await seconds(*works, _held(bench, scope), repeats=bench.sizes.repeats)


def _told(of: str, numbers: Sequence[int], times: Sequence[Sequence[float]]) -> Iterator[Row]:
    told = ", ".join(f"{number:,}" for number in numbers)
    for what, taken in zip(WAYS, zip(*times, strict=True), strict=False):
        yield f"time of {what} for ten times the {of} ({told})", growth(numbers, taken)


# ---------------------------------------------------------------- what is timed


def _small(scope: str) -> dict[str, list[Change]]:
    """A commit that nobody made yet."""
    return retitled(scope, 0, f"Title {next(titles)}")


def _held(bench: _Bench, scope: str) -> Work:
    """A read of what has not changed."""
    return lambda: bench.store.snapshot(scope, LOCAL)


def _opened(bench: _Bench, scope: str) -> Work:
    """The newest revision, made again from the whole journal."""

    async def read() -> None:
        newest = (await bench.store.snapshot(scope, LOCAL)).revision
        bench.reader._history.forget()
        await bench.reader.past(scope, LOCAL, newest)

    return read


def _cold(bench: _Bench, scope: str) -> Work:
    async def read() -> None:
        forget(bench.reader)
        await bench.reader.snapshot(scope, LOCAL)

    return read


async def _behind(bench: _Bench, scope: str) -> Work:
    """A read by somebody who holds the account as it was one commit ago."""
    old = (await bench.store.snapshot(scope, LOCAL)).account
    await bench.store.commit(_small(scope), LOCAL)

    async def read() -> None:
        forget(bench.reader)
        bench.reader._snapshots.cache.keep(old)
        await bench.reader._revisions.of([scope, TEAM])
        await bench.reader._snapshots.at_least(scope, old.revision + 1)

    return read


# ---------------------------------------------------------------- the run

PARTS: Final = (_few_rows, _gathered, _commits, _people, _edges, _revisions, _accounts)


async def _measure(endpoint: Endpoint, sizes: Sizes) -> dict[str, str]:
    async with Store(endpoint) as store, Store(endpoint) as reader:
        bench, rows = _Bench(store, reader, sizes), dict[str, str]()
        for part in PARTS:
            began = time.perf_counter()
            rows.update([row async for row in part(bench)])
            print(f"{part.__name__[1:]}: {time.perf_counter() - began:.0f} s", file=sys.stderr)  # noqa: T201  # progress
        return rows


def _on(server: str, sizes: Sizes) -> dict[str, str] | None:
    """What is measured on a server; null where there is none, which is told."""
    try:
        with TemporaryDirectory() as directory, SERVERS[server](Path(directory)) as endpoint:
            return asyncio.run(_measure(endpoint, sizes))
    except NoNeo4j as reason:
        print(f"{server} is left out: {reason}\n", flush=True)  # noqa: T201  # its output
        return None


def main(arguments: Sequence[str]) -> None:
    """Measure on both servers, and print one table."""
    sizes, began = QUICK if "--quick" in arguments else FULL, time.perf_counter()
    measured = {server: _on(server, sizes) for server in SERVERS}
    found = {server: rows for server, rows in measured.items() if rows is not None}
    lines = [f"| | {' | '.join(found)} |", f"|---|{'---|' * len(found)}"]
    lines += [
        f"| {what} | {' | '.join(rows[what] for rows in found.values())} |" for what in next(iter(found.values()))
    ]
    print("\n".join(lines))  # noqa: T201
    print(f"\nMeasured in {time.perf_counter() - began:.0f} s.")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
