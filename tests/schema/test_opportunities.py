"""Opportunities over the API: who takes part with which power and stance, and which of them are asked for."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

QUERY = """
query ($id: ID!) { account(id: $id) { opportunities { nodes {
  key title kind amount currency vacantPower basis
  participants {
    stakeholder { key } roles veto openness power
    stance { value confidence known contested claims { word } }
  }
} } } }
"""


async def test_who_takes_part_as_what_and_with_which_power(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    payload = await ask.commit(
        key,
        {"putOpportunity": {"id": "o", "title": "Renewal", "kind": "RENEWAL", "amount": "12.50", "currency": "EUR"}},
        {"putFor": {"from": "o", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "o", "roles": ["DECIDER", "CHAMPION"], "veto": True, "openness": 0.2}},
        {"putHasRoleIn": {"from": "bela", "to": "o", "roles": []}},
        {"claimStance": {"from": "anna", "to": {"opportunity": "o"}, "stance": 0.4, "verification": "CONFIRMED"}},
    )
    assert not payload["errors"]
    (found,) = (await ask(QUERY, id=key))["account"]["opportunities"]["nodes"]
    anna, bela = found["participants"]
    assert (found["amount"], found["currency"], found["kind"]) == ("12.50", "EUR", "RENEWAL")
    assert (found["vacantPower"], found["basis"]) == (0, "ROLES")
    assert (anna["stakeholder"]["key"], anna["roles"], anna["veto"]) == ("anna", ["DECIDER", "CHAMPION"], True)
    assert anna["power"] == pytest.approx(1 / 1.2)
    assert bela["power"] == pytest.approx(0.2 / 1.2)
    assert bela["stance"] is None
    assert anna["stance"]["claims"] == [{"word": "SUPPORTER"}]
    assert (anna["stance"]["value"], anna["stance"]["known"]) == (0.4, True)


async def test_a_vacant_decider_is_told(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    payload = await ask.commit(
        key,
        {"putOpportunity": {"id": "o", "title": "Renewal"}},
        {"putFor": {"from": "o", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "o", "roles": ["CHAMPION"]}},
    )
    assert not payload["errors"]
    (found,) = (await ask(QUERY, id=key))["account"]["opportunities"]["nodes"]
    assert found["vacantPower"] == pytest.approx(1 / 1.2)


OPPORTUNITIES: list[dict[str, Any]] = [
    {"id": "a", "title": "Új prés a szegedi üzemnek", "kind": "RENEWAL", "stage": "Proposal", "closesOn": "2026-12-01"},
    {"id": "b", "title": "Press, second shift", "stage": "proposal", "closesOn": "2026-12-31"},
    {"id": "c", "title": "Support", "kind": "UPSELL", "closedOn": "2026-11-01", "outcome": "WON"},
    {"id": "d", "title": "Data", "kind": "INITIATIVE", "opensOn": "2026-12-01", "stage": "Qualified"},
]
FILTERED = """
query ($id: ID!, $on: Date, $filter: OpportunityFilter) { account(id: $id, on: $on) {
  opportunities(filter: $filter) { nodes { key isOpen } }
} }
"""


@pytest.fixture
async def pipeline(ask: Ask, new_account: NewAccount) -> str:
    """An account with four opportunities, of which one is closed and one has not opened yet."""
    key = await new_account("anna")
    await ask.write(
        key,
        *({"putOpportunity": each} for each in OPPORTUNITIES),
        *({"putFor": {"from": each["id"], "to": key}} for each in OPPORTUNITIES),
    )
    return key


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({}, "abcd"),
        ({"open": True}, "ab"),
        ({"open": False}, "cd"),
        ({"kinds": ["RENEWAL", "UPSELL"]}, "ac"),
        ({"stage": "PROPOSAL"}, "ab"),
        ({"closesFrom": "2026-12-01"}, "ab"),
        ({"closesFrom": "2026-12-02"}, "b"),
        ({"closesTo": "2026-12-01"}, "a"),
        ({"closesFrom": "2026-12-01", "closesTo": "2026-12-31"}, "ab"),
        ({"text": "UJ pres"}, "a"),
        ({"text": "pres"}, "ab"),
        ({"text": "pres", "kinds": ["NEW_BUSINESS"]}, "b"),
    ],
)
async def test_a_filter_leaves_those_that_are_all_of_it(
    ask: Ask, pipeline: str, wanted: dict[str, Any], keys: str
) -> None:
    found = (await ask(FILTERED, id=pipeline, filter=wanted))["account"]["opportunities"]["nodes"]
    assert "".join(each["key"] for each in found) == keys
    assert all(each["isOpen"] == (each["key"] in "ab") for each in found)


async def test_what_is_open_depends_on_the_day(ask: Ask, pipeline: str) -> None:
    for on, keys in (("2026-10-31", "abc"), ("2026-12-01", "abd")):
        found = await ask(FILTERED, id=pipeline, on=on, filter={"open": True})
        assert "".join(each["key"] for each in found["account"]["opportunities"]["nodes"]) == keys


async def test_a_period_that_ends_before_it_begins_is_refused(ask: Ask, pipeline: str) -> None:
    wanted = {"closesFrom": "2026-12-02", "closesTo": "2026-12-01"}
    _, errors = await ask.whole(FILTERED, id=pipeline, filter=wanted)
    assert "filter.closesTo must not be before filter.closesFrom" in errors[0]


async def test_who_answers_for_an_opportunity_and_what_is_known_about_it(ask: Ask, pipeline: str) -> None:
    await ask.write(
        pipeline,
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putAnswersFor": {"from": "kata", "to": {"opportunity": "a"}}},
        {"putInsight": {"id": "need", "kind": "NEED", "text": "Figures"}},
        {"putRisk": {"id": "slip", "title": "It slips", "category": "DELIVERY", "closedOn": "2026-11-01"}},
        {"putAbout": {"from": {"insight": "need"}, "to": {"opportunity": "a"}}},
        {"putAbout": {"from": {"risk": "slip"}, "to": {"opportunity": "a"}}},
    )
    query = """query ($id: ID!) { account(id: $id) { opportunities(first: 1) { nodes {
        owner { key } insights { key } risks { key } open: risks(open: true) { key } organisation { isAccount }
    } } } }"""
    (found,) = (await ask(query, id=pipeline))["account"]["opportunities"]["nodes"]
    assert found == {
        "owner": {"key": "kata"},
        "insights": [{"key": "need"}],
        "risks": [{"key": "slip"}],
        "open": [],
        "organisation": {"isAccount": True},
    }


# ---------------------------------------------------------------- writing

WRITTEN = """query ($id: ID!, $on: Date) { account(id: $id, on: $on) { opportunities { nodes {
    title amount organisation { key } owner { key } competitors { key }
    offerings { offering { key } }
    participants { stakeholder { key } roles veto }
} } } }"""


async def test_an_opportunity_is_written_with_all_that_belongs_to_it(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela", "cili")
    await ask.write(key, {"putOffering": {"id": "o", "name": "O"}}, {"putCompetitor": {"id": "c", "name": "C"}})
    whole = {"id": "renewal", "title": "Renewal", "amount": "100.00", "currency": "EUR"}
    roles = [{"stakeholder": "anna", "roles": ["DECIDER"], "veto": True}, {"stakeholder": "bela", "roles": ["USER"]}]
    made = await ask.mutate(
        "putOpportunity",
        accountId=key,
        **whole,
        participants=roles,
        offerings=[{"offering": "o", "amount": "40"}],
        competitors=["c"],
    )
    assert made["errors"] == []
    [found] = (await ask(WRITTEN, id=key))["account"]["opportunities"]["nodes"]
    assert found["organisation"] == {"key": key}
    assert found["competitors"] == [{"key": "c"}]
    assert [each["offering"]["key"] for each in found["offerings"]] == ["o"]
    assert [(each["stakeholder"]["key"], each["roles"]) for each in found["participants"]] == [
        ("anna", ["DECIDER"]),
        ("bela", ["USER"]),
    ]
    changed = await ask.mutate(
        "putOpportunity",
        accountId=key,
        id="renewal",
        participants=[{"stakeholder": "anna", "roles": ["APPROVER"]}, {"stakeholder": "cili"}],
        competitors=[],
        since="2026-05-01",
    )
    assert changed["errors"] == []
    [now] = (await ask(WRITTEN, id=key))["account"]["opportunities"]["nodes"]
    [before] = (await ask(WRITTEN, id=key, on="2026-04-30"))["account"]["opportunities"]["nodes"]
    assert [(each["stakeholder"]["key"], each["roles"], each["veto"]) for each in now["participants"]] == [
        ("anna", ["APPROVER"], True),
        ("cili", [], False),
    ]
    assert [each["stakeholder"]["key"] for each in before["participants"]] == ["anna", "bela"]
    assert (now["competitors"], len(now["offerings"])) == ([], 1)
    await ask.mutate("putOpportunity", accountId=key, id="renewal", participants=None, offerings=None)
    [bare] = (await ask(WRITTEN, id=key))["account"]["opportunities"]["nodes"]
    assert (bare["participants"], bare["offerings"]) == ([], [])


async def test_every_fault_of_an_opportunity_is_told_at_its_place(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    refused = await ask.mutate(
        "putOpportunity",
        accountId=key,
        title="T",
        threshold=2,
        organisation="nowhere",
        participants=[{"stakeholder": "anna", "openness": 7}, {"stakeholder": "nobody"}],
        competitors=["ghost"],
    )
    assert sorted(each["path"] for each in refused["errors"]) == [
        ["competitors", "0"],
        ["organisation"],
        ["participants", "0", "openness"],
        ["participants", "1", "stakeholder"],
        ["threshold"],
    ]
