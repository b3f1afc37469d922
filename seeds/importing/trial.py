"""A trial: how much of a column can be read as a field, and which of its words are not understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from graph.declaration import Property
from seeds.files.table import Row, Table
from seeds.importing.cells import Cell, column_as, kind_of
from seeds.importing.profile import FieldOf, Reading

__all__ = ["Trial", "trial"]

MOST_WORDS: Final = 12  # that are told
VAIN: Final = 0.3  # of the cells that can be read at the least


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trial went. `example` is one of the values that words stand for; `is_bare`: amounts say no currency."""

    read: int
    filled: int
    questions: int
    words: tuple[str, ...] = ()
    example: str = ""
    is_bare: bool = False

    @property
    def is_vain(self) -> bool:
        """Whether the column hardly holds what was guessed."""
        return self.filled > 0 and self.read < VAIN * self.filled

    @property
    def doubt(self) -> str:
        """What is doubtful, if anything is."""
        if self.questions:
            return "some of it can mean several things: see [reading]"
        if self.is_bare:
            return "in which currency? see [reading]"
        if self.filled and self.read < self.filled:
            return f"{self.filled - self.read} of {self.filled} cells cannot be read"
        return ""


def trial(table: Table, rows: Iterable[Row], known: Property, heading: str, reading: Reading) -> Trial:
    """Read the rows of a column as the field, as far as it is stated how."""
    field = FieldOf(headings=[heading])
    held, at = [*rows], table.headings.index(heading)
    read = column_as(table, heading, kind_of(known, field), reading)
    for row in held:
        read.see(row)
    cell = Cell(known, field, [[read]], reading)
    extra: dict[str, Any] = {}
    filled = [row for row in held if row.cells[at]]
    wrong = [row.cells[at] for row in filled if cell.read(row, extra)[0] is None]
    members: Mapping[str, Any] = getattr(known.type, "__members__", {})
    is_worded = isinstance(known.type, type) and issubclass(known.type, StrEnum)
    words = tuple(dict.fromkeys(wrong))[:MOST_WORDS] if is_worded else ()
    is_bare = known.type is Decimal and bool(filled) and "currency" not in extra
    read_cells = len(filled) - len(wrong)
    return Trial(read_cells, len(filled), len(read.questions), words, next(iter(members), ""), is_bare)
