"""Who is on the way between two others?"""

from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csgraph, csr_array

from scoring.network import Network

__all__ = ["Betweenness", "betweenness"]

_Vector = NDArray[np.float64]

EXACT: Final = 2_000  # people: up to so many, every one of them is a source
SAMPLES: Final = 1_000  # sources where there are more
SEED: Final = 0
TOLERANCE: Final = 1e-12  # two ways that differ by less, as a share, are equally long
TOGETHER: Final = 100_000  # edges looked at together, for some sources at once: more no longer fit a processor's cache


@dataclass(frozen=True, slots=True)
class Betweenness:
    """One number a person, 0..1, in their order; `samples` is from how many it is estimated, null where exact."""

    values: tuple[float, ...]
    samples: int | None


def betweenness(network: Network, exact: int = EXACT, samples: int = SAMPLES) -> Betweenness:
    """The share of the shortest ways between two others that lead over each person.

    Definition (networkx's `betweenness_centrality` of `listening`, by `distance`, normalised)::

        c(v) = Σ_{s≠v} δ_s(v) / ((n - 1)(n - 2))      δ_s(v) = Σ_{t≠v} σ(s, t | v) / σ(s, t)

    where σ(s, t) counts the shortest ways from s to t, and σ(s, t | v) those of them over v. Among more than `exact`
    people, the mean of δ_s(v) is that over `samples` of them, drawn with a fixed seed: each v over all drawn but
    themselves, so that it is expected to be c(v).

    Parameters
    ----------
    network : the ties
    exact : up to how many people it is exact
    samples : from how many people it is estimated else

    Returns
    -------
    Betweenness. It is 0 for everybody where there are fewer than three.

    Notes
    -----
    Brandes's accumulation, as products with sparse matrices: O(people (ties log people + ties × steps)), with `samples`
    in the place of the first people; `steps` are those of the longest of the shortest ways.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import Snapshot
    >>> from scoring.network import network
    >>> betweenness(network(Snapshot("empty"), date(2026, 1, 1)))
    Betweenness(values=(), samples=None)

    References
    ----------
    Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40, 35-41.
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25, 163-177.
    Brandes, U. and Pich, C. (2007). Centrality estimation in large networks. International Journal of Bifurcation and
    Chaos 17, 2303-2318.
    """
    count = len(network.people)
    if count < 3:
        return Betweenness((0.0,) * count, None)
    sources, others = np.arange(count), np.full(count, count - 1.0)
    sampled = exact < count > samples
    if sampled:
        sources = np.sort(np.random.default_rng(SEED).choice(count, samples, replace=False))
        others = samples - np.isin(np.arange(count), sources).astype(float)
    lengths = csr_array(nx.to_scipy_sparse_array(network.listening, weight="distance"))
    passed, size = np.zeros(count), max(1, TOGETHER // max(count, lengths.nnz))
    for start in range(0, len(sources), size):
        passed += _dependencies(lengths, sources[start : start + size])
    return Betweenness(tuple((passed / others / (count - 2)).tolist()), samples if sampled else None)


def _dependencies(lengths: csr_array, sources: NDArray[np.int64]) -> _Vector:
    """The sum of δ_s over some sources s.

    All (s, v) are the nodes of one graph, whose edges are those on a shortest way from s: it has no cycle. With P for
    its adjacency and e marking each (s, s), σ = Σ_k (Pᵀ)^k e. As δ_s(v) = σ(v) Σ_w (1 + δ_s(w)) / σ(w) over the edges
    from v to w, δ = σ y - 1 with y = Σ_k P^k (1/σ).
    """
    count = lengths.shape[0]
    one, other = np.repeat(np.arange(count), np.diff(lengths.indptr)), lengths.indices
    far = csgraph.dijkstra(lengths, indices=sources)
    over = far[:, one] + lengths.data
    row, edge = np.divmod(np.flatnonzero((over <= far[:, other] * (1 + TOLERANCE)) & np.isfinite(over)), lengths.nnz)
    size, begins = len(sources) * count, row * count + one[edge]
    pointer = np.concatenate([[0], np.cumsum(np.bincount(begins, minlength=size))])
    onward = csr_array((np.ones(len(edge)), row * count + other[edge], pointer), shape=(size, size))
    themselves = np.arange(len(sources)) * count + sources
    start = np.zeros(size)
    start[themselves] = 1.0
    ways = _summed(onward.T, start)
    shares = _summed(onward, np.divide(1.0, ways, out=np.zeros(size), where=ways > 0))
    passed = np.where(ways > 0, np.maximum(0.0, ways * shares - 1), 0.0)
    passed[themselves] = 0.0
    total: _Vector = passed.reshape(len(sources), count).sum(axis=0)
    return total


def _summed(step: csr_array | csc_array, start: _Vector) -> _Vector:
    """Σ_k step^k start, where some power of the step is 0."""
    total = start.copy()
    while start.any():
        start = step @ start
        total += start
    return total
