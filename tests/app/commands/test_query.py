"""`stakegraph query`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.app.process import run

NAMES = """
query Name($id: ID!) { account(id: $id) { name } }
query Key($id: ID!) { account(id: $id) { key } }
"""


def test_it_answers_from_the_database(running: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.graphql"
    file.write_text(NAMES, encoding="utf-8")
    given = ["--variables", '{"id": "krackhardt"}', "--operation", "Key"]
    done = run("query", str(file), "--embedded", str(running), *given)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"data": {"account": {"key": "krackhardt"}}}


def test_an_answer_with_errors_ends_with_1(running: Path) -> None:
    done = run("query", "-", "--embedded", str(running), stdin="{ nothing }")
    assert (done.returncode, done.stderr) == (1, "")
    [error] = json.loads(done.stdout)["errors"]
    assert "nothing" in error["message"]


@pytest.mark.parametrize(
    ("request_", "given", "told"),
    [
        (NAMES, ["--operation", "Other"], "no operation called 'Other'"),
        ("fragment F on Query { __typename }", [], "no operation"),
        ("", [], "the request is empty"),
        ('subscription { accountChanged(accountId: "krackhardt") { revision } }', [], "a subscription goes on"),
    ],
)
def test_a_request_without_an_operation_is_wrong_usage(
    running: Path, request_: str, given: list[str], told: str
) -> None:
    done = CliRunner().invoke(main, ["query", "-", "--embedded", str(running), *given], input=request_)
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_database_that_does_not_answer_is_an_error_of_the_answer(closed_port: int) -> None:
    uri = f"bolt://127.0.0.1:{closed_port}"
    done = run("query", "-", "--neo4j", uri, stdin='{ account(id: "x") { name } }')
    assert done.returncode == 1
    assert json.loads(done.stdout)["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
