"""Following: every revision once and in order, whoever writes it, and one read of each for all who follow."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import following
from graph.change import Drop
from graph.endpoint import Endpoint
from graph.errors import InvalidInput, NotFound, Unavailable
from graph.following import Following
from graph.identity import TEAM, account_id
from graph.journal import Entry
from graph.model import Organisation, Stakeholder
from graph.moment import now
from graph.revisions import Revisions
from graph.steps import Step
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from graph.watcher import Watcher
from tests.graph.acme import account, ident, new_scope, person, put
from tests.graph.worker import worker

SECONDS = 20.0  # a bound for everything, not what it takes


async def made(store: Store) -> str:
    """An account of one's own, at revision 1."""
    scope = new_scope()
    await store.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    return scope


async def write(store: Store, scope: str, title: str) -> int:
    return (await store.commit({scope: [put(Stakeholder, "ada", scope, title=title)]}, LOCAL))[scope]


async def told(steps: AsyncGenerator[Step, None], count: int) -> list[Step]:
    """The next ones."""
    async with asyncio.timeout(SECONDS):
        return [await anext(steps) for _ in range(count)]


async def test_what_was_written_comes_first_and_then_what_is_written_here_or_elsewhere(
    store: Store, second: Store
) -> None:
    scope = await made(store)
    await write(store, scope, "CFO")
    async with aclosing(store.follow(scope, LOCAL, 0)) as steps:
        known = await told(steps, 2)
        await write(store, scope, "CEO")
        await write(second, scope, "COO")
        known += await told(steps, 2)
    assert [step.entry.revision for step in known] == [1, 2, 3, 4]
    (change,) = known[-1].entry.changes
    before = known[-1].before[change.key]
    assert before is not None
    assert change.values is not None
    assert (before["title"], change.values["title"]) == ("CEO", "COO")
    assert known[0].before == {}


async def test_what_another_process_writes_is_told(store: Store, endpoint: Endpoint) -> None:
    scope = await made(store)
    await store.commit({scope: person("bob", scope)}, LOCAL)
    with worker(endpoint) as another:
        async with aclosing(store.follow(scope, LOCAL, 2)) as steps:
            assert await asyncio.to_thread(another.ask, f"write {scope} CFO") == 3
            assert [step.entry.revision for step in await told(steps, 1)] == [3]


class _Begun(Watcher):
    """Lets those who wait go on once somebody follows."""

    def __init__(self) -> None:
        self.told = asyncio.Event()

    def followed(self, scope: str, revision: int) -> None:
        self.told.set()


async def test_without_since_it_begins_with_what_is_written_next(endpoint: Endpoint) -> None:
    begun = _Begun()
    async with Store(endpoint, watcher=begun) as store:
        scope = await made(store)
        async with aclosing(store.follow(scope, LOCAL)) as steps:
            first = asyncio.ensure_future(anext(steps))
            await asyncio.wait_for(begun.told.wait(), SECONDS)
            await write(store, scope, "CFO")
            assert (await asyncio.wait_for(first, SECONDS)).entry.revision == 2


async def test_a_drop_is_told_and_so_is_what_follows_when_the_account_is_made_again(store: Store) -> None:
    scope = await made(store)
    async with aclosing(store.follow(scope, LOCAL, 1)) as steps:
        named = ((Organisation, account_id(scope)), (Stakeholder, ident(Stakeholder, "ada", scope)))
        await store.commit({scope: [Drop(kind, {"id": each}, cascade=True) for kind, each in named]}, LOCAL)
        await store.commit({scope: account(scope)}, LOCAL)
        gone, again = await told(steps, 2)
    assert {change.values for change in gone.entry.changes if change.key == account_id(scope)} == {None}
    assert again.entry.revision == 3


@pytest.mark.parametrize("since", [-1, 2])
async def test_a_revision_that_is_not_there_is_refused(store: Store, since: int) -> None:
    scope = await made(store)
    with pytest.raises(InvalidInput, match="since: there are the revisions 1 to 1"):
        await anext(store.follow(scope, LOCAL, since))


async def test_what_one_may_not_see_is_not_there_nor_is_what_is_no_account(store: Store) -> None:
    scope = await made(store)
    stranger = Viewer("stranger", Role.ADMIN, frozenset({"another"}))
    for viewer, key in ((stranger, scope), (LOCAL, new_scope()), (LOCAL, TEAM)):
        with pytest.raises(NotFound, match="there is no account"):
            await anext(store.follow(key, viewer, 0))


