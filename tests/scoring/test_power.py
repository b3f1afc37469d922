"""Power: the reference values, its laws, and each edge case of docs/scoring.md."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from graph.change import Change, Put, apply
from graph.model import Influences, Stakeholder
from graph.snapshot import Snapshot
from scoring.authority import Basis
from scoring.listening import listening
from scoring.opinions import influence
from scoring.parameters import Parameters
from scoring.power import Power, power
from tests.scoring.accounts import (
    DAY,
    OPPORTUNITY,
    account,
    accounts,
    krackhardt,
    krackhardt_deciding,
    manager,
    opportunity,
    person,
)

OF_THE_ACCOUNT = {
    "A07": 0.312122,
    "A21": 0.102460,
    "A02": 0.091135,
    "A18": 0.083725,
    "A14": 0.074233,
    "A17": 0.046686,
    "A06": 0.045386,
    "A13": 0.008021,
}
IN_THE_OPPORTUNITY = {"A07": 0.185457, "A02": 0.185086, "A14": 0.134925, "A18": 0.111904, "A21": 0.108755}


@pytest.mark.parametrize(("key", "expected"), OF_THE_ACCOUNT.items())
def test_the_managers_power_agrees_with_the_reference(key: str, expected: float) -> None:
    assert power(krackhardt(), DAY).of(manager(key)) == pytest.approx(expected, abs=5e-7)


def test_the_managers_half_set_agrees_with_the_reference() -> None:
    found = power(krackhardt(), DAY)
    assert found.half_set == (manager("A07"), manager("A21"), manager("A02"))
    assert found.basis is Basis.SENIORITY
    assert min(found.shares, key=found.of) == manager("A13")


@pytest.mark.parametrize(("key", "expected"), IN_THE_OPPORTUNITY.items())
def test_power_in_an_opportunity_agrees_with_the_reference(key: str, expected: float) -> None:
    found = power(krackhardt_deciding(), DAY, opportunity=OPPORTUNITY)
    assert found.of(manager(key)) == pytest.approx(expected, abs=5e-7)
    assert found.basis is Basis.ROLES
    assert found.vacant == 0


def test_with_one_open_opportunity_the_accounts_power_is_that_ones() -> None:
    found = power(krackhardt_deciding(), DAY)
    assert found.shares == pytest.approx(dict(power(krackhardt_deciding(), DAY, opportunity=OPPORTUNITY).shares))


# ---------------------------------------------------------------- laws


@given(accounts())
def test_power_sums_to_one_and_none_is_negative(put: list[Change]) -> None:
    found = power(apply(Snapshot("a"), put), DAY)
    if found.shares:
        assert sum(found.shares.values()) + found.vacant == pytest.approx(1, abs=1e-9)
    assert all(share >= 0 for share in found.shares.values())


@given(accounts(), st.randoms())
def test_the_order_of_changes_does_not_matter(put: list[Change], random: Random) -> None:
    shuffled = put[:]
    random.shuffle(shuffled)
    one, other = power(apply(Snapshot("a"), put), DAY), power(apply(Snapshot("a"), shuffled), DAY)
    assert one.shares == other.shares
    assert one.half_set == other.half_set


@given(accounts())
def test_the_evidence_sums_to_the_power(put: list[Change]) -> None:
    found = power(apply(Snapshot("a"), put), DAY)
    for who, share in found.shares.items():
        parts = found.contributions(who)
        assert sum(part.amount for part in parts) == pytest.approx(share, abs=1e-9)
        assert [part.amount for part in parts] == sorted((part.amount for part in parts), reverse=True)


@given(accounts())
@settings(max_examples=50)
def test_the_iteration_agrees_with_solving_the_whole(put: list[Change]) -> None:
    snapshot = apply(Snapshot("a"), put)
    found = power(snapshot, DAY)
    people = list(found.shares)
    weights = listening(snapshot, people, DAY).matrix.toarray()
    assert weights.sum(axis=1) == pytest.approx(np.ones(len(people)))
    openness, formal = np.diag(found.openness), [found.authority.weights.get(who, 0.0) for who in people]
    moved = np.linalg.solve(np.eye(len(people)) - openness @ weights, np.eye(len(people)) - openness)
    assert moved.T @ np.array(formal) == pytest.approx(np.array(list(found.shares.values())), abs=1e-9)


@given(accounts())
def test_listening_takes_what_all_its_arrays_take(put: list[Change]) -> None:
    heard = power(apply(Snapshot("a"), put), DAY).listening
    own = [each.nbytes for each in vars(heard).values() if isinstance(each, np.ndarray)]
    assert heard.nbytes == sum(own) + sum(getattr(heard.matrix, part).nbytes for part in ("data", "indices", "indptr"))


@given(accounts())
def test_the_half_set_is_the_shortest_that_holds_half(put: list[Change]) -> None:
    found = power(apply(Snapshot("a"), put), DAY)
    if found.half_set:
        held = [found.of(who) for who in found.half_set]
        assert sum(held) >= 0.5 - 1e-9
        assert sum(held[:-1]) < 0.5
        assert min(held) >= max((s for who, s in found.shares.items() if who not in found.half_set), default=0) - 1e-9


# ---------------------------------------------------------------- edge cases


def of_keys(found: Power) -> dict[str, float]:
    return {who.rsplit("/", 1)[1]: round(share, 9) for who, share in found.shares.items()}


def test_an_empty_account_has_no_power_to_share() -> None:
    found = power(account({}), DAY)
    assert found.shares == {}
    assert found.half_set == ()
    assert found.vacant == 0


def test_where_nobody_decides_there_is_a_vacancy() -> None:
    snapshot = account({"friend": {}, "other": {}}, *opportunity("a", "o", {person("friend"): ["CHAMPION"]}))
    found = power(snapshot, DAY, opportunity="a/Opportunity/o")
    assert found.vacant == pytest.approx(1 / 1.2)
    assert found.of(person("friend")) == pytest.approx(0.2 / 1.2)
    assert found.half_set == ()  # nobody holds half of it


def test_a_decider_who_left_leaves_a_vacancy() -> None:
    roles = {person("boss"): ["DECIDER"], person("buyer"): ["BUYER"]}
    snapshot = account({"boss": {"leftOn": "2026-11-25"}, "buyer": {}}, *opportunity("a", "o", roles))
    assert power(snapshot, DAY, opportunity="a/Opportunity/o").vacant == pytest.approx(1 / 1.5)
    assert power(snapshot, DAY.replace(day=24), opportunity="a/Opportunity/o").vacant == 0


def test_the_largest_of_several_roles_counts_and_none_counts_as_taking_part() -> None:
    roles = {person("a"): ["USER", "APPROVER"], person("b"): [], person("c"): ["BUYER", "GATEKEEPER"]}
    found = power(account({"a": {}, "b": {}, "c": {}}, *opportunity("a", "o", roles)), DAY)
    assert of_keys(found) == {"a": round(0.8 / 1.5, 9), "b": round(0.2 / 1.5, 9), "c": round(0.5 / 1.5, 9)}


def test_where_nobody_takes_part_it_goes_by_seniority() -> None:
    snapshot = account({"ceo": {"seniority": "C_LEVEL"}, "clerk": {"seniority": "STAFF"}}, *opportunity("a", "o", {}))
    found = power(snapshot, DAY, opportunity="a/Opportunity/o")
    assert found.basis is Basis.SENIORITY
    assert of_keys(found) == {"ceo": round(1 / 1.1, 9), "clerk": round(0.1 / 1.1, 9)}


def test_a_level_weighs_over_the_largest_headcount_at_or_above_it() -> None:
    people = {f"vp{i}": {"seniority": "VP"} for i in range(4)} | {"m": {"seniority": "MANAGER"}}
    found = power(account({"ceo": {"seniority": "BOARD"}, **people}), DAY)
    total = 1 + 0.6 + 0.2 / 4
    assert found.of(person("ceo")) == pytest.approx(1 / total)
    assert found.of(person("vp0")) == pytest.approx(0.15 / total)
    assert found.of(person("m")) == pytest.approx(0.05 / total)


def test_where_every_seniority_is_unknown_no_half_set_is_formed() -> None:
    found = power(account({"a": {}, "b": {}}), DAY)
    assert of_keys(found) == {"a": 0.5, "b": 0.5}
    assert found.half_set == ()


def test_the_accounts_power_is_the_mean_over_open_opportunities_by_amount() -> None:
    big = opportunity("a", "big", {person("x"): ["DECIDER"]}, amount="300", currency="EUR")
    small = opportunity("a", "small", {person("y"): ["DECIDER"]}, amount="100", currency="EUR")
    assert of_keys(power(account({"x": {}, "y": {}}, *big, *small), DAY)) == {"x": 0.75, "y": 0.25}


def test_a_missing_amount_is_the_median_of_the_others_and_all_missing_count_the_same() -> None:
    people: dict[str, dict[str, object]] = {"x": {}, "y": {}, "z": {}}
    priced = opportunity("a", "x", {person("x"): ["DECIDER"]}, amount="100", currency="EUR")
    unpriced = opportunity("a", "y", {person("y"): ["DECIDER"]})
    assert of_keys(power(account(people, *priced, *unpriced), DAY)) == {"x": 0.5, "y": 0.5, "z": 0}
    bare = [opportunity("a", key, {person(key): ["DECIDER"]}) for key in people]
    assert of_keys(power(account(people, *bare[0], *bare[1], *bare[2]), DAY)) == dict.fromkeys(people, round(1 / 3, 9))


def test_rates_bring_currencies_to_one_and_no_rate_is_missing() -> None:
    euro = opportunity("a", "e", {person("x"): ["DECIDER"]}, amount="1", currency="EUR")
    forint = opportunity("a", "h", {person("y"): ["DECIDER"]}, amount="100", currency="HUF")
    snapshot = account({"x": {}, "y": {}}, *euro, *forint)
    rated = Parameters(rates={"EUR": 400.0, "HUF": 1.0})
    assert of_keys(power(snapshot, DAY, rated)) == {"x": 0.8, "y": 0.2}
    assert of_keys(power(snapshot, DAY)) == {"x": 0.5, "y": 0.5}


def test_an_opportunity_counts_while_it_is_open() -> None:
    roles = {person("x"): ["DECIDER"]}
    dated = opportunity("a", "o", roles, opensOn="2026-02-01", closedOn="2026-03-01")
    snapshot = account({"x": {}, "y": {}}, *dated)
    on = {day: power(snapshot, DAY.replace(month=month, day=day)).basis for month, day in ((1, 31), (2, 28), (3, 1))}
    assert on == {31: Basis.SENIORITY, 28: Basis.ROLES, 1: Basis.SENIORITY}


def test_openness_is_capped_so_that_nobody_is_wholly_moved() -> None:
    said = {"by": "source:t", "validFrom": "2026-01-01", "weight": 1, "confidence": 1}
    snapshot = account(
        {"x": {}, "y": {}},
        Put(Influences, {"from": person("y"), "to": person("x"), **said}),
        *opportunity("a", "o", {person("x"): ["DECIDER"]}, openness=1.0),
    )
    found = power(snapshot, DAY, opportunity="a/Opportunity/o")
    assert found.of(person("x")) > 0.05


def test_who_left_has_no_power_and_sways_nobody() -> None:
    left = apply(krackhardt(), [Put(Stakeholder, {"id": manager("A07"), "leftOn": "2026-11-01"})])
    found = power(left, DAY)
    assert manager("A07") not in found.shares
    assert sum(found.shares.values()) == pytest.approx(1)


# ---------------------------------------------------------------- the published example


def test_friedkin_and_johnsens_example_settles_as_published() -> None:
    """Friedkin and Johnsen (1999): four people, W and x as printed, A = I - diag(W)."""
    weights = np.array(
        [[0.220, 0.120, 0.360, 0.300], [0.147, 0.215, 0.344, 0.294], [0, 0, 1, 0], [0.090, 0.178, 0.446, 0.286]]
    )
    stances, openness = np.array([25, 25, 75, 85]), 1 - np.diag(weights)
    settled = [influence(csr_array(weights), openness, np.eye(4)[i]) @ stances for i in range(4)]
    assert np.round(settled) == pytest.approx([60, 60, 75, 75])
    assert settled == pytest.approx([60.0208, 59.9840, 75, 74.9862], abs=5e-5)
