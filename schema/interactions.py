"""Contacts, past and planned: who met whom, and which of them are asked for."""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from strawberry.types.base import StrawberryList

from graph import model
from graph.change import Put
from graph.errors import InvalidInput
from graph.identity import parse_id
from graph.message import Message
from graph.moment import day_of
from graph.viewer import Role
from schema.context import Reading
from schema.drafts import Draft, End, key_field, stakeholder_named
from schema.edges import targets
from schema.inputs import fields_of, input_of, is_given, verb_of
from schema.moment import demand_period, is_during
from schema.nodes import as_node, node_type
from schema.ordering import BY_ID, Column, Order, OrderDirection
from schema.references import resolve
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate
from schema.writing import CommitPayload, Work, mutation

if TYPE_CHECKING:
    from schema.accounts import TeamMember
    from schema.relationships import Stakeholder

__all__ = [
    "AccountInteractions",
    "Interaction",
    "InteractionFilter",
    "InteractionMutations",
    "LogInteractionInput",
    "interactions_with",
]

NEWEST_FIRST: Final = Order[model.Interaction](
    Column("at", lambda contact: contact.at.isoformat(timespec="microseconds"), OrderDirection.DESC), BY_ID
)


@node_type(model.Interaction)
class Interaction(Node):
    @strawberry.field(description="Who of them took part, by key.")
    def stakeholders(self) -> list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]]:
        return targets(self, model.Involves, model.Stakeholder)

    @strawberry.field(description="Who of us took part, by key.")
    def team_members(self) -> list[Annotated["TeamMember", strawberry.lazy("schema.accounts")]]:
        return targets(self, model.Involves, model.TeamMember)

    @strawberry.field(description="From whom it came; null where nobody has said, the first where several are named.")
    def initiator(self) -> Node | None:
        involved = self.reading.account.out(self.item.id, model.Involves)
        found: Node | None = next((as_node(self.reading, e.target) for e in involved if e.initiator), None)
        return found


@strawberry.input(description="Which contacts to show: those that are all of this.")
class InteractionFilter:
    state: model.InteractionState | None = strawberry.field(
        default=None, description="Only those planned, held or cancelled."
    )
    channels: list[model.Channel] | None = strawberry.field(default=None, description="Only through these channels.")
    since: date | None = strawberry.field(
        name="from", default=None, description="Only on this day or later, in the account's time zone."
    )
    until: date | None = strawberry.field(
        name="to", default=None, description="Only on this day or earlier, in the account's time zone."
    )
    stakeholder: strawberry.ID | None = strawberry.field(
        default=None, description="Only those in which this person took part: an id or key."
    )
    team_member: strawberry.ID | None = strawberry.field(
        default=None, description="Only those in which this one of us took part: an id or key."
    )


@strawberry.type
class AccountInteractions(Node):
    @strawberry.field(description="Contacts with its people, past and planned, the newest first.")
    def interactions(
        self,
        filter: Annotated[  # noqa: A002
            InteractionFilter | None, strawberry.argument(description="Which of them to show; not given: all.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Interaction]:
        found = list(_wanted(self.reading, filter or InteractionFilter()))
        return _paged(self.reading, found, Page(first, after, last, before))


_AttendeeInput: Any = input_of(
    "AttendeeInput",
    "Somebody who took part in a contact, or is to: one of them, or one of us.",
    {
        "stakeholder": (strawberry.ID, "Who of them: an id or a key.", False),
        "teamMember": (strawberry.ID, "Who of us: an id or a key.", False),
        **fields_of(model.Involves),
    },
)
_FollowUpInput: Any = input_of(
    "FollowUpInput",
    "What was agreed to be done: an action about those of them who took part.",
    {
        "id": key_field("action"),
        **fields_of(model.Action),
        "owner": (strawberry.ID, "Who of us does it, an id or a key; not given: you, if you are one of us.", False),
    },
)

LogInteractionInput: Any = verb_of(
    "LogInteractionInput",
    "A contact, past or planned, with who took part and what follows from it.",
    {
        "id": key_field("contact"),
        **fields_of(model.Interaction),
        "participants": (
            StrawberryList(_AttendeeInput),
            "All who took part, theirs and ours; not given: as it is, null: none.",
            False,
        ),
        "followUps": (StrawberryList(_FollowUpInput), "What was agreed to be done.", False),
    },
)


async def _log_interaction(work: Work, given: LogInteractionInput) -> CommitPayload:
    reading = await work.read()
    draft = Draft(work, reading, model.Interaction, given)
    involved: Iterable[str] = draft.several(model.Involves, "participants", _attendee)
    if given.participants is strawberry.UNSET:
        involved = [edge.target for edge in reading.account.out(draft.node, model.Involves)]
    people = [each for each in involved if isinstance(reading.account.nodes.get(each), model.Stakeholder)]
    for index, each in enumerate(given.followUps if is_given(given.followUps) else ()):
        _follow_up(Draft(work, reading, model.Action, each, ("followUps", str(index))), people)
    return await work.commit()


def _attendee(given: Any) -> End:
    if is_given(given.stakeholder) == is_given(given.teamMember):
        raise InvalidInput(Message("name either a stakeholder or a team member"))
    if is_given(given.stakeholder):
        return stakeholder_named(given)
    return End(model.TeamMember, given.teamMember, ("teamMember",))


def _follow_up(draft: Draft, people: Iterable[str]) -> None:
    own = draft.work.context.viewer.team_member
    draft.one(model.AnswersFor, model.TeamMember, "owner", outward=False, usual=parse_id(own).key if own else "")
    for each in people:
        draft.work.put(Put(model.About, {"from": draft.node, "to": each}), draft.path)


@strawberry.type
class InteractionMutations:
    log_interaction = mutation(
        _log_interaction,
        role=Role.MEMBER,
        cost=400,
        description="Write down a contact, past or planned, with who took part, and what was agreed to be done.",
    )


def interactions_with(reading: Reading, who: str, page: Page) -> Connection[Interaction]:
    """The contacts in which one of them, or of us, took part, the newest first."""
    found = [reading.account.nodes[each] for each in _ids_with(reading, who)]
    return _paged(reading, [contact for contact in found if isinstance(contact, model.Interaction)], page)


def _paged(reading: Reading, found: Sequence[model.Interaction], page: Page) -> Connection[Interaction]:
    return paginate(found, NEWEST_FIRST, lambda contact: as_node(reading, contact.id), page)


def _wanted(reading: Reading, wanted: InteractionFilter) -> Iterator[model.Interaction]:
    demand_period(wanted.since, wanted.until, ("filter.from", "filter.to"))
    involved = [_ids_with(reading, who) for who in _named(reading, wanted)]
    zone = reading.graph.root.time_zone
    for contact in reading.account.all(model.Interaction):
        if (
            wanted.state in (None, contact.state)
            and (wanted.channels is None or contact.channel in wanted.channels)
            and all(contact.id in ids for ids in involved)
            and is_during(day_of(contact.at, zone), wanted.since, wanted.until)
        ):
            yield contact


def _named(reading: Reading, wanted: InteractionFilter) -> Iterator[str]:
    """The ids of those who must have taken part."""
    if wanted.stakeholder is not None:
        yield resolve(reading.account, model.Stakeholder, wanted.stakeholder, ("filter", "stakeholder"))
    if wanted.team_member is not None:
        yield resolve(reading.graph.team, model.TeamMember, wanted.team_member, ("filter", "teamMember"))


def _ids_with(reading: Reading, who: str) -> Set[str]:
    return {edge.source for edge in reading.account.into(who, model.Involves)}
