"""KPIs and figures over the API: how far we have come, and what is left."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]


def kpi(**more: Any) -> dict[str, Any]:
    return {"putKpi": {"id": "nps", "name": "Net promoter score", "kind": "SATISFACTION", **more}}


def measured(on: str, value: float) -> list[dict[str, Any]]:
    taken = {"putMeasurement": {"id": on, "on": on, "value": value}}
    return [taken, {"putMeasures": {"from": on, "to": "nps"}}]


KPIS = """
query ($id: ID!, $on: Date, $first: Int, $last: Int, $before: String) { account(id: $id, on: $on) { kpis {
  key name attainment owner { key } latest { on value kpi { key } }
  measurements(first: $first, last: $last, before: $before) {
    nodes { on value } pageInfo { startCursor hasPreviousPage }
  }
} } }
"""


@pytest.mark.parametrize(
    ("on", "values", "attainment"),
    [
        ("2026-01-30", [], None),
        ("2026-01-31", [25.0], 0.25),
        ("2026-03-31", [25.0, 10.0, 35.0], 0.75),
        ("2026-06-29", [25.0, 10.0, 35.0], 0.75),
        (None, [25.0, 10.0, 35.0, 60.0], 1.0),
    ],
)
async def test_a_kpi_has_the_values_up_to_the_day(
    ask: Ask, new_account: NewAccount, on: str | None, values: list[float], attainment: float | None
) -> None:
    key = await new_account()
    await ask.write(
        key,
        kpi(baseline=20, target=40),
        *measured("2026-06-30", 60),
        *measured("2026-03-31", 35),
        *measured("2026-01-31", 25),
        *measured("2026-02-28", 10),
    )
    (found,) = (await ask(KPIS, id=key, on=on))["account"]["kpis"]
    assert [each["value"] for each in found["measurements"]["nodes"]] == values
    assert (found["latest"] or {}).get("value") == (values[-1] if values else None)
    assert found["attainment"] == attainment
    if values:
        assert found["latest"]["kpi"] == {"key": "nps"}


@pytest.mark.parametrize(
    ("known", "value", "attainment"),
    [
        ({"baseline": 20, "target": 40}, 10, 0.0),  # never less than nothing
        ({"baseline": 8, "target": 2, "direction": "DOWN"}, 5, 0.5),
        ({"baseline": 8, "target": 2, "direction": "DOWN"}, 9, 0.0),
        ({"target": 40}, 30, None),
        ({"baseline": 20}, 30, None),
        ({"baseline": 20, "target": 20}, 30, None),
    ],
)
async def test_how_much_of_the_way_is_done(
    ask: Ask, new_account: NewAccount, known: dict[str, Any], value: float, attainment: float | None
) -> None:
    key = await new_account()
    await ask.write(key, kpi(**known), *measured("2026-01-31", value))
    (found,) = (await ask(KPIS, id=key))["account"]["kpis"]
    assert found["attainment"] == attainment


async def test_the_newest_values_can_be_asked_for_alone(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    days = ["2026-01-31", "2026-02-28", "2026-03-31"]
    await ask.write(
        key,
        kpi(),
        *(change for day in days for change in measured(day, 1)),
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putAnswersFor": {"from": "kata", "to": {"kpi": "nps"}}},
    )
    (found,) = (await ask(KPIS, id=key, last=2))["account"]["kpis"]
    assert found["owner"] == {"key": "kata"}
    assert [each["on"] for each in found["measurements"]["nodes"]] == days[1:]
    info = found["measurements"]["pageInfo"]
    (found,) = (await ask(KPIS, id=key, last=2, before=info["startCursor"]))["account"]["kpis"]
    assert [each["on"] for each in found["measurements"]["nodes"]] == days[:1]
    assert (info["hasPreviousPage"], found["measurements"]["pageInfo"]["hasPreviousPage"]) == (True, False)


FIGURES = [
    {
        "id": "q2",
        "startsOn": "2026-04-01",
        "endsOn": "2026-06-30",
        "scenario": "ACTUAL",
        "revenue": "100.10",
        "cost": "60.05",
    },
    {"id": "q1", "startsOn": "2026-01-01", "endsOn": "2026-03-31", "scenario": "ACTUAL", "revenue": "50"},
    {
        "id": "year",
        "startsOn": "2026-01-01",
        "endsOn": "2026-12-31",
        "scenario": "BUDGET",
        "revenue": "10",
        "cost": "30",
    },
]
FINANCIALS = """
query ($id: ID!, $scenario: Scenario, $from: Date, $to: Date) {
  account(id: $id) { financials(scenario: $scenario, from: $from, to: $to) {
    key margin { amount currency } about { __typename key }
  } }
}
"""


@pytest.fixture
async def booked(ask: Ask, new_account: NewAccount) -> str:
    """An account with two quarters of actual figures and the year's budget."""
    key = await new_account()
    await ask.write(
        key,
        *({"putFinancial": {"currency": "HUF", **each}} for each in FIGURES),
        {"putAbout": {"from": {"financial": "q2"}, "to": {"organisation": key}}},
    )
    return key


