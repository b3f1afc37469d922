"""The journal over the API: old revisions, what differs, who did it, and the way back."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graph.viewer import Role, Viewer
from tests.schema.conftest import Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]

AS_OF = """
query ($id: ID!, $asOf: AsOf) {
  account(id: $id, asOf: $asOf) { id revision stakeholders { nodes { id name title } } stakeholderMap { revision } }
}
"""


@pytest.fixture
async def acme(ask: Ask, new_account: NewAccount) -> str:
    """Anna and Bela; then Anna got a title, and Bela's boss."""
    key = await new_account("anna", "bela")
    await ask.commit(key, {"putStakeholder": {"id": "anna", "title": "CFO"}})
    payload = await ask.commit(
        key, {"putReportsTo": {"from": "bela", "to": "anna"}}, {"putStakeholder": {"id": "anna", "title": "CEO"}}
    )
    assert payload["revision"] == 5
    return key


async def test_an_account_is_read_as_of_a_revision(ask: Ask, acme: str) -> None:
    titles = {}
    for revision in (2, 3, 4, 5):
        found = (await ask(AS_OF, id=acme, asOf={"revision": revision}))["account"]
        assert found["revision"] == found["stakeholderMap"]["revision"] == revision
        titles[revision] = [(node["name"], node["title"]) for node in found["stakeholders"]["nodes"]]
    assert titles == {
        2: [("Anna", None)],
        3: [("Anna", None), ("Bela", None)],
        4: [("Anna", "CFO"), ("Bela", None)],
        5: [("Anna", "CEO"), ("Bela", None)],
    }


async def test_ids_of_the_past_lead_back_to_the_past(ask: Ask, acme: str) -> None:
    then = (await ask(AS_OF, id=acme, asOf={"revision": 4}))["account"]
    now = (await ask(AS_OF, id=acme))["account"]
    anna_then, anna_now = then["stakeholders"]["nodes"][0]["id"], now["stakeholders"]["nodes"][0]["id"]
    assert len({then["id"], now["id"], anna_then, anna_now}) == 4
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Stakeholder { title } ... on Account { revision } } }"
    found = (await ask(query, ids=[anna_then, anna_now, then["id"], now["id"]]))["nodes"]
    assert found == [
        {"id": anna_then, "title": "CFO"},
        {"id": anna_now, "title": "CEO"},
        {"id": then["id"], "revision": 4},
        {"id": now["id"], "revision": 5},
    ]


async def test_an_account_is_read_as_of_an_instant(ask: Ask, acme: str) -> None:
    changes = (await ask(CHANGES, id=acme))["account"]["changes"]["nodes"]
    at = next(each["at"] for each in changes if each["revision"] == 4)
    found = (await ask(AS_OF, id=acme, asOf={"at": at}))["account"]
    assert found["revision"] == 4


@pytest.mark.parametrize("as_of", [{"revision": 0}, {"revision": 99}, {"at": "1990-01-01T00:00:00Z"}])
async def test_a_moment_that_never_was_is_told(ask: Ask, acme: str, as_of: Any) -> None:
    _, errors = await ask.whole(AS_OF, id=acme, asOf=as_of)
    assert errors[0].startswith("asOf: ")


async def test_before_it_was_made_there_was_no_such_account(ask: Ask) -> None:
    assert (await ask(AS_OF, id="nowhere", asOf={"revision": 1}))["account"] is None


CHANGES = """
query ($id: ID!, $first: Int, $after: String) {
  account(id: $id) {
    changes(first: $first, after: $after) {
      nodes { revision at actor objects { action label key node { key } fields { field before after } } }
      pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }
}
"""


async def test_the_journal_tells_who_changed_what_before_and_after(ask: Ask, acme: str) -> None:
    found = (await ask(CHANGES, id=acme))["account"]["changes"]["nodes"]
    assert [each["revision"] for each in found] == [5, 4, 3, 2, 1]
    assert {each["actor"] for each in found} == {"local"}
    newest = {each["label"]: each for each in found[0]["objects"]}
    assert newest["Stakeholder"]["action"] == "CHANGED"
    assert newest["Stakeholder"]["node"] == {"key": newest["Stakeholder"]["key"]} == {"key": "anna"}
    assert newest["REPORTS_TO"]["key"].startswith("REPORTS_TO|")
    assert newest["Stakeholder"]["fields"] == [{"field": "title", "before": '"CFO"', "after": '"CEO"'}]
    assert newest["REPORTS_TO"]["action"] == "CREATED"
    assert {each["field"] for each in newest["REPORTS_TO"]["fields"]} == {"from", "to", "line", "validFrom"}
    assert found[-1]["objects"][0]["action"] == "CREATED"


async def test_what_was_dropped_is_told_with_what_it_was(ask: Ask, acme: str) -> None:
    await ask.commit(acme, {"drop": {"node": {"stakeholder": "bela"}, "cascade": True}})
    newest = (await ask(CHANGES, id=acme, first=1))["account"]["changes"]["nodes"][0]
    gone = {each["label"]: each for each in newest["objects"]}
    assert {each["action"] for each in gone.values()} == {"DROPPED"}
    assert set(gone) == {"Stakeholder", "WORKS_IN", "REPORTS_TO"}
    assert gone["Stakeholder"]["node"] is None
    assert gone["Stakeholder"]["key"] == "bela"
    assert {"field": "name", "before": '"Bela"', "after": None} in gone["Stakeholder"]["fields"]


