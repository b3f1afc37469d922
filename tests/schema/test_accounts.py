"""Accounts, their people page by page, and what an unknown one answers."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from graph.viewer import LOCAL
from tests.schema.conftest import Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]


async def test_an_unknown_account_is_null(ask: Ask) -> None:
    assert await ask('{ account(id: "nowhere") { name } }') == {"account": None}


async def test_an_account_is_found_by_its_key_and_by_its_id(ask: Ask) -> None:
    by_key = await ask('{ account(id: "krackhardt") { id name } }')
    by_id = await ask("query ($id: ID!) { account(id: $id) { id name } }", id=by_key["account"]["id"])
    assert by_key == by_id
    assert by_key["account"]["name"] == "Krackhardt's high-tech managers"


ACCOUNTS = """
query ($after: String) { accounts(first: 2, after: $after) { nodes { key } pageInfo { hasNextPage endCursor } } }
"""


async def test_the_accounts_come_page_by_page_each_once(ask: Ask, new_account: NewAccount) -> None:
    wanted = {"krackhardt", *[await new_account() for _ in range(3)]}
    theirs = Ask(ask.store, replace(LOCAL, accounts=frozenset(wanted)))
    seen: list[str] = []
    after = None
    for _ in range(10):
        page = (await theirs(ACCOUNTS, after=after))["accounts"]
        seen += [node["key"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == sorted(wanted)


PEOPLE = """
query ($after: String, $first: Int) {
  account(id: "krackhardt") {
    stakeholders(first: $first, after: $after) {
      nodes { key } edges { cursor node { key } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}
"""


async def test_people_come_page_by_page(ask: Ask) -> None:
    first = (await ask(PEOPLE, first=20))["account"]["stakeholders"]
    second = (await ask(PEOPLE, first=20, after=first["pageInfo"]["endCursor"]))["account"]["stakeholders"]
    assert len(first["nodes"]) == 20
    assert [node["key"] for node in second["nodes"]] == ["A21"]
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert first["edges"][0]["cursor"] == first["pageInfo"]["startCursor"]


ONE_BY_ONE = """
query ($id: ID!, $after: String) {
  account(id: $id) { stakeholders(first: 1, after: $after) { nodes { key } pageInfo { endCursor } } }
}
"""


async def test_a_cursor_outlives_an_insertion_before_it(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("bea", "dora")
    first = (await ask(ONE_BY_ONE, id=key))["account"]["stakeholders"]
    await ask.commit(
        key, {"putStakeholder": {"id": "anna", "name": "Anna"}}, {"putWorksIn": {"from": "anna", "to": key}}
    )
    second = (await ask(ONE_BY_ONE, id=key, after=first["pageInfo"]["endCursor"]))["account"]["stakeholders"]
    assert [first["nodes"][0]["key"], second["nodes"][0]["key"]] == ["bea", "dora"]


@pytest.mark.parametrize(
    ("arguments", "told"), [("first: 0", "first"), ("first: 501", "500"), ('after: "%%"', "cursor")]
)
async def test_a_page_that_cannot_be_is_refused(ask: Ask, arguments: str, told: str) -> None:
    _, errors = await ask.whole(
        f'{{ account(id: "krackhardt") {{ stakeholders({arguments}) {{ nodes {{ key }} }} }} }}'
    )
    assert told in errors[0]


ON_A_DAY = """
query ($id: ID!, $on: Date) {
  account(id: $id, on: $on) { stakeholders { nodes { key } } stakeholder(id: "bela") { name power { value reason } } }
}
"""


async def test_who_left_is_not_among_the_people_but_still_found(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.commit(key, {"putStakeholder": {"id": "bela", "leftOn": "2026-11-01"}})
    now = (await ask(ON_A_DAY, id=key))["account"]
    then = (await ask(ON_A_DAY, id=key, on="2026-10-31"))["account"]
    assert [node["key"] for node in now["stakeholders"]["nodes"]] == ["anna"]
    assert now["stakeholder"] == {"name": "Bela", "power": {"value": None, "reason": "NOT_PRESENT"}}
    assert [node["key"] for node in then["stakeholders"]["nodes"]] == ["anna", "bela"]


async def test_who_of_us_looks_after_an_account(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    payload = await ask.commit(
        key,
        {"putTeamMember": {"id": "kata", "name": "Kata", "function": "KAM"}},
        {"putManages": {"from": "kata", "to": key, "role": "OWNER"}},
    )
    assert not payload["errors"]
    found = await ask(
        "query ($id: ID!) { account(id: $id) { team { role teamMember { name function } organisation { key } } } }",
        id=key,
    )
    assert found["account"]["team"] == [
        {"role": "OWNER", "teamMember": {"name": "Kata", "function": "KAM"}, "organisation": {"key": key}}
    ]
    team = await ask("{ teamMembers(first: 500) { nodes { key } } }")
    assert {"key": "kata"} in team["teamMembers"]["nodes"]
