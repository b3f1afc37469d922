"""Upkeep: the summaries that lists across accounts read, made anew wherever something has changed."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import Final

import structlog

from app.forecasts import forecasts
from graph.errors import NotFound, Unavailable
from graph.identity import TEAM
from graph.moment import day_of
from graph.snapshot import AccountGraph
from graph.store import Store
from graph.summary import AccountSummary, Recommended, Unreached
from graph.viewer import LOCAL, Viewer
from graph.watcher import UNWATCHED, Watcher
from scoring.parameters import DEFAULTS, Parameters
from scoring.scores import Scores
from scoring.shortlist import shortlist
from scoring.summary import digest, summary

__all__ = ["CACHE", "Upkeep", "kept_up"]

EVERY: Final = 60.0  # seconds from one look at all accounts to the next
BATCH: Final = 1_000  # account keys
TRIES: Final = 3  # of an account that others are writing to
CACHE: Final = 32  # megabytes: most accounts are read once a day

_Reckoned = tuple[AccountSummary, tuple[Unreached, ...], tuple[Recommended, ...]]

_log = structlog.get_logger(__name__)


class Upkeep:
    """The summaries of the accounts that a viewer may see.

    Several processes may look after the same accounts: what one has brought up to date, the others leave alone. The
    watcher is told how many are out of date.
    """

    def __init__(
        self,
        store: Store,
        parameters: Parameters = DEFAULTS,
        viewer: Viewer = LOCAL,
        watcher: Watcher = UNWATCHED,
    ) -> None:
        self.store = store
        self.parameters = parameters
        self.viewer = viewer
        self.watcher = watcher
        self._touched: set[str] = set()
        self._told = asyncio.Event()

    async def stale(self, *, every: bool = False) -> list[str]:
        """The keys of the accounts whose summaries are out of date; with `every`, those of the others too."""
        constants, found = digest(self.parameters), list[str]()
        while True:
            now, last = self.store.clock(), found[-1] if found else ""
            ask = self.store.portfolio.stale
            batch = await ask(self.viewer, constants, now, after=last, limit=BATCH, every=every)
            found += batch
            if len(batch) < BATCH:
                return found

    async def refresh(self, account: str) -> bool:
        """Make the summary of an account anew, and answer whether it is up to date now.

        It is not where the account cannot be scored, which is logged, or others never cease to write to it. Raises
        Unavailable.
        """
        try:
            for _ in range(TRIES):
                graph = await self.store.snapshot(account, self.viewer)
                day = day_of(self.store.clock(), graph.root.time_zone)
                reckoned = await asyncio.to_thread(self._reckoned, graph, day)
                told = await forecasts(self.store, graph, day, self.parameters, self.viewer)
                if await self.store.portfolio.keep(*reckoned, told):
                    return True
        except NotFound:
            return True  # it was dropped, and its summary with it
        except Unavailable:
            await self.store.connection.ping()
            _log.exception("an account cannot be read", account=account)
        except Exception:
            _log.exception("an account cannot be scored", account=account)
        return False

    async def sweep(self) -> None:
        """Bring everything up to date, leaving half of the time to others; what was touched goes first."""
        self._touched.discard(TEAM)
        stale = await self.stale()
        for done, account in enumerate(stale):
            self.watcher.stale(len(stale) - done)
            await self._refresh_touched()
            await self._refresh_in_turn(account)
        self.watcher.stale(0)

    def touch(self, scopes: Collection[str]) -> None:
        """Say that these scopes were written to."""
        self._touched.update(scopes)
        self._told.set()

    async def run(self) -> None:
        """Keep everything up to date until this is cancelled.

        What was touched follows at once, and all accounts where it was the team. Once a minute it looks for what
        else has changed: by other processes, or because a day has begun somewhere.
        """
        while True:
            due = time.monotonic() + EVERY
            try:
                await self.sweep()
                await self._follow(due)
            except Unavailable as error:
                _log.debug("summaries are not kept up", reason=error.message)
            except Exception:
                _log.exception("summaries are not kept up")
            await asyncio.sleep(0 if TEAM in self._touched else max(0.0, due - time.monotonic()))

    def _reckoned(self, graph: AccountGraph, day: date) -> _Reckoned:
        """What lists know of an account. It takes a thread: who waits for the account may do other things meanwhile."""
        scores = Scores(graph, day, self.parameters)
        return (*summary(scores), shortlist(scores))

    async def _follow(self, due: float) -> None:
        """Refresh what is touched, until the next sweep is due."""
        while TEAM not in self._touched and (left := due - time.monotonic()) > 0:
            self._told.clear()
            await self._refresh_touched()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), left)

    async def _refresh_touched(self) -> None:
        while others := self._touched - {TEAM}:
            account = min(others)
            self._touched.discard(account)
            await self._refresh_in_turn(account)

    async def _refresh_in_turn(self, account: str) -> None:
        began = time.monotonic()
        await self.refresh(account)
        await asyncio.sleep(time.monotonic() - began)


@asynccontextmanager
async def kept_up(store: Store, parameters: Parameters) -> AsyncIterator[None]:
    """Within the block, the summaries of a store's accounts are kept up to date.

    That is done in a thread, by a store of its own: what is read and computed for it neither holds up the event loop
    nor takes the place of accounts that people work with.
    """
    thread = _Thread(store, parameters)
    thread.start()
    try:
        with store.listening(thread.touch):
            yield
    finally:
        await asyncio.to_thread(thread.end)


class _Thread(threading.Thread):
    def __init__(self, store: Store, parameters: Parameters) -> None:
        super().__init__(name="upkeep", daemon=True)
        self._store = Store(store.connection.endpoint, store.clock, CACHE)
        self._upkeep = Upkeep(self._store, parameters, watcher=store.watcher)
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()

    def touch(self, scopes: Collection[str]) -> None:
        self._loop.call_soon_threadsafe(self._upkeep.touch, frozenset(scopes))

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self.join()

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._work())

    async def _work(self) -> None:
        async with self._store:
            running = asyncio.create_task(self._upkeep.run())
            await self._ended.wait()
            running.cancel()
            await asyncio.wait([running])
