"""The ties between people, drawn: who reports to whom, who listens to whom, who stands together and who apart."""

from collections.abc import Callable, Mapping
from math import hypot
from typing import Final

from app.export.palette import TIES
from app.export.picture.arrangement import Arrangement
from app.export.picture.canvas import Canvas, Look
from app.export.picture.chart import Chart, Report
from app.export.picture.glyphs import RING
from app.export.picture.people import Person
from graph.model import AlliedWith, ConflictsWith, Influences, Line, ReportsTo
from schema.stakeholder_map import MapEdge

__all__ = ["Point", "draw_alliance", "draw_conflict", "draw_influence", "draw_ties", "line_look"]

Point = tuple[float, float]

BOW: Final = 0.13  # how far a curve leaves the straight line, to its length
TOOTH: Final = 4.0  # half the width of a conflict's zigzag
BUS: Final = 13.0  # how far above a layer its reporting lines run
FEW: Final = 1.5  # ties a head, of which each can be followed with the eye
FAINTEST: Final = 0.3


def draw_ties(canvas: Canvas, chart: Chart, people: Mapping[str, Person], arrangement: Arrangement) -> None:
    """All ties of the chart, the reporting lines lowest. The more ties there are, the fainter each is."""
    lines = canvas.add("g", fill="none")
    for report in chart.reports:
        _draw_report(lines, report, people, arrangement)
    ties = [edge for edge in chart.map.edges if edge.type in _DRAWN]
    opacity = f"{min(1.0, max(FAINTEST, FEW * len(people) / max(1, len(ties)))):.2f}"
    for label, draw in _DRAWN.items():
        group = canvas.add("g", fill="none", stroke_opacity=opacity, fill_opacity=opacity)
        for edge in ties:
            if edge.type == label:
                source, target = (_rim(edge, each, people, arrangement) for each in (True, False))
                draw(group, source, target, _weight(edge))


def line_look(line: Line) -> Look:
    """How a reporting line is drawn."""
    return {
        "stroke": TIES[ReportsTo.label],
        "stroke_width": 1.5,
        **({"stroke_dasharray": "5 4"} if line is Line.DOTTED else {}),
    }


def draw_influence(canvas: Canvas, source: Point, target: Point, weight: float) -> None:
    """An arrow to whoever listens, the thicker the more."""
    bend, thick = _bend(source, target), 0.9 + 1.7 * weight
    along_x, along_y = _unit(bend, target)
    size = 5.0 + 1.5 * thick
    base = target[0] - along_x * size, target[1] - along_y * size
    canvas.path(("M", *source, "Q", *bend, *base), stroke=TIES[Influences.label], stroke_width=thick)
    wing = along_y * size * 0.42, along_x * size * 0.42
    corners = ("M", *target, "L", base[0] - wing[0], base[1] + wing[1], "L", base[0] + wing[0], base[1] - wing[1], "Z")
    canvas.path(corners, fill=TIES[Influences.label])


def draw_alliance(canvas: Canvas, source: Point, target: Point, weight: float) -> None:
    """A double line."""
    along_x, along_y = _unit(source, target)
    for side in (-2.0, 2.0):
        shift = -along_y * side, along_x * side
        start, bend, end = ((x + shift[0], y + shift[1]) for x, y in (source, _bend(source, target), target))
        canvas.path(("M", *start, "Q", *bend, *end), stroke=TIES[AlliedWith.label], stroke_width=1.0 + weight)


def draw_conflict(canvas: Canvas, source: Point, target: Point, weight: float) -> None:
    """A zigzag."""
    bend, (along_x, along_y) = _bend(source, target), _unit(source, target)
    teeth = max(3, round(hypot(target[0] - source[0], target[1] - source[1]) / (2.2 * TOOTH)))
    points: list[str | float] = ["M", *source]
    for tooth in range(1, teeth):
        at, side = tooth / teeth, TOOTH if tooth % 2 else -TOOTH
        x, y = (
            (1 - at) ** 2 * start + 2 * at * (1 - at) * middle + at**2 * end
            for start, middle, end in zip(source, bend, target, strict=True)
        )
        points += ["L", x - along_y * side, y + along_x * side]
    canvas.path(
        [*points, "L", *target], stroke=TIES[ConflictsWith.label], stroke_width=1.2 + weight, stroke_linejoin="round"
    )


def _bend(source: Point, target: Point) -> Point:
    """What a curve between two points bends to, so that it passes by who stands between them."""
    (x, y), (to_x, to_y) = source, target
    return (x + to_x) / 2 - (to_y - y) * BOW, (y + to_y) / 2 + (to_x - x) * BOW


_DRAWN: Final[Mapping[str, Callable[[Canvas, Point, Point, float], None]]] = {
    Influences.label: draw_influence,
    AlliedWith.label: draw_alliance,
    ConflictsWith.label: draw_conflict,
}


def _draw_report(canvas: Canvas, report: Report, people: Mapping[str, Person], arrangement: Arrangement) -> None:
    """A line down from the manager and along to the report; one that does not place somebody leads straight there."""
    (x, y), (to_x, to_y) = arrangement.places[report.manager], arrangement.places[report.person]
    under = y + people[report.manager].figure.radius + people[report.manager].figure.height
    over = to_y - people[report.person].figure.radius
    if report.is_chief:
        bus = arrangement.tops[round(people[report.person].node.y)] - BUS
        canvas.path(("M", x, under, "L", x, bus, "L", to_x, bus, "L", to_x, over), **line_look(report.line))
    else:
        ends = _trimmed((to_x, to_y), (x, y), people[report.person].figure.radius)
        start = _trimmed((x, y), (to_x, to_y), people[report.manager].figure.radius)
        canvas.path(("M", *start, "L", *ends), **line_look(report.line))


def _rim(edge: MapEdge, at_source: bool, people: Mapping[str, Person], arrangement: Arrangement) -> Point:
    """Where a tie touches the ring of one of its ends."""
    key, other = (edge.source, edge.target) if at_source else (edge.target, edge.source)
    return _trimmed(arrangement.places[key], arrangement.places[other], people[key].radius + RING)


def _trimmed(centre: Point, towards: Point, radius: float) -> Point:
    """The point of a circle that is nearest to another point."""
    along_x, along_y = _unit(centre, towards)
    return centre[0] + along_x * radius, centre[1] + along_y * radius


def _unit(source: Point, target: Point) -> Point:
    """The direction from one point to another."""
    length = hypot(target[0] - source[0], target[1] - source[1]) or 1.0
    return (target[0] - source[0]) / length, (target[1] - source[1]) / length


def _weight(edge: MapEdge) -> float:
    """How strong a tie is, as far as one may be sure of it."""
    return (edge.weight or 0.0) * (1.0 if edge.confidence is None else edge.confidence)
