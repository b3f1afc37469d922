"""The command line as a whole: its help, its exit codes, how it ends where something is wrong."""

from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import app.commands.status
from app.cli import COMMANDS, main
from graph.errors import StakegraphError
from tests.app.process import run

NEED_A_DATABASE = [
    ["serve"],
    ["seed", "krackhardt"],
    ["status"],
    ["score", "--all"],
    ["query", "-"],
    ["export", "x", "--format", "json"],
]


def command_of(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


def test_each_command_is_where_it_is_said_to_be_and_there_is_no_other() -> None:
    assert main.list_commands(click.Context(main)) == sorted(COMMANDS)
    assert [command_of(name).name for name in COMMANDS] == list(COMMANDS)
    assert main.get_command(click.Context(main), "nothing") is None


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_and_takes_no_password(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert command_of(command).get_short_help_str().endswith(".")
    options = {name for parameter in command_of(command).params for name in parameter.opts}
    assert not [name for name in options if "password" in name and name != "--neo4j-password-file"]
    for name in options - {"names", "file", "account", "paths"}:
        assert name in result.output


def test_the_help_tells_the_exit_codes() -> None:
    done = CliRunner().invoke(main, ["--help"])
    assert done.exit_code == 0
    assert "Exit codes: 0 done, 1 failed" in done.stdout


def test_it_tells_its_version() -> None:
    assert run("--version").stdout == f"stakegraph, version {version('stakegraph')}\n"


@pytest.mark.parametrize("arguments", NEED_A_DATABASE)
def test_without_a_database_it_shows_how_to_give_one(arguments: list[str]) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "--neo4j neo4j://host:7687" in done.stderr
    assert "--embedded DIR" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nothing"], "nothing"),
        (["serve", "--embedded", "x", "--host", "0.0.0.0"], "without authentication"),  # noqa: S104  # refused
        (["seed", "nobody", "--embedded", "x"], "krackhardt"),
        (["query", "/no/such/file", "--embedded", "x"], "/no/such/file"),
        (["query", "-", "--embedded", "x", "--variables", "[1]"], "JSON object"),
        (["query", "-", "--embedded", "x", "--variables", "{"], "not JSON"),
        (["status", "--neo4j", "neo4j://h", "--neo4j-password", "tiger"], "--neo4j-password"),
    ],
)
def test_wrong_usage_ends_with_2(
    arguments: list[str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert named in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_variable_ends_with_2() -> None:
    done = run("status", STAKEGRAPH_NEO4J_URL="bolt://127.0.0.1")
    assert done.returncode == 2
    assert "STAKEGRAPH_NEO4J_URL; the nearest one is STAKEGRAPH_NEO4J" in done.stderr


@pytest.mark.parametrize("arguments", NEED_A_DATABASE[1:4])
def test_a_database_that_does_not_answer_ends_with_1_and_one_line(arguments: list[str], closed_port: int) -> None:
    uri = f"bolt://127.0.0.1:{closed_port}"
    done = run(*arguments, "--neo4j", uri, STAKEGRAPH_NEO4J_PASSWORD="tiger")
    assert done.returncode == 1
    assert done.stderr == f"Error: there is no database at {uri}: is it running, is the address right?\n"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StakegraphError("this went wrong"), "Error: this went wrong\n"),
        (
            KeyError("x"),
            "Error: something went wrong on our side: KeyError: 'x' (STAKEGRAPH_LOG_LEVEL=debug shows where)\n",
        ),
        (click.UsageError("so not"), "Error: so not\n"),
    ],
)
def test_an_error_ends_in_one_line(error: Exception, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(app.commands.status, "existing_database", fail)
    result = CliRunner().invoke(main, ["status", "--neo4j", "bolt://h"])
    assert result.exit_code == (2 if isinstance(error, click.UsageError) else 1)
    assert result.stderr.endswith(told)
    assert "Traceback" not in result.stderr
