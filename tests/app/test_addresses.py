"""Addresses that settings may name."""

import click
import pytest

from app.addresses import database_address, host_names, issuer_address, keys_address

HERE = ("127.0.0.1", "[::1]", "localhost")


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


@pytest.mark.parametrize(
    "text",
    [
        "https://id.example",
        "https://id.example/realms/us/",
        "https://[::1]:8443/x",
        *(f"http://{each}:1" for each in HERE),
    ],
)
def test_an_issuer_has_an_address(text: str) -> None:
    assert issuer_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "id.example", "https://", "ftp://id.example", "file:///etc/passwd", "http://id.example"),
        *(
            "http://127.0.0.1.evil.example",
            "https://me:tiger@id.example",
            "https://id.example?x",
            "https://id.example#x",
        ),
        *("https://id.example:many", "https://id.example:0"),
    ],
)
def test_what_others_could_answer_for_is_none(text: str) -> None:
    with pytest.raises(click.BadParameter, match="https://"):
        issuer_address(text)


def test_the_address_of_an_issuers_keys_may_have_a_query() -> None:
    assert keys_address("https://id.example/keys?p=b2c_1_sign_in") == "https://id.example/keys?p=b2c_1_sign_in"
    for text in ("None", "http://id.example/keys?x", "https://id.example/keys?x#y", "https://me:tiger@id.example?x"):
        with pytest.raises(ValueError, match="https://"):
            keys_address(text)


def test_hosts_are_listed_by_name() -> None:
    assert host_names("API.example, 10.0.0.7,[::1]") == ("api.example", "10.0.0.7", "[::1]")
    for text in ("", "a,", "http://a", "a:80", "a b", "*"):
        with pytest.raises(click.BadParameter, match="no host"):
            host_names(text)
