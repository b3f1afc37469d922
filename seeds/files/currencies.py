"""Which currency a sign or a code means, where it means one."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel.numbers import list_currencies

__all__ = ["SIGNS", "currency_of", "is_currency"]

SIGNS: Final[Mapping[str, str | None]] = {
    "€": "EUR",
    "£": "GBP",
    "euro": "EUR",
    "euró": "EUR",
    "Ft": "HUF",
    "forint": "HUF",
    "zł": "PLN",
    "Kč": "CZK",
    "lei": "RON",
    "₽": "RUB",
    "₴": "UAH",
    "₹": "INR",
    "₺": "TRY",
    "₪": "ILS",
    "₩": "KRW",
    "R$": "BRL",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "HK$": "HKD",
    "NZ$": "NZD",
    "S$": "SGD",
    "$": None,
    "¥": None,
    "kr": None,
    "kr.": None,
    "Fr.": None,
}
"""Signs, and the codes that they stand for; null where several countries have the same."""

_FOLDED: Final = {sign.casefold(): code for sign, code in SIGNS.items()}


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


def is_currency(text: str) -> bool:
    """Whether a text is a sign or a code, be its currency clear or not."""
    return text.casefold() in _FOLDED or text.upper() in _codes()


def currency_of(text: str) -> str | None:
    """The ISO 4217 code; null where the sign is that of several currencies."""
    return _FOLDED[text.casefold()] if text.casefold() in _FOLDED else text.upper()
