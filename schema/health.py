"""The health of an account: a number, what it is made of, and how it has moved."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from schema.context import Context, Reading
from schema.cost import cost_of
from schema.language import InLanguage
from schema.nodes import as_node, described_enum
from schema.relay import Node
from schema.sentences.health import health_sentence
from scoring.health import HealthWord
from scoring.parameters import HealthPart

if TYPE_CHECKING:
    from schema.opportunities import Opportunity

__all__ = ["AccountHealth", "Health", "HealthMovement", "HealthShare"]

described_enum(HealthPart)
described_enum(HealthWord)


@strawberry.type(description="A part of an account's health.")
class HealthShare:
    kind: HealthPart = strawberry.field(description="Which part.")
    weight: float = strawberry.field(description="How much it counts, 0 to 1; the weights of all parts sum to 1.")
    value: float = strawberry.field(description="How good it is, 0 to 1.")
    contribution: float = strawberry.field(description="What it adds; all parts sum to the health.")


@strawberry.type(description="The health on an earlier day, from what is known now of that day.")
class HealthMovement:
    days_ago: int = strawberry.field(description="How many days before.")
    on: date = strawberry.field(description="Which day that was.")
    value: float | None = strawberry.field(description="The health then, 0 to 100; null where nothing was known.")
    change: float | None = strawberry.field(description="How much it has risen since.")


@strawberry.type(description="How an account is, and where it is heading.")
class Health:
    reading: strawberry.Private[Reading]

    @strawberry.field(description="The health, 0 to 100; null where nothing is known of any part.")
    def value(self) -> float | None:
        return self.reading.health.value

    @strawberry.field(description="The same in a word: GOOD from 70, FAIR from 40, else POOR.")
    def word(self) -> HealthWord | None:
        return self.reading.health.word

    @strawberry.field(description="The parts that are known.")
    def parts(self) -> list[HealthShare]:
        return [
            HealthShare(kind=part.kind, weight=part.weight, value=part.value, contribution=part.contribution)
            for part in self.reading.health.parts
        ]

    @strawberry.field(description="The parts of which nothing is known; the others share their weight out.")
    def missing(self) -> list[HealthPart]:
        return list(self.reading.health.missing)

    @strawberry.field(description="The open opportunities of which too little is known for a forecast: left out.")
    def unknown_opportunities(self) -> list[Annotated["Opportunity", strawberry.lazy("schema.opportunities")]]:
        chances = self.reading.agreements
        return [as_node(self.reading, each) for each, chance in chances.items() if chance is None]

    @strawberry.field(description="The health 30, 90 and 365 days before.", directives=[cost_of(1500)])
    def movement(self) -> list[HealthMovement]:
        return [
            HealthMovement(days_ago=each.days_ago, on=each.on, value=each.value, change=each.change)
            for each in self.reading.movement
        ]

    @strawberry.field(description="How it is, what costs it most, and what it was 90 days ago, in a sentence.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return health_sentence(self.reading, language or info.context.language)


@strawberry.type
class AccountHealth(Node):
    @strawberry.field(description="How the account is, and where it is heading.", directives=[cost_of(800)])
    def health(self) -> Health:
        return Health(reading=self.reading)
