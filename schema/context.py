"""What a request carries: who asks, where from, and each account at one moment."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b

import networkx as nx
from strawberry.dataloader import DataLoader

from graph.errors import NotFound
from graph.history import AsOf
from graph.identity import TEAM
from graph.model import Resolution, WorksIn
from graph.moment import day_of, now
from graph.snapshot import AccountGraph, Snapshot
from graph.store import Store
from graph.viewer import Viewer
from schema.documents import UNLIMITED, Documents
from schema.language import Language
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

    def supposing(self, graph: AccountGraph, told: str) -> "Reading":
        """The account as it would be if it were this graph; `told` is the same text wherever the same is supposed."""
        reading = Reading(graph, self.day, self.on, self.parameters)
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

    Its document is kept in `documents`, by whose limits it is judged.
    An account is read once a request and day.
    """

    def __init__(
        self,
        store: Store,
        viewer: Viewer,
        clock: Callable[[], datetime] = now,
        language: Language = Language.EN,
        parameters: Parameters = DEFAULTS,
        documents: Documents = UNLIMITED,
    ) -> None:
        self.store = store
        self.viewer = viewer
        self.clock = clock
        self.language = language
        self.parameters = parameters
        self.documents = documents
        self._readings: dict[tuple[str, date | None, AsOf | None], asyncio.Task[Reading]] = {}
        self.same_people: DataLoader[str, list[str]] = DataLoader(self._same_people, cache=False)

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

    async def team(self, on: date | None = None, as_of: int | None = None) -> Reading:
        """The team's own scope on a day, as of one of its revisions."""
        team, recorded_at = await self.store.team(self.viewer), None
        if as_of is not None:
            team, recorded_at = await self.store.past_team(self.viewer, as_of)
        graph = AccountGraph(Snapshot(TEAM), team, recorded_at)
        return Reading(graph, on or day_of(recorded_at or self.clock(), None), on, self.parameters)

    def forget(self) -> None:
        """Read anew from here on: something was written."""
        self._readings.clear()

    async def _same_people(self, persons: list[str]) -> list[list[str]]:
        """The ids of the stakeholders of each `person`; what is asked for at once is one query."""
        found = await self.store.same_people(persons, self.viewer)
        return [found[person] for person in persons]

    async def _read(self, key: str, on: date | None, as_of: AsOf | None) -> Reading:
        if as_of is None:
            graph = await self.store.snapshot(key, self.viewer)
        else:
            graph = await self.store.past(key, self.viewer, as_of)
        day = on or day_of(graph.recorded_at or self.clock(), graph.root.time_zone)
        return Reading(graph, day, on, self.parameters)
