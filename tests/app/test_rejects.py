"""Rejects: the files of what is to be mended, by their names."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.rejects import rejected, write_rejects, write_tables
from app.upload.told import left_out
from seeds.importing.engine import Import, importing
from seeds.importing.profile import shipped

FAULTY = "Id,LastName,AccountId\n1,=1+1,\n"


def read(imported: Import, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        imported.read(content.encode(), name)
    imported.wanted()
    imported.settle({})


def test_the_names_are_those_of_the_tables_and_fit_whatever_keeps_files(tmp_path: Path) -> None:
    names = ["Contact.csv", "b/Contact.csv", f"{'ő' * 150}.csv", f"{'ő' * 140}.csv", "a:\x1b[2J?.csv", "\udcff.csv"]
    with importing(shipped("salesforce")) as imported:
        read(imported, {name: FAULTY.replace("1,=", f"{at},=") for at, name in enumerate(names)})
        written = write_rejects(imported, tmp_path)
    long = "ő" * 100
    assert [each.name for each in written] == [
        *("Contact.csv", "Contact (2).csv", f"{long}.csv", f"{long} (2).csv", "a___2J_.csv", "_.csv")
    ]
    assert sorted(written) == sorted(tmp_path.iterdir())


def test_a_service_tells_what_is_written_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with importing(shipped("salesforce")) as imported:
        read(imported, {"Contact.csv": FAULTY, "Others.csv": FAULTY.replace("1,=", "2,=")})
        (tmp_path / "here").mkdir()
        here = write_rejects(imported, tmp_path / "here")
        monkeypatch.setattr("tempfile.tempdir", "/nowhere")  # it takes no room
        tables = {each.name: each.content for each in left_out(imported)}
        assert [name for name, _ in rejected(imported)] == [*tables] == ["Contact.csv", "Others.csv"]
    there = write_tables(tables, tmp_path / "there")
    assert [each.name for each in there] == [each.name for each in here]
    assert [each.read_bytes() for each in there] == [each.read_bytes() for each in here]
    assert all("'=1+1" in content for content in tables.values())
