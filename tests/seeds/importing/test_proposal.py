"""A first draft of a profile: it says what it understood, and it can be used as it is."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from graph.errors import InvalidInput
from graph.model import Interaction, Offering, Opportunity, Organisation, Stakeholder, TeamMember
from seeds.files.dates import DateOrder
from seeds.files.numbers import DecimalMark
from seeds.importing.profile import Profile, Reading, profile
from seeds.importing.proposal import proposed
from seeds.importing.report import Outcome, Reason
from tests.seeds.importing.imported import PUBLISHED, Imported, imported

TABLES = sorted(each for each in PUBLISHED.rglob("*.csv") if each.name != "data_dictionary.csv")


def draft(*files: tuple[str, str | bytes]) -> Profile:
    given = [(content.encode() if isinstance(content, str) else content, name) for name, content in files]
    return profile(proposed(given), "the draft")


def tried(content: str, name: str = "x.csv", account: str | None = "acme") -> Imported:
    return imported({name: content}, draft((name, content)), account=account)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_of_every_published_table_there_is_a_draft_that_works(path: Path) -> None:
    content = b"\n".join(path.read_bytes().split(b"\n")[:100])
    found = imported({path.name: content}, draft((path.name, content)), account="acme")
    [label] = {kind for kind, outcome in found.report.counts if outcome is Outcome.MADE} & {
        *("Stakeholder", "Organisation", "Opportunity", "Interaction", "TeamMember", "Offering")
    } - _beside(found)
    assert found.count(label, Outcome.MADE) > 0
    assert not found.told(Reason.TABLE_UNKNOWN)


def _beside(found: Imported) -> set[str]:
    """What is made by its name only, beside what the rows are."""
    made = [kind for kind, outcome in found.report.counts if outcome is Outcome.MADE]
    return (
        {"Organisation", "TeamMember", "Offering"} if {"Stakeholder", "Opportunity", "Interaction"} & {*made} else set()
    )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("08-broken-headers-typos.csv", {"name": "Nmae", "email": "Emial", "phone": "Phne"}),
        ("european-semicolon.csv", {"name": "Nom", "email": "Email", "phone": "Téléphone"}),
        ("rtl-arabic-headers.csv", {"name": "الاسم", "email": "البريد", "phone": "الهاتف"}),
        ("11-international-names.csv", {"name": "Full Name", "language": "Language"}),
        ("excel-messy-export.csv", {"name": "Lead Name", "email": "EMAIL ADDRESS"}),
    ],
)
def test_headings_are_understood_misspelt_in_other_languages_and_by_their_values(
    name: str, fields: dict[str, str]
) -> None:
    node = draft((name, (PUBLISHED / "dirty-csv" / name).read_bytes())).tables[0].node
    assert node
    assert node.label == "Stakeholder"
    assert {word: node.fields[word].headings for word in fields} == {word: [told] for word, told in fields.items()}


def test_an_organisation_chart_is_one() -> None:
    path = PUBLISHED / "orgchart-entra-hr" / "csv-with-1000-records.csv"
    text = proposed([(path, path.name)])
    assert "# WorkerID: 376 rows have an id of another row too" in text
    assert "# Never taken in: GenderPronoun" in text
    known = profile(text, "x").tables[0]
    [edge] = known.edges
    assert edge.type == "REPORTS_TO"
    assert edge.to
    assert edge.to.id == ["ManagerID"]


def test_people_of_companies_make_accounts() -> None:
    found = tried("Name,Company,Sales rep\nAnna,Acme,Zoe\nBéla,Beta,Zoe\n", account=None)
    assert found.names(Stakeholder) == ["Anna", "Béla"]
    assert found.names(Organisation) == ["Acme", "Beta"]
    assert found.names(TeamMember) == ["Zoe"]


def test_accounts_deals_and_products_of_several_files_are_told_apart() -> None:
    files = {
        "accounts.csv": "account,sector,subsidiary_of\nAcme,Steel,\nBeta,Steel,Acme\n",
        "products.csv": "product,series\nX1,X\n",
        "sales_pipeline.csv": "opportunity_id,account,product,deal_stage\n7,Acme,X1,Won\n",
    }
    found = imported(dict(files), draft(*files.items()))
    assert found.names(Organisation) == ["Acme", "Beta"]
    assert found.names(Offering) == ["X1"]
    assert found.names(Opportunity) == ["7"]


def test_contacts_are_understood() -> None:
    found = tried("Date,Type,Subject,With\n2026-01-31,Call,Prices,anna@acme.example\n", "activities.csv")
    [contact] = found.all(Interaction)
    assert (contact.channel, contact.subject) == ("CALL", "Prices")


def test_words_that_are_not_understood_are_told() -> None:
    text = proposed([(b"Name,Email,Seniority\nAnna,a@b.example,Grand vizier\nB,b@b.example,Director\n", "x.csv")])
    assert '#   not understood: "Grand vizier"' in text
    assert "# ? 1 of 2 cells cannot be read" in text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Opportunity,Amount\nX,100\n", "in which currency? see [reading]"),
        ("Name,Email,Hire date\nA,a@b.example,03/04/2026\n", "some of it can mean several things: see [reading]"),
        ("Name,Email,Birthdate,Shoe size\nA,a@b.example,1970-01-01,42\n", "# Never taken in: Birthdate"),
        ("Name,Email,Birthdate,Shoe size\nA,a@b.example,1970-01-01,42\n", "# Not understood, and left out: Shoe size"),
        ("Name,Email,Interested?\nA,a@b.example,Maybe\n", "# fields.interest = "),
    ],
)
def test_doubts_are_told(content: str, told: str) -> None:
    assert told in proposed([(content.encode(), "x.csv")])


def test_how_the_files_are_to_be_read_is_heeded_and_stated() -> None:
    content = "Name;Employees;Email;Hire date;Amount\nŐri;1.234;a@b.example;03/04/2026;1.234\n".encode("cp1250")
    reading = Reading(encoding="cp1250", dates=DateOrder.DAY_FIRST, decimals=DecimalMark.COMMA, currency="HUF")
    text = proposed([(content, "x.csv")], reading)
    assert profile(text, "the draft").reading == reading
    assert "see [reading]" not in text
    assert '# zone = "Europe/Budapest"' in text
    with pytest.raises(InvalidInput, match="cannot be read as nonsense"):
        proposed([(content, "x.csv")], Reading(encoding="nonsense"))


@pytest.mark.parametrize("file", ["ics.csv", "mbox.csv", "2026.csv"])
def test_a_draft_is_never_called_like_a_calendar_or_a_mailbox(file: str) -> None:
    assert draft((file, "Name,Email\nAnna,a@b.example\n")).name == "mine"


def test_nothing_that_stands_in_cells_is_told_but_words_to_choose_from() -> None:
    text = proposed([(b"Name,Email,Notes\nAnna Secret,secret@b.example,A secret\n", "x.csv")])
    assert "ecret" not in text


def test_sheets_of_a_workbook_are_tables_of_the_draft() -> None:
    book = Workbook()
    book.worksheets[0].title = "People"
    for row in (["Name", "E-mail"], ["Anna", "anna@acme.example"]):
        book.worksheets[0].append(row)
    deals = book.create_sheet("Deals")
    for row in (["Deal name", "Stage"], ["X", "Proposal"]):
        deals.append(row)
    stream = BytesIO()
    book.save(stream)
    found = imported({"x.xlsx": stream.getvalue()}, draft(("x.xlsx", stream.getvalue())), account="acme")
    assert (found.names(Stakeholder), found.names(Opportunity)) == (["Anna"], ["X"])


@pytest.mark.parametrize("content", ["Field,Meaning\na,b\n", "x;y\n1;2\n"])
def test_where_nothing_is_understood_that_is_said(content: str) -> None:
    with pytest.raises(InvalidInput, match="in none of these tables"):
        proposed([(content.encode(), "x.csv")])


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=6))
@settings(max_examples=40)
def test_a_draft_is_right_whatever_the_headings_are(headings: list[str]) -> None:
    quoted = ",".join('"' + heading.replace('"', '""') + '"' for heading in ["Name", "Email", *headings])
    content = f"{quoted}\nAnna,anna@acme.example{',x' * len(headings)}\n"
    try:
        draft(("x.csv", content))
    except InvalidInput as error:
        assert "x.csv" in error.message or "in none" in error.message  # noqa: PT017  # what is no table
