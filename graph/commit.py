"""One commit: the transaction that writes a list of changes to each of some scopes, all or none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from graph import cypher
from graph.change import Change, Drop, Effect, Put, completed, evaluate
from graph.codec import native
from graph.connection import Transaction
from graph.declaration import Claim
from graph.errors import Conflict, InvalidInput, NotFound, Refused, StakegraphError
from graph.identity import TEAM, account_id
from graph.journal import Entry, Gap, next_instant, recorded
from graph.model import Organisation
from graph.moment import day_of
from graph.portfolio import drop_summaries
from graph.reading import caught_up, is_near, read_entries, read_scope
from graph.references import missing_abroad, refuse_drops_in_use_abroad
from graph.snapshot import Snapshot
from graph.viewer import Viewer
from graph.writing import drop_edges, write_edges, write_nodes

__all__ = ["AlreadyAnswered", "Commit"]


class AlreadyAnswered(Exception):
    """A commit of this idempotency key was made before; raised to roll back. `revisions` are its answer."""

    def __init__(self, revisions: Mapping[str, int]) -> None:
        super().__init__(revisions)
        self.revisions = dict(revisions)


@dataclass(frozen=True, slots=True)
class _Ledger:
    """A locked ledger: its revision is the one that is being written, `at` the previous entry's."""

    revision: int
    at: datetime | None


class Commit:
    """A commit, which `run` tries. It may be run again: the journal tells whether an earlier try succeeded."""

    def __init__(
        self,
        changes: Mapping[str, Sequence[Change]],
        viewer: Viewer,
        clock: Callable[[], datetime],
        held: Callable[[str], Snapshot | None],
        expected: Mapping[str, int],
        idempotency_key: str | None,
        relayed: bool = False,
    ) -> None:
        self.changes = {scope: changes[scope] for scope in sorted(changes)}
        self.viewer = viewer
        self.clock = clock
        self.held = held
        self.expected = expected
        self.relayed = relayed
        self.idempotency_key = idempotency_key or str(uuid4())
        self.transaction_id = str(uuid4())

    async def run(self, tx: Transaction) -> dict[str, Snapshot]:
        """Write it all, and answer the snapshots that come of it, by scope.

        The first statement locks the ledgers, in the order of scopes: from there on nobody else writes to them.
        """
        ledgers, team_revision = await self._lock(tx)
        await self._settle(tx)
        self._demand_revisions(ledgers)
        befores = {scope: await self._before(tx, scope, ledgers[scope].revision - 1) for scope in self.changes}
        effects = self._evaluate(befores)
        await self._demand_abroad(tx, effects)
        await _write(tx, effects, self.viewer)
        if gone := [scope for scope, effect in effects.items() if _is_dropped(effect)]:
            await drop_summaries(tx, gone)
        await self._record(tx, effects, ledgers, team_revision)
        return {scope: effect.after for scope, effect in effects.items()}

    async def _lock(self, tx: Transaction) -> tuple[dict[str, _Ledger], int]:
        result = await tx.run(cypher.LOCK, scopes=list(self.changes), team=TEAM)
        rows = [native(row) async for row in result]
        ledgers = {row["scope"]: _Ledger(row["revision"], row["at"]) for row in rows}
        return ledgers, max((row["team"] or 0 for row in rows), default=0)

    async def _settle(self, tx: Transaction) -> None:
        """Roll back with the first answer where this idempotency key has one."""
        result = await tx.run(cypher.ANSWER, actor=self.viewer.subject, key=self.idempotency_key)
        answer = {row["scope"]: row["revision"] async for row in result}
        if answer and answer.keys() != self.changes.keys():
            text = f"this idempotency key was used before, to write to {', '.join(map(repr, sorted(answer)))}"
            raise InvalidInput(text, ["idempotencyKey"])
        if answer:
            raise AlreadyAnswered(answer)

    def _demand_revisions(self, ledgers: Mapping[str, _Ledger]) -> None:
        current = {scope: ledger.revision - 1 for scope, ledger in ledgers.items()}
        moved = [scope for scope, revision in self.expected.items() if current[scope] != revision]
        if moved:
            told = ", ".join(f"{scope!r} is at revision {current[scope]}" for scope in moved)
            raise Conflict(f"somebody wrote in between: {told}", current, ["ifRevision"])

    async def _before(self, tx: Transaction, scope: str, revision: int) -> Snapshot:
        if revision == 0:
            return Snapshot(scope)
        held = self.held(scope)
        if held is not None and is_near(held, revision):
            with suppress(Gap):
                entries = await read_entries(tx, scope, held.revision, revision) if held.revision < revision else []
                return caught_up(held, entries, revision)
        return await read_scope(tx, scope, revision)

    def _evaluate(self, befores: Mapping[str, Snapshot]) -> dict[str, Effect]:
        effects: dict[str, Effect] = {}
        errors: list[StakegraphError] = []
        for scope, before in befores.items():
            if not _exists(before, self.changes[scope]):
                errors.append(NotFound(f"there is no account {scope!r}", [scope]))
                continue
            try:
                changes = completed(self.changes[scope], self.viewer.by, self._day(before, self.changes[scope]))
                for claimed in () if self.relayed else _asserters(changes):
                    self.viewer.demand_claim(claimed)
                effects[scope] = evaluate(before, changes)
            except Refused as refused:
                errors += [_under(scope, error) for error in refused.errors]
        if errors:
            raise Refused(errors)
        return effects

    def _day(self, before: Snapshot, changes: Sequence[Change]) -> Any:
        """The day on which this is written, in the account's zone: the one it has, or is being given."""
        root = account_id(before.scope)
        account = before.nodes.get(root)
        zone: Any = account.time_zone if isinstance(account, Organisation) else None
        for change in changes:
            if isinstance(change, Put) and change.values.get("id") == root:
                zone = change.values.get("timeZone", zone)
        try:
            return day_of(self.clock(), str(zone) if zone else None)
        except ValueError:
            return day_of(self.clock(), None)  # the zone is about to be refused, and by its path

    async def _demand_abroad(self, tx: Transaction, effects: Mapping[str, Effect]) -> None:
        errors = [_under(scope, error) async for scope, error in missing_abroad(tx, effects, self.viewer)]
        if errors:
            raise Refused(errors)

    async def _record(
        self, tx: Transaction, effects: Mapping[str, Effect], ledgers: Mapping[str, _Ledger], team: int
    ) -> None:
        entries = [
            Entry(
                scope=scope,
                revision=effect.after.revision,
                at=next_instant(self.clock(), ledgers[scope].at),
                actor=self.viewer.subject,
                transaction_id=self.transaction_id,
                idempotency_key=self.idempotency_key,
                team_revision=team,
                changes=recorded(effect),
            )
            for scope, effect in effects.items()
        ]
        await (await tx.run(cypher.JOURNAL, entries=[entry.encode() for entry in entries])).consume()


