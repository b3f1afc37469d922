"""Health over the API: the number, its parts, what is not known, and how it moves."""

from collections.abc import Awaitable, Callable

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

HEALTH = """query ($id: ID!, $on: Date) { account(id: $id, on: $on) { health {
    value word parts { kind weight value contribution } missing unknownOpportunities { key }
    movement { daysAgo on value change } sentence
} } }"""


@pytest.fixture
async def known(ask: Ask, new_account: NewAccount) -> str:
    """An account where anna decides on a deal, of which nothing else is known, and a risk and a KPI are."""
    key = await new_account("anna")
    await ask.write(
        key,
        {"putOpportunity": {"id": "deal", "title": "Deal", "opensOn": "2026-10-01"}},
        {"putFor": {"from": "deal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "deal", "roles": ["DECIDER"]}},
        {"putRisk": {"id": "r", "title": "R", "category": "MARKET", "probability": 0.5, "impact": 0.8}},
        {"putKpi": {"id": "k", "name": "K", "kind": "OTHER", "baseline": 0, "target": 10}},
        {"putMeasurement": {"id": "m", "on": "2026-11-01", "value": 5}},
        {"putMeasures": {"from": "m", "to": "k"}},
    )
    return key


async def test_the_parts_that_are_known_make_the_number(ask: Ask, known: str) -> None:
    health = (await ask(HEALTH, id=known))["account"]["health"]
    values = {part["kind"]: part["value"] for part in health["parts"]}
    assert values == {"COVERAGE": 0, "FRESHNESS": 0, "RISK": pytest.approx(0.6), "KPIS": 0.5}
    assert health["missing"] == ["AGREEMENT", "RESILIENCE", "PLAN"]
    assert health["unknownOpportunities"] == [{"key": "deal"}]
    assert health["value"] == pytest.approx(100 * (0.1 * 0.6 + 0.1 * 0.5) / 0.6)
    assert sum(part["contribution"] for part in health["parts"]) == pytest.approx(health["value"])
    assert sum(part["weight"] for part in health["parts"]) == pytest.approx(1)
    assert health["word"] == "POOR"
    assert health["sentence"].startswith("The health of Acme is 18 of 100 (poor).")


async def test_it_moves_by_what_is_known_of_earlier_days(ask: Ask, known: str) -> None:
    health = (await ask(HEALTH, id=known))["account"]["health"]
    assert [(each["daysAgo"], each["on"]) for each in health["movement"]] == [
        (30, "2026-10-26"),
        (90, "2026-08-27"),
        (365, "2025-11-25"),
    ]
    for moved in health["movement"]:
        then = (await ask(HEALTH, id=known, on=moved["on"]))["account"]["health"]
        assert moved["value"] == pytest.approx(then["value"])
        assert moved["change"] == pytest.approx(health["value"] - then["value"])
    assert (await ask(HEALTH, id=known, on="2026-08-27"))["account"]["health"]["unknownOpportunities"] == []


async def test_of_an_account_of_which_nothing_is_known_there_is_none(ask: Ask, new_account: NewAccount) -> None:
    health = (await ask(HEALTH, id=await new_account()))["account"]["health"]
    assert (health["value"], health["word"], health["parts"], len(health["missing"])) == (None, None, [], 7)
    assert {moved["change"] for moved in health["movement"]} == {None}
    assert health["sentence"] == "There is no score: nothing is known yet of the health of Acme."
