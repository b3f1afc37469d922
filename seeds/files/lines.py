"""The lines of a text, counted as people see them, each of bounded length."""

from collections import deque
from collections.abc import Sequence
from typing import Final, TextIO

from seeds.files.limits import LONGEST_CELL, Budget

__all__ = ["Lines"]

LONGEST_LINE: Final = 32 * LONGEST_CELL  # characters


class Lines:
    """The lines of an open text, without their ends, be these LF, CRLF or CR. Lines read in vain can be put back."""

    def __init__(self, text: TextIO, budget: Budget) -> None:
        self._text = text
        self._budget = budget
        self._ahead: deque[str] = deque()
        self.number = 0
        """Of the line that was read last, from 1."""

    def next(self) -> str | None:
        """The next line; None after the last one."""
        if self._ahead:
            self.number += 1
            return self._ahead.popleft()
        line = self._text.readline(LONGEST_LINE)
        if not line:
            return None
        self.number += 1
        if len(line) == LONGEST_LINE:
            raise self._budget.refused(f"has more than {LONGEST_LINE} characters in line {self.number}")
        return _encodable(line.rstrip("\r\n"))

    def put_back(self, lines: Sequence[str]) -> None:
        """The lines that were read last, in their order: they are read again."""
        self._ahead.extendleft(reversed(lines))
        self.number -= len(lines)


def _encodable(line: str) -> str:
    """The line, which can be written down: half a pair of surrogates, as UTF-7 may hold, is no letter."""
    return line if line.isascii() else line.encode("utf-8", "replace").decode()
