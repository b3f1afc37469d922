"""How much of a file is read before it is refused: a small upload must not cost much memory or time."""

from dataclasses import dataclass
from time import monotonic
from typing import Final

from graph.errors import InvalidInput

__all__ = ["LONGEST_CELL", "MOST_COLUMNS", "USUAL_LIMITS", "Budget", "Limits", "OverLimit"]

LONGEST_CELL: Final = 131_072  # characters, as many as the longest text field of Salesforce
MOST_COLUMNS: Final = 2_000
SMALL: Final = 2**20  # bytes that may be packed however well


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may take: its bytes, and those that an archive unpacks to; how many times those are more; rows
    of a table; seconds of reading, without what the caller does between the rows.
    """

    size: int = 200 * 2**20
    unpacked: int = 2**30
    ratio: int = 100
    rows: int = 1_000_000
    seconds: float = 300.0


USUAL_LIMITS: Final = Limits()


class OverLimit(InvalidInput):
    """A file that takes more than one of the limits, which is `limit`."""

    limit = ""


@dataclass(slots=True)
class _Clock:
    """How long was read, up to when it last ran."""

    spent: float
    since: float


class Budget:
    """What is left of the limits for one file. Its clock runs while the file is read, and not between the rows."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self._clock = _Clock(0.0, monotonic())

    def of_member(self, name: str) -> "Budget":
        """The budget of a file within this one: it has the same clock."""
        budget = Budget(f"{self.file}/{name}", self.limits)
        budget._clock = self._clock
        return budget

    def resume(self) -> None:
        """The caller is done with a row, and reading goes on."""
        self._clock.since = monotonic()

    def tick(self) -> None:
        """Reading has gone on for a while."""
        now = monotonic()
        self._clock.spent += now - self._clock.since
        self._clock.since = now
        if self._clock.spent > self.limits.seconds:
            raise self._over("seconds", f"takes more than {self.limits.seconds:g} seconds to read: split it")

    def take_size(self, size: int) -> None:
        if size > self.limits.size:
            raise self._over("size", f"is larger than {_megabytes(self.limits.size)}: split it")

    def take_unpacked(self, packed: int, unpacked: int) -> None:
        """A member of an archive, or all of them, of so many bytes."""
        if unpacked > self.limits.unpacked:
            raise self._over("unpacked", f"unpacks to more than {_megabytes(self.limits.unpacked)}: split it")
        if unpacked > max(SMALL, packed * self.limits.ratio):
            raise self._over("ratio", f"unpacks to more than {self.limits.ratio} times its size, as no table does")

    def take_row(self, count: int, columns: int, row: int) -> None:
        """The `count`th row of a table, which is row `row` of its file."""
        if count > self.limits.rows:
            raise self._over("rows", f"has more than {self.limits.rows} rows: split it")
        if columns > MOST_COLUMNS:
            raise self.refused(f"has more than {MOST_COLUMNS} columns in row {row}: is the delimiter right?")

    def refused(self, why: str) -> InvalidInput:
        """The error that names the file, and says why it was not read."""
        return InvalidInput(f"{self.file} {why}", (self.file,))

    def _over(self, limit: str, why: str) -> OverLimit:
        error = OverLimit(f"{self.file} {why}", (self.file,))
        error.limit = limit
        return error


def _megabytes(size: int) -> str:
    return f"{size / 2**20:g} MB"
