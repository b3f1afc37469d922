"""Scopes: the keys of all accounts, and what is in one."""

import pytest

from app.scopes import account_keys, snapshot_of
from graph.identity import TEAM
from graph.model import Stakeholder
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.graph.acme import account, new_scope, person

pytestmark = pytest.mark.both_servers


@pytest.mark.parametrize("page", [1, 2, 3, 1_000])
async def test_all_keys_are_there_once_in_pages_of_whatever_size(
    store: Store, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr("app.scopes.PAGE", page)
    prefix = new_scope()
    keys = [f"{prefix}-{letter}" for letter in "abc"]
    for key in (*keys, prefix, f"{prefix[:-1]}~"):
        await store.commit({key: account(key)}, LOCAL)
    assert [key async for key in account_keys(store, LOCAL, f"{prefix}-")] == keys
    seeing = Viewer("m", Role.MEMBER, frozenset({keys[0], keys[2], prefix}))
    assert [key async for key in account_keys(store, seeing, f"{prefix}-")] == [keys[0], keys[2]]
    assert [key async for key in account_keys(store, seeing)] == [prefix, keys[0], keys[2]]


async def test_a_scope_is_as_it_is_or_empty(store: Store) -> None:
    key = new_scope()
    empty = await snapshot_of(store, key, LOCAL)
    assert (empty.scope, empty.revision, empty.nodes) == (key, 0, {})
    await store.commit({key: [*account(key), *person("anna", key)]}, LOCAL)
    there = await snapshot_of(store, key, LOCAL)
    assert (there.revision, len(there.all(Stakeholder))) == (1, 1)
    assert (await snapshot_of(store, TEAM, LOCAL)).scope == TEAM
