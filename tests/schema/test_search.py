"""Searching through the API: what a search box asks for and gets."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from graph.viewer import Role, Viewer
from tests.graph.watched import watch
from tests.schema.conftest import Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]

SEARCH = """
query ($text: String!, $kinds: [SearchKind!], $first: Int, $after: String) {
  search(text: $text, kinds: $kinds, first: $first, after: $after) {
    nodes { kind nodeId key name accountKey accountName }
    edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def of(ask: Ask, *accounts: str) -> Ask:
    """The same database, for somebody who may see these accounts only."""
    return Ask(ask.store, Viewer("anna", Role.VIEWER, frozenset(accounts)))


async def search(ask: Ask, text: str, **more: Any) -> Any:
    return (await ask(SEARCH, text=text, **more))["search"]


async def test_a_hit_says_what_a_list_shows(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("kovács-nagy éva")
    [hit] = (await search(of(ask, key), "NAGY eva"))["nodes"]
    assert hit.pop("nodeId")
    assert hit == {
        "kind": "STAKEHOLDER",
        "key": "kovács-nagy éva",
        "name": "Kovács-Nagy Éva",
        "accountKey": key,
        "accountName": "Acme",
    }


WITH_NODES = """
{ search(text: "press") { nodes { kind nodeId node { __typename id key } } } }
"""


async def test_a_hit_leads_to_its_object(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("pressman")
    press = {"name": "Press department", "kind": "DEPARTMENT"}
    payload = await ask.commit(
        key,
        {"putOrganisation": {"id": key, "name": "Press"}},
        {"putOrganisation": {"id": "press", **press}},
        {"putOpportunity": {"id": "press", "title": "New press"}},
        {"putFor": {"from": "press", "to": key}},
    )
    assert not payload["errors"]
    hits = (await of(ask, key)(WITH_NODES))["search"]["nodes"]
    assert {(hit["kind"], hit["node"]["__typename"], hit["node"]["key"]) for hit in hits} == {
        ("ACCOUNT", "Account", key),
        ("ORGANISATION", "Organisation", "press"),
        ("OPPORTUNITY", "Opportunity", "press"),
        ("STAKEHOLDER", "Stakeholder", "pressman"),
    }
    assert [hit["node"]["id"] for hit in hits] == [hit["nodeId"] for hit in hits]
    again = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[hit["nodeId"] for hit in hits])
    assert [node["id"] for node in again["nodes"]] == [hit["nodeId"] for hit in hits]


async def test_a_search_reads_no_account_unless_an_object_is_asked_for(ask: Ask, new_account: NewAccount) -> None:
    asker, ran = of(ask, await new_account("pressman", "press")), list[str]()
    watch(ask.store, ran.append)
    await search(asker, "press")
    assert len(ran) == 1
    await asker(WITH_NODES)
    assert len(ran) == 3  # the search again, and the revisions of the one account that both hits are in


async def test_only_the_kinds_that_are_asked_for_are_found(ask: Ask, new_account: NewAccount) -> None:
    asker = of(ask, await new_account("acmena"))
    assert [hit["kind"] for hit in (await search(asker, "acme"))["nodes"]] == ["ACCOUNT", "STAKEHOLDER"]
    assert [hit["kind"] for hit in (await search(asker, "acme", kinds=["STAKEHOLDER"]))["nodes"]] == ["STAKEHOLDER"]
    assert (await search(asker, "acme", kinds=["OPPORTUNITY"]))["nodes"] == []


async def test_the_hits_come_page_by_page_each_once(ask: Ask, new_account: NewAccount) -> None:
    asker = of(ask, await new_account("nagy", "nagy éva", "éva nagy", "ünagy", "kiss"))
    seen, after, flags = list[str](), None, list[tuple[bool, bool]]()
    for _ in range(2):
        page = await search(asker, "nagy", first=2, after=after)
        assert [edge["node"]["name"] for edge in page["edges"]] == [node["name"] for node in page["nodes"]]
        assert page["edges"][-1]["cursor"] == page["pageInfo"]["endCursor"]
        seen += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        flags.append((page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]))
    assert seen == ["Nagy", "Nagy Éva", "Éva Nagy", "Ünagy"]
    assert flags == [(False, True), (True, False)]


async def test_what_one_may_not_see_is_not_found_nor_told_of_by_the_page(ask: Ask, new_account: NewAccount) -> None:
    name = f"Zebra{uuid4().hex}"
    seen, hidden = await new_account(name), await new_account(name)
    both = await search(ask, name)
    one = await search(of(ask, seen), name, first=1)
    none = await search(of(ask, "elsewhere"), name)
    assert {hit["accountKey"] for hit in both["nodes"]} == {seen, hidden}
    assert [hit["accountKey"] for hit in one["nodes"]] == [seen]
    assert not one["pageInfo"]["hasNextPage"]
    assert none["nodes"] == []
    assert not none["pageInfo"]["hasNextPage"]


async def test_who_left_is_found_and_who_was_dropped_is_not(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("nagy éva", "nagy bea")
    await ask.commit(key, {"putStakeholder": {"id": "nagy éva", "leftOn": "2020-01-01"}})
    await ask.commit(key, {"drop": {"node": {"stakeholder": "nagy bea"}, "cascade": True}})
    assert [hit["key"] for hit in (await search(of(ask, key), "nagy"))["nodes"]] == ["nagy éva"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": ""}, "text must have at least 2 letters or digits: ''"),
        ({"text": "Á"}, "text must have at least 2 letters or digits: 'Á'"),
        ({"text": "%_*"}, "text must have at least 2 letters or digits: '%_*'"),
        ({"text": "x" * 301}, "text must have at most 300 characters"),
        ({"text": "nagy", "first": 0}, "first must be 1 to 500, not 0"),
        ({"text": "nagy", "after": "%%"}, "after is not a cursor of this list"),
    ],
)
async def test_what_cannot_be_searched_for_is_refused(ask: Ask, given: dict[str, Any], told: str) -> None:
    _, errors = await ask.whole(SEARCH, **given)
    assert len(errors) == 1
    assert told in errors[0]
