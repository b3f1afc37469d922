"""Which row holds the headings, and what they are: below preambles and banners, over two rows, padded, repeated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from graph.errors import InvalidInput
from seeds.files.cleaning import clean_heading
from seeds.files.findings import Reason, Voice
from seeds.files.record import Merge, Record
from seeds.files.shapes import Shape, shape

__all__ = ["Head", "head_of"]

FILLED: Final = 0.6  # of the cells of a wide row, which a row of headings has at least
_DATA: Final = frozenset({Shape.EMAIL, Shape.LINK, Shape.DATE})  # what no heading looks like


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a table, each another one, and the row after which its own rows begin."""

    headings: tuple[str, ...]
    after: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A row that is not blank: its cells as they stand, cleaned, and how many are filled."""

    number: int
    raw: list[str]
    cells: list[str]
    filled: int

    def has(self, column: int) -> bool:
        return column < len(self.cells) and bool(self.cells[column])


def head_of(rows: Sequence[Record], merges: Sequence[Merge], stated: int | None, voice: Voice) -> Head | None:
    """The headings of a table by its first rows, of which `stated` is theirs if it is given; null if all are blank."""
    lines = [line for line in map(_line, rows) if line.filled]
    if not lines:
        voice.tell(Reason.SHEET_EMPTY)
        return None
    at = _place(lines, stated, voice)
    if at is None:
        return _without_headings(lines, voice)
    if at and _is_group(lines[at - 1], lines[at], merges):
        return _over_two(lines, at - 1, merges, voice)
    if at + 1 < len(lines) and _is_parted(lines[at], lines[at + 1], lines[at + 2 :], merges):
        return _over_two(lines, at, merges, voice)
    return _head(lines[:at], lines[at].raw, lines[at + 1 :], lines[at].number, voice)


def _line(record: Record) -> _Line:
    cells = [clean_heading(cell) for cell in record.cells]
    return _Line(record.number, record.cells, cells, sum(map(bool, cells)))


# ---------------------------------------------------------------- where they are


def _place(lines: Sequence[_Line], stated: int | None, voice: Voice) -> int | None:
    """The first row that is as wide as the table and looks like headings; null if rows like data come before it."""
    if stated is not None:
        found = next((at for at, line in enumerate(lines) if line.number == stated), None)
        if found is None:
            raise InvalidInput(f"{voice.file} has no headings in row {stated}, or too far down", (voice.file,))
        return found
    filled = sorted((line.filled for line in lines), reverse=True)
    wide = filled[min(2, len(filled) // 4)] * FILLED
    at = next((at for at, line in enumerate(lines) if line.filled >= wide and not _is_remark(line)), 0)
    return at if _is_like_headings(lines[at]) else None


def _is_remark(line: _Line) -> bool:
    """Whether a row is a name and its value, as in `Prepared by: | Anna`."""
    names = [cell.endswith(":") for cell in line.cells if cell]
    return names == [True, False]


def _is_like_headings(line: _Line) -> bool:
    shapes = [shape(cell) for cell in line.cells if cell]
    return not _DATA & set(shapes) and shapes.count(Shape.NUMBER) * 3 <= len(shapes)


def _is_group(above: _Line, line: _Line, merges: Sequence[Merge]) -> bool:
    """Whether the row above tells what several columns have in common."""
    if above.number != line.number - 1 or not _is_like_headings(above):
        return False
    labels = [column for column, cell in enumerate(above.cells) if cell]
    if any(merge.top == above.number and merge.right > merge.left for merge in merges):
        return labels != [0]  # that is a banner
    ends = [*labels[1:], len(line.cells)]
    return sum(end - start > 1 for start, end in zip(labels, ends, strict=True)) >= 2


def _is_parted(line: _Line, below: _Line, body: Sequence[_Line], merges: Sequence[Merge]) -> bool:
    """Whether the row below parts some of the headings further, and leaves the others as they are."""
    if below.number != line.number + 1 or not _is_like_headings(below):
        return False
    here = [merge for merge in merges if merge.top == line.number]
    if here:
        return any(
            merge.bottom > line.number or sum(map(bool, below.cells[merge.left : merge.right + 1])) > 1
            for merge in here
        )
    names = below.has(0) or not line.has(0) or sum(row.has(0) for row in body) * 2 <= len(body)
    parts = [column for column, cell in enumerate(below.cells) if cell]
    gaps = [column for column in parts if not line.has(column)]
    return not names and bool(gaps) and all(not line.has(column + 1) for column in parts if line.has(column))


# ---------------------------------------------------------------- what they are


def _over_two(lines: Sequence[_Line], at: int, merges: Sequence[Merge], voice: Voice) -> Head:
    """Headings of two rows as one: what stands above, then what stands below."""
    top, bottom = lines[at], lines[at + 1]
    labels = _spread(top, bottom, merges)
    width = max(len(labels), len(bottom.cells))
    pairs = [(_at(labels, column), _at(bottom.cells, column)) for column in range(width)]
    joined = [" / ".join(dict.fromkeys(part for part in pair if part)) for pair in pairs]
    head = _head(lines[:at], joined, lines[at + 2 :], bottom.number, voice)
    for (_, below), name in zip(pairs, joined, strict=True):
        if below and below != name:
            voice.tell(Reason.HEADINGS_JOINED, bottom.number, name, below, name)
    return head


def _spread(top: _Line, bottom: _Line, merges: Sequence[Merge]) -> list[str]:
    """The labels of the upper row over all columns that they are for: as merged, else up to the next label."""
    labels = [*top.cells, *[""] * (len(bottom.cells) - len(top.cells))]
    here = [merge for merge in merges if merge.top == top.number]
    for merge in here:
        for column in range(merge.left, min(merge.right + 1, len(labels))):
            labels[column] = _at(top.cells, merge.left)
    if not here:
        for column in range(1, len(labels)):
            if not labels[column] and bottom.has(column):
                labels[column] = labels[column - 1]
    return labels


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _without_headings(lines: Sequence[_Line], voice: Voice) -> Head:
    voice.tell(Reason.HEADINGS_ABSENT, lines[0].number, value=_told(lines[0]))
    return Head(tuple(f"column {number}" for number in range(1, _width([], lines) + 1)), lines[0].number - 1)


def _head(above: Sequence[_Line], raw: Sequence[str], body: Sequence[_Line], after: int, voice: Voice) -> Head:
    for line in above:
        voice.tell(Reason.ABOVE_HEADINGS, line.number, value=_told(line))
    return Head(tuple(_names(raw, _width(raw, body), after, voice)), after)


def _told(line: _Line) -> str:
    return " | ".join(filter(None, line.cells))


def _width(raw: Sequence[str], body: Sequence[_Line]) -> int:
    """How many columns there are: as many as headings, and those that most rows have beyond them."""
    widths = sorted((max(column for column, cell in enumerate(line.cells) if cell) + 1 for line in body), reverse=True)
    return max(len(raw), widths[len(widths) // 2] if widths else 0)


def _names(raw: Sequence[str], width: int, row: int, voice: Voice) -> Iterator[str]:
    """The headings, cleaned and each another one, also for those who do not tell capitals from small letters."""
    cleaned = [clean_heading(heading) for heading in raw]
    taken = {heading.casefold() for heading in cleaned}
    seen: set[str] = set()
    for column in range(width):
        given, name = _at(raw, column), _at(cleaned, column)
        if not name:
            name = _free(f"column {column + 1}", taken)
            voice.tell(Reason.HEADING_MISSING, row, name, became=name)
        elif name.casefold() in seen:
            name = _free(name, taken)
            voice.tell(Reason.HEADING_REPEATED, row, name, given, name)
        elif name != given:
            voice.tell(Reason.HEADING_CLEANED, row, name, given, name)
        seen.add(name.casefold())
        taken.add(name.casefold())
        yield name


def _free(name: str, taken: set[str]) -> str:
    """The name, with the first number after it that makes it one that nobody has."""
    if name.casefold() not in taken:
        return name
    return next(each for number in count(2) if (each := f"{name} ({number})").casefold() not in taken)
