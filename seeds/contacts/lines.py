"""The content lines of a calendar (RFC 5545, 3.1): unfolded, and of those that nobody asks for only the name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO, Final

from seeds.files.encodings import encoding_of
from seeds.files.findings import Voice
from seeds.files.limits import Budget
from seeds.files.source import Source

__all__ = ["Line", "content_lines"]

LONGEST: Final = 2**16  # bytes of a line that is kept; and of what is read at once
EVERY: Final = 1000  # lines between two looks at the clock

_NAME: Final = re.compile(rb"\s*([A-Za-z0-9-]+)[;:]")
_BREAK: Final = b"\r\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A whole content line: its number, its name in capitals, and all of it; `text` is empty where it was not asked
    for, and null where it was too long to keep.
    """

    number: int
    name: str
    text: str | None


def content_lines(source: Source, wanted: Callable[[str], bool], voice: Voice, budget: Budget) -> Iterator[Line]:
    """The lines of a file, in bounded memory. What is not wanted is not even kept until its end."""
    with source.open() as file:
        encoding = encoding_of(file, None, voice, budget)
    wide = encoding.startswith(("utf-16", "utf-32"))
    with source.open() as file:
        held: _Held | None = None
        for number, fresh, part in _parts(_narrowed(file, encoding) if wide else _pieces(file), budget):
            if fresh and part[:1] not in (b" ", b"\t"):
                if held:
                    yield held.line("utf-8" if wide else encoding)
                held = _Held.of(number, part, wanted)
            elif held:
                held.add(part[1:] if fresh else part)
        if held:
            yield held.line("utf-8" if wide else encoding)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.readline(LONGEST):
        yield piece


def _narrowed(file: IO[bytes], encoding: str) -> Iterator[bytes]:
    """The same lines in UTF-8."""
    with TextIOWrapper(file, encoding=encoding, errors="replace", newline="\n") as text:
        while piece := text.readline(LONGEST):
            yield piece.encode()


def _parts(pieces: Iterator[bytes], budget: Budget) -> Iterator[tuple[int, bool, bytes]]:
    """Each piece with the number of its line, and whether it begins the line; without the break at its end."""
    number, fresh = 0, True
    for count, piece in enumerate(pieces):
        if count % EVERY == 0:
            budget.tick()
        number += fresh
        yield number, fresh, piece.rstrip(_BREAK) if piece.endswith(b"\n") else piece
        fresh = piece.endswith(b"\n")


class _Held:
    """A line whose end has not been seen."""

    def __init__(self, number: int, name: str, wanted: bool) -> None:
        self._number, self._name, self._wanted = number, name, wanted
        self._content = bytearray()

    @classmethod
    def of(cls, number: int, part: bytes, wanted: Callable[[str], bool]) -> "_Held":
        found = _NAME.match(part.removeprefix(b"\xef\xbb\xbf"))
        name = found[1].decode("ascii").upper() if found else ""
        held = cls(number, name, bool(name) and wanted(name))
        held.add(part.removeprefix(b"\xef\xbb\xbf"))
        return held

    def add(self, part: bytes) -> None:
        if self._wanted and len(self._content) <= LONGEST:
            self._content += part

    def line(self, encoding: str) -> Line:
        if len(self._content) > LONGEST:
            return Line(self._number, self._name, None)
        return Line(self._number, self._name, self._content.decode(encoding, "replace").strip())
