"""The MEDDPICC card of an opportunity: what is known of a deal, letter by letter, and what is missing."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph import model
from schema.context import Reading
from schema.market import Competitor
from schema.nodes import as_node
from scoring.meddpicc import Letter, MeddpiccCard, meddpicc

if TYPE_CHECKING:
    from schema.relationships import Stakeholder

__all__ = ["Meddpicc", "MeddpiccItem", "meddpicc_of"]

strawberry.enum(Letter, name="MeddpiccLetter", description=Letter.__doc__)


@strawberry.type(description="One letter of a MEDDPICC card.")
class MeddpiccItem:
    letter: Letter = strawberry.field(description="Which letter.")
    is_known: bool = strawberry.field(description="Whether anything is known of it.")
    text: str | None = strawberry.field(description="What is told of it.")
    people: list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]] = strawberry.field(
        description="The economic buyers, or the champions: those named so, and mobilizers who support us; by key."
    )
    competitors: list[Competitor] = strawberry.field(description="The competition, by key.")


@strawberry.type(description="What is known of a deal, letter by letter.")
class Meddpicc:
    reading: strawberry.Private[Reading]
    card: strawberry.Private[MeddpiccCard]

    @strawberry.field(description="The eight letters, in their order.")
    def items(self) -> list[MeddpiccItem]:
        missing = self.card.missing
        return [
            MeddpiccItem(
                letter=letter,
                is_known=letter not in missing,
                text=self.card.texts.get(letter),
                people=[as_node(self.reading, each) for each in self.card.people.get(letter, ())],
                competitors=self._competitors() if letter is Letter.COMPETITION else [],
            )
            for letter in Letter
        ]

    @strawberry.field(description="The letters of which nothing is known.")
    def missing(self) -> list[Letter]:
        return list(self.card.missing)

    @strawberry.field(description="The share of the letters of which something is known, 0 to 1.")
    def completeness(self) -> float:
        return self.card.completeness

    def _competitors(self) -> list[Competitor]:
        found = [as_node(self.reading, each) for each in self.card.competitors]
        return [each for each in found if each is not None]


def meddpicc_of(reading: Reading, opportunity: model.Opportunity) -> Meddpicc:
    """The card of an opportunity on the day."""
    stances = reading.stances_in(opportunity.id)
    return Meddpicc(
        reading=reading, card=meddpicc(reading.account, opportunity, reading.day, stances, reading.parameters)
    )
