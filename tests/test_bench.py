"""The benchmarks: each runs to its end, prints a figure in every row, and is told row by row in its document.

How fast anything is, is not asserted.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

__all__: list[str] = []

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def store() -> list[str]:
    """The lines that the benchmark of the store prints, on little data."""
    command = [sys.executable, "-m", "bench.store", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)  # noqa: S603  # our own command
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def rows(lines: list[str]) -> list[list[str]]:
    """The cells of the first table in these lines, its head first."""
    table = [line for line in lines if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_every_row_has_a_figure_for_each_server(store: list[str]) -> None:
    head, *measured = rows(store)
    assert head[1:] in (["embedded", "Neo4j"], ["embedded"])
    assert ("Neo4j" in head) != any(line.startswith("Neo4j is left out: no Neo4j") for line in store)
    assert all(re.fullmatch(r"× \d[\d.e+-]*", cell) for row in measured for cell in row[1:])
    assert all(len(row) == len(head) for row in measured)
    assert store[-1].startswith("Measured in ")


def test_the_document_tells_the_rows_that_are_printed(store: list[str]) -> None:
    def kinds(lines: list[str]) -> set[str]:
        return {re.sub(r"\([\d, ]+\)|\d[\d,]*", "N", row[0]) for row in rows(lines)}

    told = (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
    assert kinds(told.splitlines()) == kinds(store)
