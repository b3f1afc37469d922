"""Networks to measure: those of published examples, random ones, and what networkx alone makes of an account."""

from collections.abc import Collection, Hashable, Iterable
from datetime import date
from typing import Any

import networkx as nx
from hypothesis import strategies as st

from graph.change import Change, Put, apply
from graph.declaration import Claim, Edge
from graph.model import AlliedWith, ConflictsWith, Influences, ReportsTo, Stakeholder
from graph.snapshot import Snapshot
from scoring.claims import blend
from scoring.network import NETWORK_TYPES, USUAL_TYPES, Network, network
from tests.scoring.accounts import DAY, account, accounts, person

__all__ = ["allied", "claim", "listeners", "measured", "networks", "of_people", "plain"]


def claim(kind: type[Claim], one: str, other: str, weight: float = 1.0, **more: Any) -> Change:
    """A tie of this weight between two people of the account `a`: its effective value is 0.9 of it."""
    ends = sorted([person(one), person(other)]) if kind.rules.undirected else [person(one), person(other)]
    said = {"by": "source:test", "validFrom": DAY, "verification": "CONFIRMED", "weight": weight, **more}
    return Put(kind, {"from": ends[0], "to": ends[1], **said})


def of_people(keys: Iterable[str], *ties: Change, types: Collection[type[Edge]] = USUAL_TYPES) -> Network:
    """The network of an account of these people."""
    return network(account({key: {} for key in keys}, *ties), DAY, types=types)


def allied(graph: "nx.Graph[Any]", *, weighted: bool = False) -> Network:
    """A published example, every edge an alliance of its weight over 10, every node a person `p<its number>`."""
    number = {node: f"p{i:02}" for i, node in enumerate(graph)}
    ties = [
        claim(AlliedWith, number[one], number[other], weight / 10)
        for one, other, weight in graph.edges.data("weight", default=1)
    ]
    return network(account({key: {} for key in number.values()}, *ties), DAY, weighted=weighted)


def plain(values: Iterable[Any], names: Iterable[Hashable]) -> dict[Hashable, Any]:
    """A measure by the names of the nodes of the example."""
    return dict(zip(names, values, strict=True))


@st.composite
def networks(draw: st.DrawFn) -> tuple[Snapshot, tuple[type[Edge], ...], bool]:
    """A small account, the types of tie to look at, and whether weights count."""
    changes = draw(accounts())
    keys = sorted(c.values["id"] for c in changes if isinstance(c, Put) and c.kind is Stakeholder)
    pairs = [(one, other) for one in keys for other in keys if one < other]
    for one, other in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3) if pairs else st.just([])):
        said = {"by": "source:test", "validFrom": "2026-01-01", "weight": draw(st.floats(0, 1))}
        changes.append(Put(ConflictsWith, {"from": one, "to": other, **said}))
    types = draw(st.lists(st.sampled_from(NETWORK_TYPES), unique=True))
    return apply(Snapshot("a"), draw(st.permutations(changes))), tuple(types), draw(st.booleans())


def measured(made: tuple[Snapshot, tuple[type[Edge], ...], bool]) -> Network:
    snapshot, types, weighted = made
    return network(snapshot, DAY, types=types, weighted=weighted)


def listeners(made: tuple[Snapshot, tuple[type[Edge], ...], bool], day: date = DAY) -> "nx.DiGraph[str]":
    """Who listens to whom, told edge by edge."""
    snapshot, types, weighted = made
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(p.id for p in snapshot.all(Stakeholder) if p.left_on is None or p.left_on > day)
    for edge in (edge for kind in types for edge in snapshot.all(kind)):
        if isinstance(edge, Claim):
            same = [c for c in snapshot.all(type(edge)) if (c.source, c.target) == (edge.source, edge.target)]
            found = blend(same, day)
            weight = found.effective if found else 0.0
        else:
            weight = 0.5 if isinstance(edge, ReportsTo) and edge.stands_on(day) else 0.0
        pairs = [(edge.target, edge.source)] if isinstance(edge, Influences) else [(edge.source, edge.target)]
        if edge.rules.undirected:
            pairs.append((edge.target, edge.source))
        for one, other in pairs:
            if graph.has_node(one) and graph.has_node(other) and weight >= 1e-6:
                before = graph.edges[one, other]["weight"] if graph.has_edge(one, other) else 0.0
                strongest = max(weight if weighted else 1.0, before)
                graph.add_edge(one, other, weight=strongest, distance=1 / strongest)
    return graph
