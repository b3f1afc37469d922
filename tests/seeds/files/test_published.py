"""Published exports: every fault that is told of them is met, and nothing is told of what is sound."""

import csv
import json
import sqlite3
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from seeds.files.columns import Kind, columns
from seeds.files.findings import Finding, Findings, Reason
from seeds.files.tables import open_tables
from tests.seeds.files.opened import opened

PUBLISHED = Path(__file__).parent / "published"
DIRTY = PUBLISHED / "dirty-csv"
DYNAMICS = PUBLISHED / "dynamics-ms-learn"
SALESFORCE = PUBLISHED / "sf-data-cloud-workshop"
ALL = sorted(PUBLISHED.rglob("*.csv"))


def read(path: Path, kinds: dict[str, Kind]) -> tuple[dict[str, list[Any]], list[Finding]]:
    """Some columns of a file, read as these kinds, and what was told of them."""
    findings = Findings()
    with open_tables(path, path.name, findings) as (table,):
        found = columns(table, kinds)
        rows = list(table.rows())
        values = {heading: [column.read(row) for row in rows] for heading, column in found.items()}
        return values, list(findings)


def reasons(findings: list[Finding]) -> list[Reason]:
    return [finding.reason for finding in findings]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_cell_is_in_its_place(path: Path) -> None:
    """What the csv module reads of it, apart from spaces, what nobody sees, and rows that are blank."""
    text = path.read_bytes().decode("utf-8-sig").replace("\u200b", "").replace("\xa0", " ")
    delimiter = {"european-semicolon.csv": ";", "21-tab-separated.csv": "\t"}.get(path.name, ",")
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    headings, *body = [[cell.strip() for cell in row] for row in rows]
    expected = [row + [""] * (len(headings) - len(row)) for row in body if any(row)]
    assert [list(row) for row in opened(path, path.name).rows] == expected


SOUND = [
    "08-broken-headers-typos.csv",
    "10-mixed-date-formats.csv",
    "11-international-names.csv",
    "12-unicode-emoji.csv",
    "15-duplicate-rows.csv",
    "21-tab-separated.csv",
    "23-quoted-fields-multiline.csv",
    "24-salesforce-style.csv",
    "european-semicolon.csv",
    "excel-messy-export.csv",
    "horrible-headers-mixed.csv",
    "hubspot-export.csv",
    "rtl-arabic-headers.csv",
    "salesforce-leads.csv",
    "import accounts.csv",
    "csv-with-1000-records.csv",
    "accounts.csv",
    "products.csv",
    "sales_teams.csv",
]


@pytest.mark.parametrize("path", [path for path in ALL if path.name in SOUND], ids=lambda path: path.name)
def test_nothing_is_told_of_what_can_be_read_as_it_stands(path: Path) -> None:
    assert opened(path, path.name).findings == []


def test_all_that_are_sound_are_there() -> None:
    assert {path.name for path in ALL} >= set(SOUND)


# ---------------------------------------------------------------- dirty-csv


def test_repeated_headings() -> None:
    read = opened(DIRTY / "09-duplicate-headers.csv")
    assert read.headings == ("Name", "Email", "Phone", "Name (2)", "Email (2)", "Notes")
    assert reasons(read.findings) == [Reason.HEADING_REPEATED] * 2
    assert read.column("Email (2)") == ["john.d@alt.com", "jane.s@work.com"]


def test_headings_that_differ_in_case_only_and_rows_with_fewer_cells() -> None:
    read = opened(DIRTY / "duplicate-mixed-columns.csv")
    assert read.headings == ("name", "Name (2)", "NAME (3)", "email", "Email (2)", "EMAIL (3)", "phone", "Phone (2)")
    assert read.reasons == {Reason.HEADING_REPEATED: 5, Reason.ROW_SHORT: 2, Reason.COLUMN_EMPTY: 1}
    assert read.column("Phone (2)") == ["", ""]


def test_six_formats_of_dates_over_two_columns() -> None:
    values, findings = read(DIRTY / "10-mixed-date-formats.csv", {"Signup Date": Kind.DAY, "Last Contact": Kind.MOMENT})
    assert values == {
        "Signup Date": [date(2024, 1, 15), date(2024, 1, 20), date(2024, 3, 20)],
        "Last Contact": [date(2024, 1, 15), datetime(2024, 1, 20, 14, 30, tzinfo=UTC), date(2024, 3, 20)],
    }
    assert findings == []


