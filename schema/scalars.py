"""The scalars that GraphQL does not have: what each is, how it is written, and where that is specified."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition, DecimalDefinition
from strawberry.types.scalar import ScalarDefinition

__all__ = ["SCALARS"]

RFC_3339: Final = "https://datatracker.ietf.org/doc/html/rfc3339#section-5.6"
XSD_DECIMAL: Final = "https://www.w3.org/TR/xmlschema-2/#decimal"


def _written(value: Decimal) -> str:
    """Without an exponent."""
    return f"{value:f}"


SCALARS: Final[Mapping[object, ScalarDefinition]] = {
    date: replace(DateDefinition, description="A day, such as 2026-11-25.", specified_by_url=RFC_3339),
    datetime: replace(
        DateTimeDefinition, description="An instant, such as 2026-11-25T12:00:00+00:00.", specified_by_url=RFC_3339
    ),
    Decimal: replace(
        DecimalDefinition,
        description="A number to the last digit, as text: such as 1250000.50.",
        specified_by_url=XSD_DECIMAL,
        serialize=_written,
    ),
}
