"""The cluster: the portfolio's summaries brought up to date on Dask, one independent task an account.

A task is an account's key, and its answer whether the summary of the account is up to date. What an account holds is
read and reckoned where the task runs, and goes from there to the database.
"""

import asyncio
import logging
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast
from uuid import uuid4

import structlog
from dask.config import set as configured
from distributed import (
    CancelledError,
    Client,
    KilledWorker,
    LocalCluster,
    Worker,
    WorkerPlugin,
    as_completed,
    get_worker,
)

from app.database import password
from app.logs import configure
from app.settings import Settings
from app.upkeep import CACHE, Upkeep
from graph.endpoint import Endpoint
from graph.errors import Unavailable
from graph.store import Store
from scoring.parameters import Parameters

__all__ = ["PROCESSES", "THREADS", "refreshed"]

PROCESSES: Final = "processes"
THREADS: Final = "threads"

LOOPBACK: Final = "127.0.0.1"
ANSWER: Final = 30  # seconds for a scheduler to answer, and for the first of its workers to be there
SILENT: Final[dict[str, Any]] = {  # no page is served to whoever asks: they tell the keys
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}

_log = structlog.get_logger(__name__)


def refreshed(
    scheduler: str, workers: int, endpoint: Endpoint, settings: Settings, accounts: Sequence[str]
) -> Generator[tuple[str, bool], None, None]:
    """Bring the summaries of some accounts up to date, and tell of each whether it is, as they are done.

    `scheduler` is an address, or says that so many workers are started here: as processes, or threads of this one. A
    task whose worker is lost is given to another, as often as Dask's `allowed-failures` say. Raises Unavailable.
    """
    is_ours = scheduler in (PROCESSES, THREADS)
    with _client(scheduler, workers) as client, _prepared(client, endpoint, settings, is_ours=is_ours) as name:
        keys = {f"{name}-{account}": account for account in accounts}
        futures = client.map(_refreshed, accounts, key=list(keys), pure=False, name=name)
        done = as_completed(futures, with_results=True, raise_errors=False)
        del futures  # each is let go of once it is told: it is not done again where the worker is lost that did it
        for future, result in done:
            account = keys[future.key]
            yield account, cast("bool", result) if future.status == "finished" else _unfinished(account, result)


async def _refreshed(account: str, name: str) -> bool:
    """A task. What it reckons takes a thread, so that the worker can still be spoken to."""
    prepared = cast("_Prepared", get_worker().plugins[name])
    return await prepared.upkeep.refresh(account)


def _unfinished(account: str, told: Any) -> bool:
    """What to say of an account whose task ended in an error: that it is not up to date, unless it is the end."""
    error: BaseException = told[1] if isinstance(told, tuple) else told  # with its type and trace, or by itself
    if isinstance(error, KilledWorker):
        _log.error("an account cannot be scored: every worker that tries is lost", account=account)
        return False
    if isinstance(error, CancelledError | asyncio.CancelledError):
        raise Unavailable("the cluster is lost: its scheduler does not answer any more") from error
    raise error


# ---------------------------------------------------------------- the scheduler


@contextmanager
def _client(scheduler: str, workers: int) -> Iterator[Client]:
    with _started(scheduler, workers) if scheduler in (PROCESSES, THREADS) else _reached(scheduler) as client:
        yield client


@contextmanager
def _started(kind: str, workers: int) -> Iterator[Client]:
    """A scheduler of our own, which ends with the block. It can be reached from this machine alone, and with TLS."""
    if kind == PROCESSES:
        form: dict[str, Any] = {"n_workers": workers, "threads_per_worker": 1, "host": LOOPBACK, "security": True}
    else:
        form = {"n_workers": 1, "threads_per_worker": workers, "processes": False, "protocol": "inproc"}
    quiet = {"dashboard_address": f"{LOOPBACK}:0", "silence_logs": logging.WARNING}
    _hush(logging.WARNING)
    with configured(SILENT), LocalCluster(**form, **quiet) as cluster, closing(Client(cluster)) as client:
        try:
            yield client
        finally:
            _hush(logging.ERROR)  # whoever does not end in time is ended, and no trouble


@contextmanager
def _reached(address: str) -> Iterator[Client]:
    """The scheduler at an address, with a worker at least. Raises Unavailable."""
    try:
        client = Client(address, timeout=ANSWER)
    except (OSError, ValueError) as error:
        raise Unavailable(f"no Dask scheduler answers at {address}: {error}") from error
    with closing(client):
        try:
            client.wait_for_workers(1, timeout=ANSWER)
        except TimeoutError as error:
            raise Unavailable(f"the Dask scheduler at {address} has no workers") from error
        yield client


# ---------------------------------------------------------------- its workers


@contextmanager
def _prepared(client: Client, endpoint: Endpoint, settings: Settings, *, is_ours: bool) -> Iterator[str]:
    """Each worker, whenever it comes, with a store of its own until the block ends; answers under which name.

    No password is sent to a cluster that is not ours: there each worker has its own.
    """
    name = f"stakegraph-{uuid4()}"
    logs = (settings.log_level, settings.log_format) if is_ours else None
    sent = endpoint if is_ours else replace(endpoint, password="")
    try:
        client.register_plugin(_Prepared(name, sent, settings.parameters, logs))
    except ImportError as error:
        raise Unavailable(f"the workers lack this version of Stakegraph: {error}") from error
    try:
        yield name
    finally:
        if not is_ours:
            with suppress(OSError):  # the scheduler is lost, which is told already
                client.unregister_worker_plugin(name)


@dataclass
class _Prepared(WorkerPlugin):
    """What a worker has for our tasks. `logs` are null where it is not ours: it has a password and logs of its own."""

    name: str
    endpoint: Endpoint
    parameters: Parameters
    logs: tuple[str, str] | None
    upkeep: Upkeep = field(init=False)

    async def setup(self, worker: Worker) -> None:
        endpoint = self.endpoint
        if self.logs is None:
            endpoint = replace(endpoint, password=_own_password())
        elif worker.nanny is not None:  # in a process of its own
            configure(*self.logs)
            _hush(logging.WARNING)
        self.upkeep = Upkeep(Store(endpoint, cache_megabytes=CACHE), self.parameters)

    async def teardown(self, worker: Worker) -> None:
        await self.upkeep.store.__aexit__()


def _hush(level: int) -> None:
    """Let Dask log from this level up: it tells of all that comes and goes."""
    logging.getLogger("distributed").setLevel(level)


def _own_password() -> str:
    """The password that the settings of this process name."""
    file = os.environ.get("STAKEGRAPH_NEO4J_PASSWORD_FILE")
    told = os.environ.get("STAKEGRAPH_NEO4J_PASSWORD")
    return password(Settings(neo4j_password=told, neo4j_password_file=Path(file) if file else None))
