"""What if: whole accounts before and after what is only supposed, of which nothing is written."""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from graph.declaration import SUPPOSED
from graph.viewer import LOCAL, Role, Viewer
from schema.relay import decode_id
from tests.schema.conftest import NOW, Ask

NewAccount = Callable[..., Awaitable[str]]

LIFT = "lift { coverage support agreementProbability resilience leastCoverage uncertainty supportGap }"
ANNA = {"stance": {"stakeholder": "anna", "opportunity": "renewal", "mean": 1, "confidence": 0.9}}
MET = {"tie": {"teamMember": "kata", "stakeholder": "anna", "level": "TRUSTED_ADVISOR"}}
HEARD = {"influence": {"from": "bela", "to": "anna", "value": 1}}


@pytest.fixture
async def deal(ask: Ask, new_account: NewAccount) -> str:
    """An account where Anna and Béla decide on a renewal, and Kata knows Béla."""
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        *({"putOpportunity": {"id": each, "title": each.title()}} for each in ("renewal", "press")),
        *({"putFor": {"from": each, "to": key}} for each in ("renewal", "press")),
        {"putHasRoleIn": {"from": "anna", "to": "renewal", "roles": ["DECIDER"]}},
        {"putHasRoleIn": {"from": "bela", "to": "renewal", "roles": ["APPROVER"]}},
        {"putHasRoleIn": {"from": "bela", "to": "press", "roles": ["DECIDER"]}},
        {"claimStance": {"from": "anna", "to": {"opportunity": "renewal"}, "stance": -0.5}},
        {"claimStance": {"from": "bela", "to": {"opportunity": "renewal"}, "stance": 0.5}},
        {"claimRelationship": {"from": "kata", "to": "bela", "level": "TRUSTED_ADVISOR"}},
    )
    return key


def asked(fields: str) -> str:
    return f"""query (
        $id: ID!, $changes: [ChangeInput!], $suppositions: [SuppositionInput!], $recommendations: [ID!], $on: Date
    ) {{
        whatIf(
            accountId: $id, changes: $changes, suppositions: $suppositions, recommendations: $recommendations, on: $on
        ) {{ {fields} }}
    }}"""


async def what_if(ask: Ask, account: str, fields: str, **given: Any) -> Any:
    return (await ask(asked(fields), id=account, **given))["whatIf"]


async def refused(ask: Ask, account: str, **given: Any) -> str:
    _, errors = await ask.whole(asked("before { id }"), id=account, **given)
    (error,) = errors
    return error


# ---------------------------------------------------------------- the law


@pytest.mark.parametrize("account", ["borokvar", "krackhardt"])
async def test_the_lift_of_each_recommendation_is_that_of_its_what_if(ask: Ask, borokvar: str, account: str) -> None:
    query = f"query ($id: ID!) {{ account(id: $id) {{ recommendations(first: 500) {{ nodes {{ id {LIFT} }} }} }} }}"
    found = (await ask(query, id=account))["account"]["recommendations"]["nodes"]
    assert found
    for some in (found[start : start + 15] for start in range(0, len(found), 15)):
        fields = [
            f'a{number}: whatIf(accountId: "{account}", recommendations: ["{each["id"]}"]) {{ {LIFT} }}'
            for number, each in enumerate(some)
        ]
        answers = await ask(f"{{ {' '.join(fields)} }}")
        for number, each in enumerate(some):
            assert answers[f"a{number}"]["lift"] == pytest.approx(each["lift"], abs=1e-9), each["id"]


async def test_the_best_actions_one_after_the_other_bring_the_sum_of_their_lifts(ask: Ask, deal: str) -> None:
    query = f"query ($id: ID!) {{ account(id: $id) {{ bestActions(count: 4) {{ id opportunity {{ key }} {LIFT} }} }} }}"
    best = (await ask(query, id=deal))["account"]["bestActions"]
    together = await what_if(ask, deal, LIFT, recommendations=[each["id"] for each in best])
    assert len(best) == 4
    expected = sum(each["lift"]["coverage"] for each in best)
    assert together["lift"]["coverage"] == pytest.approx(expected, abs=1e-9)


# ---------------------------------------------------------------- before and after

WHOLE = """
id revision date coverage { score { value } uncovered { stakeholder { id key } } }
stakeholders { nodes { id key power { value } } }
organisations { id }
team { teamMember { id } }
opportunities {
  nodes { id key consensus { support { value } agreementProbability } participants { stakeholder { id } } }
}
stakeholderMap { nodes { key power coverage } edges { source target type } }
recommendations { nodes { id key } }
"""


