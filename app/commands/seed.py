"""`stakegraph seed`: the sample accounts and generated ones, into a database."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import click
from click.core import ParameterSource

from app.database import DATABASE, database
from app.generation import Load, Portfolio, generate
from app.logs import configure
from app.progress import shown
from app.samples import load
from app.settings import Settings, takes
from app.witnessing import witnessed
from graph.store import Store
from seeds.sample import SAMPLES

__all__ = ["seed"]

GENERATE: Final = "generate"
OF_GENERATE: Final = ("accounts", "people", "number")
CACHE: Final = 16  # megabytes: what is loaded is not read again

HELP = f"""Load sample accounts: {", ".join(SAMPLES)}; or {GENERATE}, a synthetic portfolio of any size.

An account that is there already is left as it is, so running it twice changes nothing, and a load that was broken
off goes on where it stopped. A generated account is seen once it is complete, and is the same for the same seed and
day. Its key is generated-SEED-NUMBER."""


@click.command(help=HELP)
@click.argument("names", metavar="NAME...", nargs=-1, required=True, type=click.Choice([*SAMPLES, GENERATE]))
@click.option(
    "--accounts",
    type=click.IntRange(1, 100_000),
    default=10,
    show_default=True,
    help=f"For {GENERATE}: how many accounts.",
)
@click.option(
    "--people",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help=f"For {GENERATE}: how many people each has.",
)
@click.option(
    "--seed",
    "number",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    help=f"For {GENERATE}: the number that all chance comes from.",
)
@takes(*DATABASE, "audit_log", "log_level", "log_format")
def seed(settings: Settings, names: Sequence[str], accounts: int, people: int, number: int) -> None:
    configure(settings.log_level, settings.log_format)
    _demand_use(names)
    with database(settings) as endpoint, witnessed(settings, "seed") as watcher:
        _load_samples(Store(endpoint, watcher=watcher), [name for name in names if name != GENERATE])
        if GENERATE in names:
            store = Store(endpoint, cache_megabytes=CACHE, watcher=watcher)
            _generate(store, Portfolio(accounts, people, number))


def _demand_use(names: Sequence[str]) -> None:
    """Refuse what says how to generate where nothing is generated."""
    context = click.get_current_context()
    given = [name for name in OF_GENERATE if context.get_parameter_source(name) is not ParameterSource.DEFAULT]
    if given and GENERATE not in names:
        raise click.UsageError(f"--accounts, --people and --seed say what to generate: add the name {GENERATE!r}")


def _load_samples(store: Store, names: Sequence[str]) -> None:
    loaded = asyncio.run(_seed(store, names))
    for name in loaded:
        click.echo(f"{name}: loaded" if loaded[name] else f"{name}: is there already, nothing was changed")


async def _seed(store: Store, names: Sequence[str]) -> dict[str, bool]:
    async with store:
        return await load(store, dict.fromkeys(names))


# ---------------------------------------------------------------- generated accounts


def _generate(store: Store, portfolio: Portfolio) -> None:
    progress = Load(portfolio)
    try:
        with shown(portfolio.accounts) as told:
            asyncio.run(_run(store, progress, lambda: told(progress.done)))
    finally:
        click.echo(_summary(progress))


async def _run(store: Store, progress: Load, told: Callable[[], None]) -> None:
    async with store:
        await generate(store, progress, told)


def _summary(progress: Load) -> str:
    wanted, seconds = progress.portfolio, progress.seconds
    size = f"{wanted.accounts} account{'' if wanted.accounts == 1 else 's'} of {wanted.people} people"
    made = f"{progress.nodes} nodes, {progress.edges} edges"
    rate = f"{seconds:.1f} s, {progress.loaded / seconds:.2f} accounts a second"
    missing = wanted.accounts - progress.done
    rest = f" Missing: {missing}; the same command goes on with them." if missing else ""
    return f"generate, {size}: {progress.loaded} loaded ({made}; {rate}), {progress.skipped} there already.{rest}"
