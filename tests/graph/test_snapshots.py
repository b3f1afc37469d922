"""Snapshots on both servers: however an account comes to be known, it is what a cold read would give, and no older."""

import asyncio
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import cypher
from graph.endpoint import Endpoint
from graph.errors import NotFound, Unavailable
from graph.identity import TEAM
from graph.model import Competitor, Knows, Offering, Stakeholder, TeamMember
from graph.snapshot import AccountGraph, Snapshot
from graph.store import Store
from graph.viewer import LOCAL
from scoring.scores import Scores
from tests.graph.acme import account, edge, ident, member, new_scope, person, put
from tests.graph.strategies import histories
from tests.graph.watched import cold_read, forget, watch
from tests.graph.worker import worker

few_examples = settings(
    max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
async def acme(store: Store) -> str:
    """The scope of an account of two people that nobody else has, at revision 1."""
    scope = new_scope()
    people = [*person("ada", scope, title="0"), *person("bob", scope, title="0")]
    await store.commit({scope: [*account(scope), *people]}, LOCAL)
    return scope


def watched(store: Store) -> Counter[str]:
    """How often each statement is run from here on."""
    ran: Counter[str] = Counter()
    watch(store, lambda statement: ran.update([statement]))
    return ran


async def read_many(store: Store, scope: str, count: int) -> list[AccountGraph]:
    return await asyncio.gather(*(store.snapshot(scope, LOCAL) for _ in range(count)))


# ---------------------------------------------------------------- what a read costs


async def test_many_concurrent_reads_of_an_unchanged_account_are_one_or_two_queries(store: Store, acme: str) -> None:
    held = await store.snapshot(acme, LOCAL)
    ran = watched(store)
    graphs = await read_many(store, acme, 50)
    assert ran.keys() == {cypher.REVISIONS}
    assert ran.total() <= 2
    assert all(graph.account is held.account for graph in graphs)


async def test_reads_that_keep_coming_share_their_queries(store: Store, acme: str) -> None:
    await store.snapshot(acme, LOCAL)
    ran = watched(store)

    async def read() -> None:
        for _ in range(20):
            await store.snapshot(acme, LOCAL)

    await asyncio.gather(*(read() for _ in range(32)))
    assert ran.keys() == {cypher.REVISIONS}
    assert ran.total() <= 20 * 32 / 10


async def test_reads_of_several_accounts_at_once_share_a_query(store: Store, acme: str) -> None:
    others = [new_scope() for _ in range(5)]
    for scope in others:
        await store.commit({scope: account(scope)}, LOCAL)
    await store.team(LOCAL)
    ran = watched(store)
    reads = [store.snapshot(scope, LOCAL) for scope in (acme, *others)]
    team, *graphs = await asyncio.gather(store.team(LOCAL), *reads)
    assert isinstance(team, Snapshot)
    assert [graph.key for graph in graphs if isinstance(graph, AccountGraph)] == [acme, *others]
    assert ran == {cypher.REVISIONS: 1}


async def test_many_who_ask_at_once_for_a_cold_account_read_it_once(store: Store, acme: str) -> None:
    await store.commit({TEAM: member(new_scope())}, LOCAL)
    forget(store)
    ran = watched(store)
    graphs = await read_many(store, acme, 20)
    assert ran == {cypher.REVISIONS: 1, cypher.TOUCH: 2, cypher.READ: 2}  # of the account and the team
    assert all(graph.account is graphs[0].account for graph in graphs)


async def test_many_who_ask_at_once_for_an_account_that_is_behind_follow_the_journal_once(
    store: Store, second: Store, acme: str
) -> None:
    await second.snapshot(acme, LOCAL)
    await store.commit({acme: person("eve", acme)}, LOCAL)
    ran = watched(second)
    graphs = await read_many(second, acme, 20)
    assert ran == {cypher.REVISIONS: 1, cypher.ENTRIES: 1}
    assert {graph.revision for graph in graphs} == {2}


async def test_a_commit_follows_the_journal_too(store: Store, second: Store, acme: str) -> None:
    await second.snapshot(acme, LOCAL)
    await store.commit({acme: person("eve", acme)}, LOCAL)
    ran = watched(second)
    assert await second.commit({acme: person("fay", acme)}, LOCAL) == {acme: 3}
    assert (ran[cypher.ENTRIES], ran[cypher.READ]) == (1, 0)
    assert (await second.snapshot(acme, LOCAL)).account == (await cold_read(store, acme)).account


# ---------------------------------------------------------------- equal to a cold read


@few_examples
@given(st.data())
async def test_catching_up_from_any_revision_equals_a_cold_read(
    store: Store, second: Store, data: st.DataObject
) -> None:
    kinds = (TeamMember, Offering, Competitor)
    await store.commit({TEAM: [put(kind, key, name=key) for kind in kinds for key in ("1", "2")]}, LOCAL)
    scope, held = new_scope(), list[Snapshot]()
    for step in data.draw(histories(scope, most=6)):
        await store.commit({scope: step.changes}, LOCAL)
        held.append((await cold_read(second, scope)).account)
    ran = watched(store)
    for snapshot in held:
        forget(store)
        store._snapshots.cache.keep(snapshot)
        ran.clear()
        assert (await store.snapshot(scope, LOCAL)).account == held[-1]
        assert ran[cypher.ENTRIES] == (snapshot is not held[-1])


@pytest.mark.parametrize("lost", [2, 3])
async def test_a_journal_that_does_not_lead_there_is_not_followed(
    store: Store, second: Store, acme: str, lost: int
) -> None:
    await second.snapshot(acme, LOCAL)
    for key in ("eve", "fay"):
        await store.commit({acme: person(key, acme)}, LOCAL)

    async def lose(tx: Any) -> None:
        statement = "MATCH (entry:JournalEntry {scope: $scope, revision: $lost}) DETACH DELETE entry"
        await (await tx.run(statement, scope=acme, lost=lost)).consume()

    await store.connection.transact(lose)
    ran = watched(second)
    assert (await second.snapshot(acme, LOCAL)).account == (await store.snapshot(acme, LOCAL)).account
    assert ran[cypher.READ] >= 1


# ---------------------------------------------------------------- who gives up, and what fails


async def test_the_first_of_many_may_give_up_on_a_cold_read(store: Store, acme: str) -> None:
    forget(store)
    ran = watched(store)
    readers = [asyncio.create_task(store.snapshot(acme, LOCAL)) for _ in range(5)]
    while not ran[cypher.TOUCH]:  # noqa: ASYNC110  # told by the watcher
        await asyncio.sleep(0)
    readers[0].cancel()
    graphs = await asyncio.gather(*readers, return_exceptions=True)
    assert isinstance(graphs[0], asyncio.CancelledError)
    assert [graph.revision for graph in graphs[1:] if isinstance(graph, AccountGraph)] == [1] * 4
    assert ran[cypher.READ] <= 2


async def test_a_read_that_fails_fails_all_who_wait_for_it_and_is_forgotten(store: Store, acme: str) -> None:
    forget(store)
    failing = True

    def ran(statement: str) -> None:
        if failing and statement == cypher.READ:
            raise Unavailable("broken off")

    watch(store, ran)
    errors = await asyncio.gather(*(store.snapshot(acme, LOCAL) for _ in range(5)), return_exceptions=True)
    assert [str(error) for error in errors] == ["broken off"] * 5
    assert len({id(error) for error in errors}) == 5
    failing = False
    assert (await store.snapshot(acme, LOCAL)).revision == 1


async def test_a_store_that_is_closed_lets_nobody_wait(endpoint: Endpoint, acme: str) -> None:
    async with Store(endpoint) as store:
        await store.connection.prepare()
        readers = [asyncio.create_task(store.snapshot(acme, LOCAL)) for _ in range(3)]
        await asyncio.sleep(0)
    ended = await asyncio.gather(*readers, return_exceptions=True)
    assert {type(error) for error in ended} == {Unavailable}


# ---------------------------------------------------------------- a read sees what was acknowledged before


def titles(graph: AccountGraph) -> list[str | None]:
    return [person.title for person in graph.account.all(Stakeholder)]


# Who reads cold without a pause keeps commits from getting through on the embedded server.
@pytest.mark.parametrize(("megabytes", "pause"), [(512, 0.01), (0, 0.3)], ids=["cached", "nothing is kept"])
async def test_a_read_sees_every_commit_that_was_acknowledged_before_it_began(
    endpoint: Endpoint, store: Store, acme: str, megabytes: float, pause: float
) -> None:
    acknowledged, reads, chance = 1, 0, random.Random(7)  # noqa: S311  # no secret

    async def write() -> None:
        nonlocal acknowledged
        for title in range(100 if megabytes else 30):
            changes = [put(Stakeholder, key, acme, title=str(title)) for key in ("ada", "bob")]
            acknowledged = (await store.commit({acme: changes}, LOCAL))[acme]
            await asyncio.sleep(chance.uniform(0, 0.01))

    async def read(reader: Store, writing: "asyncio.Task[None]") -> None:
        nonlocal reads
        while not writing.done():
            wanted = acknowledged
            graph = await reader.snapshot(acme, LOCAL)
            assert graph.revision >= wanted
            assert titles(graph) == [str(graph.revision - 2) if graph.revision > 1 else "0"] * 2
            reads += 1
            await asyncio.sleep(chance.uniform(0, pause))

    async with Store(endpoint, cache_megabytes=megabytes) as reader:
        writing = asyncio.create_task(write())
        await asyncio.gather(writing, *(read(reader, writing) for _ in range(8)))
    assert reads >= 8  # each of them while somebody wrote


async def test_two_processes_see_each_others_writes_at_once(endpoint: Endpoint, acme: str) -> None:
    with worker(endpoint) as one, worker(endpoint) as other:
        writer, reader = one, other
        for title in range(50):
            assert await asyncio.to_thread(writer.ask, f"write {acme} {title}") == title + 2
            assert await asyncio.to_thread(reader.ask, f"read {acme}") == [title + 2, [str(title)] * 2]
            writer, reader = reader, writer


async def test_whom_an_account_refers_to_is_in_the_team_that_is_read_beside_it(
    endpoint: Endpoint, store: Store, acme: str
) -> None:
    reads = 0

    async def write() -> None:
        for n in range(60):
            who = ident(TeamMember, f"{acme}-{n}")
            knows = edge(Knows, who, ident(Stakeholder, "ada", acme), level="VENDOR")
            await store.commit({acme: [knows], TEAM: member(f"{acme}-{n}")}, LOCAL)

    async def read(reader: Store) -> None:
        nonlocal reads
        while not writing.done():
            graph = await reader.snapshot(acme, LOCAL)
            assert all(graph.node(knows.source) for knows in graph.account.all(Knows))
            reads += 1

    async with Store(endpoint) as other:
        await asyncio.gather(other.snapshot(acme, LOCAL), store.snapshot(acme, LOCAL))
        writing = asyncio.create_task(write())
        await asyncio.gather(writing, *(read(each) for each in (store, other) for _ in range(3)))
    assert reads >= 6  # each of them while somebody wrote


# ---------------------------------------------------------------- who was erased


def known_of(store: Store) -> str:
    """All that was worked out of what the store holds, and what it came of."""
    held = store._snapshots.cache._held.values()
    return str([shelf._known for snapshot in held for shelf in snapshot.memory._shelves.values()])


async def test_who_of_us_was_erased_stays_in_no_memory_of_an_account_that_never_named_them(
    store: Store, second: Store, acme: str
) -> None:
    name = f"Zoltán {acme}"
    await store.commit({TEAM: [put(TeamMember, acme, name=name)]}, LOCAL)
    for reader in (store, second):
        scores = Scores(await reader.snapshot(acme, LOCAL), date(2026, 5, 1))
        _ = scores.reach, scores.encounters
        assert name in known_of(reader)
    who = ident(TeamMember, acme)
    await store.erase_person(who, LOCAL, (await store.preview_erasure(who, LOCAL)).token)
    assert name not in known_of(store)
    await second.team(LOCAL)
    assert name not in known_of(second)


# ---------------------------------------------------------------- within a bound


async def test_many_accounts_under_a_small_bound_are_read_rightly_while_another_writes(
    endpoint: Endpoint, store: Store
) -> None:
    scopes, chance = [new_scope() for _ in range(12)], random.Random(7)  # noqa: S311  # no secret
    for scope in scopes:
        await store.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    newest = dict.fromkeys(scopes, 1)

    async def write() -> None:
        for n in range(40):
            scope = chance.choice(scopes)
            newest[scope] = (await store.commit({scope: person(str(n), scope)}, LOCAL))[scope]

    async def read(reader: Store) -> None:
        cache = reader._snapshots.cache
        while not writing.done():
            scope = chance.choice(scopes)
            wanted = newest[scope]
            graph = await reader.snapshot(scope, LOCAL)
            assert graph.key == scope
            assert graph.revision >= wanted
            assert len(graph.account.all(Stakeholder)) == graph.revision
            assert cache.size <= cache.limit

    async with Store(endpoint, cache_megabytes=0.03) as reader:
        writing = asyncio.create_task(write())
        await asyncio.gather(writing, *(read(reader) for _ in range(4)))
        assert 0 < len(reader._snapshots.cache._held) < len(scopes)
        for scope in scopes:
            assert (await reader.snapshot(scope, LOCAL)).account == (await cold_read(store, scope)).account


async def test_an_account_larger_than_the_bound_is_answered(endpoint: Endpoint, acme: str) -> None:
    async with Store(endpoint, cache_megabytes=0.001) as reader:
        for _ in range(2):
            assert titles(await reader.snapshot(acme, LOCAL)) == ["0", "0"]
        assert reader._snapshots.cache.size == 0
        with pytest.raises(NotFound):
            await reader.snapshot(new_scope(), LOCAL)
