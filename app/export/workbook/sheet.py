"""A sheet of a workbook, formatted to be shown and printed: a title, and tables below it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.export.letters import legal
from app.export.palette import INK
from app.export.picture.lettering import wrapped
from app.export.workbook.scales import argb

__all__ = ["EDGE", "HEADINGS", "Column", "Form", "Sheet", "Value", "font"]

Value = str | float | int | Decimal | date | None

HEADINGS: Final = 4  # the row of a table's headings, below the title and what it says
LONGEST: Final = 32_767  # characters of a cell
A4: Final = 9
SIZE: Final = 11.0  # points
LINE: Final = 15.0
LETTER: Final = 6.0  # points of a column's width to a letter
PADDING: Final = 4.0
MOST_LINES: Final = 26
HIGHEST: Final = 409.0  # that a row can be
GREY: Final = "#4B5563"
EDGE: Final = Side(style="hair", color="FFB8C0CC")
_HEAD: Final = PatternFill("solid", fgColor=argb(INK))


def font(*, size: float = SIZE, bold: bool = False, colour: str = INK) -> Font:
    """A font, of the face that spreadsheet programs have."""
    return Font(name="Calibri", size=size, bold=bold, color=argb(colour))


class Form(Enum):
    """How the values of a column are written: the number format, and whether they stand to the left and wrap."""

    TEXT = ("@", "left")
    WORD = ("@", "center")
    PERCENT = ("0%", "center")
    SMALL_PERCENT = ("0.0%", "center")
    SIGNED = ("+0.00;-0.00;0.00", "center")
    CHANGE = ("+0.0%;-0.0%;0.0%", "center")
    HOURS = ("0.0", "center")
    DAY = ("yyyy-mm-dd", "center")
    AMOUNT = ("#,##0", "right")

    @property
    def number_format(self) -> str:
        return self.value[0]

    @property
    def alignment(self) -> Alignment:
        return Alignment(horizontal=self.value[1], vertical="top", wrap_text=self.value[0] == "@")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in letters, and how its values are written."""

    heading: str
    width: float
    form: Form = Form.TEXT


class Sheet:
    """A sheet with its title."""

    def __init__(self, worksheet: Worksheet, name: str, title: str, said: str) -> None:
        self.worksheet = worksheet
        worksheet.title = name
        self.write(1, 1, title).font = font(size=16, bold=True, colour=INK)
        self.write(2, 1, said).font = font(colour=GREY)
        worksheet.sheet_view.showGridLines = False
        worksheet.page_setup.orientation = "landscape"
        worksheet.page_setup.paperSize = A4
        worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.oddFooter = HeaderFooterItem(
            _HeaderFooterPart(legal(title).replace("&", "&&")), None, _HeaderFooterPart("&P / &N")
        )

    def write(self, row: int, column: int, value: Value) -> Cell:
        """Write a value. Text is text, whatever it looks like: no program computes it."""
        cell = self.worksheet.cell(row, column)
        assert isinstance(cell, Cell)  # noqa: S101  # merged ones are not written to
        if isinstance(value, str):
            cell.value = legal(value)[:LONGEST]
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(("=", "+", "-", "@", "'"))
        else:
            cell.value = value
        cell.font = font()
        return cell

    def fit(self, row: int, widths: Sequence[float]) -> None:
        """Make a row as high as what is in it, which is wrapped in columns of these widths in letters, needs."""
        lines = 1
        for column, width in enumerate(widths, 1):
            cell = self.worksheet.cell(row, column)
            if isinstance(cell.value, str):
                room = width * LETTER - PADDING
                parts = (wrapped(part, SIZE, room, MOST_LINES, bold=True) for part in cell.value.split("\n"))
                lines = max(lines, sum(max(1, len(part)) for part in parts))
        self.worksheet.row_dimensions[row].height = min(lines * LINE + 2, HIGHEST)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Value]], frozen: int = 1) -> int:
        """Write a table, whose headings and first columns stay in sight; and answer its last row."""
        widths = [column.width for column in columns]
        for index, column in enumerate(columns, 1):
            self.worksheet.column_dimensions[get_column_letter(index)].width = column.width
            heading = self.write(HEADINGS, index, column.heading)
            heading.font, heading.fill = font(bold=True, colour="#FFFFFF"), _HEAD
            heading.alignment = Alignment(horizontal=column.form.value[1], vertical="center", wrap_text=True)
        self.fit(HEADINGS, widths)
        last = HEADINGS
        for last, row in enumerate(rows, HEADINGS + 1):  # it is the answer
            for index, (column, value) in enumerate(zip(columns, row, strict=True), 1):
                cell = self.write(last, index, value)
                cell.number_format, cell.alignment = column.form.number_format, column.form.alignment
                cell.border = Border(bottom=EDGE)
            self.fit(last, widths)
        self.worksheet.freeze_panes = f"{get_column_letter(frozen + 1)}{HEADINGS + 1}"
        self.worksheet.print_title_rows = f"{HEADINGS}:{HEADINGS}"
        self.worksheet.auto_filter.ref = f"A{HEADINGS}:{get_column_letter(len(columns))}{last}"
        return last

    def shade(self, first: int, last: int, bottom: int, rule: Rule) -> None:
        """Format some columns of a table, by what stands in them, down to a row."""
        if bottom > HEADINGS:
            cells = f"{get_column_letter(first)}{HEADINGS + 1}:{get_column_letter(last)}{bottom}"
            self.worksheet.conditional_formatting.add(cells, rule)
