"""Columns, read as what they are said to hold: dates, amounts, ids. A column is looked at whole before it is read."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from graph.errors import InvalidInput
from seeds.files.dates import DateOrder
from seeds.files.findings import Reason
from seeds.files.numbers import DecimalMark
from seeds.files.readers import Amounts, Booleans, Codes, Dates, Emails, Identifiers, Numbers, Reader, Texts
from seeds.files.table import Row, Table
from seeds.files.words import stands_for_nothing

__all__ = ["Column", "Conventions", "Kind", "column", "columns"]


class Kind(StrEnum):
    """What the cells of a column hold, and what they are read as."""

    TEXT = "TEXT"
    """Text."""

    DAY = "DAY"
    """A date."""

    MOMENT = "MOMENT"
    """A datetime, with a time zone if it says one; a date where it says no time."""

    NUMBER = "NUMBER"
    """A Decimal; 12 % is 0.12."""

    MONEY = "MONEY"
    """An Amount."""

    BOOLEAN = "BOOLEAN"
    """True or false."""

    EMAIL = "EMAIL"
    """An e-mail address."""

    CODE = "CODE"
    """An id, a phone number or a postcode, as text."""

    CODES = "CODES"
    """Several ids, as a tuple of texts."""


Conventions = Mapping[str, DateOrder | DecimalMark]

NONE: Final[Conventions] = MappingProxyType({})


class Column:
    """One column of a table. What is odd about a cell is told as often as the cell is read."""

    def __init__(self, table: Table, heading: str, reader: Reader) -> None:
        self.heading = heading
        if heading not in table.headings:
            raise InvalidInput(f"{table.file} has no column {heading}, but {', '.join(table.headings)}", (table.file,))
        self._at = table.headings.index(heading)
        self._voice = table.voice
        self._reader = reader
        self._words: set[str] = set()

    def see(self, row: Row) -> None:
        """A row of the table, before any is read."""
        text = row.cells[self._at]
        if text and not stands_for_nothing(text):
            self._reader.see(text)

    @property
    def questions(self) -> list[str]:
        """Cells of which the column does not show what they mean, one of each pattern: the order of their dates, or
        their decimal mark, has to be stated.
        """
        return list(self._reader.questions().values())

    def read(self, row: Row) -> Any:
        """What the cell of a row means; null where it is empty, or where it was not read, which is told."""
        text = row.cells[self._at]
        if text and stands_for_nothing(text):
            if text not in self._words:
                self._words.add(text)
                self._voice.tell(Reason.EMPTY_WORD, row.number, self.heading, text)
            text = ""
        value, odd = self._reader.read(text)
        for each in odd:
            self._voice.tell(each.reason, row.number, self.heading, each.value, each.became)
        return value


def column(table: Table, heading: str, kind: Kind, stated: DateOrder | DecimalMark | None = None) -> Column:
    """The column of this heading, which has still to see the rows."""
    return Column(table, heading, _reader(kind, stated, table))


def columns(table: Table, kinds: Mapping[str, Kind], stated: Conventions = NONE) -> dict[str, Column]:
    """The columns of these headings, each as its kind. Goes through the table once, so that each knows all its cells.

    `stated` is the order of dates or the decimal mark of those headings of which the caller knows it.
    """
    found = {heading: column(table, heading, kind, stated.get(heading)) for heading, kind in kinds.items()}
    for row in table.rows(telling=False):
        for each in found.values():
            each.see(row)
    return found


def _reader(kind: Kind, stated: DateOrder | DecimalMark | None, table: Table) -> Reader:
    order = stated if isinstance(stated, DateOrder) else None
    mark = stated if isinstance(stated, DecimalMark) else None
    match kind:
        case Kind.DAY | Kind.MOMENT:
            return Dates(order, table.day_zero, timed=kind is Kind.MOMENT)
        case Kind.NUMBER:
            return Numbers(mark)
        case Kind.MONEY:
            return Amounts(mark)
        case _:
            return _SIMPLE[kind]()


_SIMPLE: Final[Mapping[Kind, Callable[[], Reader]]] = {
    Kind.TEXT: Texts,
    Kind.BOOLEAN: Booleans,
    Kind.EMAIL: Emails,
    Kind.CODE: Codes,
    Kind.CODES: Identifiers,
}
