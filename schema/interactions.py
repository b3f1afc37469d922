"""Contacts, past and planned: who met whom, and which of them are asked for."""

from collections.abc import Iterator, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

import strawberry

from graph import model
from graph.moment import day_of
from schema.context import Reading
from schema.edges import targets
from schema.moment import demand_period, is_during
from schema.nodes import as_node, node_type
from schema.ordering import BY_ID, Column, Order, OrderDirection
from schema.references import resolve
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate

if TYPE_CHECKING:
    from schema.accounts import TeamMember
    from schema.relationships import Stakeholder

__all__ = ["AccountInteractions", "Interaction", "InteractionFilter", "interactions_with"]

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
