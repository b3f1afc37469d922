"""What the picture's signs mean."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.export.palette import INK
from app.export.picture.canvas import Canvas
from app.export.picture.glyphs import DEPTHS, GREY, badge, disc, ring
from app.export.picture.lettering import text_width
from app.export.picture.people import radius_of
from app.export.picture.ties import Point, draw_alliance, draw_conflict, draw_influence, line_look
from app.export.words import label
from graph.model import Line, StanceWord
from schema.voice import Voice

__all__ = ["Legend", "legend"]

SIZE: Final = 11.5
HEAD: Final = 26.0
SIGN: Final = 60.0  # the room of a sign, left of its words
APART: Final = 24.0  # two columns

_Draw = Callable[[Canvas, float, float], object]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sign and what it means. `draw` draws it around a place."""

    said: str
    draw: _Draw
    height: float = 24.0


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    entries: Sequence[_Entry]

    @property
    def width(self) -> float:
        said = (text_width(each.said, SIZE) for each in self.entries)
        return max(SIGN + max(said), text_width(self.heading, SIZE, bold=True))

    @property
    def height(self) -> float:
        return HEAD + sum(each.height for each in self.entries) + APART / 2

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        canvas.text(left, top + SIZE, self.heading, SIZE, font_weight="bold", fill=INK)
        y = top + HEAD
        for each in self.entries:
            each.draw(canvas, left + SIGN / 2, y + each.height / 2)
            canvas.text(left + SIGN, y + each.height / 2 + SIZE * 0.35, each.said, SIZE, fill=GREY)
            y += each.height


@dataclass(frozen=True, slots=True)
class Legend:
    """The legend, in columns, which go on in a new row where the page ends."""

    rows: Sequence[Sequence[_Column]]

    @property
    def height(self) -> float:
        return sum(max(column.height for column in row) for row in self.rows)

    def draw(self, canvas: Canvas) -> None:
        """Draw it from the corner on."""
        top = 0.0
        for row in self.rows:
            x = 0.0
            for column in row:
                column.draw(canvas, x, top)
                x += column.width + APART
            top += max(column.height for column in row)


def legend(voice: Voice, most: float, width: float, scale: float) -> Legend:
    """The legend of a picture in which the largest disc stands for `most` of the power, within a width.

    It is going to be drawn larger by a scale, except for the discs, which are as large as the picture's.
    """
    rows: list[list[_Column]] = [[]]
    room = width
    for column in _columns(voice, most, scale):
        if rows[-1] and column.width > room:
            rows.append([])
            room = width
        rows[-1].append(column)
        room -= column.width + APART
    return Legend(rows)


def _columns(voice: Voice, most: float, scale: float) -> Iterator[_Column]:
    yield _Column(voice.gettext("Power (the area of the disc)"), list(_powers(voice, most, scale)))
    yield _Column(voice.gettext("Stance"), list(_stances(voice)))
    yield _Column(voice.gettext("Contact with us (the ring)"), list(_levels(voice)))
    yield _Column(voice.gettext("Ties"), list(_ties(voice)))
    yield _Column(voice.gettext("Marks"), list(_marks(voice)))


def _powers(voice: Voice, most: float, scale: float) -> Iterator[_Entry]:
    for share in dict.fromkeys((most, most / 4, 0.0)):
        radius = radius_of(share, most) / scale

        def draw(canvas: Canvas, x: float, y: float, radius: float = radius) -> None:
            canvas.add("circle", cx=x, cy=y, r=radius, fill="#FFFFFF", stroke=INK, stroke_width=1.2 / scale)

        said = voice.gettext("%(share)s of the power", share=voice.percent(share))
        yield _Entry(said, draw, max(18.0, 2 * radius + 6))


def _stances(voice: Voice) -> Iterator[_Entry]:
    for stance in StanceWord:
        yield _Entry(label(voice, stance), partial(disc, radius=9.0, stance=stance.stance))
    yield _Entry(voice.gettext("Nobody has said"), partial(disc, radius=9.0, stance=None))


def _levels(voice: Voice) -> Iterator[_Entry]:
    for level in DEPTHS:
        yield _Entry(label(voice, level), partial(ring, radius=5.0, level=level))


def _marks(voice: Voice) -> Iterator[_Entry]:
    yield _Entry(voice.gettext("Decision-maker whom we do not reach"), badge)
    yield _Entry(voice.gettext("A role in which nobody is known"), partial(disc, radius=9.0, stance=None, vacant=True))


def _ties(voice: Voice) -> Iterator[_Entry]:
    for line, said in (
        (Line.SOLID, voice.gettext("Reports to")),
        (Line.DOTTED, voice.gettext("Reports to, dotted line")),
    ):
        yield _Entry(said, partial(_line, line=line))
    yield _Entry(voice.gettext("Influences (the thicker, the more)"), partial(_tie, draw=draw_influence))
    yield _Entry(voice.gettext("Stand together"), partial(_tie, draw=draw_alliance))
    yield _Entry(voice.gettext("In conflict"), partial(_tie, draw=draw_conflict))


def _line(canvas: Canvas, x: float, y: float, line: Line) -> None:
    canvas.path(("M", x - 18, y, "L", x + 18, y), **line_look(line))


def _tie(canvas: Canvas, x: float, y: float, draw: Callable[[Canvas, Point, Point, float], None]) -> None:
    draw(canvas.add("g", fill="none"), (x - 18, y), (x + 18, y), 0.6)
