"""The benchmarks: each runs to its end, prints a figure in every row, and is told row by row in its document.

How fast anything is, is not asserted.
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from itertools import dropwhile, takewhile
from pathlib import Path

import pytest

__all__: list[str] = []

ROOT = Path(__file__).parents[1]


RATIO = r"× \d[\d.e+-]*"


def quick(name: str) -> list[str]:
    """The lines that a benchmark prints, on little data."""
    command = [sys.executable, "-m", f"bench.{name}", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)  # noqa: S603  # our own command
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def store() -> list[str]:
    return quick("store")


@pytest.fixture(scope="module")
def scoring() -> list[str]:
    return quick("scoring")


@pytest.fixture(scope="module")
def edits() -> list[str]:
    return quick("edits")


@pytest.fixture(scope="module")
def network() -> list[str]:
    return quick("network")


@pytest.fixture(scope="module")
def subscriptions() -> list[str]:
    return quick("subscriptions")


@pytest.fixture(scope="module")
def portfolio() -> list[str]:
    return quick("portfolio")


@pytest.fixture(scope="module")
def importing() -> list[str]:
    return quick("importing")


@pytest.fixture(scope="module")
def serving() -> list[str]:
    return quick("serving")


def rows(lines: Iterable[str]) -> list[list[str]]:
    """The cells of the first table in these lines, its head first."""
    begun = dropwhile(lambda line: not line.startswith("|"), lines)
    table = [line for line in takewhile(lambda line: line.startswith("|"), begun) if not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def kinds(lines: Iterable[str]) -> set[str]:
    """What the rows are about, whatever the sizes."""
    return {re.sub(r"\([\d, ]+\)|\d[\d,]*", "N", row[0]) for row in rows(lines)}


def told(heading: str) -> list[str]:
    """What the document says under a heading."""
    text = (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
    return text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0].splitlines()


def test_every_row_of_the_store_has_a_figure_for_each_server(store: list[str]) -> None:
    head, *measured = rows(store)
    assert head[1:] in (["embedded", "Neo4j"], ["embedded"])
    assert ("Neo4j" in head) != any(line.startswith("Neo4j is left out: no Neo4j") for line in store)
    assert all(re.fullmatch(RATIO, cell) for row in measured for cell in row[1:])
    assert all(len(row) == len(head) for row in measured)
    assert store[-1].startswith("Measured in ")


def test_every_row_of_the_scores_has_a_figure(scoring: list[str]) -> None:
    _, *measured = rows(scoring)
    assert measured
    assert all(re.fullmatch(RATIO, figure) for _, figure in measured)
    assert scoring[-1].startswith("Measured in ")


def test_every_row_of_one_change_has_a_figure(edits: list[str]) -> None:
    _, *measured = rows(edits)
    assert measured
    assert all(re.fullmatch(RATIO, figure) for _, figure in measured)
    assert edits[-1].startswith("Measured in ")


def test_every_row_of_the_network_has_a_figure(network: list[str]) -> None:
    _, *measured = rows(network)
    assert measured
    assert all(re.fullmatch(rf"{RATIO}|-?\d\.\d{{3}}", figure) for _, figure in measured)
    assert network[-1].startswith("Measured in ")


def test_every_row_of_the_subscriptions_has_a_figure(subscriptions: list[str]) -> None:
    measured = rows(subscriptions)[1:]
    assert measured
    assert all(re.fullmatch(rf"{RATIO}|[\d,]+( kB)?|-\d+ kB", figure) for _, figure in measured)
    assert subscriptions[-1].startswith("Measured in ")


def test_every_row_of_serving_has_a_figure_and_is_told(serving: list[str]) -> None:
    measured = rows(serving)[1:]
    assert measured
    assert all(re.fullmatch(RATIO, figure) for _, figure in measured)
    assert serving[-1].startswith("Measured in ")
    assert kinds(told("Serving")) == kinds(serving)


def test_every_row_of_the_portfolio_has_a_figure_and_is_told(portfolio: list[str]) -> None:
    measured = rows(portfolio)[1:]
    assert measured
    assert all(re.fullmatch(RATIO, figure) for _, figure in measured)
    assert portfolio[-1].startswith("Measured in ")
    assert kinds(told("The portfolio")) == kinds(portfolio)


def test_every_row_of_importing_has_a_figure_and_is_told(importing: list[str]) -> None:
    _, *measured = rows(importing)
    assert measured
    assert all(re.fullmatch(RATIO, figure) for _, figure in measured)
    assert importing[-1].startswith("Measured in ")
    assert kinds(told("Importing")) == kinds(importing)


def test_the_document_tells_the_rows_that_are_printed(
    store: list[str], scoring: list[str], edits: list[str], network: list[str], subscriptions: list[str]
) -> None:
    assert kinds(told("One change")) == kinds(edits)
    assert kinds(told("Subscriptions")) == kinds(subscriptions)
    assert kinds(told("The store")) == kinds(store)
    assert kinds(told("The scores")) == kinds(scoring)
    assert kinds(told("Networks")) == kinds(network)