async def test_the_margin_is_what_is_left(ask: Ask, booked: str) -> None:
    first, year, second = (await ask(FINANCIALS, id=booked))["account"]["financials"]
    assert first == {"key": "q1", "margin": None, "about": []}
    assert year["margin"] == {"amount": "-20", "currency": "HUF"}
    assert second == {
        "key": "q2",
        "margin": {"amount": "40.05", "currency": "HUF"},
        "about": [{"__typename": "Account", "key": booked}],
    }


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({}, ["q1", "year", "q2"]),
        ({"scenario": "ACTUAL"}, ["q1", "q2"]),
        ({"scenario": "FORECAST"}, []),
        ({"from": "2026-03-31"}, ["q1", "year", "q2"]),
        ({"from": "2026-04-01"}, ["year", "q2"]),
        ({"to": "2026-03-31"}, ["q1", "year"]),
        ({"from": "2026-07-01", "to": "2026-07-01", "scenario": "BUDGET"}, ["year"]),
    ],
)
async def test_figures_are_chosen_by_scenario_and_period(
    ask: Ask, booked: str, asked: dict[str, Any], keys: list[str]
) -> None:
    assert [each["key"] for each in (await ask(FINANCIALS, id=booked, **asked))["account"]["financials"]] == keys


async def test_a_period_that_ends_before_it_begins_is_refused(ask: Ask, booked: str) -> None:
    _, errors = await ask.whole(FINANCIALS, id=booked, **{"from": "2026-02-01", "to": "2026-01-31"})
    assert "to must not be before from" in errors[0]


TREND = """query ($id: ID!) { account(id: $id) { kpis { trend { slope heading values reachesTargetOn } } } }"""


async def test_a_kpi_tells_where_it_is_heading(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    await ask.write(key, kpi(baseline=20, target=40), *measured("2026-01-01", 20))
    assert (await ask(TREND, id=key))["account"]["kpis"] == [{"trend": None}]
    await ask.write(key, *measured("2026-04-02", 25))
    (found,) = (await ask(TREND, id=key))["account"]["kpis"]
    assert found["trend"] == {
        "slope": pytest.approx(5 * 365.25 / 4 / 91),
        "heading": "GOOD",
        "values": 2,
        "reachesTargetOn": "2026-12-31",
    }


PERFORMANCE = """
query ($id: ID!, $from: Date, $to: Date) { account(id: $id) { performance(from: $from, to: $to) {
    currency actual { ...sums } budget { ...sums } forecast { ...sums }
    againstBudget { ...sums } againstForecast { ...sums }
} } }
fragment sums on Figures { revenue { amount currency } cost { amount } margin { amount } periods }
"""


async def test_what_is_booked_is_compared_with_what_was_planned_for_the_same_periods(ask: Ask, booked: str) -> None:
    plans = [("BUDGET", "90", "70"), ("FORECAST", "110", None)]
    await ask.write(
        booked,
        *(
            {
                "putFinancial": {
                    "id": f"q2-{scenario}",
                    "startsOn": "2026-04-01",
                    "endsOn": "2026-06-30",
                    "scenario": scenario,
                    "revenue": revenue,
                    "cost": cost,
                    "currency": "HUF",
                }
            }
            for scenario, revenue, cost in plans
        ),
    )
    (found,) = (await ask(PERFORMANCE, id=booked, to="2026-06-30"))["account"]["performance"]
    assert found == {
        "currency": "HUF",
        "actual": {"revenue": huf("150.10"), "cost": None, "margin": None, "periods": 2},
        "budget": {"revenue": huf("90"), "cost": {"amount": "70"}, "margin": {"amount": "20"}, "periods": 1},
        "forecast": {"revenue": huf("110"), "cost": None, "margin": None, "periods": 1},
        "againstBudget": {
            "revenue": huf("10.10"),
            "cost": {"amount": "-9.95"},
            "margin": {"amount": "20.05"},
            "periods": 1,
        },
        "againstForecast": {"revenue": huf("-9.90"), "cost": None, "margin": None, "periods": 1},
    }


def huf(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "HUF"}


async def test_without_figures_there_is_no_performance(ask: Ask, booked: str) -> None:
    assert (await ask(PERFORMANCE, id=booked, **{"from": "2027-01-01"}))["account"]["performance"] == []
    _, errors = await ask.whole(PERFORMANCE, id=booked, **{"from": "2026-02-01", "to": "2026-01-31"})
    assert "to must not be before from" in errors[0]
