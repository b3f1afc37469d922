"""Upkeep: whatever happens to an account, its summary is what it would be made anew."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import app.upkeep
from app.upkeep import Upkeep, kept_up
from graph.change import Change, Drop
from graph.endpoint import Endpoint
from graph.errors import Unavailable
from graph.identity import TEAM, account_id
from graph.model import NODES, Manages, Organisation, Stakeholder, TeamMember
from graph.moment import day_of
from graph.portfolio import AccountColumn, AccountFilter, RecommendedFilter, UnreachedFilter
from graph.store import Store
from graph.summary import AccountSummary, Recommended, Unreached
from graph.viewer import LOCAL, Role, Viewer
from scoring.parameters import DEFAULTS, Parameters
from scoring.scores import Scores
from scoring.shortlist import shortlist
from scoring.summary import summary
from tests.graph.acme import account, edge, ident, member, new_scope, person, put
from tests.graph.strategies import ABROAD, histories
from tests.graph.watched import cold_read

pytestmark = pytest.mark.both_servers


def sees(*scopes: str) -> Viewer:
    return Viewer("upkeep", Role.VIEWER, frozenset(scopes))


async def make(store: Store, *more: Change, **values: Any) -> str:
    scope = new_scope()
    await store.commit({scope: [*account(scope, **values), *person("ada", scope, seniority="BOARD"), *more]}, LOCAL)
    return scope


Held = tuple[AccountSummary | None, list[Unreached], list[Recommended]]


async def held(store: Store, scope: str) -> Held:
    rows = await store.portfolio.accounts(sees(scope), AccountFilter(), [(AccountColumn.KEY, False)])
    people = await store.portfolio.unreached(sees(scope), UnreachedFilter(), limit=1_000)
    steps = await store.portfolio.recommended(sees(scope), RecommendedFilter(), limit=1_000)
    told = rows[0].summary if rows else None
    return told, *_sorted([row.unreached for row in people], [row.recommended for row in steps])


async def anew(store: Store, scope: str, parameters: Parameters = DEFAULTS) -> Held:
    """What is to be held of the account, whatever the store remembers of it."""
    graph = await cold_read(store, scope)
    day = day_of(store.clock(), graph.root.time_zone)
    scores = Scores(graph, day, parameters)
    told, people = summary(scores)
    return told, *_sorted(people, shortlist(scores))


def _sorted(people: Iterable[Unreached], steps: Iterable[Recommended]) -> tuple[list[Unreached], list[Recommended]]:
    return sorted(people, key=lambda each: each.person), sorted(steps, key=lambda each: each.key)


async def eventually(true: Callable[[], Awaitable[bool]], seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110  # nothing tells
            await asyncio.sleep(0.02)


async def is_fresh(store: Store, scope: str) -> bool:
    return await held(store, scope) == await anew(store, scope)


async def all_fresh(store: Store, scopes: list[str]) -> bool:
    return all([await is_fresh(store, scope) for scope in scopes])


# ---------------------------------------------------------------- a sweep


@settings(max_examples=5, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.data())
async def test_after_a_sweep_a_summary_is_what_it_would_be_made_anew(store: Store, data: st.DataObject) -> None:
    scope = new_scope()
    await store.commit({TEAM: [put(NODES[i.split("/")[1]], i.split("/")[2], name="x") for i in ABROAD]}, LOCAL)
    upkeep = Upkeep(store, viewer=sees(scope))
    for step in data.draw(histories(scope, most=5)):
        await store.commit({scope: step.changes}, LOCAL)
        if data.draw(st.booleans()):
            await upkeep.sweep()
            assert await is_fresh(store, scope)
    await upkeep.sweep()
    assert await is_fresh(store, scope)
    assert await upkeep.stale() == []


async def test_a_sweep_finds_what_another_process_wrote(store: Store, second: Store) -> None:
    scope = await make(store)
    upkeep = Upkeep(store, viewer=sees(scope))
    await upkeep.sweep()
    before = await held(store, scope)
    await second.commit({scope: person("bob", scope, seniority="BOARD")}, LOCAL)
    assert await held(store, scope) == before
    await upkeep.sweep()
    after, people, steps = await held(store, scope)
    assert after is not None
    assert (after.revision, after.people, len(people)) == (2, 2, 1)
    assert [each.kind for each in steps] == ["COVER"]


async def test_a_sweep_finds_what_became_of_the_team(store: Store, second: Store) -> None:
    kata = ident(TeamMember, f"kata-{new_scope()}")
    await store.commit({TEAM: member(kata.rsplit("/", 1)[1])}, LOCAL)
    scope = await make(store)
    await store.commit({scope: [edge(Manages, kata, account_id(scope), role="OWNER")]}, LOCAL)
    upkeep = Upkeep(store, viewer=sees(scope))
    await upkeep.sweep()
    assert await upkeep.stale() == []
    await second.commit({TEAM: [put(TeamMember, kata.rsplit("/", 1)[1], leftOn="2020-01-01")]}, LOCAL)
    assert await upkeep.stale() == [scope]
    await upkeep.sweep()
    told, *_ = await held(store, scope)
    assert told is not None
    assert (told.owners, told.team_revision) == ((kata,), (await store.team(LOCAL)).revision)


class Clock:
    """A clock that is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


