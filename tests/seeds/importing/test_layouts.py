"""The layouts of HubSpot's and Dynamics' exports, as they are met in the wild."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from graph.identity import account_id, node_id
from graph.model import (
    AnswersFor,
    HasRoleIn,
    Interaction,
    Involves,
    Manages,
    Opportunity,
    Organisation,
    PartOf,
    ReportsTo,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from seeds.importing.report import Reason
from tests.seeds.importing.imported import Imported, imported

COMPANIES = """\
Record ID,Company name,Company Domain Name,Industry,Number of Employees,Country/Region,Company owner,Parent Company ID
11,Acme,acme.example,Machinery,1200,Hungary,Sára Tóth,
12,Acme Drives,drives.example,Machinery,300,Hungary,Sára Tóth,11
"""
CONTACTS = """\
Record ID,First Name,Last Name,Email,Contact owner,Associated Company IDs (Primary),Associated Deal IDs,Buying Role
21,Anna,Kiss,anna@acme.example,Sára Tóth,11,31,DECISION_MAKER;CHAMPION
22,Béla,Nagy,bela@acme.example,Sára Tóth,12,31;32,BUDGET_HOLDER
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Amount,Currency,Close Date,Deal owner,Associated Company IDs,Associated Contact IDs
31,Drives 2027,closedwon,120000,EUR,2026-10-31 10:00,Sára Tóth,11,21;22;29
32,Service,appointmentscheduled,8000,EUR,2027-02-28 10:00,Sára Tóth,12,
"""
MEETINGS = """\
Record ID,Meeting name,Meeting start time,Meeting outcome,Activity assigned to,Associated Contact IDs
41,Kick-off,2026-11-02 09:30,COMPLETED,Sára Tóth,21;22
42,Review,2026-12-02 09:30,SCHEDULED,Sára Tóth,21
"""


@pytest.fixture(scope="module")
def hubspot() -> Imported:
    files = {
        "hubspot-crm-exports-all-companies-2026-11-25.csv": COMPANIES,
        "hubspot-crm-exports-all-contacts-2026-11-25.csv": CONTACTS,
        "hubspot-crm-exports-all-deals-2026-11-25.csv": DEALS,
        "hubspot-crm-exports-all-meetings-2026-11-25.csv": MEETINGS,
    }
    return imported(files, "hubspot", zone="Europe/Budapest")


def test_hubspot_tables_are_known_by_their_headings(hubspot: Imported) -> None:
    assert hubspot.told(Reason.TABLE_UNKNOWN) == []
    assert hubspot.names(Organisation) == ["Acme", "Acme Drives"]
    assert len(hubspot.all(PartOf)) == 1
    assert hubspot.world.keys() == {"team", "hubspot-11"}


def test_several_ids_in_a_cell_are_several_people(hubspot: Imported) -> None:
    roles = {(role.source[-2:], role.target[-2:]): role.roles for role in hubspot.all(HasRoleIn)}
    assert roles == {
        ("21", "31"): ("DECIDER", "CHAMPION"),
        ("22", "31"): ("APPROVER",),
        ("22", "32"): ("APPROVER",),
    }
    assert [(fault.place.column, fault.value) for fault in hubspot.told(Reason.REFERENCE_MISSING)] == [
        ("Associated Contact IDs", "29")
    ]


def test_owners_who_are_only_named_are_made_once(hubspot: Imported) -> None:
    assert hubspot.names(TeamMember) == ["Sára Tóth"]
    assert len(hubspot.all(AnswersFor)) == 4
    assert len(hubspot.all(Manages)) == 2


def test_deals_and_meetings(hubspot: Imported) -> None:
    won, later = hubspot.all(Opportunity)
    assert (won.outcome, won.closed_on, won.currency) == ("WON", date(2026, 10, 31), "EUR")
    assert (later.outcome, later.closed_on, later.closes_on) == ("OPEN", None, date(2027, 2, 28))
    kickoff, review = hubspot.all(Interaction)
    assert (kickoff.at, kickoff.state, review.state) == (datetime(2026, 11, 2, 8, 30, tzinfo=UTC), "HELD", "PLANNED")
    assert len(hubspot.all(Involves)) == 5


def workbook(rows: list[list[object]]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def dynamics() -> Imported:
    marks = ["(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On"]
    when = datetime(2026, 11, 1, 12, 0)  # noqa: DTZ001  # as workbooks have it
    return imported(
        {
            "Active Accounts.xlsx": workbook(
                [
                    ["(Do Not Modify) Account", *marks, "Account Name", "Parent Account", "Owner"],
                    ["a-1", "x", when, "Acme", None, "Sára Tóth"],
                    ["a-2", "x", when, "Acme Drives", "Acme", "Sára Tóth"],
                ]
            ),
            "Active Contacts.xlsx": workbook(
                [
                    ["(Do Not Modify) Contact", *marks, " Full Name", "Email", "Company Name", "Job Title", "Manager"],
                    ["c-1", "x", when, "Anna Kiss", "anna@acme.example", "Acme", "CEO", None],
                    ["c-2", "x", when, "Béla Nagy", "bela@acme.example", "Acme Drives", "CFO", "Anna Kiss"],
                    ["c-3", "x", when, "Cili Pál", None, "Acme Drivse", "COO", None],
                ]
            ),
            "My Open Opportunities.xlsx": workbook(
                [
                    ["(Do Not Modify) Opportunity", *marks, "Topic", "Account", "Est. Revenue", "Status"],
                    ["o-1", "x", when, "Drives 2027", "Acme", 120000, "Open"],
                ]
            ),
            "Connections.xlsx": workbook(
                [
                    ["(Do Not Modify) Connection", *marks, "Connected From", "Connected To", "Role (To)"],
                    ["k-1", "x", when, "Drives 2027", "Béla Nagy", "Economic Buyer"],
                    ["k-2", "x", when, "Drives 2027", "Dani Bor", "Champion"],
                ]
            ),
        },
        "dynamics",
        currency="EUR",
    )


def test_dynamics_links_by_display_names(dynamics: Imported) -> None:
    scope = "dynamics-a-1"
    names = {each.key: each.name for each in dynamics.world[scope].all(Organisation)}
    assert names == {"dynamics-a-1": "Acme", "dynamics-a-2": "Acme Drives"}
    places = {edge.source: edge.target for edge in dynamics.world[scope].all(WorksIn)}
    assert places[node_id(scope, "Stakeholder", "dynamics-c-1")] == account_id(scope)
    assert [line.target for line in dynamics.all(ReportsTo)] == [node_id(scope, "Stakeholder", "dynamics-c-1")]
    assert [role.roles for role in dynamics.all(HasRoleIn)] == [("ECONOMIC_BUYER",)]


def test_a_company_that_no_table_has_is_an_account_of_its_own(dynamics: Imported) -> None:
    """Whether it is another company or a misspelt one, nobody can tell but you."""
    assert "dynamics-acme-drivse" in dynamics.world


def test_a_connection_to_nobody_is_told(dynamics: Imported) -> None:
    (fault,) = [each for each in dynamics.told(Reason.REFERENCE_MISSING) if each.place.column == "Connected To"]
    assert (fault.value, fault.place.row) == ("Dani Bor", 3)
    assert len(dynamics.all(Stakeholder)) == 3


def test_the_same_workbooks_again_write_nothing(dynamics: Imported) -> None:
    accounts = workbook([["Account Name", "Parent Account"], ["Acme", None], ["Acme Drives", "Acme"]])
    first = imported({"Accounts.xlsx": accounts}, "dynamics")
    assert imported({"Accounts.xlsx": accounts}, "dynamics", first.world).written == 0
