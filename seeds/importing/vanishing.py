"""Vanishing: what an earlier import of the source made, and these files do not name. It is told, and stays."""

from collections.abc import Iterator
from typing import Any

from graph.declaration import Claim, Edge, Node
from graph.identity import parse_id
from graph.snapshot import Snapshot
from seeds.importing.stage import Stage

__all__ = ["vanished"]


def vanished(
    snapshot: Snapshot, named: set[str], said: set[tuple[str, str, str]], stage: Stage, source: str
) -> Iterator[Node | Edge]:
    """Nodes by the source's keys and claims in its name, of kinds that these files have, which nothing here is about.

    `named` are the ids, `said` the types and ends, of what these files have in this scope. A row that was left out has
    not vanished, and neither has what it says of others.
    """
    labels = stage.labels()
    for node in snapshot.nodes.values():
        is_theirs = node.label in labels and node.key.startswith(f"{source}-")
        if is_theirs and node.id not in named and stage.keeps(node.label, node.key) is None:
            yield node
    told: set[tuple[Any, ...]] = set()
    for edge in snapshot.edges.values():
        ends = (edge.label, edge.source, edge.target)
        is_theirs = isinstance(edge, Claim) and edge.by == f"source:{source}" and edge.withdrawn_on is None
        if is_theirs and edge.label in stage.types and ends not in said and ends not in told:
            told.add(ends)
            if not (_is_left_out(edge.source, stage) or _is_left_out(edge.target, stage)):
                yield edge


def _is_left_out(end: str, stage: Stage) -> bool:
    identity = parse_id(end)
    return stage.keeps(identity.label, identity.key) is False
