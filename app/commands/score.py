"""`stakegraph score`: the summaries that lists across accounts read, brought up to date."""

import asyncio
import time
from dataclasses import dataclass, field

import click

from app.database import DATABASE, existing_database
from app.logs import configure
from app.progress import shown
from app.settings import Settings, takes
from app.upkeep import CACHE, Upkeep
from graph.endpoint import Endpoint
from graph.store import Store

__all__ = ["score"]


@dataclass(slots=True)
class _Tally:
    """How far it is."""

    accounts: int = 0
    done: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def line(self) -> str:
        seconds = time.monotonic() - self.started
        size = f"{self.done} account{'' if self.done == 1 else 's'}"
        missing = self.accounts - self.done
        rest = f" Missing: {missing}; the same command goes on with them." if missing else ""
        return f"score: {size} brought up to date ({seconds:.1f} s, {self.done / seconds:.2f} accounts a second).{rest}"


@click.command
@click.option("--all", "every", is_flag=True, help="All accounts, also those that are up to date.")
@takes(*DATABASE, "rates", "log_level", "log_format")
def score(settings: Settings, every: bool) -> None:
    """Bring the lists across accounts up to date.

        The service does so by itself, with half of one processor; this takes a whole one, as after an import. The exit
    code is 1 where an account is missing; the same command goes on with it.
    """
    configure(settings.log_level, settings.log_format)
    tally = _Tally()
    with existing_database(settings) as endpoint:
        try:
            asyncio.run(_score(endpoint, settings, tally, every=every))
        finally:
            click.echo(tally.line)
    if tally.done < tally.accounts:
        raise click.exceptions.Exit(1)


async def _score(endpoint: Endpoint, settings: Settings, tally: _Tally, *, every: bool) -> None:
    async with Store(endpoint, cache_megabytes=CACHE) as store:
        upkeep = Upkeep(store, settings.parameters)
        accounts = await upkeep.stale(every=every)
        tally.accounts = len(accounts)
        with shown(len(accounts)) as told:
            for number, account in enumerate(accounts, 1):
                tally.done += await upkeep.refresh(account)
                told(number)
