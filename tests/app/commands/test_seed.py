"""`stakegraph seed`."""

from pathlib import Path

from tests.app.process import run


def test_seeding_twice_changes_nothing_and_says_so(running: Path) -> None:
    again = run("seed", "krackhardt", "krackhardt", "--embedded", str(running))
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == "krackhardt: is there already, nothing was changed\n"
