"""Addresses that settings may name."""

import click
import pytest

from app.addresses import LOOPBACK, database_address, loopback_host


@pytest.mark.parametrize(
    "text", ["neo4j://host:7687", "bolt://127.0.0.1", "neo4j+s://x.databases.example", "bolt://[::1]:1"]
)
def test_a_database_has_an_address(text: str) -> None:
    assert database_address(text) == text


@pytest.mark.parametrize("text", ["", "host:7687", "http://host", "neo4j://", "neo4j://:7687", "neo4j://host:many"])
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(click.BadParameter, match="neo4j://host:7687"):
        database_address(text)


@pytest.mark.parametrize("text", ["neo4j://neo4j:tiger@host", "neo4j://tiger@host:many", "tiger://x:tiger@host"])
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        database_address(text)
    assert "tiger" not in refused.value.message


@pytest.mark.parametrize("text", LOOPBACK)
def test_this_machine_may_be_listened_to(text: str) -> None:
    assert loopback_host(text) == text


@pytest.mark.parametrize("text", ["0.0.0.0", "::", "192.168.1.2", "example.com", ""])  # noqa: S104  # refused
def test_no_other_may(text: str) -> None:
    with pytest.raises(click.BadParameter, match="without authentication"):
        loopback_host(text)
