"""When a series of events takes place: its rule, taken out day by day, and never more of it than a bounded number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time
from itertools import islice
from typing import Final

from dateutil.rrule import rrule, rrulestr

from seeds.contacts.times import moment_of
from seeds.files.limits import Budget

__all__ = ["MOST", "Span", "occurrences"]

MOST: Final = 1_000
"""How often an event may take place within the span: one more is not read."""

LONGEST_RULE: Final = 500  # characters
EVERY: Final = 1_000  # steps between two looks at the clock
CYCLE: Final = 400  # years
MOST_STEPS: Final = 10_000  # of one interval

_FREQUENCIES: Final = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_PARTS: Final = {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYWEEKNO", "BYYEARDAY", "WKST"}
_OTHERS: Final = {"COUNT", "FREQ", "INTERVAL", "UNTIL"}


@dataclass(frozen=True, slots=True)
class Span:
    """The days from and to which events that recur are read."""

    first: date
    last: date

    def holds(self, at: date) -> bool:
        return self.first <= _day(at) <= self.last


def occurrences(start: date, rule: str, span: Span, budget: Budget) -> Iterator[date]:
    """The beginnings within the span, of the kind that `start` is: days, or times on the clocks of its zone.

    They are in order, and the first may be `start` itself, whatever the rule says. Raises ValueError where the rule
    is none, or one that comes round more than once a day.
    """
    clock = _clock(start)
    parts = _parts(rule)
    until = _until(parts.pop("UNTIL", ""), start)
    count = int(parts.pop("COUNT", "0"))
    last = datetime.combine(span.last, time.max)
    for step, at in enumerate(islice(_steps(clock, parts, min(until or last, last)), count or None)):
        if step % EVERY == 0:
            budget.tick()
        if span.holds(at):
            yield at.date() if not isinstance(start, datetime) else at.replace(tzinfo=start.tzinfo)


def _steps(start: datetime, parts: Mapping[str, str], last: datetime) -> Iterator[datetime]:
    """The start, and each time after it by the rule.

    A rule that never comes round is searched up to the year 9999. As the calendar repeats itself every 400 years, to
    the day of the week, it is worked out as near to that year as can be, which takes a twentieth of the time.
    """
    yield start
    if last <= start:
        return
    ahead = (MAXYEAR - last.year) // CYCLE * CYCLE
    made = rrulestr(_written(parts, _moved(last, ahead)), dtstart=_moved(start, ahead))
    if not isinstance(made, rrule):
        raise ValueError("is no rule")
    yield from (at for found in made if (at := _moved(found, -ahead)) > start)


def _moved(at: datetime, years: int) -> datetime:
    return at.replace(year=at.year + years)


def _parts(rule: str) -> dict[str, str]:
    if len(rule) > LONGEST_RULE:
        raise ValueError("is too long")
    pairs = [part.partition("=") for part in rule.upper().split(";") if part.strip()]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    if parts.get("FREQ") not in _FREQUENCIES or parts.keys() - _PARTS - _OTHERS:
        raise ValueError("comes round more than once a day, or has parts that are not known")
    if not 1 <= int(parts.get("INTERVAL", "1")) <= MOST_STEPS or int(parts.get("COUNT", "1")) < 1:
        raise ValueError("has an impossible interval or count")
    return parts


def _written(parts: Mapping[str, str], until: datetime) -> str:
    return ";".join([*(f"{name}={value}" for name, value in parts.items()), f"UNTIL={until:%Y%m%dT%H%M%S}"])


def _until(text: str, start: date) -> datetime | None:
    """The end of the rule on the clocks of its start."""
    if not text:
        return None
    end = moment_of(text)
    if not isinstance(end, datetime):
        return datetime.combine(end, time.max).replace(microsecond=0)
    if end.tzinfo and isinstance(start, datetime) and start.tzinfo:
        end = end.astimezone(start.tzinfo)
    return end.replace(tzinfo=None)


def _clock(at: date) -> datetime:
    return at.replace(tzinfo=None) if isinstance(at, datetime) else datetime.combine(at, time())


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at
