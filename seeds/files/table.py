"""A table: its headings, and its rows as often as they are asked for."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import islice
from typing import Final, NamedTuple

from seeds.files.alignment import Alignment
from seeds.files.body import Tell, body
from seeds.files.cleaning import are_clean, clean
from seeds.files.findings import Oddity, Reason, Voice
from seeds.files.headings import Head, head_of
from seeds.files.limits import Budget
from seeds.files.record import Origin, Record
from seeds.files.words import stands_for_a_sum

__all__ = ["Row", "Table", "table_of"]

SAMPLE: Final = 200  # rows by which headings are found, and what columns hold


class Row(NamedTuple):
    """A row of a table: the number where it stands, and as many cells as there are headings."""

    number: int
    cells: tuple[str, ...]


class Table:
    """A table of a file: its headings, each another one, and its rows."""

    def __init__(self, origin: Origin, head: Head, alignment: Alignment, voice: Voice, budget: Budget) -> None:
        self.voice = voice
        self.headings = head.headings
        self._origin = origin
        self._after = head.after
        self._alignment = alignment
        self._budget = budget
        self._told = head.after
        self._ended = False

    @property
    def file(self) -> str:
        return self.voice.file

    @property
    def sheet(self) -> str | None:
        return self.voice.sheet

    @property
    def day_zero(self) -> date:
        """The day from which its dates are counted that stand there as numbers."""
        return self._origin.day_zero

    @property
    def share(self) -> float:
        """How much of the file has been read, from 0 to 1, since its rows were last asked for."""
        return self._origin.share

    def rows(self, *, telling: bool = True) -> Iterator[Row]:
        """The rows from the first, each time, read as they are asked for. What is odd about them is told once."""
        tell = self._tell if telling else _keep_silent
        empty = set(range(len(self.headings)))
        self._budget.resume()
        for record in body(self._below_headings(), self.headings, self._origin, tell):
            cells = self._cells(record, tell)
            if telling:
                self._told = max(self._told, record.number)
            if cells is not None:
                empty -= {column for column in empty if cells[column]}
                yield Row(record.number, cells)
                self._budget.resume()
        if telling and not self._ended:
            self._ended = True
            for column in sorted(empty):
                self.voice.tell(Reason.COLUMN_EMPTY, column=self.headings[column])

    def _tell(self, row: int, odd: Oddity) -> None:
        if row > self._told:
            known = odd.column is not None and odd.column < len(self.headings)
            column = self.headings[odd.column] if odd.column is not None and known else None
            self.voice.tell(odd.reason, row, column, odd.value, odd.became)

    def _below_headings(self) -> Iterator[Record]:
        count = 0
        for record in self._origin.records():
            self._budget.tick()
            if record.number > self._after:
                count += 1
                self._budget.take_row(count, len(record.cells), record.number)
                yield record

    def _cells(self, record: Record, tell: Tell) -> tuple[str, ...] | None:
        """The cells, clean and in their columns; null where the row is refused, or empty once it is clean."""
        for odd in record.odd:
            tell(record.number, odd)
        aligned, misplaced = self._alignment.aligned(record.cells)
        if misplaced:
            tell(record.number, misplaced)
        if aligned is None:
            return None
        for column, cell in enumerate(aligned if not are_clean(aligned) else ()):
            aligned[column], oddities = clean(cell)
            for odd in oddities:
                tell(record.number, odd._replace(column=column))
        if not any(aligned):
            tell(record.number, Oddity(Reason.ROW_BLANK))
            return None
        if stands_for_a_sum(first := next(filter(None, aligned))):
            tell(record.number, Oddity(Reason.ROW_TOTAL, first))
        return tuple(aligned)


def _keep_silent(row: int, odd: Oddity) -> None:
    """Tells nothing."""


def table_of(origin: Origin, headings_in: int | None, voice: Voice, budget: Budget) -> Table | None:
    """The table that an origin holds, its headings in the row of that number if it is given; null where it is empty."""
    with closing(origin.records()) as records:
        sample = list(islice(records, SAMPLE))
    for record in sample:
        budget.take_row(0, len(record.cells), record.number)
    head = head_of(sample, origin.merges, headings_in, voice)
    if head is None:
        return None
    rows = [record.cells for record in sample if record.number > head.after]
    return Table(origin, head, Alignment(rows, len(head.headings), origin.delimiter), voice, budget)
