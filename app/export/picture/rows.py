"""In which row of their layer people stand, where they are too many for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.export.picture.chart import Chart

__all__ = ["Figure", "Row", "rows_of"]

NARROWEST: Final = 88.0  # that anybody's room is
ROUNDING: Final = 0.1


@dataclass(frozen=True, slots=True)
class Figure:
    """How much room somebody takes: the radius of the glyph, and the width and height of the label under it."""

    radius: float
    width: float
    height: float

    @property
    def half(self) -> float:
        return max(self.radius, self.width / 2, NARROWEST / 2)


@dataclass(slots=True)
class Row:
    """Who stands side by side, from left to right, by key. `layer` is that of the map."""

    layer: int
    keys: list[str] = field(default_factory=list)


def rows_of(chart: Chart, figures: Mapping[str, Figure], x: Mapping[str, float], apart: float) -> list[Row]:
    """The rows of all layers, from the top down.

    Everybody stands in the row in which the fewest lines cross names, of those in which their name meets no other; of
    several such rows in the topmost.
    """
    lines = _Lines(
        figures,
        x,
        above={report.person for report in chart.reports if report.is_chief},
        below={report.manager for report in chart.reports if report.is_chief},
    )
    layers: dict[int, list[str]] = defaultdict(list)
    for key in sorted(x, key=lambda key: (x[key], key)):
        layers[round(chart.people[key].y)].append(key)
    rows: list[Row] = []
    for layer, keys in sorted(layers.items()):
        own: list[Row] = []
        for key in keys:
            lines.place(key, own, layer, apart)
        rows += own
    return rows


@dataclass(frozen=True, slots=True)
class _Lines:
    """Whose line leads up from them, and whose down, past the rows above and below."""

    figures: Mapping[str, Figure]
    x: Mapping[str, float]
    above: set[str]
    below: set[str]

    def place(self, key: str, rows: list[Row], layer: int, apart: float) -> None:
        """Put somebody into the best of the rows, or into a new one below them."""
        left = self.x[key] - self.figures[key].half - apart
        free = [i for i, row in enumerate(rows) if self._right(row) <= left + ROUNDING]
        if not free:
            rows.append(Row(layer))
            free = [len(rows) - 1]
        best = min(free, key=lambda i: (self._crossings(key, i, rows), i))
        rows[best].keys.append(key)

    def _right(self, row: Row) -> float:
        last = row.keys[-1]
        return self.x[last] + self.figures[last].half

    def _crossings(self, key: str, index: int, rows: Sequence[Row]) -> int:
        """How many lines would cross names, of this one and of those last put into the other rows."""
        others = ((i, row.keys[-1]) for i, row in enumerate(rows) if i != index and row.keys)
        pairs = ((other, key) if i < index else (key, other) for i, other in others)
        return sum(self._cross(upper, lower) for upper, lower in pairs)

    def _cross(self, upper: str, lower: str) -> int:
        """How many of the two lines between them and beyond cross a name."""
        between = abs(self.x[upper] - self.x[lower])
        up = lower in self.above and between < self.figures[upper].half
        down = upper in self.below and between < self.figures[lower].half
        return up + down
