"""Workbooks: what cells mean is read as a spreadsheet program shows it, whoever wrote the file."""

import string
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from graph.errors import InvalidInput
from seeds.files.columns import Kind, columns
from seeds.files.findings import Findings, Reason
from seeds.files.tables import open_tables
from tests.seeds.files.opened import Opened, opened, saved
from tests.seeds.files.packed import workbook

HEADINGS = '<row r="1"><c r="A1" t="str"><v>Name</v></c><c r="B1" t="str"><v>What</v></c></row>'


def written(*rows: list[Any], formats: dict[str, str] | None = None, since_1904: bool = False) -> bytes:
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for place, form in (formats or {}).items():
        sheet[place].number_format = form
    return saved(book)


def by_hand(cell: str, **parts: str) -> Opened:
    """A workbook with one cell below its headings, in column B."""
    return opened(workbook(f'{HEADINGS}<row r="2"><c r="A2" t="str"><v>x</v></c>{cell}</row>', **parts), "x.xlsx")


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Győr", "Győr"), (" padded ", "padded"), (1234, "1234"), (1234.0, "1234"), (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"), (Decimal("1.50"), "1.5"), (123456789012345, "123456789012345"), (-5, "-5"), (True, "TRUE"),
        (False, "FALSE"), (date(2026, 11, 25), "2026-11-25"), (datetime(2026, 11, 25, 14, 30), "2026-11-25T14:30:00"),  # noqa: DTZ001
        (time(14, 30), "14:30:00"), (date(1900, 1, 1), "1900-01-01"), (date(1900, 3, 1), "1900-03-01"),
        ("a\nb", "a\nb"), ("00123", "00123"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_what_it_means(value: Any, text: str) -> None:
    assert opened(written(["Name", "What"], ["x", value]), "x.xlsx").rows == [("x", text)]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234, "00000", "01234"), (0.12, "0%", "0.12"), (1200, '#,##0\\ "Ft"', "1200 Ft"),
        (1200, "[$HUF] 0", "1200 HUF"), (1200, "[$€-407] #,##0", "1200 €"), (1200, "[$$-409]#,##0.00", "1200 USD"),
        (1200, '"$"#,##0', "1200 $"), (1200, "#,##0 €", "1200 €"), (1200, '0 "pcs"', "1200"),
        (46351, "yyyy\\-mm\\-dd;@", "2026-11-25"), (46351, "[$-40E]yyyy\\.\\ mmmm\\ d\\.;@", "2026-11-25"),
        (46351, "m/d/yy", "2026-11-25"),
        (46351, "mmm\\-yy", "2026-11-25"), (46351.5, "General", "46351.5"), (0.5, "[h]:mm", "12:00:00"),
        (0.99999999, "hh:mm", "23:59:59"), (1.5, '0.0 "days"', "1.5"), (5, "[Red]0", "5"), (5, "@", "5"),
        (1234.5, "0.00E+00", "1234.5"), (2, "# ?/?", "2"), (-0.0, "0", "0"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_format_means_it(value: float, form: str, text: str) -> None:
    content = written(["Name", "What"], ["x", value], formats={"B2": form})
    assert opened(content, "x.xlsx").rows == [("x", text)]


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    content = written(["Name", "What", "Bare"], ["x", date(2026, 11, 25), 44889], since_1904=True)
    findings = Findings()
    with open_tables(content, "x.xlsx", findings) as (table,):
        bare = columns(table, {"Bare": Kind.DAY})["Bare"]
        (row,) = table.rows()
        assert (row.cells[1], bare.read(row)) == ("2026-11-25", date(2026, 11, 25))


def test_the_day_that_never_was_is_left_a_number() -> None:
    content = written(["Name", "What"], ["x", 60], formats={"B2": "yyyy-mm-dd"})
    assert opened(content, "x.xlsx").rows == [("x", "60")]


def test_a_formula_is_read_by_its_value() -> None:
    read = by_hand('<c r="B2" t="str"><f>A2&amp;"@x.hu"</f><v>x@x.hu</v></c>')
    assert (read.rows, read.findings) == ([("x", "x@x.hu")], [])
    assert by_hand('<c r="B2" t="str"><f>""</f><v></v></c><c r="C2"><v>1</v></c>').rows == [("x", "", "1")]


def test_a_formula_without_a_value_is_told() -> None:
    read = opened(written(["Name", "What"], ["x", "=1+1"]), "x.xlsx")
    assert read.rows == [("x", "")]
    (finding,) = read.told(Reason.FORMULA_UNCOMPUTED)
    assert (finding.sheet, finding.row, finding.column, finding.value) == ("Sheet", 2, "What", "=1+1")


def test_errors_are_told_but_for_the_one_that_means_nothing() -> None:
    read = by_hand('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    assert (read.rows, [finding.value for finding in read.told(Reason.ERROR_VALUE)]) == ([("x", "")], ["#DIV/0!"])
    assert by_hand('<c r="B2" t="e"><v>#N/A</v></c>').rows == [("x", "#N/A")]


def test_texts_are_read_without_their_readings_and_escapes() -> None:
    strings = (
        "<si><t>a</t></si><si><r><t>Ri</t></r><r><t>ch_x0041_</t></r><rPh><t>ricchi</t></rPh></si><si><t></t></si>"
    )
    read = by_hand('<c r="B2" t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>0</v></c>', strings=strings)
    assert read.rows == [("x", "RichA", "", "a")]
    assert by_hand('<c r="B2" t="inlineStr"><is><t>in</t><rPh><t>x</t></rPh></is></c>').rows == [("x", "in")]


def test_half_a_pair_of_surrogates_is_no_letter() -> None:
    strings = "<si><t>a_xD800_b</t></si>"
    assert by_hand('<c r="B2" t="s"><v>0</v></c>', strings=strings).rows == [("x", "a?b")]
    assert by_hand('<c r="B2" t="inlineStr"><is><t>a_xD800_b</t></is></c>').rows == [("x", "a?b")]


def test_cells_and_rows_need_not_say_where_they_are() -> None:
    read = opened(
        workbook("<row><c t='str'><v>A</v></c><c t='str'><v>B</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>")
    )
    assert (read.rows, read.numbers) == ([("1", "2")], [2])


def test_prefixes_and_dates_of_the_strict_kind_are_understood() -> None:
    sheet = '<x:worksheet xmlns:x="u"><x:sheetData><x:row r="3"><x:c r="A3" t="d"><x:v>2026-11-25</x:v></x:c></x:row>'
    content = workbook("", **{"xl/worksheets/sheet1.xml": f"{sheet}</x:sheetData></x:worksheet>"})
    read = opened(content, "x.xlsx")
    assert (read.rows, read.numbers) == ([("2026-11-25",)], [3])


def test_digits_that_a_number_cannot_keep_are_told() -> None:
    read = by_hand('<c r="B2"><v>1.2345678901234567E+17</v></c>')
    assert [(finding.reason, finding.value) for finding in read.findings] == [
        (Reason.DIGITS_LOST, "123456789012346000")
    ]


# ---------------------------------------------------------------- sheets and rows


def register() -> openpyxl.Workbook:
    """A register of stakeholders as project managers keep it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Register"
    rows: list[list[Any]] = [
        ["Stakeholder register 2026"],
        [],
        ["Stakeholder", "Title", "Influence", "Engagement", None, "E-mail"],
        [None, None, None, "Is", "Should be", None],
        ["Deciders"],
        ["Anna", "CFO", 5, "Current", "Neutral", "=LOWER(A6)"],
        [None, None, None, "Desired", "Supportive", None],
        ["Béla", "CIO", 4, "Current", "Resistant", None],
        [None, None, None, "Desired", "Neutral", None],
    ]
    for row in rows:
        sheet.append(row)
    for cells in (
        "A1:F1",
        "A3:A4",
        "B3:B4",
        "C3:C4",
        "D3:E3",
        "F3:F4",
        "A5:F5",
        "A6:A7",
        "B6:B7",
        "A8:A9",
        "B8:B9",
        "C6:C7",
    ):
        sheet.merge_cells(cells)
    lists = book.create_sheet("Lists")
    lists.append(["Supportive"])
    lists.sheet_state = "hidden"
    book.create_sheet("Secret").sheet_state = "veryHidden"
    book.create_sheet("Empty")
    return book


def test_a_register_is_read_with_its_merged_headings_banners_and_rows() -> None:
    read = opened(saved(register()), "register.xlsx")
    assert read.headings == ("Stakeholder", "Title", "Influence", "Engagement / Is", "Engagement / Should be", "E-mail")
    assert read.rows == [
        ("Anna", "CFO", "5", "Current", "Neutral", ""),
        ("Anna", "CFO", "5", "Desired", "Supportive", ""),
        ("Béla", "CIO", "4", "Current", "Resistant", ""),
        ("Béla", "CIO", "", "Desired", "Neutral", ""),
    ]
    told = [(finding.reason, finding.row, finding.column) for finding in read.findings if finding.sheet == "Register"]
    assert told == [
        (Reason.ABOVE_HEADINGS, 1, None),
        (Reason.HEADINGS_JOINED, 4, "Engagement / Is"),
        (Reason.HEADINGS_JOINED, 4, "Engagement / Should be"),
        (Reason.ROW_BANNER, 5, None),
        (Reason.MERGED, 6, "Stakeholder"),
        (Reason.MERGED, 6, "Title"),
        (Reason.MERGED, 6, "Influence"),
        (Reason.FORMULA_UNCOMPUTED, 6, "E-mail"),
        (Reason.MERGED, 8, "Stakeholder"),
        (Reason.MERGED, 8, "Title"),
        (Reason.COLUMN_EMPTY, None, "E-mail"),
    ]


def test_hidden_and_empty_sheets_are_told() -> None:
    read = opened(saved(register()), "register.xlsx")
    assert [(f.reason, f.sheet) for f in read.findings if f.sheet != "Register"] == [
        (Reason.SHEET_HIDDEN, "Lists"),
        (Reason.SHEET_HIDDEN, "Secret"),
        (Reason.SHEET_EMPTY, "Empty"),
    ]


def test_hidden_rows_and_columns_are_read_as_dynamics_hides_its_ids_there() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["(Do Not Modify) Contact", " Full Name"])
    sheet.append(["id-1", "Anna"])
    sheet.append(["id-2", "Béla"])
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[3].hidden = True
    read = opened(saved(book), "x.xlsx")
    assert (read.headings, read.rows) == (
        ("(Do Not Modify) Contact", "Full Name"),
        [("id-1", "Anna"), ("id-2", "Béla")],
    )
    assert [(finding.reason, finding.row) for finding in read.told(Reason.ROW_HIDDEN)] == [(Reason.ROW_HIDDEN, 3)]


def test_every_visible_sheet_is_a_table() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["A"])
    book.create_sheet("Two").append(["B", "C"])
    book.create_chartsheet("Chart")
    with open_tables(saved(book), "x.xlsx", Findings()) as tables:
        assert [(table.sheet, table.headings) for table in tables] == [("Sheet", ("A",)), ("Two", ("B", "C"))]


def test_a_gap_between_rows_is_told() -> None:
    read = opened(written(["Name", "What"], ["x", 1], [], [], ["y", 2]), "x.xlsx")
    assert [(finding.reason, finding.row) for finding in read.findings] == [(Reason.ROW_BLANK, 3)]
    assert read.numbers == [2, 5]


def test_a_shifted_row_of_a_sheet_is_put_right() -> None:
    people: list[list[Any]] = [[f"n{i}", f"n{i}@x.hu", i + 0.5, date(2026, 1, 1)] for i in range(5)]
    read = opened(written(["Name", "E-mail", "Amount", "On"], *people, [None, *people[0]]), "x.xlsx")
    assert read.rows[-1] == read.rows[0]
    assert [finding.reason for finding in read.findings] == [Reason.ROW_REALIGNED]


# ---------------------------------------------------------------- strangers


@pytest.mark.parametrize(
    "sheet",
    [
        "<row><c></row>",
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<row r="1"><c t="s"><v>7</v></c></row>',
        '<row r="1"><c><v>five</v></c></row>',
    ],
)
def test_a_damaged_workbook_is_refused_by_name(sheet: str) -> None:
    with pytest.raises(InvalidInput, match=r"x\.xlsx is damaged") as refused:
        opened(workbook(sheet), "x.xlsx")
    assert refused.value.path == ("x.xlsx",)


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(InvalidInput, match=r"x\.xlsx is damaged"):
        opened(workbook("", **{"xl/worksheets/sheet1.xml": bomb}), "x.xlsx")


def test_an_archive_that_is_cut_off_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"x\.xlsx is damaged"):
        opened(written(["Name"], ["x"])[:-30], "x.xlsx")


def test_a_part_that_is_missing_is_told() -> None:
    with pytest.raises(InvalidInput, match="no list of sheets"):
        opened(workbook("", **{"_rels/.rels": "<Relationships/>"}), "x.xlsx")


values = (
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.floats(-1e9, 1e9).map(lambda number: round(number, 3))
    | st.dates(date(1900, 3, 1), date(9999, 12, 31))
    | st.text(string.ascii_letters + "őűá é", min_size=1, max_size=6)
)


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, int | float):
        return format(Decimal(repr(value)).normalize(), "f") if value else "0"
    return str(value).strip()


rows_of_three = st.lists(values, min_size=3, max_size=3).filter(lambda row: any(map(shown, row)))
tables = st.lists(rows_of_three, min_size=1, max_size=4)


@settings(max_examples=40, deadline=timedelta(seconds=2))
@given(tables)
def test_a_workbook_says_what_openpyxl_says_it_does(rows: list[list[Any]]) -> None:
    content = written(["First heading", "Second heading", "Third heading"], *rows)
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True).worksheets[0]
    expected = [tuple(shown(value) for value in row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert opened(content, "x.xlsx").rows == expected
