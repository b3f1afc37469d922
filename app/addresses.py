"""Addresses that settings may name: of a database, of hosts, and of an issuer of tokens."""

import re
from typing import Final
from urllib.parse import urlsplit

import click

__all__ = ["LOOPBACK", "database_address", "host_names", "issuer_address", "keys_address", "service_address"]

SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
HOST: Final = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:]+\]")
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


def issuer_address(text: str) -> str:
    """The address of an issuer. Without TLS only on this machine, as whoever could answer in its name would be it."""
    if not _is_safe(text):
        raise click.BadParameter(f"{text!r} is no issuer's address, which begins with https:// and names a host")
    return text


def keys_address(text: str) -> str:
    """The address of an issuer's keys, which may have a query. Raises ValueError where others could answer there."""
    if not _is_safe(text, may_query=True):
        raise ValueError(f"{text!r} is no address of keys, which begins with https:// and names a host")
    return text


def service_address(text: str) -> str:
    """The address of a running service. Without TLS only on this machine, as a token goes there."""
    if not _is_safe(text):
        raise click.BadParameter(
            "this is no address of a service, such as https://host; http:// is for this machine only"
        )
    return text


def _is_safe(text: str, *, may_query: bool = False) -> bool:
    """Whether it is an address on the web to which nobody can listen."""
    try:
        parts = urlsplit(text)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK
        known = bool(parts.hostname) and parts.port != 0 and not (parts.fragment or "@" in parts.netloc)
    except ValueError:
        return False
    return known and (may_query or not parts.query) and (parts.scheme == "https" or local)


def host_names(text: str) -> tuple[str, ...]:
    """The hosts of a list such as api.example,10.0.0.7, without their ports."""
    names = tuple(each.strip().lower() for each in text.split(","))
    for name in names:
        if not HOST.fullmatch(name):
            raise click.BadParameter(f"{name!r} is no host's name or address, such as api.example")
    return names
