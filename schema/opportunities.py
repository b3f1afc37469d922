"""Opportunity management: what the client must agree on, and who takes part."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph import model
from schema.context import Reading
from schema.nodes import as_node, node_type
from schema.relay import Node
from schema.scores import Blend
from scoring.authority import Basis
from scoring.claims import blend

if TYPE_CHECKING:
    from schema.relationships import Stakeholder

__all__ = ["Opportunity", "Participant"]


@strawberry.type(description="A person who takes part in a decision.")
class Participant:
    reading: strawberry.Private[Reading]
    item: strawberry.Private[model.HasRoleIn]

    @strawberry.field(description="Who it is.")
    def stakeholder(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")]:
        person: Stakeholder = as_node(self.reading, self.item.source)
        return person

    @strawberry.field(description="As what they take part.")
    def roles(self) -> list[model.BuyingRole]:
        return list(self.item.roles)

    @strawberry.field(description="Whether they can stop it.")
    def veto(self) -> bool:
        return self.item.veto

    @strawberry.field(description="How open they are to be moved in it, 0 to 1; null: nobody has said.")
    def openness(self) -> float | None:
        return self.item.openness

    @strawberry.field(description="How they see the gap between today and what they need.")
    def response_mode(self) -> model.ResponseMode | None:
        return self.item.response_mode

    @strawberry.field(description="Whether they move a group.")
    def mobilizer_profile(self) -> model.MobilizerProfile | None:
        return self.item.mobilizer_profile

    @strawberry.field(description="How much they decide in it, 0 to 1.")
    def power(self) -> float:
        return self.reading.power_in(self.item.target).of(self.item.source)

    @strawberry.field(description="For or against it: towards it, or else towards the account. Null: nobody has said.")
    def stance(self) -> Blend | None:
        held = self.reading.account.out(self.item.source, model.HoldsStance)
        for towards in (self.item.target, self.reading.graph.root.id):
            found = blend([claim for claim in held if claim.target == towards], self.reading.day)
            if found is not None:
                return Blend.of(self.reading, found)
        return None


@node_type(model.Opportunity)
class Opportunity(Node):
    @strawberry.field(description="Who takes part on the day, by key.")
    def participants(self) -> list[Participant]:
        roles = self.reading.account.into(self.item.id, model.HasRoleIn)
        return [Participant(reading=self.reading, item=role) for role in roles if role.stands_on(self.reading.day)]

    @strawberry.field(description="The power of a decider whom nobody has named: nobody's.")
    def vacant_power(self) -> float:
        return self.reading.power_in(self.item.id).vacant

    @strawberry.field(description="What the power in it rests on.")
    def basis(self) -> Basis:
        return self.reading.power_in(self.item.id).basis
