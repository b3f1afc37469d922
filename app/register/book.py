"""The workbook of the register: a sheet that says how to fill it in, the sheets to fill in, and their words."""

from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.export.palette import INK
from app.export.workbook.scales import argb
from app.export.workbook.sheet import EDGE, font
from app.register.entry import Entry, Form, Sheet
from app.register.guide import guide
from app.register.page import printed
from app.register.sheets import sheets
from schema.voice import Voice

__all__ = ["register"]

LAST: Final = 2_000  # the last row that offers choices
LONGEST_PROMPT: Final = 255  # characters that a spreadsheet program takes
HIGH: Final = 32.0  # points
LIGHT: Final = "#5B6B80"

_REQUIRED: Final = PatternFill("solid", fgColor=argb(INK))
_OTHER: Final = PatternFill("solid", fgColor=argb(LIGHT))
_ACROSS: Final = {Form.TEXT: "left", Form.AMOUNT: "right"}


def register(voice: Voice) -> bytes:
    """The workbook, without a row filled in."""
    book = Workbook()
    book.properties.title = voice.gettext("Stakeholder register")
    book.properties.creator = "Stakegraph"
    told = sheets(voice)
    guide(book.worksheets[0], voice, told)
    for sheet in told:
        _fill(book.create_sheet(sheet.name), sheet)
    lists = _Lists(book.create_sheet(voice.gettext("Words to choose from")))
    for sheet in told:
        _offer(book[sheet.name], sheet, told, lists)
    lists.worksheet.sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(worksheet: Worksheet, sheet: Sheet) -> None:
    """The headings, and what all cells below each are like."""
    for index, entry in enumerate(sheet.entries, 1):
        across = _ACROSS.get(entry.form, "center")
        column = worksheet.column_dimensions[get_column_letter(index)]
        column.width, column.number_format, column.font = entry.width, entry.form.value, font()
        column.alignment = Alignment(horizontal=across, vertical="top", wrap_text=entry.form is Form.TEXT)
        column.border = Border(bottom=EDGE)
        heading = worksheet.cell(1, index, f"{entry.heading} *" if entry.required else entry.heading)
        heading.font, heading.number_format = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF"), "@"
        heading.fill = _REQUIRED if entry.required else _OTHER
        heading.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)
    worksheet.row_dimensions[1].height = HIGH
    worksheet.freeze_panes = "B2"
    worksheet.print_title_rows, worksheet.print_title_cols = "1:1", "A:A"
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(sheet.entries))}1"
    printed(worksheet, sum(entry.width for entry in sheet.entries))


class _Lists:
    """The words that there are to choose from, each list in a column of a sheet that is not shown."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self._ranges: dict[tuple[str, ...], str] = {}

    def range(self, words: tuple[str, ...]) -> str:
        if words not in self._ranges:
            column = len(self._ranges) + 1
            for row, word in enumerate(words, 1):
                self.worksheet.cell(row, column, word)
            letter = get_column_letter(column)
            self._ranges[words] = f"{quote_sheetname(self.worksheet.title)}!${letter}$1:${letter}${len(words)}"
        return self._ranges[words]


def _offer(worksheet: Worksheet, sheet: Sheet, told: list[Sheet], lists: _Lists) -> None:
    for index, entry in enumerate(sheet.entries, 1):
        if rule := _rule(entry, told, lists):
            letter = get_column_letter(index)
            worksheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{LAST}")


def _rule(entry: Entry, told: list[Sheet], lists: _Lists) -> DataValidation | None:
    """What is offered and said in the cells of a column. Nothing is refused here: the import tells what is wrong."""
    if not (entry.choices or entry.among or entry.says):
        return None
    source = lists.range(entry.choices) if entry.choices else _names(entry, told)
    rule = DataValidation(type="list" if source else None, formula1=source, allow_blank=True, showErrorMessage=False)
    if entry.says:
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = entry.heading[:32], entry.says[:LONGEST_PROMPT]
    return rule


def _names(entry: Entry, told: list[Sheet]) -> str | None:
    """The first column of another sheet, as far as it is filled in."""
    if entry.among not in {sheet.name for sheet in told}:
        return None
    sheet = quote_sheetname(entry.among)
    return f"OFFSET({sheet}!$A$2,0,0,MAX(1,COUNTA({sheet}!$A$2:$A${LAST})),1)"
