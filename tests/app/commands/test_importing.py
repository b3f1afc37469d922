"""`stakegraph import`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.app.process import run

ACCOUNTS = "Id,Name\nC1,Command Works\n"
CONTACTS = "Id,LastName,AccountId,Birthdate\nC2,Kiss,C1,1970-01-01\n"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A directory of exports."""
    directory = tmp_path / "exports"
    directory.mkdir()
    (directory / "Account.csv").write_text(ACCOUNTS, encoding="utf-8")
    (directory / "Contact.csv").write_text(CONTACTS, encoding="utf-8")
    return directory


def test_a_directory_is_imported_and_again_and_what_is_left_out_changes_the_exit_code(
    running: Path, exports: Path, tmp_path: Path
) -> None:
    given = ("import", str(exports), "--profile", "salesforce", "--embedded", str(running))
    dry = run(*given, "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "this was a dry run" in dry.stdout
    done = run(*given)
    assert (done.returncode, done.stderr) == (0, "")
    counts = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.startswith("Stakeholder")}
    assert counts == {"Stakeholder": ["1", "0", "0", "0", "0", "0"]}
    assert "Never taken in: Contact.csv: Birthdate (date or place of birth)" in done.stdout
    (exports / "Contact.csv").write_text(f"{CONTACTS}C3,Nagy,C9,\n", encoding="utf-8")
    rejects = tmp_path / "rejects"
    partly = run(*given, "--rejects", str(rejects))
    assert partly.returncode == 3
    assert "Contact.csv, AccountId (row 3): “C9” There is no Organisation like this." in partly.stdout
    rows = (rejects / "Contact.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["Id", "C3"]
    assert "Birthdate" not in rows[0]


def test_an_export_needs_no_profile(running: Path, tmp_path: Path) -> None:
    path = tmp_path / "krackhardt.json"
    exported = run("export", "krackhardt", "--format", "json", "--output", str(path), "--embedded", str(running))
    assert exported.returncode == 0
    told = json.loads(path.read_text(encoding="utf-8"))
    renamed = tmp_path / "renamed.json"
    renamed.write_text(path.read_text(encoding="utf-8").replace("krackhardt", "restored"), encoding="utf-8")
    done = run("import", str(renamed), "--embedded", str(running))
    assert (done.returncode, done.stderr) == (0, "")
    people = sum(node["label"] == "Stakeholder" for node in told["nodes"])
    assert f"Stakeholder{people:>16}" in done.stdout
    assert "1 of 1 accounts written to" in done.stdout


@pytest.mark.parametrize(
    ("content", "arguments", "told"),
    [
        (ACCOUNTS, [], "--profile says what x.csv is"),
        (ACCOUNTS, ["--profile", "nothing"], "there is no profile 'nothing'"),
        ("", ["--profile", "salesforce"], "x.csv is empty"),
        ("%PDF-1.7", ["--profile", "salesforce"], "x.csv is a PDF"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage_and_writes_nothing(
    content: str, arguments: list[str], told: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8")
    refused = CliRunner().invoke(main, ["import", str(path), *arguments, "--embedded", str(tmp_path / "data")])
    assert refused.exit_code == 2
    assert told in refused.output
    assert not (tmp_path / "data").exists()


DAMAGED = '{"format":"stakegraph","version":1,"account":"restored","nodes":{},"edges":[]}'


@pytest.mark.parametrize(
    ("files", "arguments", "told"),
    [
        (
            {"x.csv": ACCOUNTS},
            ["--profile", "salesforce", "--account", "team"],
            "'team' is our own team, and no account",
        ),
        ({"x.csv": ACCOUNTS}, ["--profile", "salesforce", "--account", "x" * 201], "is no key of an account"),
        ({"x.json": DAMAGED}, [], "x.json is damaged: nodes is no list"),
        ({"a.json": DAMAGED.replace("{}", "[]"), "x.json": DAMAGED}, [], "x.json is damaged: nodes is no list"),
    ],
)
def test_wrong_usage_has_its_exit_code_and_writes_nothing(
    files: dict[str, str], arguments: list[str], told: str, tmp_path: Path
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    given = [*(str(tmp_path / name) for name in files), *arguments, "--embedded", str(tmp_path / "data")]
    refused = CliRunner().invoke(main, ["import", *given])
    assert refused.exit_code == 2
    assert told in refused.output
    assert not (tmp_path / "data").exists()


def test_what_cannot_be_read_once_something_was_written_is_a_failure(running: Path, tmp_path: Path) -> None:
    exported, broken = tmp_path / "a.json", tmp_path / "x.csv"
    root = {"label": "Organisation", "id": "first/Organisation/first", "name": "First", "kind": "CLIENT"}
    told = {"format": "stakegraph", "version": 1, "account": "first", "nodes": [root], "edges": []}
    exported.write_text(json.dumps(told), encoding="utf-8")
    broken.write_text("", encoding="utf-8")
    given = ("import", str(exported), str(broken), "--profile", "salesforce", "--embedded", str(running))
    for arguments, code, count in ((["--dry-run"], 2, "would be written to"), ([], 1, "1 of 1 accounts written to")):
        done = run(*given, *arguments)
        assert (done.returncode, count in done.stdout) == (code, True)
        assert "x.csv is empty" in done.stderr


def test_a_draft_heeds_how_the_files_are_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("Name;Email;Hire date;Amount\nŐri;a@b.example;03/04/2026;1.234\n".encode("cp1250"))
    given = ["--encoding", "cp1250", "--dates", "day-first", "--decimals", "comma", "--currency", "HUF"]
    draft = CliRunner().invoke(main, ["import", str(path), "--propose", *given])
    assert draft.exit_code == 0
    for line in ('encoding = "cp1250"', 'dates = "DAY_FIRST"', 'decimals = ","', 'currency = "HUF"'):
        assert f"\n{line}\n" in draft.output
    assert "see [reading]" not in draft.output


def test_a_mapping_with_a_mistake_names_the_field(tmp_path: Path) -> None:
    path, mapping = tmp_path / "x.csv", tmp_path / "own.toml"
    path.write_text(ACCOUNTS, encoding="utf-8")
    mapping.write_text(
        'name = "own"\n[[tables]]\nneeds = "Id"\n[tables.node]\nlabel = "Organisation"\nkey = [{ id = "Id" }]\n'
        'fields.nmae = "Name"\nfixed.kind = "CLIENT"\n',
        encoding="utf-8",
    )
    given = ["--profile", str(mapping), "--embedded", str(tmp_path / "data")]
    refused = CliRunner().invoke(main, ["import", str(path), *given])
    assert refused.exit_code == 2
    assert "tables[0].node: there is no field of Organisation 'nmae'; the nearest is 'name'" in refused.output


def test_without_a_database_nothing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("", encoding="utf-8")
    refused = CliRunner().invoke(main, ["import", str(path), "--profile", "salesforce"])
    assert refused.exit_code == 2
    assert "give one database" in refused.output
