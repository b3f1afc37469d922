"""Which table of a profile a table is."""

from graph.model import Organisation, Stakeholder
from seeds.importing.report import Reason
from tests.seeds.importing.imported import imported

CONTACTS = "Contact ID,Last Name,Account ID\n1,Kiss,\n"


def test_a_table_is_known_by_its_headings_whatever_its_file_is_called() -> None:
    done = imported({"report1732523453.csv": CONTACTS}, "salesforce", account="acme")
    assert done.names(Stakeholder) == ["Kiss"]


def test_field_names_and_labels_are_both_known_in_any_spelling() -> None:
    for headings in ("ContactId,LastName", "CONTACT_ID,last name", " Contact ID , Last Name "):
        done = imported({"x.csv": f"{headings}\n1,Kiss\n"}, "salesforce", account="acme")
        assert [each.key for each in done.all(Stakeholder)] == ["salesforce-1"]


def test_a_name_counts_before_headings() -> None:
    text = "Id,Name,LastName\n1,Acme,Kiss\n"
    assert imported({"Account.csv": text}, "salesforce").names(Organisation) == ["Acme"]
    assert imported({"Contact.csv": text}, "salesforce", account="x").names(Stakeholder) == ["Acme"]


def test_what_is_missing_is_told() -> None:
    (fault,) = imported({"Contact.csv": "Id,Phone\n1,2\n"}, "salesforce").told(Reason.TABLE_UNKNOWN)
    assert fault.sentence == "The profile has no such table: Contact needs LastName."


def test_columns_of_no_use_are_told_unless_they_are_empty() -> None:
    done = imported({"Account.csv": "Id,Name,Colour,Fax\n1,Acme,red,\n"}, "salesforce")
    assert [fault.place.column for fault in done.told(Reason.COLUMN_UNMAPPED)] == ["Colour"]
    assert done.report.is_complete
