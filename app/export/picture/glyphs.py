"""The signs of the picture: a disc for a stance, a ring for contact, a mark for whom we miss."""

from collections.abc import Mapping
from math import cos, pi, sin
from typing import Final

from app.export.palette import INK, WARNING, stance_colour
from app.export.picture.canvas import Canvas, Look
from graph.model import StanceWord
from scoring.coverage import CoverageLevel

__all__ = ["DEPTHS", "GREY", "HALO", "HATCHED", "RING", "badge", "define", "disc", "ring"]

HATCHED: Final = "hatched"
RING: Final = 7.0  # how far the ring reaches beyond the disc
GREY: Final = "#4B5563"
PALE: Final = "#D3D8DE"
GREEN: Final = "#17705F"
HALO: Final[Look] = {"stroke": "#FFFFFF", "stroke_width": 3.5, "stroke_linejoin": "round", "paint_order": "stroke"}
"""How a text is drawn that keeps what lies behind it apart."""

GAP: Final = 0.16  # between the parts of a ring, in radians

DEPTHS: Final[Mapping[CoverageLevel, int]] = {
    CoverageLevel.NO_CONTACT: 0,
    CoverageLevel.BRIEF: 1,
    CoverageLevel.MULTIPLE: 2,
    CoverageLevel.IN_DEPTH: 3,
}
"""How many of the ring's three parts are filled; nobody can be in contact with a role."""

# The strokes of each stance's sign, in units of its arm: from x, y to x, y.
_MINUS: Final = ((-1.0, 0.0, 1.0, 0.0),)
_PLUS: Final = (*_MINUS, (0.0, -1.0, 0.0, 1.0))
_SIGNS: Final[Mapping[StanceWord, tuple[tuple[float, float, float, float], ...]]] = {
    StanceWord.OPPONENT: tuple((a + s, b, c + s, d) for s in (-1.3, 1.3) for a, b, c, d in _MINUS),
    StanceWord.NON_SUPPORTER: _MINUS,
    StanceWord.NEUTRAL: (),
    StanceWord.SUPPORTER: _PLUS,
    StanceWord.MENTOR: tuple((a + s, b, c + s, d) for s in (-1.3, 1.3) for a, b, c, d in _PLUS),
}


def define(canvas: Canvas) -> None:
    """What a drawing with such signs must hold at its beginning: the pattern of a stance that nobody knows."""
    size: Look = {"width": 5.0, "height": 5.0, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = canvas.add("defs").add("pattern", id=HATCHED, **size)
    pattern.add("rect", width=5.0, height=5.0, fill="#FFFFFF")
    pattern.add("rect", width=1.2, height=5.0, fill="#C3C9D1")


def disc(canvas: Canvas, x: float, y: float, radius: float, stance: float | None, *, vacant: bool = False) -> None:
    """The disc of a stance of -1..1, or of an unknown one; of a role in which nobody is known, it is dashed."""
    outline: Look = {"stroke": INK, "stroke_width": 1.2, **({"stroke_dasharray": "3 2.5"} if vacant else {})}
    if stance is None:
        fill = "#FFFFFF" if vacant else f"url(#{HATCHED})"
        canvas.add("circle", cx=x, cy=y, r=radius, fill=fill, **outline)
        size = max(10.0, radius * 0.9)
        canvas.text(x, y + size * 0.36, "?", size, text_anchor="middle", font_weight="bold", fill=GREY)
        return
    word = StanceWord.nearest(stance)
    canvas.add("circle", cx=x, cy=y, r=radius, fill=stance_colour(stance), **outline)
    colour = "#FFFFFF" if abs(word.stance) == 1 else INK
    arm = min(max(radius * 0.24, 2.4), 4.6)
    for a, b, c, d in _SIGNS[word]:
        ends = ("M", x + a * arm, y + b * arm, "L", x + c * arm, y + d * arm)
        canvas.path(ends, stroke=colour, stroke_width=max(1.6, arm * 0.45), stroke_linecap="round")
    if not _SIGNS[word]:
        canvas.add("circle", cx=x, cy=y, r=arm * 0.75, fill="none", stroke=colour, stroke_width=max(1.4, arm * 0.4))


def ring(canvas: Canvas, x: float, y: float, radius: float, level: CoverageLevel | None) -> None:
    """The ring around a disc: of its three parts, the more are filled the deeper the contact."""
    if level is None or level not in DEPTHS:
        return
    reach, part = radius + RING - 2.5, 2 * pi / 3
    for index in range(3):
        start, end = index * part - pi / 2 + GAP, (index + 1) * part - pi / 2 - GAP
        filled = index < DEPTHS[level]
        arc = ("M", x + reach * cos(start), y + reach * sin(start), "A", reach, reach, "0 0 1")
        canvas.path(
            (*arc, x + reach * cos(end), y + reach * sin(end)),
            fill="none",
            stroke=GREEN if filled else PALE,
            stroke_width=3.4 if filled else 1.6,
        )


def badge(canvas: Canvas, x: float, y: float) -> None:
    """The mark of somebody on whom a decision depends, and whom we do not reach."""
    corners = ("M", x, y - 9.5, "L", x + 10.5, y + 8.0, "L", x - 10.5, y + 8.0, "Z")
    canvas.path(corners, fill=WARNING, stroke="#FFFFFF", stroke_width=2.0, stroke_linejoin="round")
    canvas.path(("M", x, y - 3.6, "L", x, y + 2.0), stroke="#FFFFFF", stroke_width=2.2, stroke_linecap="round")
    canvas.add("circle", cx=x, cy=y + 5.2, r=1.3, fill="#FFFFFF")
