"""The kinds of file that contacts are read of, by the names of their profiles."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from seeds.contacts.calendar_file import is_calendar, meetings
from seeds.contacts.encounter import Encounter, LeftOut
from seeds.contacts.mailbox import is_mailbox, mails
from seeds.contacts.recurrence import Span
from seeds.files.findings import Findings
from seeds.files.limits import Budget
from seeds.files.source import Source

__all__ = ["CALENDAR", "MAILBOX", "encounters", "kind_of"]

CALENDAR: Final = "ics"
MAILBOX: Final = "mbox"

BEHIND: Final = timedelta(days=731)
AHEAD: Final = timedelta(days=366)


def kind_of(source: Source) -> str | None:
    """The kind of a file, by how it begins; null where it is another one."""
    return CALENDAR if is_calendar(source) else MAILBOX if is_mailbox(source) else None


def encounters(source: Source, now: datetime, findings: Findings, budget: Budget) -> Iterator[Encounter | LeftOut]:
    """All that a calendar or a mailbox tells of. What recurs is read from two years ago to a year from now.

    Raises InvalidInput where it is neither, or not within the limits.
    """
    budget.take_size(source.size)
    kind = kind_of(source)
    if kind is None:
        raise budget.refused("is neither a calendar (.ics) nor a mailbox (.mbox)")
    if kind == MAILBOX:
        return mails(source, now, budget)
    span = Span((now - BEHIND).date(), (now + AHEAD).date())
    return meetings(source, span, findings.voice(source.name), budget)
