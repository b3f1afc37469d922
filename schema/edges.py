"""Along the edges of the graph: what is at their other ends on the day."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graph import model
from graph.declaration import Edge as StoredEdge
from graph.declaration import Node as Stored
from graph.snapshot import Snapshot
from schema.nodes import as_node
from schema.relay import Node

if TYPE_CHECKING:
    from schema.accounts import TeamMember

__all__ = ["Concerning", "Owned", "sources", "targets"]


def targets(node: Node, along: type[StoredEdge], kind: type[Stored] | None = None) -> list[Any]:
    """What the edges from a node lead to, by their keys; of one kind where one is named."""
    return _shown(node, (e.target for e in _home(node, along).out(node.item.id, along) if _stands(node, e)), kind)


def sources(node: Node, along: type[StoredEdge], kind: type[Stored] | None = None) -> list[Any]:
    """Where the edges to a node come from, by their keys; of one kind where one is named."""
    return _shown(node, (e.source for e in _home(node, along).into(node.item.id, along) if _stands(node, e)), kind)


@strawberry.type
class Owned(Node):
    @strawberry.field(description="Who of us answers for it.")
    def owner(self) -> Annotated["TeamMember", strawberry.lazy("schema.accounts")] | None:
        owners: Sequence[TeamMember] = sources(self, model.AnswersFor)
        return owners[0] if owners else None


@strawberry.type
class Concerning(Node):
    @strawberry.field(description="Whom or what it concerns, by their keys.")
    def about(self) -> list[Node]:
        return targets(self, model.About)


def _home(node: Node, along: type[StoredEdge]) -> Snapshot:
    """Where a node's edges of one type are kept: those within our team with the team."""
    graph = node.reading.graph
    return graph.team if node.item.team and along.rules.team else graph.account


def _stands(node: Node, edge: StoredEdge) -> bool:
    return edge.stands_on(node.reading.day)


def _shown(node: Node, ids: Iterable[str], kind: type[Stored] | None) -> list[Any]:
    found = [as_node(node.reading, each) for each in ids]
    return [each for each in found if each is not None and (kind is None or isinstance(each.item, kind))]
