"""The newest snapshots: held by revision, caught up from the journal, or read anew."""

from contextlib import suppress
from typing import Final
from uuid import uuid4

from graph import cypher
from graph.cache import SnapshotCache
from graph.connection import Connection, Transaction
from graph.flights import Flights
from graph.identity import TEAM
from graph.journal import Gap
from graph.reading import caught_up, entries_of, is_near, read_scope
from graph.snapshot import Snapshot
from graph.turns import Turns
from graph.watcher import UNWATCHED, Count, Watcher

__all__ = ["Snapshots"]

MEGABYTE: Final = 1_000_000


class Snapshots:
    """Each scope's newest snapshot that this process has seen, in at most so many megabytes.

    However many ask for a scope at the same moment, it is read once.
    """

    def __init__(self, connection: Connection, turns: Turns, megabytes: float, watcher: Watcher = UNWATCHED) -> None:
        self._connection = connection
        self._turns = turns
        self._watcher = watcher
        self._flights: Flights[Snapshot] = Flights()
        self.cache = SnapshotCache(int(megabytes * MEGABYTE))

    async def at_least(self, scope: str, revision: int) -> Snapshot:
        """A snapshot of the scope that is no older than the revision, which it must have reached."""
        if revision == 0:
            return Snapshot(scope)
        snapshot = self.cache.get(scope)
        if snapshot is not None and snapshot.revision >= revision:
            self._watcher.count(Count.SNAPSHOT_HELD)
        while snapshot is None or snapshot.revision < revision:
            snapshot = await self._flights.share(scope, lambda: self._read(scope, revision))
        return snapshot

    async def close(self) -> None:
        """Break off what is being read."""
        await self._flights.close()

    async def _read(self, scope: str, revision: int) -> Snapshot:
        with self._watcher.span("read an account"):
            caught_up = await self._caught_up(scope, revision)
            snapshot = caught_up or await self._read_anew(scope, revision)
        self._watcher.count(Count.SNAPSHOT_CAUGHT_UP if caught_up else Count.SNAPSHOT_READ)
        self.cache.keep(snapshot)
        if scope == TEAM and caught_up is None:
            self.cache.forget()  # one of us may have been erased, and accounts know of us too
        return snapshot

    async def _caught_up(self, scope: str, revision: int) -> Snapshot | None:
        """What is held, after the entries up to the revision; null where reading the scope anew is the way."""
        held = self.cache.get(scope)
        if held is None or not is_near(held, revision):
            return None
        rows = await self._connection.ask(cypher.ENTRIES, scope=scope, after=held.revision, until=revision)
        with suppress(Gap):
            return caught_up(held, entries_of(rows), revision)
        return None

    async def _read_anew(self, scope: str, revision: int) -> Snapshot:
        """The scope as the database holds it. It is read in turn, so that no commit of ours is in the way."""

        async def read(tx: Transaction) -> Snapshot:
            touched = await (await tx.run(cypher.TOUCH, scope=scope, token=str(uuid4()))).single(strict=True)
            return await read_scope(tx, scope, touched["revision"])

        async with self._turns.take([scope]):
            held = self.cache.get(scope)
            if held is not None and held.revision >= revision:
                return held
            return await self._connection.transact(read)
