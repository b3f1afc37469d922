"""Months and weekdays by their names, in the languages that exports come in."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from babel import Locale

__all__ = ["is_weekday", "month_of"]

LANGUAGES: Final = ("en", "hu", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "ro", "hr")
SHORTEST: Final = 3
_ALSO: Final = {"sept": 9, "febr": 2}


def month_of(name: str) -> int | None:
    """The number of a month, by its name or what it is shortened to; null where it is none, or several.

    >>> month_of("Jan"), month_of("nov."), month_of("márc"), month_of("listopad")
    (1, 11, 3, None)
    """
    return _months().get(name.casefold().rstrip("."))


def is_weekday(name: str) -> bool:
    """Whether a word is the name of a day of the week, whole or shortened."""
    return name.casefold().rstrip(".") in _weekdays()


@cache
def _months() -> Mapping[str, int]:
    """All names, without those that mean one month here and another there."""
    found: dict[str, set[int]] = {name: {number} for name, number in _ALSO.items()}
    for name, number in _names("months"):
        found.setdefault(name, set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1 and len(name) >= SHORTEST}


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(name for name, _ in _names("days"))


def _names(of: str) -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        uses = getattr(Locale(language), of)
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                yield from ((name.casefold().rstrip("."), number) for number, name in uses[use][width].items())
