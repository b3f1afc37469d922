"""Earlier revisions: made again from the journal, and kept while they are asked for."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple

from graph import cypher
from graph.connection import Connection
from graph.errors import InvalidInput, NotFound
from graph.flights import Flights
from graph.identity import TEAM, account_id
from graph.journal import Entry, Gap, replay
from graph.message import Message
from graph.reading import entries_of
from graph.snapshot import AccountGraph, Snapshot

__all__ = ["AsOf", "History"]

AsOf = int | datetime
"""A moment of recorded time: a revision, or an instant."""

KEPT: Final = 32  # snapshots; whoever looks at the past looks at it again
KNOWN: Final = 4  # of these, with what was worked out of them: two accounts, each beside the team


class _Kept(NamedTuple):
    """A scope as of a revision, as it was told when the newest was `known_at`; when it was written, and beside what."""

    known_at: int
    snapshot: Snapshot
    at: datetime
    team_revision: int


class History:
    """What was known at an earlier moment. Opening a revision is linear in the entries up to it, or those since an
    earlier one that is kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: OrderedDict[tuple[str, int], _Kept] = OrderedDict()
        self._flights: Flights[_Kept] = Flights()

    async def account(self, key: str, as_of: AsOf, newest: Mapping[str, int]) -> AccountGraph:
        """The account as of a revision or an instant, beside the team as it was then.

        `newest` are the current revisions of both. Raises InvalidInput where there is no such revision, and NotFound
        where there was no such account then.
        """
        revision = as_of if isinstance(as_of, int) else await self._revision_at(key, as_of)
        current = newest.get(key, 0)
        if not 1 <= revision <= current:
            words = {"current": current, "revision": revision}
            raise InvalidInput(
                Message("asOf: there are the revisions 1 to %(current)s, not %(revision)s", **words), ["asOf"]
            )
        kept = await self._opened(key, revision, current)
        if account_id(key) not in kept.snapshot.nodes:
            raise NotFound(Message("there was no account %(key)r at that time", key=key), ["asOf"])
        team = await self.scope(TEAM, kept.team_revision, newest.get(TEAM, 0))
        return AccountGraph(kept.snapshot, team, kept.at)

    async def team(self, revision: int, newest: int) -> tuple[Snapshot, datetime]:
        """The team as of one of its revisions, and when that was written. Raises NotFound where there is none."""
        found = await self.entries(TEAM, [revision])
        if not found:
            raise NotFound(Message("the team has no revision %(revision)s", revision=revision), ["asOf"])
        return await self.scope(TEAM, revision, newest), found[0].at

    async def scope(self, scope: str, revision: int, newest: int) -> Snapshot:
        """A scope as of one of its revisions."""
        return (await self._opened(scope, revision, newest)).snapshot if revision else Snapshot(scope)

    async def recorded(self, scope: str, instants: Iterable[datetime], newest: int) -> dict[datetime, Snapshot]:
        """A scope as it was recorded at some instants; those are absent by which nothing had been written."""
        revisions: dict[datetime, int] = {}
        for at in sorted(instants, reverse=True):
            (row,) = await self._connection.ask(cypher.REVISION_AT, scope=scope, at=at)
            if row["revision"] is None:
                break
            revisions[at] = row["revision"]
        # The oldest first, so that each begins where the one before it ends.
        return {at: await self.scope(scope, revision, newest) for at, revision in sorted(revisions.items())}

    async def close(self) -> None:
        """Break off what is being read."""
        await self._flights.close()

    def forget(self) -> None:
        """Keep nothing of what was read so far: a person was erased."""
        self._kept.clear()

    async def entries(self, scope: str, revisions: Iterable[int]) -> list[Entry]:
        """The entries of these revisions, in their order."""
        wanted = sorted(set(revisions))
        if not wanted:
            return []
        return entries_of(await self._connection.ask(cypher.ENTRIES_OF, scope=scope, revisions=wanted))

    async def _opened(self, scope: str, revision: int, newest: int) -> "_Kept":
        """What is kept of a revision, or read once for all who ask at the same time."""
        kept = self._kept.get((scope, revision))
        if kept is None or kept.known_at < newest:
            flight = (scope, revision, newest)
            kept = await self._flights.share(flight, lambda: self._read(*flight))
        self._kept[scope, revision] = kept
        self._kept.move_to_end((scope, revision))
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        for older in islice(reversed(self._kept.values()), KNOWN, None):
            older.snapshot.memory.forget()
        return kept

    async def _read(self, scope: str, revision: int, newest: int) -> "_Kept":
        """From the nearest earlier revision that is kept: going from one to the next reads each entry once."""
        await self._confirm(scope, newest)
        if (kept := self._kept.get((scope, revision))) is not None and kept.known_at >= newest:
            return kept
        known = [each for (of, _), each in self._kept.items() if of == scope and each.known_at >= newest]
        earlier = [each.snapshot for each in known if each.snapshot.revision < revision]
        nearest = max(earlier, key=lambda each: each.revision, default=Snapshot(scope))
        try:
            tail = await self._tail(scope, nearest.revision, revision)
            snapshot = replay(nearest, tail, newest)
        except Gap:  # an erasure came in between
            tail = await self._tail(scope, 0, revision)
            snapshot = replay(Snapshot(scope), tail)
        return _Kept(newest, snapshot, tail[-1].at, tail[-1].team_revision)

    async def _confirm(self, scope: str, newest: int) -> None:
        """What is kept of a scope is right still, unless an erasure has rewritten its history since."""
        stale = {at: each for at, each in self._kept.items() if at[0] == scope and each.known_at < newest}
        if not stale:
            return
        since = min(each.known_at for each in stale.values())
        rows = await self._connection.ask(cypher.REWRITTEN, scope=scope, after=since, until=newest)
        for at, each in stale.items():
            if rows[0]["count"]:
                self._kept.pop(at, None)
            elif at in self._kept:
                self._kept[at] = each._replace(known_at=newest)

    async def _tail(self, scope: str, after: int, until: int) -> list[Entry]:
        return entries_of(await self._connection.ask(cypher.ENTRIES, scope=scope, after=after, until=until))

    async def _revision_at(self, scope: str, at: datetime) -> int:
        (row,) = await self._connection.ask(cypher.REVISION_AT, scope=scope, at=at)
        revision: int | None = row["revision"]
        if revision is None:
            raise InvalidInput(Message("asOf: nothing had been written by %(at)s", at=at.isoformat()), ["asOf"])
        return revision
