"""Commits: any list of changes, and the one that makes an account."""

from typing import Any, Final

import strawberry

from graph import model
from graph.change import Put
from graph.errors import InvalidInput, NotAllowed
from graph.identity import account_id, new_key
from graph.message import Message
from graph.viewer import Role
from schema.inputs import ChangeInput, fields_of, input_of, is_given, node_values
from schema.writing import MOST_CHANGES, CommitPayload, Work, mutation

__all__ = ["CommitInput", "CommitMutations", "CreateAccountInput"]


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


_KEY: Final = "Your own key for it, up to 200 characters; one is made where none is given."
_FIELDS: Final = {word: each for word, each in fields_of(model.Organisation).items() if word not in ("name", "kind")}

CreateAccountInput: Any = input_of(
    "CreateAccountInput",
    "A new account.",
    {
        "key": (strawberry.ID, _KEY, False),
        "name": (str, "What the client is called.", True),
        **_FIELDS,
        "idempotencyKey": (str, "Sent again, it gives the first answer and writes nothing.", False),
    },
)


async def _commit(work: Work, given: CommitInput) -> CommitPayload:
    work.take(given.changes)
    return await work.commit()


async def _create_account(work: Work, given: CreateAccountInput) -> CommitPayload:
    """Make it, unless it is there."""
    answered = await work.first_answer()
    if answered is not None:
        return answered
    work.scope = given.key if is_given(given.key) else new_key()
    work.named_by = "key"
    if not work.context.viewer.sees(work.scope):
        raise NotAllowed(Message("an account is made by somebody who sees all accounts"))
    if await work.context.find(work.scope) is not None:
        text = Message("there is an account %(key)r already", key=work.scope)
        work.errors.append(InvalidInput(text, ["key"]))
    values: dict[str, Any] = {"id": account_id(work.scope), "kind": "CLIENT", **node_values(model.Organisation, given)}
    work.put(Put(model.Organisation, values), words={"id": ("key",)})
    return await work.commit()


@strawberry.type
class CommitMutations:
    commit = mutation(
        _commit,
        role=Role.MEMBER,
        cost=500,
        description="Write a list of changes to an account and to our team, all or none.",
    )
    create_account = mutation(
        _create_account,
        role=Role.MEMBER,
        cost=400,
        description="Make an account: a client organisation, to which all else is added.",
    )
