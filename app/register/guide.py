"""The first sheet of the register: how to fill it in, in plain words."""

from typing import Final

from openpyxl.styles import Alignment, Border
from openpyxl.worksheet.worksheet import Worksheet

from app.export.workbook.sheet import EDGE, font
from app.register.entry import Sheet
from app.register.page import printed
from schema.voice import Voice

__all__ = ["guide"]

WIDTHS: Final = (26.0, 96.0)
LETTERS: Final = 100  # of the second column to a line
LINE: Final = 15.5  # points


def guide(worksheet: Worksheet, voice: Voice, told: list[Sheet]) -> None:
    """Write the sheet."""
    worksheet.title = voice.gettext("How to fill it in")
    worksheet.sheet_view.showGridLines = False
    for letter, width in zip("AB", WIDTHS, strict=True):
        worksheet.column_dimensions[letter].width = width
    worksheet.cell(1, 1, voice.gettext("Stakeholder register")).font = font(size=16, bold=True)
    worksheet.cell(
        2, 1, voice.gettext("Who decides at the client, who knows whom, and what was talked about.")
    ).font = font()
    row = 4
    for name, text in _lines(voice, told):
        worksheet.cell(row, 1, name).font = font(bold=True)
        worksheet.cell(row, 2, text).font = font()
        for column in (1, 2):
            cell = worksheet.cell(row, column)
            cell.alignment, cell.border = Alignment(vertical="top", wrap_text=True), Border(bottom=EDGE)
        worksheet.row_dimensions[row].height = LINE * (1 + len(text) // LETTERS) + 4
        row += 1
    printed(worksheet, sum(WIDTHS))


def _lines(voice: Voice, told: list[Sheet]) -> list[tuple[str, str]]:
    needed = voice.gettext(
        "Headings with a star must be filled in. What you do not know, leave empty: it is not the same as no."
    )
    words = voice.gettext(
        "An arrow beside a cell offers what there is to choose from. Something else may be written too."
    )
    order = voice.gettext("With the client, our team, the people and the opportunities: all other sheets name these.")
    kept = voice.gettext("The names of sheets and headings. Columns may be moved, hidden or deleted, and others added.")
    again = voice.gettext(
        "As often as you like: what is the same as before writes nothing, and nothing is ever deleted."
    )
    command = "stakegraph import FILE.xlsx --profile register --account KEY"
    return [
        (voice.gettext("What must be there"), needed),
        (voice.gettext("Words and names"), words),
        (voice.gettext("Where to begin"), order),
        (voice.gettext("What must stay"), kept),
        (voice.gettext("Importing it"), f"{command}\n{again}"),
        *((sheet.name, sheet.says) for sheet in told),
    ]
