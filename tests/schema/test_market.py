"""What we sell, who else sells, and what either means in one account, over the API."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]


@pytest.fixture
async def sold(ask: Ask, new_account: NewAccount) -> tuple[str, str, str]:
    """An account in which we offer something and somebody competes; the keys of all three."""
    key, offering, rival = await new_account("anna", "bela"), f"offering-{uuid4()}", f"rival-{uuid4()}"
    await ask.write(
        key,
        {"putOrganisation": {"id": key, "currency": "EUR"}},
        {"putOrganisation": {"id": "north", "name": "North", "kind": "DIVISION"}},
        {"putPartOf": {"from": "north", "to": key}},
        {"putOffering": {"id": offering, "name": "Platform"}},
        {"putCompetitor": {"id": rival, "name": "Rival"}},
        {"putOpportunity": {"id": "deal", "title": "Deal"}},
        {"putFor": {"from": "deal", "to": "north"}},
        {"putOffers": {"from": "deal", "to": offering, "amount": "0"}},
        {"putCompetesIn": {"from": rival, "to": "deal"}},
        {"putInsight": {"id": "need", "kind": "NEED", "text": "Figures"}},
        {"putServes": {"from": {"offering": offering}, "to": {"insight": "need"}}},
        {"claimFavour": {"from": "anna", "to": rival, "weight": 0.8, "validFrom": "2026-06-01"}},
        {"putUses": {"from": "north", "to": offering, "state": "COMPETITOR", "competitor": "Rival", "value": "1200.5"}},
        {"putUses": {"from": key, "to": offering, "state": "OPEN"}},
    )
    return key, offering, rival


async def test_what_we_sell_in_an_account(ask: Ask, sold: tuple[str, str, str]) -> None:
    key, offering, _ = sold
    query = """query ($id: ID!) { account(id: $id) {
        offerings { offering { key name } opportunities { key } serves { key } }
    } }"""
    found = (await ask(query, id=key))["account"]["offerings"]
    assert [each for each in found if each["opportunities"] or each["serves"]] == [
        {
            "offering": {"key": offering, "name": "Platform"},
            "opportunities": [{"key": "deal"}],
            "serves": [{"key": "need"}],
        }
    ]


COMPETITORS = """
query ($id: ID!, $on: Date) { account(id: $id, on: $on) {
  competitors { competitor { key } opportunities { key } favouredBy { stakeholder { key } weight { value } } }
  stakeholder(id: "anna") { favours { competitor { key } weight { value known claims { by } } } }
} }
"""


async def test_who_competes_and_who_leans_towards_them(ask: Ask, sold: tuple[str, str, str]) -> None:
    key, _, rival = sold
    found = (await ask(COMPETITORS, id=key))["account"]
    assert found["competitors"] == [
        {
            "competitor": {"key": rival},
            "opportunities": [{"key": "deal"}],
            "favouredBy": [{"stakeholder": {"key": "anna"}, "weight": {"value": 0.8}}],
        }
    ]
    (favour,) = found["stakeholder"]["favours"]
    assert (favour["competitor"], favour["weight"]["value"]) == ({"key": rival}, 0.8)
    assert favour["weight"]["claims"] == [{"by": "source:local"}]
    before = (await ask(COMPETITORS, id=key, on="2026-05-31"))["account"]
    assert (before["competitors"][0]["favouredBy"], before["stakeholder"]["favours"]) == ([], [])


async def test_the_whitespace_is_a_grid_of_organisations_and_offerings(ask: Ask, sold: tuple[str, str, str]) -> None:
    key, offering, _ = sold
    query = """query ($id: ID!) { account(id: $id) {
        whitespace {
            organisations { key }
            offerings { key }
            cells { organisation { key } offering { key } state competitor value { amount currency } }
        }
        organisations { uses { state } }
    } }"""
    found = (await ask(query, id=key))["account"]
    grid: dict[str, Any] = found["whitespace"]
    assert [each["key"] for each in grid["organisations"]] == [key, "north"]
    assert {"key": offering} in grid["offerings"]
    place = {"offering": {"key": offering}}
    assert sorted(grid["cells"], key=lambda cell: str(cell["state"])) == [
        {
            "organisation": {"key": "north"},
            **place,
            "state": "COMPETITOR",
            "competitor": "Rival",
            "value": {"amount": "1200.5", "currency": "EUR"},
        },
        {"organisation": {"key": key}, **place, "state": "OPEN", "competitor": None, "value": None},
    ]
    assert found["organisations"] == [{"uses": [{"state": "OPEN"}]}, {"uses": [{"state": "COMPETITOR"}]}]


async def test_an_opportunity_says_what_is_offered_and_against_whom(ask: Ask, sold: tuple[str, str, str]) -> None:
    key, offering, rival = sold
    query = """query ($id: ID!) { account(id: $id) { opportunities { nodes {
        organisation { __typename key } competitors { key } offerings { offering { key } amount { amount currency } }
    } } } }"""
    (found,) = (await ask(query, id=key))["account"]["opportunities"]["nodes"]
    assert found == {
        "organisation": {"__typename": "Organisation", "key": "north"},
        "competitors": [{"key": rival}],
        "offerings": [{"offering": {"key": offering}, "amount": {"amount": "0", "currency": "EUR"}}],
    }
