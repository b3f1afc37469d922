"""Who can bring us there?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise
from math import log, prod

import networkx as nx

from graph.declaration import Edge
from graph.model import AlliedWith, Influences, Knows, ReportsTo
from graph.snapshot import Snapshot
from scoring.beliefs import Beliefs
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import present_stakeholders
from scoring.strength import Tie

__all__ = ["Introduction", "Step", "best_introductions", "introduction_network", "introductions"]

_TEAM = ""  # the node from which all of ours are reached at no cost


@dataclass(frozen=True, slots=True)
class Step:
    """From one person to the next, by ids: along which type of edge, and how strong the tie is, 0..1."""

    source: str
    target: str
    type: type[Edge]
    strength: float


@dataclass(frozen=True, slots=True)
class Introduction:
    """A way from one of us to a stakeholder; its `probability` is the product of the strengths on it."""

    steps: tuple[Step, ...]

    @property
    def probability(self) -> float:
        return prod(step.strength for step in self.steps)


def introduction_network(
    snapshot: Snapshot,
    day: date,
    ties: Mapping[tuple[str, str], Tie],
    parameters: Parameters = DEFAULTS,
    elsewhere: Mapping[tuple[str, str], float] | None = None,
    beliefs: Beliefs | None = None,
) -> "nx.DiGraph[str]":
    """Along which ties people can introduce each other on a day, as a directed graph with `step` and `length` = -log s.

    From us to them leads the strength of a tie of 0.05 or more (`scoring.strength`). Between stakeholders a tie leads
    both ways, by the largest of INFLUENCES and ALLIED_WITH (q·value), a SOLID line (0.5) and a DOTTED one (0.25), at
    most 1; two who are in conflict have none. Stakegraph's own definition.

    Parameters
    ----------
    snapshot : the account
    day, parameters : the day and the constants
    ties : those between us and them (`scoring.strength.ties`)
    elsewhere : the strength of our ties to the same human beings in other accounts, by the ids of the team member and
        of the stakeholder here; the greater counts
    beliefs : what is held true on the day, where it is worked out already

    Returns
    -------
    A graph over the ids of people, in their order, and one node "" that leads to all of us.

    Notes
    -----
    Linear in people, edges and claims, and a sort.

    Examples
    --------
    >>> introduction_network(Snapshot("empty"), date(2026, 1, 1), {}).number_of_edges()
    0
    """
    people = {person.id for person in present_stakeholders(snapshot, day)}
    strengths = {pair: tie.strength for pair, tie in ties.items() if pair[1] in people}
    for pair, strength in (elsewhere or {}).items():
        strengths[pair] = max(strength, strengths.get(pair, 0.0))
    steps = [
        Step(ours, theirs, Knows, strength)
        for (ours, theirs), strength in sorted(strengths.items())
        if 0 < strength >= parameters.brief_from
    ]
    for step in _among_them(beliefs or Beliefs(snapshot, day, parameters), people):
        steps += [step, Step(step.target, step.source, step.type, step.strength)]
    network: nx.DiGraph[str] = nx.DiGraph()
    network.add_nodes_from([_TEAM, *sorted(people)])
    for step in steps:
        if step.type is Knows:
            network.add_edge(_TEAM, step.source, length=0.0)
        network.add_edge(step.source, step.target, length=-log(step.strength), step=step)
    return network


def best_introductions(network: "nx.DiGraph[str]") -> Mapping[str, Introduction]:
    """The likeliest way to each stakeholder to whom there is any, by id.

    The product of the strengths on it is the largest: the shortest path of -log, by one search for all.

    Notes
    -----
    Dijkstra's algorithm (networkx): O((people + ties) log people).

    Examples
    --------
    >>> best_introductions(introduction_network(Snapshot("empty"), date(2026, 1, 1), {}))
    {}

    References
    ----------
    Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1, 269-271.
    """
    paths = nx.single_source_dijkstra_path(network, _TEAM, weight="length")
    return {person: _introduction(network, path) for person, path in sorted(paths.items()) if len(path) > 2}


def introductions(network: "nx.DiGraph[str]", to: str, count: int) -> list[Introduction]:
    """The `count` likeliest ways to a stakeholder, none of them passing anybody twice, the likeliest first.

    Notes
    -----
    Yen's algorithm (networkx): O(count people (people + ties) log people) at the worst.

    Examples
    --------
    >>> introductions(introduction_network(Snapshot("empty"), date(2026, 1, 1), {}), "a/Stakeholder/x", 3)
    []

    References
    ----------
    Yen, J. Y. (1971). Finding the k shortest loopless paths in a network. Management Science 17, 712-716.
    """
    if to not in network or not nx.has_path(network, _TEAM, to):
        return []
    paths = nx.shortest_simple_paths(network, _TEAM, to, weight="length")
    return [_introduction(network, path) for path in islice(paths, count)]


def _introduction(network: "nx.DiGraph[str]", path: list[str]) -> Introduction:
    return Introduction(tuple(network.edges[pair]["step"] for pair in pairwise(path[1:])))


def _among_them(beliefs: Beliefs, people: set[str]) -> Iterator[Step]:
    """The strongest tie of each two people, in the order of their ids; none of those in conflict."""
    strongest: dict[frozenset[str], Step] = {}
    for step in _ties_among_them(beliefs):
        pair = frozenset((step.source, step.target))
        if pair <= people and pair not in beliefs.conflicts and 0 < step.strength > _strength(strongest.get(pair)):
            strongest[pair] = step
    yield from sorted(strongest.values(), key=lambda step: (step.source, step.target))


def _ties_among_them(beliefs: Beliefs) -> Iterator[Step]:
    for kind in (Influences, AlliedWith):
        for (one, other), found in beliefs.of(kind).items():
            yield Step(one, other, kind, found.effective)
    for line in beliefs.snapshot.all(ReportsTo):
        if line.stands_on(beliefs.day):
            yield Step(line.source, line.target, ReportsTo, beliefs.parameters.line_weights[line.line])


def _strength(step: Step | None) -> float:
    return step.strength if step else 0.0
