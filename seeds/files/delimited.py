"""Delimited text, row by row: cells parted by a delimiter, in quotes where they hold one or a line break."""

import csv
import re
from collections.abc import Generator, Iterator
from io import TextIOWrapper
from typing import IO, Final, NamedTuple, TextIO

from seeds.files.findings import Oddity, Reason
from seeds.files.limits import LONGEST_CELL, Budget
from seeds.files.lines import Lines
from seeds.files.record import DAY_ZERO, Record
from seeds.files.source import Source

__all__ = ["WHOLE_LINES", "Delimited", "declared_delimiter", "opened_text", "records"]

WHOLE_LINES: Final = "\n"  # the delimiter of a file of one column: no line holds it
IN_VAIN: Final = 100 * LONGEST_CELL  # characters that are searched for the ends of quotes that have none

_DECLARED: Final = re.compile(r'"?sep=(.)"?', re.IGNORECASE)


class Delimited:
    """The rows of a delimited file. It has no merged cells."""

    merges: Final = ()
    day_zero: Final = DAY_ZERO

    def __init__(self, source: Source, encoding: str, delimiter: str, budget: Budget) -> None:
        self.delimiter = delimiter
        self._source = source
        self._encoding = encoding
        self._budget = budget
        self._file: IO[bytes] | None = None

    @property
    def share(self) -> float:
        if self._file is None or self._file.closed:
            return 0.0 if self._file is None else 1.0
        return self._file.tell() / max(self._source.size, 1)

    def records(self) -> Generator[Record, None, None]:
        with self._source.open() as file, opened_text(file, self._encoding) as text:
            self._file = file
            yield from records(text, self.delimiter, self._budget)


def opened_text(file: IO[bytes], encoding: str) -> TextIO:
    """The text of an open file, its line ends as they are. A byte that is no letter becomes U+FFFD."""
    return TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def declared_delimiter(line: str) -> str | None:
    """The delimiter that a first line such as `sep=;` states, as Excel understands it."""
    found = _DECLARED.fullmatch(line)
    return found[1] if found else None


def records(text: TextIO, delimiter: str, budget: Budget) -> Iterator[Record]:
    """All rows of an open text, the blank ones too."""
    lines = Lines(text, budget)
    quoted = _Quoted(lines, delimiter, budget)
    while (line := lines.next()) is not None:
        number = lines.number
        if '"' not in line:
            if number > 1 or not declared_delimiter(line):
                yield Record(number, line.split(delimiter))
        elif number > 1 or not declared_delimiter(line):
            yield Record(number, *quoted.cells(line))


class _Cell(NamedTuple):
    """A cell that was read, the line that it ends in, and where in it the next one begins: None where none does."""

    text: str
    line: str
    following: int | None
    reason: Reason | None = None


class _Quoted:
    """Reads rows with quotes in them.

    A closing quote stands before a delimiter or the end of a line. Quotes elsewhere within a quoted cell are doubled;
    those that are not are let pass where the cell ends in the same line. Where a cell has no end, its opening quote
    was part of the text.
    """

    def __init__(self, lines: Lines, delimiter: str, budget: Budget) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._budget = budget
        self._in_vain = 0
        end = rf" *({re.escape(delimiter)}|\Z)"
        cell = rf'(?:"(?:[^"]++|"")*+"|[^"{re.escape(delimiter)}]*+)'
        self._usual = re.compile(rf"{cell}(?:{re.escape(delimiter)}{cell})*+")
        self._opening = re.compile(' *"')
        self._whole = re.compile(rf'((?:[^"]++|""|"(?!{end}))*+)"{end}')
        self._open = re.compile(r'(?:[^"]++|"")*+')
        self._rest = re.compile(rf'((?:[^"]++|"")*+)"{end}')

    def cells(self, line: str) -> tuple[list[str], tuple[Oddity, ...]]:
        """The cells of the row that begins in a line, which may go on in the lines after it."""
        if self._delimiter != WHOLE_LINES and len(line) < LONGEST_CELL and self._usual.fullmatch(line):
            return next(csv.reader((line,), delimiter=self._delimiter)), ()  # much faster, where it knows what to do
        cells: list[str] = []
        odd: list[Oddity] = []
        following: int | None = 0
        while following is not None:
            cell = self._cell(line, following)
            line, following = cell.line, cell.following
            if cell.reason:
                odd.append(Oddity(cell.reason, became=cell.text, column=len(cells)))
            cells.append(cell.text)
        return cells, tuple(odd)

    def _cell(self, line: str, start: int) -> _Cell:
        opening = self._opening.match(line, start)
        if not opening:
            return self._plain(line, start)
        if found := self._whole.match(line, opening.end()):
            inner = found[1]
            reason = Reason.QUOTES_INNER if '"' in inner.replace('""', "") else None
            return _Cell(inner.replace('""', '"'), line, _following(found), reason)
        cell = self._over_lines(line, opening.end()) if self._open.fullmatch(line, opening.end()) else None
        self._take_vain(0 if cell else len(line) - start)
        return cell or self._plain(line, start)._replace(reason=Reason.QUOTES_OPEN)

    def _plain(self, line: str, start: int) -> _Cell:
        end = line.find(self._delimiter, start)
        return _Cell(line[start:], line, None) if end < 0 else _Cell(line[start:end], line, end + 1)

    def _over_lines(self, line: str, start: int) -> _Cell | None:
        """The cell whose text goes on in the next lines; None, and they are put back, where it has no end."""
        parts, taken, length = [line[start:]], list[str](), len(line)
        while length <= LONGEST_CELL and (more := self._lines.next()) is not None:
            taken.append(more)
            if found := self._rest.match(more):
                return _Cell("\n".join([*parts, found[1]]).replace('""', '"'), more, _following(found))
            if not self._open.fullmatch(more):
                break
            parts.append(more)
            length += len(more) + 1
        self._lines.put_back(taken)
        self._take_vain(length)
        return None

    def _take_vain(self, length: int) -> None:
        self._in_vain += length
        if self._in_vain > IN_VAIN:
            raise self._budget.refused(f"has quotes that are never closed, near line {self._lines.number}")


def _following(found: re.Match[str]) -> int | None:
    """Where the next cell begins; None if the line ends here. The last group is the delimiter, if any."""
    return found.end() if found[found.re.groups] else None
