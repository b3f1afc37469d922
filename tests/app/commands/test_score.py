"""`stakegraph score`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli import main
from graph.embedded import embedded_server
from graph.portfolio import Portfolio
from seeds.generated.portfolio import account_key
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
    done = CliRunner().invoke(main, ["score", *(arguments or ["--all"]), "--embedded", str(directory)])
    assert (done.exit_code, done.stderr) == (0, "")
    *lines, last = done.stdout.splitlines()
    found = re.fullmatch(r"score: (\d+) accounts? brought up to date \(.* accounts a second\)\.", last)
    assert found, last
    return int(found[1]), lines


def summaries(directory: Path) -> list[dict[str, object]]:
    asked = CliRunner().invoke(main, ["query", "-", "--embedded", str(directory)], input=LIST)
    return [row["summary"] for row in json.loads(asked.stdout)["data"]["accounts"]["edges"]]


def test_it_brings_up_to_date_what_is_not_and_shows_how_far_it_is(own: Path, tmp_path: Path) -> None:
    assert [row["day"] for row in summaries(own)] == [None] * 12
    with service(tmp_path, "score", "--all", "--embedded", str(own)) as started:
        wait_until(lambda: "2 of 12 accounts after" in started.output)
        started.end()
    shown = [row["day"] is not None for row in summaries(own)]
    assert any(shown)
    count, _ = score(own)
    assert count == 12 - sum(shown)
    assert all(row["coverage"] is not None and row["revision"] == 1 for row in summaries(own))
    assert score(own) == (0, [])
    count, lines = score(own, "--all", "--anew")
    assert count == 12
    assert [line.split(" after")[0] for line in lines] == [f"{number} of 12 accounts" for number in range(1, 13)]


def test_other_rates_make_it_anew(own: Path) -> None:
    score(own)
    plain = {row["key"]: row["stake"] for row in summaries(own)}
    rates = ",".join(sorted({f"{country.currency}=2" for country in COUNTRIES}))
    assert score(own, "--all", "--rates", rates)[0] == 12
    assert {row["key"]: row["stake"] for row in summaries(own)} == {key: 2 * stake for key, stake in plain.items()}  # type: ignore[operator]  # numbers
    assert score(own)[0] == 12


def test_accounts_can_be_named(own: Path) -> None:
    keys = [account_key(1, number) for number in (4, 5)]
    count, lines = score(own, "--anew", *keys)
    assert count == 2
    assert len(lines) == 2
    assert score(own, *keys) == (0, [])
    unknown = CliRunner().invoke(main, ["score", "nobody", "--embedded", str(own)])
    assert (unknown.exit_code, "there is no account 'nobody'" in unknown.stderr) == (1, True)


def test_of_accounts_that_are_not_named_nothing_is_read(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, stale = list[str](), Portfolio.stale

    async def watched(*arguments: Any, **named: Any) -> list[str]:
        read.extend(found := await stale(*arguments, **named))
        return found

    monkeypatch.setattr(Portfolio, "stale", watched)
    assert score(own, "--anew", account_key(1, 4))[0] == 1
    assert set(read) == {account_key(1, 4)}


def test_several_workers_do_the_same(own: Path) -> None:
    before = summaries(own)
    count, lines = score(own, "--all", "--anew", "--workers", "2")
    assert count == 12
    assert lines[-1].startswith("12 of 12 accounts after")
    assert summaries(own) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "say which accounts: --all, or their keys"),
        (("--all", "acme"), "say which accounts: --all, or their keys"),
        (("--all", "--workers", "0"), "--workers"),
        (("--all", "--scheduler", "host"), "'host' is none of: processes, threads, an address such as tcp://host:8786"),
        (("--all", "--scheduler", "tcp://host:8786"), "nobody but this machine reaches an embedded database"),
    ],
)
def test_what_cannot_be_is_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(main, ["score", *arguments, "--embedded", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert message in done.output


def test_it_makes_no_database(tmp_path: Path) -> None:
    done = run("score", "--all", "--embedded", str(tmp_path / "none"))
    assert done.returncode == 1
    assert "no embedded database" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_rates_that_cannot_be_are_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["score", "--all", "--rates", "EUR=none", "--embedded", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "--rates" in done.stderr
    assert "number above 0" in done.stderr
