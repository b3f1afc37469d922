"""`stakegraph score`: the summaries that lists across accounts read, brought up to date."""

import asyncio
import time
from collections.abc import Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Final

import click

from app.database import DATABASE, existing_database
from app.logs import configure
from app.progress import shown
from app.settings import Settings, takes
from app.upkeep import CACHE, Upkeep
from graph.endpoint import Endpoint
from graph.errors import NotFound
from graph.store import Store
from graph.viewer import LOCAL

__all__ = ["score"]

PROCESSES: Final = "processes"
ON_DASK: Final = (PROCESSES, "threads")
ADDRESSES: Final = ("tcp://", "tls://", "ws://", "wss://")
NAMED: Final = 10  # of the accounts that are missing

_Outcomes = Generator[tuple[str, bool], None, None]


@dataclass(slots=True)
class _Tally:
    """How far it is."""

    missing: set[str] = field(default_factory=set)
    done: int = 0
    started: float = field(default_factory=time.monotonic)

    def tell(self, account: str, is_done: bool) -> None:
        if is_done:
            self.missing.remove(account)
            self.done += 1

    @property
    def line(self) -> str:
        seconds = time.monotonic() - self.started
        size = f"{self.done} account{'' if self.done == 1 else 's'}"
        rest = f" Missing: {self._named}; the same command goes on with them." if self.missing else ""
        return f"score: {size} brought up to date ({seconds:.1f} s, {self.done / seconds:.2f} accounts a second).{rest}"

    @property
    def _named(self) -> str:
        named = ", ".join(sorted(self.missing)[:NAMED])
        more = len(self.missing) - NAMED
        return f"{len(self.missing)} ({named}{f' and {more} more' if more > 0 else ''})"


def _scheduler(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None or value in ON_DASK or value.startswith(ADDRESSES):
        return value
    raise click.BadParameter(f"{value!r} is none of: processes, threads, an address such as tcp://host:8786")


@click.command
@click.argument("accounts", metavar="[ACCOUNT]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All accounts, in place of those that are named.")
@click.option("--anew", is_flag=True, help="Also those that are up to date.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many accounts to score at the same time on this machine; more than one need the extra: "
    "stakegraph[cluster].",
)
@click.option(
    "--scheduler",
    metavar="processes|threads|ADDRESS",
    callback=_scheduler,
    help="Score on Dask: in so many processes, or threads, of this machine; or on the cluster of the scheduler at an "
    "address, such as tcp://host:8786, whose workers know the database's password.",
)
@takes(*DATABASE, "rates", "log_level", "log_format")
def score(
    settings: Settings, accounts: Sequence[str], every: bool, anew: bool, workers: int, scheduler: str | None
) -> None:
    """Bring the lists across accounts up to date: of all accounts, or of those whose keys are given.

    The service does so by itself, with half of one processor; this takes a whole one, or several, as after an import.
    What is up to date is left alone, so what was broken off goes on where it stopped. The exit code is 1 where an
    account is missing.
    """
    _demand_use(settings, accounts, every=every, workers=workers, scheduler=scheduler)
    configure(settings.log_level, settings.log_format)
    tally = _Tally()
    with existing_database(settings) as endpoint:
        try:
            wanted = asyncio.run(_wanted(endpoint, settings, accounts, anew=anew))
            tally.missing.update(wanted)
            where = scheduler or (PROCESSES if workers > 1 else None)
            scoring = closing(_refreshed(where, workers, endpoint, settings, wanted))
            with scoring as outcomes, shown(len(wanted)) as told:
                for number, (account, is_done) in enumerate(outcomes, 1):
                    tally.tell(account, is_done)
                    told(number)
        finally:
            click.echo(tally.line)
    if tally.missing:
        raise click.exceptions.Exit(1)


def _demand_use(
    settings: Settings, accounts: Collection[str], *, every: bool, workers: int, scheduler: str | None
) -> None:
    if bool(accounts) == every:
        raise click.UsageError("say which accounts: --all, or their keys")
    elsewhere = scheduler is not None and scheduler not in ON_DASK
    if elsewhere and settings.embedded:
        raise click.UsageError("--scheduler needs --neo4j: nobody but this machine reaches an embedded database")
    if elsewhere and workers > 1:
        raise click.UsageError("--workers is for this machine: a cluster has as many as it has")


async def _wanted(endpoint: Endpoint, settings: Settings, accounts: Collection[str], *, anew: bool) -> list[str]:
    """The keys of the accounts to score. Raises NotFound where one is named that is not there."""
    async with Store(endpoint, cache_megabytes=CACHE) as store:
        upkeep = Upkeep(store, settings.parameters, replace(LOCAL, accounts=frozenset(accounts) or None))
        known = await upkeep.stale(every=True) if accounts else ()
        for account in accounts:
            if account not in known:
                raise NotFound(f"there is no account {account!r}")
        return await upkeep.stale(every=anew)


def _refreshed(
    where: str | None, workers: int, endpoint: Endpoint, settings: Settings, accounts: Sequence[str]
) -> _Outcomes:
    """Each account, and whether it is up to date now, as they are done."""
    if not accounts:
        return
    if where is None:
        yield from _refreshed_here(endpoint, settings, accounts)
        return
    try:
        from app.cluster import refreshed
    except ImportError as error:
        raise click.UsageError("--workers and --scheduler need Dask: pip install 'stakegraph[cluster]'") from error
    yield from refreshed(where, workers, endpoint, settings, accounts)


def _refreshed_here(endpoint: Endpoint, settings: Settings, accounts: Sequence[str]) -> _Outcomes:
    """In this process, one after the other."""
    with asyncio.Runner() as runner:
        store = Store(endpoint, cache_megabytes=CACHE)
        upkeep = Upkeep(store, settings.parameters)
        try:
            for account in accounts:
                yield account, runner.run(upkeep.refresh(account))
        finally:
            runner.run(store.__aexit__())
