"""The settings: one table, from which come the flags, their checks, the documentation and what is refused."""

import difflib
import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from app.addresses import LOOPBACK, database_address, loopback_host
from app.rates import currency_rates
from app.terms import OPEN, Terms
from schema.limits import DEFAULTS as LIMITS
from schema.limits import Limits
from scoring.parameters import Parameters

__all__ = ["TERMS", "Settings", "page", "takes", "unknown_variables"]

PREFIX: Final = "STAKEGRAPH_"
OF_THE_TESTS: Final = ("STAKEGRAPH_TEST_", "STAKEGRAPH_REQUIRE_NEO4J")
TERMS: Final = (
    *("max_cost", "max_depth", "max_aliases", "max_root_fields", "max_directives", "max_tokens", "max_seconds"),
    *("max_body_kilobytes", "max_requests_per_minute", "introspection", "suggestions", "graphiql"),
)
"""The settings of which `Settings.terms` is made."""
NEVER_A_FLAG: Final = "never: anybody on the machine can read a command line"


def _row(default: Any, kind: Any, value: str, says: str, *, unit: str = "", secret: bool = False) -> Any:
    """A line of the table. A secret is never a flag, and never printed."""
    about = {"kind": kind, "value": value, "says": says, "unit": unit, "secret": secret}
    return field(default=default, repr=not secret, metadata=about)


def _switch(says: str) -> Any:
    """A line of what is on, off, or on only where nobody but this machine asks."""
    says = f"{says}: on, off, or auto: on where --host is this machine's loopback."
    return _row("auto", click.Choice(["auto", "on", "off"]), "WHEN", says)


def _is_on(switch: str, host: str) -> bool:
    return switch == "on" or (switch == "auto" and host in LOOPBACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the process was told. The name of a setting makes its variable and its flag."""

    neo4j: str | None = _row(
        None,
        database_address,
        "URI",
        "The address of a Neo4j 5 or later, such as neo4j://host:7687 (neo4j+s:// with TLS).",
    )
    neo4j_user: str = _row("neo4j", str, "NAME", "The user as whom to ask that Neo4j.")
    neo4j_password: str | None = _row(None, str, "TEXT", "That user's password.", secret=True)
    neo4j_password_file: Path | None = _row(  # noqa: RUF009  # describes the field
        None,
        click.Path(exists=True, dir_okay=False, path_type=Path),
        "FILE",
        "A file with that user's password, where STAKEGRAPH_NEO4J_PASSWORD does not hold it.",
    )
    neo4j_database: str | None = _row(
        None, str, "NAME", "The database there; the server's own default where not given."
    )
    embedded: Path | None = _row(  # noqa: RUF009  # describes the field
        None,
        click.Path(file_okay=False, path_type=Path),
        "DIR",
        "A directory for the data of the embedded database, in place of a Neo4j.",
    )
    host: str = _row(
        "127.0.0.1",
        loopback_host,
        "ADDRESS",
        "The address to listen on: 127.0.0.1, ::1 or localhost, as there is no authentication yet.",
    )
    port: int = _row(8000, click.IntRange(0, 65535), "NUMBER", "The port to listen on; 0 takes any free one.")
    cache_megabytes: int = _row(
        512,
        click.IntRange(min=16),
        "NUMBER",
        "How much memory to keep accounts in, to spare reading them anew; the process itself takes some 150 MB more.",
        unit="MB",
    )
    rates: Mapping[str, float] | None = _row(
        None,
        currency_rates,
        "CODE=NUMBER,…",
        "What one unit of each currency is worth in a unit common to all, such as EUR=1,HUF=0.0025. All processes on a "
        "database must be told the same.",
    )
    max_cost: int = _row(
        LIMITS.max_cost,
        click.IntRange(min=1),
        "NUMBER",
        "What a request may cost: an object 1, what takes more as the schema's @cost says; docs/api.md tells how.",
    )
    max_depth: int = _row(
        LIMITS.max_depth, click.IntRange(min=1), "NUMBER", "How many fields may stand within each other in a request."
    )
    max_aliases: int = _row(LIMITS.max_aliases, click.IntRange(min=0), "NUMBER", "How many aliases a request may have.")
    max_root_fields: int = _row(
        LIMITS.max_root_fields, click.IntRange(min=1), "NUMBER", "How many fields a request may have at the top."
    )
    max_directives: int = _row(
        LIMITS.max_directives, click.IntRange(min=0), "NUMBER", "How many directives a request may have."
    )
    max_tokens: int = _row(
        LIMITS.max_tokens,
        click.IntRange(min=1),
        "NUMBER",
        "How many tokens (names, marks, values) a request's document may have, and twenty times as many characters.",
    )
    max_seconds: float = _row(
        LIMITS.max_seconds,
        click.FloatRange(min=0, min_open=True),
        "NUMBER",
        "How long a GraphQL request may take.",
        unit="seconds",
    )
    max_body_kilobytes: int = _row(
        OPEN.max_body_kilobytes, click.IntRange(min=1), "NUMBER", "How long a request's body may be.", unit="kB"
    )
    max_requests_per_minute: int | None = _row(
        OPEN.max_requests_per_minute,
        click.IntRange(min=1),
        "NUMBER",
        "How many requests a client may send in a minute, told by its address; as many as it likes where not given.",
    )
    introspection: str = _switch("Whether a request may ask what the schema is")
    suggestions: str = _switch("Whether an error may name what was probably meant")
    graphiql: str = _switch("Whether browsers are shown GraphiQL")
    log_level: str = _row(
        "info",
        click.Choice(["debug", "info", "warning", "error"]),
        "LEVEL",
        "The least level that is logged: debug, info, warning or error.",
    )
    log_format: str = _row(
        "auto",
        click.Choice(["auto", "text", "json"]),
        "FORMAT",
        "How to log: text to read, json by the line, or auto: text on a terminal, else json.",
    )

    @property
    def terms(self) -> Terms:
        """On which terms requests are answered."""
        own = {row.name: getattr(self, row.name) for row in fields(self)}
        own |= {name: _is_on(own[name], self.host) for name in ("introspection", "suggestions", "graphiql")}
        limits = Limits(**{row.name: own[row.name] for row in fields(Limits)})
        return Terms(limits=limits, **{row.name: own[row.name] for row in fields(Terms) if row.name != "limits"})

    @property
    def parameters(self) -> Parameters:
        """The constants of the scores, with what was told of them."""
        return Parameters(rates=self.rates or {})


def takes(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a click command the flags of these settings, and call it with `settings`."""
    rows = [row for row in fields(Settings) if row.name in names]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**given: Any) -> None:
            values = {name: given.pop(name) for name in names}
            command(settings=_settings(click.get_current_context(), values), **given)

        for row in reversed(rows):
            run = _option(row)(run)
        return run

    return decorate