async def _write(tx: Transaction, effects: Mapping[str, Effect], viewer: Viewer) -> None:
    """Edges go before the nodes that they hang on, and come after them, over all scopes."""
    for effect in effects.values():
        await drop_edges(tx, effect)
    for scope, effect in effects.items():
        errors = [_under(scope, error) async for error in refuse_drops_in_use_abroad(tx, effect, viewer)]
        if errors:
            raise Refused(errors)
    for effect in effects.values():
        await write_nodes(tx, effect)
    for effect in effects.values():
        await write_edges(tx, effect)


def _is_dropped(effect: Effect) -> bool:
    """Whether there was an account, and is none any more."""
    root = account_id(effect.after.scope)
    return root in effect.before.nodes and root not in effect.after.nodes


def _exists(before: Snapshot, changes: Sequence[Change]) -> bool:
    """Whether there is such a scope: the team, an account, or one that these changes make."""
    root = account_id(before.scope)
    made = any(isinstance(change, Put) and change.values.get("id") == root for change in changes)
    return before.scope == TEAM or root in before.nodes or made


def _asserters(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if issubclass(change.kind, Claim):
            given = change.identity if isinstance(change, Drop) else change.values
            if given.get("by"):  # else it is refused as missing
                yield str(given["by"])


def _under(scope: str, error: StakegraphError) -> StakegraphError:
    error.path = (scope, *error.path)
    return error
