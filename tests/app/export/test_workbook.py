"""The workbook, read back."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from app.export.subject import Subject
from app.export.workbook.book import workbook
from graph.model import Knows, Opportunity, Stakeholder, TeamMember
from graph.snapshot import AccountGraph, Snapshot
from schema.language import Language
from schema.sentences.coverage import coverage_sentence
from schema.sentences.decision_makers import uncovered_sentence
from schema.sentences.recommendations import recommendation_sentence
from tests.app.export.accounts import DAY, borokvar_subject, krackhardt_subject, subject
from tests.graph.acme import ACME, edge, ident, made, member, opportunity, person

SUMMARY, PEOPLE, HEAT, UNCOVERED, STEPS, OPPORTUNITIES = range(6)


def opened(exported: Subject) -> Any:
    return load_workbook(BytesIO(b"".join(workbook(exported))))


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows below the headings, which stand in the fourth row."""
    headings, *rows = sheet.iter_rows(min_row=4, values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def small(**values: Any) -> Subject:
    return subject(AccountGraph(made(person("anna", **values)), Snapshot("team")))


def test_it_has_its_sheets_in_both_languages() -> None:
    english, hungarian = (opened(borokvar_subject(language)).sheetnames for language in Language)
    assert english == ["Summary", "People", "Heat map", "Not reached", "Next steps", "Opportunities"]
    assert len(hungarian) == 6
    assert not {*english} & {*hungarian}


def test_the_summary_tells_how_the_account_stands() -> None:
    exported = borokvar_subject()
    sheet = opened(exported).worksheets[SUMMARY]
    told = {row[0]: row[1:] for row in sheet.iter_rows(min_row=4, max_col=3, values_only=True)}
    assert sheet["A1"].value == "Borókvári Művek Nyrt."
    assert told["Day"][0].date() == DAY
    assert told["Coverage"] == (
        pytest.approx(exported.reading.coverage),  # a cell has sixteen digits
        coverage_sentence(exported.reading, Language.EN),
    )
    assert told["Resilience"][0] == pytest.approx(exported.reading.resilience)
    assert told["Status"][0] == f"{int(exported.reading.status)} of 3"
    assert told["Decision-makers whom we do not reach"][0] == len(exported.reading.uncovered)


def test_the_people_are_all_there_with_their_scores() -> None:
    exported = borokvar_subject()
    rows = table(opened(exported).worksheets[PEOPLE])
    powers = [row["Power"] for row in rows]
    assert len(rows) == len(exported.reading.reach)
    assert powers == sorted(powers, reverse=True)
    [gal] = [row for row in rows if row["Name"] == "Gál Benedek"]
    identifier = ident(Stakeholder, "gal-benedek", "borokvar")
    assert gal["Power"] == pytest.approx(exported.reading.power.of(identifier))
    assert gal["Coverage"] == pytest.approx(exported.reading.reach[identifier].coverage)
    assert (gal["Level of work"], gal["Contact with us"]) == ("Vice-president", "In-depth contact")
    assert gal["Last contact"].date() == exported.reading.encounters[identifier].last


def test_the_heat_map_tells_strengths_levels_and_wishes() -> None:
    ours = made(member("zoe"), member("adam"), scope="team")
    said = edge(
        Knows,
        ident(TeamMember, "zoe"),
        ident(Stakeholder, "anna"),
        level="VENDOR",
        targetLevel="TRUSTED_ADVISOR",
        by="source:test",
        validFrom=DAY,
    )
    exported = subject(AccountGraph(made(person("anna"), [said]), ours))
    sheet = opened(exported).worksheets[HEAT]
    headings = [cell.value for cell in sheet[4]]
    assert headings == ["Name", "Title", "Power", "Coverage", "zoe", "zoe"]  # adam has nothing to do with it
    [tie] = exported.reading.ties.values()
    assert [cell.value for cell in sheet[5]][4:] == [tie.strength, "Vendor → Trusted advisor"]
    assert sheet["F5"].font.color.rgb == "FF9B1C4B"  # less than we want to be


def test_whom_we_do_not_reach_is_told_with_the_way_to_them() -> None:
    exported = borokvar_subject()
    rows = table(opened(exported).worksheets[UNCOVERED])
    makers = exported.reading.uncovered
    assert [row["Power"] for row in rows] == pytest.approx([maker.power for maker in makers])
    for row, maker in zip(rows, makers, strict=True):
        way = exported.introductions[maker.person]
        assert row["In a sentence"] == uncovered_sentence(exported.reading, maker, way, Language.EN)
        assert "Chance of success" in row["The likeliest way to them"]
        assert row["Why they count"]


def test_what_to_do_next_is_told_with_what_it_would_bring() -> None:
    exported = borokvar_subject(Language.HU)
    rows = table(opened(exported).worksheets[STEPS])
    assert [row["Egy mondatban"] for row in rows] == [
        recommendation_sentence(exported.reading, each, Language.HU) for each in exported.recommendations
    ]
    lifts = [each.lift.agreement_probability for each in exported.recommendations]
    assert [row["A megegyezés esélyének változása"] for row in rows] == pytest.approx(lifts)
    assert {row["Hol tart"] for row in rows} == {"Nyitott"}


def test_open_opportunities_come_first_and_have_scores() -> None:
    exported = borokvar_subject()
    rows = table(opened(exported).worksheets[OPPORTUNITIES])
    assert len(rows) == len(exported.reading.account.all(Opportunity))
    outcomes = [row["Outcome"] for row in rows]
    assert outcomes == sorted(outcomes, key=lambda word: word != "Open")
    for row in rows:
        assert (row["How it stands"] is not None) == (row["Outcome"] == "Open")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a1)", "#N/A", "=cmd|' /C calc'!A0", "2026-01-31", "1.5"])
