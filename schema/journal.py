"""The journal: who changed what and when, what differs between two revisions, and the way back."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import strawberry

from graph import errors
from graph.declaration import Node as Stored
from graph.difference import Differing, changes_between, difference, differing_fields
from graph.history import AsOf
from graph.identity import parse_id
from graph.journal import Recorded
from graph.message import Message
from graph.snapshot import Snapshot
from graph.steps import Step
from graph.viewer import Role
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.moment import AsOfInput, as_of_of
from schema.nodes import as_node, described_enum
from schema.relay import Connection, Node, page_bounds
from schema.writing import CommitPayload, Work, mutation

if TYPE_CHECKING:
    from schema.accounts import Account
    from schema.relationships import Stakeholder

__all__ = [
    "AccountDiff",
    "Change",
    "ChangeAction",
    "FieldChange",
    "JournalMutations",
    "ObjectChange",
    "PersonDelta",
    "Read",
    "RevertAccountInput",
    "account_changes",
    "account_diff",
    "object_changes",
    "person_deltas",
    "recorded_changes",
]


Read = Callable[[], Awaitable[Reading | None]]


@described_enum
class ChangeAction(StrEnum):
    """What became of an object."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    DROPPED = "DROPPED"


@strawberry.type(description="A field whose value differs.")
class FieldChange:
    field: str = strawberry.field(description="The field, by the model's word.")
    before: str | None = strawberry.field(description="The value before, as JSON; null where there was none.")
    after: str | None = strawberry.field(description="The value afterwards, as JSON; null where there is none.")


@strawberry.type(description="What became of a node, an edge or a claim.")
class ObjectChange:
    action: ChangeAction = strawberry.field(description="Made, changed or dropped.")
    label: str = strawberry.field(description="The node's label, or the edge's type.")
    key: str = strawberry.field(description="The node's own key, or the edge's key.")
    fields: list[FieldChange] = strawberry.field(description="The fields that differ, by name.")
    identifier: strawberry.Private[str | None]
    read: strawberry.Private[Read]

    @strawberry.field(description="The node, where it is one and is there at this moment.")
    async def node(self) -> Node | None:
        reading = await self.read() if self.identifier else None
        node: Node | None = as_node(reading, self.identifier) if reading and self.identifier else None
        return node


@strawberry.type(description="One commit, as the journal keeps it.", directives=[cost_of(5)])
class Change:
    revision: int = strawberry.field(description="The revision that it made.")
    at: datetime = strawberry.field(description="When it was written.")
    actor: str = strawberry.field(description="Who wrote it.")
    objects: list[ObjectChange] = strawberry.field(description="What it changed.")


@strawberry.type(description="A person whose power or coverage differs.")
class PersonDelta:
    stakeholder: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] = strawberry.field(
        description="Who it is, as of the later moment if they are there, else of the earlier."
    )
    power_before: float | None = strawberry.field(description="Their power before; null where they did not count.")
    power_after: float | None = strawberry.field(description="Their power afterwards; null where they do not count.")
    coverage_before: float | None = strawberry.field(description="How well we reached them before; null as for power.")
    coverage_after: float | None = strawberry.field(description="How well we reach them afterwards; null as for power.")


@strawberry.type(description="What differs between two revisions of an account.")
class AccountDiff:
    before: Annotated["Account", strawberry.lazy("schema.accounts")] = strawberry.field(
        name="from", description="The account at the first."
    )
    after: Annotated["Account", strawberry.lazy("schema.accounts")] = strawberry.field(
        name="to", description="The account at the second."
    )
    objects: list[ObjectChange] = strawberry.field(description="The nodes, edges and claims that differ.")
    people: list[PersonDelta] = strawberry.field(
        description="The people whose power or coverage differs, the largest change of either first."
    )


@strawberry.input(description="An account that is set back.")
class RevertAccountInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or key.")
    to: AsOfInput = strawberry.field(description="The moment whose state it shall have again.")
    if_revision: int | None = strawberry.field(
        default=None, description="Refuse, with a Conflict, unless this is the current revision."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Sent again, it gives the first answer and writes nothing."
    )


async def _revert_account(work: Work, given: RevertAccountInput) -> CommitPayload:
    now = await work.read()
    try:
        then = await work.context.account(work.scope, None, as_of_of(given.to))
    except errors.StakegraphError as error:
        error.path = ("to",)
        return work.refused([error])
    work.relayed = True  # claims of others are given back as they were
    work.changes[work.scope] = []  # where nothing differs, the journal tells that, too
    for change in changes_between(now.account, then.account):
        work.put(change)
    return await work.commit()