async def test_a_new_day_begins_in_each_zone_by_itself(endpoint: Endpoint) -> None:
    clock = Clock(datetime(2026, 5, 4, 22, 30, tzinfo=UTC))
    async with Store(endpoint, clock) as store:
        here, there = await make(store, timeZone="Europe/Budapest"), await make(store)
        upkeep = Upkeep(store, viewer=sees(here, there))

        async def days() -> list[str]:
            found = [(await held(store, scope))[0] for scope in (here, there)]
            return [each.day.isoformat() for each in found if each]

        await upkeep.sweep()
        assert await days() == ["2026-05-05", "2026-05-04"]
        clock.at += timedelta(hours=1, minutes=29)
        assert await upkeep.stale() == []
        clock.at += timedelta(minutes=1)
        assert await upkeep.stale() == [there]
        await upkeep.sweep()
        assert await days() == ["2026-05-05", "2026-05-05"]
        clock.at += timedelta(hours=22)
        assert await upkeep.stale() == [here]


async def test_other_constants_make_everything_anew(store: Store) -> None:
    scope, other = await make(store), Parameters(rates={"EUR": 2.0})
    await Upkeep(store, viewer=sees(scope)).sweep()
    upkeep = Upkeep(store, other, sees(scope))
    assert await upkeep.stale() == [scope]
    await upkeep.sweep()
    assert await held(store, scope) == await anew(store, scope, other)


async def test_more_accounts_than_a_batch_are_found_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.upkeep, "BATCH", 2)
    scopes = sorted([await make(store) for _ in range(5)])
    upkeep = Upkeep(store, viewer=sees(*scopes))
    assert await upkeep.stale() == scopes
    await upkeep.refresh(scopes[3])
    assert await upkeep.stale() == [*scopes[:3], scopes[4]]
    assert await upkeep.stale(every=True) == scopes


async def test_two_processes_may_do_the_same(store: Store, second: Store) -> None:
    scopes = [await make(store) for _ in range(6)]
    await asyncio.gather(*(Upkeep(each, viewer=sees(*scopes)).sweep() for each in (store, second)))
    assert await all_fresh(store, scopes)


async def test_an_account_that_others_write_to_is_tried_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = await make(store)
    upkeep, keep, tries = Upkeep(store, viewer=sees(scope)), store.portfolio.keep, list[int]()

    async def disturbed(told: AccountSummary, *others: Any) -> bool:
        tries.append(told.revision)
        if len(tries) < 3:
            await store.commit({scope: person(f"p{len(tries)}", scope)}, LOCAL)
        return await keep(told, *others)

    monkeypatch.setattr(store.portfolio, "keep", disturbed)
    assert await upkeep.refresh(scope)
    assert tries == [1, 2, 3]
    assert await is_fresh(store, scope)


async def test_what_was_dropped_is_no_trouble(store: Store) -> None:
    scope = await make(store)
    upkeep = Upkeep(store, viewer=sees(scope))
    await upkeep.sweep()
    ada, root = {"id": ident(Stakeholder, "ada", scope)}, {"id": account_id(scope)}
    await store.commit({scope: [Drop(Stakeholder, ada, cascade=True), Drop(Organisation, root, cascade=True)]}, LOCAL)
    upkeep.touch([scope])
    await upkeep.sweep()
    assert await held(store, scope) == (None, [], [])


