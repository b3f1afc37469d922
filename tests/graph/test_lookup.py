"""Looking up by key, address and name in all accounts, on each server."""

from dataclasses import replace

from graph.lookup import Sought
from graph.model import Organisation, Stakeholder
from graph.store import Store
from graph.viewer import LOCAL
from tests.graph.acme import account, ident, new_scope, person, put


async def test_people_are_found_by_key_by_address_in_any_case_and_by_name(store: Store) -> None:
    one, other = new_scope(), new_scope()
    await store.commit({one: [*account(one), *person(f"a {one}", one, name="X", email=f"Anna@{one}.example")]}, LOCAL)
    await store.commit({other: [*account(other), *person("b", other, name=f"Kiss Ágnes {other}")]}, LOCAL)
    by_key = await store.lookup(Stakeholder, Sought(keys=frozenset({f"a {one}"})), LOCAL)
    assert [(each.id, each.keys) for each in by_key] == [(ident(Stakeholder, f"a {one}", one), (f"a {one}",))]
    by_email = await store.lookup(Stakeholder, Sought(emails=frozenset({f"anna@{one}.example"})), LOCAL)
    assert [each.email for each in by_email] == [f"anna@{one}.example"]
    name = f"kiss agnes {other.replace('-', ' ')}"
    by_name = await store.lookup(Stakeholder, Sought(names=frozenset({name})), LOCAL)
    assert [each.id for each in by_name] == [ident(Stakeholder, "b", other)]
    assert await store.lookup(Stakeholder, Sought(), LOCAL) == []


async def test_what_the_viewer_may_not_see_is_not_found(store: Store) -> None:
    scope = new_scope()
    await store.commit({scope: account(scope)}, LOCAL)
    sought = Sought(keys=frozenset({scope}))
    assert len(await store.lookup(Organisation, sought, replace(LOCAL, accounts=frozenset({scope})))) == 1
    assert await store.lookup(Organisation, sought, replace(LOCAL, accounts=frozenset({"other"}))) == []


async def test_who_was_merged_is_found_by_the_key_that_they_had(store: Store) -> None:
    scope = new_scope()
    old = ident(Stakeholder, f"old {scope}", scope)
    await store.commit({scope: [*account(scope), *person("anna", scope)]}, LOCAL)
    await store.commit({scope: [put(Stakeholder, "anna", scope, mergedIds=[old])]}, LOCAL)
    found = await store.lookup(Stakeholder, Sought(keys=frozenset({f"old {scope}"})), LOCAL)
    assert [(each.id, each.keys) for each in found] == [(ident(Stakeholder, "anna", scope), ("anna", f"old {scope}"))]
