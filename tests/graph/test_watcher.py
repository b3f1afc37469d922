"""What a store tells whoever wants to know what it does."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from graph.endpoint import Endpoint
from graph.errors import Conflict, NotFound, Refused
from graph.identity import TEAM
from graph.model import Stakeholder
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from graph.watcher import Count, Watcher
from tests.graph.acme import account, ident, new_scope, person, put


class Notes(Watcher):
    """All that it was told."""

    def __init__(self) -> None:
        self.told = list[Any]()
        self.counts = list[Count]()
        self.spans = list[str]()

    def read(self, scope: str, revision: int) -> None:
        if scope != TEAM:
            self.told.append(("read", scope, revision))

    def followed(self, scope: str, revision: int) -> None:
        self.told.append(("followed", scope, revision))

    def listed(self, kind: str) -> None:
        self.told.append(("listed", kind))

    def wrote(self, revisions: Mapping[str, int]) -> None:
        self.told.append(("wrote", dict(revisions)))

    def exported(self, revisions: Mapping[str, int]) -> None:
        self.told.append(("exported", dict(revisions)))

    def erased(self, revisions: Mapping[str, int]) -> None:
        self.told.append(("erased", dict(revisions)))

    def count(self, what: Count) -> None:
        self.counts.append(what)

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        self.spans.append(name)
        yield

    def heard(self) -> list[Any]:
        """What it was told since the last time."""
        told, self.told = self.told, []
        return told


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def watched(endpoint: Endpoint, notes: Notes) -> AsyncIterator[Store]:
    async with Store(endpoint, watcher=notes) as store:
        yield store


async def test_each_way_to_an_account_is_told_with_its_revision(watched: Store, notes: Notes) -> None:
    scope = new_scope()
    await watched.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    await watched.commit({scope: [put(Stakeholder, "ada", scope, title="CFO")]}, LOCAL)
    assert notes.heard() == [("wrote", {scope: 1}), ("wrote", {scope: 2})]
    await watched.snapshot(scope, LOCAL)
    await watched.past(scope, LOCAL, 1)
    await watched.recorded(scope, LOCAL, [watched.clock()])
    await watched.entries(scope, LOCAL)
    await watched.entries_of(scope, LOCAL, [2])
    await watched.steps(scope, LOCAL, 1, 2)
    told = [("read", scope, revision) for revision in (2, 1, 2, 1, 2, 2, 2)]
    assert notes.heard() == told
    async for _ in watched.follow(scope, LOCAL, since=1):
        break
    assert notes.heard() == [("followed", scope, 1), ("read", scope, 2)]
    await watched.search("ada", LOCAL)
    await watched.connectors(LOCAL, watched.clock().date())
    await watched.account_keys(LOCAL, limit=1)
    assert notes.heard() == [("listed", "search"), ("listed", "connectors"), ("listed", "account keys")]


async def test_what_becomes_of_a_person_is_told_by_the_accounts_alone(watched: Store, notes: Notes) -> None:
    scope = new_scope()
    who = ident(Stakeholder, "ada", scope)
    await watched.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    notes.heard()
    await watched.export_person(who, LOCAL)
    preview = await watched.preview_erasure(who, LOCAL)
    await watched.erase_person(who, LOCAL, preview.token)
    assert notes.heard() == [("exported", {scope: 1}), ("exported", {scope: 1}), ("erased", {scope: 2})]


async def test_what_is_refused_tells_of_no_account(watched: Store, notes: Notes) -> None:
    scope, stranger = new_scope(), Viewer("eve", Role.OWNER, frozenset())
    await watched.commit({scope: account(scope)}, LOCAL)
    notes.heard()
    for attempt in (watched.snapshot(scope, stranger), watched.entries(scope, stranger), watched.past(scope, LOCAL, 1)):
        try:
            await attempt
        except NotFound:
            continue
    with pytest.raises(Conflict):
        await watched.commit({scope: person("ada", scope)}, LOCAL, {scope: 5})
    with pytest.raises(Refused):
        await watched.commit({scope: [put(Stakeholder, "ada", scope)]}, LOCAL)
    assert notes.heard() == [("read", scope, 1)]
    assert [each for each in notes.counts if each in (Count.COMMIT, Count.CONFLICT, Count.REFUSAL)] == [
        Count.COMMIT,
        Count.CONFLICT,
        Count.REFUSAL,
    ]


async def test_snapshots_are_held_caught_up_or_read(watched: Store, second: Store, notes: Notes) -> None:
    scope = new_scope()
    await second.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)

    async def look() -> list[Count]:
        notes.counts.clear()
        await watched.snapshot(scope, LOCAL)
        return [each for each in notes.counts if each.startswith("snapshot")][:1]

    assert await look() == [Count.SNAPSHOT_READ]
    assert await look() == [Count.SNAPSHOT_HELD]
    await second.commit({scope: [put(Stakeholder, "ada", scope, title="CFO")]}, LOCAL)
    assert await look() == [Count.SNAPSHOT_CAUGHT_UP]
    assert {"commit", "read an account", "transaction", "statement"} - {*notes.spans} == {"commit"}
