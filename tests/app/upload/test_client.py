"""`stakegraph import --url`: the same as with a database, by a service that asks who asks."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.app.process import run, service

ACCOUNTS = "Id,Name\nU1,Upload Works\n"
CONTACTS = "Id,LastName,AccountId,Birthdate\nU2,Kiss,U1,1970-01-01\nU3,Nagy,U9,\n"
MEETINGS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//tests//EN
BEGIN:VEVENT
UID:one
DTSTART:20261120T090000Z
SUMMARY:Review
ORGANIZER:mailto:nobody@ours.example
ATTENDEE:mailto:somebody@theirs.example
END:VEVENT
END:VCALENDAR
"""


class Serving(NamedTuple):
    """A service, the directory of its database, and files with the tokens of two who may ask there."""

    address: str
    directory: Path
    member: Path
    analyst: Path

    def imported(self, *arguments: str) -> Result:
        given = ["import", *arguments, "--url", self.address, "--token-file", str(self.member)]
        return CliRunner().invoke(main, given)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("uploads")
    kept = directory / "kept"
    given = ("serve", "--embedded", str(kept), "--authentication", "on", "--port", "0", "--max-upload-rows", "1000")
    with service(directory, *given) as running:
        address = running.address()
        for role in ("member", "analyst"):
            made = run("key", "add", role, "--role", role, "--embedded", str(kept))
            assert made.returncode == 0, made.stderr
            (directory / role).write_text(made.stdout, encoding="utf-8")
        yield Serving(address, kept, directory / "member", directory / "analyst")


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A directory of exports, with a calendar among them."""
    directory = tmp_path / "exports"
    directory.mkdir()
    for name, content in {"Account.csv": ACCOUNTS, "Contact.csv": CONTACTS, "calendar.ics": MEETINGS}.items():
        (directory / name).write_text(content, encoding="utf-8")
    return directory


def test_it_says_and_writes_what_it_does_with_a_database(serving: Serving, exports: Path, tmp_path: Path) -> None:
    given = (str(exports), "--profile", "salesforce")
    here, there = tmp_path / "here", tmp_path / "there"
    direct = run("import", *given, "--dry-run", "--rejects", str(here), "--embedded", str(serving.directory))
    remote = serving.imported(*given, "--dry-run", "--rejects", str(there))
    assert (remote.exit_code, remote.stderr) == (direct.returncode, direct.stderr) == (3, "")
    assert remote.stdout.replace(str(there), str(here)) == direct.stdout
    assert "this was a dry run" in remote.stdout
    assert contents(there) == contents(here)
    done = serving.imported(*given)
    assert done.exit_code == 3
    assert "1 of 1 accounts written to" in done.stdout
    again = run("import", *given, "--embedded", str(serving.directory))
    assert "0 of 1 accounts written to" in again.stdout


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_an_own_mapping_and_an_exported_account_go_there_too(serving: Serving, tmp_path: Path) -> None:
    mapping, people = tmp_path / "own.toml", tmp_path / "people.csv"
    people.write_text("Who;Since\nÉva;31/12/2025\n", encoding="cp1250")
    mapping.write_text(
        'name = "own"\n[[tables]]\nneeds = ["Who"]\n[tables.node]\nlabel = "Stakeholder"\n'
        'key = [{ fields = "name" }]\nfields.name = "Who"\nfields.joinedOn = "Since"\n',
        encoding="utf-8",
    )
    given = (str(people), "--profile", str(mapping), "--account", "mapped", "--encoding", "cp1250")
    done = serving.imported(*given, "--dates", "day-first")
    assert (done.exit_code, done.stderr) == (0, "")
    exported = tmp_path / "mapped.json"
    told = run("export", "mapped", "--format", "json", "--output", str(exported), "--embedded", str(serving.directory))
    assert told.returncode == 0
    assert '"Éva"' in exported.read_text(encoding="utf-8")
    assert "2025-12-31" in exported.read_text(encoding="utf-8")
    refused = serving.imported(str(exported))
    assert refused.exit_code == 1
    assert "this takes the role ADMIN, and yours is MEMBER" in refused.stderr


@pytest.mark.parametrize(
    ("who", "content", "code", "told"),
    [
        ("analyst", ACCOUNTS, 1, "this takes the role MEMBER, and yours is ANALYST"),
        ("nobody", ACCOUNTS, 1, "the token is not valid here (a token is given by --token-file or STAKEGRAPH_TOKEN)"),
        ("member", "", 2, "Account.csv is empty"),
        ("member", "Id,Name\n" + "1,a\n" * 1001, 2, "(setting max_upload_rows)"),
    ],
)
def test_what_the_service_refuses_is_told(
    serving: Serving, tmp_path: Path, who: str, content: str, code: int, told: str
) -> None:
    (tmp_path / "Account.csv").write_text(content, encoding="utf-8")
    token = tmp_path / "token"
    token.write_text(
        "sgk_x" if who == "nobody" else getattr(serving, who).read_text(encoding="utf-8"), encoding="utf-8"
    )
    given = ["import", str(tmp_path / "Account.csv"), "--profile", "salesforce", "--url", serving.address]
    refused = CliRunner().invoke(main, [*given, "--token-file", str(token)])
    assert refused.exit_code == code
    assert told in refused.output


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--url", "http://stakegraph.example"], 2, "this is no address of a service"),
        (["--url", "https://a:b@stakegraph.example"], 2, "this is no address of a service"),
        (["--url", "http://127.0.0.1:1", "--embedded", "x"], 2, "either --url, or a database"),
        (["--url", "http://127.0.0.1:1"], 1, "http://127.0.0.1:1 does not answer"),
    ],
)
def test_an_address_that_will_not_do_is_told(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    path = tmp_path / "Account.csv"
    path.write_text(ACCOUNTS, encoding="utf-8")
    refused = CliRunner().invoke(main, ["import", str(path), "--profile", "salesforce", *arguments])
    assert refused.exit_code == code
    assert told in refused.output
    assert "a:b" not in refused.output.replace(str(path), "")
