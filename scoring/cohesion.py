"""What holds the people together?"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import networkx as nx

from scoring.network import Network

__all__ = ["articulation_points", "bridges", "communities", "components", "density", "reciprocity"]

SEED: Final = 0

_Group = tuple[str, ...]
"""People, by id, in their order."""


def communities(network: Network) -> Sequence[_Group]:
    """People who are tied more to each other than to others: the largest first, then by ids.

    networkx's `louvain_communities` of `tied`, by `weight`, with a fixed seed: the parts that make modularity large.
    Everybody is in one of them; who is tied to nobody is alone in theirs.

    Notes
    -----
    About linear in the ties.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> communities(network(Snapshot("empty"), date(2026, 1, 1)))
    []

    References
    ----------
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R. and Lefebvre, E. (2008). Fast unfolding of communities in large
    networks. Journal of Statistical Mechanics, P10008.
    """
    if not network.people:
        return []
    return _groups(network, nx.community.louvain_communities(network.tied, weight="weight", seed=SEED))


def components(network: Network) -> Sequence[_Group]:
    """The parts of the network that no tie joins: the largest first, then by ids.

    networkx's `connected_components` of `tied`. Everybody is in one of them. Linear in people and ties, and a sort.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> components(network(Snapshot("empty"), date(2026, 1, 1)))
    []
    """
    return _groups(network, nx.connected_components(network.tied))


def bridges(network: Network) -> Sequence[tuple[str, str]]:
    """The ties without which the people would fall apart into more parts, by the ids of both, in their order.

    networkx's `bridges` of `tied`: the edges that are on no cycle. Linear in people and ties, and a sort.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> bridges(network(Snapshot("empty"), date(2026, 1, 1)))
    []

    References
    ----------
    Schmidt, J. M. (2013). A simple test on 2-vertex- and 2-edge-connectivity. Information Processing Letters 113,
    241-244.
    """
    found: Iterable[Any] = nx.bridges(network.tied)  # its types say nodes, where it gives pairs of them
    return sorted((network.people[min(pair)], network.people[max(pair)]) for pair in found)


def articulation_points(network: Network) -> _Group:
    """The people without whom the others would fall apart into more parts, by id, in their order.

    networkx's `articulation_points` of `tied`. Linear in people and ties, and a sort.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> articulation_points(network(Snapshot("empty"), date(2026, 1, 1)))
    ()

    References
    ----------
    Hopcroft, J. and Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Communications of
    the ACM 16, 372-378.
    """
    return _group(network, nx.articulation_points(network.tied))


def density(network: Network) -> float:
    """How many of all n (n - 1) ordered pairs of people are there in `listening`, as a share, 0..1.

    networkx's `density` of `listening`, whatever the weights. 0 where there are fewer than two people. Constant.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> density(network(Snapshot("empty"), date(2026, 1, 1)))
    0.0
    """
    return float(nx.density(network.listening))


def reciprocity(network: Network) -> float | None:
    """How many of the edges of `listening` are there the other way round, too, as a share, 0..1; None without any.

    networkx's `overall_reciprocity` of `listening`, whatever the weights. Linear in the ties.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> reciprocity(network(Snapshot("empty"), date(2026, 1, 1))) is None
    True
    """
    return float(nx.overall_reciprocity(network.listening)) if network.listening.number_of_edges() else None


def _groups(network: Network, found: Iterable[Iterable[int]]) -> list[_Group]:
    return sorted((_group(network, part) for part in found), key=lambda group: (-len(group), group))


def _group(network: Network, part: Iterable[int]) -> _Group:
    return tuple(network.people[who] for who in sorted(part))