async def test_whatever_is_asked_is_told_of_both_and_who_would_differ(ask: Ask, deal: str) -> None:
    people = "people { stakeholder { key } powerBefore powerAfter coverageBefore coverageAfter }"
    found = await what_if(
        ask, deal, f"before {{ {WHOLE} }} after {{ {WHOLE} }} {people} {LIFT}", suppositions=[ANNA, MET, HEARD]
    )
    before, after = found["before"], found["after"]
    assert before == (await ask(f"query ($id: ID!) {{ account(id: $id) {{ {WHOLE} }} }}", id=deal))["account"]
    assert {each["stakeholder"]["key"] for each in before["coverage"]["uncovered"]} == {"anna"}
    assert after["coverage"]["uncovered"] == []
    assert {edge["type"] for edge in after["stakeholderMap"]["edges"]} == {"INFLUENCES"}
    support = [side["opportunities"]["nodes"][1]["consensus"]["support"]["value"] for side in (before, after)]
    assert support[0] < 0 < support[1]
    assert found["lift"]["support"] == pytest.approx(support[1] - support[0])
    lifted = after["coverage"]["score"]["value"] - before["coverage"]["score"]["value"]
    assert found["lift"]["coverage"] == pytest.approx(lifted)
    moved = {each["stakeholder"]["key"]: each for each in found["people"]}
    assert moved["bela"]["powerAfter"] > moved["bela"]["powerBefore"]
    assert moved["anna"]["coverageBefore"] == 0 < moved["anna"]["coverageAfter"]


def ids(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        yield from (value for word, value in found.items() if word == "id")
        yield from (each for value in found.values() for each in ids(value))
    if isinstance(found, list):
        yield from (each for value in found for each in ids(value))


@pytest.mark.parametrize(
    "given", [{"suppositions": [MET]}, {"changes": [{"putRisk": {"title": "R", "category": "MARKET"}}]}, {}]
)
async def test_no_id_of_the_one_is_an_id_of_the_other(ask: Ask, deal: str, given: Any) -> None:
    found = await what_if(ask, deal, f"before {{ {WHOLE} }} after {{ {WHOLE} }}", **given)
    before, after = set(ids(found["before"])), set(ids(found["after"]))
    assert len(before) > 10
    assert not before & after
    again = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=sorted(after))
    assert set(map(str, again["nodes"])) == {"None"}
    told = [decode_id(each) for each in after]
    assert len({each.supposed for each in told if each}) == 1


async def test_other_suppositions_are_other_ids(ask: Ask, deal: str) -> None:
    several: list[dict[str, Any]] = [{"suppositions": [MET]}, {"suppositions": [HEARD]}, {"recommendations": []}]
    found = [(await what_if(ask, deal, "after { id }", **given))["after"]["id"] for given in several]
    assert len(set(found)) == 3
    assert (await what_if(ask, deal, "after { id }", suppositions=[MET]))["after"]["id"] == found[0]


async def test_nothing_is_written(ask: Ask, deal: str) -> None:
    before = await ask.store.snapshot(deal, LOCAL)
    team = await ask.store.team(LOCAL)
    changes = [
        {"claimStance": {"from": "anna", "to": {"opportunity": "press"}, "stance": 1}},
        {"putTeamMember": {"id": "kata", "leftOn": "2026-11-01"}},
    ]
    query = "query ($id: ID!) { account(id: $id) { recommendations { nodes { id } } } }"
    found = (await ask(query, id=deal))["account"]["recommendations"]["nodes"]
    given = {"changes": changes, "suppositions": [ANNA, HEARD], "recommendations": [found[0]["id"]]}
    after = (await what_if(ask, deal, f"after {{ {WHOLE} }}", **given))["after"]
    assert after["revision"] == before.revision
    async with type(ask.store)(ask.store.connection.endpoint) as anew:
        assert (await anew.snapshot(deal, LOCAL)).account == before.account
        assert await anew.team(LOCAL) == team
        assert SUPPOSED not in json.dumps([str(entry.encode()) for entry in await anew.entries(deal, LOCAL)])


async def test_what_is_supposed_is_never_committed(ask: Ask, deal: str) -> None:
    stance = {"from": "anna", "to": {"opportunity": "press"}, "stance": 1, "by": SUPPOSED}
    payload = await ask.commit(deal, {"claimStance": stance})
    assert [error["__typename"] for error in payload["errors"]] == ["NotAllowed"]
    assert await refused(ask, deal, changes=[{"claimStance": stance}]) == (
        "changes.0.claimStance.by: what is only supposed is given among the suppositions"
    )


