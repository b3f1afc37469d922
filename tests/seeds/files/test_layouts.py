"""Layouts that systems export, each with the habits that are known of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from seeds.files.columns import Kind
from seeds.files.findings import Reason
from seeds.files.numbers import Amount
from tests.seeds.files.opened import opened, values


def test_roles_of_contacts_as_salesforce_exports_them() -> None:
    text = (
        '\ufeff"Id","OpportunityId","ContactId","Role","IsPrimary","CreatedDate"\n'
        '"00K1","006A","003A","Decision Maker","1","2017-08-04T09:09:50.000+0000"\n'
        '"00K2","006A","003B","#N/A","","2017-08-05T09:09:50.000+0000"\n'
        '"00K3","006B","003A","Influencer","TRUE","2017-08-06T09:09:50.000+0000"\n'
    )
    rows, findings, _ = values(
        text, {"Id": Kind.CODE, "Role": Kind.TEXT, "IsPrimary": Kind.BOOLEAN, "CreatedDate": Kind.MOMENT}
    )
    assert rows[0] == ("00K1", "Decision Maker", True, datetime(2017, 8, 4, 9, 9, 50, tzinfo=UTC))
    assert [row[1:3] for row in rows[1:]] == [(None, False), ("Influencer", True)]
    assert [(finding.reason, finding.value) for finding in findings] == [(Reason.EMPTY_WORD, "#N/A")]


def test_associations_as_hubspot_exports_them() -> None:
    text = (
        "Record ID,First Name,E-mail,Associated Company IDs (Primary),Associated Contact IDs,Close Date,Amount\n"
        "101,Anna,anna@example.com,7001,201;202,2024-01-15 10:00,1200.50\n"
        "102,Béla,,,203,2024-02-15 11:30,\n"
    )
    rows, findings, _ = values(
        text,
        {
            "Record ID": Kind.CODE,
            "Associated Contact IDs": Kind.CODES,
            "Close Date": Kind.DAY,
            "Amount": Kind.MONEY,
        },
    )
    assert rows == [
        ("101", ("201", "202"), date(2024, 1, 15), Amount(Decimal("1200.50"))),
        ("102", ("203",), date(2024, 2, 15), None),
    ]
    assert findings == []


def test_ids_that_a_spreadsheet_program_saved_again() -> None:
    """Excel showed the ids of a CSV in its own way, and saved what it showed, dates in its own order."""
    text = "Record ID;Név;Irányítószám;Nap;Érték\n1,23457E+11;Őri Gergő;1011;2026. 11. 25.;1 200,50 Ft\n" + "".join(
        f"{number};Szűcs Tünde;{1012 + number};2026. 12. 1.;1,5 Ft\n" for number in range(10)
    )
    rows, findings, _ = values(
        text.encode("cp1250"), {"Record ID": Kind.CODE, "Név": Kind.TEXT, "Nap": Kind.DAY, "Érték": Kind.MONEY}
    )
    assert rows[0] == ("1,23457E+11", "Őri Gergő", date(2026, 11, 25), Amount(Decimal("1200.50"), "HUF"))
    assert [finding.reason for finding in findings] == [Reason.ENCODING, Reason.DIGITS_LOST]


def test_a_hungarian_export_in_utf_16_and_tabs_as_excel_calls_unicode_text() -> None:
    text = "Név\tE-mail\tUtolsó kapcsolat\tDöntéshozó\r\nŐri Gergő\tori@example.com\t2026.11.25. 14:30\tigen\r\n"
    rows, _, _ = values(
        text.encode("utf-16"),
        {"Név": Kind.TEXT, "E-mail": Kind.EMAIL, "Utolsó kapcsolat": Kind.MOMENT, "Döntéshozó": Kind.BOOLEAN},
    )
    assert rows == [("Őri Gergő", "ori@example.com", datetime(2026, 11, 25, 14, 30), True)]  # noqa: DTZ001


def test_a_few_rows_that_are_shifted_by_a_column() -> None:
    people = [f"{number},Név {number},n{number}@example.com,2024-0{number % 9 + 1}-15,Győr\n" for number in range(20)]
    people[7] = "7,Név 7,,n7@example.com,2024-08-15,Győr\n"
    people[9] = "9,Név, Kilenc,n9@example.com,2024-01-15,Győr\n"
    people[11] = "11,n11@example.com,2024-03-15,Győr\n"
    read = opened("Id,Name,E-mail,Joined,City\n" + "".join(people))
    assert read.column("E-mail") == [f"n{number}@example.com" for number in range(20)]
    assert (read.rows[7][1], read.rows[9][1], read.rows[11][1]) == ("Név 7", "Név, Kilenc", "")
    assert [(finding.reason, finding.row) for finding in read.findings] == [
        (Reason.ROW_REALIGNED, 9),
        (Reason.ROW_REALIGNED, 11),
        (Reason.ROW_REALIGNED, 13),
    ]
