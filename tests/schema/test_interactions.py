"""Contacts over the API: who met whom, the newest first, and which of them are asked for."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph import model
from graph.identity import TEAM, node_id
from graph.viewer import LOCAL, Role, Viewer
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

CONTACTS: list[dict[str, Any]] = [
    {"id": "first", "at": "2026-03-01T09:00:00Z", "channel": "MEETING", "state": "HELD", "subject": "Kick-off"},
    {"id": "second", "at": "2026-03-31T12:30:00Z", "channel": "EMAIL", "state": "HELD"},
    {"id": "cancelled", "at": "2026-04-02T09:00:00Z", "channel": "MEETING", "state": "CANCELLED"},
    {"id": "planned", "at": "2026-12-24T09:00:00Z", "channel": "VIDEO", "state": "PLANNED"},
]
INVOLVED = {
    "first": (["anna", "bela"], ["kata"]),
    "second": (["anna"], ["kata"]),
    "cancelled": (["bela"], []),
    "planned": (["anna"], ["lili"]),
}


@pytest.fixture
async def met(ask: Ask, new_account: NewAccount) -> str:
    """An account in Auckland, thirteen hours before Greenwich in March, with four contacts."""
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putOrganisation": {"id": key, "timeZone": "Pacific/Auckland"}},
        *({"putTeamMember": {"id": member, "name": member.title()}} for member in ("kata", "lili")),
        *({"putInteraction": contact} for contact in CONTACTS),
        *(
            {"putInvolves": {"from": contact, "to": {"stakeholder": who}, "initiator": who == "bela"}}
            for contact, (theirs, _) in INVOLVED.items()
            for who in theirs
        ),
        *(
            {"putInvolves": {"from": contact, "to": {"teamMember": who}}}
            for contact, (_, ours) in INVOLVED.items()
            for who in ours
        ),
    )
    return key


WHO_MET = """
query ($id: ID!) { account(id: $id) { interactions { nodes {
  key at channel state subject
  stakeholders { key } teamMembers { key } initiator { __typename key }
} } } }
"""


async def test_contacts_come_newest_first_with_those_who_took_part(ask: Ask, met: str) -> None:
    found = (await ask(WHO_MET, id=met))["account"]["interactions"]["nodes"]
    assert [each["key"] for each in found] == ["planned", "cancelled", "second", "first"]
    first = found[-1]
    assert (first["at"], first["subject"]) == ("2026-03-01T09:00:00+00:00", "Kick-off")
    assert first["stakeholders"] == [{"key": "anna"}, {"key": "bela"}]
    assert first["teamMembers"] == [{"key": "kata"}]
    assert first["initiator"] == {"__typename": "Stakeholder", "key": "bela"}
    assert found[0]["initiator"] is None


FILTERED = """
query ($id: ID!, $filter: InteractionFilter) {
  account(id: $id) { interactions(filter: $filter) { nodes { key } } }
}
"""


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({}, ["planned", "cancelled", "second", "first"]),
        ({"state": "HELD"}, ["second", "first"]),
        ({"channels": ["MEETING", "VIDEO"]}, ["planned", "cancelled", "first"]),
        ({"channels": []}, []),
        ({"stakeholder": "bela"}, ["cancelled", "first"]),
        ({"teamMember": "kata"}, ["second", "first"]),
        ({"stakeholder": "bela", "teamMember": "kata"}, ["first"]),
        ({"stakeholder": "anna", "state": "HELD", "channels": ["EMAIL"]}, ["second"]),
        ({"from": "2026-04-01"}, ["planned", "cancelled", "second"]),  # half past noon is tomorrow in Auckland
        ({"to": "2026-03-31"}, ["first"]),
        ({"from": "2026-04-01", "to": "2026-04-01"}, ["second"]),
    ],
)
async def test_a_filter_leaves_those_that_are_all_of_it(
    ask: Ask, met: str, wanted: dict[str, Any], keys: list[str]
) -> None:
    found = await ask(FILTERED, id=met, filter=wanted)
    assert [each["key"] for each in found["account"]["interactions"]["nodes"]] == keys


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"stakeholder": "nobody"}, "there is no stakeholder 'nobody' in this account"),
        ({"teamMember": "nobody"}, "there is no team member 'nobody' in our team"),
        ({"from": "2026-04-02", "to": "2026-04-01"}, "filter.to must not be before filter.from"),
    ],
)
async def test_a_filter_that_means_nothing_is_refused(ask: Ask, met: str, wanted: dict[str, Any], told: str) -> None:
    _, errors = await ask.whole(FILTERED, id=met, filter=wanted)
    assert told in errors[0]


OF_ANNA = """
query ($id: ID!, $after: String, $before: String, $first: Int, $last: Int) {
  account(id: $id) { stakeholder(id: "anna") {
    interactions(first: $first, after: $after, last: $last, before: $before) {
      nodes { key } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    }
  } }
}
"""


async def test_a_persons_contacts_page_by_page_either_way(ask: Ask, met: str) -> None:
    async def page(**asked: Any) -> tuple[list[str], dict[str, Any]]:
        found = (await ask(OF_ANNA, id=met, **asked))["account"]["stakeholder"]["interactions"]
        return [each["key"] for each in found["nodes"]], found["pageInfo"]

    newest, info = await page(first=2)
    assert newest == ["planned", "second"]
    await ask.write(
        met,
        {"putInteraction": {"id": "later", "at": "2026-12-25T09:00:00Z", "channel": "CALL"}},
        {"putInteraction": {"id": "between", "at": "2026-03-02T09:00:00Z", "channel": "CALL"}},
        *({"putInvolves": {"from": each, "to": {"stakeholder": "anna"}}} for each in ("later", "between")),
        {"drop": {"node": {"interaction": "second"}, "cascade": True}},
    )
    older, info = await page(first=2, after=info["endCursor"])
    assert older == ["between", "first"]
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (False, True)
    back, info = await page(last=2, before=info["startCursor"])
    assert back == ["later", "planned"]
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (True, False)


async def test_an_account_of_the_past_has_the_contacts_that_were_known_then(ask: Ask, met: str) -> None:
    query = """query ($id: ID!, $asOf: AsOf) { account(id: $id, asOf: $asOf) { revision interactions { nodes {
        id key stakeholders { id }
    } } } }"""
    revision = (await ask(query, id=met))["account"]["revision"]
    await ask.write(met, {"drop": {"node": {"interaction": "first"}, "cascade": True}})
    now = (await ask(query, id=met))["account"]["interactions"]["nodes"]
    then = (await ask(query, id=met, asOf={"revision": revision}))["account"]["interactions"]["nodes"]
    assert [each["key"] for each in then] == [*(each["key"] for each in now), "first"]
    assert {each["id"] for each in then}.isdisjoint(each["id"] for each in now)
    again = await ask(
        "query ($id: ID!) { node(id: $id) { ... on Interaction { stakeholders { id } } } }", id=then[-1]["id"]
    )
    assert again["node"]["stakeholders"] == then[-1]["stakeholders"]


# ---------------------------------------------------------------- writing

LOGGED = """query ($id: ID!) { account(id: $id) {
    interactions { nodes { key channel state participants { key } } }
    plans { key }
} }"""


async def test_a_contact_is_logged_with_who_took_part_and_what_follows(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    member = node_id(TEAM, "TeamMember", f"kam-{key}")
    await ask.write(key, {"putTeamMember": {"id": f"kam-{key}", "name": "Kam"}})
    kam = Ask(ask.store, Viewer("kam", Role.MEMBER, team_member=member))
    made = await kam.mutate(
        "logInteraction",
        accountId=key,
        id="call",
        at="2026-11-20T09:00:00Z",
        channel="CALL",
        participants=[{"stakeholder": "anna", "initiator": True}, {"teamMember": f"kam-{key}"}],
        followUps=[{"id": "offer", "title": "Send the offer", "kind": "COMMITMENT", "dueOn": "2026-12-01"}],
    )
    assert made["errors"] == []
    account = (await ask.store.snapshot(key, LOCAL)).account
    call, offer = node_id(key, "Interaction", "call"), node_id(key, "Action", "offer")
    assert {(edge.target, edge.initiator) for edge in account.out(call, model.Involves)} == {
        (node_id(key, "Stakeholder", "anna"), True),
        (member, False),
    }
    assert [edge.target for edge in account.out(offer, model.About)] == [node_id(key, "Stakeholder", "anna")]
    assert [edge.source for edge in account.into(offer, model.AnswersFor)] == [member]
    changed = await kam.mutate(
        "logInteraction", accountId=key, id="call", participants=[{"stakeholder": "bela"}, {"teamMember": f"kam-{key}"}]
    )
    assert len(changed["dropped"]) == 1
    account = (await ask.store.snapshot(key, LOCAL)).account
    assert {edge.target for edge in account.out(call, model.Involves)} == {node_id(key, "Stakeholder", "bela"), member}
    follow_up = {"id": "next", "title": "Ask again"}
    await kam.mutate("logInteraction", accountId=key, id="call", participants=None, followUps=[follow_up])
    account = (await ask.store.snapshot(key, LOCAL)).account
    assert not account.out(call, model.Involves)
    assert not account.out(node_id(key, "Action", "next"), model.About)


async def test_every_fault_of_a_contact_is_told_at_its_place(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    refused = await ask.mutate(
        "logInteraction",
        accountId=key,
        at="2026-11-20T09:00:00Z",
        sentiment=2,
        participants=[
            {"stakeholder": "nobody"},
            {},
            {"stakeholder": "anna", "teamMember": "x"},
            {"teamMember": "ghost"},
        ],
        followUps=[{"title": "T", "progress": 4, "owner": "ghost"}, {}],
    )
    assert sorted(each["path"] for each in refused["errors"]) == [
        ["channel"],
        ["followUps", "0", "owner"],
        ["followUps", "0", "progress"],
        ["followUps", "1", "title"],
        ["participants", "0", "stakeholder"],
        ["participants", "1"],
        ["participants", "2"],
        ["participants", "3", "teamMember"],
        ["sentiment"],
    ]
