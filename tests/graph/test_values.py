"""The kinds of value: what each takes, what it makes of it, and what it says to the rest."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from graph.values import (
    Count,
    CountryCode,
    Currency,
    Email,
    Instant,
    Language,
    Money,
    Name,
    Share,
    Signed,
    Text,
    TimeZone,
)

GOOD: list[tuple[Any, list[Any]]] = [
    (Name, ["x", "x" * 300, "Őrségi Ádám", "'; DROP"]),
    (Text, ["x", "x" * 20_000, "two\nlines"]),
    (Email, ["a@b", "ada.l+x@példa.hu"]),
    (Language, ["hu", "pt-BR", "zh-Hant-TW", "gsw"]),
    (Currency, ["EUR", "HUF", "JPY"]),
    (CountryCode, ["HU", "GB", "US"]),
    (TimeZone, ["Europe/Budapest", "UTC", "America/Argentina/Buenos_Aires"]),
    (Share, [0, 0.5, 1]),
    (Signed, [-1, 0, 1]),
    (Count, [0, 2_147_483_647]),
    (Money, [0, "1.5", Decimal("-12345678901234.5678")]),
]
BAD: list[tuple[Any, list[Any]]] = [
    (Name, ["", " \t\n", "x" * 301, 5, "\ud800"]),
    (Text, ["", " ", "x" * 20_001, None]),
    (Email, ["a", "a@", "@b", "a b@c", "a@b\n.c", "x" * 320 + "@b"]),
    (Language, ["Hungarian", "HU", "h", "hu_HU", "hu-", "hu\n"]),
    (Currency, ["eur", "EURO", "ZZZ", "€", ""]),
    (CountryCode, ["hu", "HUN", "Hungary", "", "1A"]),
    (TimeZone, ["Budapest", "Europe", "../../etc/passwd", "", "CEST", "Mars/Olympus"]),
    (Share, [-0.001, 1.001, "much"]),
    (Signed, [-1.001, 1.001]),
    (Count, [-1, 2_147_483_648, 0.5]),
    (Money, ["1.23456", "NaN", "Infinity", 10**20, "a lot"]),
    (Instant, ["2026-05-01T12:00:00", "yesterday", "0001-01-01T00:00:00+12:00"]),
]


def cases(table: list[tuple[Any, list[Any]]]) -> list[tuple[Any, Any]]:
    return [(kind, value) for kind, values in table for value in values]


@pytest.mark.parametrize(("kind", "value"), cases(GOOD))
def test_what_is_right_is_taken_as_it_is(kind: Any, value: Any) -> None:
    made = TypeAdapter(kind).validate_python(value)
    assert made == (Decimal(value) if kind is Money else value)


@pytest.mark.parametrize(("kind", "value"), cases(BAD))
def test_what_is_wrong_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        (Currency, "eur", "eur is not an ISO 4217 currency, such as EUR"),
        (CountryCode, "hu", "hu is not an ISO 3166-1 country code, such as HU"),
        (TimeZone, "Budapest", "Budapest is not an IANA time zone, such as Europe/Budapest"),
    ],
)
def test_what_would_do_is_said(kind: Any, value: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("kind", [Name, Text, Email])
def test_spaces_around_a_text_are_trimmed(kind: Any) -> None:
    assert TypeAdapter(kind).validate_python(" \ta@b\n") == "a@b"


def test_an_instant_is_kept_in_utc() -> None:
    given_instant = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    made = TypeAdapter(Instant).validate_python(given_instant)
    assert (made, made.tzinfo) == (datetime(2026, 5, 1, 10, tzinfo=UTC), UTC)


@given(st.decimals(Decimal(-(10**15)), Decimal(10**15), places=4) | st.sampled_from([Decimal("1E+3"), Decimal("-0")]))
def test_an_amount_is_written_out_and_comes_back_exactly(amount: Decimal) -> None:
    money: TypeAdapter[Decimal] = TypeAdapter(Money)
    written = money.dump_python(money.validate_python(amount))
    assert isinstance(written, str)
    assert "E" not in written
    assert money.validate_python(written) == amount
