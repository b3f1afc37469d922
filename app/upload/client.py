"""A running service, to which files are sent in place of a database that is opened here."""

import logging
import ssl
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
import httpx

from app.guard import UPLOADS
from app.settings import Settings

__all__ = ["Sent", "Service", "service_of"]

PATIENCE: Final = httpx.Timeout(30.0, read=3_600.0)  # seconds; how long an import may take, the service says
ASKED: Final = "{ importReport { summary isComplete leftOut { name content } } }"
MISTAKEN: Final = (400, 404, 409, 413, 415)  # what to send otherwise, or elsewhere
UNTRUSTED: Final = (401, 403)

logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of each request


class Sent(NamedTuple):
    """What the service says that it did: lines for people, whether that is all, and tables to mend by their names."""

    summary: Sequence[str]
    is_complete: bool
    left_out: Mapping[str, str]


class Service:
    """A service by its address, and who asks there."""

    def __init__(self, address: str, token: str | None) -> None:
        self.address = address.rstrip("/")
        self._headers = {"X-Requested-With": "stakegraph", **({"Authorization": f"Bearer {token}"} if token else {})}

    def send(self, files: Sequence[Path], fields: Mapping[str, str]) -> Sent:
        """Upload the files; the fields say what is to become of them.

        Raises click.UsageError where something about them is wrong, else click.ClickException.
        """
        with ExitStack() as opened:
            sent = [("files", (file.name, opened.enter_context(file.open("rb")))) for file in files]
            return _sent(self._posted({**fields, "query": ASKED}, sent))

    def _posted(self, fields: Mapping[str, str], files: Any) -> httpx.Response:
        try:
            trusted = ssl.create_default_context()  # whom this machine trusts
            with httpx.Client(timeout=PATIENCE, headers=self._headers, verify=trusted, trust_env=False) as client:
                return client.post(f"{self.address}{UPLOADS}", data=fields, files=files)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise click.ClickException(f"{self.address} does not answer: {error}") from error


def service_of(settings: Settings) -> Service:
    """The service that the settings name. Raises click.UsageError where they name a database too, or two tokens."""
    assert settings.url is not None  # noqa: S101  # what it is called for
    if settings.neo4j or settings.embedded:
        raise click.UsageError("give either --url, or a database: --neo4j or --embedded")
    if settings.token and settings.token_file:
        raise click.UsageError("both STAKEGRAPH_TOKEN and a token file are given: give one of them")
    if settings.token_file is None:
        return Service(settings.url, settings.token)
    try:
        return Service(settings.url, settings.token_file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise click.UsageError(f"the token file {settings.token_file} cannot be read: {error}") from error


def _sent(answer: httpx.Response) -> Sent:
    try:
        told = answer.json()
        if answer.status_code == 200:
            report = told["data"]["importReport"]
            tables = {Path(each["name"]).name: each["content"] for each in report["leftOut"] or ()}
            return Sent(report["summary"], report["isComplete"], tables)
        messages = "; ".join(str(error["message"]) for error in told["errors"])
    except (ValueError, KeyError, TypeError) as error:
        text = f"{answer.url} is no Stakegraph that takes uploads: it answers {answer.status_code}"
        raise click.ClickException(text) from error
    if answer.status_code in UNTRUSTED:
        messages = f"{messages} (a token is given by --token-file or STAKEGRAPH_TOKEN)"
    raise (click.UsageError if answer.status_code in MISTAKEN else click.ClickException)(messages)
