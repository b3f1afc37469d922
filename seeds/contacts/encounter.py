"""An encounter: what a calendar or a mailbox tells of one contact, before anybody knows who the people are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

from graph.model import Channel

__all__ = ["Encounter", "LeftOut", "Omission", "key_of"]

LONGEST_VALUE: Final = 100  # characters of a value that is told
DIGITS: Final = 32  # of a key


class Omission(StrEnum):
    """Why an entry was left out, or what of it."""

    UNFINISHED = "UNFINISHED"
    UNREADABLE = "UNREADABLE"
    TOO_LONG = "TOO_LONG"
    KEY_MISSING = "KEY_MISSING"
    DATE_MISSING = "DATE_MISSING"
    DATE_INVALID = "DATE_INVALID"
    DATE_AHEAD = "DATE_AHEAD"
    ZONE_UNKNOWN = "ZONE_UNKNOWN"
    DATE_SKIPPED = "DATE_SKIPPED"
    RULE_UNREAD = "RULE_UNREAD"
    SERIES_CUT = "SERIES_CUT"
    SERIES_SPLIT = "SERIES_SPLIT"
    OUT_OF_SPAN = "OUT_OF_SPAN"
    SENDER_INVALID = "SENDER_INVALID"
    ADDRESS_INVALID = "ADDRESS_INVALID"
    REPEATED = "REPEATED"
    PRIVATE = "PRIVATE"
    CANCELLED = "CANCELLED"
    DECLINED = "DECLINED"
    DRAFT = "DRAFT"
    AUTOMATIC = "AUTOMATIC"
    LIST = "LIST"
    MANY = "MANY"
    STRANGER = "STRANGER"
    AMBIGUOUS = "AMBIGUOUS"
    NOT_OURS = "NOT_OURS"
    NOT_THEIRS = "NOT_THEIRS"

    @property
    def sentence(self) -> str:
        """What happened, as a whole sentence."""
        return _SENTENCES[self]

    @property
    def is_a_fault(self) -> bool:
        """Whether somebody might mend it: all else is as it should be."""
        return self in _FAULTS

    @property
    def is_in_part(self) -> bool:
        """Whether the entry itself was read."""
        return self in _IN_PART


_SENTENCES: Final[Mapping[Omission, str]] = {
    Omission.UNFINISHED: "The entry has no end: the file seems to be cut off.",
    Omission.UNREADABLE: "The line cannot be taken apart, and was skipped.",
    Omission.TOO_LONG: "The entry is longer than any calendar or mail program writes.",
    Omission.KEY_MISSING: "The entry has no UID, by which it would be known again.",
    Omission.DATE_MISSING: "The entry does not say when it was.",
    Omission.DATE_INVALID: "This is no date that can be read.",
    Omission.DATE_AHEAD: "The mail has a date that has not come yet.",
    Omission.ZONE_UNKNOWN: "The file does not say what this time zone is.",
    Omission.DATE_SKIPPED: "A day on which the series does or does not take place cannot be read.",
    Omission.RULE_UNREAD: "The rule by which the event recurs was not understood: only its first day was read.",
    Omission.SERIES_CUT: "The event recurs more often than is read: only its first days were.",
    Omission.SERIES_SPLIT: "What changes from a day on in a series was read for this day alone.",
    Omission.OUT_OF_SPAN: "The event recurs, and on none of the days that are read.",
    Omission.SENDER_INVALID: "The mail does not say from whom it came.",
    Omission.ADDRESS_INVALID: "This is no e-mail address.",
    Omission.REPEATED: "The entry is there more than once: the newest was read.",
    Omission.PRIVATE: "The event is private.",
    Omission.CANCELLED: "The event was cancelled.",
    Omission.DECLINED: "They declined, or handed it on.",
    Omission.DRAFT: "The mail was not sent, or thrown away.",
    Omission.AUTOMATIC: "A machine wrote the mail.",
    Omission.LIST: "The mail came over a mailing list.",
    Omission.MANY: "The mail went to more people than a contact with one of them has.",
    Omission.STRANGER: "Nobody with this address is known.",
    Omission.AMBIGUOUS: "Several people have this address.",
    Omission.NOT_OURS: "None of us took part.",
    Omission.NOT_THEIRS: "No stakeholder took part.",
}
_FAULTS: Final = frozenset(
    {
        Omission.UNFINISHED,
        Omission.UNREADABLE,
        Omission.TOO_LONG,
        Omission.KEY_MISSING,
        Omission.DATE_MISSING,
        Omission.DATE_INVALID,
        Omission.DATE_AHEAD,
        Omission.ZONE_UNKNOWN,
        Omission.DATE_SKIPPED,
        Omission.RULE_UNREAD,
        Omission.SERIES_CUT,
        Omission.SERIES_SPLIT,
        Omission.SENDER_INVALID,
        Omission.ADDRESS_INVALID,
        Omission.STRANGER,
        Omission.AMBIGUOUS,
    }
)
_IN_PART: Final = frozenset(
    {
        Omission.UNREADABLE,
        Omission.DATE_SKIPPED,
        Omission.RULE_UNREAD,
        Omission.SERIES_CUT,
        Omission.SERIES_SPLIT,
        Omission.ADDRESS_INVALID,
        Omission.DECLINED,
        Omission.STRANGER,
        Omission.AMBIGUOUS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One contact. `line` is where its entry begins; `key` stays the same however often it is read.

    `at` is an instant, or the time on the clocks of the account (without a zone), or a whole day there. `initiator` is
    the address of who called or wrote, if that is told, and `others` are those of all who took part beside. A planned
    one that was called off is `cancelled`.
    """

    line: int
    key: str
    at: date
    channel: Channel
    subject: str | None = None
    initiator: str = ""
    others: tuple[str, ...] = ()
    cancelled: bool = False


class LeftOut(NamedTuple):
    """An entry, or a part of it, that was not read. `column` is the property or header at fault, and `proposal` the
    name of the organisation to which whoever is not known is likely to belong.
    """

    line: int
    why: Omission
    value: str = ""
    column: str = ""
    proposal: str = ""

    def short(self) -> "LeftOut":
        """With no more of the value than is told."""
        text = self.value
        return self if len(text) <= LONGEST_VALUE else self._replace(value=text[: LONGEST_VALUE - 1] + "…")


def key_of(*parts: str) -> str:
    """The key of an entry by the ids that its file gives it. They may hold addresses, so that only a digest is kept."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
