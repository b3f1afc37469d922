"""`stakegraph template`, and what is filled in of it, with calendars and mail beside, through `stakegraph import`."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from app.cli import main
from schema.language import Language
from tests.app.process import run
from tests.app.register.filled import filled
from tests.seeds.contacts.read import calendar, entry, mail


def told(*arguments: str) -> str:
    """What a command that needs no database says, once it is done."""
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(("language", "people"), [("en", "People"), ("hu", "Emberek")])
def test_it_writes_a_register_in_a_language(tmp_path: Path, language: str, people: str) -> None:
    file = tmp_path / "register.xlsx"
    said = told("template", str(file), "--language", language)
    assert f"stakegraph import {file} --profile register --account KEY" in said
    assert people in load_workbook(file).sheetnames


def test_a_file_that_is_there_is_left_unless_forced(tmp_path: Path) -> None:
    file = tmp_path / "register.xlsx"
    file.write_text("mine", encoding="utf-8")
    refused = CliRunner().invoke(main, ["template", str(file)])
    assert refused.exit_code == 2
    assert "is there already" in refused.output
    assert file.read_text(encoding="utf-8") == "mine"
    told("template", str(file), "--force")
    assert file.read_bytes().startswith(b"PK")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["template", str(tmp_path / "none" / "x.xlsx")])
    assert done.exit_code == 1
    assert "cannot be written: No such file or directory" in done.output


def test_a_draft_of_a_profile_is_proposed_and_works(running: Path, tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text("Name;E-mail;Position\nAnna Kiss;anna@acme.example;CFO\n", encoding="utf-8")
    draft = tmp_path / "staff.toml"
    draft.write_text(told("import", str(staff), "--propose"), encoding="utf-8")
    done = run(
        *("import", str(staff), "--profile", str(draft), "--account", "proposed", "--dry-run"),
        *("--embedded", str(running)),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert counts(done.stdout)["Stakeholder"][0] == "1"


def test_where_nothing_is_understood_nothing_is_proposed(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("x;y\n1;2\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["import", str(file), "--propose"])
    assert done.exit_code == 2
    assert "in none of these tables" in done.output


def counts(output: str) -> dict[str, Sequence[str]]:
    return {line.split()[0]: line.split()[1:] for line in output.splitlines() if line[:1].isupper()}


def test_a_register_then_a_calendar_and_a_mailbox(running: Path, tmp_path: Path) -> None:
    rows = {
        "Our team": [{"Name": "Zoe", "E-mail": "zoe@us.example"}],
        "People": [{"Name": "Anna Kiss", "E-mail": "anna@acme.example"}],
    }
    (tmp_path / "register.xlsx").write_bytes(filled(Language.HU, rows))
    (tmp_path / "mine.ics").write_bytes(
        calendar(entry("SUMMARY:Prices", "DESCRIPTION:A secret"), entry("ATTENDEE:mailto:dora@acme.example", uid="two"))
    )
    (tmp_path / "mine.mbox").write_bytes(mail(body="A secret") + mail("List-Id: x", key="<2@x>"))
    given = ("import", str(tmp_path), "--profile", "register", "--account", "filled", "--embedded", str(running))
    done = run(*given, "--rejects", str(tmp_path / "left"))
    assert (done.returncode, done.stderr) == (3, "")
    assert "“dora@acme.example” Nobody with this address is known." in done.stdout
    assert "mine.mbox" in done.stdout
    assert "The mail came over a mailing list." in done.stdout
    assert "ecret" not in done.stdout
    left = (tmp_path / "left" / "mine.csv").read_text(encoding="utf-8-sig")
    assert "dora@acme.example" in left
    (tmp_path / "left" / "mine.csv").unlink()
    again = run("import", str(tmp_path / "mine.ics"), str(tmp_path / "mine.mbox"), "--embedded", str(running))
    assert counts(again.stdout)["Interaction"] == ["0", "0", "1", "0", "0", "0"]
    exported = run("export", "filled", "--format", "json", "--embedded", str(running))
    assert exported.stdout.count('"label":"Interaction"') == 3
    assert "ecret" not in exported.stdout


def test_what_is_neither_a_calendar_nor_a_mailbox_is_wrong_usage(running: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.ics"
    file.write_text("UID,Start\n1,2\n", encoding="utf-8")
    done = run("import", str(file), "--profile", "ics", "--embedded", str(running))
    assert done.returncode == 2
    assert "x.ics is neither a calendar (.ics) nor a mailbox (.mbox)" in done.stderr
