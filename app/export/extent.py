"""How much an export takes: all of the account, and of the team whom it names."""

from collections.abc import Iterator

from graph.declaration import Claim, Edge, Node
from graph.identity import TEAM, parse_id
from graph.model import EDGES, NODES
from graph.snapshot import AccountGraph
from graph.viewer import Viewer

__all__ = ["edges_of", "nodes_of"]


def nodes_of(graph: AccountGraph, viewer: Viewer) -> Iterator[Node]:
    """The nodes of an account, and those of the team that its edges and claims name; by kind, then by id."""
    named = {end for edge in edges_of(graph, viewer) for end in _ends(edge) if end.startswith(f"{TEAM}/")}
    for kind in NODES.values():
        home = graph.team if kind.team else graph.account
        yield from (node for node in home.all(kind) if not kind.team or node.id in named)


def edges_of(graph: AccountGraph, viewer: Viewer) -> Iterator[Edge]:
    """The edges of an account but those into accounts that the viewer may not see; by type, then by key."""
    for kind in EDGES.values():
        for edge in graph.account.all(kind):
            if not kind.rules.abroad or viewer.sees(parse_id(edge.target).scope):
                yield edge


def _ends(edge: Edge) -> Iterator[str]:
    yield from (edge.source, edge.target)
    if isinstance(edge, Claim):
        yield edge.by
