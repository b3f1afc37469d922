"""Over whom does one get from one person to another?"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx

from scoring.network import Link, Network

__all__ = ["Path", "neighbourhood", "paths"]


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one person to another, by ids: who is on it, both included, and the tie over which each comes next.

    `length` is the sum of 1/weight over its ties.
    """

    people: tuple[str, ...]
    links: tuple[Link, ...]
    length: float


def paths(network: Network, source: str, target: str, count: int) -> Sequence[Path]:
    """The shortest ways from one person to another, none of them passing anybody twice, the shortest first.

    networkx's `shortest_simple_paths` of `tied`, by `distance`: a tie is gone along whichever way it points, and the
    stronger it is, the shorter. Of several between two people the strongest counts; of two as strong, the one that
    points the way that is gone.

    Parameters
    ----------
    network : the ties, with weights
    source, target : ids
    count : how many at the most

    Returns
    -------
    The ways; none where no way leads there, or either is not there on the day.

    Notes
    -----
    Yen's algorithm (networkx): O(count people (people + ties) log people) at the worst.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> paths(network(Snapshot("empty"), date(2026, 1, 1)), "a/Stakeholder/x", "a/Stakeholder/y", 3)
    []

    References
    ----------
    Yen, J. Y. (1971). Finding the k shortest loopless paths in a network. Management Science 17, 712-716.
    """
    index = {person: i for i, person in enumerate(network.people)}
    if source == target or not {source, target} <= index.keys():
        return []
    if not nx.has_path(network.tied, index[source], index[target]):
        return []
    found = nx.shortest_simple_paths(network.tied, index[source], index[target], weight="distance")
    return [_path(network, path) for path in islice(found, count)]


def neighbourhood(network: Network, person: str, depth: int) -> Set[str]:
    """Who is at most so many ties away from somebody, themselves included, by id; nobody where they are not there.

    Whichever way the ties point, and whatever they weigh. Linear in people and ties.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> neighbourhood(network(Snapshot("empty"), date(2026, 1, 1)), "a/Stakeholder/x", 2)
    frozenset()
    """
    if person not in network.people:
        return frozenset()
    found = nx.single_source_shortest_path_length(network.tied, network.people.index(person), cutoff=depth)
    return frozenset(network.people[who] for who in found)


def _path(network: Network, indices: Sequence[int]) -> Path:
    people = tuple(network.people[i] for i in indices)
    links = tuple(_link(network, one, other) for one, other in pairwise(people))
    return Path(people, links, sum(1 / link.weight for link in links))


def _link(network: Network, one: str, other: str) -> Link:
    both = [network.links[pair] for pair in ((one, other), (other, one)) if pair in network.links]
    return max(both, key=lambda link: link.weight)  # of equals, the first
