"""Money that was worked out: an amount, and of which currency."""

from decimal import Decimal
from typing import Final

import strawberry
from babel.numbers import get_currency_precision

from schema.context import Reading

__all__ = ["Money"]

UNKNOWN: Final = "XXX"  # ISO 4217's own word for no currency


@strawberry.type(description="An amount of money.")
class Money:
    amount: Decimal = strawberry.field(description="How much.")
    currency: str = strawberry.field(description="Of which currency: ISO 4217; XXX where nobody has said.")

    @classmethod
    def of(cls, reading: Reading, amount: Decimal, currency: str | None = None) -> "Money":
        """An amount in a currency; where none is given, in the account's."""
        return cls(amount=amount, currency=currency or reading.graph.root.currency or UNKNOWN)

    @classmethod
    def known(cls, reading: Reading, amount: Decimal | None, currency: str | None = None) -> "Money | None":
        """As `of`; null where there is no amount."""
        return None if amount is None else cls.of(reading, amount, currency)

    def rounded(self) -> "Money":
        """The same in whole coins."""
        return Money(amount=round(self.amount, get_currency_precision(self.currency)), currency=self.currency)
