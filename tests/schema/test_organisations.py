"""Organisations over the API: their parts and people, who of us looks after them, and what they own and use."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from graph.viewer import Role, Viewer
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

TREE = """
query ($id: ID!, $on: Date) { account(id: $id, on: $on) { organisations {
  key parent { key } parts { key } stakeholders { nodes { key } }
  team { role teamMember { key } organisation { key } }
} } }
"""


async def test_an_organisation_has_parts_people_and_those_of_us_who_look_after_it(
    ask: Ask, new_account: NewAccount
) -> None:
    key = await new_account("anna", "bela", "cili")
    await ask.write(
        key,
        *({"putOrganisation": {"id": part, "name": part, "kind": "DIVISION"}} for part in ("north", "it", "loose")),
        {"putPartOf": {"from": "north", "to": key}},
        {"putPartOf": {"from": "it", "to": "north"}},
        {"putWorksIn": {"from": "bela", "to": key, "validTo": "2026-06-01"}},
        {"putWorksIn": {"from": "bela", "to": "it", "validFrom": "2026-06-01"}},
        {"putStakeholder": {"id": "cili", "leftOn": "2026-07-01"}},
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putManages": {"from": "kata", "to": "north", "role": "MEMBER"}},
    )
    found = {each["key"]: each for each in (await ask(TREE, id=key))["account"]["organisations"]}
    assert list(found) == [key, "it", "loose", "north"]
    assert {name: [part["key"] for part in each["parts"]] for name, each in found.items()} == {
        key: ["loose", "north"],  # what nobody has placed is a part of the account
        "north": ["it"],
        "it": [],
        "loose": [],
    }
    for name, each in found.items():
        assert all(found[part["key"]]["parent"] == {"key": name} for part in each["parts"])
    assert [person["key"] for person in found[key]["stakeholders"]["nodes"]] == ["anna"]
    assert [person["key"] for person in found["it"]["stakeholders"]["nodes"]] == ["bela"]
    assert found["north"]["team"] == [
        {"role": "MEMBER", "teamMember": {"key": "kata"}, "organisation": {"key": "north"}}
    ]
    assert found["it"]["team"] == []
    then = (await ask(TREE, id=key, on="2026-05-31"))["account"]["organisations"][0]
    assert [person["key"] for person in then["stakeholders"]["nodes"]] == ["anna", "bela", "cili"]


OWNS = """
query ($id: ID!, $on: Date) { account(id: $id, on: $on) { organisations {
  key owns { share organisation { id key isAccount } }
} } }
"""


async def test_an_organisation_owns_others_here_and_elsewhere(ask: Ask, new_account: NewAccount) -> None:
    holding, other = await new_account(), await new_account()
    abroad = (await ask("query ($id: ID!) { account(id: $id) { id } }", id=other))["account"]["id"]
    await ask.write(
        holding,
        {"putOrganisation": {"id": "sub", "name": "Sub", "kind": "DIVISION"}},
        {"putOwns": {"from": holding, "to": "sub", "share": 0.51}},
        {"putOwns": {"from": holding, "to": abroad, "share": 1.0}},
        {"putOwns": {"from": "sub", "to": abroad}},
    )
    root, sub = (await ask(OWNS, id=holding))["account"]["organisations"]
    assert sorted((each["organisation"]["key"], each["share"]) for each in root["owns"]) == sorted(
        [(other, 1.0), ("sub", 0.51)]
    )
    assert [(each["organisation"]["isAccount"], each["share"]) for each in sub["owns"]] == [(True, None)]
    past = (await ask(OWNS, id=holding, on="2026-01-01"))["account"]["organisations"][1]["owns"][0]["organisation"]
    assert past["id"] != sub["owns"][0]["organisation"]["id"]


async def test_what_one_may_not_see_is_not_told(ask: Ask, new_account: NewAccount) -> None:
    holding, other = await new_account(), await new_account()
    abroad = (await ask("query ($id: ID!) { account(id: $id) { id } }", id=other))["account"]["id"]
    await ask.write(holding, {"putOwns": {"from": holding, "to": abroad}})
    stranger = Ask(ask.store, Viewer("anna", Role.VIEWER, frozenset({holding})))
    assert (await stranger(OWNS, id=holding))["account"]["organisations"][0]["owns"] == []


async def test_whoever_looks_after_an_account_answers_for_things_in_it(ask: Ask, new_account: NewAccount) -> None:
    key, other = await new_account("anna"), await new_account("anna")
    member = f"member-{uuid4()}"
    for account in (key, other):
        await ask.write(
            account,
            {"putTeamMember": {"id": member, "name": "Lili"}},
            {"putManages": {"from": member, "to": account, "role": "OWNER"}},
        )
    await ask.write(
        key,
        {"putRisk": {"id": "r", "title": "R", "category": "MARKET"}},
        {"putAnswersFor": {"from": member, "to": {"stakeholder": "anna"}}},
        {"putAnswersFor": {"from": member, "to": {"risk": "r"}}},
    )
    query = "query ($id: ID!) { account(id: $id) { team { answersFor { __typename key } } } }"
    assert (await ask(query, id=key))["account"]["team"] == [
        {"answersFor": [{"__typename": "Risk", "key": "r"}, {"__typename": "Stakeholder", "key": "anna"}]}
    ]
    assert (await ask(query, id=other))["account"]["team"] == [{"answersFor": []}]


async def test_our_own_chart_is_that_of_the_day(ask: Ask) -> None:
    chief, other = f"chief-{uuid4()}", f"other-{uuid4()}"
    payload = await ask.commit(
        None,
        *({"putTeamMember": {"id": each, "name": each}} for each in (chief, other)),
        {"putReportsTo": {"from": other, "to": chief, "validFrom": "2026-06-01"}},
    )
    assert not payload["errors"]
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { key ... on TeamMember {
        id managers { key } reports { key }
    } } }"""
    people = (await ask("{ teamMembers(first: 500) { nodes { id key } } }"))["teamMembers"]["nodes"]
    ids = {person["key"]: person["id"] for person in people}
    top, below = (await ask(query, ids=[ids[chief], ids[other]]))["nodes"]
    assert (top["managers"], top["reports"]) == ([], [{"key": other}])
    assert (below["managers"], below["reports"]) == ([{"key": chief}], [])
