"""How often people should be met, and whom somebody should have met by now."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.errors import InvalidInput
from schema.context import Reading
from schema.cost import cost_of
from schema.nodes import as_node
from schema.relay import Node
from scoring.cadence import Cadence as Found
from scoring.cadence import due_contacts

if TYPE_CHECKING:
    from schema.relationships import Stakeholder

__all__ = ["AccountCadences", "Cadence", "cadence_of"]

FEW, MOST = 10, 500


@strawberry.type(description="How often somebody should be met, and how that stands on the day.")
class Cadence:
    days: int = strawberry.field(description="They should be met at least once in so many days.")
    is_own: bool = strawberry.field(description="Whether somebody said so of them; else it is what is usual.")
    last_met_on: date | None = strawberry.field(
        description="The day on which they last had a part in a contact: what we only wrote to them does not count."
    )
    due_on: date | None = strawberry.field(description="The last day of the cadence; null: nobody ever met them.")
    overdue_days: int | None = strawberry.field(
        description="How many days ago that was; 0 where it is to come, null where nobody ever met them."
    )
    is_planned: bool = strawberry.field(
        description="Whether a contact is planned by then; where that day is past, within a cadence from now."
    )

    @classmethod
    def of(cls, found: Found) -> "Cadence":
        """A cadence as the API shows it."""
        return cls(
            days=found.days,
            is_own=found.is_own,
            last_met_on=found.met,
            due_on=found.due_on,
            overdue_days=found.overdue,
            is_planned=found.is_planned,
        )


@strawberry.type
class AccountCadences(Node):
    @strawberry.field(
        description="Whom somebody should have met by now: by power times the days that they are overdue.",
        directives=[cost_of(150)],
    )
    def due_contacts(
        self,
        first: Annotated[int, strawberry.argument(description=f"How many at the most: 1 to {MOST}.")] = FEW,
    ) -> list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]]:
        if not 1 <= first <= MOST:
            raise InvalidInput(f"first must be 1 to {MOST}, not {first}", ["first"])
        due = due_contacts(self.reading.cadences.values(), self.reading.power, self.reading.parameters)
        return [as_node(self.reading, each.person) for each in due[:first]]


def cadence_of(reading: Reading, person: str) -> Cadence | None:
    """How often somebody should be met; null for whoever is not there, or not known."""
    found = reading.cadences.get(person)
    return Cadence.of(found) if found else None
