"""Accounts to measure with: any number of people, each with so many ties to others."""

from collections.abc import Iterator
from datetime import UTC, datetime

from graph import cypher
from graph.change import Change, Put
from graph.connection import Transaction
from graph.identity import account_id, node_id
from graph.journal import Entry
from graph.model import AlliedWith, Influences, Organisation, ReportsTo, Stakeholder, WorksIn
from graph.store import Store
from graph.viewer import LOCAL

__all__ = ["lengthen", "light", "made", "person", "retitled"]

CLAIM = {"by": "source:Krackhardt (1987)", "validFrom": "1987-01-01", "verification": "CONFIRMED"}
TOGETHER = 50  # light accounts written in one commit


async def made(store: Store, scope: str, people: int, ties: int = 10) -> str:
    """An account such as Krackhardt's: people in a hierarchy, each with `ties` ties of advice or friendship."""
    await store.commit({scope: [*_people(scope, people), *_ties(scope, people, ties)]}, LOCAL)
    return scope


async def light(store: Store, prefix: str, numbers: range) -> None:
    """Accounts of three people each."""
    for start in range(numbers.start, numbers.stop, TOGETHER):
        scopes = [f"{prefix}-{n}" for n in range(start, min(start + TOGETHER, numbers.stop))]
        await store.commit({scope: list(_people(scope, 3)) for scope in scopes}, LOCAL)


async def lengthen(store: Store, scope: str, after: int, until: int) -> None:
    """Add entries to an account's journal that change nothing, as if so many had been written."""
    entries = [_entry(scope, revision).encode() for revision in range(after + 1, until + 1)]

    async def write(tx: Transaction) -> None:
        for start in range(0, len(entries), 1_000):
            await (await tx.run(cypher.JOURNAL, entries=entries[start : start + 1_000])).consume()
        raised = "MATCH (ledger:Ledger {scope: $scope}) SET ledger.revision = $until"
        await (await tx.run(raised, scope=scope, until=until)).consume()

    await store.connection.transact(write)


def person(scope: str, number: int) -> str:
    """The id of one of its people."""
    return node_id(scope, "Stakeholder", str(number))


def retitled(scope: str, number: int, title: str) -> dict[str, list[Change]]:
    """A small commit: one person's new title."""
    return {scope: [Put(Stakeholder, {"id": person(scope, number), "title": title})]}


def _people(scope: str, people: int) -> Iterator[Change]:
    root = account_id(scope)
    yield Put(Organisation, {"id": root, "name": scope, "kind": "CLIENT", "sector": "Machinery", "country": "US"})
    for n in range(people):
        who = person(scope, n)
        yield Put(Stakeholder, {"id": who, "name": f"Person {n}", "title": "Engineer", "seniority": "MANAGER"})
        yield Put(WorksIn, {"from": who, "to": root})
        if n:
            yield Put(ReportsTo, {"from": who, "to": person(scope, n // 7)})


def _ties(scope: str, people: int, ties: int) -> Iterator[Change]:
    for n in range(people):
        for step in range(1, min(ties, (people - 1) // 2) + 1):
            ends = sorted((person(scope, n), person(scope, (n + step) % people)))
            kind = AlliedWith if step % 3 == 0 else Influences
            yield Put(kind, {"from": ends[0], "to": ends[1], "weight": 1.0, **CLAIM})


def _entry(scope: str, revision: int) -> Entry:
    at = datetime.now(UTC)
    return Entry(scope, revision, at, "local", f"{scope}-{revision}", f"{scope}-{revision}", 0, ())
