"""`stakegraph key`, and a service that asks for keys."""

from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from app.cli import main
from tests.app.process import run, service

WHO = {"query": '{ viewer { subject role } account(id: "krackhardt") { key } }'}


@pytest.fixture(scope="module")
def made(running: Path) -> tuple[Path, str, str]:
    """A database, a key that was made in it, and its id."""
    done = run("key", "add", "crm", "--role", "analyst", "--account", "krackhardt", "--embedded", str(running))
    assert done.returncode == 0, done.stderr
    token = done.stdout.strip()
    return running, token, token.split("_")[1]


def test_a_key_is_printed_once_and_listed_without_what_tells_it(made: tuple[Path, str, str]) -> None:
    running, token, identifier = made
    listed = run("key", "list", "--embedded", str(running)).stdout
    assert f"{identifier}  crm: the role analyst in krackhardt, made on " in listed
    assert token.rpartition("_")[2] not in listed


def test_a_service_asks_for_keys_until_they_are_revoked(made: tuple[Path, str, str], tmp_path: Path) -> None:
    running, token, identifier = made
    calendar = ["--authentication", "on", "--host", "0.0.0.0", "--port", "0"]  # noqa: S104  # as it asks who asks
    with service(tmp_path, "serve", "--embedded", str(running), *calendar) as serving:
        at = serving.address().replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert httpx.post(f"{at}/graphql", json=WHO).status_code == 401
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{at}/graphql", json=WHO, headers=headers).json()
        assert answer["data"] == {
            "viewer": {"subject": "key:crm", "role": "ANALYST"},
            "account": {"key": "krackhardt"},
        }
        assert httpx.get(f"{at}/graphiql/").status_code == 404  # off where others can come
        assert httpx.get(f"{at}/calendar/x.ics?key={token}").status_code == 401
        assert run("key", "revoke", identifier, "--embedded", str(running)).returncode == 0
        assert serving.end() == 0
    assert token not in serving.log + serving.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["add", "x"], 2, "give --role"),
        (["add", "x", "--role", "king"], 2, "--role"),
        (["add", "x", "--role", "viewer", "--calendar", "anna"], 2, "give --role"),
        (["add", "x", "--calendar", "anna", "--account", "krackhardt"], 2, "give --role"),
        (["add", "x", "--calendar", "nobody"], 1, "there is no team member 'nobody'"),
        (["add", "x", "--role", "viewer", "--account", "nothing"], 1, "there is no account 'nothing'"),
        (["add", "x", "--role", "viewer", "--expires", "soon"], 2, "--expires"),
        (["revoke", "nothing"], 1, "there is no key 'nothing'"),
    ],
)
def test_what_makes_no_sense_is_refused(running: Path, arguments: list[str], code: int, said: str) -> None:
    done = CliRunner().invoke(main, ["key", *arguments, "--embedded", str(running)])
    assert done.exit_code == code
    assert said in done.stderr
