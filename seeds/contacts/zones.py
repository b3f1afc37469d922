"""Time zones as calendars name them: by IANA, by Windows, or by rules of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from seeds.contacts.component import Component

__all__ = ["Zones"]

LONGEST_RULE: Final = 200  # characters
FIRST_YEAR: Final = 1970  # for which a rule is worked out: many begin in 1601
MOST: Final = 500  # zones of a file that are kept

_OFFSET: Final = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?")
_LOCAL: Final = re.compile(r"\d{8}T\d{6}")


class Zones:
    """The zones that a file may name. What IANA or Windows knows counts for more than what the file says."""

    def __init__(self) -> None:
        self._own: dict[str, tzinfo] = {}

    def learn(self, component: Component) -> None:
        """A zone that the file describes."""
        name = component.text("TZID")
        if name and len(self._own) < MOST and (zone := _described(component)):
            self._own.setdefault(name, zone)

    def get(self, name: str) -> tzinfo | None:
        """The zone of a name; null where nobody says what it is."""
        return _known(name) or self._own.get(name)


def _known(name: str) -> tzinfo | None:
    """What the world knows by the name: of Windows, of IANA, or of IANA behind a path that says who calls it so."""
    iana = WINDOWS_TO_OLSON.get(name, name)
    parts = iana.strip("/").split("/")
    tries = [iana] if "/" not in iana.strip("/") else ["/".join(parts[-count:]) for count in (len(parts), 3, 2)]
    return next((zone for each in tries if (zone := _zone(each))), None)


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # there is none, it is a folder, or no name at all
        return None


def _described(component: Component) -> tzinfo | None:
    if found := _known(component.text("X-LIC-LOCATION")):
        return found
    spans = [span for part in component.parts if (span := _span(part))]
    return _Described(spans) if spans else None


@dataclass(frozen=True, slots=True)
class _Span:
    """Standard or daylight time: from when on, how far from UTC, and the rule of its beginnings in later years."""

    begins: datetime
    offset: timedelta
    rule: rrule | None

    def last_before(self, at: datetime) -> datetime | None:
        """When it last began before a time on the clock."""
        if at < self.begins:
            return None
        return (self.rule.before(at, inc=True) if self.rule else None) or self.begins


class _Described(tzinfo):
    """A zone that is told by its spans."""

    def __init__(self, spans: Sequence[_Span]) -> None:
        self._spans = spans

    def utcoffset(self, at: datetime | None) -> timedelta:
        clock = (at or datetime(1970, 1, 1)).replace(tzinfo=None)  # noqa: DTZ001  # a time on the clock
        begun = [(since, span.offset) for span in self._spans if (since := span.last_before(clock))]
        return max(begun)[1] if begun else self._spans[0].offset

    def dst(self, at: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, at: datetime | None) -> str:
        return timezone(self.utcoffset(at)).tzname(None)


def _span(part: Component) -> _Span | None:
    offset, begins = _OFFSET.fullmatch(part.text("TZOFFSETTO")), part.text("DTSTART")
    if not offset or not _LOCAL.fullmatch(begins):
        return None
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    try:
        since = datetime.strptime(begins, "%Y%m%dT%H%M%S")  # noqa: DTZ007  # a time on the clock
        return _Span(since, -ahead if offset[1] == "-" else ahead, _yearly(part.text("RRULE"), since))
    except (ValueError, TypeError):
        return None


def _yearly(rule: str, since: datetime) -> rrule | None:
    """A rule that comes round once a year, as those of time zones do."""
    if not rule.upper().startswith("FREQ=YEARLY") or len(rule) > LONGEST_RULE:
        return None
    kept = [part for part in rule.split(";") if part.upper().startswith(("FREQ=", "BYMONTH=", "BYDAY=", "BYMONTHDAY="))]
    first = max(since, since.replace(year=FIRST_YEAR, month=1, day=1))
    made = rrulestr(";".join(kept), dtstart=first, cache=True)
    return made if isinstance(made, rrule) else None
