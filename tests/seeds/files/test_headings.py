"""Headings: found below whatever stands above them, and each column has one of its own."""

import pytest

from graph.errors import InvalidInput
from seeds.files.findings import Findings, Reason
from seeds.files.headings import head_of
from seeds.files.record import Merge, Record
from seeds.files.tables import Stated
from tests.seeds.files.opened import opened

LINKEDIN = """Notes:
"When exporting your connection data, you may notice that some e-mail addresses are missing. You will only see
those of connections who let you see them."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Anna,Kiss,https://www.linkedin.com/in/anna,,Acme,CFO,12 Mar 2021
Béla,Nagy,https://www.linkedin.com/in/bela,bela@example.com,Acme,CIO,03 Jan 2020
"""
REGISTER = """Stakeholder register,,,,,,
Prepared by: Éva,,,,,,
,,,,,,
Stakeholder,Title,Engagement,,Power,,Strategy
,,Current,Desired,Influence,Interest,
Anna,CFO,Neutral,Supportive,5,3,Inform
Béla,CIO,Resistant,Neutral,4,4,Involve
"""


def test_a_preamble_is_skipped_and_told() -> None:
    read = opened(LINKEDIN)
    assert read.headings[:2] == ("First Name", "Last Name")
    assert read.column("Connected On") == ["12 Mar 2021", "03 Jan 2020"]
    assert read.numbers == [6, 7]
    assert [finding.row for finding in read.told(Reason.ABOVE_HEADINGS)] == [1, 2]


def test_headings_of_two_rows_are_joined_where_one_parts_the_other() -> None:
    read = opened(REGISTER)
    assert read.headings == (
        "Stakeholder",
        "Title",
        "Engagement / Current",
        "Engagement / Desired",
        "Power / Influence",
        "Power / Interest",
        "Strategy",
    )
    assert len(read.rows) == 2
    assert [finding.became for finding in read.told(Reason.HEADINGS_JOINED)] == list(read.headings[2:6])
    assert [finding.value for finding in read.told(Reason.ABOVE_HEADINGS)] == [
        "Stakeholder register",
        "Prepared by: Éva",
    ]


def test_groups_above_the_headings_are_joined_to_them() -> None:
    read = opened("Person,,,Engagement,\nName,Title,Email,Current,Desired\nAnna,CFO,a@example.com,Neutral,Supportive\n")
    assert read.headings == (
        "Person / Name",
        "Person / Title",
        "Person / Email",
        "Engagement / Current",
        "Engagement / Desired",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Name,Title,Company,City,\nJohn,,Acme,Paris,x\nJane,CFO,Acme,Wien,y\n",
        "Name,Title,Company\nJohn,,Acme\n,CFO,Beta\n",
        "Name,Title,Company\n,,Acme\nJane,CFO,Beta\n",
        "Account:,Acme\nName,Title,Company,City\nJane,CFO,Beta,Wien\n",
    ],
)
def test_a_row_of_words_below_or_above_is_no_part_of_the_headings(text: str) -> None:
    assert opened(text).told(Reason.HEADINGS_JOINED) == []
    assert opened(text).headings[:3] == ("Name", "Title", "Company")


def test_headings_are_cleaned_numbered_and_named() -> None:
    read = opened(" Name ,E\u0301v,\u200bEmail,email,EMAIL,,Email (2)\na,b,c,d,e,f,g\n")
    assert read.headings == ("Name", "Év", "Email", "email (3)", "EMAIL (4)", "column 6", "Email (2)")
    assert [(finding.reason, finding.became) for finding in read.findings] == [
        (Reason.HEADING_CLEANED, "Name"),
        (Reason.HEADING_CLEANED, "Év"),
        (Reason.HEADING_CLEANED, "Email"),
        (Reason.HEADING_REPEATED, "email (3)"),
        (Reason.HEADING_REPEATED, "EMAIL (4)"),
        (Reason.HEADING_MISSING, "column 6"),
    ]


def test_columns_that_most_rows_have_without_a_heading_are_named_by_their_place() -> None:
    read = opened("Name,Title\nAnna,CFO,x\nBéla,CIO,y\nCili,CEO\n")
    assert read.headings == ("Name", "Title", "column 3")
    assert read.column("column 3") == ["x", "y", ""]


def test_data_without_headings_is_read_by_number_and_asked_about() -> None:
    read = opened("Anna,a@example.com,2024-01-15\nBéla,b@example.com,2024-01-16\nCili,,\n")
    assert read.headings == ("column 1", "column 2", "column 3")
    assert len(read.rows) == 3
    assert [(finding.reason, finding.row) for finding in read.findings] == [(Reason.HEADINGS_ABSENT, 1)]


def test_whoever_knows_the_row_of_headings_states_it() -> None:
    text = "Report,Contacts\nName,Title\nAnna,CFO\n"
    assert opened(text).headings == ("Report", "Contacts")
    assert opened(text, stated=Stated(headings_in={"x.csv": 2})).headings == ("Name", "Title")
    with pytest.raises(InvalidInput, match=r"x\.csv has no headings in row 9"):
        opened(text, stated=Stated(headings_in={"x.csv": 9}))


def test_headings_that_are_stated_of_a_table_that_is_not_there_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv has no table Register"):
        opened("Name,Title\nAnna,CFO\n", stated=Stated(headings_in={"Register": 2}))


def test_a_remark_above_a_narrow_table_is_no_heading() -> None:
    read = opened("Account:,Acme,\nPrepared on:,2024-01-15,\nName,Title,City\nAnna,CFO,Győr\n")
    assert read.headings == ("Name", "Title", "City")
    assert read.reasons == {Reason.ABOVE_HEADINGS: 2}


def head(rows: list[list[str]], merges: list[Merge]) -> tuple[str, ...]:
    findings = Findings()
    found = head_of([Record(n, cells) for n, cells in enumerate(rows, 1)], merges, None, findings.voice("x.xlsx"))
    assert found is not None
    return found.headings


BODY = [["Anna", "CFO", "Neutral", "Supportive"], ["Béla", "CIO", "Neutral", "Neutral"]]


def test_merged_headings_say_themselves_how_far_they_reach() -> None:
    rows = [["Stakeholder", "Title", "Engagement"], ["", "Full", "Current", "Desired"], *BODY]
    assert head(rows, [Merge(0, 1, 0, 2), Merge(2, 1, 3, 1)]) == (
        "Stakeholder",
        "Title / Full",
        "Engagement / Current",
        "Engagement / Desired",
    )


def test_a_banner_merged_above_the_headings_is_none() -> None:
    rows = [["Register of 2026"], ["Stakeholder", "Title", "Current", "Desired"], *BODY]
    assert head(rows, [Merge(0, 1, 3, 1)]) == ("Stakeholder", "Title", "Current", "Desired")
    assert head(rows, [Merge(0, 1, 1, 1)]) == ("Stakeholder", "Title", "Current", "Desired")


def test_a_single_merged_group_is_one() -> None:
    rows = [["", "", "Engagement"], ["Stakeholder", "Title", "Current", "Desired"], *BODY]
    assert head(rows, [Merge(2, 1, 3, 1)])[2:] == ("Engagement / Current", "Engagement / Desired")