async def test_an_erasure_is_told_and_what_it_took_is_not_told_any_more(store: Store) -> None:
    scope = await made(store)
    await write(store, scope, "CFO")
    who = ident(Stakeholder, "ada", scope)
    async with aclosing(store.follow(scope, LOCAL, 0)) as steps:
        await told(steps, 1)
        await store.erase_person(who, LOCAL, (await store.preview_erasure(who, LOCAL)).token)
        await asyncio.sleep(0.2)  # the page that was read is older than the erasure
        second, third = await told(steps, 2)
    assert not any(change.key == who for step in (second, third) for change in step.entry.changes)
    assert third.entry.is_erasure


# ---------------------------------------------------------------- without a database


class _Journal:
    """A database of one journal, which grows when it is told to, and counts what it is asked."""

    def __init__(self) -> None:
        self.revision = 1
        self.looks = self.reads = 0
        self.is_away = False
        self.read: list[tuple[int, int]] = []

    async def ask(self, scopes: Any) -> dict[str, int]:
        self.looks += 1
        await asyncio.sleep(0)
        if self.is_away:
            raise Unavailable("there is no database")
        return dict.fromkeys(scopes, self.revision)

    async def steps(self, scope: str, after: int, until: int) -> list[Step]:
        self.reads += 1
        self.read.append((after, until))
        await asyncio.sleep(0)
        if self.is_away:
            raise Unavailable("there is no database")
        return [Step(_entry(scope, revision), {}) for revision in range(after + 1, until + 1)]

    def following(self) -> Following:
        return Following(Revisions(self.ask), self.steps)


def _entry(scope: str, revision: int) -> Entry:
    return Entry(scope, revision, now(), "local", "", "", 0, ())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "INTERVAL", 0.001)


@pytest.fixture
def journal() -> _Journal:
    return _Journal()


async def _follow(known: Following, since: int, count: int, pause: float = 0) -> list[int]:
    """So many revisions, from a reader that takes its time."""
    seen: list[int] = []
    async with aclosing(known.follow("acme", since)) as steps:
        async for step in steps:
            seen.append(step.entry.revision)
            if len(seen) == count:
                break
            await asyncio.sleep(pause)
    return seen


async def test_a_revision_is_read_once_for_all_who_follow(journal: _Journal, quick: None) -> None:
    known, seen = journal.following(), list[int]()

    async def read() -> None:
        async with aclosing(known.follow("acme", 1)) as steps:
            for _ in range(3):
                seen.append((await anext(steps)).entry.revision)

    readers = [asyncio.create_task(read()) for _ in range(200)]
    for told in (200, 400, 600):
        journal.revision += 1
        while len(seen) < told:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0)
    await asyncio.gather(*readers)
    assert seen == [2] * 200 + [3] * 200 + [4] * 200
    assert journal.read == [(1, 2), (2, 3), (3, 4)]
    await known.close()


async def test_however_many_are_told_others_have_their_turn_in_between(journal: _Journal, quick: None) -> None:
    known, at_once, most = journal.following(), 0, 0

    async def read() -> None:
        nonlocal at_once, most
        async with aclosing(known.follow("acme", 1)) as steps:
            await anext(steps)
            at_once += 1  # here an answer is worked out
            most = max(most, at_once)

    readers = [asyncio.create_task(read()) for _ in range(100)]
    await asyncio.sleep(0.02)
    journal.revision = 2
    while not all(reader.done() for reader in readers):
        at_once = 0
        await asyncio.sleep(0)
    assert most <= 2
    await known.close()


async def test_all_who_follow_are_looked_after_by_one_query(journal: _Journal) -> None:
    known = journal.following()
    journal.revision = 2
    readers = [asyncio.create_task(_follow(known, 1, 1)) for _ in range(100)]
    await asyncio.gather(*readers)
    assert journal.looks <= 3  # one as they come, one as looking begins, and one that the first may have missed
    await known.close()


async def test_a_long_journal_is_read_page_by_page_and_not_ahead_of_its_reader(journal: _Journal) -> None:
    known = journal.following()
    journal.revision = 1_000
    async with aclosing(known.follow("acme", 0)) as steps:
        await told(steps, following.PAGE)
        assert journal.read == [(0, following.PAGE)]
        await told(steps, 1)
        assert journal.read[-1] == (following.PAGE, 2 * following.PAGE)
    await known.close()


async def test_a_commit_of_this_process_is_looked_for_at_once(
    journal: _Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "INTERVAL", 3600)
    known = journal.following()
    reader = asyncio.create_task(_follow(known, 1, 1))
    await asyncio.sleep(0.02)
    journal.revision = 2
    known.wake({"another"})
    await asyncio.sleep(0.02)
    assert not reader.done()
    known.wake({"acme"})
    assert await asyncio.wait_for(reader, SECONDS) == [2]
    await known.close()


async def test_a_database_that_goes_away_for_a_while_is_waited_for(journal: _Journal, quick: None) -> None:
    known = journal.following()
    reader = asyncio.create_task(_follow(known, 1, 2))
    await asyncio.sleep(0.01)
    journal.is_away = True
    journal.revision = 3
    await asyncio.sleep(0.05)
    assert not reader.done()
    journal.is_away = False
    assert await asyncio.wait_for(reader, SECONDS) == [2, 3]
    await known.close()


