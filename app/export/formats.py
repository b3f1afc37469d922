"""The formats that an account can be exported in: one table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.export.document import document
from app.export.graphs import gexf, graphml
from app.export.picture.page import picture
from app.export.picture.raster import raster
from app.export.subject import Subject
from app.export.tables import tables
from app.export.workbook.book import workbook

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format, and what writes it, part by part.

    is_dated    it shows the account on a day; the others hold all of it, whatever the day
    is_worded   there are words in it that are a language's
    is_binary   it is nothing for a terminal
    advises     it tells who can bring us to whom, and what to do next
    """

    name: str
    media_type: str
    ending: str
    write: Callable[[Subject], Iterator[bytes]]
    is_dated: bool = False
    is_worded: bool = False
    is_binary: bool = False
    advises: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("json", "application/json", "json", document),
        Format("csv", "application/zip", "zip", tables, is_binary=True),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            workbook,
            is_dated=True,
            is_worded=True,
            is_binary=True,
            advises=True,
        ),
        Format("graphml", "application/graphml+xml", "graphml", graphml, is_dated=True),
        Format("gexf", "application/gexf+xml", "gexf", gexf, is_dated=True),
        Format("png", "image/png", "png", raster, is_dated=True, is_worded=True, is_binary=True),
        Format("svg", "image/svg+xml", "svg", picture, is_dated=True, is_worded=True),
    )
}
"""By the name that a caller gives."""
