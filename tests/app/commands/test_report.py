"""`stakegraph report`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from graph.embedded import embedded_server
from tests.app.process import run


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of an embedded database that runs, with the demonstration account in it."""
    directory = tmp_path_factory.mktemp("demonstrated") / "data"
    with embedded_server(directory):
        assert run("seed", "borokvar", "--embedded", str(directory)).returncode == 0
        yield directory


def report(database: Path, *given: str) -> list[str]:
    """The paragraphs that it prints."""
    done = run("report", *given, "--embedded", str(database))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip().split("\n\n")


def test_what_matters_most_comes_first(demonstrated: Path) -> None:
    head, first, coverage, others, threads = report(demonstrated, "borokvar")
    assert head.startswith("Borókvári Művek Nyrt., ")
    told = " ".join(first.split())
    assert told.startswith("We do not reach Szentiványi Judit (Chief Financial Officer), who decides on")
    assert "Nobody has been in touch with them since" in told
    assert "can introduce us through" in told
    assert coverage.startswith("Coverage\nWe reach ")
    assert "Nyrt.." not in coverage
    assert others.startswith("Others whom decisions depend on and whom we do not reach (3)\n- We do not reach")
    assert "Szentiványi" not in others.split("\n- ")[0]
    assert threads.startswith("Decision-makers whom one of us alone reaches (3)\n- Only ")
    assert max(map(len, "\n".join([first, coverage, others, threads]).splitlines())) <= 100


def test_in_hungarian(demonstrated: Path) -> None:
    first = report(demonstrated, "borokvar", "--language", "hu")[1]
    assert first.startswith("Döntéshozó, akit nem érünk el: Szentiványi Judit")


def test_on_another_day(demonstrated: Path) -> None:
    head, *_ = report(demonstrated, "borokvar", "--on", "2026-01-31")
    assert head == "Borókvári Művek Nyrt., 31 January 2026"


def test_where_nobody_of_us_is_known_all_who_decide_are_missing(running: Path) -> None:
    _, first, coverage, *_ = report(running, "krackhardt")
    assert first.startswith("We do not reach A07")
    assert "We know nobody who could introduce us." in " ".join(first.split())
    assert "None of us has a tie to anybody there yet." in coverage


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (["nobody"], 1, "there is no account 'nobody'"),
        (["krackhardt", "--on", "yesterday"], 2, "yesterday"),
        (["krackhardt", "--language", "de"], 2, "'de' is not one of 'en', 'hu'"),
    ],
)
def test_what_is_asked_wrongly_is_told(running: Path, given: list[str], code: int, told: str) -> None:
    done = CliRunner().invoke(main, ["report", *given, "--embedded", str(running)])
    assert done.exit_code == code
    assert told in done.stderr
