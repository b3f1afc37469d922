"""How the rows of a list follow each other, and the cursors that say where in it one stands."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

import orjson
import strawberry

from graph.declaration import Node as Stored
from graph.errors import InvalidInput

__all__ = ["BY_ID", "Column", "Order", "OrderDirection"]

S = TypeVar("S")
C = TypeVar("C", contravariant=True)  # a column of any node is one of people, too

_Value = str | float | None


@strawberry.enum(description="Which comes first. What is not known comes last either way.")
class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, slots=True)
class Column(Generic[C]):
    """One of the things that rows are ordered by: what it is called, and its value for a row. Nulls come last."""

    name: str
    value: Callable[[C], _Value]
    direction: OrderDirection = OrderDirection.ASC

    def place(self, value: _Value) -> tuple[bool, Any]:
        """What stands for a value where two are compared."""
        falls = self.direction is OrderDirection.DESC and value is not None
        return value is None, _Falling(value) if falls else value


BY_ID: Final[Column[Stored]] = Column("id", lambda node: node.id)
"""The last column of any list of nodes."""


class Order(Generic[S]):
    """By one column after the other; all of them together tell each row from all others.

    A cursor is what the row has in them. So it stays right when rows come and go, the row that it was made for too.
    """

    def __init__(self, *columns: Column[S]) -> None:
        self.columns = columns
        self.name = ", ".join(f"{column.name} {column.direction}" for column in columns)

    def cursor(self, row: S) -> str:
        return orjson.dumps([self.name, *(column.value(row) for column in self.columns)]).decode()

    def place(self, cursor: str, word: str) -> list[_Value]:
        """The values that a cursor bears, one a column. Raises InvalidInput, by the word of the argument."""
        values: list[Any]
        try:
            name, *values = orjson.loads(cursor)
        except (TypeError, ValueError) as error:
            raise _no_cursor(cursor, word) from error
        if name != self.name:
            raise InvalidInput(f"{word} is a cursor of another list or order: here it goes by {self.name}", [word])
        if len(values) != len(self.columns) or not all(map(_is_value, values)):
            raise _no_cursor(cursor, word)
        return values

    def ranked(self, rows: Sequence[S], after: str | None, before: str | None) -> tuple[list[S], int, int]:
        """The rows in this order, and where those between two cursors begin and end. Raises InvalidInput."""
        placed = [(self._place([column.value(row) for column in self.columns]), row) for row in rows]
        placed.sort(key=lambda pair: pair[0])
        places = [place for place, _ in placed]
        begin = 0 if after is None else self._find(places, after, "after", bisect_right)
        end = len(rows) if before is None else self._find(places, before, "before", bisect_left)
        return [row for _, row in placed], begin, end

    def _place(self, values: Sequence[_Value]) -> tuple[tuple[bool, Any], ...]:
        return tuple(column.place(value) for column, value in zip(self.columns, values, strict=True))

    def _find(self, places: list[Any], cursor: str, word: str, bisect: Callable[[list[Any], Any], int]) -> int:
        try:
            return bisect(places, self._place(self.place(cursor, word)))
        except TypeError as error:
            raise _no_cursor(cursor, word) from error


def _is_value(given: Any) -> bool:
    """Whether it could be a column's, and databases know such numbers."""
    return isinstance(given, str | float | None) or (isinstance(given, int) and abs(given) < 2**53)


def _no_cursor(cursor: str, word: str) -> InvalidInput:
    return InvalidInput(f"{word} is not a cursor of this list: {cursor!r}", [word])


@dataclass(frozen=True, slots=True)
class _Falling:
    """A value that comes before the smaller ones."""

    value: Any

    def __lt__(self, other: "_Falling") -> bool:
        return bool(other.value < self.value)