def test_blank_rows() -> None:
    read = opened(DIRTY / "14-blank-rows.csv")
    assert [finding.row for finding in read.told(Reason.ROW_BLANK)] == [2, 4, 5, 6]
    assert read.numbers == [3, 7]


def test_padded_headings_quotes_after_a_space_and_a_nickname_in_quotes() -> None:
    read = opened(DIRTY / "16-messy-formatting.csv")
    assert read.headings == ("Name", "Email", "Phone", "Company")
    assert read.rows[0] == ('John "Johnny" Doe', "john@messy.com", "555-0900", "Acme, Inc.")
    assert set(read.reasons) == {Reason.HEADING_CLEANED, Reason.SPACES}


def test_formulas_are_text() -> None:
    read = opened(DIRTY / "17-formula-injection.csv")
    assert read.column("Name") == ["=SUM(A1:A10)", "+1234567890", "-100", "@SUM(A1)", "Normal User"]
    assert [finding.value for finding in read.told(Reason.FORMULA_TEXT)] == ["=SUM(A1:A10)", "@SUM(A1)"]


def test_empty_and_nameless_columns() -> None:
    empty = opened(DIRTY / "19-empty-columns.csv")
    assert [finding.column for finding in empty.told(Reason.COLUMN_EMPTY)] == ["Extra1", "Extra2", "Extra3"]
    nameless = opened(DIRTY / "22-trailing-commas.csv")
    assert nameless.headings[-1] == "column 5"
    assert reasons(nameless.findings) == [Reason.HEADING_MISSING, Reason.COLUMN_EMPTY]


def test_a_line_break_in_a_cell() -> None:
    read = opened(DIRTY / "23-quoted-fields-multiline.csv")
    assert (read.column("Address"), read.numbers) == (["123 Main St\nApt 4B", "456 Oak Ave"], [2, 4])


def test_an_address_that_is_none() -> None:
    values, findings = read(DIRTY / "salesforce-leads.csv", {"Email": Kind.EMAIL})
    assert values["Email"] == ["john@sfdc.com", "jane@sfdc.com", None]
    assert [(finding.row, finding.reason, finding.value) for finding in findings] == [
        (4, Reason.EMAIL_INVALID, "invalid")
    ]


def test_maybe() -> None:
    values, findings = read(DIRTY / "excel-messy-export.csv", {"Interested?": Kind.BOOLEAN, "☎ Contact": Kind.CODE})
    assert values["Interested?"] == [True, None, False]
    assert reasons(findings) == [Reason.BOOLEAN_INVALID]


# ---------------------------------------------------------------- dynamics-ms-learn


def test_marks_zero_widths_no_break_spaces_and_blank_rows_of_dynamics() -> None:
    path = DYNAMICS / "Contoso Contacts.csv"
    table = opened(path, path.name)
    assert table.headings[0] == "First Name"
    assert len(table.rows) == 145
    zero_widths = table.told(Reason.INVISIBLE)
    assert len(zero_widths) == 13
    assert {finding.became for finding in zero_widths} == {
        "Fabrikam, Inc.",
        "First Up Consultants",
        "Munson's Pickles and Preserves Farm",
        "Wingtip Toys",
    }
    assert [finding.row for finding in table.told(Reason.ROW_BLANK)] == [147, 148]
    values, findings = read(path, {"Email": Kind.EMAIL, "Marketing Contacts": Kind.BOOLEAN})
    invalid = {finding.value for finding in findings if finding.reason is Reason.EMAIL_INVALID}
    assert invalid == {f"{name}@lamna healthcare company" for name in ("jimmy", "nana", "adam", "rob")}
    assert values["Email"].count(None) == 4
    mended = {finding.value: finding.became for finding in findings if finding.reason is Reason.EMAIL_MENDED}
    assert mended["brian @adventure-works.com"] == "brian@adventure-works.com"
    assert mended["eran @margiestravel.com"] == "eran@margiestravel.com"  # the space was a no-break one
    assert len(mended) == 5
    assert set(values["Marketing Contacts"]) <= {True, False}


