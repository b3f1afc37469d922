"""Numbers as people write them: thousands apart, decimal marks, percent, brackets, currencies, millions.

`1.234` is one and a bit, or a thousand and more: what a number can mean is told by decimal mark, and a column decides.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, NamedTuple

from seeds.files.currencies import currency_of, is_currency
from seeds.files.record import Exact

__all__ = ["Amount", "DecimalMark", "numbers"]

LONGEST: Final = 60


class DecimalMark(StrEnum):
    """What stands before the decimals."""

    POINT = "."
    COMMA = ","


class Amount(NamedTuple):
    """A number, and the currency that stood beside it: its code, or a sign that several currencies have."""

    number: Decimal
    currency: str = ""

    def __str__(self) -> str:
        return f"{self.number:f} {self.currency}".rstrip()


_NUMBER: Final = re.compile(
    r"(?P<open>\(?)\s*(?P<sign>[-−–+]?)\s*(?P<before>(?:[^\d\s.,'’()+−–-]{1,5}(?:\.(?=\s))?)?)\s*(?P<inner>[-−–+]?)\s*"
    r"(?P<digits>[.,]?\d+(?:[.,'’ ]\d+)*)(?P<power>[eE][+-]?\d{1,3})?(?:(?P<none>[.,])[-−–]{1,2})?"
    r"\s*(?P<after>[^\d()+−–-]*?)\s*(?P<last>[-−–]?)\s*\)?"
)
_SIMPLE: Final = re.compile(r"([-+]?\d{1,20})([.,])(\d{1,2})", re.ASCII)  # most are, and these are read fast
_SCALES: Final[Mapping[str, int]] = {
    "k": 3, "K": 3, "ezer": 3, "M": 6, "mn": 6, "mio": 6, "Mio": 6, "mio.": 6, "Mio.": 6, "millió": 6, "million": 6,
    "B": 9, "bn": 9, "mrd": 9, "Mrd": 9, "mrd.": 9, "Mrd.": 9, "milliárd": 9, "billion": 9,
}  # fmt: skip
_COUNTED: Final = frozenset({"fő", "db", "pcs", "people"})
_SCALES_OF_FORINTS: Final[Mapping[str, int]] = {"e": 3, "E": 3, "m": 6}  # as in 1 200 eFt


def numbers(text: str) -> Mapping[DecimalMark, Amount]:
    """What a text can mean as a number, by the decimal mark; nothing where it is none.

    >>> {mark.name: str(amount) for mark, amount in numbers("1.234 Ft").items()}
    {'POINT': '1.234 HUF', 'COMMA': '1234 HUF'}
    >>> [str(amount) for amount in numbers("(1 234 567,89)").values()]
    ['-1234567.89']
    """
    if isinstance(text, Exact):
        return _of_workbook(text)
    if text.isascii() and text.isdigit() and len(text) <= LONGEST:
        return dict.fromkeys(DecimalMark, Amount(Decimal(text)))
    if found := _SIMPLE.fullmatch(text):
        return {DecimalMark(found[2]): Amount(Decimal(f"{found[1]}.{found[3]}"))}
    found = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or bool(found["open"]) != text.endswith(")"):
        return {}
    unit = _unit(found["before"], found["after"])
    signs = [sign for sign in (found["sign"], found["inner"], found["last"]) if sign]
    if unit is None or len(signs) + bool(found["open"]) > 1:
        return {}
    negative = bool(found["open"]) or signs not in ([], ["+"])
    power = unit.power + int((found["power"] or "e0")[1:])
    return {
        mark: Amount(number.scaleb(power).copy_sign(Decimal(-1 if negative else 1)), unit.currency)
        for mark, number in _decimals(found["digits"])
        if found["none"] in (None, mark)
    }


def _of_workbook(text: str) -> Mapping[DecimalMark, Amount]:
    digits, _, currency = text.partition(" ")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return {}
    return dict.fromkeys(DecimalMark, Amount(number, _code(currency) if currency else ""))


# ---------------------------------------------------------------- digits


def _decimals(digits: str) -> Iterator[tuple[DecimalMark, Decimal]]:
    """What digits mean with either mark, where they can."""
    for mark in DecimalMark:
        whole, found, fraction = digits.partition(mark)
        if found and not fraction.isdigit():
            continue
        if _is_grouped(whole, mark):
            bare = re.sub(r"\D", "", whole)
            yield mark, Decimal(f"{bare or 0}.{fraction or 0}" if fraction else bare)


def _is_grouped(whole: str, mark: str) -> bool:
    """Whether digits are all together, or apart by thousands: 1 234 567, or 12,34,567 as in India."""
    groups = re.split(r"\D", whole)
    separators = set(re.sub(r"\d", "", whole))
    if not separators:
        return True
    if len(separators) > 1 or mark in separators or groups[0].startswith("0") or not 1 <= len(groups[0]) <= 3:
        return False
    if separators == {","} and len(groups) > 2 and all(len(group) == 2 for group in groups[1:-1]):
        return len(groups[-1]) == 3 and len(groups[0]) <= 2
    return all(len(group) == 3 for group in groups[1:])


# ---------------------------------------------------------------- what stands beside them


class _Unit(NamedTuple):
    """A currency, if any, and the power of ten by which the digits are meant."""

    currency: str = ""
    power: int = 0


def _unit(before: str, after: str) -> _Unit | None:
    """What stands around the digits; null where it says something else."""
    first = _unit_of(before)
    last = _unit_of(after)
    if first is None or last is None or (first.power and before):
        return None
    currencies = {unit.currency for unit in (first, last) if unit.currency}
    clear = {currency for currency in currencies if currency_of(currency)} or currencies
    return _Unit(clear.pop() if clear else "", last.power) if len(clear) < 2 else None


def _unit_of(text: str) -> _Unit | None:
    if not text or text in _COUNTED:
        return _Unit()
    if text == "%":
        return _Unit(power=-2)
    if is_currency(text):
        return _Unit(_code(text))
    for scale in sorted(_SCALES, key=len, reverse=True):
        rest = text.removeprefix(scale).strip()
        if text.startswith(scale) and (not rest or is_currency(rest)):
            return _Unit(_code(rest) if rest else "", _SCALES[scale])
    rest = text[1:].strip()
    if text[0] in _SCALES_OF_FORINTS and is_currency(rest) and _code(rest) == "HUF":
        return _Unit("HUF", _SCALES_OF_FORINTS[text[0]])
    return None


def _code(text: str) -> str:
    """The code of a currency; its sign where that is not clear."""
    return currency_of(text) or text
