"""Betweenness: published figures, the definition tried way by way, networkx's own, and estimates."""

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from graph.declaration import Edge
from graph.model import Influences
from graph.snapshot import Snapshot
from scoring import betweenness as module
from scoring.betweenness import Betweenness, betweenness
from scoring.network import network
from tests.scoring.accounts import DAY, krackhardt
from tests.scoring.networks import allied, claim, listeners, measured, networks, of_people, plain


def test_krackhardts_kite_turns_round_heather() -> None:
    """Krackhardt (1990), Administrative Science Quarterly 35, 342-369: as counts of pairs, of 36."""
    found = plain(betweenness(allied(nx.krackhardt_kite_graph())).values, range(10))
    pairs = {node: value * 36 for node, value in found.items()}
    assert pairs == pytest.approx(
        {0: 0.833, 1: 0.833, 2: 0, 3: 3.667, 4: 0, 5: 8.333, 6: 8.333, 7: 14, 8: 8, 9: 0}, abs=1e-3
    )


def test_the_medici_stand_between_the_families_of_florence() -> None:
    """Jackson (2008), Social and Economic Networks, Princeton University Press, chapter 1."""
    graph = nx.florentine_families_graph()
    found = plain(betweenness(allied(graph)).values, graph)
    published = {"Medici": 0.522, "Guadagni": 0.255, "Strozzi": 0.103}
    assert {family: found[family] for family in published} == pytest.approx(published, abs=1e-3)


@pytest.mark.parametrize("weighted", [True, False])
def test_it_is_networkxs(weighted: bool) -> None:
    found = network(krackhardt(), DAY, weighted=weighted)
    theirs = nx.betweenness_centrality(found.listening, weight="distance")
    assert betweenness(found).values == pytest.approx(tuple(theirs.values()), abs=1e-12)
    assert betweenness(found).samples is None


@given(networks())
def test_it_is_the_share_of_the_shortest_ways(made: tuple[Snapshot, tuple[type[Edge], ...], bool]) -> None:
    graph = listeners(made)
    expected = dict.fromkeys(sorted(graph), 0.0)
    pairs = max(1, (len(graph) - 1) * (len(graph) - 2))
    for source in graph:
        for target in graph:
            shortest = _shortest(graph, source, target) if source != target else []
            for passed in (who for way in shortest for who in way[1:-1]):
                expected[passed] += 1 / len(shortest) / pairs
    assert betweenness(measured(made)).values == pytest.approx(tuple(expected.values()), abs=1e-9)


def _shortest(graph: "nx.DiGraph[str]", source: str, target: str) -> list[list[str]]:
    ways = [(nx.path_weight(graph, way, "distance"), way) for way in nx.all_simple_paths(graph, source, target)]
    return [way for length, way in ways if length <= min(ways)[0] * (1 + 1e-12)]


@pytest.mark.parametrize("together", [1, 50, 10_000])
def test_it_does_not_matter_how_many_are_looked_at_together(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = network(krackhardt(), DAY)
    expected = betweenness(found).values
    monkeypatch.setattr(module, "TOGETHER", together)
    assert betweenness(found).values == pytest.approx(expected, abs=1e-12)


def test_ways_of_one_length_count_as_such_whatever_their_sums_are_rounded_to() -> None:
    weights = (0.1, 0.2, 0.7)
    ties = []
    for way, along in (("abcf", weights), ("adef", weights[::-1])):
        ties += [claim(Influences, other, one, w) for (one, other), w in zip(pairwise(way), along, strict=True)]
    found = of_people("abcdef", *ties)
    lengths = [nx.path_weight(found.listening, way, "distance") for way in ([0, 1, 2, 5], [0, 3, 4, 5])]
    assert lengths[0] != lengths[1]
    assert lengths[0] == pytest.approx(lengths[1], abs=1e-12)
    assert betweenness(found).values == pytest.approx((0, *[1.5 / 20] * 4, 0))


def test_from_some_people_it_is_estimated_and_says_from_how_many() -> None:
    found = network(krackhardt(), DAY, types=[Influences])
    for samples in (5, 20):
        told = betweenness(found, exact=0, samples=samples)
        assert told.samples == samples
        assert told == betweenness(found, exact=0, samples=samples)
        drawn = np.random.default_rng(0).choice(21, samples, replace=False).tolist()
        from_them = nx.betweenness_centrality_subset(found.listening, drawn, range(21), weight="distance")
        expected = [from_them[who] / (samples - (who in drawn)) / 19 for who in range(21)]
        assert told.values == pytest.approx(tuple(expected))
    assert betweenness(found, exact=20, samples=20).samples == 20
    assert betweenness(found, exact=21, samples=20).samples is None
    assert betweenness(found, exact=0, samples=21).samples is None


def test_the_mean_of_all_estimates_is_what_they_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of_people("abcde", *(claim(Influences, *pair) for pair in ("ab", "bc", "cd", "de", "ea", "bd")))
    estimates = []
    for left_out in range(5):
        monkeypatch.setattr(np.random, "default_rng", lambda _, out=left_out: _AllBut(out))
        estimates.append(betweenness(found, exact=0, samples=4).values)
    assert [np.mean(each) for each in zip(*estimates, strict=True)] == pytest.approx(betweenness(found).values)


class _AllBut:
    """Draws everybody but one."""

    def __init__(self, out: int) -> None:
        self.out = out

    def choice(self, count: int, *_: Any, **__: Any) -> Any:
        return np.array([who for who in range(count) if who != self.out])


@pytest.mark.parametrize("people", ["", "a", "ab"])
def test_with_fewer_than_three_nobody_is_between(people: str) -> None:
    ties = [claim(Influences, "a", "b")] if people == "ab" else []
    assert betweenness(of_people(people, *ties)) == Betweenness((0.0,) * len(people), None)


def test_without_ties_nobody_is_between() -> None:
    assert betweenness(of_people("abcd")) == Betweenness((0.0,) * 4, None)
