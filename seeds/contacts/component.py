"""The events and time zones of a calendar, each as the properties that are read of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from icalendar.parser import Contentline, Parameters

from seeds.contacts.encounter import LeftOut, Omission
from seeds.contacts.lines import Line, content_lines
from seeds.files.findings import Voice
from seeds.files.limits import Budget
from seeds.files.source import Source

__all__ = ["Component", "Property", "components"]

MOST_PROPERTIES: Final = 2_000  # of an event, its attendees and the days that it leaves out among them
DEEPEST: Final = 10  # components within components

_OF_CALENDAR: Final = {"METHOD"}
_OF_EVENT: Final = {
    *("UID", "RECURRENCE-ID", "SEQUENCE", "DTSTAMP"),
    *("DTSTART", "RRULE", "RDATE", "EXDATE"),
    *("SUMMARY", "STATUS", "CLASS", "LOCATION", "ORGANIZER", "ATTENDEE"),
    *("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"),
}
_OF_ZONE: Final = {"TZID", "X-LIC-LOCATION", "DTSTART", "TZOFFSETTO", "RRULE"}
_WANTED: Final = {"BEGIN", "END", *_OF_CALENDAR, *_OF_EVENT, *_OF_ZONE}
_READ: Final = {
    "VCALENDAR": _OF_CALENDAR,
    "VEVENT": _OF_EVENT,
    "VTIMEZONE": _OF_ZONE,
    "STANDARD": _OF_ZONE,
    "DAYLIGHT": _OF_ZONE,
}


class Property(NamedTuple):
    """A property of a component: its name, parameters and value, as it stands there."""

    name: str
    parameters: Parameters
    value: str

    def parameter(self, name: str) -> str:
        """A parameter in capitals, of several the first; an empty text where there is none."""
        found = self.parameters.get(name, "")
        return str(found[0] if isinstance(found, list) and found else found)


@dataclass(slots=True)
class Component:
    """An event or a time zone. `method` is what the whole calendar is for, such as PUBLISH or CANCEL."""

    name: str
    line: int
    method: str = ""
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        return next((each for each in self.properties if each.name == name), None)

    def all(self, name: str) -> list[Property]:
        return [each for each in self.properties if each.name == name]

    def text(self, name: str) -> str:
        """A property as text, its signs of escape taken out; an empty one where there is none."""
        found = self.first(name)
        return _unescaped(found.value).strip() if found else ""


def components(source: Source, voice: Voice, budget: Budget) -> Iterator[Component | LeftOut]:
    """The events and time zones of a file, in its order, each when its end is read."""
    reading = _Reading()
    for line in content_lines(source, _WANTED.__contains__, voice, budget):
        if line.name == "BEGIN":
            reading.begin(line)
        elif line.name == "END":
            yield from reading.end(line)
        elif line.name in _WANTED:
            yield from reading.take(line)
    yield from (LeftOut(each.line, Omission.UNFINISHED) for each in reading.held if each.name == "VEVENT")


class _Reading:
    """The components that have begun and not ended, the outermost first."""

    def __init__(self) -> None:
        self.held: list[Component] = []
        self._refused: set[int] = set()

    def begin(self, line: Line) -> None:
        name = (line.text or "").partition(":")[2].strip().upper()
        method = self.held[-1].method if self.held else ""
        if len(self.held) < DEEPEST:
            self.held.append(Component(name, line.number, method))

    def end(self, line: Line) -> Iterator[Component | LeftOut]:
        name = (line.text or "").partition(":")[2].strip().upper()
        if name not in {each.name for each in self.held}:
            return
        while (ended := self.held.pop()).name != name:
            if ended.name == "VEVENT":
                yield LeftOut(ended.line, Omission.UNFINISHED)
        if ended.line in self._refused:
            return
        if name in ("STANDARD", "DAYLIGHT") and self.held:
            self.held[-1].parts.append(ended)
        elif name in ("VEVENT", "VTIMEZONE"):
            yield ended

    def take(self, line: Line) -> Iterator[LeftOut]:
        if not self.held or line.name not in _READ.get(self.held[-1].name, ()):
            return
        within = self.held[-1]
        if within.line in self._refused:
            return
        if line.text is None or len(within.properties) >= MOST_PROPERTIES:
            self._refused.add(within.line)
            yield LeftOut(within.line, Omission.TOO_LONG, column=line.name)
            return
        found = _property(line.text)
        if found is None:
            yield LeftOut(line.number, Omission.UNREADABLE, column=line.name)
        elif within.name == "VCALENDAR":
            within.method = found.value.strip().upper()
        else:
            within.properties.append(found)


def _property(text: str) -> Property | None:
    """A content line taken apart; null where that cannot be done."""
    try:
        name, parameters, value = Contentline(text).raw_parts()  # type: ignore[no-untyped-call]  # it has no types
    except ValueError:
        return None
    return Property(name.upper(), parameters, value)


def _unescaped(value: str) -> str:
    """TEXT as it is meant (RFC 5545, 3.3.11)."""
    parts = value.split("\\\\")
    return "\\".join(
        each.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";") for each in parts
    )
