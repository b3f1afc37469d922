"""Figures: sums of what is booked, planned and foreseen, like compared with like."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from graph.change import Change, Put, apply
from graph.identity import account_id
from graph.model import Financial, Organisation, Scenario
from graph.snapshot import Snapshot
from scoring.figures import Figures, performance
from tests.scoring.accounts import account
from tests.scoring.processes import put

QUARTERS = {
    "q1": ("2026-01-01", "2026-03-31"),
    "q2": ("2026-04-01", "2026-06-30"),
    "year": ("2026-01-01", "2026-12-31"),
}


def figure(period: str, scenario: str, revenue: int | None, cost: int | None, **more: Any) -> Change:
    begins, ends = QUARTERS[period]
    values = {"startsOn": begins, "endsOn": ends, "scenario": scenario, "currency": "EUR", **more}
    return put(Financial, f"{period}-{scenario}-{revenue}", revenue=revenue, cost=cost, **values)


def made(*changes: Change) -> Snapshot:
    return account({"p": {}}, *changes)


def sums(revenue: int | None, cost: int | None, margin: int | None, periods: int) -> Figures:
    def told(amount: int | None) -> Decimal | None:
        return None if amount is None else Decimal(amount)

    return Figures(told(revenue), told(cost), told(margin), periods)


def test_each_scenario_is_summed_over_its_periods() -> None:
    (found,) = performance(
        made(
            figure("q1", "ACTUAL", 100, 60),
            figure("q2", "ACTUAL", 120, 90),
            figure("q1", "BUDGET", 90, 50),
            figure("q2", "BUDGET", 130, 70),
            figure("year", "FORECAST", 500, 300),
        )
    )
    assert found.currency == "EUR"
    assert found.totals == {
        Scenario.ACTUAL: sums(220, 150, 70, 2),
        Scenario.BUDGET: sums(220, 120, 100, 2),
        Scenario.FORECAST: sums(500, 300, 200, 1),
    }
    assert found.against == {Scenario.BUDGET: sums(0, 30, -30, 2)}


def test_what_is_not_booked_yet_is_not_compared() -> None:
    booked, planned = figure("q1", "ACTUAL", 100, 60), [figure("q1", "BUDGET", 90, 50), figure("q2", "BUDGET", 130, 70)]
    (found,) = performance(made(booked, *planned))
    assert found.totals[Scenario.BUDGET] == sums(220, 120, 100, 2)
    assert found.against == {Scenario.BUDGET: sums(10, 10, 0, 1)}


def test_several_figures_of_one_period_are_parts_of_it() -> None:
    (found,) = performance(made(figure("q1", "ACTUAL", 100, 60), figure("q1", "ACTUAL", 20, 10)))
    assert found.totals == {Scenario.ACTUAL: sums(120, 70, 50, 1)}


def test_a_missing_amount_makes_no_sum() -> None:
    (found,) = performance(made(figure("q1", "ACTUAL", 100, None), figure("q2", "ACTUAL", 120, 90)))
    assert found.totals == {Scenario.ACTUAL: sums(220, None, None, 2)}


@pytest.mark.parametrize(
    ("since", "until", "periods"),
    [
        (None, None, {"q1", "q2", "year"}),
        ("2026-01-01", "2026-06-30", {"q1", "q2"}),
        ("2026-01-02", None, {"q2"}),
        (None, "2026-06-29", {"q1"}),
        ("2026-02-01", "2026-03-31", set()),
    ],
)
def test_only_periods_that_lie_wholly_within_count(since: str | None, until: str | None, periods: set[str]) -> None:
    days = [None if day is None else date.fromisoformat(day) for day in (since, until)]
    amounts = {"q1": 1, "q2": 20, "year": 300}
    found = performance(made(*(figure(each, "ACTUAL", amount, 0) for each, amount in amounts.items())), *days)
    assert sum(each.totals[Scenario.ACTUAL].revenue or 0 for each in found) == sum(amounts[each] for each in periods)


def test_each_currency_is_told_apart_and_none_is_the_accounts() -> None:
    told = [figure("q1", "ACTUAL", 1, 0), figure("q2", "ACTUAL", 2, 0, currency="HUF")]
    snapshot = made(*told, put(Financial, "x", startsOn="2026-01-01", endsOn="2026-01-31", scenario="ACTUAL"))
    assert [each.currency for each in performance(snapshot)] == [None, "EUR", "HUF"]
    euro = Put(Organisation, {"id": account_id("a"), "currency": "EUR"})
    assert [each.currency for each in performance(apply(snapshot, [euro]))] == ["EUR", "HUF"]
