"""Merging: who is likely to be one person, and making one of two."""

from typing import Annotated

import strawberry
from strawberry import Info

from graph import errors, model
from graph.duplicates import DuplicateReason, likely_duplicates
from graph.merging import merge
from graph.snapshot import Snapshot
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.inputs import Scoped
from schema.nodes import as_node, described_enum
from schema.references import account_key, resolve
from schema.relationships import Stakeholder
from schema.writing import CommitPayload, Work, settled
from scoring.presence import present_stakeholders

__all__ = ["LikelyDuplicate", "MergeStakeholdersInput", "MergingMutations", "likely_duplicates_of"]


described_enum(DuplicateReason)


@strawberry.type(description="Two people who are likely to be one.")
class LikelyDuplicate:
    stakeholders: list[Stakeholder] = strawberry.field(description="The two, by key.")
    reasons: list[DuplicateReason] = strawberry.field(description="All that speaks for it.")


@strawberry.input(description="Two people who are one.")
class MergeStakeholdersInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or key.")
    winner: strawberry.ID = strawberry.field(
        description="The id or key of the one who stays, and whose fields stand; the other's fill what is absent."
    )
    loser: strawberry.ID = strawberry.field(
        description="The id or key of the one who becomes the winner; it leads to them from then on."
    )
    if_revision: int | None = strawberry.field(
        default=None, description="Refuse, with a Conflict, unless this is the current revision."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Sent again, it gives the first answer and writes nothing."
    )


@strawberry.type
class MergingMutations:
    @strawberry.mutation(
        description="Make one person of two, with the edges and claims of both. A revert of the account undoes it.",
        directives=[cost_of(500)],
    )
    async def merge_stakeholders(
        self,
        info: Info[Context, None],
        input: Annotated[MergeStakeholdersInput, strawberry.argument(description="Who are one.")],  # noqa: A002
    ) -> CommitPayload:
        return await settled(lambda: _merged(info.context, input), input.if_revision)


def likely_duplicates_of(reading: Reading) -> list[LikelyDuplicate]:
    """Who of those present on the day are likely to be one."""
    return [
        LikelyDuplicate(
            stakeholders=[as_node(reading, each.id) for each in (pair.one, pair.other)], reasons=list(pair.reasons)
        )
        for pair in likely_duplicates(present_stakeholders(reading.account, reading.day))
    ]


async def _merged(context: Context, given: MergeStakeholdersInput) -> CommitPayload:
    """One try, which is a Conflict where somebody writes between the reading and the writing."""
    work = Work(context, account_key(given.account_id))
    answered = await work.answered(given.idempotency_key)
    if answered is not None:
        return answered
    context.forget()
    try:
        reading = await context.account(work.scope)
    except errors.NotFound as error:
        work.errors.append(errors.NotFound(error.message, ["accountId"]))
        return await work.commit(None, None)
    revision = reading.graph.revision
    if given.if_revision not in (None, revision):
        text = f"somebody wrote in between: {work.scope!r} is at revision {revision}"
        work.errors.append(errors.Conflict(text, {work.scope: revision}, ["ifRevision"]))
    _take(work, reading.account, given)
    return await work.commit(revision, given.idempotency_key)


def _take(work: Work, account: Snapshot, given: MergeStakeholdersInput) -> None:
    """Take the changes of the merge, or what is wrong with it."""
    people: list[str] = []
    for word, identifier in (("winner", given.winner), ("loser", given.loser)):
        try:
            people.append(resolve(account, model.Stakeholder, identifier, (word,)))
        except errors.StakegraphError as error:
            work.errors.append(error)
    if work.errors:
        return
    work.relayed = True
    try:
        for change in merge(account, *people):
            work.add(Scoped(work.scope, change), ("loser",))
    except errors.Refused as refused:
        work.errors += refused.errors