def test_accounts_of_one_column_and_their_trailing_space() -> None:
    path = DYNAMICS / "Contoso Accounts.csv"
    table = opened(path, path.name)
    assert (table.headings, len(table.rows)) == (("Company Name",), 30)
    assert ("Litware, Inc.",) in table.rows
    assert [finding.became for finding in table.told(Reason.SPACES)] == ["City Power & Light"]
    assert table.reasons[Reason.ROW_BLANK] == 4


def test_a_heading_that_begins_with_a_space() -> None:
    path = DYNAMICS / "ContosoCoffee_D365Contacts.csv"
    table = opened(path, path.name)
    assert table.headings[0] == "Full Name"
    assert table.reasons[Reason.HEADING_CLEANED] == 1
    assert sum(1 for row in table.rows if sum(map(bool, row)) == 3) == 4  # contacts with nothing but a name


# ---------------------------------------------------------------- Salesforce


def test_exports_of_salesforce_have_marks_and_true_is_one_and_false_is_empty() -> None:
    values, findings = read(
        SALESFORCE / "Opportunity.csv",
        {
            "Id": Kind.CODE,
            "IsWon": Kind.BOOLEAN,
            "Amount": Kind.MONEY,
            "CloseDate": Kind.DAY,
            "CreatedDate": Kind.MOMENT,
        },
    )
    assert Counter(values["IsWon"]).keys() == {True, False}
    assert values["Amount"][0].number == Decimal("1124741.15")
    assert values["CloseDate"][0] == date(2024, 11, 10)
    assert values["CreatedDate"][0] == datetime(2024, 1, 22, 16, 14, 25, tzinfo=UTC)
    assert {finding.reason for finding in findings} == {Reason.COLUMN_EMPTY}


def test_columns_that_nobody_filled() -> None:
    table = opened(SALESFORCE / "Contact.csv")
    assert {"ReportsToId", "Title", "Department"} <= {finding.column for finding in table.told(Reason.COLUMN_EMPTY)}


def test_phone_numbers_that_lost_their_leading_zero() -> None:
    _, findings = read(SALESFORCE / "Contact.csv", {"Phone": Kind.CODE, "MobilePhone": Kind.CODE})
    assert sum(finding.reason is Reason.ZERO_LOST for finding in findings) == 11


def test_json_in_a_cell() -> None:
    table = opened(SALESFORCE / "Contact.csv")
    addresses = [json.loads(cell) for cell in table.column("MailingAddress") if cell]
    assert addresses[0]["city"] == "Anthonyton"


def test_tasks() -> None:
    values, _ = read(SALESFORCE / "Task.csv", {"ActivityDate": Kind.DAY, "WhoId": Kind.CODE, "WhatId": Kind.CODE})
    assert len([day for day in values["ActivityDate"] if day]) == 75
    assert len([what for what in values["WhatId"] if what]) == 30


@pytest.fixture(scope="module")
def dump() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript((PUBLISHED / "sf-npsp-dev-org" / "test_data.sql").read_text(encoding="utf-8"))
    return connection


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1250"])
@pytest.mark.parametrize("name", ["Account", "Contact", "Opportunity", "OpportunityContactRole", "Address__c"])
def test_a_dump_survives_the_way_through_a_file(dump: sqlite3.Connection, name: str, encoding: str) -> None:
    """All is text; names have commas and letters of many languages; dates stand within names."""
    rows = dump.execute(f'SELECT * FROM "{name}"')  # noqa: S608  # of the test's own
    headings = [column[0] for column in rows.description]
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    buffer = StringIO()
    csv.writer(buffer, delimiter=";").writerows([headings, *cells])
    content = buffer.getvalue().encode(encoding, errors="replace")
    expected = [[cell.strip().encode(encoding, "replace").decode(encoding) for cell in row] for row in cells]
    table = opened(content, f"{name}.csv")
    assert table.headings == tuple(headings)
    assert [list(row) for row in table.rows] == expected


def test_what_a_dump_says_is_understood(dump: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / "OpportunityContactRole.csv"
    rows = dump.execute("SELECT * FROM OpportunityContactRole")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[column[0] for column in rows.description], *rows])
    heading = next(column[0] for column in rows.description if "rimary" in column[0])
    values, _ = read(path, {heading: Kind.BOOLEAN})
    assert set(values[heading]) == {True, False}
    assert len(values[heading]) == 999
