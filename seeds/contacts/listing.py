"""The contacts of a file as a table, which the profiles `ics` and `mbox` read like any other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Final

import orjson

from seeds.contacts.contact import Contact, Contacts
from seeds.contacts.encounter import Encounter, LeftOut, Omission
from seeds.files.findings import Voice
from seeds.files.limits import Budget
from seeds.files.table import Table
from seeds.importing.listing import Numbered, listed
from seeds.importing.report import Fault, Place, Reason

__all__ = ["contact_table"]

HEADINGS: Final = ("Account", "Key", "At", "Channel", "Direction", "State", "Subject", "Began", "Ours", "Theirs")
BETWEEN: Final = "; "


@contextmanager
def contact_table(
    found: Iterable[Encounter | LeftOut],
    contacts: Contacts,
    tell: Callable[[Fault], None],
    voice: Voice,
    budget: Budget,
) -> Iterator[Table]:
    """The contacts, kept on disk until the context ends; what was left out is told. A row's number is its place among
    them.
    """
    with TemporaryFile() as file:
        for each in found:
            for told in (each,) if isinstance(each, LeftOut) else contacts.of(each):
                if isinstance(told, LeftOut):
                    tell(_fault(told, voice.file))
                else:
                    file.write(orjson.dumps(_cells(told)) + b"\n")
        budget.resume()
        yield listed(HEADINGS, lambda: _rows(file), voice, budget)


def _rows(file: IO[bytes]) -> Iterator[Numbered]:
    file.seek(0)
    for number, line in enumerate(file, 1):
        yield number, orjson.loads(line)


def _cells(contact: Contact) -> Sequence[str]:
    began = contact.initiator
    return [
        contact.scope,
        contact.key,
        contact.at.isoformat(timespec="seconds"),
        contact.channel,
        contact.direction,
        contact.state,
        contact.subject or "",
        began,
        BETWEEN.join(who for who in contact.ours if who != began),
        BETWEEN.join(who for who in contact.theirs if who != began),
    ]


def _fault(left: LeftOut, file: str) -> Fault:
    """What the report says of it. What is as it should be needs no mending."""
    reason = Reason.ENTRY_UNREAD if left.why.is_a_fault else Reason.ENTRY_PASSED
    if left.why.is_in_part:
        reason = Reason.ENTRY_IN_PART if left.why.is_a_fault else Reason.PART_PASSED
    detail = left.why.sentence
    if left.why is Omission.STRANGER and left.proposal:
        detail = f"{detail} They seem to work for “{left.proposal}”."
    return Fault(Place(file, row=left.line, column=left.column or None), left.value, reason, detail)
