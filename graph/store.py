"""The store: what the team knows, kept in Neo4j, written by commits and read as snapshots."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from graph import cypher
from graph.change import Change
from graph.codec import native
from graph.commit import AlreadyAnswered, Commit
from graph.connection import Connection
from graph.connectors import Connector, connectors
from graph.declaration import Node
from graph.endpoint import Endpoint
from graph.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused, StakegraphError
from graph.following import Following
from graph.history import AsOf, History
from graph.identity import TEAM, account_id
from graph.journal import Entry
from graph.keys import Keys
from graph.lookup import Sought, Spotted, lookup
from graph.message import Message
from graph.moment import day_of, now
from graph.portfolio import Place, Portfolio
from graph.privacy import Erasure, Preview, demand_privacy, export, preview, state
from graph.reading import entries_of
from graph.revisions import Revisions
from graph.search import Hit, SearchKind, search
from graph.sight import entry_seen, graph_seen
from graph.snapshot import AccountGraph, Snapshot
from graph.snapshots import Snapshots
from graph.steps import Step, read_steps
from graph.turns import Turns
from graph.viewer import Viewer
from graph.watcher import UNWATCHED, Count, Watcher

__all__ = ["Store"]

CACHE_MEGABYTES: Final = 512
TRIES: Final = 3  # of reading an account and the team as of one moment, where others write to both


class Store:
    """All accounts and the team, in one database.

    Safe to share between tasks of one event loop. `clock` tells the time; snapshots are kept in about
    `cache_megabytes` of memory. `watcher` is told what is read and written.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        clock: Callable[[], datetime] = now,
        cache_megabytes: float = CACHE_MEGABYTES,
        watcher: Watcher = UNWATCHED,
    ) -> None:
        self.connection = Connection(endpoint, watcher)
        self.clock = clock
        self.watcher = watcher
        self._turns = Turns()
        self.portfolio = Portfolio(self.connection, self._turns, watcher)
        self.keys = Keys(self.connection)
        self._revisions = Revisions(self._ask_revisions)
        self._snapshots = Snapshots(self.connection, self._turns, cache_megabytes, watcher)
        self._history = History(self.connection)
        self._following = Following(self._revisions, partial(read_steps, self.connection))
        self._listeners: list[Callable[[Collection[str]], None]] = [self._following.wake]

    async def __aenter__(self) -> "Store":
        return self

    async def __aexit__(self, *_: object) -> None:
        parts = (self._following, self._revisions, self._snapshots, self._history)
        try:
            await asyncio.gather(*(part.close() for part in parts))
        finally:
            await self.connection.close()

    async def commit(
        self,
        changes: Mapping[str, Sequence[Change]],
        viewer: Viewer,
        if_revisions: Mapping[str, int] | None = None,
        idempotency_key: str | None = None,
        *,
        relayed: bool = False,
    ) -> dict[str, int]:
        """Write the changes of every scope, all or none, and answer each scope's new revision.

        When this returns, the commit is durable, and every read that begins later sees it. Commits to a scope are
        ordered by its revision. A commit whose outcome got lost is settled through the journal and tried again, so
        what is raised means that nothing was written (Unavailable: that nothing is known to be). The same
        idempotency key again gives the first answer and writes nothing. Changes that only pass on what others have
        claimed, as those of a merge do, are `relayed`: whose the claims are is then not asked.

        Raises Refused (every fault in the changes, its path led by the scope), Conflict (`if_revisions` no longer
        hold) and NotAllowed where that is all, NotFound, Unavailable.
        """
        for scope in changes:
            viewer.demand_write(scope)
        for scope in if_revisions or {}:
            if scope not in changes:
                text = Message("a revision of %(key)r is expected, which this commit does not write to", key=scope)
                raise InvalidInput(text, ["ifRevision"])
        held = self._snapshots.cache.get
        commit = Commit(changes, viewer, self.clock, held, if_revisions or {}, idempotency_key, relayed)
        try:
            with self.watcher.span("commit"):
                async with self._turns.take(changes):
                    written = await self.connection.transact(commit.run)
        except AlreadyAnswered as answered:
            return answered.revisions
        except StakegraphError as error:
            self.watcher.count(Count.CONFLICT if isinstance(error, Conflict) else Count.REFUSAL)
            raise
        self.watcher.count(Count.COMMIT)
        revisions = self._written(written)
        self.watcher.wrote(revisions)
        return revisions

    async def examine(
        self,
        changes: Mapping[str, Sequence[Change]],
        viewer: Viewer,
        if_revisions: Mapping[str, int] | None = None,
        *,
        relayed: bool = False,
        amiss: Mapping[str, Collection[str]],
    ) -> Sequence[StakegraphError]:
        """What a commit of these changes would be refused for; nothing is written.

        `amiss` are, by scope, the labels of what was meant too and not understood: what is wrong only for want of that
        is not told. Raises NotFound and NotAllowed as `commit`, and Unavailable.
        """
        for scope in changes:
            viewer.demand_write(scope)
        held = self._snapshots.cache.get
        commit = Commit(changes, viewer, self.clock, held, if_revisions or {}, None, relayed, amiss)
        try:
            async with self._turns.take(changes):
                await self.connection.transact(commit.run)
        except Refused as refused:
            return refused.errors
        except (Conflict, NotAllowed) as error:
            return [error]
        return []

    @contextmanager
    def listening(self, told: Callable[[Collection[str]], None]) -> Iterator[None]:
        """Within the block, call `told` with the scopes of each commit and erasure of this store that is durable."""
        self._listeners.append(told)
        try:
            yield
        finally:
            self._listeners.remove(told)

    def hear(self, scopes: Collection[str]) -> None:
        """Another store of this process has written to these scopes: whoever listens to this one is told."""
        for told in self._listeners:
            told(scopes)

    async def revisions(self, scopes: Iterable[str]) -> dict[str, int]:
        """The newest revisions of scopes that the caller has read; 0 where nothing was ever written."""
        wanted = sorted(scopes)
        current = await self._revisions.of(wanted)
        return {scope: current.get(scope, 0) for scope in wanted}

    async def snapshot(self, account: str, viewer: Viewer) -> AccountGraph:
        """The account of this key and the team, as of their newest revisions.

        Raises NotFound where there is none that the viewer may see.
        """
        viewer.demand_sight(account)
        graph = await self._newest(account)
        if account_id(account) not in graph.account.nodes:
            raise NotFound(Message("there is no account %(key)r", key=account))
        return self._seen(graph, viewer)

    async def past(self, account: str, viewer: Viewer, as_of: AsOf) -> AccountGraph:
        """The account of this key and the team as they were recorded at a revision, or at an instant.

        Raises NotFound where there was none that the viewer may see, InvalidInput where there is no such revision.
        """
        viewer.demand_sight(account)
        newest = await self._revisions.of([account, TEAM])
        if account not in newest:
            raise NotFound(Message("there is no account %(key)r", key=account), [account])
        return self._seen(await self._history.account(account, as_of, newest), viewer)

    async def recorded(self, account: str, viewer: Viewer, instants: Collection[datetime]) -> dict[datetime, Snapshot]:
        """The account of this key, without the team, as it was recorded at some instants.

        Those are absent by which nothing had been written. Raises NotFound where the viewer may not see it.
        """
        viewer.demand_sight(account)
        newest = (await self._revisions.of([account])).get(account, 0)
        found = await self._history.recorded(account, instants, newest)
        for snapshot in found.values():
            self.watcher.read(account, snapshot.revision)
        return found

    async def team(self, viewer: Viewer) -> Snapshot:
        """The team's own scope, as of its newest revision."""
        viewer.demand_sight(TEAM)
        team = await self._newest_team()
        self.watcher.read(TEAM, team.revision)
        return team

    async def past_team(self, viewer: Viewer, revision: int) -> tuple[Snapshot, datetime]:
        """The team's own scope as of one of its revisions, and when that was written."""
        viewer.demand_sight(TEAM)
        found = await self._history.team(revision, (await self._revisions.of([TEAM])).get(TEAM, 0))
        self.watcher.read(TEAM, revision)
        return found

    async def answer(self, idempotency_key: str, viewer: Viewer) -> dict[str, int]:
        """The revisions that the viewer's commit of this key made, by scope; none where there was no such commit."""
        rows = await self.connection.ask(cypher.ANSWER, actor=viewer.subject, key=idempotency_key)
        return {row["scope"]: row["revision"] for row in rows}

    async def same_people(self, persons: Sequence[str], viewer: Viewer) -> dict[str, list[str]]:
        """The ids of the stakeholders of each `person`, in all accounts that the viewer may see."""
        seen = None if viewer.accounts is None else sorted(viewer.accounts)
        self.watcher.listed("same people")
        found: dict[str, list[str]] = {person: [] for person in persons}
        for row in await self.connection.ask(cypher.SAME_PERSON, persons=sorted(found), scopes=seen):
            found[row["person"]].append(row["id"])
        return found

    async def account_keys(self, viewer: Viewer, after: str = "", limit: int = 100) -> list[str]:
        """The keys of the accounts that the viewer may see, in their order, from the one after `after` on."""
        seen = None if viewer.accounts is None else sorted(viewer.accounts)
        self.watcher.listed("account keys")
        rows = await self.connection.ask(cypher.ACCOUNTS, after=after, scopes=seen, limit=limit)
        return [row["key"] for row in rows]

    async def accounts_of(self, member: str, viewer: Viewer) -> list[str]:
        """The keys of the accounts in which one of us, by id, has something to do, of those that the viewer may see.

        That is whoever looks after a part of it, answers for something in it, or takes part in a contact.
        """
        seen = None if viewer.accounts is None else sorted(viewer.accounts)
        self.watcher.listed("accounts of a member")
        return [row["scope"] for row in await self.connection.ask(cypher.ENGAGED, id=member, scopes=seen)]

    async def accounts_managed(self, member: str) -> frozenset[str]:
        """The keys of the accounts that one of us, by id, looks after today, or a part of them: those that they see.

        Whoever left looks after none.
        """
        rows = [native(row) for row in await self.connection.ask(cypher.MANAGED, id=member)]
        at = self.clock()
        return frozenset(
            row["scope"]
            for row in rows
            if row["begins"] <= (day := day_of(at, row["timeZone"]))
            and all(end is None or day < end for end in (row["ends"], row["left"]))
        )

    async def entries(self, scope: str, viewer: Viewer, after: int = 0, until: int = 2**53) -> list[Entry]:
        """The journal of a scope: the entries of revisions above `after`, up to `until`."""
        viewer.demand_sight(scope)
        return self._told(
            entries_of(await self.connection.ask(cypher.ENTRIES, scope=scope, after=after, until=until)), viewer
        )

    async def entries_of(self, scope: str, viewer: Viewer, revisions: Iterable[int]) -> list[Entry]:
        """The journal of a scope: the entries of these revisions."""
        viewer.demand_sight(scope)
        return self._told(await self._history.entries(scope, revisions), viewer)

    async def steps(self, scope: str, viewer: Viewer, after: int, until: int) -> list[Step]:
        """What became of a scope with each revision above `after`, up to `until`, in their order."""
        viewer.demand_sight(scope)
        steps = await read_steps(self.connection, scope, after, until)
        entries = self._told([step.entry for step in steps], viewer)
        return [replace(step, entry=entry) for step, entry in zip(steps, entries, strict=True)]

    async def follow(self, account: str, viewer: Viewer, since: int | None = None) -> AsyncGenerator[Step, None]:
        """Every revision of the account above `since` once and in order, without end; those from now on without it.

        It does not matter which process writes them. An account that is dropped is followed on: its revisions are
        counted on should it be made again. Whoever reads slowly has no more of it in memory than a page of the journal.
        Raises NotFound where there never was one that the viewer may see, InvalidInput where `since` is no revision,
        and Unavailable once the database has not answered for a minute. `graph.following` tells what it takes.
        """
        viewer.demand_sight(account)
        if account == TEAM:
            raise NotFound(Message("there is no account %(key)r", key=account), [account])
        async with aclosing(self._following.follow(account, since, partial(self.watcher.followed, account))) as steps:
            async for step in steps:
                (entry,) = self._told([step.entry], viewer)
                yield replace(step, entry=entry)

    async def search(
        self,
        text: str,
        viewer: Viewer,
        kinds: Collection[SearchKind] = tuple(SearchKind),
        after: str = "",
        limit: int = 50,
    ) -> list[Hit]:
        """What has a name like this text, the best first, from the cursor `after` on; `graph.search` tells the order.

        A follower may answer: what was written just now may be missing. Raises InvalidInput.
        """
        self.watcher.listed("search")
        return await search(self.connection, text, viewer, kinds, after, limit)

    async def lookup(self, kind: type[Node], sought: Sought, viewer: Viewer) -> list[Spotted]:
        """What of a kind has one of these keys, addresses or names, in the accounts that the viewer may see."""
        self.watcher.listed("lookup")
        return await lookup(self.connection, kind, sought, viewer)

    async def connectors(
        self, viewer: Viewer, day: date, after: Place | None = None, limit: int = 50
    ) -> list[Connector]:
        """Who is there on a day in several of the accounts that the viewer may see: by how many, then by `person`.

        At the most `limit` of those after a place. A follower may answer: what was written just now may be missing.
        """
        self.watcher.listed("connectors")
        return await connectors(self.connection, viewer, day, after, limit)

    async def export_person(self, identifier: str, viewer: Viewer) -> dict[str, Any]:
        """Everything that is held about the person of this id, as one document; docs/privacy.md tells its shape.

        Raises NotAllowed, NotFound, InvalidInput where the id is not a person's.
        """
        demand_privacy(viewer, identifier)
        document = await self.connection.transact(lambda tx: export(tx, identifier, viewer, self.clock))
        self.watcher.exported({each["account"]: each["revision"] for each in document["accounts"]})
        return document

    async def preview_erasure(self, identifier: str, viewer: Viewer) -> Preview:
        """What an erasure of the person of this id would take. Raises as `export_person`."""
        demand_privacy(viewer, identifier)
        found = await self.connection.transact(lambda tx: preview(tx, identifier, viewer, self.clock))
        self.watcher.exported(found.revisions)
        return found

    async def erase_person(
        self,
        identifier: str,
        viewer: Viewer,
        token: str,
        *,
        mentions: bool = False,
        idempotency_key: str | None = None,
    ) -> dict[str, int]:
        """Erase a person from all accounts and journals, all or none, and answer the scopes' new revisions.

        `token` is that of the preview that was looked at; `mentions` takes the names out of the texts of others too.
        Durable, ordered and settled as a commit. Raises Conflict where something was written since the preview, and
        else as `export_person`.
        """
        demand_privacy(viewer, identifier)
        answered = await self._erased_before(idempotency_key, viewer) if idempotency_key else {}
        if answered:
            return answered
        revisions, current = await self.connection.transact(lambda tx: state(tx, identifier, viewer))
        if current != token:
            text = Message("somebody wrote in between: look at a new preview")
            raise Conflict(text, revisions, ["token"])
        erasure = Erasure(identifier, revisions, token, viewer, self.clock, idempotency_key, mentions=mentions)
        try:
            async with self._turns.take(revisions):
                written = await self.connection.transact(erasure.run)
        except AlreadyAnswered as settled:
            return settled.revisions
        finally:
            self._history.forget()
        erased = self._written(written)
        self._snapshots.cache.forget()  # what is known of any account came of the team too
        self.watcher.erased(erased)
        return erased

    @property
    def cached_bytes(self) -> int:
        """About how much memory the accounts take that are kept, with their scores."""
        return self._snapshots.cache.size

    def _seen(self, graph: AccountGraph, viewer: Viewer) -> AccountGraph:
        """An account with its team as the viewer may see them."""
        for snapshot in (graph.account, graph.team):
            self.watcher.read(snapshot.scope, snapshot.revision)
        return graph_seen(graph, viewer)

    def _told(self, entries: Sequence[Entry], viewer: Viewer) -> list[Entry]:
        """The entries as the viewer may see them."""
        for entry in entries:
            self.watcher.read(entry.scope, entry.revision)
        return [entry_seen(entry, viewer) for entry in entries]

    def _written(self, snapshots: Mapping[str, Snapshot]) -> dict[str, int]:
        """Keep what was written, and tell of it."""
        for snapshot in snapshots.values():
            self._snapshots.cache.keep(snapshot)
        for told in self._listeners:
            told(snapshots.keys())
        return {scope: snapshot.revision for scope, snapshot in snapshots.items()}

    async def _erased_before(self, idempotency_key: str, viewer: Viewer) -> dict[str, int]:
        """The answer of an erasure with this key; empty where there was none."""
        answered = await self.answer(idempotency_key, viewer)
        for scope, revision in answered.items():
            if not all(entry.is_erasure for entry in await self._history.entries(scope, [revision])):
                text = Message("this idempotency key was used before, and not to erase")
                raise InvalidInput(text, ["idempotencyKey"])
        return answered

    async def _ask_revisions(self, scopes: Sequence[str]) -> dict[str, int]:
        self.watcher.count(Count.REVISIONS_ASKED)
        rows = await self.connection.ask(cypher.REVISIONS, scopes=scopes)
        beside = max((row["team"] or 0 for row in rows), default=0)  # the query may see an account after the team
        current = {row["scope"]: row["revision"] for row in rows}
        return {**current, TEAM: max(current.get(TEAM, 0), beside)} if TEAM in scopes else current

    async def _newest(self, account: str) -> AccountGraph:
        """The account and the team as of one moment; where others keep writing to both, no older a team.

        A newer account than was asked for may refer to whom the team did not have then, and the other way round.
        """
        for _ in range(TRIES):
            current = await self._revisions.of([account, TEAM])
            wanted = current.get(account, 0), current.get(TEAM, 0)
            snapshot = await self._snapshots.at_least(account, wanted[0])
            team = await self._snapshots.at_least(TEAM, wanted[1])
            if (snapshot.revision, team.revision) == wanted:
                return AccountGraph(snapshot, team)
        return AccountGraph(snapshot, await self._newest_team())

    async def _newest_team(self) -> Snapshot:
        return await self._snapshots.at_least(TEAM, (await self._revisions.of([TEAM])).get(TEAM, 0))
