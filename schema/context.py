"""What a request carries: who asks, where from, and each account at one moment."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any

import networkx as nx
from graphql import OperationDefinitionNode
from strawberry.dataloader import DataLoader

from graph.errors import NotFound
from graph.history import AsOf
from graph.identity import TEAM
from graph.model import Resolution, WorksIn
from graph.moment import day_of, now
from graph.snapshot import AccountGraph, Snapshot
from graph.store import Store
from graph.viewer import Viewer
from graph.watcher import UNWATCHED, Watcher
from schema.allowance import Allowance
from schema.documents import UNLIMITED, Documents
from schema.language import Language
from schema.reads import Reads
from schema.watching import WatchedShelf
from scoring.introductions import Introduction
from scoring.parameters import DEFAULTS, Parameters
from scoring.recommendation import Recommendation
from scoring.resolutions import resolutions
from scoring.scores import Scores

__all__ = ["Context", "Reading"]


class Reading(Scores):
    """An account at one moment, with its scores.

    `on` is the day that the caller named, null where they meant today; `day` is the day in either case. `supposed`
    stands for all that is only supposed; null: nothing is.
    """

    def __init__(self, graph: AccountGraph, day: date, on: date | None, parameters: Parameters = DEFAULTS) -> None:
        super().__init__(graph, day, parameters)
        self.on = on
        self.supposed: str | None = None
        self.introducers: asyncio.Task[nx.DiGraph[str]] | None = None
        self.introductions: Mapping[str, Introduction] | None = None
        self.recommended: asyncio.Task[Sequence[Recommendation]] | None = None
        self.robustness: asyncio.Task[Mapping[str, float]] | None = None
        self._watcher = UNWATCHED

    def watched(self, watcher: Watcher) -> "Reading":
        """The same; the watcher is told from here on what is worked out."""
        if watcher is not UNWATCHED:
            self._watcher, self._shelf = watcher, WatchedShelf(self._shelf, watcher)
        return self

    def supposing(self, graph: AccountGraph, told: str) -> "Reading":
        """The account as it would be if it were this graph; `told` is the same text wherever the same is supposed."""
        reading = Reading(graph, self.day, self.on, self.parameters).watched(self._watcher)
        reading.supposed = blake2b(f"{self.supposed}\n{told}".encode(), digest_size=9).hexdigest()
        return reading

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The organisation in which each person works on the day, by their ids."""
        return {edge.source: edge.target for edge in self.account.all(WorksIn) if edge.stands_on(self.day)}

    @cached_property
    def resolutions(self) -> Mapping[str, Resolution]:
        """What was decided last on each recommendation, by its id."""
        return resolutions(self.account)

    def as_of(self, scope: str) -> int | None:
        """The revision of the scope that this shows; null where it is the newest."""
        if self.graph.recorded_at is None:
            return None
        return (self.graph.team if scope == TEAM else self.graph.account).revision


