"""Earlier revisions: made again from the journal, and kept while they are asked for."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from graph import cypher
from graph.connection import Connection
from graph.errors import InvalidInput, NotFound
from graph.identity import TEAM, account_id
from graph.journal import Entry, replay
from graph.reading import entries_of
from graph.snapshot import AccountGraph, Snapshot

__all__ = ["AsOf", "History"]

AsOf = int | datetime
"""A moment of recorded time: a revision, or an instant."""

KEPT: Final = 32  # snapshots; whoever looks at the past looks at it again


class History:
    """What was known at an earlier moment. Opening a revision is linear in the entries up to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: OrderedDict[tuple[str, int], tuple[int, Snapshot]] = OrderedDict()

    async def account(self, key: str, as_of: AsOf, newest: Mapping[str, int]) -> AccountGraph:
        """The account as of a revision or an instant, beside the team as it was then.

        `newest` are the current revisions of both. Raises InvalidInput where there is no such revision, and NotFound
        where there was no such account then.
        """
        revision = as_of if isinstance(as_of, int) else await self._revision_at(key, as_of)
        current = newest.get(key, 0)
        if not 1 <= revision <= current:
            raise InvalidInput(f"asOf: there are the revisions 1 to {current}, not {revision}", ["asOf"])
        account = await self.scope(key, revision, current)
        if account_id(key) not in account.nodes:
            raise NotFound(f"there was no account {key!r} at that time", ["asOf"])
        (entry,) = await self.entries(key, [revision])
        return AccountGraph(account, await self.scope(TEAM, entry.team_revision, newest.get(TEAM, 0)), entry.at)

    async def team(self, revision: int, newest: int) -> tuple[Snapshot, datetime]:
        """The team as of one of its revisions, and when that was written. Raises NotFound where there is none."""
        found = await self.entries(TEAM, [revision])
        if not found:
            raise NotFound(f"the team has no revision {revision}", ["asOf"])
        return await self.scope(TEAM, revision, newest), found[0].at

    async def scope(self, scope: str, revision: int, newest: int) -> Snapshot:
        """A scope as of one of its revisions. What is kept lasts until the next commit, which may rewrite history."""
        known_at, kept = self._kept.get((scope, revision), (0, Snapshot(scope)))
        if known_at != newest:
            rows = await self._connection.ask(cypher.ENTRIES, scope=scope, after=0, until=revision)
            kept = replay(Snapshot(scope), entries_of(rows))
        self._kept[scope, revision] = (newest, kept)
        self._kept.move_to_end((scope, revision))
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept

    def forget(self) -> None:
        """Keep nothing of what was read so far: a person was erased."""
        self._kept.clear()

    async def entries(self, scope: str, revisions: Iterable[int]) -> list[Entry]:
        """The entries of these revisions, in their order."""
        wanted = sorted(set(revisions))
        if not wanted:
            return []
        return entries_of(await self._connection.ask(cypher.ENTRIES_OF, scope=scope, revisions=wanted))

    async def _revision_at(self, scope: str, at: datetime) -> int:
        (row,) = await self._connection.ask(cypher.REVISION_AT, scope=scope, at=at)
        revision: int | None = row["revision"]
        if revision is None:
            raise InvalidInput(f"asOf: nothing had been written by {at.isoformat()}", ["asOf"])
        return revision
