"""An event of a calendar: when, how and with whom. Its description, notes and attachments are not read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from graph.model import Channel
from graph.values import LONGEST_TEXT
from seeds.contacts.component import Component, Property
from seeds.contacts.encounter import Encounter, LeftOut, Omission
from seeds.contacts.times import ZoneUnknown, moments_in, told_moment
from seeds.contacts.zones import Zones
from seeds.files.emails import email

__all__ = ["Event", "comparable", "event"]

MOST_DAYS: Final = 10_000  # that an event adds or leaves out

_AWAY: Final = {"DECLINED", "DELEGATED"}
_THINGS: Final = {"ROOM", "RESOURCE"}
_LINKS: Final = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
_ONLINE: Final = re.compile(
    r"https?://\S+|microsoft teams[- ]?(?:meeting|besprechung|értekezlet|megbeszélés)?|\b(?:ms )?teams\b|google meet|"
    r"\b(?:zoom|webex|skype|gotomeeting|online|video|videó\w*|video\w*)(?: meeting| call)?\b",
    re.IGNORECASE,
)
_BY_PHONE: Final = re.compile(r"\b(?:phone|call|telefon\w*|hívás|anruf)\b|\btel:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What an entry says. `of` is the day or time of the series that it is about, and `told` all that was left out."""

    line: int
    uid: str
    of: date | None
    newness: tuple[int, str, int]
    start: date
    rule: str
    added: tuple[date, ...]
    taken: frozenset[date]
    split: bool
    private: bool
    encounter: Encounter
    told: tuple[LeftOut, ...]


def event(component: Component, zones: Zones) -> Event | LeftOut:
    """The event that a component is; or why it is none that can be read."""
    uid, starts = component.text("UID"), component.first("DTSTART")
    if not uid or starts is None:
        return LeftOut(component.line, Omission.DATE_MISSING if uid else Omission.KEY_MISSING)
    of, within = component.first("RECURRENCE-ID"), starts
    try:
        start = told_moment(starts, zones)
        within = of or starts
        day = told_moment(of, zones) if of else None
    except ZoneUnknown as unknown:
        return LeftOut(component.line, Omission.ZONE_UNKNOWN, str(unknown), "TZID").short()
    except ValueError:
        return LeftOut(component.line, Omission.DATE_INVALID, within.value, within.name).short()
    told: list[LeftOut] = []
    added, taken = (_days(component, name, zones, told) for name in ("RDATE", "EXDATE"))
    return Event(
        line=component.line,
        uid=uid,
        of=day,
        newness=_newness(component),
        start=start,
        rule=component.text("RRULE"),
        added=added,
        taken=frozenset(map(comparable, taken)),
        split=bool(of and of.parameter("RANGE").upper() == "THISANDFUTURE"),
        private=component.text("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"),
        encounter=_encounter(component, start, told),
        told=tuple(told),
    )


def comparable(at: date) -> date:
    """A time of a series, so that the same one is equal in whatever zone it is told."""
    return at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else at


def _newness(component: Component) -> tuple[int, str, int]:
    """Of several versions of an event the greatest counts."""
    sequence = component.text("SEQUENCE")
    return int(sequence[:9]) if sequence[:9].isdecimal() else 0, component.text("DTSTAMP"), component.line


def _days(component: Component, name: str, zones: Zones, told: list[LeftOut]) -> tuple[date, ...]:
    found: list[date] = []
    for each in component.all(name):
        try:
            found += moments_in(each, zones)
        except ValueError:
            told.append(LeftOut(component.line, Omission.DATE_SKIPPED, each.value, name).short())
        if len(found) > MOST_DAYS:
            break
    return tuple(found[:MOST_DAYS])


# ---------------------------------------------------------------- who and how


def _encounter(component: Component, start: date, told: list[LeftOut]) -> Encounter:
    organiser = component.first("ORGANIZER")
    initiator = _address(organiser, component.line, told) if organiser else ""
    others = list(_others(component, told))
    away = {left.value.casefold() for left in told if left.why is Omission.DECLINED}
    present = [who for who in dict.fromkeys(others) if who not in away and who != initiator]
    return Encounter(
        line=component.line,
        key="",
        at=start,
        channel=_channel(component),
        subject=component.text("SUMMARY")[:LONGEST_TEXT].strip() or None,
        initiator="" if initiator in away else initiator,
        others=tuple(present),
        cancelled="CANCEL" in (component.method, component.text("STATUS").upper()[:6]),
    )


def _others(component: Component, told: list[LeftOut]) -> Iterator[str]:
    """The addresses of those who were asked to come, in lower case. Who declined is told."""
    for attendee in component.all("ATTENDEE"):
        if attendee.parameter("CUTYPE").upper() in _THINGS:
            continue
        if attendee.parameter("ROLE").upper() == "NON-PARTICIPANT":
            continue
        if address := _address(attendee, component.line, told):
            if attendee.parameter("PARTSTAT").upper() in _AWAY:
                told.append(LeftOut(component.line, Omission.DECLINED, address, "ATTENDEE"))
            yield address


def _address(told: Property, line: int, left: list[LeftOut]) -> str:
    """The address of an attendee or organiser; empty where it has none, which is told."""
    for text in (told.value, told.parameter("EMAIL")):
        if "@" in text and (found := email(text.strip().strip('"')).value):
            return found.casefold()
    left.append(LeftOut(line, Omission.ADDRESS_INVALID, told.value, told.name).short())
    return ""


def _channel(component: Component) -> Channel:
    """A place is a meeting, a link or the name of a program a video call, a telephone a call."""
    location = component.text("LOCATION")
    if _BY_PHONE.search(location):
        return Channel.CALL
    place = _ONLINE.sub("", location).strip(" \t\r\n;,/()-")
    if place:
        return Channel.MEETING
    return Channel.VIDEO if location or any(component.first(name) for name in _LINKS) else Channel.MEETING