class Context:
    """One request: its store, its viewer, its language, the constants of its scores, and what it has read.

    Its document is kept in `documents`, by whose limits it is judged. An account is read once a request and day.
    `admit` answers who asks as of now, for what goes on for long. `reads` tells what was read; what is, is read as
    whoever has the same `rights` would read it: past that lie `viewer`, `store` and `clock`, and whoever takes one of
    them makes an answer that nobody can tell later to be right still. `operation` and `allowance` are there once the
    document has been read; `refused` are the errors that mutations answer, by their names.
    """

    def __init__(
        self,
        store: Store,
        viewer: Viewer,
        clock: Callable[[], datetime] = now,
        language: Language = Language.EN,
        parameters: Parameters = DEFAULTS,
        documents: Documents = UNLIMITED,
        admit: Callable[[], Awaitable[Viewer]] | None = None,
    ) -> None:
        self.reads = Reads()
        self._store = store
        self._viewer = viewer
        self._clock = clock
        self.language = language
        self.parameters = parameters
        self.documents = documents
        self.operation: OperationDefinitionNode | None = None
        self.allowance: Allowance | None = None
        self.refused: list[str] = []
        self._admit = admit
        self._readings: dict[tuple[str, date | None, AsOf | None], asyncio.Task[Reading]] = {}
        self.imported: Any = None
        self.same_people: DataLoader[str, list[str]] = DataLoader(self._same_people, cache=False)

    @property
    def store(self) -> Store:
        """The store itself."""
        self.reads.tell_nothing()
        return self._store

    @property
    def viewer(self) -> Viewer:
        """Who asks."""
        self.reads.tell_nothing()
        return self._viewer

    @property
    def clock(self) -> Callable[[], datetime]:
        """What tells the time."""
        self.reads.tell_nothing()
        return self._clock

    @property
    def watcher(self) -> Watcher:
        """Who wants to know what is done."""
        return self._store.watcher

    @property
    def rights(self) -> Viewer:
        """Anybody who may do and see the same."""
        return replace(self._viewer, subject="", team_member=None)

    async def account(self, key: str, on: date | None = None, as_of: AsOf | None = None) -> Reading:
        """The account of this key, on a day, as it was recorded at a revision or an instant.

        The day is that of `as_of` where none is given, else today. Raises NotFound where there is none that the
        viewer may see, and InvalidInput where there is no such revision.
        """
        moment = (key, on, as_of)
        if moment not in self._readings:
            self._readings[moment] = asyncio.ensure_future(self._read(key, on, as_of))
        return await self._readings[moment]

    async def find(self, key: str, on: date | None = None, as_of: AsOf | None = None) -> Reading | None:
        """As `account`; null where there is none."""
        try:
            return await self.account(key, on, as_of)
        except NotFound:
            return None

    async def at(self, key: str, revision: int) -> Reading | None:
        """The account as a revision left it: as it is now, where that is the newest; null where it was dropped."""
        newest = await self.find(key)
        if newest is not None and newest.graph.revision == revision:
            return newest
        return await self.find(key, None, revision)

    async def team(self, on: date | None = None, as_of: int | None = None) -> Reading:
        """The team's own scope on a day, as of one of its revisions."""
        recorded_at: datetime | None = None
        with self.reads.telling() as told:
            if as_of is None:
                team = await self._store.team(self.rights)
                told[TEAM] = team.revision
            else:
                newest, past = await asyncio.gather(
                    self._store.revisions([TEAM]), self._store.past_team(self.rights, as_of)
                )
                (team, recorded_at), told[TEAM] = past, newest[TEAM]
        graph = AccountGraph(Snapshot(TEAM), team, recorded_at)
        return Reading(graph, on or self._day(recorded_at, None), on, self.parameters).watched(self.watcher)

    def forget(self) -> None:
        """Read anew from here on: something was written."""
        self._readings.clear()

    async def readmit(self) -> None:
        """Begin anew, with nothing read yet, as who may see what they may see now. Raises whatever `admit` does."""
        if self._admit is not None:
            self._viewer = await self._admit()
        self.forget()

    async def _same_people(self, persons: list[str]) -> list[list[str]]:
        """The ids of the stakeholders of each `person`; what is asked for at once is one query."""
        found = await self.store.same_people(persons, self.viewer)
        return [found[person] for person in persons]

    async def _read(self, key: str, on: date | None, as_of: AsOf | None) -> Reading:
        with self.reads.telling() as told:
            if as_of is None:
                graph = await self._store.snapshot(key, self.rights)
                told |= {key: graph.account.revision, TEAM: graph.team.revision}
            else:
                newest, graph = await asyncio.gather(
                    self._store.revisions([key, TEAM]), self._store.past(key, self.rights, as_of)
                )
                told |= newest
        day = on or self._day(graph.recorded_at, graph.root.time_zone)
        return Reading(graph, day, on, self.parameters).watched(self.watcher)

    def _day(self, recorded_at: datetime | None, zone: str | None) -> date:
        """That of an earlier moment, else today."""
        return self.reads.today(self._clock(), zone) if recorded_at is None else day_of(recorded_at, zone)
