"""Relationship management: stakeholders, and their ties to each other and to us."""

import asyncio
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from graph import model
from graph.identity import parse_id
from schema.context import Context
from schema.edges import Owned, sources, targets
from schema.evidence import power_score
from schema.interactions import Interaction, interactions_with
from schema.market import Favour, favours_of
from schema.nodes import as_node, node_type
from schema.opportunities import Participant, participations
from schema.reach import Reached
from schema.relay import After, Before, Connection, First, Last, Page, encode_id
from schema.scores import Score
from schema.subjects import Subject

if TYPE_CHECKING:
    from schema.organisations import Organisation

__all__ = ["Stakeholder"]


@node_type(model.Stakeholder)
class Stakeholder(Reached, Subject, Owned):
    @strawberry.field(description="The organisation that they work in.")
    def organisation(self) -> Annotated["Organisation", strawberry.lazy("schema.organisations")]:
        home = self.reading.homes.get(self.item.id, self.reading.graph.root.id)
        organisation: Organisation = as_node(self.reading, home, "Organisation")
        return organisation

    @strawberry.field(description="Whom they report to, by solid or dotted line.")
    def managers(self) -> list["Stakeholder"]:
        return targets(self, model.ReportsTo)

    @strawberry.field(description="Who reports to them, by solid or dotted line.")
    def reports(self) -> list["Stakeholder"]:
        return sources(self, model.ReportsTo)

    @strawberry.field(description="What they decide on the day, and as what, by the opportunities' keys.")
    def roles(self) -> list[Participant]:
        return participations(self.reading, self.reading.account.out(self.item.id, model.HasRoleIn))

    @strawberry.field(description="Contacts with them, past and planned, the newest first.")
    def interactions(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Interaction]:
        return interactions_with(self.reading, self.item.id, Page(first, after, last, before))

    @strawberry.field(description="Which competitors they lean towards on the day, by key.")
    def favours(self) -> list[Favour]:
        return favours_of(self.reading, self.reading.account.out(self.item.id, model.Favours))

    @strawberry.field(description="How much they decide in the account, 0 to 1.")
    def power(self) -> Score:
        return power_score(self.reading, self.item.id)

    @strawberry.field(description="The same person in other accounts that you may see, by account.")
    async def elsewhere(self, info: Info[Context, None]) -> list["Stakeholder"]:
        person = cast("model.Stakeholder", self.item).person
        found = await info.context.same_people.load(person) if person else []
        others = [identifier for identifier in found if parse_id(identifier).scope != self.item.scope]
        accounts = await asyncio.gather(*(info.context.find(parse_id(i).scope, self.reading.on) for i in others))
        shown = [as_node(account, i) for i, account in zip(others, accounts, strict=True) if account]
        return [each for each in shown if each is not None]

    @strawberry.field(description="The ids of those who were merged into this person; each leads here.")
    def merged_ids(self) -> list[strawberry.ID]:
        person = cast("model.Stakeholder", self.item)
        moment = (self.reading.on, self.reading.as_of(person.scope), self.reading.supposed)
        return [encode_id("Stakeholder", each, *moment) for each in person.merged_ids]