def unknown_variables(environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each variable that looks like a setting and is none."""
    known = [_variable(row) for row in fields(Settings)]
    for name in sorted(environment):
        if name.startswith(PREFIX) and not name.startswith(OF_THE_TESTS) and name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
            yield f"there is no setting {name}; the nearest one is {near}"


def page() -> str:
    """The text of docs/settings.md."""
    return "\n".join([_INTRODUCTION, *map(_line, fields(Settings)), ""])


_INTRODUCTION = """\
# Settings

A flag beats an environment variable, and a variable beats the default; an empty variable counts as not set. Each
command takes the settings that it needs: `stakegraph COMMAND --help` lists them. A variable that begins with
`STAKEGRAPH_` and is not in this table stops the start, with the name of the nearest one that is: a misspelt setting
is never ignored. (Variables of Stakegraph's own tests, `STAKEGRAPH_TEST_…` and `STAKEGRAPH_REQUIRE_NEO4J`, are let
through.)

This page is written by `python -m app.settings > docs/settings.md`.

| variable | flag | value | default | what it says |
|---|---|---|---|---|"""


def _line(row: "Field[Any]") -> str:
    flag = NEVER_A_FLAG if row.metadata["secret"] else f"`{_flag(row)}`"
    value = ", in ".join(filter(None, [row.metadata["value"], row.metadata["unit"]]))
    default = "" if row.default is None else f"`{row.default}`"
    return f"| `{_variable(row)}` | {flag} | {value} | {default} | {row.metadata['says']} |"


def _variable(row: "Field[Any]") -> str:
    return PREFIX + row.name.upper()


def _flag(row: "Field[Any]") -> str:
    return "--" + row.name.replace("_", "-")


def _option(row: "Field[Any]") -> Callable[[Any], Any]:
    return click.option(
        _flag(row),
        row.name,
        type=row.metadata["kind"],
        metavar=row.metadata["value"],
        default=row.default,
        envvar=_variable(row),
        show_envvar=True,
        show_default=row.default is not None,
        help=row.metadata["says"],
    )


def _settings(context: click.Context, values: Mapping[str, Any]) -> Settings:
    for text in unknown_variables(os.environ):
        raise click.UsageError(text)
    secrets = {row.name: os.environ.get(_variable(row)) or None for row in fields(Settings) if row.metadata["secret"]}
    return Settings(**{**_without_overruled(context, values), **secrets})


def _without_overruled(context: click.Context, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, where a database that a flag gives overrules the environment's of the other kind."""
    databases = {"neo4j", "embedded"} & values.keys()
    flags = {name for name in databases if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    return {**values, **dict.fromkeys(databases - flags)} if flags else {**values}


if __name__ == "__main__":
    sys.stdout.write(page())
