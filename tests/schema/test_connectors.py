"""People who connect accounts, through the API: who they are, where, for whom, and page by page."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from graph.viewer import Role, Viewer
from tests.graph.watched import watch
from tests.schema.conftest import Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]

CONNECTORS = """
query ($first: Int, $after: String) {
  connectors(first: $first, after: $after) {
    nodes { person accounts appearances { nodeId key name title accountKey accountName } }
    edges { cursor node { person } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""

WITH_STAKEHOLDERS = "{ connectors { nodes { appearances { nodeId stakeholder { id key name } } } } }"


def of(ask: Ask, *accounts: str) -> Ask:
    """The same database, for somebody who may see these accounts only."""
    return Ask(ask.store, Viewer("anna", Role.ANALYST, frozenset(accounts)))


async def connectors(ask: Ask, **more: Any) -> Any:
    return (await ask(CONNECTORS, **more))["connectors"]


@pytest.fixture
async def two(ask: Ask, new_account: NewAccount) -> list[str]:
    """Two accounts: Eva is chair of one, and on the board of the other."""
    keys = sorted([await new_account("eva"), await new_account("eva", "bea")])
    person = str(uuid4())
    for key, title in zip(keys, ("Chair", "Board"), strict=True):
        await ask.write(key, {"putStakeholder": {"id": "eva", "title": title, "person": person}})
    return [*keys, person]


async def test_one_is_told_with_who_they_are_in_each_account(ask: Ask, two: list[str]) -> None:
    one, other, person = two
    [found] = (await connectors(of(ask, one, other)))["nodes"]
    assert all(each.pop("nodeId") for each in found["appearances"])
    in_each = {"key": "eva", "name": "Eva", "accountName": "Acme"}
    assert found == {
        "person": person,
        "accounts": 2,
        "appearances": [
            {**in_each, "title": "Chair", "accountKey": one},
            {**in_each, "title": "Board", "accountKey": other},
        ],
    }


async def test_only_accounts_that_one_may_see_count(ask: Ask, two: list[str], new_account: NewAccount) -> None:
    one, other, person = two
    assert (await connectors(of(ask, one)))["nodes"] == []
    third = await new_account("eva")
    await ask.write(third, {"putStakeholder": {"id": "eva", "person": person}})
    assert [row["accounts"] for row in (await connectors(of(ask, one, other)))["nodes"]] == [2]
    assert [row["accounts"] for row in (await connectors(of(ask, one, other, third)))["nodes"]] == [3]


async def test_only_who_is_there_today_counts(ask: Ask, two: list[str]) -> None:
    one, other, _ = two
    await ask.write(one, {"putStakeholder": {"id": "eva", "leftOn": "2026-11-26"}})
    assert len((await connectors(of(ask, one, other)))["nodes"]) == 1
    await ask.write(one, {"putStakeholder": {"id": "eva", "leftOn": "2026-11-25"}})
    assert (await connectors(of(ask, one, other)))["nodes"] == []


async def test_an_account_is_read_only_where_a_stakeholder_is_asked_for(ask: Ask, two: list[str]) -> None:
    asker, ran = of(ask, *two[:2]), list[str]()
    watch(ask.store, ran.append)
    await connectors(asker)
    assert len(ran) == 1
    [found] = (await asker(WITH_STAKEHOLDERS))["connectors"]["nodes"]
    assert [each["stakeholder"]["id"] for each in found["appearances"]] == [e["nodeId"] for e in found["appearances"]]
    assert len(ran) > 2


async def test_they_come_page_by_page_the_broadest_first_each_once(ask: Ask, new_account: NewAccount) -> None:
    keys = [await new_account(*"abcd") for _ in range(3)]
    for key, people in zip(keys, ("abcd", "ab", "ac"), strict=True):
        await ask.write(key, *({"putStakeholder": {"id": who, "person": f"person {who}"}} for who in people))
    asker, seen, after = of(ask, *keys), list[tuple[str, int]](), None
    flags = []
    for _ in range(3):
        page = await connectors(asker, first=1, after=after)
        seen += [(row["person"], row["accounts"]) for row in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        flags.append((page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]))
    assert seen == [("person a", 3), ("person b", 2), ("person c", 2)]
    assert flags == [(False, True), (True, True), (True, False)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"first": 0}, "first must be 1 to 500, not 0"),
        ({"after": "%%"}, "after is not a cursor of this list"),
        ({"after": "eyJhIjoxfQ"}, "after is "),
    ],
)
async def test_what_is_no_page_is_refused(ask: Ask, given: dict[str, Any], told: str) -> None:
    _, errors = await ask.whole(CONNECTORS, **given)
    assert len(errors) == 1
    assert told in errors[0]
