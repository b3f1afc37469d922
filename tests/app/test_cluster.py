"""The portfolio scored on Dask: on workers of this machine, and on a cluster that was there before."""

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psutil
import pytest
from dask.config import set as configured
from distributed import LocalCluster

import app.cluster
import app.upkeep
from app.cluster import PROCESSES, THREADS, refreshed
from app.settings import Settings
from app.upkeep import Upkeep
from bench.accounts import light
from graph.endpoint import Endpoint
from graph.errors import Unavailable
from graph.store import Store
from graph.viewer import LOCAL
from scoring.scores import Scores
from scoring.summary import summary
from tests.app.process import wait_until

pytestmark = pytest.mark.both_servers

SETTINGS = Settings(log_level="error", log_format="json")
QUIET: dict[str, Any] = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}


@pytest.fixture
async def accounts(store: Store) -> list[str]:
    """The keys of many small accounts without summaries."""
    prefix = f"cluster-{uuid4().hex[:8]}"
    await light(store, prefix, range(60))
    return [f"{prefix}-{number}" for number in range(60)]


async def stale(store: Store, accounts: list[str]) -> list[str]:
    return await Upkeep(store, viewer=replace(LOCAL, accounts=frozenset(accounts))).stale()


def workers() -> list[psutil.Process]:
    """The processes of a cluster of ours, by Python's own way to start them."""
    return [each for each in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(each.cmdline())]


def listening(process: psutil.Process) -> list[Any]:
    return [each.laddr for each in process.net_connections() if each.status == psutil.CONN_LISTEN]


# ---------------------------------------------------------------- on this machine


async def test_the_accounts_of_a_worker_that_is_killed_are_scored_by_others(
    store: Store, endpoint: Endpoint, accounts: list[str]
) -> None:
    scoring = refreshed(PROCESSES, 3, endpoint, SETTINGS, accounts)
    outcomes = [await asyncio.to_thread(next, scoring)]
    victim = workers()[0]
    victim.suspend()  # amidst an account
    try:
        unfinished = await stale(store, accounts)
    finally:
        victim.kill()
    outcomes += await asyncio.to_thread(list, scoring)
    assert unfinished, "the worker was killed too late to show anything"
    assert sorted(outcomes) == sorted((account, True) for account in accounts)
    assert await stale(store, accounts) == []
    assert not workers()


def test_workers_can_be_reached_from_this_machine_alone_and_tell_nothing(endpoint: Endpoint) -> None:
    scoring = refreshed(PROCESSES, 1, endpoint, SETTINGS, ["there is no such account"])
    assert next(scoring) == ("there is no such account", True)
    (worker,) = workers()
    found = listening(worker)
    assert found
    assert {each.ip for each in found} == {"127.0.0.1"}
    for each in found:
        for page in ("json/counts.json", "info/main/workers.html", "metrics"):
            with pytest.raises((urllib.error.HTTPError, OSError)):
                urllib.request.urlopen(f"http://127.0.0.1:{each.port}/{page}", timeout=5)
    assert list(scoring) == []
    wait_until(lambda: not worker.is_running())


async def test_an_account_that_cannot_be_scored_is_told_and_the_others_are_scored_in_threads(
    store: Store, endpoint: Endpoint, accounts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def scored(scores: Scores) -> Any:
        if scores.graph.key == accounts[1]:
            raise ZeroDivisionError
        return summary(scores)

    monkeypatch.setattr(app.upkeep, "summary", scored)
    some = accounts[:5]
    outcomes = await asyncio.to_thread(lambda: list(refreshed(THREADS, 2, endpoint, SETTINGS, some)))
    assert sorted(outcomes) == sorted((account, account != some[1]) for account in some)
    assert await stale(store, some) == [some[1]]


async def test_who_ends_it_early_goes_on_where_it_stopped(
    store: Store, endpoint: Endpoint, accounts: list[str]
) -> None:
    def first_only() -> str:
        with closing(refreshed(THREADS, 1, endpoint, SETTINGS, accounts)) as scoring:
            return next(scoring)[0]

    account = await asyncio.to_thread(first_only)
    left = await stale(store, accounts)
    assert account not in left
    rest = await asyncio.to_thread(lambda: list(refreshed(THREADS, 1, endpoint, SETTINGS, left)))
    assert sorted(rest) == [(each, True) for each in left]
    assert await stale(store, accounts) == []


def test_without_a_database_it_says_so(closed_port: int) -> None:
    nowhere = Endpoint(f"bolt://127.0.0.1:{closed_port}", "neo4j", "a secret")
    with pytest.raises(Unavailable, match="bolt://127"):
        list(refreshed(THREADS, 1, nowhere, SETTINGS, ["a"]))


# ---------------------------------------------------------------- on a cluster that was there before


@pytest.fixture
def cluster(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of somebody else's scheduler, whose worker knows the password."""
    monkeypatch.setenv("STAKEGRAPH_NEO4J_PASSWORD", endpoint.password)
    with LocalCluster(n_workers=1, threads_per_worker=2, **QUIET) as running:
        yield running.scheduler_address


async def test_workers_elsewhere_use_the_password_that_they_know_and_are_sent_none(
    store: Store, endpoint: Endpoint, accounts: list[str], cluster: str
) -> None:
    some, without = accounts[:5], replace(endpoint, password="none of theirs")
    outcomes = await asyncio.to_thread(lambda: list(refreshed(cluster, 1, without, SETTINGS, some)))
    assert sorted(outcomes) == [(account, True) for account in sorted(some)]
    assert await stale(store, some) == []


async def test_a_scheduler_that_is_lost_midway_is_told(
    store: Store, endpoint: Endpoint, accounts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAKEGRAPH_NEO4J_PASSWORD", endpoint.password)
    monkeypatch.setattr(app.cluster, "ANSWER", 2)
    soon = configured({"distributed.comm.timeouts.connect": "1s"})
    with soon, LocalCluster(n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", **QUIET) as running:
        scoring = refreshed(running.scheduler_address, 1, endpoint, SETTINGS, accounts)
        outcomes = [await asyncio.to_thread(next, scoring)]
        await asyncio.to_thread(running.sync, running.scheduler.close)
        with pytest.raises(Unavailable, match="its scheduler does not answer any more"):
            await asyncio.to_thread(outcomes.extend, scoring)
    assert len(outcomes) < len(accounts)


def test_a_scheduler_that_is_not_there_is_told(
    closed_port: int, monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint
) -> None:
    monkeypatch.setattr(app.cluster, "ANSWER", 0.5)
    with pytest.raises(Unavailable, match=f"no Dask scheduler answers at tcp://127.0.0.1:{closed_port}"):
        next(refreshed(f"tcp://127.0.0.1:{closed_port}", 1, endpoint, SETTINGS, ["a"]))


def test_a_scheduler_without_workers_is_told(monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint) -> None:
    monkeypatch.setattr(app.cluster, "ANSWER", 1)
    with LocalCluster(n_workers=0, **QUIET) as empty, pytest.raises(Unavailable, match="has no workers"):
        next(refreshed(empty.scheduler_address, 1, endpoint, SETTINGS, ["a"]))
