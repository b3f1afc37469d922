"""What scoring accounts costs, in ratios against other ways: `python -m bench.scoring [--quick]`."""

import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

import networkx as nx
import numpy as np

from bench.peers import dense_coverage, dense_power, graph_coverage, graph_introductions, graph_power
from bench.timing import factor, growth, times
from graph.change import apply
from graph.identity import TEAM
from graph.snapshot import AccountGraph, Snapshot
from scoring.contacts import contacts
from scoring.coverage import reach
from scoring.departures import losses, member_departures
from scoring.introductions import best_introductions, introduction_network
from scoring.opinions import influence
from scoring.recommendations import recommendations
from scoring.robustness import robustness
from scoring.scores import Scores
from scoring.strength import ties
from seeds.generated.portfolio import account, account_key
from seeds.generated.team import team
from seeds.sample import SAMPLES

__all__ = ["FULL", "QUICK", "Sizes", "main"]

SEED: Final = 1
TODAY: Final = date(2026, 11, 25)
SEARCHES: Final = 20  # of those that are made for each person; the rest is reckoned from them


@dataclass(frozen=True)
class Sizes:
    """How much is measured, and how often."""

    people: Sequence[int]
    accounts: Sequence[int]
    people_each: int
    repeats: int


FULL = Sizes((45, 300, 1_000, 10_000), (10, 100, 1_000), 100, repeats=3)
QUICK = Sizes((5, 20), (1, 2), 5, repeats=1)

Row = tuple[str, str]


def _graph(number: int, people: int) -> AccountGraph:
    """A generated account of so many people, beside the team that looks after it."""
    ours = apply(Snapshot(TEAM), team(number, SEED, TODAY))
    theirs = apply(Snapshot(account_key(SEED, number)), account(number, people, SEED, TODAY))
    return AccountGraph(theirs, ours)


def _all_scores(graph: AccountGraph) -> Scores:
    """From nothing: what was known of it is forgotten."""
    graph.account.memory.forget()
    scores = Scores(graph, TODAY)
    assert scores.coverage is None or scores.status is not None  # noqa: S101  # computed as it is asked for
    _ = scores.uncovered, scores.single_threaded, scores.resilience, scores.encounters
    best_introductions(introduction_network(graph.account, TODAY, scores.ties))
    return scores


# ---------------------------------------------------------------- against others


def _power(scores: Scores, repeats: int) -> Iterator[Row]:
    """From who listens to whom to power: the same numbers, which is checked."""
    found = scores.power
    weights, openness = found.listening.matrix, found.openness
    formal = np.array([found.authority.weights.get(who, 0.0) for who in found.shares])
    listed = (openness.tolist(), formal.tolist())
    graph: nx.DiGraph[int] = nx.DiGraph()
    coordinates = weights.tocoo()
    pairs = zip(coordinates.row.tolist(), coordinates.col.tolist(), coordinates.data.tolist(), strict=True)
    graph.add_weighted_edges_from(pairs)
    dense = weights.toarray()
    np.testing.assert_allclose(dense_power(dense, openness, formal), list(found.shares.values()), atol=1e-9)
    np.testing.assert_allclose(np.array(graph_power(graph, *listed)), list(found.shares.values()), atol=1e-9)
    ours, plain, solved = times(
        repeats,
        lambda: influence(weights, openness, formal),
        lambda: graph_power(graph, *listed),
        lambda: dense_power(dense, openness, formal),
    )
    size = f"{len(found.shares):,}"
    yield f"speed of power among {size} people, against plain networkx", factor(plain / ours)
    yield f"speed of power among {size} people, against dense numpy", factor(solved / ours)


def _coverage(scores: Scores, repeats: int) -> Iterator[Row]:
    """From interactions and claims to coverage, over the ties, which all need. Ours also tells what each part adds."""
    people, met, found = list(scores.reach), contacts(scores.graph, TODAY), scores.ties
    expected = [each.coverage for each in scores.reach.values()]
    np.testing.assert_allclose(graph_coverage(people, met, found), expected, atol=1e-9)
    np.testing.assert_allclose(dense_coverage(people, met, found), expected, atol=1e-9)
    ours, prepared, plain, dense = times(
        repeats,
        lambda: reach(scores.graph, TODAY),
        lambda: ties(scores.graph, TODAY),
        lambda: graph_coverage(people, met, found),
        lambda: dense_coverage(people, met, found),
    )
    size = f"{len(people):,}"
    yield f"speed of coverage of {size} people, against plain networkx", factor((prepared + plain) / ours)
    yield f"speed of coverage of {size} people, against dense numpy", factor((prepared + dense) / ours)


