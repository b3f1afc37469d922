"""Robustness: what stays recommended where we are a little wrong about who listens to whom."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.change import Put
from graph.model import Influences
from scoring.listening import listening_scaled
from scoring.recommendations import recommendations
from scoring.robustness import robustness
from scoring.scores import Scores
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among
from tests.scoring.test_lift import cases

TWELVE = [f"p{number:02}" for number in range(12)]


def hears(listener: str, speaker: str, weight: float) -> Put:
    said = {"by": "source:t", "validFrom": DAY, "weight": weight, "confidence": 0.9}
    return Put(Influences, {"from": person(speaker), "to": person(listener), **said})


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


@settings(deadline=None, max_examples=60)
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
