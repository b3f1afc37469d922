"""Registers, filled in as people do."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from app.register.book import register
from app.register.sheets import sheets
from schema.language import Language
from schema.voice import voice_of

__all__ = ["filled"]

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def filled(language: Language, rows: Rows) -> bytes:
    """The register in a language, with rows told by the English names of sheets and headings."""
    book = load_workbook(BytesIO(register(voice_of(language))))
    english, spoken = sheets(voice_of(Language.EN)), sheets(voice_of(language))
    assert rows.keys() <= {sheet.name for sheet in english}
    for sheet, known in zip(spoken, english, strict=True):
        columns = {entry.heading: at for at, entry in enumerate(known.entries, 1)}
        for number, row in enumerate(rows.get(known.name, ()), 2):
            for heading, value in row.items():
                book[sheet.name].cell(number, columns[heading]).value = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
