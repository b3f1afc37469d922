"""An account as a bundle of CSV files in a zip, which can be read back (`seeds/bundle.py`)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO
from itertools import chain
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.export.extent import edges_of, nodes_of
from app.export.subject import Subject
from graph.declaration import Edge, Kind, Node
from seeds.bundle import ABOUT, columns, file_of
from seeds.exported import FORMAT, VERSION
from seeds.files.neutral import csv_lines

__all__ = ["tables"]

BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which spreadsheet programs know UTF-8


def tables(subject: Subject) -> Iterator[bytes]:
    """The bundle. Its bytes depend on nothing but what is in it."""
    reading = subject.reading
    about: list[list[object]] = [
        ["format", "version", "account", "revision", "exportedOn"],
        [FORMAT, VERSION, reading.graph.key, reading.graph.revision, reading.day.isoformat()],
    ]
    things: dict[Kind, list[Node | Edge]] = defaultdict(list)
    for thing in chain[Node | Edge](nodes_of(reading.graph, subject.viewer), edges_of(reading.graph, subject.viewer)):
        things[type(thing)].append(thing)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        _write(archive, ABOUT, about)
        for kind, same in things.items():
            _write(archive, file_of(kind), _rows(kind, same))
    yield packed.getvalue()


def _write(archive: ZipFile, name: str, rows: Iterable[Sequence[object]]) -> None:
    archive.writestr(ZipInfo(name), BOM + "".join(csv_lines(rows)), ZIP_DEFLATED)


def _rows(kind: Kind, things: Iterable[Node | Edge]) -> Iterator[Sequence[object]]:
    headings = columns(kind)
    yield headings
    for thing in things:
        values = thing.encode()
        yield [_cell(values.get(word)) for word in headings]


def _cell(value: Any) -> object:
    """A value as it is written everywhere in the bundle: the same whatever the language of the machine."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
