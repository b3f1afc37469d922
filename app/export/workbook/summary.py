"""How the account stands, on one page."""

from collections.abc import Iterator
from typing import Final

from openpyxl.styles import Alignment, Border
from openpyxl.worksheet.worksheet import Worksheet

from app.export.subject import Subject
from app.export.workbook.sheet import EDGE, HEADINGS, Form, Sheet, Value, font
from schema.sentences.coverage import coverage_sentence, status_sentence
from schema.sentences.departures import resilience_sentence

__all__ = ["summary_sheet"]

WIDTHS: Final = (46.0, 14.0, 90.0)


def summary_sheet(subject: Subject, worksheet: Worksheet) -> None:
    """The scores, each with the sentence that explains it."""
    voice, root = subject.voice, subject.reading.graph.root
    said = voice.gettext("How the account stands on %(day)s", day=voice.day(subject.reading.day))
    sheet = Sheet(worksheet, voice.gettext("Summary"), root.name, said)
    for letter, width in zip("ABC", WIDTHS, strict=True):
        worksheet.column_dimensions[letter].width = width
    for row, (name, value, form, sentence) in enumerate(_lines(subject), HEADINGS):
        sheet.write(row, 1, name).font = font(bold=True)
        figure = sheet.write(row, 2, value)
        figure.number_format, figure.font = form.number_format, font(bold=True)
        sheet.write(row, 3, sentence)
        for column in (1, 2, 3):
            cell = worksheet.cell(row, column)
            cell.alignment = Alignment(vertical="top", horizontal="left", wrap_text=True)
            cell.border = Border(bottom=EDGE)
        sheet.fit(row, WIDTHS)


def _lines(subject: Subject) -> Iterator[tuple[str, Value, Form, str]]:
    """Each line: what, how much, how that is written, and in words."""
    voice, reading, language = subject.voice, subject.reading, subject.language
    yield voice.gettext("Account"), reading.graph.key, Form.TEXT, ""
    yield voice.gettext("Day"), reading.day, Form.DAY, ""
    yield voice.gettext("Revision"), reading.graph.revision, Form.AMOUNT, ""
    yield voice.gettext("People"), len(reading.reach), Form.AMOUNT, ""
    yield voice.gettext("Coverage"), reading.coverage, Form.PERCENT, coverage_sentence(reading, language)
    yield voice.gettext("Resilience"), reading.resilience, Form.PERCENT, resilience_sentence(reading, language)
    status = voice.gettext("%(step)s of 3", step=voice.number(int(reading.status)))
    yield voice.gettext("Status"), status, Form.TEXT, status_sentence(reading, language)
    uncovered = voice.gettext("Decision-makers whom we do not reach")
    yield uncovered, len(reading.uncovered), Form.AMOUNT, ""
    alone = voice.gettext("Decision-makers whom one of us alone reaches")
    yield alone, len(reading.single_threaded), Form.AMOUNT, ""
