"""From settings to a database: a Neo4j's endpoint, or an embedded one that runs meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from app.settings import Settings
from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.errors import Unavailable

__all__ = ["DATABASE", "database", "demand_database", "existing_database", "password"]

DATABASE: Final = ("neo4j", "neo4j_user", "neo4j_password_file", "neo4j_database", "embedded")
"""The settings that name a database, for the commands that need one."""

HOW: Final = """\
give one database:
  --neo4j neo4j://host:7687   a Neo4j 5 or later; its password in STAKEGRAPH_NEO4J_PASSWORD or --neo4j-password-file
  --embedded DIR              the embedded database, with its data in the directory DIR
"""


@contextmanager
def database(settings: Settings) -> Iterator[Endpoint]:
    """The endpoint of the database that the settings name; an embedded one is started, and left at the end.

    Raises click.UsageError unless they name exactly one, and Unavailable where the embedded one does not start.
    """
    demand_database(settings)
    if settings.embedded:
        with embedded_server(settings.embedded) as endpoint:
            yield endpoint
    elif settings.neo4j:
        yield Endpoint(settings.neo4j, settings.neo4j_user, password(settings), settings.neo4j_database)


def demand_database(settings: Settings) -> None:
    """Raise click.UsageError unless the settings name exactly one database."""
    if settings.neo4j and settings.embedded:
        raise click.UsageError(f"both --neo4j and --embedded are given: {HOW}")
    if not settings.neo4j and not settings.embedded:
        raise click.UsageError(HOW)


@contextmanager
def existing_database(settings: Settings) -> Iterator[Endpoint]:
    """The same for who only asks: no embedded database is made where there is none. Raises Unavailable then."""
    if settings.embedded and not settings.embedded.is_dir():
        raise Unavailable(f"there is no embedded database in {settings.embedded}: the directory does not exist")
    with database(settings) as endpoint:
        yield endpoint


def password(settings: Settings) -> str:
    """The password that the settings name. An empty one will do for a Neo4j that asks for none.

    Raises click.UsageError where they name two, or a file that cannot be read.
    """
    if settings.neo4j_password and settings.neo4j_password_file:
        raise click.UsageError("both STAKEGRAPH_NEO4J_PASSWORD and a password file are given: give one of them")
    if settings.neo4j_password_file:
        return _read(settings.neo4j_password_file)
    return settings.neo4j_password or ""


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise click.UsageError(f"the password file {file} cannot be read: {error}") from error