def test_text_is_text(text: str) -> None:
    sheet = opened(small(name=text, title=text)).worksheets[PEOPLE]
    assert [(cell.data_type, cell.value) for cell in sheet[5][:2]] == [("s", text), ("s", text)]


def test_text_that_no_cell_can_hold_is_written_without_it() -> None:
    sheet = opened(small(name="A\x00n\x0bna", title="x" * 300)).worksheets[PEOPLE]
    assert sheet["A5"].value == "Anna"


@pytest.mark.parametrize("account", [borokvar_subject, krackhardt_subject])
def test_it_is_formatted_to_be_shown_and_printed(account: Any) -> None:
    for sheet in opened(account()).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert not sheet.sheet_view.showGridLines
        if sheet.title != "Summary":
            assert sheet.freeze_panes == "B5"
            assert sheet.print_title_rows == "$4:$4"
            assert sheet.auto_filter.ref.startswith("A4:")
            assert all(sheet.column_dimensions[cell.column_letter].width > 9 for cell in sheet[4])


def test_figures_have_their_formats_and_colours() -> None:
    people, heat = (opened(borokvar_subject()).worksheets[index] for index in (PEOPLE, HEAT))
    assert [people[f"{letter}5"].number_format for letter in "FGIK"] == ["0.0%", "0%", "yyyy-mm-dd", "+0.00;-0.00;0.00"]
    assert {rule.type for rules in people.conditional_formatting for rule in rules.rules} == {"dataBar", "colorScale"}
    assert [rule.type for rules in heat.conditional_formatting for rule in rules.rules] == ["colorScale"]


@pytest.mark.parametrize(
    "graph", [AccountGraph(made(), Snapshot("team")), AccountGraph(made(opportunity("x")), Snapshot("team"))]
)
def test_an_account_of_nobody_has_a_workbook(graph: AccountGraph) -> None:
    book = opened(subject(graph))
    assert table(book.worksheets[PEOPLE]) == []
    assert book.worksheets[SUMMARY]["A1"].value == ACME.title()
