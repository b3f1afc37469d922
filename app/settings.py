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

from app.addresses import LOOPBACK, database_address, host_names, issuer_address, service_address
from app.rates import currency_rates
from app.terms import OPEN, Terms
from app.trust import Trust
from app.trusted import TrustedDocuments, documents_of
from schema.limits import DEFAULTS as LIMITS
from schema.limits import Limits
from scoring.parameters import Parameters

__all__ = ["AUTHENTICATION", "TERMS", "Settings", "page", "takes", "unknown_variables"]

PREFIX: Final = "STAKEGRAPH_"
OF_THE_TESTS: Final = ("STAKEGRAPH_TEST_", "STAKEGRAPH_REQUIRE_NEO4J")
AUTHENTICATION: Final = (
    *("authentication", "oidc_issuer", "oidc_audience", "oidc_role_claim", "oidc_accounts_claim", "oidc_member_claim"),
    "allowed_hosts",
)
"""The settings that tell who may ask from where, for the command that serves."""
TERMS: Final = tuple(
    row.name
    for table in (fields(Limits), fields(Terms))
    for row in table
    if row.name != "limits" and row.name not in AUTHENTICATION
)
"""The other settings of which `Settings.terms` is made."""
EVERY_HOST: Final = ("*",)
NEVER_A_FLAG: Final = "never: anybody on the machine can read a command line"


def _row(default: Any, kind: Any, value: str, says: str, *, unit: str = "", secret: bool = False) -> Any:
    """A line of the table. A secret is never a flag, and never printed."""
    about = {"kind": kind, "value": value, "says": says, "unit": unit, "secret": secret}
    return field(default=default, repr=not secret, metadata=about)


