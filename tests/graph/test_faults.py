"""Faults: a server that is killed, one that comes back under load, and a clock that jumps."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from graph import connection
from graph.change import Put
from graph.errors import Unavailable
from graph.identity import account_id
from graph.model import Organisation
from graph.store import Store
from graph.viewer import LOCAL
from tests.neo4j_server import NoNeo4j, skip_or_fail
from tests.soak import SERVERS, Server, one_round


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    try:
        running = SERVERS[request.param](tmp_path_factory.mktemp(request.param))
    except NoNeo4j as reason:
        skip_or_fail(reason)
    try:
        yield running
    finally:
        running.stop()


@pytest.mark.timeout(240)
async def test_killed_in_the_middle_of_commits_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    server: Server,
) -> None:
    told = [await one_round(server, seed) for seed in range(2)]
    assert sum(len(tally.acknowledged) for tally in told) > 0
    assert sum(len(tally.unknown) for tally in told) > 0  # else nothing was under way when it was killed


@pytest.mark.timeout(120)
async def test_restarted_under_load_reads_and_writes_go_on_or_say_clearly_that_they_do_not(server: Server) -> None:
    scope, written, read = str(uuid4()), [0], [0]
    async with Store(server.start()) as store:
        await store.commit(
            {scope: [Put(Organisation, {"id": account_id(scope), "name": "0", "kind": "CLIENT"})]}, LOCAL
        )

        async def write() -> None:
            for number in range(1, 10_000):
                named = Put(Organisation, {"id": account_id(scope), "name": str(number)})
                await store.commit({scope: [named]}, LOCAL)
                written.append(number)

        async def observe() -> None:
            while True:
                least = written[-1]
                seen = int((await store.snapshot(scope, LOCAL)).root.name)
                assert seen >= least, "a read did not see an acknowledged commit"
                read.append(seen)
                await asyncio.sleep(0.005)

        tasks = [asyncio.create_task(write()), asyncio.create_task(observe())]
        await asyncio.sleep(0.5)
        server.kill()
        endpoint = server.start()
        await asyncio.sleep(3)
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError, Unavailable):
                await task
    async with Store(endpoint) as again:
        assert int((await again.snapshot(scope, LOCAL)).root.name) >= written[-1]
        entries = await again.entries(scope, LOCAL)
        assert [entry.revision for entry in entries] == list(range(1, len(entries) + 1))
    assert read == sorted(read)


@pytest.mark.timeout(120)
async def test_without_its_server_a_store_says_so_and_says_it_soon(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 1.0)
    scope = str(uuid4())
    put = {scope: [Put(Organisation, {"id": account_id(scope), "name": "A", "kind": "CLIENT"})]}
    async with Store(server.start()) as store:
        await store.commit(put, LOCAL)
        server.kill()
        for attempt in (store.snapshot(scope, LOCAL), store.commit(put, LOCAL), store.account_keys(LOCAL)):
            with pytest.raises(Unavailable, match="is it running"):
                await asyncio.wait_for(attempt, 20)


async def test_a_clock_that_jumps_back_does_not_disturb_the_order_of_revisions(store: Store) -> None:
    times = iter([datetime(2026, 1, day, tzinfo=UTC) for day in (9, 9, 3, 3, 7, 7, 1, 1)])
    jumping = Store(store.connection.endpoint, clock=lambda: next(times, datetime(2020, 1, 1, tzinfo=UTC)))
    scope = str(uuid4())
    async with jumping:
        for name in "abcd":
            named = Put(Organisation, {"id": account_id(scope), "name": name, "kind": "CLIENT"})
            await jumping.commit({scope: [named]}, LOCAL)
    entries = await store.entries(scope, LOCAL)
    assert [entry.revision for entry in entries] == [1, 2, 3, 4]
    assert [entry.at for entry in entries] == sorted({entry.at for entry in entries})
    assert entries[-1].at - entries[0].at == timedelta(microseconds=3)
