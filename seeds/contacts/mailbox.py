"""A mailbox (.mbox): its mails as encounters, by their headers alone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from typing import Final

from graph.model import Channel
from graph.values import LONGEST_TEXT
from seeds.contacts.encounter import Encounter, LeftOut, Omission, key_of
from seeds.contacts.headers import POSTMARK, Head, Headers, heads
from seeds.contacts.recipients import addresses
from seeds.files.limits import Budget
from seeds.files.source import Source

__all__ = ["MOST_PEOPLE", "is_mailbox", "mails"]

MOST_PEOPLE: Final = 25
"""To how many a mail may go: what goes to more is an announcement, and no contact with one of them."""

HEAD: Final = 4096
FIRST_YEAR: Final = 1980  # the mails of years before have a broken date
AHEAD: Final = timedelta(days=1)  # by which a clock may be wrong
LONGEST_ENCODED: Final = 4096  # characters of a header whose encoded words are read: of more it takes far longer

_DELETED: Final = 0x0008  # Mozilla's flag
_UNSENT: Final = {"draft", "drafts", "spam", "trash", "piszkozatok", "kuka"}  # Gmail's labels
_BULK: Final = {"bulk", "junk", "auto_reply"}
_ANY_BREAK: Final = re.compile(r"\s+")


def is_mailbox(source: Source) -> bool:
    """Whether a file is a mailbox, by how it begins."""
    with source.open() as file:
        first = file.readline(HEAD)
        return POSTMARK.fullmatch(first) is not None


def mails(source: Source, now: datetime, budget: Budget) -> Iterator[Encounter | LeftOut]:
    """The mails of a mailbox in their order, and whatever was left out, with its reason. In memory: one."""
    seen: set[str] = set()
    for count, head in enumerate(heads(source, budget), 1):
        budget.take_row(count, 0, head.line)
        found = head if isinstance(head, LeftOut) else _mail(head, now)
        if isinstance(found, Encounter):
            if found.key in seen:
                yield LeftOut(found.line, Omission.REPEATED)
                continue
            seen.add(found.key)
        yield found


def _mail(head: Head, now: datetime) -> Encounter | LeftOut:
    headers = head.parsed()
    if reason := _aside(headers):
        return LeftOut(head.line, reason)
    at = _date(headers)
    if not isinstance(at, datetime):
        return LeftOut(head.line, at, _raw(headers, "Date"), "Date").short()
    if at > now + AHEAD:
        return LeftOut(head.line, Omission.DATE_AHEAD, _raw(headers, "Date"), "Date").short()
    senders, receivers = _addresses(headers, "From"), _addresses(headers, "To", "Cc")
    if len(senders) != 1:
        return LeftOut(head.line, Omission.SENDER_INVALID, _raw(headers, "From"), "From").short()
    if len(receivers) > MOST_PEOPLE:
        return LeftOut(head.line, Omission.MANY, str(len(receivers)), "To")
    return replace(
        Encounter(line=head.line, key="", at=at, channel=Channel.EMAIL, subject=_subject(headers)),
        key=_key(headers, at, senders, receivers),
        initiator=senders[0],
        others=tuple(who for who in receivers if who != senders[0]),
    )


def _aside(headers: Headers) -> Omission | None:
    """Why a mail is none that one person wrote to another."""
    automatic = _raw(headers, "Auto-Submitted").partition(";")[0].strip().casefold()
    bounced = _raw(headers, "Return-Path").strip() == "<>"
    precedence = _raw(headers, "Precedence").strip().casefold()
    kind = _raw(headers, "Content-Type").strip().casefold()
    if _raw(headers, "List-Id") or _raw(headers, "List-Post") or precedence == "list":
        return Omission.LIST
    if automatic not in ("", "no") or bounced or precedence in _BULK or kind.startswith("multipart/report"):
        return Omission.AUTOMATIC
    if _raw(headers, "X-Autoreply") or _raw(headers, "X-Autorespond"):
        return Omission.AUTOMATIC
    return Omission.DRAFT if _is_unsent(headers) else None


def _is_unsent(headers: Headers) -> bool:
    labels = {label.strip().strip('"').casefold() for label in _decoded(_raw(headers, "X-Gmail-Labels")).split(",")}
    flags = _raw(headers, "X-Mozilla-Status").strip()
    return bool(labels & _UNSENT) or (
        re.fullmatch("[0-9a-fA-F]{4}", flags) is not None and int(flags, 16) & _DELETED > 0
    )


def _date(headers: Headers) -> datetime | Omission:
    text = _raw(headers, "Date")
    if not text.strip():
        return Omission.DATE_MISSING
    try:
        at = parsedate_to_datetime(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)  # -0000: in UTC, wherever that was
    except (ValueError, TypeError, IndexError, OverflowError):
        return Omission.DATE_INVALID
    return at if at.year >= FIRST_YEAR else Omission.DATE_INVALID


def _addresses(headers: Headers, *names: str) -> list[str]:
    """The addresses in these headers, each once."""
    told = (address for name in names for text in headers.get(name.lower(), []) for address in addresses(text))
    return list(dict.fromkeys(told))


def _subject(headers: Headers) -> str | None:
    return _ANY_BREAK.sub(" ", _decoded(_raw(headers, "Subject")))[:LONGEST_TEXT].strip() or None


def _key(headers: Headers, at: datetime, senders: list[str], receivers: list[str]) -> str:
    """The key by the Message-ID; of a mail that has none, by when it went from whom to whom."""
    if identifier := _ANY_BREAK.sub("", _raw(headers, "Message-ID")):
        return key_of(identifier)
    return key_of(at.isoformat(), *senders, *sorted(receivers))


# ---------------------------------------------------------------- headers as text


def _raw(headers: Headers, name: str) -> str:
    """A header as it stands there; an empty text where there is none."""
    return headers.get(name.lower(), [""])[0]


def _decoded(text: str) -> str:
    """A header with its encoded words read (RFC 2047); those that cannot be, or come late, stay as they are."""
    try:
        parts = decode_header(text[:LONGEST_ENCODED])
    except (HeaderParseError, ValueError):
        return text
    read = "".join(_text(part, charset) for part, charset in parts) + text[LONGEST_ENCODED:]
    return read.encode("utf-8", "replace").decode()  # half a pair of surrogates is no letter


def _text(part: str | bytes, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "ascii", "replace")
    except (LookupError, ValueError):
        return part.decode("latin-1")
