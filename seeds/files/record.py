"""A row as it stands in a file, before anything is known of its columns."""

from collections.abc import Generator, Sequence
from datetime import date
from typing import Final, NamedTuple, Protocol

from seeds.files.findings import Oddity

__all__ = ["DAY_ZERO", "DAY_ZERO_1904", "Exact", "Merge", "Origin", "Record"]

DAY_ZERO: Final = date(1899, 12, 31)  # from which workbooks count days, as if 1900 had been a leap year
DAY_ZERO_1904: Final = date(1904, 1, 1)  # from which those of early Macs do


class Exact(str):
    """A cell whose meaning the file itself states: a number with a decimal point, or an ISO date, of a workbook."""

    __slots__ = ()


class Record(NamedTuple):
    """The cells of a row, as many as there are. `number` is where it begins: a line of a file, or a row of a sheet."""

    number: int
    cells: list[str]
    odd: tuple[Oddity, ...] = ()


class Merge(NamedTuple):
    """Cells that are one: columns from 0, rows from 1, all ends included."""

    left: int
    top: int
    right: int
    bottom: int


class Origin(Protocol):
    """Where the rows of a table are: in a file that can be read again and again."""

    @property
    def delimiter(self) -> str | None:
        """What parts the cells of a text; null where they are apart by themselves."""

    @property
    def merges(self) -> Sequence[Merge]:
        """The merged cells."""

    @property
    def day_zero(self) -> date:
        """The day from which days are counted that stand there as numbers."""

    @property
    def share(self) -> float:
        """How much was read of it, from 0 to 1, since its rows were last asked for."""

    def records(self) -> Generator[Record, None, None]:
        """Its rows from the first, each time."""
