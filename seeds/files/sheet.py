"""One sheet of a workbook, row by row: what its cells mean, without how they look."""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Final

from seeds.files.findings import Oddity, Reason
from seeds.files.formats import MOST_DIGITS, PLAIN, shown
from seeds.files.limits import LONGEST_CELL, Budget
from seeds.files.markup import parsed
from seeds.files.record import Exact, Merge, Record
from seeds.files.strings import unescaped
from seeds.files.workbook import Workbook

__all__ = ["Sheet"]

MOST_MERGES: Final = 100_000
ALL_COLUMNS: Final = 16_384  # of a sheet
LONGEST_TAG: Final = 256  # bytes of a merged cell
LONGEST_FORMULA: Final = 1_000  # characters of one that are told
NO_VALUE: Final = "#N/A"  # what many systems write for an empty field, and no sign of a fault

_MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)[\"']")


class Sheet:
    """The rows of a sheet that hold something, and its merged cells."""

    delimiter: Final = None

    def __init__(self, workbook: Workbook, part: str, budget: Budget) -> None:
        self._workbook = workbook
        self._part = part
        self._budget = budget
        self._read = 0
        self.merges = self._merges()

    @property
    def day_zero(self) -> date:
        return self._workbook.day_zero

    @property
    def share(self) -> float:
        return self._read / max(self._workbook.package.size(self._part), 1)

    def records(self) -> Generator[Record, None, None]:
        rows = _Rows(self._workbook)
        for _ in parsed(self._chunks(), rows, self._budget):
            held, rows.held = rows.held, []
            yield from held

    def _chunks(self) -> Iterator[bytes]:
        self._read = 0
        for chunk in self._workbook.package.chunks(self._part):
            self._read += len(chunk)
            yield chunk

    def _merges(self) -> Sequence[Merge]:
        """They are listed behind the rows, which is why all of the sheet is looked through."""
        found: list[Merge] = []
        held = b""
        for chunk in self._chunks():
            held += chunk
            end = 0
            for match in _MERGE.finditer(held):
                left, top, right, bottom = (part.decode() for part in match.groups())
                found.append(Merge(_column(left), int(top), _column(right), int(bottom)))
                end = match.end()
            held = held[max(end, len(held) - LONGEST_TAG) :]
        return sorted(found, key=lambda merge: (merge.top, merge.left))[:MOST_MERGES]


@cache
def _column(letters: str) -> int:
    """The number of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 0 < number <= ALL_COLUMNS:
        raise ValueError(f"{letters} is no column")
    return number - 1


class _Rows:
    """Takes the elements of a sheet, and holds the rows that they make."""

    def __init__(self, workbook: Workbook) -> None:
        self.held: list[Record] = []
        self._strings, self._formats, self._day_zero = workbook.strings, workbook.formats, workbook.day_zero
        self._number, self._cells, self._odd = 0, list[str](), list[Oddity]()
        self._column, self._kind, self._style = -1, "n", 0
        self._value, self._formula = "", ""
        self._within = ""
        self._spoken = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            place = attributes.get("r")
            self._column = _column(place.rstrip("0123456789")) if place else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self._value = self._formula = ""
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._cells, self._odd, self._column = [], [], -1
            if attributes.get("hidden") in ("1", "true"):
                self._odd.append(Oddity(Reason.ROW_HIDDEN))
        elif name == "rPh":
            self._spoken = True
        self._within = name

    def text(self, text: str) -> None:
        if self._within == "v" or (self._within == "t" and not self._spoken):
            self._value += text
            if len(self._value) > LONGEST_CELL:
                raise ValueError("a cell is too long")
        elif self._within == "f":
            self._formula = (self._formula + text)[:LONGEST_FORMULA]

    def end(self, name: str) -> None:
        self._within = ""
        if name == "c":
            self._place(self._meant())
        elif name == "row":
            if any(self._cells):
                self.held.append(Record(self._number, self._cells, tuple(self._odd)))
        elif name == "rPh":
            self._spoken = False

    def _place(self, text: str) -> None:
        if text:
            self._cells.extend([""] * (self._column + 1 - len(self._cells)))
            self._cells[self._column] = text

    def _meant(self) -> str:
        """What the cell that ends here means."""
        value, kind = self._value, self._kind
        if kind == "s":
            return self._strings[int(value)] if value else ""
        if kind in ("str", "inlineStr"):
            return unescaped(value)
        if not value.strip():
            if self._formula:
                self._tell(Reason.FORMULA_UNCOMPUTED, f"={self._formula}")
            return ""
        if kind == "n":
            return self._number_meant(value)
        if kind == "e" and value != NO_VALUE:
            self._tell(Reason.ERROR_VALUE, value)
            return ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return Exact(value) if kind == "d" else value

    def _number_meant(self, value: str) -> str:
        form = self._formats[self._style] if self._style < len(self._formats) else PLAIN
        text = shown(value, form, self._day_zero)
        if len(text) > MOST_DIGITS and text.lstrip("-").isdigit():
            self._tell(Reason.DIGITS_LOST, text)
        return text

    def _tell(self, reason: Reason, value: str) -> None:
        self._odd.append(Oddity(reason, value, column=self._column))
