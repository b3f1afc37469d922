"""Rates that settings may name: what one unit of each currency is worth."""

import math
from collections.abc import Mapping

import click
from pydantic import TypeAdapter, ValidationError

from graph.values import Currency

__all__ = ["currency_rates"]

_CURRENCY: TypeAdapter[str] = TypeAdapter(Currency)


def currency_rates(text: str) -> Mapping[str, float]:
    """The rates of a text such as EUR=1,HUF=0.0025."""
    rates: dict[str, float] = {}
    for part in text.split(","):
        word, _, number = (each.strip() for each in part.partition("="))
        currency = _known(word, part)
        if currency in rates:
            raise click.BadParameter(f"{currency} has two rates in {text!r}: give one")
        rates[currency] = _positive(number, part)
    return rates


def _known(currency: str, part: str) -> str:
    try:
        return _CURRENCY.validate_python(currency)
    except ValidationError as error:
        raise click.BadParameter(f"{part.strip()!r} names no ISO 4217 currency: write it as EUR=1") from error


def _positive(number: str, part: str) -> float:
    try:
        rate = float(number)
    except ValueError:
        rate = math.nan
    if not 0 < rate < math.inf:
        raise click.BadParameter(f"{part.strip()!r} has no rate, which is a number above 0: write it as HUF=0.0025")
    return rate
