"""The workbook of an account, sheet by sheet."""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from openpyxl import Workbook

from app.export.subject import Subject
from app.export.workbook.heat import heat_map_sheet
from app.export.workbook.opportunities import opportunities_sheet
from app.export.workbook.people import people_sheet
from app.export.workbook.recommendations import recommendations_sheet
from app.export.workbook.summary import summary_sheet
from app.export.workbook.uncovered import uncovered_sheet

__all__ = ["workbook"]

SHEETS: Final = (
    *(summary_sheet, people_sheet, heat_map_sheet, uncovered_sheet),
    *(recommendations_sheet, opportunities_sheet),
)


def workbook(subject: Subject) -> Iterator[bytes]:
    """The workbook, formatted to be shown."""
    book = Workbook()
    book.properties.title, book.properties.creator = subject.reading.graph.root.name, "Stakegraph"
    for sheet in SHEETS:
        sheet(subject, book.create_sheet())
    del book[book.sheetnames[0]]  # the one that a new workbook has
    stream = BytesIO()
    book.save(stream)
    yield stream.getvalue()
