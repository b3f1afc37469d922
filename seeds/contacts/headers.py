"""The mails of a mailbox (.mbox), each as those headers that are read of it. Bodies are passed over, line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from typing import Final

from seeds.contacts.encounter import LeftOut, Omission
from seeds.files.limits import Budget
from seeds.files.source import Source

__all__ = ["POSTMARK", "Head", "Headers", "heads"]

POSTMARK: Final = re.compile(rb"From (?>[^\r\n]*?\d{1,2}:\d{2})(?>[^\r\n]*?\d{4})[^\r\n]*\r?\n?")
"""The line before each mail: who sent it, and when. Of what it skips nothing is tried twice, however long the line."""

LONGEST_LINE: Final = 2**16  # bytes that are read at once, and of a header that is kept
LONGEST_HEAD: Final = 2**20  # bytes of all headers of a mail
EVERY: Final = 1000  # lines between two looks at the clock

_READ: Final = {
    *(b"from", b"to", b"cc", b"date", b"message-id", b"subject", b"content-type"),
    *(b"auto-submitted", b"precedence", b"list-id", b"list-post", b"return-path", b"x-autoreply", b"x-autorespond"),
    *(b"x-gmail-labels", b"x-mozilla-status"),
}
_BLANK: Final = (b"\n", b"\r\n", b"")
_HEADER: Final = re.compile(rb"([!-9;-~]+)[ \t]*:")


@dataclass(slots=True)
class Head:
    """The headers of a mail, and the line at which it begins."""

    line: int
    content: bytearray = field(default_factory=bytearray)

    def parsed(self) -> "Headers":
        """The headers by their names."""
        read: Headers = {}
        for name, value in BytesHeaderParser().parsebytes(bytes(self.content)).raw_items():
            read.setdefault(name.lower(), []).append(_text(str(value)))
        return read


Headers = dict[str, list[str]]
"""Headers by their names in lower case, each as often as it stands there."""


def _text(value: str) -> str:
    """A header with the bytes beyond ASCII that it should not hold: UTF-8, else what Windows writes in the west."""
    if value.isascii():
        return value
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def heads(source: Source, budget: Budget) -> Iterator[Head | LeftOut]:
    """The heads of all mails, in memory for one of them.

    A mail begins at a postmark after a blank line, below which a header stands. A line of a body that looks like one
    is written `>From ` by whoever writes mailboxes, and so begins none.
    """
    reading = _Reading()
    number, fresh, count = 0, True, 0
    with source.open() as file:
        while piece := file.readline(LONGEST_LINE):
            if count % EVERY == 0:
                budget.tick()
            count += 1
            number += fresh
            if not fresh:
                reading.rest(piece)
            elif (found := reading.line(number, piece)) is not None:
                yield found
            fresh = piece.endswith(b"\n")
    if reading.held is not None:
        yield reading.held


class _Reading:
    """Where in a mail the reading is. `held` is the head that has not ended."""

    def __init__(self) -> None:
        self.held: Head | None = None
        self._postmark: int | None = None  # the line of one below which no header has been seen yet
        self._blank = True  # whether the line before was
        self._keeping = False  # whether the header that goes on is one that is read
        self._size = 0

    def line(self, number: int, piece: bytes) -> Head | LeftOut | None:
        """A line from its beginning; the head that it ends, if it does."""
        found = None
        if self.held is not None:
            found = self._within_head(self.held, piece)
        elif self._postmark is not None:
            self._below_postmark(number, piece)
        elif self._blank and POSTMARK.fullmatch(piece):
            self._postmark = number
        self._blank = piece in _BLANK
        return found

    def rest(self, piece: bytes) -> None:
        """More of a line that is too long to be read at once: of a header no more is kept."""
        self._size += len(piece)

    def _below_postmark(self, number: int, piece: bytes) -> None:
        at, self._postmark = self._postmark or number, None
        if _HEADER.match(piece):
            self.held, self._size = Head(at), 0
            self._take(self.held, piece)
        elif POSTMARK.fullmatch(piece) or piece.startswith(b">From "):
            self._postmark = at  # some systems write two

    def _within_head(self, held: Head, piece: bytes) -> Head | LeftOut | None:
        self._size += len(piece)
        if piece in _BLANK or self._size > LONGEST_HEAD:
            self.held = None
            return held if piece in _BLANK else LeftOut(held.line, Omission.TOO_LONG)
        self._take(held, piece)
        return None

    def _take(self, held: Head, piece: bytes) -> None:
        if piece[:1] not in b" \t":
            found = _HEADER.match(piece)
            self._keeping = found is not None and found[1].lower() in _READ
        if self._keeping:
            held.content += piece if piece.endswith(b"\n") else piece + b"\n"
