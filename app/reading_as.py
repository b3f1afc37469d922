"""How files are to be read, where they do not show it themselves: in the words of flags and of forms."""

from collections.abc import Mapping
from typing import Any, Final

from seeds.files.dates import DateOrder
from seeds.files.numbers import DecimalMark
from seeds.importing.profile import Profile, Reading

__all__ = ["DATES", "DECIMALS", "reading_as", "stated"]

DATES: Final = {
    "day-first": DateOrder.DAY_FIRST,
    "month-first": DateOrder.MONTH_FIRST,
    "year-first": DateOrder.YEAR_FIRST,
}
DECIMALS: Final = {"point": DecimalMark.POINT, "comma": DecimalMark.COMMA}


def reading_as(known: Profile, told: Mapping[str, str | None]) -> Profile:
    """The profile, reading as is told."""
    return known.model_copy(update={"reading": stated(known.reading, told)})


def stated(known: Reading, told: Mapping[str, str | None]) -> Reading:
    """The reading with what is told: `dates`, `decimals`, `currency` and `encoding`, each where it says something."""
    given: dict[str, Any] = {name: value for name, value in told.items() if value}
    if "dates" in given:
        given["dates"] = DATES[given["dates"]]
    if "decimals" in given:
        given["decimals"] = DECIMALS[given["decimals"]]
    return known.model_copy(update=given)
