"""The bundle of CSV files."""

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest

from app.export.subject import Subject
from app.export.tables import tables
from graph.model import Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from seeds.bundle import columns
from tests.app.export.accounts import DAY, borokvar_subject, subject
from tests.graph.acme import made, person


def files(exported: Subject) -> dict[str, str]:
    with ZipFile(BytesIO(b"".join(tables(exported)))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def one(**values: Any) -> Subject:
    return subject(AccountGraph(made(person("anna", **values)), Snapshot("team")))


def test_there_is_a_file_for_each_kind_and_one_that_says_what_the_bundle_is() -> None:
    exported = borokvar_subject()
    account = exported.reading.account
    found = files(exported)
    labels = {each.label for each in (*account.nodes.values(), *account.edges.values())}
    assert found.keys() == {
        "stakegraph.csv",
        *(f"{each}.csv" for each in labels | {"TeamMember", "Offering", "Competitor"}),
    }
    assert rows(found["stakegraph.csv"]) == [
        {
            "format": "stakegraph",
            "version": "1",
            "account": "borokvar",
            "revision": str(account.revision),
            "exportedOn": DAY.isoformat(),
        }
    ]
    assert len(rows(found["Stakeholder.csv"])) == len(account.all(Stakeholder))


def test_spreadsheet_programs_are_told_that_it_is_utf_8() -> None:
    assert all(text.startswith("\ufeff") for text in files(borokvar_subject()).values())


def test_the_headings_are_the_model_s_words() -> None:
    text = files(borokvar_subject())["Stakeholder.csv"]
    assert text.removeprefix("\ufeff").splitlines()[0].split(",") == columns(Stakeholder)
    assert columns(Stakeholder)[:3] == ["id", "name", "email"]


@pytest.mark.parametrize("name", ["=1+1", "+1 (555)", "-x", "@sum(a1)", "'=1"])
def test_no_spreadsheet_program_computes_a_name(name: str) -> None:
    [row] = rows(files(one(name=name))["Stakeholder.csv"])
    assert row["name"] == f"'{name}"


def test_values_are_written_the_same_everywhere() -> None:
    values = {"joinedOn": "2020-01-31", "placeholder": True, "interest": 0.25}
    [row] = rows(files(one(**values))["Stakeholder.csv"])
    assert (row["joinedOn"], row["placeholder"], row["interest"], row["leftOn"]) == ("2020-01-31", "true", "0.25", "")


def test_the_same_account_is_written_the_same() -> None:
    assert b"".join(tables(borokvar_subject())) == b"".join(tables(borokvar_subject()))
