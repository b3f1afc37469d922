"""Risk management: what may go wrong, and what it would cost."""

from decimal import Decimal
from typing import cast

import strawberry

from graph import model
from schema.edges import Concerning, Owned
from schema.money import Money
from schema.nodes import as_node, node_type
from schema.pending import Open, filtered
from schema.relay import Node
from scoring.presence import is_within

__all__ = ["AccountRisks", "Risk"]


@node_type(model.Risk)
class Risk(Concerning, Owned):
    @strawberry.field(description="How much it weighs, 0 to 1: probability times impact. Null where either is missing.")
    def exposure(self) -> float | None:
        risk = cast("model.Risk", self.item)
        if risk.probability is None or risk.impact is None:
            return None
        return risk.probability * risk.impact

    @strawberry.field(
        description="What it costs on average: probability times amount, in whole coins. Null where either is missing."
    )
    def exposure_amount(self) -> Money | None:
        risk = cast("model.Risk", self.item)
        if risk.probability is None or risk.amount is None:
            return None
        return Money.of(self.reading, risk.amount * Decimal(str(risk.probability))).rounded()

    @strawberry.field(description="Whether it had been seen by the day, and was not over.")
    def is_open(self) -> bool:
        risk = cast("model.Risk", self.item)
        return is_within(self.reading.day, risk.raised_on, risk.closed_on)


@strawberry.type
class AccountRisks(Node):
    @strawberry.field(description="What may go wrong, by key.")
    def risks(self, open: Open = None) -> list[Risk]:  # noqa: A002
        return filtered([as_node(self.reading, each.id) for each in self.reading.account.all(model.Risk)], open)
