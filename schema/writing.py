"""The one way from input to commit to payload or errors."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Annotated, Any, Final, Protocol, Self

import strawberry
from strawberry import Info

from graph import errors
from graph.change import Change
from graph.declaration import Node as Stored
from graph.identity import TEAM
from graph.journal import Recorded
from graph.message import Message
from graph.viewer import Role
from schema.context import Context, Reading
from schema.cost import ListSize, cost_of
from schema.inputs import change_of, is_given, labels_of
from schema.nodes import as_node
from schema.permission import permitted_to
from schema.references import account_key, stored_id
from schema.refusals import Conflict, MutationError, as_errors
from schema.relay import Node, encode_id
from schema.voice import voice_of

__all__ = ["MOST_CHANGES", "CommitPayload", "Work", "mutation"]

MOST_CHANGES: Final = 1_000
TRIES: Final = 5


class _Payload(Protocol):
    """What a mutation answers: what it did, or why it did nothing."""

    @classmethod
    def refused(cls, errors: list[MutationError]) -> Self:
        """The payload where something was wrong."""


@strawberry.type(description="What a mutation did, or why it did nothing.")
class CommitPayload:
    revision: int | None = strawberry.field(description="The new revision; null where nothing was written.")
    changed: list[Node] = strawberry.field(
        description="The nodes that were written, or whose edges were.", directives=[ListSize(assumed_size=200)]
    )
    dropped: list[strawberry.ID] = strawberry.field(
        description="The ids of the nodes, and the keys of the edges, that are gone."
    )
    errors: list[MutationError] = strawberry.field(
        description="All that was wrong; where there is any, nothing was written."
    )

    @classmethod
    def refused(cls, errors: list[MutationError]) -> "CommitPayload":
        """The payload where something was wrong."""
        return cls(revision=None, changed=[], dropped=[], errors=errors)


class Work:
    """One try of a mutation: its changes by scope, and where in the input each of them stands.

    They are `relayed` where they only pass on what others have claimed. `errors` are those found so far, by their paths
    from the input on, and `amiss` the labels of what they kept out of the changes.
    """

    def __init__(self, context: Context, scope: str, given: Any = None) -> None:
        self.context = context
        self.scope = scope
        self.given = given
        self.changes: dict[str, list[Change]] = defaultdict(list)
        self.errors: list[errors.StakegraphError] = []
        self.amiss: set[str] = set()
        self.relayed = False
        self.read_at: int | None = None
        self.named_by = "accountId"
        self._places: dict[tuple[str, str], tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]] = {}

    # ---------------------------------------------------------------- what is to be written

    async def read(self) -> Reading:
        """The account as it is now: where somebody writes before the commit, that is a Conflict. Raises NotFound."""
        self.context.forget()
        try:
            reading = await self.context.account(self.scope)
        except errors.NotFound as error:
            error.path = (self.named_by,)
            raise
        self.read_at = reading.graph.revision
        return reading

    def take(self, given: Sequence[Any]) -> None:
        """Take the changes of a list of ChangeInputs."""
        if not 1 <= len(given) <= MOST_CHANGES:
            text = Message("give 1 to %(most)s changes, not %(count)s", most=MOST_CHANGES, count=len(given))
            self.errors.append(errors.InvalidInput(text, ["changes"]))
            return
        for index, each in enumerate(given):
            path = ("changes", str(index))
            try:
                name, scoped = change_of(each, self.scope)
            except errors.Refused as refused:
                self.errors += [error.under(*path) for error in refused.errors]
                self.amiss |= labels_of(each)
            else:
                self.put(scoped.change, (*path, name), scope=scoped.scope)

    def put(
        self,
        change: Change,
        path: tuple[str, ...] = (),
        words: Mapping[str, tuple[str, ...]] | None = None,
        scope: str | None = None,
    ) -> None:
        """Take one change, whose place in the input is `path`; a field is there by its own word, or as `words` say."""
        changes = self.changes[scope or self.scope]
        self._places[scope or self.scope, str(len(changes))] = (path, words or {})
        changes.append(change)

    def named(self, kind: type[Stored], said: str, path: Sequence[str]) -> str | None:
        """The stored id of a node that the input names at a path; null where it is none, which is an error then."""
        try:
            return stored_id(kind, self.scope, said, path)
        except errors.InvalidInput as error:
            self.errors.append(error)
            return None

    # ---------------------------------------------------------------- what comes of it

    async def commit(self) -> CommitPayload:
        """Write it, and tell what came of it."""
        expected = self._expected()
        if self.errors:
            return self.refused([*self.errors, *await self._others(expected)])
        key = self.given.idempotency_key
        named = key if is_given(key) else None
        try:
            revisions = await self.context.store.commit(
                self.changes, self.context.viewer, expected, named, relayed=self.relayed
            )
        except errors.Refused as refused:
            return self.refused([self.placed(error) for error in refused.errors])
        except errors.Unavailable:
            raise
        except errors.StakegraphError as error:
            return self.refused([self.placed(error)])
        return await self._payload(revisions)

    def is_outrun(self, payload: CommitPayload) -> bool:
        """Whether it was refused only because somebody wrote after it had read, so that it may be tried again."""
        is_conflict = any(isinstance(each, Conflict) for each in payload.errors)
        return is_conflict and self.read_at is not None and not is_given(getattr(self.given, "if_revision", None))

    async def answered(self) -> CommitPayload | None:
        """What the first mutation of this idempotency key did; null where there was none, or not to this account."""
        revisions = await self._first_revisions()
        return await self._payload(revisions) if revisions.keys() - {TEAM} == {self.scope} else None

    async def first_answer(self) -> CommitPayload | None:
        """As `answered`, where only the first answer tells which account it was about."""
        revisions = await self._first_revisions()
        accounts = revisions.keys() - {TEAM}
        if len(accounts) != 1:
            return None
        (self.scope,) = accounts
        return await self._payload(revisions)

    def refused(self, found: Sequence[errors.StakegraphError]) -> CommitPayload:
        """The payload that tells these errors, whose paths are those of the input."""
        return CommitPayload.refused(as_errors(voice_of(self.context.language), found, self.scope))

    def placed(self, told: errors.StakegraphError) -> errors.StakegraphError:
        """What the store told, at its path in the input."""
        is_account = isinstance(told, errors.NotFound) and told.path == (self.scope,)
        told.path = (self.named_by,) if is_account else tuple(self.place(told.path))
        return told

    def place(self, path: Sequence[str]) -> list[str]:
        """Where the caller wrote what the store found at a path, which the scope leads."""
        known = self._places.get((path[0], path[1])) if len(path) > 1 else None
        if known is None:
            return list(path)
        where, words = known
        return [*where, *(words.get(path[2], (path[2],)) if len(path) > 2 else ()), *path[3:]]

    async def _first_revisions(self) -> Mapping[str, int]:
        """What the first mutation of this idempotency key wrote; nothing where there was none."""
        key = self.given.idempotency_key
        return await self.context.store.answer(key, self.context.viewer) if is_given(key) else {}

    def _expected(self) -> Mapping[str, int]:
        """The revision that must still hold: that which the caller named, and that which was read."""
        said = getattr(self.given, "if_revision", None)
        named = said if is_given(said) else None
        if named is not None and self.read_at not in (None, named):
            text = Message("%(key)r is at revision %(revision)s", key=self.scope, revision=self.read_at)
            told = Message("somebody wrote in between: %(told)s", told=text)
            self.errors.append(errors.Conflict(told, {self.scope: self.read_at or 0}, ["ifRevision"]))
            return {}
        found = named if named is not None else self.read_at
        return {} if found is None else {self.scope: found}

    async def _others(self, expected: Mapping[str, int]) -> Sequence[errors.StakegraphError]:
        """What else is wrong, beside what was found before the changes were put together."""
        changes = {self.scope: [], **self.changes}
        amiss: dict[str, Collection[str]] = dict.fromkeys(changes, self.amiss)
        try:
            found = await self.context.store.examine(
                changes, self.context.viewer, expected, relayed=self.relayed, amiss=amiss
            )
        except (errors.NotFound, errors.NotAllowed) as error:
            found = [error]
        return [self.placed(error) for error in found]

    async def _payload(self, revisions: Mapping[str, int]) -> CommitPayload:
        self.context.forget()
        written: list[Recorded] = []
        for scope, revision in revisions.items():
            for entry in await self.context.store.entries(scope, self.context.viewer, revision - 1, revision):
                written += entry.changes
        found = None if self.scope == TEAM else await self.context.find(self.scope)
        reading: Reading = found or await self.context.team()
        nodes = [as_node(reading, identifier) for identifier in _touched(written)]
        return CommitPayload(
            revision=revisions.get(self.scope, next(iter(revisions.values()))),
            changed=[node for node in nodes if node is not None],
            dropped=[_gone(each) for each in written if each.values is None],
            errors=[],
        )


def _touched(written: Sequence[Recorded]) -> list[str]:
    """The ids of the nodes that were written, and of the ends of the edges that were, each once, in their order."""
    found: dict[str, None] = {}
    for each in written:
        if issubclass(each.kind, Stored):
            found |= {each.key: None}
        else:
            ends = each.kind.parse_key(each.key)
            found |= {ends["from"]: None, ends["to"]: None}
    return list(found)


def _gone(each: Recorded) -> strawberry.ID:
    return encode_id(each.kind.label, each.key) if issubclass(each.kind, Stored) else strawberry.ID(each.key)


# ---------------------------------------------------------------- how all of them run

_Body = Callable[[Work, Any], Awaitable[Any]]


def mutation(body: _Body, *, role: Role, cost: float, description: str) -> Any:
    """The field of a mutation: the least role that may, what it costs, and what it does, all of which must be told.

    `body` takes the work and its input and answers the payload; both types are those of its annotations. What it
    raises is answered as the payload's errors. A body that has read the account runs again where somebody wrote in
    between, unless the caller named the revision.
    """
    if not description.endswith(".") or cost <= 0:
        raise TypeError(f"{body.__name__} needs a description, which is a sentence, and a cost")
    given_type, payload = body.__annotations__["given"], body.__annotations__["return"]

    async def resolve(info: Any, input: Any) -> Any:  # noqa: A002
        answer = await _answer(info.context, role, body, input, payload)
        info.context.refused += [type(each).__name__ for each in answer.errors]
        return answer

    about = given_type.__strawberry_definition__.description
    resolve.__annotations__ = {
        "info": Info[Context, None],
        "input": Annotated[given_type, strawberry.argument(description=about)],
        "return": payload,
    }
    return strawberry.mutation(
        resolver=resolve, description=description, directives=[cost_of(cost), permitted_to(role)]
    )


async def _answer(context: Context, role: Role, body: _Body, given: Any, payload: type[_Payload]) -> Any:
    work = Work(context, TEAM, given)
    try:
        context.viewer.demand_role(role)
        account: Any = getattr(given, "account_id", None)
        if is_given(account):
            work = Work(context, account_key(account, ["accountId"]), given)
        answer = (await work.answered() if is_given(account) else None) or await body(work, given)
        for _ in range(TRIES - 1):
            if not work.is_outrun(answer):
                break
            work = Work(context, work.scope, given)
            answer = await body(work, given)
        return answer
    except errors.Unavailable:
        raise
    except errors.StakegraphError as error:
        found = error.errors if isinstance(error, errors.Refused) else [error]
        return payload.refused(as_errors(voice_of(context.language), map(work.placed, found), work.scope))
