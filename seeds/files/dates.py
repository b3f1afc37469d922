"""Dates as people and programs write them: which day each can be, by the order of day, month and year.

`03/04/2024` is in March or in April: what a date can be is told by order, and a column decides. A year of four digits
that comes first is followed by the month, wherever it is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Final

from seeds.files.formats import day_of_serial
from seeds.files.months import is_weekday, month_of

__all__ = ["DateOrder", "Dated", "dated"]

LONGEST: Final = 60
CENTURY_TURNS: Final = 70  # 69 is 2069, 70 is 1970
FIRST_YEAR: Final = 1000


class DateOrder(StrEnum):
    """What stands first in a date."""

    DAY_FIRST = "DAY_FIRST"
    MONTH_FIRST = "MONTH_FIRST"
    YEAR_FIRST = "YEAR_FIRST"


_Days = Mapping[DateOrder, date]


@dataclass(frozen=True, slots=True)
class Dated:
    """What a text can be as a date, or as a moment where it has a time of day, by the order of its parts.

    Texts of one `pattern` have one order. `short`: the year has two digits. `counted`: it was a number. `never`: it
    stands for no date, and is none. A text that is no date has nothing that it can be.
    """

    possible: _Days = field(default_factory=dict)
    pattern: str = ""
    short: bool = False
    counted: bool = False
    never: bool = False


_CLOCK: Final = re.compile(
    r"(?:T|,?\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?\Z",
    re.IGNORECASE,
)
_APART: Final = r"(\s*[-/.]\s*|\s)"
_NAME: Final = r"([^\W\d_]{3,}\.?)"
_TH: Final = r"(?:st|nd|rd|th)?"
_OF: Final = r"(?:de\s+|of\s+)?"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}}){_APART}(\d{{1,2}}){_APART}(\d{{1,2}})\.?")
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}}){_APART}(\d{{1,2}}){_APART}(\d{{4}}|\d{{2}})\.?")
_TOGETHER: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_NAME_DAY: Final = re.compile(rf"(\d{{4}})[\s.\-/]+{_NAME}[\s\-/]*(\d{{1,2}})\.?")
_DAY_NAME_YEAR: Final = re.compile(rf"(\d{{1,2}}){_TH}(\.?)[\s\-/]*{_OF}{_NAME}[\s,\-/]*{_OF}(\d{{4}}|\d{{2}})\.?")
_NAME_DAY_YEAR: Final = re.compile(rf"{_NAME}[\s\-]*(\d{{1,2}}){_TH}\.?,?[\s\-]+(\d{{4}})")
_WEEKDAY_BEFORE: Final = re.compile(r"([^\W\d_]{2,}\.?),?\s+(?=.*\d)")
_WEEKDAY_AFTER: Final = re.compile(r"[,\s]+\(?([^\W\d_]{2,}\.?)\)?\Z")
_SERIAL: Final = re.compile(r"[2-7]\d{4}(?:[.,]\d+)?")  # from 1954 to 2119
_MILLISECONDS: Final = re.compile(r"\d{12,13}")
_NEVER: Final = re.compile(r"(?:0{4}[-/.]00?[-/.]00?|00?[-/.]00?[-/.]0{4}|1900-01-00|0?1/0?0/1900|0001-01-01)(?!\d).*")


def dated(text: str, day_zero: date) -> Dated:
    """What a text can be as a date, where numbers count from `day_zero`.

    >>> from seeds.files.record import DAY_ZERO
    >>> {order.name: str(day) for order, day in dated("03/04/2024", DAY_ZERO).possible.items()}
    {'DAY_FIRST': '2024-04-03', 'MONTH_FIRST': '2024-03-04'}
    >>> {str(day) for day in dated("2026. november 25., szerda", DAY_ZERO).possible.values()}
    {'2026-11-25'}
    """
    if (day := _iso(text)) and day.year >= FIRST_YEAR:
        return Dated(dict.fromkeys(DateOrder, day))
    if len(text) > LONGEST:
        return Dated()
    if _NEVER.fullmatch(text):
        return Dated(never=True)
    if counted := _counted(text, day_zero):
        return Dated(dict.fromkeys(DateOrder, counted), counted=True)
    clock = _CLOCK.search(text)
    written = _written(text[: clock.start()] if clock else text)
    if not clock:
        return written
    try:
        at = _time(clock)
    except ValueError:
        return Dated()
    moments = {order: datetime.combine(day, at) for order, day in written.possible.items()}
    return replace(written, possible=moments)


def _counted(text: str, day_zero: date) -> date | None:
    """The day or moment that a number counts: days since a workbook's first, or milliseconds since 1970."""
    if _SERIAL.fullmatch(text):
        return day_of_serial(float(text.replace(",", ".")), day_zero)
    if _MILLISECONDS.fullmatch(text):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
    return None


