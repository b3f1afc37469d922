"""Privacy in the API: export, preview and erasure, and who may."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph.viewer import Role, Viewer
from tests.schema.conftest import Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]

PREVIEW = """
query ($id: ID!) { erasurePreview(id: $id) {
  token
  scopes { account revision journalEntries counts { label count } }
  mentions { account label key field text past }
} }
"""
ERASE = """
mutation ($input: ErasePersonInput!) { erasePerson(input: $input) {
  accounts
  erased { __typename id key ... on Stakeholder { name erasedOn } ... on TeamMember { name erasedOn } }
  errors { __typename message path ... on Conflict { currentRevision } }
} }
"""
DATA = "query ($id: ID!) { personalData(id: $id) { accounts document } }"


async def known(ask: Ask, key: str) -> str:
    """The global id of Anna in an account, of whom more than a name is known there."""
    put = {"id": "anna", "name": "Anna Sebestyén", "email": "anna@example.com", "title": "CFO"}
    payload = await ask.commit(key, {"putStakeholder": put}, {"putAction": {"id": "1", "title": "Call Mrs Sebestyen"}})
    assert payload["errors"] == []
    query = 'query ($id: ID!) { account(id: $id) { stakeholder(id: "anna") { id } } }'
    return str((await ask(query, id=key))["account"]["stakeholder"]["id"])


async def test_all_that_is_held_about_a_person_is_one_document(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bob")
    data = (await ask(DATA, id=await known(ask, key)))["personalData"]
    assert data["accounts"] == [key]
    [held] = data["document"]["accounts"]
    assert held["person"][0]["email"] == "anna@example.com"
    assert held["mentions"][0]["title"] == "Call Mrs Sebestyen"
    assert {entry["account"] for entry in data["document"]["journal"]} == {key}


async def test_a_person_is_previewed_and_erased(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bob")
    anna = await known(ask, key)
    found = (await ask(PREVIEW, id=anna))["erasurePreview"]
    assert found["scopes"] == [
        {
            "account": key,
            "revision": 4,
            "journalEntries": 2,
            "counts": [{"label": "Stakeholder", "count": 1}, {"label": "WORKS_IN", "count": 1}],
        }
    ]
    assert [(m["field"], m["text"], m["past"]) for m in found["mentions"]] == [("title", "Call Mrs Sebestyen", False)]
    given = {"id": anna, "token": found["token"], "eraseMentions": True, "idempotencyKey": f"erase in {key}"}
    answer = (await ask(ERASE, input=given))["erasePerson"]
    assert (answer["accounts"], answer["errors"]) == ([key], [])
    [erased] = answer["erased"]
    assert (erased["__typename"], erased["name"]) == ("Stakeholder", "Erased")
    assert erased["erasedOn"]
    assert (await ask(ERASE, input=given))["erasePerson"] == answer
    shown = "query ($id: ID!, $was: ID!, $now: ID!) { account(id: $id) { stakeholders { nodes { name title } } } "
    shown += "was: node(id: $was) { id } now: node(id: $now) { ... on Stakeholder { name } } }"
    after = await ask(shown, id=key, was=anna, now=erased["id"])
    assert {"name": "Erased", "title": "CFO"} in after["account"]["stakeholders"]["nodes"]
    assert (after["was"], after["now"]) == (None, {"name": "Erased"})
    assert await ask(PREVIEW, id=anna) == {"erasurePreview": None}
    assert await ask(DATA, id=anna) == {"personalData": None}


async def test_one_of_us_is_erased(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("bob")
    mine = f"gyula@{key}.example"
    await ask.commit(None, {"putTeamMember": {"id": mine, "name": "Gyula Pethő", "email": mine}})
    await ask.commit(key, {"claimRelationship": {"from": mine, "to": "bob", "level": "VENDOR", "by": mine}})
    query = "{ teamMembers(first: 500) { nodes { id key } } }"
    [member] = [each for each in (await ask(query))["teamMembers"]["nodes"] if each["key"] == mine]
    found = (await ask(PREVIEW, id=member["id"]))["erasurePreview"]
    assert {scope["account"] for scope in found["scopes"]} == {"team", key}
    answer = (await ask(ERASE, input={"id": member["id"], "token": found["token"]}))["erasePerson"]
    assert answer["errors"] == []
    assert [(each["__typename"], each["name"]) for each in answer["erased"]] == [("TeamMember", "Erased")]


async def test_what_was_not_previewed_is_not_erased(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna")
    anna = await known(ask, key)
    for token in ("", (await ask(PREVIEW, id=anna))["erasurePreview"]["token"]):
        await ask.commit(key, {"putStakeholder": {"id": "anna", "title": f"CFO {token}"}})
        answer = (await ask(ERASE, input={"id": anna, "token": token}))["erasePerson"]
        [error] = answer["errors"]
        assert (error["__typename"], error["path"], answer["erased"]) == ("Conflict", ["token"], [])
        assert error["currentRevision"] >= 4


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.MEMBER])
async def test_who_is_neither_owner_nor_admin_may_not(ask: Ask, new_account: NewAccount, role: Role) -> None:
    anna = await known(ask, await new_account("anna"))
    other = Ask(ask.store, Viewer("eve", role))
    for query in (DATA, PREVIEW):
        _, messages = await other.whole(query, id=anna)
        [message] = messages
        assert message.endswith(f"takes the role OWNER, and yours is {role}")
    [error] = (await other(ERASE, input={"id": anna, "token": ""}))["erasePerson"]["errors"]
    assert (error["__typename"], error["path"]) == ("NotAllowed", [])


async def test_a_person_of_an_account_that_one_may_not_see_does_not_exist(ask: Ask, new_account: NewAccount) -> None:
    anna = await known(ask, await new_account("anna"))
    other = Ask(ask.store, Viewer("eve", Role.OWNER, frozenset(["elsewhere"])))
    assert await other(DATA, id=anna) == {"personalData": None}
    assert await other(PREVIEW, id=anna) == {"erasurePreview": None}
    [error] = (await other(ERASE, input={"id": anna, "token": ""}))["erasePerson"]["errors"]
    assert error["__typename"] == "NotFound"


@pytest.mark.parametrize("wrong", ["anna", ""])
async def test_what_is_no_persons_id_is_refused(ask: Ask, wrong: str) -> None:
    [error] = (await ask(ERASE, input={"id": wrong, "token": ""}))["erasePerson"]["errors"]
    assert (error["__typename"], error["path"]) == ("InvalidInput", ["id"])


async def test_an_account_is_no_person(ask: Ask) -> None:
    account: Any = (await ask('{ account(id: "krackhardt") { id } }'))["account"]
    _, [message] = await ask.whole(PREVIEW, id=account["id"])
    assert message == "Organisation is no kind of person: name a Stakeholder or a TeamMember"