# ---------------------------------------------------------------- what goes wrong


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Accounts that cannot be scored, for as long as they are in here."""
    scopes: set[str] = set()

    def scored(scores: Scores) -> Any:
        if scores.graph.key in scopes:
            raise ZeroDivisionError
        return summary(scores)

    monkeypatch.setattr(app.upkeep, "summary", scored)
    return scopes


async def test_an_account_that_cannot_be_scored_is_told_and_stops_no_other(store: Store, broken: set[str]) -> None:
    scopes = sorted([await make(store) for _ in range(3)])
    broken.add(scopes[1])
    upkeep = Upkeep(store, viewer=sees(*scopes))
    with structlog.testing.capture_logs() as logs:
        await upkeep.sweep()
    assert [(line["event"], line["account"]) for line in logs] == [("an account cannot be scored", scopes[1])]
    assert await upkeep.stale() == [scopes[1]]
    broken.clear()
    await upkeep.sweep()
    assert await is_fresh(store, scopes[1])


async def test_without_a_database_it_goes_on_quietly_and_ends_when_told(closed_store: Store) -> None:
    upkeep = Upkeep(closed_store)
    with pytest.raises(Unavailable):
        await upkeep.sweep()
    with structlog.testing.capture_logs() as logs:
        running = asyncio.create_task(upkeep.run())
        await asyncio.sleep(0.5)
        assert not running.done()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert {line["log_level"] for line in logs} == {"debug"}


async def test_half_of_the_time_is_left_to_others(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    spent = 0.05

    def slow(*given: Any) -> Any:
        time.sleep(spent)  # the work that it stands for holds the processor
        return summary(*given)

    monkeypatch.setattr(app.upkeep, "summary", slow)
    scopes = [await make(store) for _ in range(4)]
    upkeep = Upkeep(store, viewer=sees(*scopes))
    began = time.monotonic()
    await upkeep.sweep()
    assert time.monotonic() - began >= 2 * spent * len(scopes)


# ---------------------------------------------------------------- while it runs


async def test_what_is_touched_follows_at_once_and_everything_after_the_team(store: Store, second: Store) -> None:
    scopes = [await make(store) for _ in range(2)]
    upkeep = Upkeep(store, viewer=sees(*scopes))
    running = asyncio.create_task(upkeep.run())
    await eventually(lambda: all_fresh(store, scopes))
    await second.commit({scopes[0]: person("bob", scopes[0])}, LOCAL)
    await second.commit({scopes[1]: person("bob", scopes[1])}, LOCAL)
    upkeep.touch([scopes[0]])
    await eventually(lambda: is_fresh(store, scopes[0]))
    assert not await is_fresh(store, scopes[1])
    await second.commit({TEAM: member(scopes[0])}, LOCAL)
    upkeep.touch([TEAM])
    await eventually(lambda: all_fresh(store, scopes))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_sweep_comes_every_minute(store: Store, second: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.upkeep, "EVERY", 0.2)
    scope = await make(store)
    running = asyncio.create_task(Upkeep(store, viewer=sees(scope)).run())
    for key in ("bob", "cid"):
        await second.commit({scope: person(key, scope)}, LOCAL)
        await eventually(lambda: is_fresh(store, scope))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "upkeep"]


async def test_a_service_keeps_up_with_its_own_commits_and_ends_with_nothing_left(store: Store) -> None:
    async with kept_up(store, DEFAULTS):
        during = await make(store)
        await eventually(lambda: is_fresh(store, during))
        assert threads() == ["upkeep"]
        gone = ident(Stakeholder, "ada", during)
        await store.erase_person(gone, LOCAL, (await store.preview_erasure(gone, LOCAL)).token)
        await eventually(lambda: is_fresh(store, during))
    assert threads() == []
    await store.commit({during: person("bob", during)}, LOCAL)


async def test_a_service_without_a_database_ends_too(closed_store: Store) -> None:
    async with kept_up(closed_store, DEFAULTS):
        await asyncio.sleep(0.1)
    assert threads() == []
