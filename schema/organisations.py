"""The organisations of an account: their parts and people, who of us looks after them, and what they own and use."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Final, cast

import strawberry
from strawberry import Info

from graph import model
from graph.identity import parse_id
from schema.context import Context, Reading
from schema.edges import sources
from schema.nodes import as_node, node_type
from schema.ordering import BY_ID, Order
from schema.relationships import Stakeholder
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate
from schema.subjects import Subject
from schema.whitespace import WhitespaceCell, cells_of
from scoring.presence import is_present

if TYPE_CHECKING:
    from schema.accounts import TeamMember

__all__ = ["AccountTeamMember", "Organisation", "Ownership", "team_of"]

BY_KEY: Final = Order[model.Stakeholder](BY_ID)


@strawberry.type(description="An organisation that another owns, or owns a part of.")
class Ownership:
    organisation: "Organisation" = strawberry.field(description="Which; it may be in another account.")
    share: float | None = strawberry.field(description="The share held, 0 to 1.")


@strawberry.type(description="One of us who looks after an account.")
class AccountTeamMember:
    reading: strawberry.Private[Reading]
    team_member: Annotated["TeamMember", strawberry.lazy("schema.accounts")] = strawberry.field(
        description="Who it is."
    )
    role: model.ManagesRole = strawberry.field(description="What they are for it.")
    organisation: "Organisation" = strawberry.field(description="The organisation that they look after.")

    @strawberry.field(description="What in the account they answer for, by kind and key.")
    def answers_for(self) -> list[Node]:
        found = self.reading.account.out(self.team_member.item.id, model.AnswersFor)
        return [as_node(self.reading, edge.target) for edge in found]


@node_type(model.Organisation)
class Organisation(Subject):
    @strawberry.field(description="Whether it is the account itself.")
    def is_account(self) -> bool:
        return self.item.id == self.reading.graph.root.id

    @strawberry.field(description="The organisation that it is a part of; null for the account itself.")
    def parent(self) -> "Organisation | None":
        parent: Organisation | None = None
        if not self.is_account():
            parent = as_node(self.reading, _whole(self.reading, self.item.id), "Organisation")
        return parent

    @strawberry.field(description="Its parts, by key.")
    def parts(self) -> list["Organisation"]:
        account = self.reading.account
        found = {edge.source for edge in account.into(self.item.id, model.PartOf)}
        if self.is_account():
            others = (each.id for each in account.all(model.Organisation) if each.id != self.item.id)
            found |= {each for each in others if not account.out(each, model.PartOf)}
        return [as_node(self.reading, each, "Organisation") for each in sorted(found)]

    @strawberry.field(description="Who works there on the day, by key; who works in a part of it is left out.")
    def stakeholders(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Stakeholder]:
        people: list[Stakeholder] = sources(self, model.WorksIn)
        found = [cast("model.Stakeholder", person.item) for person in people]
        present = [person for person in found if is_present(person, self.reading.day)]
        return paginate(present, BY_KEY, lambda each: as_node(self.reading, each.id), Page(first, after, last, before))

    @strawberry.field(description="Who of us looks after it on the day.")
    def team(self) -> list[AccountTeamMember]:
        return team_of(self.reading, self.reading.account.into(self.item.id, model.Manages))

    @strawberry.field(description="What it has of our offerings, by key.")
    def uses(self) -> list[WhitespaceCell]:
        return cells_of(self.reading, self.reading.account.out(self.item.id, model.Uses))

    @strawberry.field(description="The organisations that it owns, or owns a part of, by key: those that you may see.")
    async def owns(self, info: Info[Context, None]) -> list[Ownership]:
        edges = self.reading.account.out(self.item.id, model.Owns)
        found = await asyncio.gather(*(_abroad(info.context, self.reading, edge.target) for edge in edges))
        return [
            Ownership(organisation=organisation, share=edge.share)
            for edge, organisation in zip(edges, found, strict=True)
            if organisation is not None
        ]


def team_of(reading: Reading, edges: Iterable[model.Manages]) -> list[AccountTeamMember]:
    """Who looks after what on the day, of these edges."""
    return [
        AccountTeamMember(
            reading=reading,
            team_member=member,
            role=edge.role,
            organisation=as_node(reading, edge.target, "Organisation"),
        )
        for edge in edges
        if edge.stands_on(reading.day) and (member := as_node(reading, edge.source)) is not None
    ]


def _whole(reading: Reading, part: str) -> str:
    above = reading.account.out(part, model.PartOf)
    return above[0].target if above else reading.graph.root.id


async def _abroad(context: Context, reading: Reading, identifier: str) -> Organisation | None:
    """An organisation of this account, or of another: as it is known now, on the day that was asked for."""
    scope = parse_id(identifier).scope
    home = reading if scope == reading.graph.key else await context.find(scope, reading.on)
    found: Organisation | None = as_node(home, identifier, "Organisation") if home else None
    return found
