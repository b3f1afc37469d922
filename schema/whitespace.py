"""Whitespace: which of our offerings each organisation of an account has, has from somebody else, or lacks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph import model
from schema.context import Reading
from schema.market import Offering
from schema.money import Money
from schema.nodes import as_node

if TYPE_CHECKING:
    from schema.organisations import Organisation

__all__ = ["Whitespace", "WhitespaceCell", "cells_of"]


@strawberry.type(description="What an organisation has of one of our offerings.")
class WhitespaceCell:
    organisation: Annotated["Organisation", strawberry.lazy("schema.organisations")] = strawberry.field(
        description="Which organisation."
    )
    offering: Offering = strawberry.field(description="Which offering.")
    state: model.UsageState = strawberry.field(description="What they have of it.")
    competitor: str | None = strawberry.field(description="Whose they have instead.")
    value: Money | None = strawberry.field(description="What it is worth a year.")


@strawberry.type(description="The grid of an account's organisations and our offerings.")
class Whitespace:
    organisations: list[Annotated["Organisation", strawberry.lazy("schema.organisations")]] = strawberry.field(
        description="Its rows: the account itself first, the others by their keys."
    )
    offerings: list[Offering] = strawberry.field(description="Its columns: all that we sell, by key.")
    cells: list[WhitespaceCell] = strawberry.field(
        description="The cells of which something is known, by organisation and offering; of all others, nothing is."
    )


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
