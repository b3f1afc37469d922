"""Merging over the API: likely duplicates, one person of two under either id, the way back, and others elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph.viewer import LOCAL, Role, Viewer
from schema.relay import encode_id
from tests.schema.conftest import Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]

MERGE = """
mutation ($input: MergeStakeholdersInput!) {
  mergeStakeholders(input: $input) {
    revision
    changed { __typename key }
    dropped
    errors { __typename message path ... on Conflict { currentRevision } }
  }
}
"""


async def merge(ask: Ask, account: str, winner: str, loser: str, **more: Any) -> Any:
    given = {"accountId": account, "winner": winner, "loser": loser, **more}
    return (await ask(MERGE, input=given))["mergeStakeholders"]


async def keys(ask: Ask, account: str) -> list[str]:
    query = "query ($id: ID!) { account(id: $id) { stakeholders { nodes { key } } } }"
    return [each["key"] for each in (await ask(query, id=account))["account"]["stakeholders"]["nodes"]]


async def revision(ask: Ask, account: str) -> int:
    return (await ask.store.snapshot(account, LOCAL)).revision


# ---------------------------------------------------------------- likely duplicates


async def test_likely_duplicates_are_told_with_why(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela", "cili")
    await ask.commit(
        key,
        {"putStakeholder": {"id": "anna", "name": "Kovács Éva", "email": "eva@acme.hu"}},
        {"putStakeholder": {"id": "bela", "name": "Eva Kovacs", "email": "Eva@Acme.hu"}},
        {"putStakeholder": {"id": "cili", "email": "eva@acme.hu", "leftOn": "2020-01-01"}},
    )
    query = "query ($id: ID!) { account(id: $id) { likelyDuplicates { stakeholders { key } reasons } } }"
    assert (await ask(query, id=key))["account"]["likelyDuplicates"] == [
        {"stakeholders": [{"key": "anna"}, {"key": "bela"}], "reasons": ["SAME_EMAIL", "SAME_NAME"]}
    ]
    await merge(ask, key, "anna", "bela")
    assert (await ask(query, id=key))["account"]["likelyDuplicates"] == []


# ---------------------------------------------------------------- merging


async def test_two_become_one_who_is_found_under_either_id(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela", "cili")
    await ask.commit(
        key,
        {"putStakeholder": {"id": "bela", "title": "CFO"}},
        {"putReportsTo": {"from": "cili", "to": "bela"}},
    )
    one = """query ($id: ID!, $person: ID!) { account(id: $id) {
        stakeholder(id: $person) { id key title reports { key } mergedIds }
    } }"""
    bela = (await ask(one, id=key, person="bela"))["account"]["stakeholder"]["id"]
    payload = await merge(ask, key, "anna", "bela")
    assert payload["errors"] == []
    assert [each["key"] for each in payload["changed"]] == ["anna", "cili", key]
    assert bela in payload["dropped"]
    anna = (await ask(one, id=key, person="anna"))["account"]["stakeholder"]
    assert (anna["title"], anna["reports"], anna["mergedIds"]) == ("CFO", [{"key": "cili"}], [bela])
    for old in ("bela", bela):
        assert (await ask(one, id=key, person=old))["account"]["stakeholder"] == anna
    found = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id key } }", ids=[bela, anna["id"]])
    assert found["nodes"] == [{"id": anna["id"], "key": "anna"}] * 2


async def test_what_is_written_to_the_old_id_goes_to_the_winner(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela", "cili")
    old = encode_id("Stakeholder", f"{key}/Stakeholder/bela")
    await merge(ask, key, "anna", "bela")
    payload = await ask.commit(
        key,
        {"putStakeholder": {"id": "bela", "title": "CFO"}},
        {"claimInfluence": {"from": old, "to": "cili", "weight": 1}},
    )
    assert payload["errors"] == []
    assert {each["key"] for each in payload["changed"]} == {"anna", "cili"}
    assert await keys(ask, key) == ["anna", "cili"]


async def test_a_revert_undoes_a_merge_and_the_journal_tells_of_both(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    before = await ask.store.snapshot(key, LOCAL)
    await merge(ask, key, "anna", "bela")
    changes = """query ($id: ID!) { account(id: $id) {
        changes(first: 1) { nodes { objects { action label key } } }
    } }"""
    (entry,) = (await ask(changes, id=key))["account"]["changes"]["nodes"]
    people = [(each["action"], each["key"]) for each in entry["objects"] if each["label"] == "Stakeholder"]
    assert people == [("CHANGED", "anna"), ("DROPPED", "bela")]
    revert = """mutation ($id: ID!, $to: Int!) {
        revertAccount(input: {accountId: $id, to: {revision: $to}}) { errors { message } }
    }"""
    assert (await ask(revert, id=key, to=before.revision))["revertAccount"]["errors"] == []
    assert await keys(ask, key) == ["anna", "bela"]
    after = await ask.store.snapshot(key, LOCAL)
    assert after.account.edges.keys() == before.account.edges.keys()
    assert after.account.merged == {}


async def test_who_merges_passes_on_what_others_claimed(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela", "cili")
    await ask.commit(key, {"claimInfluence": {"from": "bela", "to": "cili", "weight": 1, "by": "source:crm"}})
    member, owner = Ask(ask.store, Viewer("member", Role.MEMBER)), Ask(ask.store, Viewer("owner", Role.OWNER))
    assert [each["__typename"] for each in (await merge(member, key, "anna", "bela"))["errors"]] == ["NotAllowed"]
    assert (await merge(owner, key, "anna", "bela"))["errors"] == []
    account = (await ask.store.snapshot(key, LOCAL)).account
    assert {edge.source for edge in account.edges.values() if edge.label == "INFLUENCES"} == {f"{key}/Stakeholder/anna"}


@pytest.mark.parametrize(
    ("winner", "loser", "wrong"),
    [
        ("nobody", "noone", [("NotFound", ["winner"]), ("NotFound", ["loser"])]),
        ("anna", "anna", [("InvalidInput", ["loser"])]),
        ("anna", encode_id("Plan", "x/Plan/y"), [("InvalidInput", ["loser"])]),
        ("anna", "cili", [("InvalidInput", ["loser"])]),
    ],
)
async def test_what_cannot_be_merged_is_told_and_nothing_is_written(
    ask: Ask, new_account: NewAccount, winner: str, loser: str, wrong: list[Any]
) -> None:
    key = await new_account("anna", "bela", "cili")
    await ask.commit(
        key, {"putReportsTo": {"from": "anna", "to": "bela"}}, {"putReportsTo": {"from": "bela", "to": "cili"}}
    )
    before = await revision(ask, key)
    payload = await merge(ask, key, winner, loser)
    assert [(each["__typename"], each["path"]) for each in payload["errors"]] == wrong
    assert payload["revision"] is None
    assert await revision(ask, key) == before


async def test_an_unknown_account_and_a_reader_are_refused(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    (unknown,) = (await merge(ask, "nowhere", "anna", "bela"))["errors"]
    assert (unknown["__typename"], unknown["path"]) == ("NotFound", ["accountId"])
    reader = Ask(ask.store, Viewer("reader", Role.VIEWER))
    (refused,) = (await merge(reader, key, "anna", "bela"))["errors"]
    assert refused["__typename"] == "NotAllowed"


async def test_a_revision_that_no_longer_holds_is_a_conflict(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    current = await revision(ask, key)
    (refused,) = (await merge(ask, key, "anna", "bela", ifRevision=current - 1))["errors"]
    assert (refused["__typename"], refused["path"], refused["currentRevision"]) == ("Conflict", ["ifRevision"], current)
    assert (await merge(ask, key, "anna", "bela", ifRevision=current))["revision"] == current + 1


async def test_sent_twice_with_one_idempotency_key_it_is_done_once(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    first = await merge(ask, key, "anna", "bela", idempotencyKey=f"once-{key}")
    again = await merge(ask, key, "anna", "bela", idempotencyKey=f"once-{key}")
    assert first == again
    assert await revision(ask, key) == first["revision"]
    (other,) = (await merge(ask, key, "anna", "bela"))["errors"]
    assert "same person" in other["message"]


async def test_nothing_that_others_write_meanwhile_is_lost(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela", "cili", "dora")
    writes = [
        ask.commit(key, {"putReportsTo": {"from": who, "to": "bela", "line": "DOTTED"}}) for who in ("cili", "dora")
    ]
    payload, *_ = await asyncio.gather(merge(ask, key, "anna", "bela"), *writes)
    assert payload["errors"] == []
    query = 'query ($id: ID!) { account(id: $id) { stakeholder(id: "bela") { key reports { key } } } }'
    assert (await ask(query, id=key))["account"]["stakeholder"] == {
        "key": "anna",
        "reports": [{"key": "cili"}, {"key": "dora"}],
    }


# ---------------------------------------------------------------- elsewhere


async def test_the_same_person_in_other_accounts_is_found_where_one_may_see_them(
    ask: Ask, new_account: NewAccount
) -> None:
    here, there, hidden = [await new_account("anna", "bela") for _ in range(3)]
    for key in (here, there, hidden):
        both = [{"putStakeholder": {"id": each, "person": f"eva of {here}"}} for each in ("anna", "bela")]
        await ask.commit(key, *both[: 2 if key == here else 1])
    query = """query ($id: ID!) { account(id: $id) { stakeholders { nodes { key elsewhere { id key } } } } }"""
    reader = Ask(ask.store, Viewer("reader", Role.VIEWER, frozenset({here, there})))
    found = (await reader(query, id=here))["account"]["stakeholders"]["nodes"]
    anna = encode_id("Stakeholder", f"{there}/Stakeholder/anna")
    assert [each["elsewhere"] for each in found] == [[{"id": anna, "key": "anna"}]] * 2
    everywhere = (await ask(query, id=here))["account"]["stakeholders"]["nodes"]
    assert [len(each["elsewhere"]) for each in everywhere] == [2, 2]
    alone = (await ask(query, id="krackhardt"))["account"]["stakeholders"]["nodes"]
    assert all(each["elsewhere"] == [] for each in alone)
