"""The one way from input to commit to payload or errors."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any

import strawberry
from strawberry import Info

from graph import errors, model
from graph.change import Change, Put
from graph.declaration import Node as Stored
from graph.identity import TEAM, account_id, new_key
from graph.journal import Recorded
from schema.context import Context, Reading
from schema.cost import ListSize, cost_of
from schema.inputs import ChangeInput, Scoped, change_of
from schema.nodes import as_node
from schema.references import account_key
from schema.relay import Node, encode_id

__all__ = [
    "CommitInput",
    "CommitPayload",
    "Conflict",
    "CreateAccountInput",
    "InUse",
    "InvalidInput",
    "MutationError",
    "Mutations",
    "NotAllowed",
    "NotFound",
    "Work",
    "as_error",
    "settled",
]

MOST_CHANGES = 1_000
TRIES = 5


@strawberry.interface(description="Why something was refused.")
class MutationError:
    message: str = strawberry.field(description="What was wrong, and what would do.")
    path: list[str] = strawberry.field(description="The way to the input at fault, from `input` on.")


@strawberry.type(description="A value that the model does not allow.")
class InvalidInput(MutationError):
    pass


@strawberry.type(description="Something that does not exist, or that you may not see.")
class NotFound(MutationError):
    pass


@strawberry.type(description="Somebody wrote in between.")
class Conflict(MutationError):
    current_revision: int = strawberry.field(description="The revision that the account is at.")


@strawberry.type(description="A drop of what others hang on.")
class InUse(MutationError):
    by: list[str] = strawberry.field(description="The ids or edge keys of what hangs on it.")


@strawberry.type(description="Something that your role does not permit.")
class NotAllowed(MutationError):
    pass


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


@strawberry.input(description="A list of changes, written all or none.")
class CommitInput:
    account_id: strawberry.ID | None = strawberry.field(
        default=None, description="The account's id or key; not given: our team, its offerings and competitors only."
    )
    changes: list[ChangeInput] = strawberry.field(description=f"Up to {MOST_CHANGES} changes, in any order.")
    if_revision: int | None = strawberry.field(
        default=None, description="Refuse, with a Conflict, unless this is the current revision."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Sent again, it gives the first answer and writes nothing."
    )


@strawberry.input(description="A new account.")
class CreateAccountInput:
    key: strawberry.ID | None = strawberry.field(
        default=None, description="Your own key for it, up to 200 characters; one is made where none is given."
    )
    name: str = strawberry.field(description="What the client is called.")
    sector: str | None = strawberry.field(default=None, description="The line of business.")
    country: str | None = strawberry.field(
        default=None, description="The country of its seat: ISO 3166-1, two letters."
    )
    currency: str | None = strawberry.field(default=None, description="The currency of its amounts: ISO 4217.")
    tier: model.Tier | None = strawberry.field(default=None, description="How much the account matters to us.")
    time_zone: str | None = strawberry.field(
        default=None, description="The IANA time zone that its days are counted in."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Sent again, it gives the first answer and writes nothing."
    )


@strawberry.type
class Mutations:
    @strawberry.mutation(
        description="Write a list of changes to an account and to our team, all or none.", directives=[cost_of(500)]
    )
    async def commit(
        self,
        info: Info[Context, None],
        input: Annotated[CommitInput, strawberry.argument(description="What to write.")],  # noqa: A002
    ) -> CommitPayload:
        scope = TEAM if input.account_id is None else account_key(input.account_id)
        work = Work(info.context, scope)
        work.read(input.changes)
        return await work.commit(input.if_revision, input.idempotency_key)

    @strawberry.mutation(
        description="Make an account: a client organisation, to which all else is added.", directives=[cost_of(200)]
    )
    async def create_account(
        self,
        info: Info[Context, None],
        input: Annotated[CreateAccountInput, strawberry.argument(description="What is known of it.")],  # noqa: A002
    ) -> CommitPayload:
        scope = input.key or new_key()
        work = Work(info.context, scope)
        await work.create(input)
        return await work.commit(None, input.idempotency_key)


class Work:
    """One mutation: its changes by scope, and where in the input each of them stands.

    They are `relayed` where they only pass on what others have claimed.
    """

    def __init__(self, context: Context, scope: str) -> None:
        self.context = context
        self.scope = scope
        self.changes: dict[str, list[Change]] = defaultdict(list)
        self.paths: dict[tuple[str, str], tuple[str, ...]] = {}
        self.errors: list[errors.StakegraphError] = []
        self.relayed = False

    def read(self, given: Sequence[Any]) -> None:
        """Take the changes of a commit."""
        if not 1 <= len(given) <= MOST_CHANGES:
            self.errors.append(errors.InvalidInput(f"give 1 to {MOST_CHANGES} changes, not {len(given)}", ["changes"]))
            return
        for index, each in enumerate(given):
            try:
                name, scoped = change_of(each, self.scope)
            except errors.InvalidInput as error:
                error.path = ("changes", str(index), *error.path)
                self.errors.append(error)
            else:
                self.add(scoped, ("changes", str(index), name))

    async def create(self, given: CreateAccountInput) -> None:
        """Take the one change that makes an account, unless it is there."""
        if await self.context.find(self.scope) is not None:
            self.errors.append(errors.InvalidInput(f"there is an account {self.scope!r} already", ["key"]))
            return
        names = {"name": "name", "sector": "sector", "country": "country", "currency": "currency", "tier": "tier"}
        values = {word: getattr(given, name) for name, word in {**names, "time_zone": "timeZone"}.items()}
        put = Put(model.Organisation, {"id": account_id(self.scope), "kind": "CLIENT", **values})
        self.add(Scoped(self.scope, put), ())

    def add(self, scoped: Scoped, path: tuple[str, ...]) -> None:
        """Take one change, whose place in the input is `path`."""
        self.paths[scoped.scope, str(len(self.changes[scoped.scope]))] = path
        self.changes[scoped.scope].append(scoped.change)

    async def commit(self, if_revision: int | None, idempotency_key: str | None) -> CommitPayload:
        """Write it, and tell what came of it."""
        if self.errors:
            return self._refused(self.errors)
        expected = {} if if_revision is None else {self.scope: if_revision}
        try:
            revisions = await self.context.store.commit(
                self.changes, self.context.viewer, expected, idempotency_key, relayed=self.relayed
            )
        except errors.Refused as refused:
            return self._refused(refused.errors)
        except errors.Unavailable:
            raise
        except errors.StakegraphError as error:
            return self._refused([error])
        return await self._payload(revisions)

    async def answered(self, idempotency_key: str | None) -> CommitPayload | None:
        """What the first mutation of this key did to the account; null where there was none."""
        if not idempotency_key:
            return None
        revisions = await self.context.store.answer(idempotency_key, self.context.viewer)
        return await self._payload(revisions) if revisions.keys() == {self.scope} else None

    def _refused(self, found: Sequence[errors.StakegraphError]) -> CommitPayload:
        told = [as_error(error, self.place(error.path), self.scope) for error in found]
        return CommitPayload(revision=None, changed=[], dropped=[], errors=told)

    def place(self, path: Sequence[str]) -> list[str]:
        """Where the caller wrote what was found at a path, which the scope leads."""
        if list(path) == [self.scope]:
            return ["accountId"]
        known = self.paths.get((path[0], path[1])) if len(path) > 1 else None
        return list(path) if known is None else [*known, *path[2:]]

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


async def settled(attempt: Callable[[], Awaitable[CommitPayload]], if_revision: int | None) -> CommitPayload:
    """What comes of work that is computed from what it read: made again where somebody wrote in between.

    Whoever names the revision themselves is told of the Conflict instead.
    """
    payload = await attempt()
    for _ in range(TRIES - 1):
        if if_revision is not None or not any(isinstance(each, Conflict) for each in payload.errors):
            break
        payload = await attempt()
    return payload


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


def as_error(error: errors.StakegraphError, path: list[str], scope: str) -> MutationError:
    """The error as the API tells it."""
    if isinstance(error, errors.Conflict):
        return Conflict(message=error.message, path=path, current_revision=error.revisions.get(scope, 0))
    if isinstance(error, errors.InUse):
        return InUse(message=error.message, path=path, by=list(error.by))
    kinds: dict[type[errors.StakegraphError], type[MutationError]] = {
        errors.NotFound: NotFound,
        errors.NotAllowed: NotAllowed,
    }
    return kinds.get(type(error), InvalidInput)(message=error.message, path=path)
