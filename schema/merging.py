"""Merging: who is likely to be one person, and making one of two."""

import strawberry

from graph import errors, model
from graph.duplicates import DuplicateReason, likely_duplicates
from graph.merging import merge
from graph.viewer import Role
from schema.context import Reading
from schema.nodes import as_node, described_enum
from schema.references import resolve
from schema.relationships import Stakeholder
from schema.writing import CommitPayload, Work, mutation
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


def likely_duplicates_of(reading: Reading) -> list[LikelyDuplicate]:
    """Who of those present on the day are likely to be one."""
    return [
        LikelyDuplicate(
            stakeholders=[as_node(reading, each.id) for each in (pair.one, pair.other)], reasons=list(pair.reasons)
        )
        for pair in likely_duplicates(present_stakeholders(reading.account, reading.day))
    ]


async def _merge_stakeholders(work: Work, given: MergeStakeholdersInput) -> CommitPayload:
    account = (await work.read()).account
    people: list[str] = []
    for word, identifier in (("winner", given.winner), ("loser", given.loser)):
        try:
            people.append(resolve(account, model.Stakeholder, identifier, (word,)))
        except errors.StakegraphError as error:
            work.errors.append(error)
    work.relayed = True
    try:
        for change in merge(account, *people) if len(people) > 1 else ():
            work.put(change, ("loser",))
    except errors.Refused as refused:
        work.errors += refused.errors
    return await work.commit()


@strawberry.type
class MergingMutations:
    merge_stakeholders = mutation(
        _merge_stakeholders,
        role=Role.OWNER,
        cost=800,
        description="Make one person of two, with the edges and claims of both. A revert of the account undoes it.",
    )
