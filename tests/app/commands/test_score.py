"""`stakegraph score`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.embedded import embedded_server
from seeds.generated.words import COUNTRIES
from tests.app.process import run, service, wait_until

LIST = "{ accounts(first: 500) { edges { summary { key day revision coverage stake } } } }"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of a database in which nobody else scores."""
    directory = tmp_path_factory.mktemp("scored") / "data"
    with embedded_server(directory):
        assert (
            run("seed", "generate", "--accounts", "12", "--people", "6", "--embedded", str(directory)).returncode == 0
        )
        yield directory


def score(directory: Path, *arguments: str) -> tuple[int, list[str]]:
    """How many accounts it brought up to date, and the lines that it wrote before it said so."""
    done = run("score", *arguments, "--embedded", str(directory))
    assert (done.returncode, done.stderr) == (0, "")
    *lines, last = done.stdout.splitlines()
    found = re.fullmatch(r"score: (\d+) accounts? brought up to date \(.* accounts a second\)\.", last)
    assert found, last
    return int(found[1]), lines


def summaries(directory: Path) -> list[dict[str, object]]:
    asked = run("query", "-", "--embedded", str(directory), stdin=LIST)
    return [row["summary"] for row in json.loads(asked.stdout)["data"]["accounts"]["edges"]]


def test_it_brings_up_to_date_what_is_not_and_shows_how_far_it_is(own: Path, tmp_path: Path) -> None:
    assert [row["day"] for row in summaries(own)] == [None] * 12
    with service(tmp_path, "score", "--embedded", str(own)) as started:
        wait_until(lambda: "2 of 12 accounts after" in started.output)
        started.end()
    shown = [row["day"] is not None for row in summaries(own)]
    assert any(shown)
    count, _ = score(own)
    assert count == 12 - sum(shown)
    assert all(row["coverage"] is not None and row["revision"] == 1 for row in summaries(own))
    assert score(own) == (0, [])
    count, lines = score(own, "--all")
    assert count == 12
    assert [line.split(" after")[0] for line in lines] == [f"{number} of 12 accounts" for number in range(1, 13)]


def test_other_rates_make_it_anew(own: Path) -> None:
    score(own)
    plain = {row["key"]: row["stake"] for row in summaries(own)}
    rates = ",".join(sorted({f"{country.currency}=2" for country in COUNTRIES}))
    assert score(own, "--rates", rates)[0] == 12
    assert {row["key"]: row["stake"] for row in summaries(own)} == {key: 2 * stake for key, stake in plain.items()}  # type: ignore[operator]  # numbers
    assert score(own)[0] == 12


def test_it_makes_no_database(tmp_path: Path) -> None:
    done = run("score", "--embedded", str(tmp_path / "none"))
    assert done.returncode == 1
    assert "no embedded database" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_rates_that_cannot_be_are_wrong_usage(tmp_path: Path) -> None:
    done = run("score", "--rates", "EUR=none", "--embedded", str(tmp_path / "none"))
    assert done.returncode == 2
    assert "--rates" in done.stderr
    assert "number above 0" in done.stderr
