"""Addresses that settings may name: of a database, and of the interface to listen on."""

from typing import Final
from urllib.parse import urlsplit

import click

__all__ = ["LOOPBACK", "database_address", "loopback_host"]

SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def database_address(text: str) -> str:
    """The address of a Neo4j. One that holds a user or a password is refused, and not repeated."""
    if "@" in text:
        raise click.BadParameter(
            "a user or password has no place in the address: give --neo4j-user, and STAKEGRAPH_NEO4J_PASSWORD"
            " or --neo4j-password-file"
        )
    try:
        parts = urlsplit(text)
        known = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise click.BadParameter(f"{text!r} is no address of a Neo4j, such as neo4j://host:7687")
    return text


def loopback_host(text: str) -> str:
    """An address that only this machine reaches."""
    if text not in LOOPBACK:
        raise click.BadParameter(
            f"without authentication, which this version does not have yet, Stakegraph listens to this machine"
            f" alone, so not on {text!r}: give {', '.join(LOOPBACK[:-1])} or {LOOPBACK[-1]}"
        )
    return text
