"""How well our team reaches one person."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.cadence import Cadence, cadence_of
from schema.evidence import reach_score
from schema.nodes import as_node
from schema.relay import Node
from schema.scores import Score
from schema.ties import Relationship, relationships_of
from scoring.contacts import Encounters
from scoring.coverage import CoverageLevel

if TYPE_CHECKING:
    from schema.accounts import TeamMember

__all__ = ["Reached"]


@strawberry.type
class Reached(Node):
    @strawberry.field(description="How well we reach them, all of us together, 0 to 1.")
    def coverage(self) -> Score:
        return reach_score(self.reading, self.item.id)

    @strawberry.field(description="How well we reach them, in a word. Null: they are not there on the day.")
    def level(self) -> CoverageLevel | None:
        found = self.reading.reach.get(self.item.id)
        return found.level if found else None

    @strawberry.field(description="Who of us has a tie to them that is strong enough to count, by key.")
    def threads(self) -> list[Annotated["TeamMember", strawberry.lazy("schema.accounts")]]:
        found = self.reading.reach.get(self.item.id)
        return [as_node(self.reading, member) for member in found.threads] if found else []

    @strawberry.field(description="What joins each of us to them, the strongest first.")
    def relationships(self) -> list[Relationship]:
        return relationships_of(self.reading, self.item.id)

    @strawberry.field(description="The day of the last contact with them; null: none was recorded.")
    def last_contact_on(self) -> date | None:
        return self.reading.encounters.get(self.item.id, Encounters()).last

    @strawberry.field(description="How often they should be met; null: they are not there on the day, or not known.")
    def cadence(self) -> Cadence | None:
        return cadence_of(self.reading, self.item.id)

    @strawberry.field(description="The day of the next contact that is planned.")
    def next_contact_on(self) -> date | None:
        return self.reading.encounters.get(self.item.id, Encounters()).next
