"""The people of the map, drawn: power by size, stance by colour and sign, contact by a ring, their names below."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from app.export.palette import INK, WARNING
from app.export.picture.canvas import Canvas, Look
from app.export.picture.chart import Chart
from app.export.picture.glyphs import GREY, HALO, RING, badge, disc, ring
from app.export.picture.lettering import text_width, wrapped
from app.export.picture.rows import Figure
from schema.stakeholder_map import MapNode

__all__ = ["LARGEST", "Person", "people_of", "radius_of"]

SMALLEST: Final = 9.0
LARGEST: Final = 25.0
WIDEST: Final = 132.0
NAME: Final = 13.0
TITLE: Final = 11.0
LEADING: Final = 1.22
ABOVE: Final = 5.0  # a label, below its glyph


@dataclass(frozen=True)
class Person:
    """Somebody with their glyph's radius and their label, line by line."""

    node: MapNode
    radius: float
    name: tuple[str, ...]
    about: tuple[str, ...]

    @property
    def figure(self) -> Figure:
        widths = [text_width(line, NAME, bold=True) for line in self.name]
        widths += [text_width(line, TITLE) for line in self.about]
        height = ABOVE + LEADING * (NAME * len(self.name) + TITLE * len(self.about))
        return Figure(self.radius + RING, max(widths, default=0.0), height)

    def draw(self, canvas: Canvas, x: float, y: float, told: str) -> None:
        """Draw them around a place; `told` is what a reader is shown who points at them."""
        group = canvas.add("g")
        group.add("title").says(told)
        group.add("circle", cx=x, cy=y, r=self.radius + RING, fill="#FFFFFF", fill_opacity="0.85")
        ring(group, x, y, self.radius, self.node.level)
        disc(group, x, y, self.radius, self.node.stance, vacant=self.node.placeholder)
        if self.node.uncovered:
            badge(group, x + self.radius * 0.75 + 6, y - self.radius * 0.75 - 3)
        self._label(group, x, y + self.radius + RING + ABOVE)

    def _label(self, canvas: Canvas, x: float, top: float) -> None:
        """The lines, on a halo that keeps what lies behind them apart."""
        ink = WARNING if self.node.uncovered else INK
        lines: list[tuple[str, float, Look]] = [
            (line, NAME, {"fill": ink, "font_weight": "bold"}) for line in self.name
        ]
        lines += [(line, TITLE, {"fill": GREY}) for line in self.about]
        bottom = top
        for line, size, look in lines:
            bottom += size * LEADING
            canvas.text(x, bottom - size * 0.3, line, size, text_anchor="middle", **HALO, **look)


def people_of(chart: Chart) -> Mapping[str, Person]:
    """The people of a chart, by key. Under the title stands where they work, if no box around them tells it."""
    boxed = {key for branch in chart.branches for key in branch.people}
    most = max((node.power or 0.0 for node in chart.people.values()), default=0.0)
    return {
        key: _person(node, most, None if key in boxed else chart.homes.get(key)) for key, node in chart.people.items()
    }


def radius_of(power: float | None, most: float) -> float:
    """The radius of a disc whose area grows with the power; `most` is that of the most powerful."""
    share = (power or 0.0) / most if most else 0.0
    return sqrt(SMALLEST**2 + share * (LARGEST**2 - SMALLEST**2))


def _person(node: MapNode, most: float, home: str | None) -> Person:
    held = node.stakeholder.item if node.stakeholder else None
    name, title = str(getattr(held, "name", node.key)), getattr(held, "title", None)
    about = wrapped(title, TITLE, WIDEST, 2) if title else []
    about += wrapped(home, TITLE, WIDEST, 1) if home else []
    return Person(node, radius_of(node.power, most), tuple(wrapped(name, NAME, WIDEST, 2, bold=True)), tuple(about))
