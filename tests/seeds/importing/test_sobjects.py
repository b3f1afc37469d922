"""Salesforce's sObject tree: it says what the CSV exports say."""

import json
from typing import Any

from graph.model import Opportunity, Organisation, Stakeholder
from seeds.importing.report import Reason
from tests.seeds.importing.imported import imported
from tests.seeds.importing.test_engine import fields

TREE: dict[str, Any] = {
    "records": [
        {
            "attributes": {"type": "Account", "referenceId": "001"},
            "Name": "Acme",
            "NumberOfEmployees": 1200,
            "Contacts": {
                "records": [
                    {
                        "attributes": {"type": "Contact", "referenceId": "003"},
                        "FirstName": "Anna",
                        "LastName": "Kiss",
                        "Email": None,
                        "IsDeleted": False,
                    },
                    {
                        "attributes": {"type": "Contact", "referenceId": "004"},
                        "LastName": "Nagy",
                        "ReportsToId": "@003",
                    },
                ]
            },
            "Opportunities": {
                "records": [
                    {
                        "attributes": {"type": "Opportunity", "referenceId": "006"},
                        "Name": "Drives",
                        "StageName": "Closed Won",
                        "CloseDate": "2026-01-31",
                    }
                ]
            },
        }
    ]
}
TABLES = {
    "Account.csv": "Id,Name,NumberOfEmployees\n001,Acme,1200\n",
    "Contact.csv": "Id,FirstName,LastName,AccountId,ReportsToId\n003,Anna,Kiss,001,\n004,,Nagy,001,003\n",
    "Opportunity.csv": "Id,Name,StageName,CloseDate,AccountId\n006,Drives,Closed Won,2026-01-31,001\n",
}


def test_a_tree_says_what_tables_say() -> None:
    tree = imported({"plan.json": json.dumps(TREE)}, "salesforce")
    tables = imported(TABLES, "salesforce")
    assert tree.report.is_complete, tree.report.faults
    assert fields(tree.world["salesforce-001"]) == fields(tables.world["salesforce-001"])
    assert (len(tree.all(Stakeholder)), len(tree.all(Opportunity)), len(tree.all(Organisation))) == (2, 1, 1)


def test_files_of_one_object_each_name_each_other_by_reference() -> None:
    """As `sf data export tree --plan` writes them."""
    accounts = {"records": [{"attributes": {"type": "Account", "referenceId": "AccountRef1"}, "Name": "Acme"}]}
    contact = {"attributes": {"type": "Contact", "referenceId": "ContactRef1"}, "LastName": "Kiss"}
    contacts = {"records": [{**contact, "AccountId": "@AccountRef1"}]}
    files = {"Accounts.json": json.dumps(accounts), "Contacts.json": json.dumps(contacts)}
    done = imported(files, "salesforce")
    assert [each.scope for each in done.all(Stakeholder)] == ["salesforce-AccountRef1"]


def test_places_in_a_tree_are_told_by_object_and_number() -> None:
    wrong = {"records": [{"attributes": {"type": "Contact", "referenceId": "9"}, "LastName": "X", "AccountId": "8"}]}
    (fault,) = imported({"x.json": json.dumps(wrong)}, "salesforce").told(Reason.REFERENCE_MISSING)
    assert str(fault.place) == "x.json, Contact, row 1, AccountId"
