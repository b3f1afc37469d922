"""Calendars and mailboxes as tests give them, and all that is read of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from seeds.contacts.calendar_file import meetings
from seeds.contacts.encounter import Encounter, LeftOut, Omission
from seeds.contacts.mailbox import mails
from seeds.contacts.recurrence import Span
from seeds.files.findings import Findings
from seeds.files.limits import USUAL_LIMITS, Budget, Limits
from seeds.files.source import Source

__all__ = ["NOW", "SPAN", "Read", "calendar", "entry", "mail", "read_calendar", "read_mailbox"]

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SPAN = Span(date(2026, 1, 1), date(2027, 12, 31))


@dataclass(frozen=True)
class Read:
    """What came of a file."""

    encounters: list[Encounter]
    left_out: list[LeftOut]

    @property
    def reasons(self) -> list[Omission]:
        return [each.why for each in self.left_out]

    @property
    def only(self) -> Encounter:
        (found,) = self.encounters
        return found


def calendar(*entries: str, method: str = "PUBLISH") -> bytes:
    """A calendar of these components."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", f"METHOD:{method}", *entries, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def entry(*lines: str, uid: str | None = "one", start: str = "20261120T090000Z") -> str:
    """An event of Zoe's with Anna, and what else these lines say of it."""
    known = ["ORGANIZER:mailto:zoe@us.example", "ATTENDEE:mailto:anna@acme.example", *([f"UID:{uid}"] if uid else [])]
    begins = [] if any(line.startswith("DTSTART") for line in lines) else [f"DTSTART:{start}"]
    return "\r\n".join(["BEGIN:VEVENT", *known, *begins, *lines, "END:VEVENT"])


def read_calendar(content: bytes, span: Span = SPAN, limits: Limits = USUAL_LIMITS) -> Read:
    voice = Findings().voice("x.ics")
    return _sorted(meetings(Source("x.ics", content), span, voice, Budget("x.ics", limits)))


def mail(*headers: str, body: str = "Hello", key: str | None = "<1@acme.example>") -> bytes:
    """A mail of Anna's to Zoe, with its postmark; a header of these replaces the usual one."""
    known = {
        "From": "Anna <anna@acme.example>",
        "To": "zoe@us.example",
        "Date": "Mon, 02 Nov 2026 10:00:00 +0100",
        **({"Message-ID": key} if key else {}),
    }
    given = {header.partition(":")[0] for header in headers}
    lines = [f"{name}: {value}" for name, value in known.items() if name not in given]
    written = "\n".join(["From anna@acme.example Mon Nov  2 10:00:00 2026", *lines, *headers, "", body, "", ""])
    return written.encode()


def read_mailbox(content: bytes, now: datetime = NOW, limits: Limits = USUAL_LIMITS) -> Read:
    return _sorted(mails(Source("x.mbox", content), now, Budget("x.mbox", limits)))


def _sorted(found: Iterable[Encounter | LeftOut]) -> Read:
    held = [*found]
    made = [each for each in held if isinstance(each, Encounter)]
    return Read(made, [each for each in held if isinstance(each, LeftOut)])
