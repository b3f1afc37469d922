"""Who is tied to whom?"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import networkx as nx

from graph.declaration import Claim, Edge
from graph.model import AlliedWith, ConflictsWith, Influences, ReportsTo
from graph.snapshot import Snapshot
from scoring.beliefs import Beliefs
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import present_stakeholders

__all__ = ["NETWORK_TYPES", "USUAL_TYPES", "Link", "Network", "network"]

NETWORK_TYPES: Final[tuple[type[Edge], ...]] = (Influences, AlliedWith, ConflictsWith, ReportsTo)
"""The types of edge that join two people of an account."""

USUAL_TYPES: Final[tuple[type[Edge], ...]] = (Influences, AlliedWith, ReportsTo)
"""Those of a network where none are named: what brings people together."""

_LEAST: Final = 1e-6  # a weight below is no tie: as a distance, it would swallow the others that it is added to


@dataclass(frozen=True, slots=True)
class Link:
    """A tie from one person to another, by ids, as it is told: of which type, and how strong, 0..1."""

    source: str
    target: str
    type: type[Edge]
    weight: float

    @property
    def listening(self) -> tuple[str, str]:
        """Who listens, and to whom."""
        return (self.target, self.source) if self.type is Influences else (self.source, self.target)


@dataclass(frozen=True, slots=True)
class Network:
    """Who is tied to whom among `people`, ids in their order, as graphs over their indices.

    `listening` leads from who listens to those they listen to; `tied` joins two where either listens to the other. In
    both an edge has a `weight` and a `distance`, which is 1/weight; where several ties lead the same way, the largest
    weight counts. `links` are the strongest ties of each ordered pair of ids, as they are told; a tie without a
    direction is there both ways.
    """

    people: tuple[str, ...]
    listening: "nx.DiGraph[int]"
    tied: "nx.Graph[int]"
    links: Mapping[tuple[str, str], Link]


def network(
    snapshot: Snapshot,
    day: date,
    parameters: Parameters = DEFAULTS,
    types: Collection[type[Edge]] = USUAL_TYPES,
    *,
    weighted: bool = True,
    beliefs: Beliefs | None = None,
) -> Network:
    """The ties of some types among the people present on a day.

    A tie weighs q·value of its blend (`scoring.claims`), a line what the constants say: SOLID 0.5, DOTTED 0.25. What
    weighs less than 0.000001 is none. Who listens to whom, and so where an edge of `listening` leads::

        INFLUENCES         from the second to the first
        REPORTS_TO         from the first, who reports, to the second
        ALLIED_WITH        both ways
        CONFLICTS_WITH     both ways: each minds the other

    The weights are Stakegraph's own definition.

    Parameters
    ----------
    snapshot : the account
    day, parameters : the day and the constants
    types : of NETWORK_TYPES
    weighted : whether weights count; else each tie has a weight and a distance of 1
    beliefs : what is held true on the day, where it is worked out already

    Returns
    -------
    Network. Everybody present is in it, also who is tied to nobody.

    Notes
    -----
    Linear in people, edges and claims, and a sort.

    Examples
    --------
    >>> network(Snapshot("empty"), date(2026, 1, 1)).people
    ()
    """
    people = tuple(person.id for person in present_stakeholders(snapshot, day))
    held, present = beliefs or Beliefs(snapshot, day, parameters), set(people)
    links = [
        link
        for kind in NETWORK_TYPES
        if kind in types
        for link in _links(held, kind)
        if link.weight >= _LEAST and present.issuperset((link.source, link.target))
    ]
    listening: nx.DiGraph[int] = nx.DiGraph()
    tied: nx.Graph[int] = nx.Graph()
    index = {person: i for i, person in enumerate(people)}
    for graph in (listening, tied):
        graph.add_nodes_from(index.values())
        for link in links:
            listener, heard = link.listening
            _join(graph, index[listener], index[heard], link.weight if weighted else 1.0)
    return Network(people, listening, tied, _strongest(links))


def _links(beliefs: Beliefs, kind: type[Edge]) -> Iterator[Link]:
    """Every tie of one type; what has no direction both ways."""
    if issubclass(kind, Claim):
        for (one, other), found in beliefs.of(kind).items():
            yield Link(one, other, kind, found.effective)
            if kind.rules.undirected:
                yield Link(other, one, kind, found.effective)
    for line in beliefs.snapshot.all(ReportsTo) if kind is ReportsTo else ():
        if line.stands_on(beliefs.day):
            yield Link(line.source, line.target, kind, beliefs.parameters.line_weights[line.line])


def _join(graph: "nx.Graph[int]", one: int, other: int, weight: float) -> None:
    if not graph.has_edge(one, other) or graph.edges[one, other]["weight"] < weight:
        graph.add_edge(one, other, weight=weight, distance=1 / weight)


def _strongest(links: Iterable[Link]) -> dict[tuple[str, str], Link]:
    strongest: dict[tuple[str, str], Link] = {}
    for link in links:
        pair = link.source, link.target
        if pair not in strongest or link.weight > strongest[pair].weight:
            strongest[pair] = link
    return strongest
