"""What a request carries: who asks, where from, and each account at one moment."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property

from graph.errors import NotFound
from graph.identity import TEAM
from graph.moment import day_of, now
from graph.snapshot import AccountGraph, Snapshot
from graph.store import Store
from graph.viewer import Viewer
from scoring.authority import opportunity_shares
from scoring.power import Power, power

__all__ = ["Context", "Reading"]


class Reading:
    """An account at one moment, with the scores that this request has asked for so far.

    `on` is the day that the caller named, null where they meant today; `day` is the day in either case.
    """

    def __init__(self, graph: AccountGraph, day: date, on: date | None) -> None:
        self.graph = graph
        self.day = day
        self.on = on
        self._powers: dict[str, Power] = {}

    @property
    def account(self) -> Snapshot:
        return self.graph.account

    @cached_property
    def power(self) -> Power:
        """Who decides in the account."""
        return power(self.account, self.day)

    @cached_property
    def stakes(self) -> Mapping[str, float]:
        """What part of all that is at stake each open opportunity is, by id."""
        return opportunity_shares(self.account, self.day)

    def power_in(self, opportunity: str) -> Power:
        """Who decides in one opportunity."""
        if opportunity not in self._powers:
            self._powers[opportunity] = power(self.account, self.day, opportunity=opportunity)
        return self._powers[opportunity]


class Context:
    """One request: its store, its viewer, and what it has read. An account is read once a request and day."""

    def __init__(self, store: Store, viewer: Viewer, clock: Callable[[], datetime] = now) -> None:
        self.store = store
        self.viewer = viewer
        self.clock = clock
        self._readings: dict[tuple[str, date | None], asyncio.Task[Reading]] = {}

    async def account(self, key: str, on: date | None = None) -> Reading:
        """The account of this key on a day. Raises NotFound where there is none that the viewer may see."""
        if (key, on) not in self._readings:
            self._readings[key, on] = asyncio.ensure_future(self._read(key, on))
        return await self._readings[key, on]

    async def find(self, key: str, on: date | None = None) -> Reading | None:
        """As `account`; null where there is none."""
        try:
            return await self.account(key, on)
        except NotFound:
            return None

    async def team(self, on: date | None = None) -> Reading:
        """The team's own scope on a day."""
        graph = AccountGraph(Snapshot(TEAM), await self.store.team(self.viewer))
        return Reading(graph, on or day_of(self.clock(), None), on)

    def forget(self) -> None:
        """Read anew from here on: something was written."""
        self._readings.clear()

    async def _read(self, key: str, on: date | None) -> Reading:
        graph = await self.store.snapshot(key, self.viewer)
        return Reading(graph, on or day_of(self.clock(), graph.root.time_zone), on)
