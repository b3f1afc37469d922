"""Rows that have too few cells, too many, or the right ones in the wrong columns.

What each column mostly holds is learnt from the first rows. A row is put right only where one way of doing so makes all
of its cells fit their columns, and no other does.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from seeds.files.cleaning import clean
from seeds.files.findings import Oddity, Reason
from seeds.files.shapes import Shape, shape, tester
from seeds.files.words import stands_for_nothing

__all__ = ["Alignment"]

LEAST_CELLS: Final = 3  # of a column, that say what it holds
MOSTLY: Final = 0.75  # of them
MOST_TRIED: Final = 200  # columns, beyond which no row is put right

_DIGITS: Final = frozenset({Shape.NUMBER, Shape.PHONE, Shape.CODE})  # a column of one may have the others

_Row = list[str]
_Outcome = tuple[_Row | None, Oddity | None]


class _Test(NamedTuple):
    """Whether a cell fits a column, and whether it tells anything that it does: any word fits a column of words."""

    fits: Callable[[str], object]
    telling: bool


class _Fit(NamedTuple):
    """How many cells fit a column where that tells something, and how many do not fit."""

    right: int
    wrong: int


class Alignment:
    """Puts the rows of one table right. Where a delimiter is given, a cell may have been parted at one."""

    def __init__(self, rows: Sequence[Sequence[str]], width: int, delimiter: str | None) -> None:
        self._width = width
        self._delimiter = delimiter
        columns = ([row[at] for row in rows if at < len(row)] for at in range(width))
        self._tests = [(at, test) for at, test in enumerate(map(_test, columns)) if test]
        self._fits = [(at, test.fits) for at, test in self._tests]

    def aligned(self, cells: _Row) -> _Outcome:
        """The cells, as many as there are columns, and what was odd; null in their place where the row is refused."""
        surplus = len(cells) - self._width
        while surplus > 0 and not cells[-1].strip():
            cells, surplus = cells[:-1], surplus - 1
        if surplus:
            return self._of_long(cells, surplus) if surplus > 0 else self._of_short(cells, -surplus)
        return self._of_full(cells)

    def _of_full(self, cells: _Row) -> _Outcome:
        if not self._is_doubtful(cells):
            return cells, None
        fit = self._fit(cells)
        if fit.wrong < 2 or fit.wrong < fit.right:
            return cells, None
        return self._decided(cells, list(self._fitting(_moved(cells), fit.right + 2))) or (cells, None)

    def _of_short(self, cells: _Row, missing: int) -> _Outcome:
        gap = [""] * missing
        padded = cells + gap
        fit = self._fit(padded)
        tried = (cells[:at] + gap + cells[at:] for at in range(len(cells))) if fit.wrong else iter(())
        if decided := self._decided(cells, list(self._fitting(tried, fit.right + 1))):
            return decided
        is_odd = self._delimiter is not None  # a sheet has no row that ends before the others
        return padded, Oddity(Reason.ROW_SHORT, str(len(cells)), str(self._width)) if is_odd else None

    def _of_long(self, cells: _Row, surplus: int) -> _Outcome:
        likely = chain(_without_gap(cells, surplus), self._joined(cells, surplus, " "))
        fitting = list(self._fitting(likely, 1)) or list(self._fitting(self._joined(cells, surplus, ""), 1))
        if decided := self._decided(cells, fitting):
            return decided
        kept = cells[: self._width]
        fit = self._fit(kept)
        if fit.right >= 2 and not fit.wrong:
            return kept, Oddity(Reason.ROW_SURPLUS, _told(cells[self._width :]))
        return None, Oddity(Reason.ROW_LONG, _told(cells))

    def _joined(self, cells: _Row, surplus: int, after: str) -> Iterator[_Row]:
        """Rows with cells put together that were parted at a delimiter, after which people may have put a space."""
        for at in range(self._width if self._delimiter else 0):
            parts = cells[at : at + surplus + 1]
            if all(part.strip() for part in parts) and all(part.startswith(after) for part in parts[1:]):
                yield [*cells[:at], str(self._delimiter).join(parts), *cells[at + surplus + 1 :]]

    def _decided(self, cells: _Row, fitting: Sequence[_Row]) -> _Outcome | None:
        """The only row that fits; refused where several do; null where none does."""
        if not fitting:
            return None
        if len(fitting) > 1:
            return None, Oddity(Reason.ROW_SHIFTED, _told(cells))
        return fitting[0], Oddity(Reason.ROW_REALIGNED, _told(cells), _told(fitting[0]))

    def _fitting(self, tried: Iterable[_Row], least: int) -> Iterator[_Row]:
        """Those rows, each once, of which no cell is wrong and at least so many are right."""
        seen: set[tuple[str, ...]] = set()
        for row in tried if self._width <= MOST_TRIED else ():
            fit = self._fit(row)
            if not fit.wrong and fit.right >= least and tuple(row) not in seen:
                seen.add(tuple(row))
                yield row

    def _is_doubtful(self, cells: _Row) -> bool:
        """Whether any cell does not fit, at a glance."""
        return any(cells[at] and not fits(cells[at]) for at, fits in self._fits)

    def _fit(self, cells: _Row) -> _Fit:
        right = wrong = 0
        for at, test in self._tests:
            text = clean(cells[at])[0]
            if text and not stands_for_nothing(text):
                fits = bool(test.fits(text))
                right, wrong = right + (fits and test.telling), wrong + (not fits)
        return _Fit(right, wrong)


def _without_gap(cells: _Row, surplus: int) -> Iterator[_Row]:
    """Rows without so many empty cells."""
    for at in range(len(cells) - surplus + 1):
        if not any(map(str.strip, cells[at : at + surplus])):
            yield cells[:at] + cells[at + surplus :]


def _moved(cells: _Row) -> Iterator[_Row]:
    """The row with some cells one to the left, over an empty one; or one to the right, if the last is empty."""
    for at, cell in enumerate(cells):
        if not cell.strip():
            yield [*cells[:at], *cells[at + 1 :], ""]
        if not cells[-1].strip():
            yield [*cells[:at], "", *cells[at:-1]]


def _test(cells: Sequence[str]) -> _Test | None:
    """Whether a cell fits a column, by those that most of it holds; null where nothing can be said."""
    filled = [text for text in (clean(cell)[0] for cell in cells) if text and not stands_for_nothing(text)]
    counts = Counter(map(shape, filled))
    usual = {each for each, count in counts.items() if count > len(filled) * (1 - MOSTLY)}
    if len(filled) < LEAST_CELLS or (Shape.TEXT in usual and len(usual) > 1):
        return None
    return _Test(tester(usual | _DIGITS if usual & _DIGITS else usual), Shape.TEXT not in usual)


def _told(cells: Sequence[str]) -> str:
    return " | ".join(cell.strip() for cell in cells)
