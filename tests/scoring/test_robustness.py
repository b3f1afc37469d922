"""Robustness: what stays recommended where we are a little wrong about who listens to whom."""

from collections import Counter
from collections.abc import Mapping
from functools import cache, cached_property
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.change import Put
from graph.memory import Shelf
from graph.model import Influences
from graph.snapshot import AccountGraph
from scoring.introductions import Introduction, best_introductions, introduction_network
from scoring.listening import Listening, listening_if, listening_scaled
from scoring.parameters import DEFAULTS
from scoring.recommendations import recommendations
from scoring.robustness import robustness
from scoring.scores import Scores
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, generated
from tests.scoring.test_lift import cases

TWELVE = [f"p{number:02}" for number in range(12)]


def hears(listener: str, speaker: str, weight: float) -> Put:
    said = {"by": "source:t", "validFrom": DAY, "weight": weight, "confidence": 0.9}
    return Put(Influences, {"from": person(speaker), "to": person(listener), **said})


class Heard(Scores):
    """Scores of their own, where people listen a little more or less to each other."""

    def __init__(self, graph: AccountGraph, factors: NDArray[np.float64]) -> None:
        super().__init__(graph, DAY, shelf=Shelf(DEFAULTS))
        self.factors = factors

    @cached_property
    def listening(self) -> Listening:
        return listening_scaled(Scores(self.graph, DAY).listening, self.factors)

    def beside(self, graph: AccountGraph) -> Scores:
        return Heard(graph, self.factors)


@cache
def twelve() -> Scores:
    """Twelve deciders whom nobody knows, who listen to each other in a ring, to some a little more than to others."""
    ring = [hears(one, other, 0.5 + i / 200) for i, (one, other) in enumerate(pairwise([*TWELVE, TWELVE[0]]))]
    deciders = opportunity("a", "deal", {person(key): ["DECIDER"] for key in TWELVE})
    return Scores(among(TWELVE, *deciders, *ring), DAY)


def test_it_is_the_share_of_draws_in_which_something_is_among_the_first_ten() -> None:
    found = robustness(twelve())
    assert len(recommendations(twelve())) > 10
    assert sum(found.values()) == pytest.approx(10)
    assert all(0 < share <= 1 for share in found.values())
    assert any(share < 1 for share in found.values())
    assert all(float(64 * share).is_integer() for share in found.values())


def test_the_draws_are_the_same_every_time() -> None:
    again = Scores(twelve().graph, DAY)
    assert robustness(again) == robustness(twelve())


def test_where_there_are_no_more_than_ten_all_of_them_stay() -> None:
    scores = Scores(among(["p", "q"], *opportunity("a", "deal", {person("p"): ["DECIDER"]}), hears("p", "q", 0.5)), DAY)
    found = {each.id for each in recommendations(scores)}
    assert 0 < len(found) <= 10
    assert robustness(scores) == dict.fromkeys(sorted(found), 1.0)


def test_where_nobody_listens_to_anybody_nothing_is_uncertain() -> None:
    scores = Scores(among(TWELVE, *opportunity("a", "deal", {person(key): ["DECIDER"] for key in TWELVE})), DAY)
    first = [each.id for each in recommendations(scores)][:10]
    assert robustness(scores) == dict.fromkeys(sorted(first), 1.0)


@settings(max_examples=60)
@given(cases(), st.floats(0.8, 1.2))
def test_scaled_by_one_factor_each_row_still_sums_to_one(case: tuple[Scores, list[str], str | None], by: float) -> None:
    listened = case[0].power.listening
    scaled = listening_scaled(listened, np.full(len(listened.pairs), by))
    assert np.allclose(scaled.matrix.sum(axis=1), 1)
    same = listening_scaled(listened, np.ones(len(listened.pairs)))
    assert np.array_equal(same.matrix.toarray(), listened.matrix.toarray())
    found = {(i, j): sum(each.weight for each in sources) for j, by_i in scaled.sources.items() for i, sources in by_i}
    assert [found[pair] for pair in scaled.pairs] == pytest.approx((listened.raw * by).tolist())
    raw = np.maximum(listened.scale, 1.0)
    assert np.all(scaled.scale <= np.maximum(raw * by, 1.0) + 1e-12)


@settings(max_examples=60)
@given(cases(), st.data())
def test_whoever_is_supposed_to_be_heard_too_leaves_the_other_weights_as_they_were_drawn(
    case: tuple[Scores, list[str], str | None], data: st.DataObject
) -> None:
    scores, people, _ = case
    listened = scores.power.listening
    pairs = [(one, other) for one in people for other in people if one != other]
    assume(pairs)
    speaker, listener = data.draw(st.sampled_from(pairs))
    factors = np.array([data.draw(st.floats(0.8, 1.2)) for _ in listened.pairs])
    scaled = listening_scaled(listened, factors)
    then = listening_if(scaled, scores.beliefs, {(speaker, listener): data.draw(st.floats(0.1, 1))})
    supposed = people.index(listener), people.index(speaker)
    weights = dict(zip(then.pairs, then.raw.tolist(), strict=True))
    expected = dict(zip(scaled.pairs, scaled.raw.tolist(), strict=True))
    assert {**expected, supposed: weights[supposed]} == weights
    assert list(then.pairs) == sorted(then.pairs)
    assert np.allclose(then.matrix.sum(axis=1), 1)


@pytest.mark.parametrize("seed", [None, 4, 6])
def test_each_draw_recommends_what_scoring_anew_would(seed: int | None) -> None:
    graph = twelve().graph if seed is None else generated(seed, 12)
    random, times = np.random.default_rng(0), Counter[str]()
    for _ in range(64):
        factors = random.uniform(0.8, 1.2, len(Scores(graph, DAY).listening.pairs))
        times.update(each.id for each in recommendations(Heard(graph, factors))[:10])
    assert robustness(Scores(graph, DAY)) == {each: count / 64 for each, count in sorted(times.items())}


def test_the_ways_to_people_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []

    def searching(network: "nx.DiGraph[str]") -> Mapping[str, Introduction]:
        searched.append(network.number_of_nodes())
        return best_introductions(network)

    monkeypatch.setattr("scoring.recommendations.best_introductions", searching)
    scores = Scores(twelve().graph, DAY)
    ways = best_introductions(introduction_network(scores.account, DAY, scores.ties))
    assert robustness(scores) == robustness(Scores(twelve().graph, DAY), ways)
    assert len(searched) == 1
