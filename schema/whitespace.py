"""Whitespace: which of our offerings each organisation of an account has, has from somebody else, or lacks."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from graph import model
from schema.context import Reading
from schema.cost import cost_of
from schema.market import Offering
from schema.money import Money
from schema.nodes import as_node
from scoring.whitespace import Opening, openings

if TYPE_CHECKING:
    from schema.organisations import Organisation
    from schema.relationships import Stakeholder

__all__ = ["Whitespace", "WhitespaceCell", "WhitespaceOpening", "cells_of"]


@strawberry.type(description="What an organisation has of one of our offerings.")
class WhitespaceCell:
    organisation: Annotated["Organisation", strawberry.lazy("schema.organisations")] = strawberry.field(
        description="Which organisation."
    )
    offering: Offering = strawberry.field(description="Which offering.")
    state: model.UsageState = strawberry.field(description="What they have of it.")
    competitor: str | None = strawberry.field(description="Whose they have instead.")
    value: Money | None = strawberry.field(description="What it is worth a year.")


@strawberry.type(description="A cell of the grid that is open to us, and whom we could reach there.")
class WhitespaceOpening:
    cell: WhitespaceCell = strawberry.field(description="Which cell.")
    reached_power: float = strawberry.field(
        description="How much of the account's power we reach there, its parts included, 0 to 1."
    )
    buyers: list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]] = strawberry.field(
        description="Whom we reach there: those first of whose power we reach most."
    )


@strawberry.type(description="The grid of an account's organisations and our offerings.")
class Whitespace:
    reading: strawberry.Private[Reading]
    organisations: list[Annotated["Organisation", strawberry.lazy("schema.organisations")]] = strawberry.field(
        description="Its rows: the account itself first, the others by their keys."
    )
    offerings: list[Offering] = strawberry.field(description="Its columns: all that we sell, by key.")
    cells: list[WhitespaceCell] = strawberry.field(
        description="The cells of which something is known, by organisation and offering; of all others, nothing is."
    )

    @strawberry.field(
        description="What is open or aimed at, by its value times the power that we reach there.",
        directives=[cost_of(200)],
    )
    def openings(self) -> list[WhitespaceOpening]:
        found = openings(
            self.reading.account, self.reading.day, self.reading.reach, self.reading.power, self.reading.parameters
        )
        return [shown for each in found for shown in _shown(self.reading, each)]


def cells_of(reading: Reading, uses: Iterable[model.Uses]) -> list[WhitespaceCell]:
    """The cells that these edges make."""
    return [
        WhitespaceCell(
            organisation=as_node(reading, edge.source, "Organisation"),
            offering=offering,
            state=edge.state,
            competitor=edge.competitor,
            value=Money.known(reading, edge.value),
        )
        for edge in uses
        if (offering := as_node(reading, edge.target)) is not None
    ]


def _shown(reading: Reading, opening: Opening) -> Iterator[WhitespaceOpening]:
    edge = cast("model.Uses", reading.account.edges[opening.cell])
    buyers = [as_node(reading, each) for each in opening.buyers]
    for cell in cells_of(reading, [edge]):
        yield WhitespaceOpening(cell=cell, reached_power=opening.reached, buyers=buyers)
