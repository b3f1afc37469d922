"""The table of settings, and all that comes from it."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from app.settings import Settings, page, takes, unknown_variables
from app.trust import Trust
from scoring.parameters import Parameters

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
NAMES = [row.name for row in fields(Settings)]
SECRETS = [row.name for row in fields(Settings) if row.metadata["secret"]]


def settings(*arguments: str, **environment: str | None) -> tuple[Settings | None, str]:
    """What a command that takes all settings is called with, or what it says instead."""
    told: list[Settings] = []

    @click.command
    @takes(*(name for name in NAMES if name not in SECRETS))
    def command(settings: Settings) -> None:
        told.append(settings)

    unset: dict[str, str | None] = {f"STAKEGRAPH_{name.upper()}": None for name in NAMES}
    result = CliRunner().invoke(command, arguments, env={**unset, **environment})
    assert result.exit_code == (0 if told else 2)
    return (told[0] if told else None), result.output


def test_the_page_holds_the_table_and_nothing_else() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_page_names_every_setting_and_no_other() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    variables = [row.split("`")[1] for row in rows]
    assert variables == [f"STAKEGRAPH_{name.upper()}" for name in NAMES]
    flags = {flag for row in rows for flag in re.findall(r"`(--[a-z0-9-]+)`", row)}
    assert flags == {"--" + name.replace("_", "-") for name in NAMES if name not in SECRETS}


def test_nothing_given_gives_the_defaults() -> None:
    assert settings()[0] == Settings()


def test_a_flag_beats_a_variable_which_beats_the_default() -> None:
    by_variable, _ = settings(STAKEGRAPH_PORT="1234")
    by_flag, _ = settings("--port", "5678", STAKEGRAPH_PORT="1234")
    assert by_variable
    assert by_flag
    assert (by_variable.port, by_flag.port) == (1234, 5678)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert settings(STAKEGRAPH_PORT="", STAKEGRAPH_NEO4J_PASSWORD="")[0] == Settings()


@pytest.mark.parametrize(
    ("arguments", "variables", "named"),
    [
        (["--port", "http"], {}, "--port"),
        ([], {"STAKEGRAPH_PORT": "70000"}, "STAKEGRAPH_PORT"),
        (["--rates", "EUR=1,HUF"], {}, "--rates"),
        ([], {"STAKEGRAPH_RATES": "EUR=0"}, "STAKEGRAPH_RATES"),
        (["--log-level", "loud"], {}, "--log-level"),
        (["--oidc-issuer", "http://id.example"], {}, "--oidc-issuer"),
        (["--allowed-hosts", "http://x"], {}, "--allowed-hosts"),
        (["--neo4j", "http://host"], {}, "neo4j://host:7687"),
        (["--neo4j-password-file", "/no/such/file"], {}, "/no/such/file"),
    ],
)
def test_a_wrong_value_is_refused_by_name(arguments: list[str], variables: dict[str, Any], named: str) -> None:
    told, said = settings(*arguments, **variables)
    assert told is None
    assert named in said


def test_the_scores_are_told_of_the_rates() -> None:
    told, _ = settings(STAKEGRAPH_RATES="EUR=1,HUF=0.0025")
    assert told
    assert told.parameters == Parameters(rates={"EUR": 1.0, "HUF": 0.0025})
    assert Settings().parameters == Parameters()


def test_a_database_given_by_a_flag_overrules_the_other_kind_of_the_environment() -> None:
    told, _ = settings("--embedded", "data", STAKEGRAPH_NEO4J="neo4j://host")
    assert told
    assert (told.neo4j, told.embedded) == (None, Path("data"))


def test_no_secret_is_a_flag() -> None:
    assert SECRETS == ["neo4j_password", "token"]
    told, said = settings("--neo4j-password", "tiger")
    assert told is None
    assert "No such option" in said


def test_a_secret_comes_from_the_environment_and_is_never_shown() -> None:
    told, _ = settings(STAKEGRAPH_NEO4J_PASSWORD="tiger")
    assert told
    assert told.neo4j_password == "tiger"
    assert "tiger" not in repr(told)


def test_an_unknown_variable_is_refused_with_the_nearest_known_one() -> None:
    told, said = settings(STAKEGRAPH_PROT="1")
    assert told is None
    assert "there is no setting STAKEGRAPH_PROT; the nearest one is STAKEGRAPH_PORT" in said


def test_variables_of_the_tests_and_of_others_are_let_through() -> None:
    theirs = {"STAKEGRAPH_TEST_NEO4J_URI": "x", "STAKEGRAPH_REQUIRE_NEO4J": "1", "PORT": "1"}
    assert list(unknown_variables(theirs)) == []


ISSUER = ("--oidc-issuer", "https://id.example", "--oidc-audience", "stakegraph")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.com"])  # noqa: S104  # not listened on
def test_off_this_machine_nothing_is_served_without_authentication(host: str) -> None:
    bare, _ = settings("--host", host)
    assert bare
    with pytest.raises(click.UsageError, match="without authentication Stakegraph listens to this machine alone"):
        bare.demand_safe()
    for how in (("--authentication", "on"), ISSUER):
        told, _ = settings("--host", host, *how)
        assert told
        assert told.is_authenticated
        told.demand_safe()


def test_on_this_machine_authentication_is_as_one_likes() -> None:
    Settings().demand_safe()
    assert (Settings().is_authenticated, Settings().trust) == (False, None)
    assert Settings().terms.allowed_hosts == ()
    told, _ = settings(*ISSUER, "--oidc-role-claim", "realm_access.roles")
    assert told
    assert told.trust == Trust(issuer="https://id.example", audience="stakegraph", role_claim="realm_access.roles")
    assert told.terms.allowed_hosts == ("*",)
    keys, _ = settings("--authentication", "on", "--allowed-hosts", "api.example")
    assert keys
    assert (keys.is_authenticated, keys.trust, keys.terms.allowed_hosts) == (True, None, ("api.example",))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (ISSUER[:2], "both, or neither"),
        (ISSUER[2:], "both, or neither"),
        (("--allowed-hosts", "x"), "leave --allowed-hosts out"),
    ],
)
def test_half_of_an_authentication_is_none(arguments: tuple[str, ...], said: str) -> None:
    told, _ = settings(*arguments)
    assert told
    with pytest.raises(click.UsageError, match=said):
        told.demand_safe()