async def test_whoever_may_read_may_suppose(ask: Ask, deal: str) -> None:
    reader = Ask(ask.store, Viewer("reader", Role.VIEWER))
    assert (await what_if(reader, deal, LIFT, suppositions=[MET]))["lift"]["coverage"] > 0
    stranger = Ask(ask.store, Viewer("stranger", Role.ADMIN, frozenset()))
    assert "no account" in await refused(stranger, deal, suppositions=[MET])


# ---------------------------------------------------------------- the lift


async def test_of_which_opportunity_the_lift_is(ask: Ask, deal: str) -> None:
    one = await what_if(ask, deal, LIFT, suppositions=[ANNA])
    assert one["lift"]["support"] > 0
    named = [f'{each}: lift(opportunity: "{each}") {{ support }}' for each in ("press", "renewal")]
    fields = f"lift {{ support }} {' '.join(named)}"
    press = {"stance": {**ANNA["stance"], "stakeholder": "bela", "opportunity": "press"}}
    two = await what_if(ask, deal, fields, suppositions=[ANNA, press])
    assert two["lift"]["support"] is None
    assert two["press"]["support"] > 0
    assert two["renewal"]["support"] == pytest.approx(one["lift"]["support"])
    _, errors = await ask.whole(asked('lift(opportunity: "none") { support }'), id=deal, suppositions=[ANNA])
    assert "'none'" in errors[0]


async def test_nothing_supposed_lifts_nothing(ask: Ask, deal: str) -> None:
    found = await what_if(ask, deal, f"{LIFT} people {{ stakeholder {{ key }} }}")
    assert set(found["lift"].values()) == {None}
    assert found["people"] == []


async def test_what_they_answer_is_not_known_beforehand_but_beside_other_things_it_counts(ask: Ask, deal: str) -> None:
    query = "query ($id: ID!) { account(id: $id) { recommendations(filter: {kinds: [ASK]}) { nodes { id } } } }"
    found = (await ask(query, id=deal))["account"]["recommendations"]["nodes"]
    keys = [each["id"] for each in found]
    assert keys
    assert (await what_if(ask, deal, LIFT, recommendations=keys))["lift"]["agreementProbability"] is None
    beside = await what_if(
        ask, deal, 'lift(opportunity: "renewal") { agreementProbability }', recommendations=keys, suppositions=[ANNA]
    )
    assert beside["lift"]["agreementProbability"] > 0


async def test_a_stance_towards_us_stands_in_where_there_is_none(ask: Ask, deal: str) -> None:
    towards_us = {"stance": {"stakeholder": "bela", "mean": 0.75, "confidence": 0.9}}
    found = await what_if(ask, deal, 'lift(opportunity: "press") { support }', suppositions=[towards_us])
    assert found["lift"]["support"] == pytest.approx(0.75)


async def test_it_is_told_for_another_day(ask: Ask, deal: str) -> None:
    found = await what_if(ask, deal, "before { id date } after { id date }", suppositions=[MET], on="2027-03-01")
    assert found["before"]["date"] == found["after"]["date"] == "2027-03-01"
    before = decode_id(found["before"]["id"])
    assert before is not None
    assert str(before.on) == "2027-03-01"


# ---------------------------------------------------------------- changes


async def test_changes_are_those_of_a_commit_and_come_before_suppositions(ask: Ask, deal: str) -> None:
    changes = [
        {"putStakeholder": {"id": "cili", "name": "Cili"}},
        {"putWorksIn": {"from": "cili", "to": deal}},
        {"putHasRoleIn": {"from": "cili", "to": "renewal", "roles": ["DECIDER"]}},
        {"putHasRoleIn": {"from": "anna", "to": "renewal", "roles": ["USER"]}},
    ]
    cili = {"stance": {**ANNA["stance"], "stakeholder": "cili"}}
    fields = "after { stakeholders { nodes { key } } } lift { support }"
    found = await what_if(ask, deal, fields, changes=changes, suppositions=[cili])
    assert [each["key"] for each in found["after"]["stakeholders"]["nodes"]] == ["anna", "bela", "cili"]
    assert found["lift"]["support"] > 0


async def test_one_of_us_may_be_supposed_to_leave(ask: Ask, deal: str) -> None:
    found = await what_if(
        ask, deal, LIFT, changes=[{"putTeamMember": {"id": "kata", "leftOn": NOW.date().isoformat()}}]
    )
    assert found["lift"]["coverage"] < 0