async def test_the_journal_comes_page_by_page(ask: Ask, acme: str) -> None:
    seen: list[int] = []
    after = None
    for _ in range(10):
        page = (await ask(CHANGES, id=acme, first=2, after=after))["account"]["changes"]
        seen += [node["revision"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [5, 4, 3, 2, 1]


DIFF = """
query ($id: ID!, $from: AsOf!, $to: AsOf) {
  account(id: $id) {
    diff(from: $from, to: $to) {
      from { revision } to { revision }
      objects { action label key fields { field before after } }
      people { stakeholder { key } powerBefore powerAfter coverageBefore coverageAfter }
    }
  }
}
"""


async def test_what_differs_between_two_revisions_in_the_graph_and_in_who_decides(ask: Ask, acme: str) -> None:
    found = (await ask(DIFF, id=acme, **{"from": {"revision": 3}}))["account"]["diff"]
    assert (found["from"]["revision"], found["to"]["revision"]) == (3, 5)
    assert [(each["action"], each["label"]) for each in found["objects"]] == [
        ("CHANGED", "Stakeholder"),
        ("CREATED", "REPORTS_TO"),
    ]
    assert found["objects"][0]["fields"] == [{"field": "title", "before": None, "after": '"CEO"'}]
    (anna, bela) = sorted(found["people"], key=lambda each: str(each["stakeholder"]["key"]))
    assert anna["powerBefore"] == bela["powerBefore"] == 0.5
    assert anna["powerAfter"] > 0.5 > bela["powerAfter"]


async def test_what_a_meeting_changes_is_whom_we_reach(ask: Ask, acme: str) -> None:
    meeting = {"id": "m", "at": "2026-11-20T09:00:00Z", "channel": "MEETING"}
    await ask.write(
        acme,
        {"putTeamMember": {"id": "kata", "name": "Kata"}},
        {"putInteraction": meeting},
        {"putInvolves": {"from": "m", "to": {"stakeholder": "bela"}}},
        {"putInvolves": {"from": "m", "to": {"teamMember": "kata"}}},
    )
    (bela,) = (await ask(DIFF, id=acme, **{"from": {"revision": 5}}))["account"]["diff"]["people"]
    assert bela["stakeholder"] == {"key": "bela"}
    assert bela["powerBefore"] == bela["powerAfter"]
    assert bela["coverageBefore"] == 0 < bela["coverageAfter"]


async def test_nothing_differs_from_itself(ask: Ask, acme: str) -> None:
    same = {"from": {"revision": 4}, "to": {"revision": 4}}
    found = (await ask(DIFF, id=acme, **same))["account"]["diff"]
    assert (found["objects"], found["people"]) == ([], [])


REVERT = """
mutation ($input: RevertAccountInput!) {
  revertAccount(input: $input) { revision changed { key } dropped errors { __typename message path } }
}
"""


async def revert(ask: Ask, account: str, revision: int, **more: Any) -> Any:
    given = {"accountId": account, "to": {"revision": revision}, **more}
    return (await ask(REVERT, input=given))["revertAccount"]


async def test_an_account_is_set_back_and_forth_and_the_journal_goes_on(ask: Ask, acme: str) -> None:
    back = await revert(ask, acme, 2)
    assert (back["revision"], back["errors"]) == (6, [])
    now = (await ask(AS_OF, id=acme))["account"]
    assert [(node["name"], node["title"]) for node in now["stakeholders"]["nodes"]] == [("Anna", None)]
    forth = await revert(ask, acme, 5)
    assert forth["revision"] == 7
    same = {"from": {"revision": 5}, "to": {"revision": 7}}
    assert (await ask(DIFF, id=acme, **same))["account"]["diff"]["objects"] == []


async def test_a_revert_that_changes_nothing_is_one_more_revision(ask: Ask, acme: str) -> None:
    payload = await revert(ask, acme, 5)
    assert payload == {"revision": 6, "changed": [], "dropped": [], "errors": []}


async def test_a_revert_is_refused_where_somebody_wrote_in_between(ask: Ask, acme: str) -> None:
    payload = await revert(ask, acme, 2, ifRevision=4)
    assert [(each["__typename"], each["path"]) for each in payload["errors"]] == [("Conflict", ["ifRevision"])]


async def test_a_revert_to_what_never_was_is_told_where_it_stands(ask: Ask, acme: str) -> None:
    assert (await revert(ask, acme, 99))["errors"][0]["path"] == ["to"]
    assert (await revert(ask, "nowhere", 1))["errors"][0]["path"] == ["accountId"]


async def test_an_owner_may_set_back_what_others_claimed_and_no_member_may(ask: Ask, acme: str) -> None:
    await ask.commit(acme, {"claimInfluence": {"from": "anna", "to": "bela", "weight": 1}})
    owner = Ask(ask.store, Viewer("owner", Role.OWNER))
    assert (await revert(owner, acme, 5))["revision"] == 7
    member = Ask(ask.store, Viewer("member", Role.MEMBER))
    assert (await revert(member, acme, 4))["errors"][0]["__typename"] == "NotAllowed"


async def test_a_revert_sent_twice_is_done_once(ask: Ask, acme: str) -> None:
    first = await revert(ask, acme, 2, idempotencyKey=f"back-{acme}")
    await ask.commit(acme, {"putStakeholder": {"id": "anna", "title": "later"}})
    assert await revert(ask, acme, 2, idempotencyKey=f"back-{acme}") == first
    assert (await ask(AS_OF, id=acme))["account"]["revision"] == 7
