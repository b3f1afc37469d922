"""What the number formats of a workbook make of a number: a day, an amount in a currency, a code with leading zeros."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from seeds.files.currencies import is_currency
from seeds.files.record import Exact

__all__ = ["MOST_DIGITS", "PLAIN", "CellFormat", "day_of_serial", "format_of", "shown"]

MOST_DIGITS: Final = 15  # that a spreadsheet program keeps of a number
LAST_SERIAL: Final = 2_957_003  # as many days after 1904 as the calendar has

_DAYS: Final = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})  # the formats that every workbook has
_TIMES: Final = frozenset({*range(18, 22), *range(45, 48)})
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKETS: Final = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"\[\$([^\]-]+)(?:-([0-9A-F]+))?\]", re.IGNORECASE)
_OF_LOCALE: Final = {  # where the sign alone does not say it
    ("$", "409"): "USD",
    ("$", "1009"): "CAD",
    ("$", "C09"): "AUD",
    ("¥", "411"): "JPY",
    ("¥", "804"): "CNY",
    ("kr", "406"): "DKK",
    ("kr.", "406"): "DKK",
    ("kr", "414"): "NOK",
    ("kr", "41D"): "SEK",
}


@dataclass(frozen=True, slots=True)
class CellFormat:
    """What a number is shown as: as a day, as a time, with so many leading zeros, in a currency."""

    day: bool = False
    time: bool = False
    zeros: int = 0
    currency: str = ""


PLAIN: Final = CellFormat()


@cache
def format_of(number: int, code: str | None) -> CellFormat:
    """A format by its number, and by its code where the workbook declares it itself."""
    if code is None:
        return CellFormat(day=number in _DAYS, time=number in _TIMES | {22})
    positive = code.split(";", 1)[0]
    if re.fullmatch("0+", positive):
        return CellFormat(zeros=len(positive))
    if currency := _currency(positive):
        return CellFormat(currency=currency)
    letters = _LITERAL.sub("", _BRACKETS.sub("", positive)).lower()
    if letters.startswith("general") or "0" in letters.split(".")[0] or "#" in letters:
        return PLAIN
    clock = bool(re.search("[hs]", letters))
    return CellFormat(day=bool(re.search("[yd]", letters)) or ("m" in letters and not clock), time=clock)


def _currency(code: str) -> str:
    """The sign or code of a currency in a number format; an empty text where there is none."""
    if found := _CURRENCY.search(code):
        sign, place = found[1].strip(), (found[2] or "").upper()
        return _OF_LOCALE.get((sign, place), sign) if is_currency(sign) else ""
    literals = [(found[1] or found[2] or "").strip() for found in _LITERAL.finditer(code)]
    bare = [sign for sign in "$€£¥" if sign in _LITERAL.sub("", _BRACKETS.sub("", code))]
    return next((literal for literal in [*literals, *bare] if literal and is_currency(literal)), "")


def shown(number: str, form: CellFormat, day_zero: date) -> Exact:
    """A number of a workbook as text: an ISO date or time, or a number with a decimal point and its currency."""
    value = float(number)
    if not math.isfinite(value):
        return Exact(number)
    if form.day or form.time:
        return Exact(_moment(value, form, day_zero) or _digits(value))
    text = _digits(value)
    if form.zeros and text.isdigit():
        text = text.zfill(form.zeros)
    return Exact(f"{text} {form.currency}" if form.currency else text)


def _digits(value: float) -> str:
    return format(Decimal(format(value + 0.0, f".{MOST_DIGITS}g")), "f")


def _moment(value: float, form: CellFormat, day_zero: date) -> str | None:
    if not form.day and 0 <= value < 1:
        return str(timedelta(seconds=min(round(value * 86_400), 86_399))).zfill(8)
    moment = day_of_serial(value, day_zero)
    return moment.isoformat() if moment else None


def day_of_serial(value: float, day_zero: date) -> date | datetime | None:
    """The day, or the moment where it has a fraction, that a workbook counts as so many days since its day zero.

    In the usual calendar, whose day zero is 31 December 1899, day 60 is the 29 February 1900 that never was.
    """
    days = math.floor(value)
    seconds = round((value - days) * 86_400)
    if day_zero.year == 1899:
        if days in (0, 60):
            return None
        days -= days > 60
    if not 0 <= days <= LAST_SERIAL:
        return None
    day = day_zero + timedelta(days=days)
    return datetime.combine(day, time.min) + timedelta(seconds=seconds) if seconds else day
