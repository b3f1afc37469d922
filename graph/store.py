"""The store: what the team knows, kept in Neo4j, written by commits and read as snapshots."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from graph import cypher
from graph.cache import SnapshotCache
from graph.change import Change
from graph.commit import AlreadyAnswered, Commit
from graph.connection import Connection, Transaction
from graph.endpoint import Endpoint
from graph.errors import InvalidInput, NotFound
from graph.identity import TEAM, account_id
from graph.journal import Entry, Gap, replay
from graph.moment import now
from graph.reading import read_entries, read_scope
from graph.snapshot import AccountGraph, Snapshot
from graph.turns import Turns
from graph.viewer import Viewer

__all__ = ["Store"]

# Further behind than this, reading a scope anew is cheaper than following its journal.
LONGEST_TAIL = 1_000


class Store:
    """All accounts and the team, in one database.

    Safe to share between tasks of one event loop. `clock` tells the time.
    """

    def __init__(self, endpoint: Endpoint, clock: Callable[[], datetime] = now) -> None:
        self.connection = Connection(endpoint)
        self.clock = clock
        self._cache = SnapshotCache()
        self._turns = Turns()

    async def __aenter__(self) -> "Store":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.connection.close()

    async def commit(
        self,
        changes: Mapping[str, Sequence[Change]],
        viewer: Viewer,
        if_revisions: Mapping[str, int] | None = None,
        idempotency_key: str | None = None,
    ) -> dict[str, int]:
        """Write the changes of every scope, all or none, and answer each scope's new revision.

        When this returns, the commit is durable, and every read that begins later sees it. Commits to a scope are
        ordered by its revision. A commit whose outcome got lost is settled through the journal and tried again, so
        what is raised means that nothing was written (Unavailable: that nothing is known to be). The same
        idempotency key again gives the first answer and writes nothing.

        Raises Refused (every fault in the changes, its path led by the scope), Conflict (`if_revisions` no longer
        hold), NotFound, NotAllowed, Unavailable.
        """
        for scope in changes:
            viewer.demand_write(scope)
        for scope in if_revisions or {}:
            if scope not in changes:
                text = f"a revision of {scope!r} is expected, which this commit does not write to"
                raise InvalidInput(text, ["ifRevision"])
        commit = Commit(changes, viewer, self.clock, self._cache.get, if_revisions or {}, idempotency_key)
        try:
            async with self._turns.take(changes):
                written = await self.connection.transact(commit.run)
        except AlreadyAnswered as answered:
            return answered.revisions
        for snapshot in written.values():
            self._cache.keep(snapshot)
        return {scope: snapshot.revision for scope, snapshot in written.items()}

    async def snapshot(self, account: str, viewer: Viewer) -> AccountGraph:
        """The account of this key and the team, as of their newest revisions.

        Raises NotFound where there is none that the viewer may see.
        """
        viewer.demand_sight(account)
        current = await self._revisions([account, TEAM])
        snapshot = await self._at_least(account, current.get(account, 0))
        if account_id(account) not in snapshot.nodes:
            raise NotFound(f"there is no account {account!r}")
        return AccountGraph(snapshot, await self._at_least(TEAM, current.get(TEAM, 0)))

    async def team(self, viewer: Viewer) -> Snapshot:
        """The team's own scope, as of its newest revision."""
        viewer.demand_sight(TEAM)
        return await self._at_least(TEAM, (await self._revisions([TEAM])).get(TEAM, 0))

    async def account_keys(self, viewer: Viewer, after: str = "", limit: int = 100) -> list[str]:
        """The keys of the accounts that the viewer may see, in their order, from the one after `after` on."""
        seen = None if viewer.accounts is None else sorted(viewer.accounts)

        async def read(tx: Transaction) -> list[str]:
            result = await tx.run(cypher.ACCOUNTS, after=after, scopes=seen, limit=limit)
            return [row["key"] async for row in result]

        return await self.connection.transact(read)

    async def entries(self, scope: str, viewer: Viewer, after: int = 0, until: int = 2**53) -> list[Entry]:
        """The journal of a scope: the entries of revisions above `after`, up to `until`."""
        viewer.demand_sight(scope)
        return await self.connection.transact(lambda tx: read_entries(tx, scope, after, until))

    async def _revisions(self, scopes: Sequence[str]) -> dict[str, int]:
        async def read(tx: Transaction) -> dict[str, int]:
            result = await tx.run(cypher.REVISIONS, scopes=scopes)
            return {row["scope"]: row["revision"] async for row in result}

        return await self.connection.transact(read)

    async def _at_least(self, scope: str, revision: int) -> Snapshot:
        """A snapshot of the scope that is no older than the revision."""
        held = self._cache.get(scope)
        if held is not None and held.revision >= revision:
            return held
        if revision == 0:
            return Snapshot(scope)
        snapshot = await self._caught_up(held, revision) if held else None
        if snapshot is None:
            snapshot = await self._read_anew(scope, revision)
        self._cache.keep(snapshot)
        return snapshot

    async def _caught_up(self, held: Snapshot, revision: int) -> Snapshot | None:
        """The snapshot after the entries up to the revision; null where reading the scope anew is the way."""
        if revision - held.revision > LONGEST_TAIL:
            return None
        read = self.connection.transact(lambda tx: read_entries(tx, held.scope, held.revision, revision))
        try:
            return replay(held, await read)
        except Gap:
            return None

    async def _read_anew(self, scope: str, revision: int) -> Snapshot:
        """The scope as the database holds it, read in turn: many who ask at once are one reader."""

        async def read(tx: Transaction) -> Snapshot:
            touched = await (await tx.run(cypher.TOUCH, scope=scope, token=str(uuid4()))).single(strict=True)
            return await read_scope(tx, scope, touched["revision"])

        async with self._turns.take([scope]):
            held = self._cache.get(scope)
            if held is not None and held.revision >= revision:
                return held
            return await self.connection.transact(read)
