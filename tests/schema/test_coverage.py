"""Coverage over the API: whom we reach, whom we do not and why they count, and what somebody's leaving would cost."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from graph.viewer import Role, Viewer
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

PEOPLE: dict[str, dict[str, Any]] = {
    "anna": {"seniority": "C_LEVEL", "function": "Management"},
    "bela": {"seniority": "MANAGER", "function": "Works"},
    "cili": {"seniority": "C_LEVEL", "function": "works "},
    "dani": {"placeholder": True},
}
MEETINGS = {
    "first": ("2026-11-20T09:00:00Z", "HELD", ["bela"], ["kata", "lili"]),
    "second": ("2026-11-10T09:00:00Z", "HELD", ["bela", "cili"], ["kata"]),
    "coming": ("2026-12-01T09:00:00Z", "PLANNED", ["anna"], ["lili"]),
}


@pytest.fixture
async def reached(ask: Ask, new_account: NewAccount) -> str:
    """An account whose renewal Anna can stop, whom only Béla can introduce us to."""
    key = await new_account(*PEOPLE)
    await ask.write(
        key,
        {"putOrganisation": {"id": key, "currency": "EUR"}},
        *({"putStakeholder": {"id": who, **values}} for who, values in PEOPLE.items()),
        *({"putTeamMember": {"id": member, "name": member.title()}} for member in ("kata", "lili")),
        {
            "putOpportunity": {
                "id": "renewal",
                "title": "Renewal",
                "amount": "1000",
                "currency": "EUR",
                "closesOn": "2026-12-31",
            }
        },
        {"putFor": {"from": "renewal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "renewal", "roles": ["DECIDER"], "veto": True}},
        {"putHasRoleIn": {"from": "cili", "to": "renewal", "roles": ["ECONOMIC_BUYER"]}},
        {"putHasRoleIn": {"from": "dani", "to": "renewal", "roles": ["APPROVER", "USER"]}},
        {"claimInfluence": {"from": "bela", "to": "anna", "weight": 1, "confidence": 0.5}},
        {
            "claimRelationship": {
                "from": "kata",
                "to": "cili",
                "level": "CREDIBLE_SOURCE",
                "targetLevel": "TRUSTED_ADVISOR",
            }
        },
        *(change for meeting in MEETINGS for change in _meeting(meeting)),
    )
    return key


def _meeting(key: str) -> list[dict[str, Any]]:
    at, state, theirs, ours = MEETINGS[key]
    return [
        {"putInteraction": {"id": key, "at": at, "channel": "MEETING", "state": state}},
        *({"putInvolves": {"from": key, "to": {"stakeholder": who}}} for who in theirs),
        *({"putInvolves": {"from": key, "to": {"teamMember": who}}} for who in ours),
    ]


async def covered(ask: Ask, account: str, fields: str, **more: Any) -> Any:
    found = await ask(f"query ($id: ID!) {{ account(id: $id) {{ coverage {{ {fields} }} }} }}", id=account, **more)
    return found["account"]["coverage"]


UNCOVERED = """
uncovered {
  account { name } stakeholder { key } opportunities { key } power coverage
  amountAtStake { amount currency } reasons { kind roles opportunity { key } }
  sentence hungarian: sentence(language: HU)
  introduction { probability sentence steps { tie strength teamMember { key } stakeholder { key } } }
}
"""


async def test_whom_a_decision_depends_on_and_we_do_not_reach(ask: Ask, reached: str) -> None:
    found = (await covered(ask, reached, UNCOVERED))["uncovered"]
    assert [each["stakeholder"]["key"] for each in found] == ["dani", "anna"]
    dani, anna = found
    assert anna["reasons"] == [
        {"kind": "DECIDING_ROLE", "roles": ["DECIDER"], "opportunity": {"key": "renewal"}},
        {"kind": "VETO", "roles": [], "opportunity": {"key": "renewal"}},
    ]
    assert dani["reasons"] == [
        {"kind": "DECIDING_ROLE", "roles": ["APPROVER"], "opportunity": {"key": "renewal"}},
        {"kind": "HALF_SET", "roles": [], "opportunity": None},
    ]
    assert anna["amountAtStake"] == [{"amount": "1000", "currency": "EUR"}]
    assert (anna["coverage"], anna["opportunities"]) == (0, [{"key": "renewal"}])
    assert "Renewal" in anna["sentence"]
    assert anna["sentence"] != anna["hungarian"]


async def test_each_comes_with_the_best_introduction(ask: Ask, reached: str) -> None:
    dani, anna = (await covered(ask, reached, UNCOVERED))["uncovered"]
    steps = anna["introduction"]["steps"]
    assert [(each["teamMember"] or each["stakeholder"])["key"] for each in steps] == ["kata", "bela", "anna"]
    assert [each["tie"] for each in steps] == [None, "KNOWS", "INFLUENCES"]
    assert anna["introduction"]["probability"] == pytest.approx(steps[1]["strength"] * steps[2]["strength"])
    assert dani["introduction"] is None


async def test_the_score_and_its_parts(ask: Ask, reached: str) -> None:
    evidence = "evidence(first: 100) { kind contribution on text node { __typename key } claims { by } } evidenceCount"
    found = await covered(ask, reached, f"score {{ value basis reason sentence {evidence} }} status statusSentence")
    score = found["score"]
    assert 0 < score["value"] < 1
    assert (score["basis"], score["reason"], found["status"]) == ("TIES", None, 2)
    assert sum(each["contribution"] for each in score["evidence"]) == pytest.approx(score["value"], abs=1e-12)
    assert {each["kind"] for each in score["evidence"]} == {"CONTACT", "RELATIONSHIP"}
    assert score["evidenceCount"] == len(score["evidence"]) == 3
    assert all(each["text"] and each["on"] and each["node"] for each in score["evidence"])


SHARES = """
score { value }
bySeniority { key people power coverage }
byFunction { key people power coverage }
byOrganisation { key people power coverage organisation { key } }
byOpportunity { key people power coverage opportunity { key } }
"""


async def test_it_is_shared_out_by_level_function_organisation_and_opportunity(ask: Ask, reached: str) -> None:
    found = await covered(ask, reached, SHARES)
    assert [(each["key"], each["people"]) for each in found["bySeniority"]] == [
        ("C_LEVEL", 2),
        ("MANAGER", 1),
        (None, 1),
    ]
    assert {each["key"]: each["people"] for each in found["byFunction"]} == {"Management": 1, "Works": 2, None: 1}
    (whole,) = found["byOrganisation"]
    assert (whole["key"], whole["organisation"]["key"], whole["people"]) == (reached, reached, 4)
    (renewal,) = found["byOpportunity"]
    assert (renewal["key"], renewal["people"]) == ("renewal", 3)
    for shares in (found["bySeniority"], found["byFunction"], found["byOrganisation"]):
        assert sum(each["power"] for each in shares) == pytest.approx(1)
        assert sum(each["power"] * each["coverage"] for each in shares) == pytest.approx(found["score"]["value"])


async def test_the_heat_map_holds_every_tie(ask: Ask, reached: str) -> None:
    cells = "cells { teamMember { key } stakeholder { key } level targetLevel strength isThread lastContactOn }"
    found = (await covered(ask, reached, f"heatMap {{ teamMembers {{ key }} stakeholders {{ key }} {cells} }}"))[
        "heatMap"
    ]
    assert [each["key"] for each in found["teamMembers"]] == ["kata", "lili"]
    assert {each["key"] for each in found["stakeholders"]} == set(PEOPLE)
    pairs = {(each["teamMember"]["key"], each["stakeholder"]["key"]): each for each in found["cells"]}
    assert pairs.keys() == {("kata", "bela"), ("lili", "bela"), ("kata", "cili")}
    assert pairs["kata", "cili"]["level"] == "CREDIBLE_SOURCE"
    assert pairs["kata", "cili"]["targetLevel"] == "TRUSTED_ADVISOR"
    assert pairs["kata", "bela"]["lastContactOn"] == "2026-11-20"
    assert pairs["kata", "bela"]["strength"] > pairs["lili", "bela"]["strength"] > 0.2


async def test_single_threads_departures_and_resilience(ask: Ask, reached: str) -> None:
    fields = """
    score { value } resilience { value reason sentence }
    singleThreaded { stakeholder { key } teamMember { key } reasons { kind } sentence }
    departures { teamMember { key } stakeholder { key } cost sentence }
    """
    found = await covered(ask, reached, fields)
    (thread,) = found["singleThreaded"]
    assert (thread["stakeholder"]["key"], thread["teamMember"]["key"]) == ("cili", "kata")
    ours = [each for each in found["departures"] if each["teamMember"]]
    theirs = [each for each in found["departures"] if each["stakeholder"]]
    assert [each["teamMember"]["key"] for each in ours] == ["kata", "lili"]
    assert [each["stakeholder"]["key"] for each in theirs] == ["cili", "bela"]
    assert found["resilience"]["value"] == pytest.approx(1 - ours[0]["cost"] / found["score"]["value"])
    assert sum(each["cost"] for each in theirs) == pytest.approx(found["score"]["value"])


PERSON = """
query ($id: ID!, $person: ID!) { account(id: $id) { stakeholder(id: $person) {
  coverage { value reason sentence evidence { contribution } } level lastContactOn nextContactOn
  threads { key } relationships { teamMember { key } strength said { value } }
} } }
"""


async def test_a_person_tells_how_we_reach_them(ask: Ask, reached: str) -> None:
    bela = (await ask(PERSON, id=reached, person="bela"))["account"]["stakeholder"]
    assert (bela["level"], bela["lastContactOn"], bela["nextContactOn"]) == ("MULTIPLE", "2026-11-20", None)
    assert [each["key"] for each in bela["threads"]] == ["kata", "lili"]
    assert [each["teamMember"]["key"] for each in bela["relationships"]] == ["kata", "lili"]
    parts = sum(each["contribution"] for each in bela["coverage"]["evidence"])
    assert parts == pytest.approx(bela["coverage"]["value"])
    anna = (await ask(PERSON, id=reached, person="anna"))["account"]["stakeholder"]
    assert (anna["level"], anna["lastContactOn"], anna["nextContactOn"]) == ("NO_CONTACT", None, "2026-12-01")


async def test_who_left_has_no_coverage_and_says_why(ask: Ask, reached: str) -> None:
    await ask.write(reached, {"putStakeholder": {"id": "bela", "leftOn": "2026-11-24"}})
    bela = (await ask(PERSON, id=reached, person="bela"))["account"]["stakeholder"]
    assert (bela["coverage"]["value"], bela["coverage"]["reason"], bela["level"]) == (None, "NOT_PRESENT", None)
    assert (bela["threads"], bela["relationships"]) == ([], [])
    assert bela["lastContactOn"] == "2026-11-20"


async def test_an_empty_account_has_no_coverage_and_says_why(ask: Ask, new_account: NewAccount) -> None:
    fields = (
        "score { value reason sentence } resilience { value reason } status uncovered { power } departures { cost }"
    )
    found = await covered(ask, await new_account(), fields)
    assert (found["score"]["value"], found["score"]["reason"]) == (None, "EMPTY")
    assert (found["resilience"]["value"], found["status"], found["uncovered"], found["departures"]) == (None, 0, [], [])


WAYS = """
query ($id: ID!, $to: ID!, $first: Int!) { account(id: $id) { introductions(to: $to, first: $first) {
  probability sentence(language: HU) steps { teamMember { key } stakeholder { key } }
} } }
"""


async def ways(ask: Ask, account: str, to: str, first: int = 3) -> list[list[str]]:
    found = (await ask(WAYS, id=account, to=to, first=first))["account"]["introductions"]
    probabilities = [each["probability"] for each in found]
    assert probabilities == sorted(probabilities, reverse=True)
    return [[(step["teamMember"] or step["stakeholder"])["key"] for step in each["steps"]] for each in found]


async def test_the_likeliest_ways_to_somebody(ask: Ask, reached: str) -> None:
    assert await ways(ask, reached, "anna") == [["kata", "bela", "anna"], ["lili", "bela", "anna"]]
    assert await ways(ask, reached, "anna", 1) == [["kata", "bela", "anna"]]
    assert await ways(ask, reached, "dani") == []


async def test_whom_we_know_elsewhere_we_know_here_where_the_viewer_may_see_it(
    ask: Ask, reached: str, new_account: NewAccount
) -> None:
    person, other = str(uuid4()), await new_account("the-same-anna")
    await ask.write(reached, {"putStakeholder": {"id": "anna", "person": person}})
    await ask.write(
        other,
        {"putStakeholder": {"id": "the-same-anna", "person": person}},
        {"claimRelationship": {"from": "lili", "to": "the-same-anna", "level": "TRUSTED_ADVISOR"}},
    )
    assert (await ways(ask, reached, "anna", 1)) == [["lili", "anna"]]
    narrow = Ask(ask.store, Viewer("narrow", Role.VIEWER, frozenset([reached])))
    assert (await ways(narrow, reached, "anna", 1)) == [["kata", "bela", "anna"]]


@pytest.mark.parametrize(
    ("to", "first", "told"),
    [("nobody", 3, "nobody"), ("anna", 0, "first must be 1 to 20"), ("anna", 21, "first must be")],
)
async def test_what_is_asked_wrongly_is_told(ask: Ask, reached: str, to: str, first: int, told: str) -> None:
    _, errors = await ask.whole(WAYS, id=reached, to=to, first=first)
    assert told in errors[0]
