"""Where people stand on the page: in the order and the layers of the map, as near as their names allow."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Final

from app.export.picture.chart import Branch, Chart
from app.export.picture.lettering import wrapped
from app.export.picture.rows import Figure, Row, rows_of

__all__ = ["HEADING", "INSET", "LINE", "Arrangement", "Box", "arranged"]

BREADTH: Final = 1.5  # of a page, to its height
SMALL: Final = 1500.0  # a breadth that needs no more rows
BESIDE: Final = 380.0  # the height of what else is on the page
MOST_ROWS: Final = 24  # that one layer is spread over
APART: Final = 8.0  # between two names
INSET: Final = 8.0  # of a box, around what is in it
HEADING: Final = 11.5  # the size of a box's name
MOST_LINES: Final = 2  # of it
LINE: Final = 14.0
LAYERS_APART: Final = 34.0
ROWS_APART: Final = 12.0


@dataclass(frozen=True, slots=True)
class Box:
    """The room of a branch, with the division's name line by line."""

    branch: Branch
    heading: Sequence[str]
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where the glyph of each person is centred, the top of each layer, the boxes, outermost first, and the size."""

    places: Mapping[str, tuple[float, float]]
    tops: Mapping[int, float]
    boxes: Sequence[Box]
    width: float
    height: float


def arranged(chart: Chart, figures: Mapping[str, Figure]) -> Arrangement:
    """The arrangement whose breadth is the nearest to a page's; one that is small enough stays as broad as it is.

    The more rows a layer is spread over, the nearer its people can stand. Each try is linear in the people times rows.
    """
    best = _Try(chart, figures, 1).arrangement()
    for rows in range(2, MOST_ROWS + 1):
        other = _Try(chart, figures, rows).arrangement()
        if best.width <= SMALL or _off(other) >= _off(best):
            break
        best = other
    return best


def _off(arrangement: Arrangement) -> float:
    """How far it is from a page."""
    return abs(log(max(arrangement.width, 1.0) / (arrangement.height + BESIDE) / BREADTH))


class _Try:
    """An arrangement in the making: the narrower the columns, the more rows a layer has."""

    def __init__(self, chart: Chart, figures: Mapping[str, Figure], rows: int) -> None:
        self.chart = chart
        self.figures = figures
        self.half = max((figure.half for figure in figures.values()), default=0.0)
        self.unit = (2 * self.half + APART) / rows
        self.spans = {branch.head: self._span(branch) for branch in chart.branches}

    def arrangement(self) -> Arrangement:
        x = {key: self._at(node.x) for key, node in self.chart.people.items()}
        y, tops = self._heights(rows_of(self.chart, self.figures, x, APART))
        places = {key: (x[key], y[key]) for key in x}
        boxes = self._boxes(places, tops)
        right = max([*(place + self.half for place in x.values()), *(box.right for box in boxes)], default=0.0)
        lowest = max([*(self._below(places, key) for key in x), *(box.bottom for box in boxes)], default=0.0)
        return Arrangement(places, tops, boxes, right, lowest)

    def _span(self, branch: Branch) -> tuple[int, int]:
        """The first and the last column of a branch."""
        columns = [self.chart.people[key].x for key in branch.people]
        return int(min(columns)), int(max(columns))

    @cached_property
    def _insets(self) -> Mapping[tuple[str, int], int]:
        """How far a box reaches beyond the names in its first and in its last column: the outer, the further."""
        edges: dict[tuple[int, int], int] = defaultdict(int)
        insets = {}
        for branch in sorted(self.chart.branches, key=lambda branch: len(branch.people)):
            for side, column in enumerate(self.spans[branch.head]):
                edges[side, column] += 1
                insets[branch.head, side] = edges[side, column]
        return insets

    @cached_property
    def _columns(self) -> list[float]:
        """The middle of each column. They are nearer than names are wide, but where a box begins or ends."""
        count = 1 + int(max((node.x for node in self.chart.people.values()), default=0.0))
        begin, end = ([0] * count for _ in range(2))
        for branch in self.chart.branches:
            first, last = self.spans[branch.head]
            begin[first] += 1
            end[last] += 1
        at = [self.half + INSET * begin[0]]
        for column in range(1, count):
            edges = end[column - 1] + begin[column]
            room = max(self.unit, 2 * self.half + INSET * (edges + 1)) if edges else self.unit
            at.append(at[-1] + room)
        return at

    def _at(self, x: float) -> float:
        """Where a place of the map is on the page; between columns, in proportion."""
        column = int(x)
        following = min(column + 1, len(self._columns) - 1)
        return self._columns[column] + (x - column) * (self._columns[following] - self._columns[column])

    def _heights(self, rows: Sequence[Row]) -> tuple[dict[str, float], dict[int, float]]:
        """The height of each person, and the top of each layer."""
        headings: dict[int, int] = defaultdict(int)
        for branch in self.chart.branches:
            layer = round(self.chart.people[branch.head].y)
            headings[layer] = max(headings[layer], len(self._heading(branch)))
        y: dict[str, float] = {}
        tops: dict[int, float] = {}
        bottom = -LAYERS_APART
        for row in rows:
            if row.layer in tops:
                bottom += ROWS_APART
            else:
                tops[row.layer] = bottom + LAYERS_APART
                lines = headings[row.layer]
                bottom = tops[row.layer] + (lines * LINE + INSET if lines else 0.0)
            radius = max(self.figures[key].radius for key in row.keys)
            y.update((key, bottom + radius) for key in row.keys)
            bottom += 2 * radius + max(self.figures[key].height for key in row.keys)
        return y, tops

    def _heading(self, branch: Branch) -> list[str]:
        """The division's name, as it has room above its people."""
        first, last = self.spans[branch.head]
        room = self._columns[last] - self._columns[first] + 2 * self.half - INSET
        return wrapped(branch.division, HEADING, room, MOST_LINES, bold=True)

    def _below(self, places: Mapping[str, tuple[float, float]], key: str) -> float:
        """Where somebody's label ends."""
        return places[key][1] + self.figures[key].radius + self.figures[key].height

    def _boxes(self, places: Mapping[str, tuple[float, float]], tops: Mapping[int, float]) -> list[Box]:
        """The boxes, each around those in it."""
        boxes: dict[str, Box] = {}
        for branch in sorted(self.chart.branches, key=lambda branch: len(branch.people)):
            inner = [boxes[key].bottom for key in branch.people if key in boxes]
            first, last = self.spans[branch.head]
            boxes[branch.head] = Box(
                branch,
                self._heading(branch),
                left=self._columns[first] - self.half - INSET * self._insets[branch.head, 0],
                top=tops[round(self.chart.people[branch.head].y)],
                right=self._columns[last] + self.half + INSET * self._insets[branch.head, 1],
                bottom=max([*(self._below(places, key) for key in branch.people), *inner]) + INSET,
            )
        return list(reversed(boxes.values()))
