"""Earlier revisions of an account and the team, opened by revision and by instant, on both servers."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from neo4j import Record

from graph import cypher
from graph.change import Drop, Put
from graph.endpoint import Endpoint
from graph.errors import InvalidInput, NotFound, Unavailable
from graph.identity import TEAM, account_id, node_id
from graph.model import Knows, Organisation, Stakeholder, TeamMember, WorksIn
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.graph.watched import watch

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def written(endpoint: Endpoint) -> AsyncIterator[tuple[Store, str]]:
    """An account with five revisions, a day apart, and somebody of the team who came in between."""
    ticks: Iterator[int] = count()
    async with Store(endpoint, clock=lambda: START + timedelta(days=next(ticks))) as store:
        scope = str(uuid4())
        anna, home = node_id(scope, "Stakeholder", "anna"), {"id": account_id(scope), "name": "A", "kind": "CLIENT"}
        kata = node_id(TEAM, "TeamMember", f"kata-{scope}")
        await store.commit({scope: [Put(Organisation, home)]}, LOCAL)
        put = [Put(Stakeholder, {"id": anna, "name": "Anna"}), Put(WorksIn, {"from": anna, "to": account_id(scope)})]
        await store.commit({scope: put}, LOCAL)
        knows = {"from": kata, "to": anna, "level": "VENDOR", "validFrom": "2026-01-01"}
        await store.commit({TEAM: [Put(TeamMember, {"id": kata, "name": "Kata"})], scope: [Put(Knows, knows)]}, LOCAL)
        await store.commit({scope: [Put(Stakeholder, {"id": anna, "title": "CFO"})]}, LOCAL)
        await store.commit({scope: [Drop(Stakeholder, {"id": anna}, cascade=True)]}, LOCAL)
        yield store, scope


async def test_every_revision_is_there_as_it_was(written: tuple[Store, str]) -> None:
    store, scope = written
    anna = node_id(scope, "Stakeholder", "anna")
    titles = []
    for revision in range(1, 6):
        graph = await store.past(scope, LOCAL, revision)
        assert graph.revision == revision
        person = graph.account.nodes.get(anna)
        titles.append(person.title if isinstance(person, Stakeholder) else "nobody")
    assert titles == ["nobody", None, None, "CFO", "nobody"]
    assert (await store.past(scope, LOCAL, 5)).account == (await store.snapshot(scope, LOCAL)).account


async def test_all_who_ask_for_a_revision_at_the_same_time_are_answered_by_one_read(
    written: tuple[Store, str],
) -> None:
    store, scope = written
    statements: list[str] = []
    watch(store, statements.append)
    graphs = await asyncio.gather(*(store.past(scope, LOCAL, 3) for _ in range(20)))
    assert len({id(graph.account) for graph in graphs}) == 1
    assert len([each for each in statements if "$until" in each]) == 2  # the account's journal, and the team's


async def test_what_is_kept_of_the_past_outlives_commits_but_not_an_erasure(written: tuple[Store, str]) -> None:
    store, scope = written
    async with Store(store.connection.endpoint) as another:
        kept = (await another.past(scope, LOCAL, 4)).account
        bela = node_id(scope, "Stakeholder", "bela")
        put = [Put(Stakeholder, {"id": bela, "name": "Béla"}), Put(WorksIn, {"from": bela, "to": account_id(scope)})]
        await store.commit({scope: put}, LOCAL)
        assert (await another.past(scope, LOCAL, 4)).account is kept
        await store.erase_person(bela, LOCAL, (await store.preview_erasure(bela, LOCAL)).token)
        assert (await another.past(scope, LOCAL, 4)).account is not kept
        assert (await another.past(scope, LOCAL, 4)).account == kept  # who was erased had not come by then
        assert bela not in (await another.past(scope, LOCAL, 6)).account.nodes


async def test_of_the_moments_asked_for_last_alone_it_is_kept_what_was_worked_out(written: tuple[Store, str]) -> None:
    store, scope = written
    seen = [(await store.past(scope, LOCAL, revision)).account for revision in (1, 2, 3, 4)]
    for account in (seen[2], seen[3]):
        account.memory.shelf(START.date(), None)
    await store.past(scope, LOCAL, 3)
    assert [each.memory.days for each in seen] == [0, 0, 1, 1]
    for revision in (1, 2, 5):
        seen.append((await store.past(scope, LOCAL, revision)).account)
        seen[-1].memory.shelf(START.date(), None)
    assert [each.memory.days for each in (seen[2], seen[3], *seen[-2:])] == [0, 0, 1, 1]


async def test_the_team_is_shown_as_it_was_then(written: tuple[Store, str]) -> None:
    store, scope = written
    kata = node_id(TEAM, "TeamMember", f"kata-{scope}")
    before, after = await store.past(scope, LOCAL, 2), await store.past(scope, LOCAL, 3)
    assert before.node(kata) is None
    assert after.node(kata) is not None


async def test_an_instant_opens_the_newest_revision_written_by_then(written: tuple[Store, str]) -> None:
    store, scope = written
    entries = await store.entries(scope, LOCAL)
    for entry in entries:
        assert (await store.past(scope, LOCAL, entry.at)).revision == entry.revision
        assert (await store.past(scope, LOCAL, entry.at)).recorded_at == entry.at
    middle = entries[1].at + timedelta(microseconds=1)
    assert (await store.past(scope, LOCAL, middle)).revision == entries[1].revision
    with pytest.raises(InvalidInput, match="nothing had been written"):
        await store.past(scope, LOCAL, entries[0].at - timedelta(seconds=1))


@pytest.mark.parametrize("revision", [0, -1, 6, 2**40])
async def test_a_revision_that_is_not_there_is_told(written: tuple[Store, str], revision: int) -> None:
    store, scope = written
    with pytest.raises(InvalidInput, match="revisions 1 to 5"):
        await store.past(scope, LOCAL, revision)


async def test_an_account_that_one_may_not_see_has_no_past(written: tuple[Store, str]) -> None:
    store, scope = written
    with pytest.raises(NotFound, match="there is no account"):
        await store.past(scope, Viewer("eve", Role.ADMIN, frozenset()), 1)
    with pytest.raises(NotFound, match="there is no account"):
        await store.past("nowhere", LOCAL, 1)


async def test_the_entries_of_some_revisions(written: tuple[Store, str]) -> None:
    store, scope = written
    assert [entry.revision for entry in await store.entries_of(scope, LOCAL, [4, 2, 4, 99])] == [2, 4]
    assert await store.entries_of(scope, LOCAL, []) == []


async def test_many_instants_are_opened_by_reading_each_entry_once(
    written: tuple[Store, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, scope = written
    entries = await store.entries(scope, LOCAL)
    ask, read = store.connection.ask, list[tuple[int, int]]()

    async def watched(statement: str, **parameters: Any) -> list[Record]:
        if statement == cypher.ENTRIES:
            read.append((parameters["after"], parameters["until"]))
        return await ask(statement, **parameters)

    monkeypatch.setattr(store.connection, "ask", watched)
    before = entries[0].at - timedelta(seconds=1)
    found = await store.recorded(scope, LOCAL, [before, *(entry.at for entry in entries)])
    assert {at: snapshot.revision for at, snapshot in found.items()} == {entry.at: entry.revision for entry in entries}
    assert read == [(revision - 1, revision) for revision in range(1, 6)]


async def test_a_store_that_is_closed_ends_what_is_being_opened_and_opens_nothing_more(
    written: tuple[Store, str],
) -> None:
    store, scope = written
    async with Store(store.connection.endpoint) as another:
        await another.connection.prepare()
        reader = asyncio.create_task(another.past(scope, LOCAL, 4))
        while not another._history._flights._aloft:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="the store was closed"):
        await asyncio.wait_for(reader, 20)
    with pytest.raises(Unavailable, match="the store was closed"):
        await another.past(scope, LOCAL, 4)
    assert another.connection._driver is None
