"""Several claims as one: the formula by hand, its laws, and what counts on which day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.declaration import Claim
from graph.model import HoldsStance, Influences, Knows
from scoring.claims import blend, blends, confidence_of, standing
from scoring.parameters import Parameters
from tests.scoring.accounts import DAY, krackhardt, manager

CONFIDENCE = st.floats(0.01, 1)
STANCE = st.floats(-1, 1)


def stance(value: float, by: str = "source:a", **more: Any) -> HoldsStance:
    values = {"from": "a/Stakeholder/x", "to": "a/Opportunity/y", "by": by, "validFrom": "2026-01-01"}
    claim, faults = HoldsStance.decode({**values, "stance": value, **more})
    assert claim is not None, faults
    return claim


def test_one_claim_is_its_own_blend() -> None:
    found = blend([stance(0.5, verification="CONFIRMED")], DAY)
    assert found is not None
    assert (found.value, found.confidence) == pytest.approx((0.5, 0.9))
    assert found.variance == pytest.approx(0.1 * 4 / 12)
    assert found.effective == pytest.approx(0.45)
    assert found.known
    assert not found.contested


def test_two_that_differ_are_weighed_by_their_odds() -> None:
    found = blend([stance(1, "source:a", confidence=0.8), stance(-1, "source:b", confidence=0.5)], DAY)
    assert found is not None
    assert found.value == pytest.approx((4 - 1) / 5)  # odds 4 and 1
    assert found.confidence == pytest.approx(5 / 6)
    assert found.variance == pytest.approx(min(1 / 3, (1 / 6) / 3 + (4 * 0.16 + 2.56) / 5))
    assert found.contested
    assert not found.known
    assert found.shares == pytest.approx((0.8, 0.2))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, 0.6),
        ({"verification": "CONFIRMED"}, 0.9),
        ({"confidence": 0.2, "verification": "CONFIRMED"}, 0.2),
        ({"confidence": 1}, 0.95),
    ],
)
def test_confidence_is_as_given_or_by_verification_and_never_whole(more: dict[str, Any], expected: float) -> None:
    assert confidence_of(stance(0, **more)) == expected


def test_a_claim_of_no_confidence_counts_nowhere() -> None:
    assert blend([stance(1, confidence=0)], DAY) is None
    assert blend([stance(1, confidence=0), stance(0.2, "source:b")], DAY) == blend([stance(0.2, "source:b")], DAY)


def test_nobody_has_said_anything() -> None:
    assert blend([], DAY) is None


def test_each_asserter_speaks_with_the_newest_claim_begun() -> None:
    old, new = stance(-1, validFrom="2026-01-01"), stance(1, validFrom="2026-06-01")
    assert standing([new, old], date(2026, 5, 31)) == [old]
    assert standing([new, old], date(2026, 6, 1)) == [new]
    assert standing([new, old], date(2025, 12, 31)) == []


def test_what_was_withdrawn_is_not_replaced_by_what_was_said_before() -> None:
    old, new = stance(-1, validFrom="2026-01-01"), stance(1, validFrom="2026-06-01", withdrawnOn="2026-07-01")
    assert standing([old, new], date(2026, 6, 30)) == [new]
    assert standing([old, new], date(2026, 7, 1)) == []


def test_a_wish_for_a_relationship_takes_no_levels_place() -> None:
    values = {"from": "team/TeamMember/t", "to": "a/Stakeholder/x", "by": "source:a"}
    level, _ = Knows.decode({**values, "validFrom": "2026-01-01", "level": "VENDOR"})
    wish, _ = Knows.decode({**values, "validFrom": "2026-02-01", "targetLevel": "TRUSTED_ADVISOR"})
    assert level is not None
    assert wish is not None
    found = blend([level, wish], DAY)
    assert found is not None
    assert found.value == 0.2


@given(STANCE, st.lists(CONFIDENCE, min_size=1, max_size=5), CONFIDENCE)
def test_one_more_claim_that_agrees_never_lowers_confidence(value: float, others: list[float], one: float) -> None:
    claims = [stance(value, f"source:{i}", confidence=c) for i, c in enumerate(others)]
    before, after = blend(claims, DAY), blend([*claims, stance(value, "source:more", confidence=one)], DAY)
    assert before is not None
    assert after is not None
    assert after.confidence >= before.confidence
    assert after.variance <= before.variance + 1e-12
    assert after.value == pytest.approx(value, abs=1e-12)


@given(st.lists(st.tuples(STANCE, CONFIDENCE), min_size=1, max_size=6), st.randoms())
def test_the_order_of_claims_does_not_matter(said: list[tuple[float, float]], random: object) -> None:
    claims: list[Claim] = [stance(v, f"source:{i}", confidence=c) for i, (v, c) in enumerate(said)]
    shuffled = claims[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hides the type of its random
    assert blend(shuffled, DAY) == blend(claims, DAY)


@given(st.lists(st.tuples(STANCE, CONFIDENCE), min_size=1, max_size=6))
def test_a_blend_stays_within_what_was_said(said: list[tuple[float, float]]) -> None:
    found = blend([stance(v, f"source:{i}", confidence=c) for i, (v, c) in enumerate(said)], DAY)
    assert found is not None
    values = [v for v, _ in said]
    assert min(values) - 1e-12 <= found.value <= max(values) + 1e-12
    assert 0 < found.confidence < 1
    assert 0 <= found.variance <= 4 / 12
    assert sum(found.shares) == pytest.approx(1)
    assert found.contested == (max(values) - min(values) > 0.5)


def test_claims_are_blended_pair_by_pair() -> None:
    found = blends(krackhardt(), Influences, DAY)
    assert len(found) == 190
    assert found[manager("A02"), manager("A01")].effective == pytest.approx(0.9)


def test_a_claim_of_tomorrow_says_nothing_today() -> None:
    tomorrow = DAY + timedelta(days=1)
    assert blend([stance(1, validFrom=tomorrow)], DAY) is None
    assert blend([stance(1, validFrom=tomorrow)], tomorrow) is not None


def test_a_constant_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence_cap"):
        Parameters(confidence_cap=1.0)
