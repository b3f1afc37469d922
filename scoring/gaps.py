"""Who stands apart, and who could bridge?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from scoring.beliefs import Beliefs
from scoring.consensus import Consensus

__all__ = ["Bridge", "Camp", "GapPair", "camps", "gap_pairs", "widest"]

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
    more, in conflict with neither, with the largest min(V_ik, V_jk) above 0. Stakegraph's own definition.

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
    return tuple(widest(standing, beliefs))


def widest(standing: Consensus, beliefs: Beliefs) -> Iterator[GapPair]:
    """The `gap_pairs`, one after the other: who could bridge a gap is found when it is asked for.

    Linear in the pairs of participants, with a sort, and in the people for each that is asked for.

    >>> from datetime import date
    >>> from graph.model import Opportunity
    >>> from graph.snapshot import Snapshot
    >>> from scoring.consensus import consensus
    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})
    >>> account = Snapshot("a").amended(1, [deal])
    >>> day = date(2026, 1, 1)
    >>> next(widest(consensus(account, "a/Opportunity/x", day), Beliefs(account, day)), None) is None
    True
    """
    people, part = standing.people, np.array(standing.participants, dtype=np.intp)
    known = np.flatnonzero(standing.known[part])  # places among the participants
    first, second = (known[each] for each in np.triu_indices(len(known), 1))
    shares, forecast = standing.shares[part], standing.forecast[part]
    gaps = np.sqrt(shares[first] * shares[second]) * np.abs(forecast[first] - forecast[second]) / 2
    favours = [who in standing.stances and standing.stances[who].value >= 0 for who in people]
    friendly = standing.known & np.array(favours, dtype=np.bool_)
    foes = _foes(standing, beliefs)
    for place in np.argsort(-gaps, kind="stable"):  # ids are in the order of places
        if gaps[place] > 0:
            one, other = int(first[place]), int(second[place])
            bridge = _bridge(standing, one, other, friendly, foes)
            yield GapPair(people[part[one]], people[part[other]], float(gaps[place]), bridge)


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


def _foes(standing: Consensus, beliefs: Beliefs) -> Mapping[int, Set[int]]:
    """With whom each is in conflict, by indices."""
    index, foes = {person: i for i, person in enumerate(standing.people)}, defaultdict[int, set[int]](set)
    for pair in beliefs.conflicts:
        here = [index[person] for person in pair if person in index]
        for who in here:
            foes[who].update(here)
    return foes


def _bridge(
    standing: Consensus, one: int, other: int, friendly: NDArray[np.bool_], foes: Mapping[int, Set[int]]
) -> Bridge | None:
    """Who could bring two participants together best, of equals the first."""
    pulls = np.where(friendly, np.minimum(standing.rows[one], standing.rows[other]), 0.0)
    for who in (standing.participants[one], standing.participants[other]):
        pulls[[who, *foes.get(who, ())]] = 0.0
    best = int(pulls.argmax())
    return Bridge(standing.people[best], float(pulls[best])) if pulls[best] > 0 else None


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
