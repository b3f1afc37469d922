"""What can be watched: each commit to an account, with what it changed and the account as it left it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from schema.api import schema
from schema.context import Context
from schema.documents import Documents
from schema.limits import DEFAULTS, Excess, Limits
from tests.graph.watched import watch
from tests.schema.conftest import NOW, Ask

pytestmark = pytest.mark.both_servers

NewAccount = Callable[..., Awaitable[str]]

CHANGED = """
subscription ($id: ID!, $since: Int) {
  accountChanged(accountId: $id, since: $since) {
    revision at actor
    objects { action label key node { id } fields { field before after } }
    account { id revision stakeholders { nodes { name title } } coverage { score { value } } }
  }
}
"""
REVISION = "subscription ($id: ID!, $since: Int) { accountChanged(accountId: $id, since: $since) { revision } }"


@asynccontextmanager
async def watching(
    store: Store, operation: str, viewer: Viewer = LOCAL, limits: Limits | None = None, **more: Any
) -> Any:
    """The results of a subscription as they come."""
    admit = more.pop("admit", None)
    context = Context(store, viewer, lambda: NOW, documents=Documents(limits), admit=admit)
    results: Any = await schema.stream(operation, variable_values=more, context_value=context)
    async with aclosing(results), asyncio.timeout(20):
        yield results


async def changed(results: AsyncGenerator[Any, None]) -> Any:
    result = await anext(results)
    assert not result.errors, result.errors
    return result.data["accountChanged"]


@pytest.fixture
async def acme(ask: Ask, new_account: NewAccount) -> str:
    """Anna, at revision 2."""
    return await new_account("anna")


async def rename(ask: Ask, key: str, title: str) -> None:
    await ask.write(key, {"putStakeholder": {"id": "anna", "title": title}})


async def test_a_commit_is_told_with_who_and_what_before_and_after(ask: Ask, acme: str) -> None:
    async with watching(ask.store, CHANGED, id=acme, since=2) as results:
        await rename(ask, acme, "CFO")
        await changed(results)
        await rename(ask, acme, "CEO")
        told = await changed(results)
    assert (told["revision"], told["actor"]) == (4, "local")
    (change,) = told["objects"]
    assert (change["action"], change["label"]) == ("CHANGED", "Stakeholder")
    assert change["fields"] == [{"field": "title", "before": '"CFO"', "after": '"CEO"'}]


async def test_it_brings_the_account_as_it_is_now_under_the_ids_of_now(ask: Ask, acme: str) -> None:
    async with watching(ask.store, CHANGED, id=acme, since=2) as results:
        await rename(ask, acme, "CFO")
        told = await changed(results)
    now = await ask("query ($id: ID!) { account(id: $id) { id stakeholders { nodes { id } } } }", id=acme)
    assert told["account"]["id"] == now["account"]["id"]
    assert told["objects"][0]["node"]["id"] == now["account"]["stakeholders"]["nodes"][0]["id"]
    assert told["account"]["revision"] == 3
    assert told["account"]["coverage"]["score"]["value"] is not None


async def test_what_others_have_followed_by_now_bears_the_ids_of_its_own_moment(ask: Ask, acme: str) -> None:
    for title in ("CFO", "CEO", "COO"):
        await rename(ask, acme, title)
    async with watching(ask.store, CHANGED, id=acme, since=0) as results:
        told = [await changed(results) for _ in range(5)]
    titles = [[node["title"] for node in each["account"]["stakeholders"]["nodes"]] for each in told]
    assert titles == [[], [None], ["CFO"], ["CEO"], ["COO"]]
    assert [each["account"]["revision"] for each in told] == [1, 2, 3, 4, 5]
    assert len({each["account"]["id"] for each in told}) == 5
    now = (await ask("query ($id: ID!) { account(id: $id) { id } }", id=acme))["account"]["id"]
    assert told[-1]["account"]["id"] == now


async def test_going_through_the_past_reads_each_entry_once(ask: Ask, acme: str, second: Store) -> None:
    for number in range(30):
        await rename(ask, acme, f"title {number}")
    statements: list[str] = []
    async with watching(second, CHANGED, id=acme, since=0) as results:
        await changed(results)
        watch(second, statements.append)
        for _ in range(30):
            await changed(results)
    entries = [each for each in statements if "$until" in each]
    assert len(entries) <= 30 + 2  # one a step of the past, and the pages


async def test_a_dropped_account_is_told_as_none(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account()
    async with watching(ask.store, CHANGED, id=key, since=1) as results:
        await ask.write(key, {"drop": {"node": {"organisation": key}}})
        told = await changed(results)
        assert told["account"] is None
        assert [(each["action"], each["node"]) for each in told["objects"]] == [("DROPPED", None)]
        await ask('mutation ($key: ID!) { createAccount(input: {key: $key, name: "Acme"}) { revision } }', key=key)
        assert (await changed(results))["account"]["revision"] == 3


@pytest.mark.parametrize(("role", "codes"), [(Role.VIEWER, ["NOT_ALLOWED"]), (Role.ANALYST, [])])
@pytest.mark.parametrize("field", ["actor", "objects { label }"])
async def test_what_the_journal_says_takes_the_role_that_it_takes_there(
    ask: Ask, acme: str, field: str, role: Role, codes: list[str]
) -> None:
    query = REVISION.replace("{ revision }", f"{{ revision {field} }}")
    async with watching(ask.store, query, Viewer("anna", role, frozenset({acme})), id=acme, since=1) as results:
        result = await anext(results)
    assert [error.extensions["code"] for error in result.errors or []] == codes


@pytest.mark.parametrize("since", [-1, 99])
async def test_a_revision_that_is_not_there_is_told(ask: Ask, acme: str, since: int) -> None:
    async with watching(ask.store, REVISION, id=acme, since=since) as results:
        result = await anext(results)
    assert [error.message for error in result.errors] == [f"since: there are the revisions 1 to 2, not {since}"]


@pytest.mark.parametrize("key", ["nobody", "team"])
async def test_what_is_no_account_is_told(ask: Ask, key: str) -> None:
    async with watching(ask.store, REVISION, id=key) as results:
        assert [error.message for error in (await anext(results)).errors] == [f"there is no account '{key}'"]


async def test_whoever_does_not_see_the_account_any_more_hears_no_more_of_it(ask: Ask, acme: str) -> None:
    viewer = Viewer("anna", Role.VIEWER, frozenset({acme}))
    seen = [viewer]

    async def admit() -> Viewer:
        return seen[-1]

    async with watching(ask.store, REVISION, viewer, id=acme, since=1, admit=admit) as results:
        assert (await changed(results))["revision"] == 2
        seen.append(replace(viewer, accounts=frozenset({"another"})))
        await rename(ask, acme, "CFO")
        result = await anext(results)
        assert [error.message for error in result.errors] == [f"there is no account '{acme}'"]
        with pytest.raises(StopAsyncIteration):
            await anext(results)


async def test_what_is_too_costly_is_refused_before_it_begins(ask: Ask, acme: str) -> None:
    async with watching(ask.store, CHANGED, limits=replace(DEFAULTS, max_cost=20), id=acme) as results:
        with pytest.raises(Exception, match="its cost is"):
            await anext(results)


async def test_each_event_has_the_time_of_a_request_and_waiting_takes_none(
    ask: Ask, acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(DEFAULTS, max_seconds=0.3)
    async with watching(ask.store, REVISION, limits=limits, id=acme, since=1) as results:
        await changed(results)
        await asyncio.sleep(0.4)
        await rename(ask, acme, "CFO")
        assert (await changed(results))["revision"] == 3


async def test_an_event_that_takes_too_long_is_told(ask: Ask, acme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stuck(self: Context, key: str, revision: int) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(Context, "at", stuck)
    async with watching(ask.store, CHANGED, limits=replace(DEFAULTS, max_seconds=0.2), id=acme, since=1) as results:
        result = await anext(results)
    assert [error.extensions["code"] for error in result.errors] == [Excess.TIME]


async def test_the_cost_of_one_event_is_not_counted_to_the_next(ask: Ask, acme: str) -> None:
    people = "account { stakeholders(first: 3) { nodes { managers { name } } } }"
    operation = REVISION.replace("{ revision }", "{ revision objects { fields { field } } " + people + " }")
    for number in range(20):
        await rename(ask, acme, f"title {number}")
    async with watching(ask.store, operation, limits=replace(DEFAULTS, max_cost=700), id=acme, since=2) as results:
        for _ in range(20):
            await changed(results)