async def test_what_would_differ_is_told_by_a_diff(ask: Ask, deal: str) -> None:
    revision = (await ask.store.snapshot(deal, LOCAL)).revision
    fields = (
        f"after {{ diff(from: {{revision: {revision}}}) {{ objects {{ action label }} people {{ coverageAfter }} }} }}"
    )
    diff = (await what_if(ask, deal, fields, suppositions=[MET]))["after"]["diff"]
    assert diff["objects"] == [{"action": "CREATED", "label": "KNOWS"}]
    assert len(diff["people"]) == 1


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {
            "changes": [
                {"putRisk": {"title": "R", "category": "MARKET"}},
                {"claimStance": {"from": "anna", "to": {"opportunity": "press"}, "stance": 3}},
            ]
        },
        "changes.1.claimStance.stance: HOLDS_STANCE.stance must be at most 1.0",
    ),
    (
        {"changes": [{"claimRelationship": {"from": "ghost", "to": "anna", "level": "VENDOR"}}]},
        "changes.0.claimRelationship.from: KNOWS.from: there is no TeamMember 'ghost'",
    ),
    (
        {"changes": [{"claimInfluence": {"from": "anna", "to": "bela", "weight": 1, "by": "ghost"}}]},
        "changes.0.claimInfluence.by: INFLUENCES.by: there is no TeamMember 'ghost'",
    ),
    ({"changes": [{"drop": {"node": {"stakeholder": "anna"}}}]}, "changes.0.drop: Stakeholder 'anna' is in use"),
    ({"changes": [{"drop": {"node": {"teamMember": "kata"}}}]}, "changes.0.drop: TeamMember 'kata' is in use"),
    (
        {"changes": [{"putStakeholder": {"id": "anna", "interest": 7, "cadenceDays": 0}}]},
        "changes.0.putStakeholder.cadenceDays: ",
    ),
    ({"suppositions": [ANNA, ANNA]}, "suppositions.1.stance is about the same as another supposition"),
    ({"suppositions": [{"stance": {**ANNA["stance"], "stakeholder": "nobody"}}]}, "there is no stakeholder 'nobody'"),
    ({"suppositions": [{"stance": {**ANNA["stance"], "opportunity": "none"}}]}, "there is no opportunity 'none'"),
    (
        {"suppositions": [{"stance": {**ANNA["stance"], "mean": 1.5}}]},
        "suppositions.0.stance.mean must be -1 to 1, not 1.5",
    ),
    (
        {"suppositions": [{"stance": {**ANNA["stance"], "confidence": 0}}]},
        "suppositions.0.stance.confidence must be above 0, and at most 1, not 0.0",
    ),
    ({"suppositions": [{"tie": {**MET["tie"], "teamMember": "ghost"}}]}, "there is no team member 'ghost'"),
    ({"suppositions": [{"tie": {**MET["tie"], "confidence": 1.1}}]}, "suppositions.0.tie.confidence must be above 0"),
    (
        {"suppositions": [{"influence": {**HEARD["influence"], "value": -0.1}}]},
        "suppositions.0.influence.value must be 0 to 1, not -0.1",
    ),
    ({"suppositions": [{"influence": {**HEARD["influence"], "to": "bela"}}]}, "nobody listens to themselves"),
    ({"recommendations": ["nothing"]}, "recommendations.0: there is no such recommendation any more: 'nothing'"),
    ({"recommendations": ["WyJQbGFuIiwia3JhY2toYXJkdC9QbGFuL3AiXQ"]}, "that is not the id of a Recommendation"),
    ({"recommendations": [str(each) for each in range(21)]}, "give 20 recommendations at the most, not 21"),
]


@pytest.mark.parametrize(("given", "told"), WRONG, ids=[row[1][:50] for row in WRONG])
async def test_what_is_wrong_is_told_with_its_place(ask: Ask, deal: str, given: Any, told: str) -> None:
    assert told in await refused(ask, deal, **given)


async def test_an_account_cannot_be_supposed_away(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    change = {"drop": {"node": {"organisation": key}, "cascade": True}}
    assert "the account itself" in await refused(ask, key, changes=[change])


async def test_a_recommendation_of_another_account_is_none_of_this(ask: Ask, deal: str, borokvar: str) -> None:
    found = await ask('{ account(id: "borokvar") { recommendations(first: 1) { nodes { id } } } }')
    theirs = found["account"]["recommendations"]["nodes"][0]["id"]
    assert "there is no recommendation" in await refused(ask, deal, recommendations=[theirs])
