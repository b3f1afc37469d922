"""What networkx's measures of an account cost, as they are computed here against networkx's own way of each.

`python -m bench.network [--quick]`.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import networkx as nx
import numpy as np
from scipy.stats import spearmanr

from bench.timing import factor, growth, times
from graph.change import apply
from graph.snapshot import Snapshot
from scoring.betweenness import betweenness
from scoring.brokerage import constraint, effective_size
from scoring.centrality import closeness, degree, eigenvector, in_degree, out_degree, pagerank
from scoring.cohesion import articulation_points, bridges, communities, components, density, reciprocity
from scoring.network import Network, network
from seeds.generated.portfolio import account, account_key

__all__ = ["FULL", "QUICK", "Sizes", "main"]

SEED: Final = 1
TODAY: Final = date(2026, 11, 25)
SOME: Final = 20  # of the people for whom networkx is asked one by one; the rest is reckoned from them
MEASURES: Final[Sequence[Callable[[Network], Any]]] = (
    *(degree, in_degree, out_degree, betweenness, closeness, eigenvector, pagerank),
    *(constraint, effective_size, communities, components, bridges, articulation_points, density, reciprocity),
)


@dataclass(frozen=True)
class Sizes:
    """How much is measured, how often, and from how many people betweenness is estimated."""

    people: Sequence[int]
    samples: int
    repeats: int


FULL = Sizes((100, 1_000, 10_000), samples=1_000, repeats=3)
QUICK = Sizes((10, 40), samples=10, repeats=1)

Row = tuple[str, str]


def _all_measures(snapshot: Snapshot) -> None:
    found = network(snapshot, TODAY)
    for measure in MEASURES:
        measure(found)


# ---------------------------------------------------------------- against networkx alone


def _betweenness(snapshot: Snapshot, samples: int, repeats: int) -> Iterator[Row]:
    """From some people on: what each of them costs does not depend on how many there are."""
    for weighted, name in ((False, "unweighted"), (True, "weighted")):
        found = network(snapshot, TODAY, weighted=weighted)
        people = len(found.people)
        few, many = min(SOME, people - 1), min(samples, people - 1)
        weight = "distance" if weighted else None
        ours, theirs = times(
            repeats,
            partial(betweenness, found, exact=0, samples=many),
            partial(nx.betweenness_centrality, found.listening, k=few, seed=SEED, weight=weight),
        )
        ratio = theirs / few / (ours / many)
        yield f"speed of betweenness among {people:,} people, against networkx, {name}", factor(ratio)


def _estimate(found: Network, samples: int) -> Iterator[Row]:
    exact, told = betweenness(found, exact=len(found.people)), betweenness(found, exact=0, samples=samples)
    order = float(spearmanr(exact.values, told.values).statistic)
    what = f"correlation of ranks by betweenness among {len(found.people):,} people, from {samples:,} against from all"
    yield what, f"{order:.3f}"


def _closeness(found: Network, repeats: int) -> Iterator[Row]:
    """networkx's is asked for as it finds it, so that it need not turn the graph round for each person."""
    people, turned = len(found.people), found.listening.reverse()
    told, some = dict(enumerate(closeness(found))), range(0, people, max(1, people // SOME))

    def asked() -> dict[int, float]:
        return {who: _near(nx.single_source_dijkstra_path_length(turned, who, weight="distance")) for who in some}

    def _near(far: Mapping[int, float]) -> float:
        hear = len(far) - 1
        return hear * hear / (people - 1) / sum(far.values()) if hear else 0.0

    _demand_same({who: told[who] for who in some}, asked(), 1e-9)
    ours, theirs = times(repeats, lambda: closeness(found), asked)
    yield f"speed of closeness among {people:,} people, against networkx", factor(theirs / len(some) * people / ours)


def _eigenvector(found: Network, repeats: int) -> Iterator[Row]:
    told = dict(enumerate(eigenvector(found)))
    part = found.tied.subgraph([who for who, value in told.items() if value is not None])
    again = partial(nx.eigenvector_centrality, part, weight="weight", max_iter=100_000, tol=1e-9)
    _demand_same({who: told[who] for who in part}, again(), 1e-4)
    ours, theirs = times(repeats, lambda: eigenvector(found), again)
    yield f"speed of eigenvector centrality among {len(told):,} people, against networkx", factor(theirs / ours)


def _effective_size(found: Network, repeats: int) -> Iterator[Row]:
    people, graph, told = len(found.people), found.listening, dict(enumerate(effective_size(found)))
    some = [who for who in range(0, people, max(1, people // SOME)) if graph.out_degree(who)]
    again = partial(nx.effective_size, graph, nodes=some, weight="weight")
    _demand_same({who: told[who] for who in some}, again(), 1e-9)
    ours, theirs = times(repeats, lambda: effective_size(found), again)
    ratio = theirs / len(some) * people / ours
    yield f"speed of effective size among {people:,} people, against networkx, one by one", factor(ratio)


def _demand_same(ours: Mapping[int, Any], theirs: Mapping[int, Any], tolerance: float) -> None:
    np.testing.assert_allclose([theirs[who] for who in ours], list(ours.values()), atol=tolerance)


# ---------------------------------------------------------------- all of it


def _rows(sizes: Sizes) -> Iterator[Row]:
    took = []
    for people in sizes.people:
        snapshot = apply(Snapshot(account_key(SEED, 1)), account(1, people, SEED, TODAY))
        found = network(snapshot, TODAY)
        yield from _betweenness(snapshot, sizes.samples, sizes.repeats)
        yield from _closeness(found, sizes.repeats)
        yield from _eigenvector(found, sizes.repeats)
        yield from _effective_size(found, sizes.repeats)
        took += times(sizes.repeats, partial(_all_measures, snapshot))
        print(f"all measures of {people:,} people: {took[-1]:.2f} s", file=sys.stderr)  # noqa: T201  # progress
    yield from _estimate(found, sizes.samples)
    told = ", ".join(f"{people:,}" for people in sizes.people)
    yield f"time of all measures for ten times the people ({told})", growth(sizes.people, took)


def main(arguments: Sequence[str]) -> None:
    """Measure, and print one table."""
    sizes, began = QUICK if "--quick" in arguments else FULL, time.perf_counter()
    print("| | |\n|---|---|")  # noqa: T201  # its output
    for what, figure in _rows(sizes):
        print(f"| {what} | {figure} |", flush=True)  # noqa: T201
    print(f"\nMeasured in {time.perf_counter() - began:.0f} s.")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
