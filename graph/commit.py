"""One commit: the transaction that writes a list of changes to each of some scopes, all or none."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from graph import cypher
from graph.change import Change, Drop, Effect, Put, Trial, completed, examine
from graph.codec import native
from graph.connection import Transaction
from graph.declaration import Claim
from graph.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused, StakegraphError
from graph.identity import TEAM, account_id
from graph.journal import Entry, Gap, next_instant, recorded
from graph.message import Message
from graph.model import Organisation
from graph.moment import day_of
from graph.permissions import forbidden
from graph.portfolio import drop_summaries
from graph.reading import caught_up, is_near, read_entries, read_scope
from graph.references import missing_abroad, refuse_drops_in_use_abroad
from graph.sight import error_seen, unseen
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
    """A commit, which `run` tries. It may be run again: the journal tells whether an earlier try succeeded.

    With `amiss`, the labels by scope of what was meant too and not understood, it only tells what else is wrong.
    """

    def __init__(
        self,
        changes: Mapping[str, Sequence[Change]],
        viewer: Viewer,
        clock: Callable[[], datetime],
        held: Callable[[str], Snapshot | None],
        expected: Mapping[str, int],
        idempotency_key: str | None,
        relayed: bool = False,
        amiss: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.changes = {scope: changes[scope] for scope in sorted(changes)}
        self.viewer = viewer
        self.clock = clock
        self.held = held
        self.expected = expected
        self.relayed = relayed
        self.amiss = amiss
        self.idempotency_key = idempotency_key or str(uuid4())
        self.transaction_id = str(uuid4())

    async def run(self, tx: Transaction) -> dict[str, Snapshot]:
        """Write it all, and answer the snapshots that come of it, by scope.

        The first statement locks the ledgers, in the order of scopes: from there on nobody else writes to them.
        """
        ledgers, team_revision = await self._lock(tx)
        await self._settle(tx)
        befores = {scope: await self._before(tx, scope, ledgers[scope].revision - 1) for scope in self.changes}
        effects = await self._evaluate(tx, befores)
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
            scopes = ", ".join(map(repr, sorted(answer)))
            text = Message("this idempotency key was used before, to write to %(scopes)s", scopes=scopes)
            raise InvalidInput(text, ["idempotencyKey"])
        if answer:
            raise AlreadyAnswered(answer)

    async def _before(self, tx: Transaction, scope: str, revision: int) -> Snapshot:
        if revision == 0:
            return Snapshot(scope)
        held = self.held(scope)
        if held is not None and is_near(held, revision):
            with suppress(Gap):
                entries = await read_entries(tx, scope, held.revision, revision) if held.revision < revision else []
                return caught_up(held, entries, revision)
        return await read_scope(tx, scope, revision)

    async def _evaluate(self, tx: Transaction, befores: Mapping[str, Snapshot]) -> dict[str, Effect]:
        """What the changes do to each scope. Raises all that is wrong with them."""
        found = [scope for scope, before in befores.items() if _exists(before, self.changes[scope])]
        missing = sorted(befores.keys() - found)
        errors: list[StakegraphError] = [
            NotFound(Message("there is no account %(key)r", key=scope), [scope]) for scope in missing
        ]
        errors += self._moved({scope: before.revision for scope, before in befores.items()}, found)
        trials = {scope: self._trial(befores[scope], errors) for scope in found}
        effects = {scope: trial.effect for scope, trial in trials.items()}
        amiss = {scope: trial.amiss for scope, trial in trials.items()}
        told = {error.path for error in errors}
        abroad = [error.under(scope) async for scope, error in missing_abroad(tx, effects, self.viewer, amiss)]
        errors += [error for error in abroad if error.path not in told]
        if errors or self.amiss is not None:
            raise _refusal(errors)
        return effects

    def _moved(self, current: Mapping[str, int], scopes: Collection[str]) -> Iterator[Conflict]:
        moved = [scope for scope, expected in self.expected.items() if scope in scopes and current[scope] != expected]
        if moved:
            text = Message("%(key)r is at revision %(revision)s", key=moved[0], revision=current[moved[0]])
            for scope in moved[1:]:
                text = Message(
                    "%(others)s, %(key)r is at revision %(revision)s", others=text, key=scope, revision=current[scope]
                )
            yield Conflict(Message("somebody wrote in between: %(told)s", told=text), current, ["ifRevision"])

    def _trial(self, before: Snapshot, errors: list[StakegraphError]) -> Trial:
        """What the changes would do to a scope; what is wrong with them goes to the errors."""
        scope, given = before.scope, self.changes[before.scope]
        changes = completed(given, self.viewer.by, self._day(before, given))
        forbidden = list(self._forbidden(changes))
        trial = examine(before, changes, (self.amiss or {}).get(scope, ()))
        mute = {error.path[:1] for error in forbidden}  # nothing more is told of what they may not do
        told = (error_seen(error, self.viewer) for error in trial.errors if error.path[:1] not in mute)
        faults = [*forbidden, *told]
        errors += [error.under(scope) for error in faults]
        return trial

    def _forbidden(self, changes: Sequence[Change]) -> Iterator[StakegraphError]:
        yield from unseen(changes, self.viewer)
        yield from forbidden(changes, self.viewer)
        for path, by in () if self.relayed else _asserters(changes):
            try:
                self.viewer.demand_claim(by)
            except NotAllowed as error:
                yield error.under(*path)

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
        errors = [error.under(scope) async for error in refuse_drops_in_use_abroad(tx, effect, viewer)]
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


def _asserters(changes: Sequence[Change]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Whose claims are written or dropped, each with the path to where that is said."""
    for index, change in enumerate(changes):
        if issubclass(change.kind, Claim):
            given = change.identity if isinstance(change, Drop) else change.values
            if given.get("by"):  # else it is refused as missing
                is_new = isinstance(change, Put) and not change.known
                yield (str(index), "by") if is_new else (str(index),), str(given["by"])


def _refusal(errors: Sequence[StakegraphError]) -> StakegraphError:
    """All that is wrong as one; a lone Conflict or NotAllowed is raised as what it is."""
    is_told_itself = len(errors) == 1 and isinstance(errors[0], Conflict | NotAllowed)
    return errors[0] if is_told_itself else Refused(errors)
