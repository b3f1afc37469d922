"""A calendar (.ics): its events as encounters, those that recur day by day."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from seeds.contacts.component import components
from seeds.contacts.encounter import Encounter, LeftOut, Omission, key_of
from seeds.contacts.event import Event, comparable, event
from seeds.contacts.recurrence import MOST, Span, occurrences
from seeds.contacts.zones import Zones
from seeds.files.findings import Voice
from seeds.files.limits import Budget
from seeds.files.source import Source

__all__ = ["is_calendar", "meetings"]

HEAD: Final = 4096
_SIGN: Final = b"BEGIN:VCALENDAR"


def is_calendar(source: Source) -> bool:
    """Whether a file is a calendar, by how it begins."""
    with source.open() as file:
        head = file.read(HEAD).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        return head.upper().startswith(_SIGN)


def meetings(source: Source, span: Span, voice: Voice, budget: Budget) -> Iterator[Encounter | LeftOut]:
    """The meetings of a calendar in the order in which they stand there, and whatever was left out, with its reason.

    What recurs is read for the days of the span, at most 1,000 times. Of versions of one event the one with the highest
    SEQUENCE counts.
    """
    zones, series = Zones(), defaultdict[str, list[Event]](list)
    count = 0
    for each in components(source, voice, budget):
        if isinstance(each, LeftOut):
            yield each
        elif each.name == "VTIMEZONE":
            zones.learn(each)
        else:
            count += 1
            budget.take_row(count, 0, each.line)
            found = event(each, zones)
            if isinstance(found, LeftOut):
                yield found
            else:
                series[found.uid].append(found)
    for events in series.values():
        budget.tick()
        yield from _taken_out(events, span, budget)


def _taken_out(events: list[Event], span: Span, budget: Budget) -> Iterator[Encounter | LeftOut]:
    """All that one UID stands for."""
    newest: dict[date | None, Event] = {}
    for each in events:
        slot = comparable(each.of) if each.of else None
        held = newest.setdefault(slot, each)
        if held is not each:
            older, newest[slot] = sorted((held, each), key=lambda event: event.newness)
            yield LeftOut(older.line, Omission.REPEATED)
    master = newest.pop(None, None)
    days = _Days()
    if master and not master.rule and not master.added:
        yield from _one(master, master.start, key_of(master.uid))
    elif master:
        yield from _series(master, newest, days, span, budget)
    for alone in newest.values():  # what is told of a day that the series no longer has, or whose series is elsewhere
        assert alone.of is not None  # noqa: S101  # only the master is about no day
        yield from _one(alone, alone.start, days.key(alone.uid, alone.of))


def _series(
    master: Event, changed: dict[date | None, Event], days: "_Days", span: Span, budget: Budget
) -> Iterator[Encounter | LeftOut]:
    """A master on each of its days, but for those that it leaves out, or of which another entry tells."""
    found, told = _beginnings(master, span, budget)
    yield from (*told, *_amiss(master)) if found else (LeftOut(master.line, Omission.OUT_OF_SPAN),)
    for at in found:
        if comparable(at) in master.taken or _day(at) in master.taken:
            continue
        key = days.key(master.uid, at)
        if other := changed.pop(comparable(at), None):
            yield from _one(other, other.start, key)
        elif not master.private:
            yield replace(master.encounter, at=at, key=key)


def _beginnings(master: Event, span: Span, budget: Budget) -> tuple[list[date], list[LeftOut]]:
    """When a series takes place, in order."""
    found: list[date] = []
    told: list[LeftOut] = []
    try:
        for at in occurrences(master.start, master.rule, span, budget) if master.rule else (master.start,):
            if len(found) == MOST:
                told.append(LeftOut(master.line, Omission.SERIES_CUT, column="RRULE"))
                break
            found.append(at)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = [master.start]
        told.append(LeftOut(master.line, Omission.RULE_UNREAD, master.rule, "RRULE").short())
    added = [at for at in master.added[:MOST] if span.holds(at)]
    return sorted({comparable(at): at for at in (*found, *added)}.values(), key=_order), told


def _order(at: date) -> tuple[date, bool, str]:
    return _day(at), isinstance(at, datetime), comparable(at).isoformat()


def _one(told: Event, at: date, key: str) -> Iterator[Encounter | LeftOut]:
    yield from _amiss(told)
    if not told.private:
        yield replace(told.encounter, at=at, key=key)


def _amiss(told: Event) -> Iterator[LeftOut]:
    """What was left out of an event, whenever it takes place; of a private one nothing but that."""
    if told.private:
        yield LeftOut(told.line, Omission.PRIVATE)
        return
    yield from told.told
    if told.split:
        yield LeftOut(told.line, Omission.SERIES_SPLIT, column="RECURRENCE-ID")


class _Days:
    """Keys by the day of a series, so that one that is moved by an hour is the same. Others of a day are numbered."""

    def __init__(self) -> None:
        self._counts: dict[date, int] = defaultdict(int)

    def key(self, uid: str, at: date) -> str:
        day = _day(at)
        self._counts[day] += 1
        count = self._counts[day]
        return key_of(uid, day.isoformat(), *([str(count)] if count > 1 else []))


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at
