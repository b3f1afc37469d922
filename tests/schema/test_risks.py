"""Risks over the API: how much is at stake, about whom, and until when."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

RISKS = """
query ($id: ID!, $on: Date, $open: Boolean) { account(id: $id, on: $on) { risks(open: $open) {
  key isOpen exposure exposureAmount { amount currency } amount about { __typename key } owner { key }
} } }
"""


def risk(key: str, **more: Any) -> dict[str, Any]:
    return {"putRisk": {"id": key, "title": key.title(), "category": "MARKET", **more}}


async def test_a_risk_says_what_is_at_stake_about_whom_and_who_answers_for_it(
    ask: Ask, new_account: NewAccount
) -> None:
    key = await new_account("anna")
    await ask.write(
        key,
        {"putOrganisation": {"id": key, "currency": "EUR"}},
        risk("champion", probability=0.3, impact=0.5, amount="100000.10"),
        {"putAbout": {"from": {"risk": "champion"}, "to": {"stakeholder": "anna"}}},
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putAnswersFor": {"from": "kata", "to": {"risk": "champion"}}},
    )
    (found,) = (await ask(RISKS, id=key))["account"]["risks"]
    assert found == {
        "key": "champion",
        "isOpen": True,
        "exposure": 0.15,
        "exposureAmount": {"amount": "30000.03", "currency": "EUR"},
        "amount": "100000.10",
        "about": [{"__typename": "Stakeholder", "key": "anna"}],
        "owner": {"key": "kata"},
    }


@pytest.mark.parametrize(
    ("known", "exposure", "amount"),
    [
        ({}, None, None),
        ({"probability": 0.3}, None, None),
        ({"impact": 0.5, "amount": "10"}, None, None),
        ({"probability": 0.0, "impact": 0.5}, 0.0, None),
        ({"probability": 0.5, "amount": "10"}, None, {"amount": "5.00", "currency": "XXX"}),
    ],
)
async def test_nothing_is_worked_out_from_what_is_missing(
    ask: Ask, new_account: NewAccount, known: dict[str, Any], exposure: float | None, amount: dict[str, str] | None
) -> None:
    key = await new_account()
    await ask.write(key, risk("demand", **known))
    (found,) = (await ask(RISKS, id=key))["account"]["risks"]
    assert (found["exposure"], found["exposureAmount"]) == (exposure, amount)


async def test_money_is_rounded_to_what_its_currency_has(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    await ask.write(
        key,
        {"putOrganisation": {"id": key, "currency": "JPY"}},
        risk("demand", probability=0.333, amount="9999999999999999"),
    )
    (found,) = (await ask(RISKS, id=key))["account"]["risks"]
    assert found["exposureAmount"] == {"amount": "3330000000000000", "currency": "JPY"}


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({}, ["always", "closed", "later"]),
        ({"open": True}, ["always", "later"]),
        ({"open": False}, ["closed"]),
        ({"open": True, "on": "2026-02-28"}, ["always", "closed"]),
        ({"open": True, "on": "2026-03-01"}, ["always"]),  # no longer on the day on which it was over
        ({"open": True, "on": "2026-10-01"}, ["always", "later"]),
        ({"open": False, "on": "2026-09-30"}, ["closed", "later"]),  # not yet
    ],
)
async def test_risks_are_chosen_by_what_is_open_on_the_day(
    ask: Ask, new_account: NewAccount, asked: dict[str, Any], keys: list[str]
) -> None:
    key = await new_account()
    await ask.write(
        key,
        risk("always"),
        risk("closed", raisedOn="2026-01-01", closedOn="2026-03-01"),
        risk("later", raisedOn="2026-10-01"),
    )
    assert [each["key"] for each in (await ask(RISKS, id=key, **asked))["account"]["risks"]] == keys