def _time(clock: re.Match[str]) -> time:
    hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3))
    if half := clock[5]:
        if not 1 <= hour <= 12:
            raise ValueError("is no hour of half a day")
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    fraction = int((clock[4] or "0").ljust(6, "0")[:6])
    return time(hour, minute, second, fraction, tzinfo=_zone(clock[6]) if clock[6] else None)


def _zone(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


# ---------------------------------------------------------------- days


def _written(text: str) -> Dated:
    """A day without its time of day, beside which its weekday may stand."""
    text = text.strip()
    for read in (_of_digits, _of_name):
        if (found := read(text)) is not None:
            return found
    before, after = _WEEKDAY_BEFORE.match(text), _WEEKDAY_AFTER.search(text)
    if before and is_weekday(before[1]):
        return _written(text[before.end() :])
    if after and is_weekday(after[1]):
        return _written(text[: after.start()])
    return Dated()


def _of_digits(text: str) -> Dated | None:
    if found := _TOGETHER.fullmatch(text):
        return _certain(*found.groups())
    if found := _YEAR_FIRST.fullmatch(text):
        year, one, month, other, day = found.groups()
        return _certain(year, month, day) if one.strip() == other.strip() else None
    if not (found := _YEAR_LAST.fullmatch(text)) or found[2].strip() != found[4].strip():
        return None
    first, second, year = found[1], found[3], found[5]
    ways = {DateOrder.DAY_FIRST: (year, second, first), DateOrder.MONTH_FIRST: (year, first, second)}
    if len(year) == 2:
        ways[DateOrder.YEAR_FIRST] = (first, second, year)
    return Dated(_days(ways), f"{found[2].strip()}{len(year)}", short=len(year) == 2)


def _of_name(text: str) -> Dated | None:
    """A day whose month has its name. Only where dots part it may a year of two digits come first: 24. jan. 15."""
    if found := _YEAR_NAME_DAY.fullmatch(text):
        return _certain(found[1], str(month_of(found[2])), found[3])
    if found := _NAME_DAY_YEAR.fullmatch(text):
        return _certain(found[3], str(month_of(found[1])), found[2])
    if not (found := _DAY_NAME_YEAR.fullmatch(text)):
        return None
    first, dot, month, year = found[1], found[2], str(month_of(found[3])), found[4]
    if len(year) == 2 and dot:
        ways = {DateOrder.DAY_FIRST: (year, month, first), DateOrder.YEAR_FIRST: (first, month, year)}
        return Dated(_days(ways), "name", short=True)
    return replace(_certain(year, month, first), short=len(year) == 2)


def _iso(text: str) -> date | None:
    """By far the most usual way, and the fastest to read."""
    try:
        return date.fromisoformat(text) if len(text) == 10 and text[4] == text[7] == "-" else None
    except ValueError:
        return None


def _certain(year: str, month: str, day: str) -> Dated:
    return Dated(_days(dict.fromkeys(DateOrder, (year, month, day))))


def _days(ways: Mapping[DateOrder, tuple[str, str, str]]) -> _Days:
    """The days of those ways in which there is one: year, month, day."""
    found = {}
    for order, (year, month, day) in ways.items():
        number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < CENTURY_TURNS else 1900)
        try:
            if number >= FIRST_YEAR:
                found[order] = date(number, int(month), int(day))
        except ValueError:  # there is no such day, or no such month
            continue
    return found
