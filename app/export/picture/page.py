"""The stakeholder map as a picture to be shown: a title, the people with their ties, and a legend."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.export.palette import INK
from app.export.picture.arrangement import HEADING, INSET, LINE, Arrangement, Box, arranged
from app.export.picture.canvas import Canvas
from app.export.picture.chart import Chart, chart_of
from app.export.picture.glyphs import GREY, HALO, define
from app.export.picture.legend import legend
from app.export.picture.lettering import wrapped
from app.export.picture.people import Person, people_of
from app.export.picture.ties import draw_ties
from app.export.subject import Subject
from app.export.words import label
from graph.model import StanceWord
from schema.sentences.coverage import coverage_sentence
from schema.stakeholder_map import MapNode
from schema.voice import Voice

__all__ = ["drawing", "picture"]

MARGIN: Final = 36.0
NARROWEST: Final = 1180.0
USUAL: Final = 1700.0  # a page, up to which the letters stay as they are
LARGEST: Final = 2.5  # that they become, in times
TITLE: Final = 26.0
SUBTITLE: Final = 15.0
TEXT: Final = 13.5
LEADING: Final = 1.4
FOOT: Final = 10.5
READABLE: Final = 1150.0  # the length of a line of text
EDGE: Final = "#D5DBE3"
APART: Final = 26.0


def picture(subject: Subject) -> Iterator[bytes]:
    """The map as an SVG document."""
    yield drawing(subject).written()


def drawing(subject: Subject) -> Canvas:
    """The map, drawn. The page grows with the account, and what is written around the map with the page."""
    chart = chart_of(subject.reading)
    people = people_of(chart)
    arrangement = arranged(chart, {key: person.figure for key, person in people.items()})
    width = max(NARROWEST, arrangement.width)
    scale = min(LARGEST, max(1.0, width / USUAL))
    most = max((node.power or 0.0 for node in chart.people.values()), default=0.0)
    header, signs = _Header.of(subject, width / scale), legend(subject.voice, most, width / scale, scale)
    top = MARGIN + header.height * scale + APART
    below = top + arrangement.height + APART
    bottom = below + (signs.height + FOOT) * scale
    canvas = Canvas.of_size(width + 2 * MARGIN, bottom + MARGIN / 2, subject.language.value)
    canvas.add("title").says(f"{header.name}: {header.about}")
    define(canvas)
    canvas.add("rect", width=width + 2 * MARGIN, height=bottom + MARGIN / 2, fill="#FFFFFF")
    header.draw(canvas.moved(MARGIN, MARGIN, scale))
    _draw_map(canvas.moved(MARGIN + (width - arrangement.width) / 2, top), chart, people, arrangement, subject.voice)
    canvas.path(("M", MARGIN, below - APART / 2, "L", MARGIN + width, below - APART / 2), stroke=EDGE, stroke_width=1.0)
    signs.draw(canvas.moved(MARGIN, below, scale))
    said = subject.voice.gettext("Stakegraph, revision %(revision)s", revision=str(subject.reading.graph.revision))
    canvas.text(MARGIN + width, bottom, said, FOOT * scale, text_anchor="end", fill=GREY)
    return canvas


@dataclass(frozen=True, slots=True)
class _Header:
    """Whose map it is, of which day, and what it shows first of all."""

    name: str
    about: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, subject: Subject, width: float) -> "_Header":
        day = subject.voice.day(subject.reading.day)
        about = subject.voice.gettext("Stakeholder map, %(day)s", day=day)
        said = coverage_sentence(subject.reading, subject.language)
        return cls(subject.reading.graph.root.name, about, tuple(wrapped(said, TEXT, min(width, READABLE), 4)))

    @property
    def height(self) -> float:
        return TITLE + LEADING * (SUBTITLE + TEXT * len(self.lines))

    def draw(self, canvas: Canvas) -> None:
        y = TITLE * 0.8
        canvas.text(0.0, y, self.name, TITLE, font_weight="bold", fill=INK)
        y += SUBTITLE * LEADING
        canvas.text(0.0, y, self.about, SUBTITLE, fill=GREY)
        for line in self.lines:
            y += TEXT * LEADING
            canvas.text(0.0, y, line, TEXT, fill=INK)


def _draw_map(
    canvas: Canvas, chart: Chart, people: Mapping[str, Person], arrangement: Arrangement, voice: Voice
) -> None:
    """The boxes, on them the ties, on these the people."""
    for box in arrangement.boxes:
        _draw_box(canvas, box)
    draw_ties(canvas, chart, people, arrangement)
    for box in arrangement.boxes:
        _head_box(canvas, box)
    for key, person in people.items():
        person.draw(canvas, *arrangement.places[key], _told(person.node, voice))


def _draw_box(canvas: Canvas, box: Box) -> None:
    size = {"x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    canvas.add("rect", **size, rx=10.0, fill="#64748B", fill_opacity="0.07", stroke=EDGE, stroke_width=1.0)


def _head_box(canvas: Canvas, box: Box) -> None:
    """The name of the division."""
    for number, line in enumerate(box.heading, 1):
        y = box.top + number * LINE
        canvas.text(box.left + INSET, y, line, HEADING, font_weight="bold", fill=GREY, **HALO)


def _told(node: MapNode, voice: Voice) -> str:
    """What a reader is told who points at somebody."""
    held = node.stakeholder.item if node.stakeholder else None
    stance = voice.gettext("Nobody has said") if node.stance is None else label(voice, StanceWord.nearest(node.stance))
    parts = [
        ", ".join(filter(None, [getattr(held, "name", node.key), getattr(held, "title", None)])),
        voice.gettext("Power: %(share)s", share=voice.percent(node.power or 0.0)),
        voice.gettext("Stance: %(stance)s", stance=stance),
    ]
    if node.level is not None:
        told = f"{label(voice, node.level)} ({voice.percent(node.coverage or 0.0)})"
        parts.append(voice.gettext("Contact with us: %(contact)s", contact=told))
    return "\n".join(parts)
