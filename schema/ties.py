"""What joins our team to the people of an account: relationships, and the heat map of them all."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph import model
from schema.context import Reading
from schema.nodes import as_node
from schema.scores import Blend
from scoring.strength import Tie

if TYPE_CHECKING:
    from schema.accounts import TeamMember
    from schema.relationships import Stakeholder

__all__ = ["HeatMap", "Relationship", "heat_map", "relationships_of"]


@strawberry.type(description="What joins one of us to one of them.")
class Relationship:
    reading: strawberry.Private[Reading]
    tie: strawberry.Private[Tie]

    @strawberry.field(description="The one of us.")
    def team_member(self) -> Annotated["TeamMember", strawberry.lazy("schema.accounts")]:
        member: TeamMember = as_node(self.reading, self.tie.member)
        return member

    @strawberry.field(description="The one of them.")
    def stakeholder(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")]:
        person: Stakeholder = as_node(self.reading, self.tie.person)
        return person

    @strawberry.field(description="What we are to them, as it is said: the nearest word. Null: nobody has said.")
    def level(self) -> model.RelationshipLevel | None:
        return self.tie.level

    @strawberry.field(description="What is said of it, blended from all who say so. Null: nobody has said.")
    def said(self) -> Blend | None:
        return Blend.of(self.reading, self.tie.declared.blend) if self.tie.declared else None

    @strawberry.field(description="What we want to be to them: the newest wish.")
    def target_level(self) -> model.RelationshipLevel | None:
        return self.tie.target_level

    @strawberry.field(description="How strong it is, 0 to 1: from contacts, and from what is said.")
    def strength(self) -> float:
        return self.tie.strength

    @strawberry.field(description="Whether it is strong enough to count as a thread.")
    def is_thread(self) -> bool:
        return self.tie.member in self.reading.reach[self.tie.person].threads

    @strawberry.field(description="The day of their last contact; null: none was recorded.")
    def last_contact_on(self) -> date | None:
        return self.tie.last_contact


@strawberry.type(description="Who of us knows whom of them, as a grid; of an empty field there is nothing to tell.")
class HeatMap:
    team_members: list[Annotated["TeamMember", strawberry.lazy("schema.accounts")]] = strawberry.field(
        description="Who of us looks after the account, or has a tie to anybody in it, by key."
    )
    stakeholders: list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]] = strawberry.field(
        description="The people of the account, the most powerful first."
    )
    cells: list[Relationship] = strawberry.field(description="The fields of the grid in which there is something.")


def relationships_of(reading: Reading, person: str) -> list[Relationship]:
    """A person's relationships with each of us, the strongest first; none for whoever is not there."""
    found = reading.reach.get(person)
    return [Relationship(reading=reading, tie=tie) for tie in _strongest_first(found.ties if found else ())]


def heat_map(reading: Reading) -> HeatMap:
    """The grid of an account's ties. Linear in the people and ties, and a sort."""
    people = sorted(reading.reach, key=lambda person: (-reading.power.of(person), person))
    ties = [tie for person in people for tie in _strongest_first(reading.reach[person].ties)]
    assigned = {edge.source for edge in reading.account.all(model.Manages) if edge.stands_on(reading.day)}
    members = sorted({tie.member for tie in ties} | assigned)
    return HeatMap(
        team_members=[member for each in members if (member := as_node(reading, each)) is not None],
        stakeholders=[as_node(reading, person) for person in people],
        cells=[Relationship(reading=reading, tie=tie) for tie in ties],
    )


def _strongest_first(ties: Sequence[Tie]) -> list[Tie]:
    return sorted(ties, key=lambda tie: (-tie.strength, tie.member))
