"""`stakegraph export`."""

import subprocess
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from app.cli import main
from tests.app.process import COMMAND, run


def test_it_writes_to_standard_output(running: Path) -> None:
    done = run("export", "krackhardt", "--format", "json", "--embedded", str(running))
    assert (done.returncode, done.stderr) == (0, "")
    assert orjson.loads(done.stdout)["account"] == "krackhardt"


def test_it_writes_a_file_in_a_language_of_a_day(running: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    given = ["--output", str(file), "--on", "2026-01-31", "--language", "hu"]
    done = run("export", "krackhardt", "--format", "svg", "--embedded", str(running), *given)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "2026. január 31." in file.read_text(encoding="utf-8")


def test_a_file_that_is_there_is_left_unless_forced(running: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.png"
    file.write_text("mine", encoding="utf-8")
    given = ["export", "krackhardt", "--format", "png", "--embedded", str(running), "--output", str(file)]
    done = run(*given)
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert run(*given, "--force").returncode == 0
    assert file.read_bytes().startswith(b"\x89PNG")


def test_bytes_come_out_as_they_are(running: Path) -> None:
    arguments = ["export", "krackhardt", "--format", "csv", "--embedded", str(running)]
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=True, cwd=Path(__file__).parents[3])  # noqa: S603  # our own command
    assert done.stdout.startswith(b"PK")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["krackhardt"], "--format"),
        (["krackhardt", "--format", "pdf"], "pdf"),
        (["krackhardt", "--format", "json", "--on", "2026-01-31"], "give no day"),
        (["krackhardt", "--format", "csv", "--language", "hu"], "give no language"),
        (["krackhardt", "--format", "svg", "--on", "tomorrow"], "on must be a day"),
    ],
)
def test_a_wrong_order_is_wrong_usage(given: list[str], told: str) -> None:
    done = CliRunner().invoke(main, ["export", *given, "--embedded", "none"])
    assert done.exit_code == 2
    assert told in done.stderr


def test_an_account_that_is_not_there_leaves_no_file(running: Path, tmp_path: Path) -> None:
    file = tmp_path / "nobody.json"
    done = run("export", "nobody", "--format", "json", "--embedded", str(running), "--output", str(file))
    assert (done.returncode, done.stderr) == (1, "Error: there is no account 'nobody'\n")
    assert not file.exists()


def test_a_folder_that_is_not_there_is_told(running: Path, tmp_path: Path) -> None:
    file = tmp_path / "none" / "x.json"
    done = run("export", "krackhardt", "--format", "json", "--embedded", str(running), "--output", str(file))
    assert done.returncode == 1
    assert "cannot be written: No such file or directory" in done.stderr
