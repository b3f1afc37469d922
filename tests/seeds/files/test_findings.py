"""Findings: each reason is produced by something, says where and what, and what is kept has bounds."""

from collections.abc import Callable

import openpyxl
import pytest

from seeds.files.columns import Kind
from seeds.files.dates import DateOrder
from seeds.files.findings import Finding, Findings, Reason, Severity
from seeds.files.numbers import DecimalMark
from tests.seeds.files.opened import opened, saved, values
from tests.seeds.files.packed import packed


def file(content: str | bytes, name: str = "x.csv") -> Callable[[], list[Finding]]:
    return lambda: opened(content, name).findings


def cell(kind: Kind, text: str, stated: DateOrder | DecimalMark | None = None) -> Callable[[], list[Finding]]:
    content = f"Key|What\nk|{text}\n"
    return lambda: values(content, {"What": kind}, {"What": stated} if stated else {})[1]


def sheets() -> list[Finding]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Name", "Title"], ["Deciders"], ["Anna", "=1+1"], [None, "CIO"], ["#REF!", "x"]):
        sheet.append(row)
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("A3:A4")
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.create_sheet("Empty")
    return opened(saved(book), "x.xlsx").findings


PEOPLE = "Name,E-mail,Day\n" + "".join(f"n{number},n{number}@example.com,2024-01-1{number}\n" for number in range(5))
CODES = "Key,What\n" + "".join(f"k,{number}\n" for number in [*range(1000, 1010), 123])
ARCHIVE = packed({"a.csv": "a,b\n", "b.csv": "", "c.png": "x"})

EXAMPLES: dict[Reason, Callable[[], list[Finding]]] = {
    Reason.ENCODING: file("Név\nGyőr\n".encode("cp1250")),
    Reason.ENCODING_DOUBTED: file("Nom\nnaïve\n".encode("cp1252")),
    Reason.DELIMITER_DOUBTED: file("a;b|c\n1;2|3\n"),
    Reason.MEMBER_SKIPPED: file(ARCHIVE, "x.zip"),
    Reason.MEMBER_REFUSED: file(ARCHIVE, "x.zip"),
    Reason.SHEET_HIDDEN: sheets,
    Reason.SHEET_EMPTY: sheets,
    Reason.ABOVE_HEADINGS: file("Report\n\nName,Title\nAnna,CFO\n"),
    Reason.HEADINGS_JOINED: file("Person,,Engagement,\nName,Title,Is,Should be\nAnna,CFO,x,y\n"),
    Reason.HEADINGS_ABSENT: file("Anna,a@example.com\n"),
    Reason.HEADINGS_AGAIN: file("Name,Title\nAnna,CFO\nName,Title\n"),
    Reason.HEADING_CLEANED: file("Name ,Title\nAnna,CFO\n"),
    Reason.HEADING_REPEATED: file("Name,name\nAnna,CFO\n"),
    Reason.HEADING_MISSING: file("Name,Title,\nAnna,CFO,x\n"),
    Reason.COLUMN_EMPTY: file("Name,Title\nAnna,\n"),
    Reason.ROW_BLANK: file("Name,Title\n\nAnna,CFO\n"),
    Reason.ROW_HIDDEN: sheets,
    Reason.ROW_BANNER: sheets,
    Reason.ROW_FOOTER: file("Name,Title,City\nAnna,CFO,Győr\n\nCopyright\n"),
    Reason.ROW_TOTAL: file("Name,Amount\nAnna,5\nGrand Totals (1 record):,5\n"),
    Reason.ROW_SHORT: file("Name,Title\nAnna,CFO\nBéla\n"),
    Reason.ROW_SURPLUS: file(PEOPLE + "n5,n5@example.com,2024-01-15,checked\n"),
    Reason.ROW_LONG: file("Name,Title\nAnna,CFO\nBéla,CIO,x\nCili,CEO\n"),
    Reason.ROW_REALIGNED: file(PEOPLE + ",n5,n5@example.com,2024-01-15\n"),
    Reason.ROW_SHIFTED: file("First," + PEOPLE.replace("\nn", "\nf,n") + "a,b,c,n5@example.com,2024-01-15\n"),
    Reason.QUOTES_INNER: file('Name,Title\n"the "best" one",CFO\n'),
    Reason.QUOTES_OPEN: file('Name,Title\n"the best,CFO\n'),
    Reason.MERGED: sheets,
    Reason.FORMULA_UNCOMPUTED: sheets,
    Reason.FORMULA_TEXT: file("Name,Title\n=SUM(A1),CFO\n"),
    Reason.ERROR_VALUE: sheets,
    Reason.LETTERS_LOST: file("Name,Title\nKov?cs,CFO\n"),
    Reason.LETTERS_GARBLED: file("Name,Title\nJÃ¡nos,CFO\n"),
    Reason.SPACES: file("Name,Title\nAnna ,CFO\n"),
    Reason.INVISIBLE: file("Name,Title\n\u200bAnna,CFO\n"),
    Reason.COMPOSED: file("Name,Title\nE\u0301va,CFO\n"),
    Reason.ENTITIES: file("Name,Title\nAT&amp;T,CFO\n"),
    Reason.UNWRAPPED: file('Name,Title\n"=""007""",CFO\n'),
    Reason.APOSTROPHE: file("Name,Title\n'=1+1,CFO\n"),
    Reason.EMPTY_WORD: cell(Kind.TEXT, "n/a"),
    Reason.DATE_ORDER: cell(Kind.DAY, "03/04/2024"),
    Reason.DATE_ORDER_DENIED: cell(Kind.DAY, "01/20/2024", DateOrder.DAY_FIRST),
    Reason.DATE_SERIAL: cell(Kind.DAY, "45321"),
    Reason.DATE_INVALID: cell(Kind.DAY, "soon"),
    Reason.DATE_NEVER: cell(Kind.DAY, "0000-00-00"),
    Reason.YEAR_SHORT: cell(Kind.DAY, "31.12.99"),
    Reason.DECIMAL_MARK: cell(Kind.NUMBER, "1.234"),
    Reason.DECIMAL_MARK_DENIED: cell(Kind.NUMBER, "1.5", DecimalMark.COMMA),
    Reason.NUMBER_INVALID: cell(Kind.NUMBER, "many"),
    Reason.CURRENCY_UNCLEAR: cell(Kind.MONEY, "$5"),
    Reason.BOOLEAN_INVALID: cell(Kind.BOOLEAN, "maybe"),
    Reason.EMAIL_MENDED: cell(Kind.EMAIL, "a @example.com"),
    Reason.EMAIL_SEVERAL: cell(Kind.EMAIL, "a@example.com; b@example.com"),
    Reason.EMAIL_INVALID: cell(Kind.EMAIL, "a"),
    Reason.ID_DECIMAL: cell(Kind.CODE, "12.0"),
    Reason.DIGITS_LOST: cell(Kind.CODE, "1.2E+11"),
    Reason.ZERO_LOST: lambda: values(CODES, {"What": Kind.CODE})[1],
}


