"""A table whose rows come out of a program, such as of JSON or of a calendar, and not out of cells in a file."""

from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import date

from seeds.files.findings import Voice
from seeds.files.limits import Budget
from seeds.files.record import DAY_ZERO, Merge, Record
from seeds.files.table import Table, table_of

__all__ = ["Numbered", "listed"]

Numbered = tuple[int, Sequence[str]]
"""A row: where people find it in the file, from 1, and its cells."""


class _Listing:
    """Rows that are made anew each time they are asked for."""

    delimiter = None
    merges: Sequence[Merge] = ()
    day_zero: date = DAY_ZERO

    def __init__(self, headings: Sequence[str], rows: Callable[[], Iterable[Numbered]]) -> None:
        self._headings = headings
        self._rows = rows
        self.share = 0.0

    def records(self) -> Generator[Record, None, None]:
        self.share = 0.0
        yield Record(0, list(self._headings))
        for number, cells in self._rows():
            yield Record(number, list(cells))
        self.share = 1.0


def listed(headings: Sequence[str], rows: Callable[[], Iterable[Numbered]], voice: Voice, budget: Budget) -> Table:
    """The table of these headings. `rows` gives its rows from the first, each time; their numbers rise."""
    table = table_of(_Listing(headings, rows), 0, voice, budget)
    if table is None:
        raise budget.refused("is empty")
    return table
