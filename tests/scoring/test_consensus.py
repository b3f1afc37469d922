"""Consensus: the reference values, plain Monte Carlo, and each edge case of docs/scoring.md."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.change import Change, Put, apply
from graph.identity import node_id
from graph.model import HasRoleIn, HoldsStance, Influences, Opportunity
from graph.snapshot import Snapshot
from scoring.consensus import Consensus, Estimate, Verdict, consensus
from tests.scoring.accounts import (
    DAY,
    OPPORTUNITY,
    account,
    accounts,
    krackhardt_deciding,
    manager,
    opportunity,
    person,
)

__all__ = ["decided", "decisions", "stance"]

STANCES = {
    "A07": (0, "ASSUMED"),
    "A02": (0.5, "CONFIRMED"),
    "A14": (-0.5, "ASSUMED"),
    "A18": (1, "CONFIRMED"),
    "A21": (-1, "CONFIRMED"),
}
DEAL = node_id("a", "Opportunity", "deal")


def stance(who: str, value: float, towards: str = DEAL, by: str = "source:test", **more: Any) -> Change:
    said = {"by": by, "validFrom": date(2026, 1, 1), "stance": value, **more}
    return Put(HoldsStance, {"from": who, "to": towards, **said})


def managers(threshold: float, vetoers: str = "") -> Consensus:
    """Krackhardt's managers with the reference's opportunity and stances."""
    said = [stance(manager(key), value, OPPORTUNITY, verification=word) for key, (value, word) in STANCES.items()]
    held = [Put(HasRoleIn, {"from": manager(key), "to": OPPORTUNITY, "veto": True}) for key in vetoers.split()]
    put = Put(Opportunity, {"id": OPPORTUNITY, "threshold": threshold})
    return consensus(apply(krackhardt_deciding(), [*said, *held, put]), OPPORTUNITY, DAY)


def decided(roles: dict[str, Any], *more: Change, openness: float | None = None, **deal: Any) -> Consensus:
    """A decision of the account `a` on which these people have a say."""
    told = opportunity("a", "deal", {person(key): role for key, role in roles.items()}, openness, **deal)
    return consensus(account({key: {} for key in [*"pqrs"]}, *told, *more), DEAL, DAY)


def test_the_managers_standing_agrees_with_the_reference() -> None:
    found = managers(0.1)
    assert found.known_power == pytest.approx(0.726126, abs=5e-7)
    assert found.support.value == pytest.approx(0.045645, abs=5e-7)
    assert found.support.deviation == pytest.approx(0.105047, abs=5e-7)
    assert found.polarization == pytest.approx(0.054538, abs=5e-7)
    assert found.disagreement == pytest.approx(0.030743, abs=5e-7)


@pytest.mark.parametrize(
    ("key", "expected"),
    [("A07", -0.007366), ("A02", 0.184941), ("A14", -0.133345), ("A18", 0.445918), ("A21", -0.431787)],
)
def test_the_managers_forecast_agrees_with_the_reference(key: str, expected: float) -> None:
    found = managers(0.1)
    assert found.forecast[found.people.index(manager(key))] == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("threshold", "vetoers", "expected"), [(0.1, "", 0.30243), (-0.05, "A07", 0.47828), (-0.05, "A07 A02 A14", 0.1494)]
)
def test_the_managers_probability_agrees_with_the_reference(threshold: float, vetoers: str, expected: float) -> None:
    assert managers(threshold, vetoers).agreement_probability == pytest.approx(expected, abs=3e-4)


@st.composite
def decisions(draw: st.DrawFn) -> tuple[Snapshot, str] | None:
    """A small account with stances and vetoes, and one of its opportunities, where it has one."""
    changes = draw(accounts())
    deals = [change.values["id"] for change in changes if isinstance(change, Put) and change.kind is Opportunity]
    roles = [change.values for change in changes if isinstance(change, Put) and change.kind is HasRoleIn]
    if not deals:
        return None
    people = [
        change.values["id"] for change in changes if isinstance(change, Put) and change.kind.label == "Stakeholder"
    ]
    for who in draw(st.lists(st.sampled_from(people), unique=True)):
        for by in draw(st.sampled_from([["source:a"], ["source:a", "source:b"]])):
            value = draw(st.sampled_from([-1.0, -0.5, 0.0, 0.3, 1.0]))
            changes.append(stance(who, value, deals[0], by, confidence=draw(st.floats(0, 1))))
    snapshot = apply(Snapshot("a"), changes)
    vetoes = [Put(HasRoleIn, {**each, "veto": True}) for each in roles if draw(st.booleans())]
    return apply(snapshot, vetoes) if vetoes else snapshot, deals[0]


@st.composite
def standings(draw: st.DrawFn) -> Consensus | None:
    """How the decision of a small account stands, where it has one."""
    found = draw(decisions())
    return consensus(*found, DAY) if found else None


@given(standings())
def test_the_scores_are_bounded_and_linear(found: Consensus | None) -> None:
    if found is None:
        return
    assert found.rows.sum(axis=1) == pytest.approx(1)
    assert found.forecast[list(found.participants)] == pytest.approx(found.rows @ found.means)
    assert found.formal @ found.forecast == pytest.approx(found.support.value, abs=1e-9)
    assert found.formal @ found.informed == pytest.approx(found.known_power, abs=1e-9)
    assert found.informed[list(found.participants)] == pytest.approx(found.rows @ found.known)
    assert found.shares.sum() + found.power.vacant == pytest.approx(1 if found.people else 0)
    for score in (found.known_power, found.polarization, found.disagreement):
        assert -1e-9 <= score <= 1 + 1e-9
    assert -1 - 1e-9 <= found.support.value <= 1 + 1e-9
    assert (found.agreement_probability is None) is (found.known_power < 0.5)
    assert found.support_gap == pytest.approx(max(0.0, found.threshold - found.support.value))
    if found.agreement_probability is not None:
        assert 0 <= found.agreement_probability <= found.support.at_least(found.threshold) + 2e-4


@settings(max_examples=25)
@given(standings(), st.integers(0, 2**32 - 1))
def test_the_probability_agrees_with_plain_monte_carlo(found: Consensus | None, seed: int) -> None:
    if found is None or found.agreement_probability is None:
        return
    draws = 40_000
    random = np.random.default_rng(seed)
    stances = found.means + np.sqrt(found.variances) * random.standard_normal((draws, len(found.people)))
    vacant = found.power.vacant * random.standard_normal(draws) / 3**0.5
    agreed = stances @ found.shares + vacant >= found.threshold - 1e-9
    for who in found.vetoers:
        agreed &= stances @ found.rows[found.participants.index(who)] >= -1e-9
    error = 5 * (0.25 / draws) ** 0.5  # five standard errors of a share, at the widest
    assert found.agreement_probability == pytest.approx(agreed.mean(), abs=error)


def test_one_friendly_champion_does_not_make_an_agreement() -> None:
    alone = decided({"p": ["CHAMPION"]}, stance(person("p"), 1, confidence=0.95))
    assert alone.power.vacant > 0.5
    assert (alone.verdict, alone.agreement_probability, alone.consensus) == (Verdict.UNKNOWN, None, None)
    named = decided({"p": ["DECIDER"]}, stance(person("p"), 1, confidence=0.95))
    assert (named.verdict, named.power.vacant) == (Verdict.AGREED, 0)


def test_a_veto_holder_who_is_against_blocks_whatever_the_others_want() -> None:
    roles = {"p": ["DECIDER"], "q": ["DECIDER"], "r": ["GATEKEEPER"]}
    friends = [stance(person(key), 1, verification="CONFIRMED") for key in "pq"]
    against = stance(person("r"), -1, verification="CONFIRMED")
    veto = Put(HasRoleIn, {"from": person("r"), "to": DEAL, "veto": True, "roles": ["GATEKEEPER"]})
    told = opportunity("a", "deal", {person(k): v for k, v in roles.items() if k != "r"})
    snapshot = account({key: {} for key in "pqr"}, *told, veto, *friends, against)
    assert consensus(snapshot, DEAL, DAY).verdict is Verdict.BLOCKED
    unknown = consensus(account({key: {} for key in "pqr"}, *told, veto, *friends), DEAL, DAY)
    assert unknown.agreement_probability == pytest.approx(0.5, abs=1e-6)  # whoever may stop it either does or does not
    assert unknown.verdict is not Verdict.AGREED


@pytest.mark.parametrize(
    ("p", "q", "expected"),
    [
        (1, 1, Verdict.AGREED),
        (1, -1, Verdict.SPLIT),
        (-0.2, -0.2, Verdict.OPPOSED),
        (0.1, 0.1, Verdict.LEANING),
    ],
)
def test_two_who_decide_alike_and_apart(p: float, q: float, expected: Verdict) -> None:
    said = [stance(person(key), value, verification="CONFIRMED") for key, value in (("p", p), ("q", q))]
    found = decided({"p": ["DECIDER"], "q": ["DECIDER"]}, *said)
    assert found.verdict is expected
    assert found.threshold == 0.25


def test_a_stance_that_is_as_good_as_unknown_counts_as_unknown() -> None:
    doubtful = decided({"p": ["DECIDER"]}, stance(person("p"), 1, confidence=0.2))
    assert (doubtful.known_power, doubtful.support.value, doubtful.verdict) == (0, 0, Verdict.UNKNOWN)
    assert doubtful.support.deviation == pytest.approx(3**-0.5)


def test_who_listens_settles_nearer() -> None:
    told = {"weight": 1, "confidence": 0.5, "by": "source:t", "validFrom": DAY}
    heard = Put(Influences, {"from": person("p"), "to": person("q"), **told})
    said = [stance(person("p"), 1, confidence=0.5), stance(person("q"), -1, confidence=0.5)]
    found = decided({"p": ["DECIDER"], "q": ["DECIDER"]}, *said, heard, openness=0.5)
    where = dict(zip(found.people, found.forecast.tolist(), strict=True))
    assert where[person("p")] == pytest.approx(0.5)
    # q keeps half of her attention and is half open: z_q = (0.25 z_p - 0.5 * 0.5) / 0.75
    assert where[person("q")] == pytest.approx((0.5 * 0.5 * 0.5 - 0.5 * 0.5) / 0.75)
    assert found.disagreement == pytest.approx(0.5 * 0.5 * (where[person("p")] - where[person("q")]) ** 2 / 4)


def test_at_the_threshold_itself_it_is_one_in_two() -> None:
    found = decided({"p": ["DECIDER"]}, stance(person("p"), 0.5, confidence=0.9), threshold=0.45)
    assert found.support.value == pytest.approx(0.45)
    assert found.agreement_probability == pytest.approx(0.5)


def test_what_cannot_vary_is_tested_directly() -> None:
    assert Estimate(0.3, 0.0).at_least(0.3) == 1
    assert Estimate(0.3, 0.0).at_least(0.31) == 0
