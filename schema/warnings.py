"""Early warnings: what is wrong in an account, or about to go wrong. They are derived, and never stored."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import Info

from graph.declaration import Claim as StoredClaim
from graph.errors import InvalidInput
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.language import InLanguage
from schema.nodes import as_node, described_enum
from schema.relay import Node
from schema.scores import Claim, claim_of
from schema.sentences.warnings import warning_sentence
from scoring.warnings import EarlyWarning as Found
from scoring.warnings import WarningKind, warnings

__all__ = ["AccountWarnings", "EarlyWarning"]

described_enum(WarningKind)

USUAL, MOST = 50, 500


@strawberry.type(name="Warning", description="Something that is wrong in an account, or about to go wrong.")
class EarlyWarning:
    reading: strawberry.Private[Reading]
    found: strawberry.Private[Found]

    @strawberry.field(description="What sort of thing it is.")
    def kind(self) -> WarningKind:
        return self.found.kind

    @strawberry.field(description="How severe it is, 0 to 1; docs/scoring.md has the rule of each kind.")
    def severity(self) -> float:
        return self.found.severity

    @strawberry.field(
        description="The day on which somebody left, or until which it was due, or of the newest claim; else null."
    )
    def since(self) -> date | None:
        return self.found.since

    @strawberry.field(description="Whom and what it is about, the person or thing itself first.")
    def about(self) -> list[Node]:
        found = [as_node(self.reading, each) for each in self.found.subjects]
        return [each for each in found if each is not None]

    @strawberry.field(description="The claims that it comes from.")
    def claims(self) -> list[Claim]:
        edges = [self.reading.account.edges[key] for key in self.found.edges]
        return [claim_of(self.reading, edge) for edge in edges if isinstance(edge, StoredClaim)]

    @strawberry.field(description="The same in a sentence.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return warning_sentence(self.reading, self.found, language or info.context.language)


@strawberry.type
class AccountWarnings(Node):
    @strawberry.field(
        description="What is wrong, or about to go wrong, the most severe first.", directives=[cost_of(700)]
    )
    def warnings(
        self, first: Annotated[int, strawberry.argument(description=f"How many at the most: 1 to {MOST}.")] = USUAL
    ) -> list[EarlyWarning]:
        if not 1 <= first <= MOST:
            raise InvalidInput(f"first must be 1 to {MOST}, not {first}", ["first"])
        return [EarlyWarning(reading=self.reading, found=each) for each in warnings(self.reading)[:first]]
