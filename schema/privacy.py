"""Privacy: what is held about a person, what an erasure would take, and the erasure."""

from collections.abc import Mapping
from typing import Annotated

import strawberry
from strawberry import Info
from strawberry.scalars import JSON

from graph import errors, privacy
from graph.identity import TEAM
from graph.message import Message
from graph.person import person_scope
from graph.viewer import Role
from schema.context import Context
from schema.cost import cost_of
from schema.nodes import as_node
from schema.permission import permitted_to
from schema.refusals import MutationError
from schema.relay import Node, decode_id
from schema.writing import Work, mutation

__all__ = [
    "ErasePersonInput",
    "ErasePersonPayload",
    "ErasureCount",
    "ErasurePreview",
    "ErasureScope",
    "PersonMention",
    "PersonalData",
    "PrivacyMutations",
    "PrivacyQueries",
]

_PersonId = Annotated[
    strawberry.ID, strawberry.argument(description="The id of a stakeholder, of any account, or of a team member.")
]


@strawberry.type(description="Everything that is held about a person.")
class PersonalData:
    accounts: list[str] = strawberry.field(
        description="The keys of the accounts in which something is held, of those that you see; `team`: in our team."
    )
    document: JSON = strawberry.field(description="All of it as one document, whose shape docs/privacy.md tells.")


@strawberry.type(description="How many things of one kind there are.")
class ErasureCount:
    label: str = strawberry.field(description="The label of the nodes, or the type of the edges.")
    count: int = strawberry.field(description="How many of them would lose something.")


@strawberry.type(description="What an erasure would take from one account, or from our team.")
class ErasureScope:
    account: str = strawberry.field(description="The account's key; `team`: our team.")
    revision: int = strawberry.field(description="The revision that was looked at, which becomes one more.")
    counts: list[ErasureCount] = strawberry.field(description="What would lose something, by kind.")
    journal_entries: int = strawberry.field(description="How many entries of its journal would be rewritten.")


@strawberry.type(description="A text that names a person, and is not known to be about them otherwise.")
class PersonMention:
    account: str = strawberry.field(description="The account's key; `team`: our team.")
    label: str = strawberry.field(description="The label of the node, or the type of the edge.")
    key: str = strawberry.field(description="The stored id of the node, or the key of the edge.")
    field: str = strawberry.field(description="The field that holds the text.")
    text: str = strawberry.field(description="The text, whole.")
    past: bool = strawberry.field(description="Whether it is in the journal only.")


@strawberry.type(description="What an erasure would take, for somebody to look at before.")
class ErasurePreview:
    token: str = strawberry.field(description="Stands for all that was looked at: `erasePerson` must give it.")
    scopes: list[ErasureScope] = strawberry.field(description="The accounts that hold something of the person.")
    mentions: list[PersonMention] = strawberry.field(
        description="Texts of others that name the person: they are masked only where `eraseMentions` says so."
    )


@strawberry.input(description="A person who is erased.")
class ErasePersonInput:
    id: strawberry.ID = strawberry.field(
        description="The id of the stakeholder, of any of their accounts, or of the team member."
    )
    token: str = strawberry.field(description="The token of the preview that was looked at.")
    erase_mentions: bool = strawberry.field(
        default=False, description="Mask the person's names in the texts of others too."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Sent again, it gives the first answer and writes nothing."
    )


@strawberry.type(description="What an erasure did, or why it did nothing.")
class ErasePersonPayload:
    accounts: list[str] = strawberry.field(description="The keys of the accounts that were written; `team`: our team.")
    erased: list[Node] = strawberry.field(description="The person as shown from now on, under new ids.")
    errors: list[MutationError] = strawberry.field(
        description="All that was wrong; where there is any, nothing was written."
    )

    @classmethod
    def refused(cls, errors: list[MutationError]) -> "ErasePersonPayload":
        """The payload where something was wrong."""
        return cls(accounts=[], erased=[], errors=errors)


@strawberry.type
class PrivacyQueries:
    @strawberry.field(
        description="Everything that the accounts that you see hold about a person, for owners and administrators.",
        directives=[cost_of(4000), permitted_to(Role.OWNER)],
    )
    async def personal_data(self, info: Info[Context, None], id: _PersonId) -> PersonalData | None:  # noqa: A002
        try:
            document = await info.context.store.export_person(_stored(id), info.context.viewer)
        except errors.NotFound:
            return None
        return PersonalData(accounts=[each["account"] for each in document["accounts"]], document=JSON(document))

    @strawberry.field(
        description="What an erasure of a person would take, for owners and administrators.",
        directives=[cost_of(4000), permitted_to(Role.OWNER)],
    )
    async def erasure_preview(self, info: Info[Context, None], id: _PersonId) -> ErasurePreview | None:  # noqa: A002
        try:
            found = await info.context.store.preview_erasure(_stored(id), info.context.viewer)
        except errors.NotFound:
            return None
        return ErasurePreview(
            token=found.token,
            scopes=[_scope(found, scope) for scope in found.revisions],
            mentions=[_mention(each) for each in found.mentions],
        )


async def _erase_person(work: Work, given: ErasePersonInput) -> ErasePersonPayload:
    identifier, context = _stored(given.id), work.context
    work.scope, work.named_by = person_scope(identifier), "id"
    revisions = await context.store.erase_person(
        identifier,
        context.viewer,
        given.token,
        mentions=given.erase_mentions,
        idempotency_key=given.idempotency_key,
    )
    context.forget()
    return ErasePersonPayload(accounts=list(revisions), erased=await _erased(context, revisions), errors=[])


@strawberry.type
class PrivacyMutations:
    erase_person = mutation(
        _erase_person,
        role=Role.OWNER,
        cost=8000,
        description="Erase a person from all accounts and journals, for ever.",
    )


def _stored(given: str) -> str:
    """The stored id that a global id says. Raises InvalidInput."""
    said = decode_id(given)
    if said is None:
        raise errors.InvalidInput(Message("that is not a global id: %(id)r", id=given), ["id"])
    return said.id


def _scope(found: privacy.Preview, scope: str) -> ErasureScope:
    return ErasureScope(
        account=scope,
        revision=found.revisions[scope],
        counts=[ErasureCount(label=label, count=count) for label, count in found.counts[scope].items()],
        journal_entries=found.entries[scope],
    )


def _mention(each: privacy.Mention) -> PersonMention:
    return PersonMention(
        account=each.scope, label=each.label, key=each.key, field=each.field, text=each.text, past=each.past
    )


async def _erased(context: Context, revisions: Mapping[str, int]) -> list[Node]:
    """The person as each account shows them now, from what the erasure's own entries say."""
    found: list[Node] = []
    for scope, revision in revisions.items():
        reading = await context.team() if scope == TEAM else await context.find(scope)
        for entry in await context.store.entries(scope, context.viewer, revision - 1, revision):
            ids = [each.key for each in entry.changes if (each.values or {}).get("erasedOn")]
            found += [node for each in ids if reading and (node := as_node(reading, each)) is not None]
    return found
