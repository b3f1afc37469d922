"""The kinds of value that a field can hold, each checked the same wherever it stands."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import list_currencies
from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints

from graph.message import Message

__all__ = [
    "LONGEST_TEXT",
    "Count",
    "CountryCode",
    "Currency",
    "Email",
    "Instant",
    "Language",
    "Money",
    "Name",
    "Share",
    "Signed",
    "Text",
    "TimeZone",
    "country_codes",
]

LONGEST_TEXT = 20_000


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(Message("must have a time zone, such as Z or +01:00"))
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(Message("is outside the calendar")) from error


def _currency(value: str) -> str:
    if value not in list_currencies():
        raise ValueError(Message("%(value)s is not an ISO 4217 currency, such as EUR", value=value))
    return value


_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # codes of two letters that are none


@cache
def country_codes() -> frozenset[str]:
    """The codes of ISO 3166-1, two letters each."""
    codes = {code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)}
    return frozenset(codes) - _NO_COUNTRIES


def _country(value: str) -> str:
    if value not in country_codes():
        raise ValueError(Message("%(value)s is not an ISO 3166-1 country code, such as HU", value=value))
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(Message("%(value)s is not an IANA time zone, such as Europe/Budapest", value=value)) from error
    return value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Currency = Annotated[str, AfterValidator(_currency)]
CountryCode = Annotated[str, AfterValidator(_country)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Share = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]
Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
Instant = Annotated[datetime, AfterValidator(_utc)]
Money = Annotated[
    Decimal,
    Field(max_digits=20, decimal_places=4),
    PlainSerializer(lambda amount: format(amount, "f"), return_type=str),  # databases have no decimals
]
