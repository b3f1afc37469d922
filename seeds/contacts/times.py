"""Days and times as calendars write them (RFC 5545, 3.3.4 and 3.3.5)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

from seeds.contacts.component import Property
from seeds.contacts.zones import Zones

__all__ = ["ZoneUnknown", "moment_of", "moments_in", "told_moment"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199

_WRITTEN: Final = re.compile(r"(\d{8})(?:T(\d{4}(?:\d{2})?)(Z)?)?", re.IGNORECASE)


class ZoneUnknown(ValueError):
    """A time is in a zone of which nobody says what it is. Its text is the name."""


def moment_of(text: str) -> date:
    """A day, an instant where it is in UTC, or a time on whatever clock. Raises ValueError where it is none.

    >>> moment_of("20261125"), moment_of("20261125T0930")
    (datetime.date(2026, 11, 25), datetime.datetime(2026, 11, 25, 9, 30))
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found or not FIRST_YEAR <= int(text.strip()[:4]) <= LAST_YEAR:
        raise ValueError("is no day or time")
    if found[2] is None:
        return datetime.strptime(found[1], "%Y%m%d").date()  # noqa: DTZ007  # a day
    clock = datetime.strptime(found[1] + found[2].ljust(6, "0"), "%Y%m%d%H%M%S")  # noqa: DTZ007  # a time on the clock
    return clock.replace(tzinfo=UTC) if found[3] else clock


def told_moment(told: Property, zones: Zones) -> date:
    """What a property says, in its zone. Raises ValueError, which is ZoneUnknown where only that is wrong."""
    return _in_zone(moment_of(told.value), told, zones)


def moments_in(told: Property, zones: Zones) -> Iterator[date]:
    """The days or times that a property lists, of periods their beginnings. Raises ValueError."""
    for part in filter(None, map(str.strip, told.value.split(","))):
        yield _in_zone(moment_of(part.partition("/")[0]), told, zones)


def _in_zone(at: date, told: Property, zones: Zones) -> date:
    name = told.parameter("TZID")
    if not isinstance(at, datetime) or at.tzinfo or not name:
        return at
    if (zone := zones.get(name)) is None:
        raise ZoneUnknown(name)
    return at.replace(tzinfo=zone)
