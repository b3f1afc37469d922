"""Summaries: what a list says of an account is what the account's own scores say."""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from graph.change import Change, Put, apply
from graph.identity import account_id, node_id
from graph.model import Financial, Manages, Organisation
from graph.snapshot import AccountGraph, Snapshot
from graph.summary import AccountSummary, Unreached
from scoring.parameters import DEFAULTS, Parameters
from scoring.scores import Scores
from scoring.summary import digest, summary
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, meeting, member, met_accounts

ROOT = account_id("a")
RATES = Parameters(rates={"EUR": 1.0, "HUF": 0.0025})


def booked(key: str, ends: date, revenue: str | None = "100", **values: Any) -> Change:
    months = {"startsOn": ends - timedelta(days=30), "endsOn": ends, "scenario": "ACTUAL", "currency": "EUR"}
    return Put(Financial, {"id": node_id("a", "Financial", key), **months, "revenue": revenue, **values})


def deal(key: str, amount: str | None = None, *deciders: str, **values: Any) -> list[Change]:
    return opportunity("a", key, {person(each): ["DECIDER"] for each in deciders}, amount=amount, **values)


def told(*changes: Change, people: Iterable[str] = ("p",), parameters: Parameters = DEFAULTS) -> AccountSummary:
    return summary(Scores(among(people, *changes), DAY, parameters))[0]


def people(*changes: Change, among_: Iterable[str], parameters: Parameters = DEFAULTS) -> dict[str, Unreached]:
    found = summary(Scores(among(among_, *changes), DAY, parameters))[1]
    return {each.person.rsplit("/", 1)[1]: each for each in found}


# ---------------------------------------------------------------- what stands elsewhere too


@given(met_accounts())
def test_a_summary_says_what_the_scores_say(drawn: tuple[list[Change], Snapshot]) -> None:
    changes, team = drawn
    graph = AccountGraph(apply(Snapshot("a"), changes), team)
    found, unreached = summary(Scores(graph, DAY))
    scores = Scores(graph, DAY)
    assert (found.scope, found.revision, found.team_revision) == ("a", graph.revision, team.revision)
    assert (found.coverage, found.resilience, found.status) == (scores.coverage, scores.resilience, scores.status)
    assert found.people == len(scores.reach)
    assert [each.person for each in unreached] == [maker.person for maker in scores.uncovered]
    assert [(each.power, each.coverage) for each in unreached] == [
        (scores.power.of(each.person), scores.reach[each.person].coverage) for each in unreached
    ]
    assert found.uncovered == len(unreached)
    assert found.uncovered_power == pytest.approx(sum(each.power for each in unreached))


def test_it_bears_the_day_of_the_zone_and_its_bounds() -> None:
    graph = among("p")
    moved = apply(graph.account, [Put(Organisation, {"id": ROOT, "timeZone": "Europe/Budapest"})])
    found, _ = summary(Scores(AccountGraph(moved, graph.team), DAY))
    begins = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) - timedelta(hours=1)
    assert (found.day, found.begins, found.ends) == (DAY, begins, begins + timedelta(days=1))


def test_the_scores_are_those_of_the_parameters() -> None:
    graph = among("p", *deal("d", None, "p"), *meeting("p", "ours1", 90))
    near, far = (summary(Scores(graph, DAY, Parameters(contact_half_life=days)))[0] for days in (10.0, 1000.0))
    assert near.coverage is not None
    assert far.coverage is not None
    assert near.coverage < 0.01 < 0.2 < far.coverage
    assert (near.uncovered, far.uncovered) == (1, 0)
    assert (near.status, far.status) == (0, 2)
    assert near.parameters != far.parameters


# ---------------------------------------------------------------- owners


def test_the_owners_are_those_who_are_it_on_the_day() -> None:
    division = node_id("a", "Organisation", "division")

    def manages(who: str, role: str = "OWNER", to: str = ROOT, **values: Any) -> Change:
        return Put(Manages, {"from": member(who), "to": to, "role": role, **values})

    found = told(
        Put(Organisation, {"id": division, "name": "Division", "kind": "DIVISION"}),
        manages("ours2", to=division),
        manages("ours1", validTo=DAY),
        manages("ours3", "SPONSOR"),
    )
    assert found.owners == (member("ours2"),)
    assert told(manages("ours3"), manages("ours1", validFrom=DAY)).owners == (member("ours1"), member("ours3"))


# ---------------------------------------------------------------- revenue


def test_revenue_is_what_was_booked_in_the_year_up_to_the_day() -> None:
    found = told(
        booked("today", DAY, "1"),
        booked("then", DAY - timedelta(days=364), "10"),
        booked("before", DAY - timedelta(days=365), "1000"),
        booked("to come", DAY + timedelta(days=1), "1000"),
        booked("hoped for", DAY, "1000", scenario="BUDGET"),
        booked("of nothing", DAY, None),
    )
    assert found.revenue == 11.0


