"""What is written within a transaction: the effect of a list of changes, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from graph import cypher
from graph.change import Effect
from graph.codec import edge_row, node_row
from graph.connection import Transaction
from graph.declaration import Edge, Node
from graph.errors import Conflict
from graph.message import Message

__all__ = ["drop_edges", "run_counted", "write_edges", "write_nodes"]

T = TypeVar("T")


async def drop_edges(tx: Transaction, effect: Effect) -> None:
    """Delete the edges that the effect drops."""
    scope = effect.after.scope
    for kind, edges in _by_kind(item for item in effect.dropped if isinstance(item, Edge)).items():
        rows = [edge_row(scope, edge) for edge in edges]
        await (await tx.run(cypher.drop_edges(kind), rows=rows)).consume()


async def write_nodes(tx: Transaction, effect: Effect) -> None:
    """Delete the nodes that the effect drops, and write those that it puts."""
    dropped = [item.id for item in effect.dropped if isinstance(item, Node)]
    if dropped:
        await (await tx.run(cypher.drop_nodes(), ids=dropped)).consume()
    nodes = [item for item in effect.put if isinstance(item, Node)]
    known = [node for node in nodes if node.id in effect.before.nodes]
    if known:
        await run_counted(tx, cypher.update_nodes(), [node_row(node) for node in known])
    for kind, new in _by_kind(node for node in nodes if node.id not in effect.before.nodes).items():
        await (await tx.run(cypher.create_nodes(kind), rows=[node_row(node) for node in new])).consume()


async def write_edges(tx: Transaction, effect: Effect) -> None:
    """Write the edges that the effect puts; all of their ends exist by then."""
    scope = effect.after.scope
    for kind, edges in _by_kind(item for item in effect.put if isinstance(item, Edge)).items():
        await run_counted(tx, cypher.put_edges(kind), [edge_row(scope, edge) for edge in edges])


async def run_counted(tx: Transaction, statement: str, rows: list[dict[str, Any]]) -> None:
    """Run a statement that must do its work once a row: one that does not has lost what it was to write to."""
    result = await (await tx.run(statement, rows=rows)).single(strict=True)
    if result["count"] != len(rows):
        raise Conflict(Message("something that this refers to was dropped in the same moment"), {})


def _by_kind(items: Iterable[T]) -> dict[Any, list[T]]:
    grouped: dict[Any, list[T]] = defaultdict(list)
    for item in items:
        grouped[type(item)].append(item)
    return grouped