async def test_one_that_stays_away_is_told_to_all_and_they_may_come_again(
    journal: _Journal, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PATIENCE", 0.02)
    known = journal.following()
    readers = [asyncio.create_task(_follow(known, 1, 1)) for _ in range(3)]
    await asyncio.sleep(0.01)
    journal.is_away = True
    ended = await asyncio.wait_for(asyncio.gather(*readers, return_exceptions=True), SECONDS)
    assert [str(each) for each in ended] == ["there is no database"] * 3
    journal.is_away, journal.revision = False, 2
    assert await _follow(known, 1, 1) == [2]
    await known.close()


async def test_a_slow_reader_keeps_nobody_from_following_once_it_is_back_nor_waits_himself_while_it_is_away(
    journal: _Journal, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PATIENCE", 0.02)
    known = journal.following()
    journal.revision = 2 * following.PAGE
    async with aclosing(known.follow("acme", 0)) as steps, aclosing(known.follow("acme", 0)) as others:
        await told(steps, following.PAGE)
        await told(others, 1)
        reader = asyncio.create_task(_follow(known, journal.revision, 1))
        await asyncio.sleep(0.01)
        journal.is_away = True
        with pytest.raises(Unavailable, match="no database"):
            await asyncio.wait_for(reader, SECONDS)
        monkeypatch.setattr(following, "PATIENCE", 3600)
        with pytest.raises(Unavailable, match="no database"):
            await told(steps, 1)
        journal.is_away = False
        reader = asyncio.create_task(_follow(known, journal.revision, 1))
        await asyncio.sleep(0.01)
        journal.revision += 1
        assert await asyncio.wait_for(reader, SECONDS) == [journal.revision]
    await known.close()


async def test_a_gap_in_the_journal_is_never_stepped_over(
    journal: _Journal, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PATIENCE", 0.02)
    journal.revision = 3
    whole = journal.steps

    async def gappy(scope: str, after: int, until: int) -> list[Step]:
        return [step for step in await whole(scope, after, until) if step.entry.revision != 2]

    known = Following(Revisions(journal.ask), gappy)
    with pytest.raises(Unavailable, match="lacks revisions between 0 and 3"):
        await _follow(known, 0, 3)
    await known.close()


async def test_nobody_looks_once_nobody_follows(journal: _Journal) -> None:
    known = journal.following()
    await _follow(known, 0, 1)
    looks = journal.looks
    known.wake({"acme"})
    await asyncio.sleep(0.05)
    assert journal.looks == looks


async def test_closing_ends_all_who_follow(journal: _Journal) -> None:
    known = journal.following()
    reader = asyncio.create_task(_follow(known, 1, 1))
    await asyncio.sleep(0.02)
    await known.close()
    with pytest.raises(Unavailable, match="closed"):
        await asyncio.wait_for(reader, SECONDS)


async def test_whoever_begins_to_follow_as_it_is_closed_is_told(journal: _Journal) -> None:
    known = journal.following()
    beginning = asyncio.create_task(_follow(known, 1, 1))
    await asyncio.sleep(0)  # it asks for the revisions
    await known.close()
    with pytest.raises(Unavailable, match="closed"):
        await asyncio.wait_for(beginning, SECONDS)
    looks = journal.looks
    await asyncio.sleep(0.02)
    assert journal.looks == looks


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    commits=st.lists(st.integers(1, 30), min_size=1, max_size=8),
    stays=st.lists(st.lists(st.integers(1, 20), min_size=1, max_size=6), min_size=1, max_size=5),
)
def test_whoever_leaves_and_comes_again_with_since_loses_nothing_and_sees_nothing_twice(
    quick: None, commits: list[int], stays: list[list[int]]
) -> None:
    """Several readers, each of whom leaves after so many revisions, again and again, while others write."""

    async def read(known: Following, most: int, lengths: list[int]) -> list[int]:
        seen: list[int] = []
        while len(seen) < most:
            for length in lengths:
                since = seen[-1] if seen else 0
                seen += await _follow(known, since, min(length, most - len(seen)) or 1) if len(seen) < most else []
                await asyncio.sleep(0)
        return seen

    async def run() -> None:
        journal = _Journal()
        known = journal.following()
        most = 1 + sum(commits)
        readers = [asyncio.create_task(read(known, most, lengths)) for lengths in stays]
        for count in commits:
            await asyncio.sleep(0.001)
            journal.revision += count
            known.wake({"acme"})
        for seen in await asyncio.wait_for(asyncio.gather(*readers), SECONDS):
            assert seen == [*range(1, most + 1)]
        await known.close()

    asyncio.run(run())
