"""Published exports, imported: each fault that is told of them is in the report, and changes nothing else."""

import csv
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from graph.model import (
    HasRoleIn,
    Interaction,
    Offering,
    Offers,
    Opportunity,
    Organisation,
    PartOf,
    ReportsTo,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from seeds.files.findings import Reason as Odd
from seeds.importing.report import Outcome, Reason
from tests.seeds.importing.imported import PUBLISHED, Imported, imported

CRM = PUBLISHED / "crm"
DIRTY = PUBLISHED / "dirty-csv"
DYNAMICS = PUBLISHED / "dynamics-ms-learn"
ENTRA = PUBLISHED / "orgchart-entra-hr" / "csv-with-1000-records.csv"
NPSP = PUBLISHED / "sf-npsp-dev-org" / "test_data.sql"
SALESFORCE = PUBLISHED / "sf-data-cloud-workshop"


def of_folder(folder: Path, *names: str) -> dict[str, Path]:
    return {path.name: path for path in sorted(folder.glob("*.csv")) if not names or path.name in names}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- crm


@pytest.fixture(scope="module")
def crm() -> Imported:
    return imported(of_folder(CRM, "accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv"), "crm")


def test_a_misspelt_sector_is_left_out_and_the_nearest_proposed(crm: Imported) -> None:
    sectors = [fault for fault in crm.told(Reason.WORD_UNKNOWN) if fault.place.column == "sector"]
    assert {(fault.value, fault.proposal) for fault in sectors} == {("technolgy", "technology")}
    assert len(sectors) == sum(row["sector"] == "technolgy" for row in rows_of(CRM / "accounts.csv"))
    acme = next(each for each in crm.all(Organisation) if each.name == "Acme Corporation")
    assert (acme.sector, acme.founded, acme.client_revenue, acme.currency) == (None, 1996, Decimal(1100040000), "USD")


def test_a_misspelt_country_is_proposed_too(crm: Imported) -> None:
    countries = [fault for fault in crm.told(Reason.WORD_UNKNOWN) if fault.place.column == "office_location"]
    assert [(fault.value, fault.proposal) for fault in countries] == [("Philipines", "Philippines")]


def test_a_misspelt_product_is_left_out_and_the_nearest_proposed(crm: Imported) -> None:
    products = [fault for fault in crm.told(Reason.REFERENCE_MISSING) if fault.place.column == "product"]
    pipeline = rows_of(CRM / "sales_pipeline.csv")
    assert {(fault.value, fault.proposal) for fault in products} == {("GTXPro", "GTX Pro")}
    assert len(products) == sum(row["product"] == "GTXPro" for row in pipeline)
    offered = sum(row["product"] != "GTXPro" and row["account"] != "" for row in pipeline)
    assert len(crm.all(Offers)) == offered
    assert len(crm.all(Offering)) == 7


def test_opportunities_without_an_account_are_left_out(crm: Imported) -> None:
    homeless = [number for number, row in enumerate(rows_of(CRM / "sales_pipeline.csv"), 2) if not row["account"]]
    assert crm.rows(Reason.ACCOUNT_MISSING) == homeless
    assert crm.count("Opportunity", Outcome.LEFT_OUT) == len(homeless)
    assert len(crm.all(Opportunity)) == 1000 - len(homeless)


def test_subsidiaries_are_parts_of_their_parents(crm: Imported) -> None:
    parts = {row["account"]: row["subsidiary_of"] for row in rows_of(CRM / "accounts.csv") if row["subsidiary_of"]}
    names = {each.id: each.name for each in crm.all(Organisation)}
    assert {names[edge.source]: names[edge.target] for edge in crm.all(PartOf)} == parts
    assert crm.report.accounts == 85 - len(parts)


def test_agents_report_to_managers_who_stand_in_no_row_of_their_own(crm: Imported) -> None:
    teams = rows_of(CRM / "sales_teams.csv")
    assert crm.names(TeamMember) == sorted({row["sales_agent"] for row in teams} | {row["manager"] for row in teams})
    assert len(crm.all(ReportsTo)) == len(teams)


def test_stages_are_outcomes(crm: Imported) -> None:
    rows = [row for row in rows_of(CRM / "sales_pipeline.csv") if row["account"]]
    expected = Counter({"Won": "WON", "Lost": "LOST"}.get(row["deal_stage"], "OPEN") for row in rows)
    assert Counter(str(each.outcome) for each in crm.all(Opportunity)) == expected


# ---------------------------------------------------------------- Salesforce


@pytest.fixture(scope="module")
def salesforce() -> Imported:
    return imported(of_folder(SALESFORCE), "salesforce", currency="USD")


def test_contacts_without_an_account_are_left_out_of_many_and_taken_into_one(salesforce: Imported) -> None:
    contacts = rows_of(SALESFORCE / "Contact.csv")
    without = [number for number, row in enumerate(contacts, 2) if not row["AccountId"]]
    assert len(without) == 84
    assert crm_rows(salesforce, Reason.ACCOUNT_MISSING, "Contact.csv") == without
    assert len(salesforce.all(Stakeholder)) == 18


def crm_rows(done: Imported, reason: Reason, file: str) -> list[int | None]:
    return [fault.place.row for fault in done.told(reason) if fault.place.file == file]


def test_tasks_of_contacts_who_are_not_there() -> None:
    done = imported(of_folder(SALESFORCE), "salesforce", account="workshop", currency="USD")
    contacts = {row["Id"] for row in rows_of(SALESFORCE / "Contact.csv")}
    tasks = rows_of(SALESFORCE / "Task.csv")
    missing = {row["WhoId"] for row in tasks if row["WhoId"] not in contacts}
    read = [row for row in tasks if row["Type__c"] not in ("Prep", "Other")]
    told = [fault for fault in done.told(Reason.REFERENCE_MISSING) if fault.place.column == "WhoId"]
    assert sum(row["WhoId"] in missing for row in tasks) == 15
    assert Counter(fault.value for fault in told) == Counter(r["WhoId"] for r in read if r["WhoId"] in missing)
    assert len(done.all(Stakeholder)) == 102
    assert {fault.value for fault in done.told(Reason.WORD_UNKNOWN)} == {"Prep", "Other"}
    assert done.count("Interaction", Outcome.LEFT_OUT) == len(tasks) - len(read)


def test_sensitive_columns_are_left_out_and_told(salesforce: Imported) -> None:
    columns = {fault.place.column for fault in salesforce.told(Reason.COLUMN_SENSITIVE)}
    assert columns == {
        "Birthdate",
        "Gender__c",
        "Driving_License_Number__c",
        "Annual_Income__c",
        "Housing_Status__c",
    }
    assert not columns & set(salesforce.rejects["Contact.csv"][0])


def test_the_job_is_read_where_it_is_when_the_title_is_empty(salesforce: Imported) -> None:
    lisa = next(each for each in salesforce.all(Stakeholder) if each.name == "Lisa Baldwin")
    rows = {row["Name"]: row["Designation__c"] for row in rows_of(SALESFORCE / "Contact.csv")}
    assert lisa.title == (rows["Lisa Baldwin"] or None)


def test_lost_zeros_are_doubted(salesforce: Imported) -> None:
    lost = [each for each in salesforce.report.findings if each.reason is Odd.ZERO_LOST and each.column == "Phone"]
    assert lost
    assert {str(each) for each in lost} <= set(salesforce.report.doubts)


def test_amounts_without_a_currency_are_asked_about() -> None:
    done = imported(of_folder(SALESFORCE, "Account.csv", "Opportunity.csv"), "salesforce")
    amounts = sum(row["Amount"] != "" for row in rows_of(SALESFORCE / "Opportunity.csv"))
    told = [fault for fault in done.told(Reason.CURRENCY_MISSING) if fault.place.file == "Opportunity.csv"]
    assert len(told) == amounts
    assert {each.amount for each in done.all(Opportunity)} == {None}


def test_two_people_may_share_an_id_that_is_no_key(salesforce: Imported) -> None:
    """External_id__c is not unique, and nothing hangs on it."""
    external = Counter(row["External_id__c"] for row in rows_of(SALESFORCE / "Contact.csv"))
    assert external["crm_contact_73"] == 2
    assert salesforce.told(Reason.KEY_AMBIGUOUS) == []


# ---------------------------------------------------------------- Salesforce, a dump


@pytest.fixture(scope="module")
def npsp() -> Imported:
    connection = sqlite3.connect(":memory:")
    connection.executescript(NPSP.read_text(encoding="utf-8"))
    files = {f"{name}.csv": table(connection, name) for name in ("Account", "Contact", "Opportunity")}
    files["OpportunityContactRole.csv"] = table(connection, "OpportunityContactRole")
    return imported(files, "salesforce", account="npsp", currency="USD")


def table(connection: sqlite3.Connection, name: str) -> str:
    rows = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608  # of the test's own
    buffer = StringIO()
    csv.writer(buffer).writerows([[column[0] for column in rows.description], *rows])
    return buffer.getvalue()


def test_a_role_that_is_told_more_than_once_is_one(npsp: Imported) -> None:
    roles = npsp.all(HasRoleIn)
    assert len(roles) == len({(role.source, role.target) for role in roles}) < 999
    assert sum("INFLUENCER" in role.roles for role in roles) == 90


def test_roles_that_the_model_does_not_know_are_told_and_the_person_takes_part(npsp: Imported) -> None:
    told = Counter(fault.value for fault in npsp.told(Reason.WORD_UNKNOWN) if fault.place.column == "Role")
    assert told == {"Donor": 513, "Household Member": 234, "Soft Credit": 162}
    assert any(role.roles == () for role in npsp.all(HasRoleIn))


def test_eighteen_opportunities_have_nobody(npsp: Imported) -> None:
    held = {role.target for role in npsp.all(HasRoleIn)}
    assert len({each.id for each in npsp.all(Opportunity)} - held) == 18


def test_accounts_of_one_name_stay_apart_by_their_ids(npsp: Imported) -> None:
    names = Counter(npsp.names(Organisation))
    assert names["Chapman Household"] == 3


def test_letters_of_many_languages_and_dates_within_names_arrive(npsp: Imported) -> None:
    assert any("7/15/2019" in each.title for each in npsp.all(Opportunity))
    assert {each.amount for each in npsp.all(Opportunity)} >= {Decimal("75.0")}
    assert sum(each.email is None for each in npsp.all(Stakeholder)) == 63


# ---------------------------------------------------------------- Dynamics 365


def test_contacts_are_linked_to_their_companies_by_name() -> None:
    done = imported(of_folder(DYNAMICS, "Contoso Accounts.csv", "Contoso Contacts.csv"), "dynamics")
    assert len(done.all(Organisation)) == 30
    assert len(done.all(Stakeholder)) == len(done.all(WorksIn)) == 145
    companies = {row["Company Name"].strip("\u200b ") for row in rows_of(DYNAMICS / "Contoso Contacts.csv")} - {""}
    assert companies <= set(done.names(Organisation))
    assert {"Adventure Works", "Adventure Works Cycles"} <= set(done.names(Organisation))
    unread = done.told(Reason.CELL_UNREAD)
    assert {fault.value for fault in unread} == {
        f"{n}@lamna healthcare company" for n in ("jimmy", "nana", "adam", "rob")
    }
    eran = next(each for each in done.all(Stakeholder) if each.name.startswith("Eran"))
    assert eran.email == "eran@margiestravel.com"
    assert [fault.place.column for fault in done.told(Reason.COLUMN_SENSITIVE)] == ["Gender"]


def test_companies_are_made_by_name_where_no_table_has_them() -> None:
    alone = imported(of_folder(DYNAMICS, "Contoso Contacts.csv"), "dynamics")
    assert len(alone.all(Organisation)) == 30
    both = imported(of_folder(DYNAMICS, "Contoso Accounts.csv", "Contoso Contacts.csv"), "dynamics", alone.world)
    assert both.written == 0


def test_contacts_with_a_name_only_belong_to_the_account_that_is_told() -> None:
    files = of_folder(DYNAMICS, "ContosoCoffee_D365Contacts.csv")
    homeless = imported(files, "dynamics")
    assert len(homeless.told(Reason.ACCOUNT_MISSING)) == 19
    done = imported(files, "dynamics", account="coffee")
    assert len(done.all(Stakeholder)) == 19
    named = [each for each in done.all(Stakeholder) if each.email is None]
    assert len(named) == 4
    assert {each.key for each in named} == {f"dynamics-{each.name.casefold().replace(' ', '-')}" for each in named}


PARENTS = """
name = "sample"
[[tables]]
needs = ["src_name", "src_parent"]
[tables.node]
label = "Organisation"
key = [{ fields = ["name"] }]
within = [{ label = "Organisation", name = ["src_parent"] }]
fields.name = "src_name"
fixed.kind = "CLIENT"
"""


def test_a_chain_of_parents_is_linked_in_any_order() -> None:
    done = imported(of_folder(DYNAMICS, "import accounts.csv"), PARENTS)
    names = {each.id: each.name for each in done.all(Organisation)}
    parts = {names[edge.source]: names[edge.target] for edge in done.all(PartOf)}
    rows = rows_of(DYNAMICS / "import accounts.csv")
    assert parts == {row["src_name"]: row["src_parent"] for row in rows if row["src_parent"]}
    assert [fault.place.column for fault in done.told(Reason.COLUMN_UNMAPPED)] == ["src_addresstype"]
    assert parts["City Power & Light"] == "A. Datum Corporation"


# ---------------------------------------------------------------- an organisation chart

CHART = """
name = "people"
[[tables]]
needs = ["WorkerID", "ManagerID"]
[tables.node]
label = "Stakeholder"
key = [{ id = ["WorkerID"] }]
fields.name = "FullName"
fields.title = "JobTitle"
fields.joinedOn = "HireDate"
[[tables.edges]]
type = "REPORTS_TO"
to = { label = "Stakeholder", id = ["ManagerID"] }
"""


@pytest.fixture(scope="module")
def chart() -> Imported:
    return imported({ENTRA.name: ENTRA}, CHART, account="contoso")


def test_people_who_share_an_id_are_left_out(chart: Imported) -> None:
    counts = Counter(row["WorkerID"] for row in rows_of(ENTRA))
    shared = [number for number, row in enumerate(rows_of(ENTRA), 2) if counts[row["WorkerID"]] > 1]
    assert len(shared) == 641
    assert sorted(number or 0 for number in chart.rows(Reason.KEY_AMBIGUOUS)) == shared
    assert len(chart.all(Stakeholder)) == 359


def test_missing_and_ambiguous_managers_and_the_one_who_is_her_own(chart: Imported) -> None:
    assert len(chart.told(Reason.REFERENCE_MISSING)) == 366
    itself = chart.told(Reason.REFERENCE_TO_ITSELF)
    assert [(fault.value, rows_of(ENTRA)[(fault.place.row or 0) - 2]["FullName"]) for fault in itself] == [
        ("1961", "Viki Hermes")
    ]
    assert len(chart.told(Reason.REFERENCE_AMBIGUOUS)) + len(itself) == 265  # her id is another's too


def test_no_circle_comes_of_leaving_out(chart: Imported) -> None:
    assert chart.told(Reason.CYCLE) == []
    assert len(chart.all(ReportsTo)) == 1000 - 366 - 265 - (641 - lost_by_their_own_id())


def lost_by_their_own_id() -> int:
    """Of those whose own id is shared, how many managers are told as missing or shared too."""
    rows = rows_of(ENTRA)
    counts = Counter(row["WorkerID"] for row in rows)
    return sum(counts[row["WorkerID"]] > 1 and counts[row["ManagerID"]] != 1 for row in rows)


def test_pronouns_are_dropped(chart: Imported) -> None:
    assert [fault.place.column for fault in chart.told(Reason.COLUMN_SENSITIVE)] == ["GenderPronoun"]


# ---------------------------------------------------------------- dirty-csv

PEOPLE = """
name = "leads"
[[tables]]
needs = [["Email", "Emial", "EMAIL ADDRESS", "البريد"]]
[tables.node]
label = "Stakeholder"
key = [{ fields = ["email"] }, { fields = ["name"] }]
within = [{ label = "Organisation", name = ["Company", "Compny", "Entreprise"], make = true }]
fields.name.headings = ["Full Name", "Name", "Nmae", "Nom", "Lead Name", "الاسم"]
fields.name.join = [["First Name", "FirstName"], ["Last Name", "LastName"]]
fields.email = ["Email", "Emial", "EMAIL ADDRESS", "البريد"]
fields.phone = ["Phone", "Phne", "Téléphone", "Phone Number", "الهاتف"]
fields.joinedOn = "Signup Date"
fields.notes = ["Notes", "Address"]
fields.location = "Country"
"""

READ: Mapping[str, Callable[[Imported], bool]] = {
    "08-broken-headers-typos.csv": lambda done: "John Doe" in done.names(Stakeholder),
    "09-duplicate-headers.csv": lambda done: done.names(Stakeholder) == ["Jane Smith", "John Doe"],
    "10-mixed-date-formats.csv": lambda done: (
        {each.joined_on for each in done.all(Stakeholder)} == {date(2024, 1, 15), date(2024, 1, 20), date(2024, 3, 20)}
    ),
    "11-international-names.csv": lambda done: "Nguyễn Văn An" in done.names(Stakeholder),
    "12-unicode-emoji.csv": lambda done: "Sarah ✨" in done.names(Stakeholder),
    "14-blank-rows.csv": lambda done: len(done.all(Stakeholder)) == 2,
    "15-duplicate-rows.csv": lambda done: len(done.told(Reason.ROW_REPEATED)) > 0 and done.report.is_complete,
    "16-messy-formatting.csv": lambda done: 'John "Johnny" Doe' in done.names(Stakeholder),
    "17-formula-injection.csv": lambda done: "=SUM(A1:A10)" in done.names(Stakeholder),
    "19-empty-columns.csv": lambda done: len(done.all(Stakeholder)) == 3,
    "21-tab-separated.csv": lambda done: "TabCorp" in done.names(Organisation),
    "22-trailing-commas.csv": lambda done: done.report.is_complete,
    "23-quoted-fields-multiline.csv": lambda done: any("\n" in str(each.notes) for each in done.all(Stakeholder)),
    "24-salesforce-style.csv": lambda done: "Thomas Anderson" in done.names(Stakeholder),
    "duplicate-mixed-columns.csv": lambda done: len(done.all(Stakeholder)) == 2,
    "european-semicolon.csv": lambda done: "Société FR" in done.names(Organisation),
    "excel-messy-export.csv": lambda done: done.told(Reason.FIELD_MISSING)[0].place.column == "Lead Name",
    "horrible-headers-mixed.csv": lambda done: "Jane Smith" in done.names(Stakeholder),
    "hubspot-export.csv": lambda done: len(done.all(Stakeholder)) == 3,
    "rtl-arabic-headers.csv": lambda done: "محمد أحمد" in done.names(Stakeholder),
    "salesforce-leads.csv": lambda done: [f.value for f in done.told(Reason.CELL_UNREAD)] == ["invalid"],
}


@pytest.mark.parametrize("path", sorted(DIRTY.glob("*.csv")), ids=lambda path: path.name)
def test_each_dirty_file_is_read_for_what_it_is(path: Path) -> None:
    done = imported({path.name: path}, PEOPLE, account="leads")
    assert READ[path.name](done)
    again = imported({path.name: path}, PEOPLE, done.world, account="leads")
    assert again.written == 0


def test_a_hubspot_export_has_its_profile() -> None:
    done = imported({"contacts.csv": DIRTY / "hubspot-export.csv"}, "hubspot", account="acme")
    assert {each.key for each in done.all(Stakeholder)} == {"hubspot-1", "hubspot-2", "hubspot-3"}


def test_times_of_tasks_are_at_noon_where_only_the_day_is_told(salesforce: Imported) -> None:
    at = {each.at for each in salesforce.all(Interaction)}
    assert datetime(2024, 1, 5, 12, tzinfo=UTC) in at
