"""The register as a workbook: that it can be filled in, shown and printed, and says how."""

import re
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from app.register.book import register
from app.register.sheets import sheets
from schema.language import Language
from schema.voice import voice_of
from seeds.files.findings import Findings, Reason
from seeds.files.tables import open_tables


@pytest.fixture(scope="module", params=list(Language))
def language(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def book(language: Language) -> Any:
    return load_workbook(BytesIO(register(voice_of(language))))


def listed(book: Any, source: str) -> list[str]:
    """The words of a range such as 'Words'!$A$1:$A$3."""
    name, cells = source.rsplit("!", 1)
    return [cell.value for (cell,) in book[name.strip("'")][cells.replace("$", "")]]


def test_it_has_a_guide_and_a_sheet_for_each_thing(book: Any, language: Language) -> None:
    told = [sheet.name for sheet in sheets(voice_of(language))]
    assert len(told) == 9
    assert book.sheetnames[1:-1] == told
    assert book.worksheets[-1].sheet_state == "hidden"
    guide = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert set(told) <= set(guide)
    assert any("stakegraph import FILE.xlsx --profile register --account KEY" in text for text in guide)


def test_the_two_languages_differ_in_every_name() -> None:
    english, hungarian = ([sheet.name for sheet in sheets(voice_of(each))] for each in Language)
    assert not {*english} & {*hungarian}


def test_headings_stay_in_sight_and_nothing_is_filled_in(book: Any, language: Language) -> None:
    for sheet in sheets(voice_of(language)):
        worksheet = book[sheet.name]
        headings = [cell.value for cell in worksheet[1]]
        assert [str(heading).removesuffix(" *") for heading in headings] == [each.heading for each in sheet.entries]
        assert [str(heading).endswith(" *") for heading in headings] == [each.required for each in sheet.entries]
        assert worksheet.freeze_panes == "B2"
        assert worksheet.max_row == 1
        assert worksheet.page_setup.orientation == "landscape"
        assert sum(entry.width for entry in sheet.entries) / worksheet.page_setup.fitToWidth <= 200


def test_what_there_is_to_choose_from_is_offered(book: Any, language: Language) -> None:
    for sheet in sheets(voice_of(language)):
        rules: dict[str, Any] = {str(rule.sqref): rule for rule in book[sheet.name].data_validations.dataValidation}
        for index, entry in enumerate(sheet.entries):
            letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]
            rule: Any = rules.get(f"{letter}2:{letter}2000")
            if entry.choices:
                assert rule.type == "list"
                assert listed(book, rule.formula1) == list(entry.choices)
            elif entry.among:
                assert re.fullmatch(r"OFFSET\(.+\)", rule.formula1)
                assert entry.among in rule.formula1
            assert (rule.prompt if rule else None) == (entry.says or None)


def test_no_choice_is_there_twice(language: Language) -> None:
    for sheet in sheets(voice_of(language)):
        for entry in sheet.entries:
            assert len({*entry.choices}) == len(entry.choices), entry.heading


def test_days_and_amounts_have_their_formats(book: Any, language: Language) -> None:
    for sheet in sheets(voice_of(language)):
        for index, entry in enumerate(sheet.entries):
            letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]
            column = book[sheet.name].column_dimensions[letter]
            assert column.number_format == entry.form.value
            assert column.width == pytest.approx(entry.width)


def test_an_empty_one_is_read_without_a_question(language: Language) -> None:
    findings = Findings()
    with open_tables(register(voice_of(language)), "x.xlsx", findings) as tables:
        names = [table.sheet for table in tables]
        assert names[1:] == [sheet.name for sheet in sheets(voice_of(language))]
        for table, sheet in zip(tables[1:], sheets(voice_of(language)), strict=True):
            assert [heading.removesuffix(" *") for heading in table.headings] == [e.heading for e in sheet.entries]
            assert list(table.rows()) == []
    guide = names[0]
    odd = {finding.reason for finding in findings if finding.sheet != guide}
    assert odd <= {Reason.SHEET_HIDDEN, Reason.COLUMN_EMPTY, Reason.HEADING_CLEANED}
