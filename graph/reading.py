"""What is read within a transaction: a whole scope as one row, and its journal."""

from graph import cypher
from graph.codec import native, read_edges, read_nodes
from graph.connection import Transaction
from graph.journal import Entry
from graph.snapshot import Snapshot

__all__ = ["read_entries", "read_scope"]


async def read_scope(tx: Transaction, scope: str, revision: int) -> Snapshot:
    """The scope as it stands, read as one row.

    The transaction must have written to the scope's ledger before, and `revision` must be what it saw there: only
    then is what is read of one revision.
    """
    row = await (await tx.run(cypher.READ, scope=scope)).single(strict=True)
    edges = read_edges([*row["inner"], *row["incoming"]])
    return Snapshot(scope).amended(revision, [*read_nodes(row["nodes"]), *edges])


async def read_entries(tx: Transaction, scope: str, after: int, until: int) -> list[Entry]:
    """The scope's journal: the entries of revisions above `after`, up to `until`."""
    result = await tx.run(cypher.ENTRIES, scope=scope, after=after, until=until)
    return [Entry.decode(native(row["entry"])) async for row in result]
