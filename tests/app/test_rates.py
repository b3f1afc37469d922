"""Rates as they are told to a process."""

import click
import pytest

from app.rates import currency_rates


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("EUR=1", {"EUR": 1.0}),
        ("EUR=1,HUF=0.0025", {"EUR": 1.0, "HUF": 0.0025}),
        (" EUR = 1 , USD = 9e-1 ", {"EUR": 1.0, "USD": 0.9}),
    ],
)
def test_rates_are_read(text: str, rates: dict[str, float]) -> None:
    assert currency_rates(text) == rates


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no ISO 4217 currency"),
        ("EUR=1,", "names no ISO 4217 currency"),
        ("EURO=1", "'EURO=1' names no ISO 4217 currency"),
        ("eur=1", "'eur=1' names no ISO 4217 currency"),
        ("EUR", "'EUR' has no rate"),
        ("EUR=", "'EUR=' has no rate"),
        ("EUR=one", "'EUR=one' has no rate, which is a number above 0"),
        ("EUR=0", "has no rate"),
        ("EUR=-1", "has no rate"),
        ("EUR=nan", "has no rate"),
        ("EUR=inf", "has no rate"),
        ("EUR=1;HUF=2", "has no rate"),
        ("EUR=1,EUR=2", "EUR has two rates"),
    ],
)
def test_what_is_no_rate_is_refused_and_told(text: str, told: str) -> None:
    with pytest.raises(click.BadParameter, match=told):
        currency_rates(text)