@strawberry.type
class JournalMutations:
    revert_account = mutation(
        _revert_account,
        role=Role.OWNER,
        cost=1000,
        description="Give an account the state that it had at an earlier moment, as one more revision: nothing is "
        "lost.",
    )


async def account_changes(
    context: Context, reading: Reading, first: int | None, after: str | None
) -> Connection[Change]:
    """A page of the account's journal, the newest first, up to the revision that is read."""
    count, start = page_bounds(first, after)
    newest = min(reading.graph.revision, _revision(start) - 1) if start else reading.graph.revision
    scope = reading.graph.key
    steps = await context.store.steps(scope, context.viewer, max(newest - count, 0), newest)
    rows = [(str(step.entry.revision), _change(reading, step)) for step in reversed(steps)]
    return Connection.of(rows, bool(start), newest > count)


def _revision(cursor_key: str) -> int:
    if not cursor_key.isdecimal():
        raise errors.InvalidInput(Message("after is not a cursor of this list"), ["after"])
    return int(cursor_key)


def _change(reading: Reading, step: Step) -> Change:
    entry = step.entry
    objects = recorded_changes(_at_hand(reading), step)
    return Change(revision=entry.revision, at=entry.at, actor=entry.actor, objects=objects)


def _at_hand(reading: Reading) -> Read:
    async def read() -> Reading:
        return reading

    return read


def recorded_changes(read: Read, step: Step) -> list[ObjectChange]:
    """What a revision changed, with the nodes as they are in what `read` answers, which is called for these alone."""
    return [_recorded(read, each, step.before.get(each.key)) for each in step.entry.changes]


def _recorded(read: Read, change: Recorded, before: Mapping[str, Any] | None) -> ObjectChange:
    is_node = issubclass(change.kind, Stored)
    return _object(read, change.kind.label, change.key if is_node else None, change.key, before, change.values)


def _object(
    read: Read,
    label: str,
    identifier: str | None,
    key: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> ObjectChange:
    action = ChangeAction.DROPPED if after is None else ChangeAction.CREATED if before is None else ChangeAction.CHANGED
    fields = [
        FieldChange(field=word, before=_json(old), after=_json(new))
        for word, (old, new) in differing_fields(before, after).items()
    ]
    told = parse_id(identifier).key if identifier else key
    return ObjectChange(action=action, label=label, key=told, fields=fields, identifier=identifier, read=read)


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


async def account_diff(context: Context, reading: Reading, since: AsOf, until: AsOf | None) -> AccountDiff:
    """What differs between two revisions; scores are those of the day that is read, on both sides."""
    scope = reading.graph.key
    before = await context.account(scope, reading.day, since)
    if until is None and reading.supposed:
        after = reading
    else:
        after = await context.account(scope, reading.day, until if until is not None else reading.graph.revision)
    return AccountDiff(
        before=as_node(before, before.graph.root.id),
        after=as_node(after, after.graph.root.id),
        objects=object_changes(after, before.account),
        people=person_deltas(before, after),
    )


def object_changes(after: Reading, before: Snapshot) -> list[ObjectChange]:
    """What was made, changed or dropped since an earlier state of the account, nodes before edges."""
    read = _at_hand(after)
    return [_differing(read, each) for each in difference(before, after.account)]


def _differing(read: Read, each: Differing) -> ObjectChange:
    before, after = (item.encode() if item else None for item in (each.before, each.after))
    identifier = each.key if issubclass(each.kind, Stored) else None
    return _object(read, each.kind.label, identifier, each.key, before, after)


def person_deltas(before: Reading, after: Reading) -> list[PersonDelta]:
    """Whose power or coverage differs, the largest change of either first."""
    people = sorted({*before.reach, *after.reach})
    moved = {who: _moved(before, after, who) for who in people}
    return [
        PersonDelta(
            stakeholder=as_node(after, who) or as_node(before, who),
            power_before=before.power.shares.get(who),
            power_after=after.power.shares.get(who),
            coverage_before=_coverage(before, who),
            coverage_after=_coverage(after, who),
        )
        for who in sorted(people, key=lambda who: (-moved[who], who))
        if moved[who] > 1e-12
    ]


def _moved(before: Reading, after: Reading, person: str) -> float:
    """The largest change of a score of theirs."""
    power = after.power.of(person) - before.power.of(person)
    coverage = (_coverage(after, person) or 0.0) - (_coverage(before, person) or 0.0)
    return max(abs(power), abs(coverage))


def _coverage(reading: Reading, person: str) -> float | None:
    found = reading.reach.get(person)
    return found.coverage if found else None