def _introductions(scores: Scores, repeats: int) -> Iterator[Row]:
    network = introduction_network(scores.account, TODAY, scores.ties)
    best = best_introductions(network)
    some = sorted(best)[:: max(1, len(best) // SEARCHES)][:SEARCHES]
    lengths = [-math.log(best[person].probability) for person in some]
    np.testing.assert_allclose(graph_introductions(network, "", some), lengths, atol=1e-9)
    ours, each = times(repeats, lambda: best_introductions(network), lambda: graph_introductions(network, "", some))
    ratio = each / len(some) * len(best) / ours
    yield f"speed of the best introductions to {len(scores.reach):,} people, against a search for each", factor(ratio)


def _departures(scores: Scores, repeats: int) -> Iterator[Row]:
    def anew() -> None:
        for each in scores.departures:
            left = scores.graph.team.amended(0, (), [scores.graph.team.nodes[each.who]])
            reach(AccountGraph(scores.account, left), TODAY)

    ours, again = times(repeats, lambda: member_departures(losses(scores.reach), scores.power), anew)
    size = f"{len(scores.reach):,}"
    yield f"speed of what leaving costs among {size} people, against scoring anew without each", factor(again / ours)


# ---------------------------------------------------------------- growth


def _people(sizes: Sizes) -> Iterator[Row]:
    took = []
    for people in sizes.people:
        graph = _graph(1, people)
        scores = _all_scores(graph)
        for part in (_power, _coverage, _introductions, _departures):
            yield from part(scores, sizes.repeats)
        took += times(sizes.repeats, partial(_all_scores, graph))
    told = ", ".join(f"{people:,}" for people in sizes.people)
    yield f"time of all scores for ten times the people ({told})", growth(sizes.people, took)


def _portfolio(sizes: Sizes) -> Iterator[Row]:
    graphs = [_graph(number, sizes.people_each) for number in range(1, sizes.accounts[-1] + 1)]
    took = [times(1, partial(list, map(_all_scores, graphs[:count])))[0] for count in sizes.accounts]
    told = ", ".join(f"{count:,}" for count in sizes.accounts)
    each = f"accounts of {sizes.people_each} people"
    yield f"time of all scores for ten times the {each} ({told})", growth(sizes.accounts, took)
    print(f"all scores of {sizes.accounts[-1]:,} {each}: {took[-1]:.1f} s", file=sys.stderr)  # noqa: T201  # progress


def _draws(sizes: Sizes) -> Iterator[Row]:
    """How robust each recommendation of the demonstration account is, against recommending once."""
    changes = SAMPLES["borokvar"]()
    graph = AccountGraph(apply(Snapshot("borokvar"), changes["borokvar"]), apply(Snapshot(TEAM), changes[TEAM]))
    scores = Scores(graph, TODAY)
    ways = best_introductions(introduction_network(graph.account, TODAY, scores.ties))
    recommendations(scores, ways)  # what a process loads but once is out of the way
    once, drawn = times(
        sizes.repeats,
        lambda: recommendations(Scores(graph, TODAY), ways),
        lambda: robustness(Scores(graph, TODAY), ways),
    )
    yield "time of robustness on the demonstration account, against recommending once", factor(drawn / once)
    print(f"robustness on the demonstration account: {drawn:.1f} s", file=sys.stderr)  # noqa: T201  # progress


def main(arguments: Sequence[str]) -> None:
    """Measure, and print one table."""
    sizes, began = QUICK if "--quick" in arguments else FULL, time.perf_counter()
    print("| | |\n|---|---|")  # noqa: T201  # its output
    for part in (_people, _portfolio, _draws):
        for what, ratio in part(sizes):
            print(f"| {what} | {ratio} |", flush=True)  # noqa: T201
    print(f"\nMeasured in {time.perf_counter() - began:.0f} s.")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