def _switch(says: str) -> Any:
    """A line of what is on, off, or on only where nobody but this machine asks."""
    says = f"{says}: on, off, or auto: on where only this machine asks, without authentication."
    return _row("auto", click.Choice(["auto", "on", "off"]), "WHEN", says)


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
    url: str | None = _row(
        None, service_address, "URL", "The address of a running service, in place of a database: https://host."
    )
    token: str | None = _row(None, str, "TEXT", "The token by which to tell that service who asks.", secret=True)
    token_file: Path | None = _row(  # noqa: RUF009  # describes the field
        None,
        click.Path(exists=True, dir_okay=False, path_type=Path),
        "FILE",
        "A file with that token, where STAKEGRAPH_TOKEN does not hold it.",
    )
    host: str = _row(
        "127.0.0.1",
        str,
        "ADDRESS",
        "The address to listen on. Without authentication 127.0.0.1, ::1 or localhost; docs/security.md tells more.",
    )
    port: int = _row(8000, click.IntRange(0, 65535), "NUMBER", "The port to listen on; 0 takes any free one.")
    authentication: str = _row(
        "auto",
        click.Choice(["auto", "on"]),
        "WHEN",
        "Whether all who ask must say who they are: on, or auto: where --oidc-issuer is given.",
    )
    oidc_issuer: str | None = _row(
        None, issuer_address, "URL", "Whose tokens are believed (OpenID Connect): as the issuer calls itself in them."
    )
    oidc_audience: str | None = _row(None, str, "NAME", "For whom these must be made out: what Stakegraph is called.")
    oidc_role_claim: str = _row(
        "roles", str, "NAME", "The claim that holds one of Stakegraph's roles, among others: dots lead into objects."
    )
    oidc_accounts_claim: str = _row(
        "accounts", str, "NAME", "The claim that holds the keys of the accounts that somebody sees, or *."
    )
    oidc_member_claim: str = _row(
        "team_member", str, "NAME", "The claim that holds which team member somebody is: their key, or e-mail address."
    )
    allowed_hosts: tuple[str, ...] | None = _row(
        None,
        host_names,
        "NAME,…",
        "The names under which requests may reach Stakegraph beside this machine's. With authentication all of them, "
        "where not given.",
    )
    cache_megabytes: int = _row(
        512,
        click.IntRange(min=16),
        "NUMBER",
        "How much memory to keep accounts in, to spare reading them anew; the process itself takes some 150 MB more.",
        unit="MB",
    )
    answers_megabytes: int = _row(
        OPEN.answers_megabytes,
        click.IntRange(min=0),
        "NUMBER",
        "How much memory to keep answers in, for whoever asks the same while nothing of it has changed; 0 keeps none.",
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
    max_uploads: int = _row(
        OPEN.max_uploads, click.IntRange(min=0), "NUMBER", "How many uploads a process may import at the same time."
    )
    max_upload_megabytes: int = _row(
        OPEN.max_upload_megabytes, click.IntRange(min=1), "NUMBER", "How large an upload may be in all.", unit="MB"
    )
    max_upload_rows: int = _row(
        OPEN.max_upload_rows, click.IntRange(min=1), "NUMBER", "How many rows the files of an upload may have in all."
    )
    max_upload_seconds: float = _row(
        OPEN.max_upload_seconds,
        click.FloatRange(min=0, min_open=True),
        "NUMBER",
        "How long an upload may take, from its first byte until it is written.",
        unit="seconds",
    )
    max_subscriptions: int = _row(
        OPEN.max_subscriptions,
        click.IntRange(min=1),
        "NUMBER",
        "How many subscriptions a process may have at the same time, and how many WebSockets.",
    )
    max_socket_operations: int = _row(
        OPEN.max_socket_operations,
        click.IntRange(min=1),
        "NUMBER",
        "How many operations may be under way on one WebSocket at the same time.",
    )
    introspection: str = _switch("Whether a request may ask what the schema is")
    suggestions: str = _switch("Whether an error may name what was probably meant")
    graphiql: str = _switch("Whether browsers are shown GraphiQL")
    trusted_documents: TrustedDocuments | None = _row(  # noqa: RUF009  # describes the field
        None,
        documents_of,
        "FILE",
        "A JSON file of documents by their ids, which requests may name as documentId; docs/clients.md tells more.",
    )
    only_trusted_documents: str = _row(
        "off",
        click.Choice(["on", "off"]),
        "WHEN",
        "Whether only documents of --trusted-documents are answered: on or off.",
    )
    audit_log: str = _row(
        "auto",
        str,
        "auto, off, log or FILE",
        "Where to tell who read or changed what: in a file, in the ordinary log, nowhere, or auto: in the ordinary log "
        "where a service asks who somebody is. docs/observing.md tells more.",
    )
    metrics_port: int | None = _row(
        None,
        click.IntRange(0, 65535),
        "NUMBER",
        "A port on which to show metrics for Prometheus; none are where not given. It takes the extra "
        "`stakegraph[metrics]`.",
    )
    metrics_host: str = _row(
        "127.0.0.1", str, "ADDRESS", "The address of that port: whoever reaches it may look, and is asked nothing."
    )
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
        own |= {
            name: own[name] == "on" or (own[name] == "auto" and self.is_local)
            for name in ("introspection", "suggestions", "graphiql", "only_trusted_documents")
        }
        if own["only_trusted_documents"] and own["trusted_documents"] is None:
            raise click.UsageError("--only-trusted-documents needs --trusted-documents")
        own["allowed_hosts"] = self.allowed_hosts or (EVERY_HOST if self.is_authenticated else ())
        limits = Limits(**{row.name: own[row.name] for row in fields(Limits)})
        return Terms(limits=limits, **{row.name: own[row.name] for row in fields(Terms) if row.name != "limits"})

    @property
    def is_authenticated(self) -> bool:
        """Whether all who ask must say who they are."""
        return self.authentication == "on" or self.oidc_issuer is not None

    @property
    def is_local(self) -> bool:
        """Whether only this machine asks: a proxy on it brings others, who must all say who they are."""
        return self.host in LOOPBACK and not self.is_authenticated

    @property
    def trust(self) -> Trust | None:
        """Whose tokens are believed; null: only API keys are."""
        if self.oidc_issuer is None or self.oidc_audience is None:
            return None
        return Trust(
            issuer=self.oidc_issuer,
            audience=self.oidc_audience,
            role_claim=self.oidc_role_claim,
            accounts_claim=self.oidc_accounts_claim,
            member_claim=self.oidc_member_claim,
        )

    def demand_safe(self) -> None:
        """Raise click.UsageError where others than this machine's users could ask without saying who they are."""
        if (self.oidc_issuer is None) != (self.oidc_audience is None):
            raise click.UsageError("give --oidc-issuer and --oidc-audience both, or neither")
        if self.host not in LOOPBACK and not self.is_authenticated:
            raise click.UsageError(
                f"without authentication Stakegraph listens to this machine alone, so not on {self.host!r}: give"
                f" --oidc-issuer or --authentication on (docs/security.md), or {', '.join(LOOPBACK)} as --host"
            )
        if self.allowed_hosts and not self.is_authenticated:
            raise click.UsageError("without authentication no other names are served: leave --allowed-hosts out")

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
    databases = {"neo4j", "embedded", "url"} & values.keys()
    flags = {name for name in databases if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    return {**values, **dict.fromkeys(databases - flags)} if flags else {**values}


if __name__ == "__main__":
    sys.stdout.write(page())
