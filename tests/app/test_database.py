"""From settings to a database."""

from pathlib import Path

import click
import pytest

from app.database import database, existing_database
from app.settings import Settings
from graph.errors import Unavailable

URI = "neo4j://host:7687"


def test_a_neo4j_has_its_user_password_and_database() -> None:
    with database(Settings(neo4j=URI, neo4j_user="ann", neo4j_password="tiger", neo4j_database="kam")) as endpoint:
        assert (endpoint.uri, endpoint.user, endpoint.password, endpoint.database) == (URI, "ann", "tiger", "kam")


def test_a_password_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(" tiger \n", encoding="utf-8")
    with database(Settings(neo4j=URI, neo4j_password_file=file)) as endpoint:
        assert endpoint.password == " tiger "


def test_a_neo4j_without_a_password_is_asked_without_one() -> None:
    with database(Settings(neo4j=URI)) as endpoint:
        assert endpoint.password == ""


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(), "--embedded DIR"),
        (Settings(neo4j=URI, embedded=Path("data")), "both --neo4j and --embedded"),
        (Settings(neo4j=URI, neo4j_password="tiger", neo4j_password_file=Path("file")), "give one of them"),
        (Settings(neo4j=URI, neo4j_password_file=Path("/no/such/file")), "/no/such/file"),
    ],
)
def test_one_database_must_be_given_in_one_way(settings: Settings, told: str) -> None:
    with pytest.raises(click.UsageError) as refused, database(settings):
        pass
    assert told in refused.value.message
    assert "tiger" not in refused.value.message


def test_who_only_asks_makes_no_database(tmp_path: Path) -> None:
    with (
        pytest.raises(Unavailable, match="no embedded database"),
        existing_database(Settings(embedded=tmp_path / "no")),
    ):
        pass
    assert not (tmp_path / "no").exists()
