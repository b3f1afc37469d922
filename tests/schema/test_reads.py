"""What a request has read: which scopes, as of which revisions, on which days, and whether that was all."""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.identity import TEAM
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from schema import reads
from schema.api import schema
from schema.context import Context
from schema.reads import Reads
from tests.schema.conftest import NOW, Ask

NewAccount = Callable[..., Awaitable[str]]

NIGHT = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # half an hour after midnight in Budapest


def test_what_was_read_is_told() -> None:
    reads = Reads()
    assert (reads.revisions, reads.is_complete) == ({}, True)
    with reads.telling() as told:
        assert not reads.is_complete
        told |= {"acme": 3, TEAM: 1}
    assert (reads.revisions, reads.is_complete) == ({"acme": 3, TEAM: 1}, True)


def test_what_was_read_twice_is_complete_only_where_it_was_the_same() -> None:
    reads = Reads()
    for revision, is_complete in ((3, True), (3, True), (4, False), (4, False)):
        with reads.telling() as told:
            told["acme"] = revision
        assert reads.is_complete == is_complete
    assert reads.revisions == {"acme": 4}


def test_a_read_that_fails_leaves_it_incomplete() -> None:
    reads = Reads()
    with suppress(KeyError), reads.telling() as told:
        told["acme"] = 1
        raise KeyError
    assert (reads.revisions, reads.is_complete) == ({}, False)


def test_a_day_ends_in_its_time_zone() -> None:
    reads = Reads()
    assert reads.today(NIGHT - timedelta(hours=1), "Europe/Budapest") == date(2026, 11, 25)
    assert reads.is_of(NIGHT - timedelta(minutes=31))
    assert not reads.is_of(NIGHT)
    assert reads.is_complete


def test_a_request_over_midnight_is_incomplete() -> None:
    reads = Reads()
    reads.today(NIGHT - timedelta(hours=1), "Europe/Budapest")
    reads.today(NIGHT, None)
    assert reads.is_complete
    assert reads.today(NIGHT, "Europe/Budapest") == date(2026, 11, 26)
    assert not reads.is_complete


class Asked:
    """What a document reads."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    async def __call__(self, document: str, **variables: Any) -> Reads:
        context = Context(self.ask.store, self.ask.viewer, lambda: NOW)
        result = await schema.execute(document, variables, context)
        assert not result.errors
        return context.reads


@pytest.fixture
def asked(ask: Ask) -> Asked:
    return Asked(ask)


NAME = "query ($id: ID!) { account(id: $id) { name } }"


async def test_an_account_is_read_beside_the_team(asked: Asked, new_account: NewAccount) -> None:
    key = await new_account("anna")
    newest = await asked.ask.store.revisions([key, TEAM])
    reads = await asked(NAME, id=key)
    assert (reads.revisions, reads.is_complete) == (newest, True)
    assert not reads.is_of(NOW + timedelta(days=1))


async def test_an_account_on_a_named_day_is_the_same_tomorrow(asked: Asked, new_account: NewAccount) -> None:
    reads = await asked('query ($id: ID!) { account(id: $id, on: "2026-01-01") { name } }', id=await new_account())
    assert reads.is_of(NOW + timedelta(days=1))


async def test_of_an_earlier_revision_the_newest_is_told_as_an_erasure_rewrites_both(
    asked: Asked, new_account: NewAccount
) -> None:
    key = await new_account("anna")
    newest = await asked.ask.store.revisions([key, TEAM])
    reads = await asked("query ($id: ID!) { account(id: $id, asOf: {revision: 1}) { name } }", id=key)
    assert newest[key] > 1
    assert (reads.revisions, reads.is_complete) == (newest, True)
    assert reads.is_of(NOW + timedelta(days=1))


@pytest.mark.parametrize(
    "document",
    [
        "{ accounts { nodes { name } } }",
        "{ viewer { role } }",
        '{ search(text: "an") { nodes { __typename } } }',
        '{ account(id: "nobody\'s") { name } }',
        "query ($id: ID!) { account(id: $id) { changes { nodes { revision } } } }",
        "mutation ($id: ID!) { commit(input: {accountId: $id, changes: []}) { revision } }",
    ],
)
async def test_what_has_no_revision_leaves_it_incomplete(asked: Asked, new_account: NewAccount, document: str) -> None:
    assert not (await asked(document, **({"id": await new_account("anna")} if "$id" in document else {}))).is_complete


async def test_the_schema_itself_depends_on_nothing(asked: Asked) -> None:
    reads = await asked("{ __schema { queryType { name } } }")
    assert (reads.revisions, reads.is_complete) == ({}, True)


def test_who_asks_counts_for_what_they_may_do_and_see(store: Store) -> None:
    context = Context(store, Viewer("eve", Role.OWNER, frozenset(["acme"]), "team/TeamMember/eve"))
    assert context.rights == Viewer("", Role.OWNER, frozenset(["acme"]))
    assert Context(store, LOCAL).rights == Context(store, Viewer("other", Role.ADMIN)).rights


@pytest.mark.parametrize("past", ["viewer", "store", "clock"])
def test_whoever_goes_past_the_context_leaves_it_incomplete(store: Store, past: str) -> None:
    context = Context(store, LOCAL)
    getattr(context, past)
    assert not context.reads.is_complete


def test_nobody_else_knows_what_the_context_keeps_to_itself() -> None:
    modules = [each for each in Path(reads.__file__).parent.rglob("*.py") if each.name != "context.py"]
    assert len(modules) > 50
    assert [each.name for each in modules if re.search(r"context\._", each.read_text(encoding="utf-8"))] == []
