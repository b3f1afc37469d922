"""Claims as people make them: what somebody thinks, what one of us is to them, and who listens to whom."""

from typing import Any

import strawberry

from graph import model
from graph.change import Put
from graph.declaration import Claim
from graph.errors import InvalidInput
from graph.identity import account_id, parse_id
from graph.message import Message
from graph.viewer import Role
from schema.drafts import End, stakeholder_named
from schema.inputs import asserter, claim_fields, faults_of, is_given, node_values, verb_of
from schema.writing import CommitPayload, Work, mutation

__all__ = ["ClaimMutations", "RecordInfluenceInput", "RecordRelationshipInput", "RecordStanceInput"]

RecordStanceInput: Any = verb_of(
    "RecordStanceInput",
    "What somebody thinks of an opportunity, or of us.",
    {
        "stakeholder": (strawberry.ID, "Whose stance it is: an id or a key.", True),
        "opportunity": (
            strawberry.ID,
            "Towards what, an id or a key; not given: towards us, in the account as a whole.",
            False,
        ),
        **claim_fields(model.HoldsStance),
    },
)
RecordRelationshipInput: Any = verb_of(
    "RecordRelationshipInput",
    "What one of us is to one of them, or wants to be.",
    {
        "teamMember": (strawberry.ID, "Who of us, an id or a key; not given: you, if you are one of us.", False),
        "stakeholder": (strawberry.ID, "To whom: an id or a key.", True),
        **claim_fields(model.Knows),
    },
)
RecordInfluenceInput: Any = verb_of(
    "RecordInfluenceInput",
    "How much one of them listens to another.",
    {
        "from": (strawberry.ID, "Who is listened to: an id or a key.", True),
        "to": (strawberry.ID, "Who listens: an id or a key.", True),
        **claim_fields(model.Influences),
    },
)


async def _record_stance(work: Work, given: RecordStanceInput) -> CommitPayload:
    towards = End(model.Opportunity, given.opportunity, ("opportunity",))
    return await _recorded(work, model.HoldsStance, stakeholder_named(given), towards)


async def _record_relationship(work: Work, given: RecordRelationshipInput) -> CommitPayload:
    own = work.context.viewer.team_member
    said = given.teamMember if is_given(given.teamMember) or own is None else parse_id(own).key
    ours = End(model.TeamMember, said, ("teamMember",))
    return await _recorded(work, model.Knows, ours, stakeholder_named(given))


async def _record_influence(work: Work, given: RecordInfluenceInput) -> CommitPayload:
    heard = End(model.Stakeholder, given.source, ("from",))
    return await _recorded(work, model.Influences, heard, End(model.Stakeholder, given.target, ("to",)))


async def _recorded(work: Work, kind: type[Claim], source: End, target: End) -> CommitPayload:
    values = node_values(kind, work.given)
    try:
        values |= {word: by for word, by in {"by": asserter(work.given)}.items() if by is not None}
    except InvalidInput as error:
        work.errors.append(error)
    ends = {word: _id_of(work, end) for word, end in {"from": source, "to": target}.items()}
    if work.errors:
        work.errors += faults_of(kind, values)
    else:
        work.put(Put(kind, {**values, **ends}), words={"from": source.path, "to": target.path})
    return await work.commit()


def _id_of(work: Work, end: End) -> str | None:
    if is_given(end.said):
        return work.named(end.kind, end.said, end.path)
    if end.kind is model.Opportunity:
        return account_id(work.scope)
    text = Message("%(field)s is required: you are none of us", field=end.path[0])
    work.errors.append(InvalidInput(text, end.path))
    return None


@strawberry.type
class ClaimMutations:
    record_stance = mutation(
        _record_stance,
        role=Role.MEMBER,
        cost=300,
        description="Claim what somebody thinks of an opportunity, or of us in the account as a whole.",
    )
    record_relationship = mutation(
        _record_relationship,
        role=Role.MEMBER,
        cost=300,
        description="Claim what one of us is to one of them, or wants to be.",
    )
    record_influence = mutation(
        _record_influence,
        role=Role.MEMBER,
        cost=300,
        description="Claim how much one of them listens to another.",
    )
