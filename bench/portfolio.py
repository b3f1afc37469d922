"""What scoring a whole portfolio takes, on one process and on several: `python -m bench.portfolio [--quick]`."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.cluster import PROCESSES, refreshed
from app.generation import Load, Portfolio, generate
from app.settings import Settings
from app.upkeep import CACHE, Upkeep
from bench.timing import factor, growth
from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.portfolio import AccountFilter
from graph.store import Store
from graph.viewer import LOCAL
from scoring.backtest import DAYS_BEFORE

__all__ = ["FULL", "QUICK", "Sizes", "main"]

SETTINGS: Final = Settings(log_level="error", log_format="json")
SEED: Final = 1
ASKED: Final = 20  # times, of what takes milliseconds

Row = tuple[str, str]


@dataclass(frozen=True)
class Sizes:
    """How many accounts are scored, of how many people each, and by how many worker processes."""

    accounts: Sequence[int]
    people: int
    workers: Sequence[int]


FULL = Sizes((100, 1_000), 100, (1, 2))
QUICK = Sizes((1, 3), 5, (2,))


def main(arguments: Sequence[str]) -> None:
    """Measure, and print one table."""
    sizes, began = QUICK if "--quick" in arguments else FULL, time.perf_counter()
    print("| | |\n|---|---|")  # noqa: T201  # its output
    with tempfile.TemporaryDirectory() as directory, embedded_server(Path(directory) / "data") as endpoint:
        for what, ratio in _measured(sizes, endpoint):
            print(f"| {what} | {ratio} |", flush=True)  # noqa: T201
    print(f"\nMeasured in {time.perf_counter() - began:.0f} s.")  # noqa: T201


def _measured(sizes: Sizes, endpoint: Endpoint) -> Iterator[Row]:
    alone, asked = [], []
    for count in sizes.accounts:
        accounts = asyncio.run(_loaded(endpoint, count, sizes.people))
        alone.append(asyncio.run(_here(endpoint, accounts)))
        _tell(count, sizes.people, "this process", alone[-1])
        for workers in sizes.workers:
            took = _on_dask(endpoint, accounts, workers)
            _tell(count, sizes.people, f"{workers} worker processes", took)
            size = f"{count:,} accounts of {sizes.people} people"
            yield (
                f"speed of scoring {size} with {workers} of Dask's workers, against one process",
                factor(alone[-1] / took),
            )
        asked.append(asyncio.run(_backtest(endpoint)))
    told = ", ".join(f"{count:,}" for count in sizes.accounts)
    yield f"time of scoring for ten times the accounts ({told})", growth(sizes.accounts, alone)
    yield f"time of a backtest for ten times the accounts ({told})", growth(sizes.accounts, asked)
    print(f"a backtest of {sizes.accounts[-1]:,} accounts: {asked[-1] * 1000:.1f} ms", file=sys.stderr)  # noqa: T201


def _tell(accounts: int, people: int, where: str, took: float) -> None:
    text = f"{accounts:,} accounts of {people} people, {where}: {took:.1f} s, {accounts / took:.2f} accounts a second"
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # progress


async def _loaded(endpoint: Endpoint, accounts: int, people: int) -> list[str]:
    """The keys of so many accounts, those that are not there yet being loaded."""
    async with Store(endpoint) as store:
        await generate(store, Load(Portfolio(accounts, people, SEED)), lambda: None)
        return await Upkeep(store).stale(every=True)


async def _here(endpoint: Endpoint, accounts: Sequence[str]) -> float:
    """The time of scoring accounts in this process."""
    began = time.perf_counter()
    async with Store(endpoint, cache_megabytes=CACHE) as store:
        upkeep = Upkeep(store)
        for account in accounts:
            await upkeep.refresh(account)
    return time.perf_counter() - began


def _on_dask(endpoint: Endpoint, accounts: Sequence[str], workers: int) -> float:
    """The time of scoring accounts in worker processes, with that of starting and ending them."""
    began = time.perf_counter()
    missing = [account for account, done in refreshed(PROCESSES, workers, endpoint, SETTINGS, accounts) if not done]
    if missing:
        raise RuntimeError(f"{missing} could not be scored")
    return time.perf_counter() - began


async def _backtest(endpoint: Endpoint) -> float:
    """The time of asking for all forecasts, added up."""
    async with Store(endpoint) as store:
        await store.portfolio.forecast(LOCAL, AccountFilter(), DAYS_BEFORE)
        began = time.perf_counter()
        for _ in range(ASKED):
            await store.portfolio.reckoned(LOCAL, AccountFilter())
            await store.portfolio.forecast(LOCAL, AccountFilter(), DAYS_BEFORE)
        return (time.perf_counter() - began) / ASKED


if __name__ == "__main__":
    main(sys.argv[1:])
