"""The agenda over the API: of an account, and of one of us in all accounts that one may see."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from graph.viewer import Role, Viewer
from schema.relay import encode_id
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

AGENDA = """query ($id: ID!, $from: Date, $to: Date) { account(id: $id) { agenda(from: $from, to: $to) {
    on at kind node { __typename key } account { key } teamMembers { key } sentence
} } }"""
OURS = """query ($id: ID!, $from: Date, $to: Date) { node(id: $id) { ... on TeamMember {
    agenda(from: $from, to: $to) { on kind node { key } account { key } }
} } }"""


@pytest.fixture
def kata() -> str:
    """The key of one of us whom no other test knows."""
    return f"kata-{uuid4()}"


@pytest.fixture
async def busy(ask: Ask, new_account: NewAccount, kata: str) -> str:
    """An account that kata owns, with something of each kind due."""
    key = await new_account("anna")
    await ask.write(key, {"putTeamMember": {"id": kata, "name": "Kata"}}, *things(key, kata))
    return key


def things(key: str, owner: str) -> list[dict[str, Any]]:
    put: list[dict[str, Any]] = [
        {"putAction": {"id": "step", "title": "Step", "dueOn": "2026-12-01"}},
        {"putInsight": {"id": "fear", "kind": "CONCERN", "text": "Fear", "dueOn": "2026-12-02"}},
        {"putOpportunity": {"id": "deal", "title": "Deal", "closesOn": "2026-12-03", "nextStepOn": "2026-12-04"}},
        {"putFor": {"from": "deal", "to": key}},
        {"putPlan": {"id": "plan", "title": "Plan", "reviewOn": "2026-12-05"}},
        {"putRisk": {"id": "risk", "title": "Risk", "category": "MARKET", "reviewOn": "2026-12-06"}},
        {"putInteraction": {"id": "talk", "at": "2026-12-07T09:00:00Z", "channel": "CALL", "state": "PLANNED"}},
        {"putInvolves": {"from": "talk", "to": {"stakeholder": "anna"}}},
        {"putInteraction": {"id": "last", "at": "2026-11-08T09:00:00Z", "channel": "MEETING"}},
        {"putInvolves": {"from": "last", "to": {"stakeholder": "anna"}}},
        {"putStakeholder": {"id": "anna", "name": "Anna", "cadenceDays": 30}},
    ]
    return [*put, {"putManages": {"from": owner, "to": key, "role": "OWNER"}}]


async def test_whatever_is_due_is_told_by_day(ask: Ask, busy: str, kata: str) -> None:
    found = (await ask(AGENDA, id=busy))["account"]["agenda"]
    assert [(each["on"], each["kind"], each["node"]["key"], each["sentence"]) for each in found] == [
        ("2026-12-01", "ACTION_DUE", "step", "Due: “Step”"),
        ("2026-12-02", "ANSWER_DUE", "fear", "Answer due: “Fear”"),
        ("2026-12-03", "DECISION", "deal", "A decision is expected: “Deal”"),
        ("2026-12-04", "NEXT_STEP", "deal", "Next step in “Deal”"),
        ("2026-12-05", "PLAN_REVIEW", "plan", "Review of the plan: “Plan”"),
        ("2026-12-06", "RISK_REVIEW", "risk", "Review of the risk: “Risk”"),
        ("2026-12-07", "CONTACT_PLANNED", "talk", "Call with Anna"),
    ]
    assert [each["at"] for each in found if each["at"]] == ["2026-12-07T09:00:00+00:00"]
    assert all(each["account"] == {"key": busy} and each["teamMembers"] == [{"key": kata}] for each in found)


async def test_a_cadence_is_due_where_no_contact_is_planned(ask: Ask, busy: str) -> None:
    await ask.write(busy, {"putInteraction": {"id": "talk", "state": "CANCELLED"}})
    (found,) = (await ask(AGENDA, id=busy, **{"from": "2026-12-07"}))["account"]["agenda"]
    assert (found["on"], found["kind"], found["node"]) == (
        "2026-12-08",
        "CONTACT_DUE",
        {"__typename": "Stakeholder", "key": "anna"},
    )
    assert found["sentence"] == "Last day to meet within the cadence: Anna"


@pytest.mark.parametrize(
    ("period", "kinds"),
    [
        ({"from": "2026-12-06"}, ["RISK_REVIEW", "CONTACT_PLANNED"]),
        ({"to": "2026-12-02"}, ["ACTION_DUE", "ANSWER_DUE"]),
        ({"from": "2026-12-03", "to": "2026-12-03"}, ["DECISION"]),
        ({"from": "2026-12-08"}, []),
    ],
)
async def test_a_period_holds_its_last_day(ask: Ask, busy: str, period: dict[str, str], kinds: list[str]) -> None:
    assert [each["kind"] for each in (await ask(AGENDA, id=busy, **period))["account"]["agenda"]] == kinds


async def test_a_period_that_ends_before_it_begins_is_refused(ask: Ask, busy: str) -> None:
    _, errors = await ask.whole(AGENDA, id=busy, **{"from": "2026-02-02", "to": "2026-02-01"})
    assert errors == ["to must not be before from: 2026-02-01 is before 2026-02-02"]


# ---------------------------------------------------------------- of one of us


async def test_one_of_us_has_what_is_theirs_in_every_account(
    ask: Ask, new_account: NewAccount, busy: str, kata: str
) -> None:
    other, third = await new_account("bela"), await new_account()
    await ask.write(
        other,
        {"putAction": {"id": "mine", "title": "Mine", "dueOn": "2026-12-02"}},
        {"putAction": {"id": "nobodys", "title": "Nobody's", "dueOn": "2026-12-02"}},
        {"putAnswersFor": {"from": kata, "to": {"action": "mine"}}},
    )
    await ask.write(
        third,
        {"putInteraction": {"id": "joined", "at": "2026-12-01T10:00:00Z", "channel": "CALL", "state": "PLANNED"}},
        {"putInvolves": {"from": "joined", "to": {"teamMember": kata}}},
    )
    member = encode_id("TeamMember", f"team/TeamMember/{kata}")
    found = (await ask(OURS, id=member, to="2026-12-02"))["node"]["agenda"]
    assert [each["on"] for each in found] == ["2026-12-01", "2026-12-01", "2026-12-02", "2026-12-02"]
    assert {(each["account"]["key"], each["node"]["key"]) for each in found} == {
        (busy, "step"),
        (third, "joined"),
        (busy, "fear"),
        (other, "mine"),
    }


async def test_only_in_accounts_that_the_viewer_may_see(ask: Ask, busy: str, kata: str) -> None:
    member = encode_id("TeamMember", f"team/TeamMember/{kata}")
    for accounts, sees in ((frozenset({busy}), True), (frozenset({"krackhardt"}), False)):
        viewer = Viewer(subject="v", role=Role.VIEWER, accounts=accounts)
        found = await replace(ask, viewer=viewer)(OURS, id=member)
        assert bool(found["node"]["agenda"]) is sees


async def test_the_store_tells_where_one_of_us_has_something_to_do(ask: Ask, busy: str, kata: str) -> None:
    member = f"team/TeamMember/{kata}"
    everywhere = Viewer(subject="v", role=Role.VIEWER)
    assert await ask.store.accounts_of(member, everywhere) == [busy]
    assert await ask.store.accounts_of(member, replace(everywhere, accounts=frozenset())) == []
    assert await ask.store.accounts_of("team/TeamMember/nobody", everywhere) == []