def test_revenue_is_unknown_without_figures() -> None:
    assert told().revenue is None
    assert told(booked("old", DAY - timedelta(days=400))).revenue is None
    assert told(booked("none", DAY, "0")).revenue == 0.0


@pytest.mark.parametrize(
    ("parameters", "currencies", "revenue"),
    [
        (DEFAULTS, ["HUF", "HUF"], 200.0),
        (DEFAULTS, ["HUF", "EUR"], None),
        (RATES, ["HUF", "HUF"], 0.5),
        (RATES, ["HUF", "EUR"], 100.25),
        (RATES, ["USD", "USD"], None),
        (RATES, ["EUR", "USD"], None),
    ],
)
def test_revenue_is_in_the_unit_of_the_rates(
    parameters: Parameters, currencies: list[str], revenue: float | None
) -> None:
    figures = [booked(str(number), DAY, currency=currency) for number, currency in enumerate(currencies)]
    assert told(*figures, parameters=parameters).revenue == revenue


# ---------------------------------------------------------------- what is at stake


def test_at_stake_is_what_depends_on_a_decision_maker() -> None:
    large, small = deal("large", "100", "p", "q", currency="EUR"), deal("small", "1", "p", currency="EUR")
    found = people(*large, *small, among_=("p", "q"))
    assert {key: each.stake for key, each in found.items()} == {"p": 101.0, "q": 100.0}
    assert found["p"].rank == found["p"].power * 101.0
    assert told(*large, *small, people=("p", "q")).stake == 101.0


@pytest.mark.parametrize(
    ("parameters", "amounts", "stakes"),
    [
        (DEFAULTS, [("100", "EUR"), (None, "EUR"), ("300", "EUR")], [100.0, 200.0, 300.0]),
        (DEFAULTS, [("100", "HUF"), ("300", "HUF"), (None, "EUR")], [100.0, 300.0, 200.0]),
        (DEFAULTS, [("100", "EUR"), ("300", "HUF"), ("1", "USD")], [0.0, 0.0, 0.0]),
        (DEFAULTS, [(None, "EUR"), (None, "EUR"), (None, "EUR")], [0.0, 0.0, 0.0]),
        (RATES, [("100", "EUR"), ("400", "HUF"), ("7", "USD")], [100.0, 1.0, 50.5]),
        (RATES, [("400", "HUF"), ("400", "HUF"), ("400", "HUF")], [1.0, 1.0, 1.0]),
    ],
)
def test_an_amount_that_is_missing_counts_as_the_median_of_the_others(
    parameters: Parameters, amounts: list[tuple[str | None, str]], stakes: list[float]
) -> None:
    keys = "pqr"
    deals = [
        change
        for key, (amount, currency) in zip(keys, amounts, strict=True)
        for change in deal(f"deal-{key}", amount, key, currency=currency)
    ]
    found = people(*deals, among_=keys, parameters=parameters)
    assert [found[key].stake for key in keys] == stakes
    assert told(*deals, people=keys, parameters=parameters).stake == sum(stakes)


def test_the_day_of_closing_is_that_of_the_first_decision() -> None:
    soon, late = DAY + timedelta(days=5), DAY + timedelta(days=50)
    deals = [
        *deal("soon", None, "p", closesOn=soon),
        *deal("late", None, "p", "q", closesOn=late),
        *deal("never", None, "p", "q", "r"),
        *deal("over", None, "p", "q", "r", closesOn=DAY - timedelta(days=9), closedOn=DAY),
    ]
    found = people(*deals, among_=("p", "q", "r"))
    assert {key: each.closes_on for key, each in found.items()} == {"p": soon, "q": late, "r": None}


def test_nothing_is_at_stake_without_an_opportunity() -> None:
    found = people(among_=("p",))
    assert [astuple(each)[3:] for each in found.values()] == [(0.0, None)]


# ---------------------------------------------------------------- the constants


@pytest.mark.parametrize(
    "other", [{"openness": 0.51}, {"rates": {"EUR": 1.0}}, {"role_weights": {}}, {"covered_from": 0.21}]
)
def test_other_constants_have_another_digest(other: dict[str, Any]) -> None:
    assert digest(Parameters(**other)) != digest(DEFAULTS)
    assert digest(Parameters(**other)) == digest(Parameters(**other))


def test_the_order_in_which_rates_are_given_does_not_matter() -> None:
    one, other = ({"EUR": 1.0, "HUF": 0.1}, {"HUF": 0.1, "EUR": 1.0})
    assert digest(Parameters(rates=one)) == digest(Parameters(rates=other))
