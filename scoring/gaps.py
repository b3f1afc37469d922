"""Who stands apart, and who could bridge?"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np

from scoring.beliefs import Beliefs
from scoring.consensus import Consensus

__all__ = ["Bridge", "Camp", "GapPair", "camps", "gap_pairs"]

SEED = 0


@dataclass(frozen=True, slots=True)
class Bridge:
    """Somebody, by id, to whom both of a pair listen: `hold` is the lesser of their own stance's pulls on the two."""

    person: str
    hold: float


@dataclass(frozen=True, slots=True)
class GapPair:
    """Two who take part and settle apart, by ids: how much that weighs, 0..1, and who could bring them together."""

    one: str
    other: str
    gap: float
    bridge: Bridge | None


@dataclass(frozen=True, slots=True)
class Camp:
    """People who listen to each other more than to others, by ids: their power, and the mean of their known stances.

    The stance is weighted by power; null where nobody's is known.
    """

    people: tuple[str, ...]
    power: float
    stance: float | None


def gap_pairs(standing: Consensus, beliefs: Beliefs) -> tuple[GapPair, ...]:
    """The pairs of participants of known stance who settle apart, the widest gap first, then by ids.

    `standing` is how the decision stands, and `beliefs` tell who is in conflict with whom.

    A gap weighs sqrt(π_i π_j) |z_i - z_j| / 2. The best bridge between two is the third person of known stance of 0 or
    more, in conflict with neither, with the largest min(V_ik, V_jk) above 0.

    Notes
    -----
    Linear in the people for each pair of participants, and a sort.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.model import Opportunity
    >>> from graph.snapshot import Snapshot
    >>> from scoring.consensus import consensus
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> account = Snapshot("a").amended(1, [deal])
    >>> day = date(2026, 1, 1)
    >>> gap_pairs(consensus(account, "a/Opportunity/x", day), Beliefs(account, day))
    ()
    """
    friendly = [i for i, who in enumerate(standing.people) if standing.known[i] and standing.stances[who].value >= 0]
    known = [who for who in standing.participants if standing.known[who]]
    found = [_pair(standing, one, other, friendly, beliefs) for one, other in combinations(known, 2)]
    return tuple(sorted((each for each in found if each.gap > 0), key=lambda each: (-each.gap, each.one, each.other)))


def camps(standing: Consensus) -> tuple[Camp, ...]:
    """The communities of those who listen to each other, the most powerful first, then by ids.

    Those of W, its diagonal left out, that make modularity large (Louvain's method, with a fixed seed).

    Notes
    -----
    About linear in the edges (networkx).

    Examples
    --------
    >>> from datetime import date
    >>> from graph.model import Opportunity
    >>> from graph.snapshot import Snapshot
    >>> from scoring.consensus import consensus
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> camps(consensus(Snapshot("a").amended(1, [deal]), "a/Opportunity/x", date(2026, 1, 1)))
    ()

    References
    ----------
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R. and Lefebvre, E. (2008). Fast unfolding of communities in large
    networks. Journal of Statistical Mechanics, P10008.
    """
    heard = standing.power.listening.matrix.tocoo()
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(standing.people)))
    pairs = zip(heard.row.tolist(), heard.col.tolist(), heard.data.tolist(), strict=True)
    graph.add_weighted_edges_from((i, j, weight) for i, j, weight in pairs if i != j and weight > 0)
    parts = nx.community.louvain_communities(graph, weight="weight", seed=SEED) if len(graph) else []
    found = (_camp(standing, sorted(part)) for part in parts)
    return tuple(sorted(found, key=lambda camp: (-camp.power, camp.people)))


def _pair(standing: Consensus, one: int, other: int, friendly: Iterable[int], beliefs: Beliefs) -> GapPair:
    weight = float(np.sqrt(standing.shares[one] * standing.shares[other]))
    gap = weight * abs(float(standing.forecast[one] - standing.forecast[other])) / 2
    place = {who: row for row, who in enumerate(standing.participants)}
    pulls = np.minimum(standing.rows[place[one]], standing.rows[place[other]])
    people, conflicts = standing.people, beliefs.conflicts
    third = [
        who
        for who in friendly
        if who not in (one, other)
        and not conflicts & {frozenset((people[one], people[who])), frozenset((people[other], people[who]))}
    ]
    best = max(third, key=lambda who: (pulls[who], -who), default=None)
    bridge = Bridge(standing.people[best], float(pulls[best])) if best is not None and pulls[best] > 0 else None
    return GapPair(standing.people[one], standing.people[other], gap, bridge)


def _camp(standing: Consensus, members: list[int]) -> Camp:
    known = [who for who in members if standing.known[who]]
    weights = standing.shares[known]
    values = [standing.stances[standing.people[who]].value for who in known]
    total = float(weights.sum())
    return Camp(
        people=tuple(standing.people[who] for who in members),
        power=float(standing.shares[members].sum()),
        stance=float(weights @ values) / total if total else None,
    )