def test_every_reason_has_an_example() -> None:
    assert EXAMPLES.keys() == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_told_with_its_place_and_a_sentence(reason: Reason) -> None:
    found = [finding for finding in EXAMPLES[reason]() if finding.reason is reason]
    assert found
    for finding in found:
        assert str(finding).startswith(finding.file)
        assert isinstance(finding.severity, Severity)
        assert finding.sentence[0].isupper() or finding.sentence[0] == "“"
        assert finding.sentence.rstrip()[-1] in ".?"
        assert "{" not in finding.sentence
        assert "“”" not in finding.sentence


def test_a_finding_says_where() -> None:
    (finding,) = file("Name,Title\nAnna ,CFO\n")()
    assert (finding.file, finding.sheet, finding.row, finding.column) == ("x.csv", None, 2, "Name")
    assert (finding.value, finding.became, finding.severity) == ("Anna ", "Anna", Severity.REPAIRED)
    assert str(finding).startswith("x.csv, row 2, Name: Spaces")
    assert str(Finding("x.xlsx", "One", None, None, "", Reason.SHEET_HIDDEN)) == (
        "x.xlsx, One: The sheet is hidden and was skipped."
    )


def test_all_are_counted_and_a_few_of_each_kind_kept() -> None:
    findings = Findings()
    for voice, column in ((findings.voice("x"), "A"), (findings.voice("x"), "B"), (findings.voice("x", "s"), "A")):
        for row in range(200):
            voice.tell(Reason.SPACES, row, column, "v" * 1_000, "b" * 1_000)
    kept = list(findings)
    assert len(kept) == 150
    assert set(findings.counts.values()) == {200}
    assert [finding.row for finding in kept[:50]] == list(range(50))
    assert {len(finding.value) for finding in kept} == {200}


def test_no_file_makes_it_keep_more_than_so_many() -> None:
    findings = Findings()
    for number in range(11_000):
        findings.voice("x").tell(Reason.COLUMN_EMPTY, column=str(number))
    assert len(list(findings)) == 10_000
    assert len(findings.counts) == 11_000
