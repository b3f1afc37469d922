"""`stakegraph seed`: the sample accounts, into a database."""

import asyncio
from collections.abc import Sequence

import click

from app.database import DATABASE, database
from app.logs import configure
from app.samples import load
from app.settings import Settings, takes
from graph.endpoint import Endpoint
from graph.store import Store
from seeds.sample import SAMPLES

__all__ = ["seed"]

HELP = f"""Load sample accounts: {", ".join(SAMPLES)}.

An account that is there already is left as it is, so running it twice changes nothing."""


@click.command(help=HELP)
@click.argument("names", metavar="NAME...", nargs=-1, required=True, type=click.Choice(list(SAMPLES)))
@takes(*DATABASE, "log_level", "log_format")
def seed(settings: Settings, names: Sequence[str]) -> None:
    configure(settings.log_level, settings.log_format)
    with database(settings) as endpoint:
        loaded = asyncio.run(_seed(endpoint, names))
    for name in loaded:
        click.echo(f"{name}: loaded" if loaded[name] else f"{name}: is there already, nothing was changed")


async def _seed(endpoint: Endpoint, names: Sequence[str]) -> dict[str, bool]:
    async with Store(endpoint) as store:
        return await load(store, dict.fromkeys(names))
