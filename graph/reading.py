"""What is read of a scope: all of it in a few rows, or its journal."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final

from graph import cypher
from graph.codec import native, read_edges, read_nodes
from graph.connection import Transaction
from graph.journal import Entry, Gap, replay
from graph.snapshot import Snapshot

__all__ = ["caught_up", "entries_of", "entry_batches", "is_near", "read_entries", "read_scope"]

# Further behind than this, reading a scope anew is cheaper than following its journal.
LONGEST_TAIL: Final = 1_000

BATCH: Final = 500  # entries of a whole journal that are in memory at once


async def read_scope(tx: Transaction, scope: str, revision: int) -> Snapshot:
    """The scope as it stands, read as three rows: its nodes, its edges, and those that come in from elsewhere.

    The transaction must have written to the scope's ledger before, and `revision` must be what it saw there: only
    then is what is read of one revision.
    """
    rows = [row async for row in await tx.run(cypher.READ, scope=scope)]
    nodes = [node for row in rows for node in read_nodes(row["nodes"])]
    return Snapshot(scope).amended(revision, [*nodes, *(edge for row in rows for edge in read_edges(row["edges"]))])


async def read_entries(tx: Transaction, scope: str, after: int, until: int) -> list[Entry]:
    """The scope's journal: the entries of revisions above `after`, up to `until`."""
    result = await tx.run(cypher.ENTRIES, scope=scope, after=after, until=until)
    return entries_of([row async for row in result])


def entries_of(rows: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """The entries of rows as the database gave them."""
    return [Entry.decode(native(row["entry"])) for row in rows]


def is_near(held: Snapshot, revision: int) -> bool:
    """Whether following the journal from what is held is the way to the revision."""
    return held.revision <= revision <= held.revision + LONGEST_TAIL


def caught_up(held: Snapshot, entries: Sequence[Entry], revision: int) -> Snapshot:
    """What is held, after the entries. Raises Gap unless they lead to the revision one by one."""
    snapshot = replay(held, entries)
    if snapshot.revision != revision:
        raise Gap(f"the journal of {held.scope!r} ends at {snapshot.revision}, before {revision}")
    return snapshot


async def entry_batches(tx: Transaction, scope: str, until: int) -> AsyncIterator[list[Entry]]:
    """The scope's whole journal up to a revision, some entries at a time."""
    for after in range(0, until, BATCH):
        yield await read_entries(tx, scope, after, min(after + BATCH, until))
