"""Connectors: who is there in several accounts, on which day, for whom, and page by page."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph import cypher
from graph.change import Drop
from graph.connectors import Connector
from graph.model import Stakeholder
from graph.portfolio import Place
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.graph.acme import account, ident, new_scope, person, put
from tests.graph.watched import watch

DAY = date(2026, 5, 4)


def sees(*scopes: str) -> Viewer:
    return Viewer("anna", Role.VIEWER, frozenset(scopes))


async def written(store: Store, *accounts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """An account for each of these sets of people, given by key, and its scope."""
    scopes = [new_scope() for _ in accounts]
    for number, (scope, people) in enumerate(zip(scopes, accounts, strict=True)):
        named = [change for key, values in people.items() for change in person(key, scope, **{"name": key, **values})]
        await store.commit({scope: [*account(scope, name=f"Account {number}"), *named]}, LOCAL)
    return scopes


async def found(store: Store, *scopes: str, day: date = DAY) -> list[tuple[str, int]]:
    return [(each.person, each.accounts) for each in await store.connectors(sees(*scopes), day)]


async def test_one_is_told_with_where_they_are(store: Store) -> None:
    one, other = await written(
        store,
        {"eva": {"name": "Kovács Éva", "title": "Chair", "person": "p1"}, "bea": {"person": "p2"}},
        {"kovacs": {"name": "É. Kovács", "person": "p1"}, "x": {}},
    )
    [connector] = await store.connectors(sees(one, other), DAY)
    assert (connector.person, connector.accounts) == ("p1", 2)
    told = {(each.id, each.name, each.title, each.account_name) for each in connector.appearances}
    assert told == {
        (ident(Stakeholder, "eva", one), "Kovács Éva", "Chair", "Account 0"),
        (ident(Stakeholder, "kovacs", other), "É. Kovács", None, "Account 1"),
    }
    assert [each.id for each in connector.appearances] == sorted(each.id for each in connector.appearances)


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({}, True),
        ({"joinedOn": "2026-05-04", "leftOn": "2026-05-05"}, True),
        ({"leftOn": "2026-05-04"}, False),
        ({"joinedOn": "2026-05-05"}, False),
        ({"placeholder": True}, False),
        ({"person": "another"}, False),
        ({"person": None}, False),
    ],
)
async def test_only_who_is_there_on_the_day_connects(store: Store, values: dict[str, Any], counts: bool) -> None:
    scopes = await written(store, {"a": {"person": "p"}}, {"b": {"person": "p", **values}})
    assert await found(store, *scopes) == ([("p", 2)] if counts else [])


async def test_an_account_counts_once(store: Store) -> None:
    one, other = await written(store, {"a": {"person": "p"}, "b": {"person": "p"}}, {"c": {"person": "p"}})
    assert await found(store, one) == []
    [connector] = await store.connectors(sees(one, other), DAY)
    assert (connector.accounts, len(connector.appearances)) == (2, 3)


async def test_only_what_one_may_see_counts(store: Store) -> None:
    scopes = await written(store, *({"x": {"person": "p"}} for _ in range(3)))
    assert await found(store, *scopes) == [("p", 3)]
    assert await found(store, *scopes[:2]) == [("p", 2)]
    assert await found(store, scopes[0]) == []
    assert await found(store) == []
    assert ("p", 3) in [(each.person, min(each.accounts, 3)) for each in await store.connectors(LOCAL, DAY, limit=500)]


async def test_who_was_dropped_connects_nothing(store: Store) -> None:
    one, other = await written(store, {"a": {"person": "p"}}, {"b": {"person": "p"}})
    assert await found(store, one, other) == [("p", 2)]
    await store.commit({other: [Drop(Stakeholder, {"id": ident(Stakeholder, "b", other)}, cascade=True)]}, LOCAL)
    assert await found(store, one, other) == []


async def test_it_is_as_it_is_now(store: Store) -> None:
    one, other = await written(store, {"a": {"person": "p"}}, {"b": {}})
    assert await found(store, one, other) == []
    await store.commit({other: [put(Stakeholder, "b", other, person="p")]}, LOCAL)
    assert await found(store, one, other) == [("p", 2)]


async def test_one_question_asks_the_database_once(store: Store) -> None:
    scopes, ran = await written(store, {"a": {"person": "p"}}, {"b": {"person": "p"}}), list[str]()
    watch(store, ran.append)
    await store.connectors(sees(*scopes), DAY)
    assert ran == [cypher.CONNECTORS]


async def test_what_means_something_to_a_database_is_plain_text(store: Store) -> None:
    name = "x'\"`}) DETACH DELETE n //"
    scopes = await written(store, {"a": {"person": name}}, {"b": {"person": name}})
    assert await found(store, *scopes) == [(name, 2)]


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate])
@given(layout=st.lists(st.sets(st.sampled_from("abcdefg"), max_size=6), min_size=2, max_size=4))
async def test_the_pages_hold_each_once_the_broadest_first(store: Store, layout: list[set[str]]) -> None:
    scopes = await written(store, *({key: {"person": f"person {key}"} for key in sorted(keys)} for keys in layout))
    breadth = {key: sum(key in keys for keys in layout) for key in "abcdefg"}
    expected = sorted(((f"person {key}", n) for key, n in breadth.items() if n > 1), key=lambda row: (-row[1], row[0]))
    for size in (1, 2, 50):
        assert [(each.person, each.accounts) for each in await _by_pages(store, scopes, size)] == expected


async def _by_pages(store: Store, scopes: Sequence[str], size: int) -> list[Connector]:
    rows, after = list[Connector](), None
    for _ in islice(iter(int, 1), 20):
        page = await store.connectors(sees(*scopes), DAY, after, size)
        rows += page
        if not page:
            return rows
        place: Place = [page[-1].accounts, page[-1].person]
        after = place
    raise AssertionError("it does not end")
