"""Who stands in the middle?"""

from collections.abc import Sequence
from typing import Final

import networkx as nx
import numpy as np
from scipy.sparse import csgraph, csr_array
from scipy.sparse.linalg import ArpackNoConvergence, eigsh

from scoring.network import Network

__all__ = ["closeness", "degree", "eigenvector", "in_degree", "out_degree", "pagerank"]

TOGETHER: Final = 1_000_000  # distances in memory at once
STEPS: Final = 1_000  # of the iteration for PageRank: it gains a digit in 14
TOLERANCE: Final = 1e-12


def degree(network: Network) -> Sequence[float]:
    """With how many others each person is tied; where weights count, how strongly in all, each by the stronger way.

    networkx's `degree` of `tied`, by `weight`. One number a person, in their order, from 0 up. Linear in the ties.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> degree(network(Snapshot("empty"), date(2026, 1, 1)))
    []
    """
    return [float(found) for _, found in network.tied.degree(weight="weight")]


def in_degree(network: Network) -> Sequence[float]:
    """How many listen to each person; where weights count, how much in all.

    networkx's `in_degree` of `listening`, by `weight`. One number a person, in their order, from 0 up. Linear in the
    ties.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> in_degree(network(Snapshot("empty"), date(2026, 1, 1)))
    []
    """
    return [float(found) for _, found in network.listening.in_degree(weight="weight")]


def out_degree(network: Network) -> Sequence[float]:
    """To how many each person listens; where weights count, how much in all.

    networkx's `out_degree` of `listening`, by `weight`. One number a person, in their order, from 0 up. Linear in the
    ties.

    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> out_degree(network(Snapshot("empty"), date(2026, 1, 1)))
    []
    """
    return [float(found) for _, found in network.listening.out_degree(weight="weight")]


def closeness(network: Network) -> Sequence[float]:
    """How near each person is to those who hear of them, in however many steps.

    Definition (networkx's `closeness_centrality` of `listening`, by `distance`, with Wasserman and Faust's factor)::

        c(u) = (r - 1) / Σ_v d(v, u) · (r - 1) / (n - 1)

    over the r people v from whom a way leads to u, u included, d being the length of the shortest. So it is what u says
    that has not far to go.

    Returns
    -------
    One number a person, in their order, 0..1 where distances are 1 or more; 0 of whom nobody hears.

    Notes
    -----
    Dijkstra's algorithm (scipy) for each: O(people × ties log people).

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> closeness(network(Snapshot("empty"), date(2026, 1, 1)))
    []

    References
    ----------
    Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social Networks 1, 215-239.
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, 201.
    """
    count = len(network.people)
    if count < 2:
        return [0.0] * count
    lengths = csr_array(nx.to_scipy_sparse_array(network.listening, weight="distance").T)
    found: list[float] = []
    for start in range(0, count, size := max(1, TOGETHER // count)):
        far = csgraph.dijkstra(lengths, indices=np.arange(start, min(start + size, count)))
        hear, total = np.isfinite(far).sum(axis=1) - 1, np.where(np.isfinite(far), far, 0.0).sum(axis=1)
        found += np.divide(hear * hear / (count - 1), total, out=np.zeros(len(far)), where=total > 0).tolist()
    return found


def eigenvector(network: Network) -> Sequence[float | None]:
    """How well each person is tied to those who are well tied themselves.

    Definition (networkx's `eigenvector_centrality` of `tied`, by `weight`), A being its adjacency::

        A x = λ x      Σ x² = 1

    for the largest λ. It compares nobody across parts that no tie joins, so it is that of the largest part; of several
    as large, the one with the first id.

    Returns
    -------
    One number a person, in their order, 0..1; None outside of that part, and for all where it does not settle.

    Notes
    -----
    Lanczos's iteration (scipy): linear in the ties for each of its steps.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> eigenvector(network(Snapshot("empty"), date(2026, 1, 1)))
    []

    References
    ----------
    Bonacich, P. (1987). Power and centrality: a family of measures. American Journal of Sociology 92, 1170-1182.
    """
    values: list[float | None] = [None] * len(network.people)
    parts = sorted((sorted(part) for part in nx.connected_components(network.tied)), key=lambda p: (-len(p), p))
    part = parts[0] if parts else []
    if len(part) < 2:
        return values
    adjacency = csr_array(nx.to_scipy_sparse_array(network.tied, nodelist=part, weight="weight"))
    try:
        _, vectors = eigsh(adjacency, k=1, which="LA", v0=np.ones(len(part)))
    except ArpackNoConvergence:
        return values
    for who, value in zip(part, np.abs(vectors[:, 0]).tolist(), strict=True):
        values[who] = value
    return values


def pagerank(network: Network) -> Sequence[float]:
    """How often one comes to each person who goes on to somebody listened to, again and again.

    networkx's `pagerank` of `listening`, by `weight`: who stops with a probability of 0.15, or listens to nobody,
    begins anew with anybody.

    Returns
    -------
    One number a person, in their order, 0..1, which sum to 1.

    Notes
    -----
    Power iteration (scipy, within networkx): linear in the ties for each of at most 1,000 steps.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> pagerank(network(Snapshot("empty"), date(2026, 1, 1)))
    []

    References
    ----------
    Page, L., Brin, S., Motwani, R. and Winograd, T. (1999). The PageRank citation ranking: bringing order to the Web.
    Technical report, Stanford InfoLab.
    """
    found = nx.pagerank(network.listening, weight="weight", max_iter=STEPS, tol=TOLERANCE)
    return [found[who] for who in network.listening]
