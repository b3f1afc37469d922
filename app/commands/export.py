"""`stakegraph export`: an account as a file."""

import asyncio
import sys
from pathlib import Path

import click

from app.audit import Action
from app.database import DATABASE, existing_database
from app.export.formats import FORMATS
from app.export.order import Order, exported
from app.logs import configure
from app.settings import Settings, takes
from app.usage import demanding_sense
from app.witnessing import witnessed
from graph.endpoint import Endpoint
from graph.store import Store
from graph.viewer import LOCAL
from graph.watcher import Watcher
from schema.context import Context
from schema.language import Language

__all__ = ["export"]


@click.command
@click.argument("account")
@click.option(
    "--format", "name", required=True, type=click.Choice([*FORMATS]), help="The format; csv is a zip of tables."
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; not given: standard output.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--on", metavar="DAY", help="The day to show, such as 2026-01-31; else today. Not for json and csv.")
@click.option(
    "--language",
    type=click.Choice([each.value for each in Language]),
    help="The language of xlsx, png and svg; else English.",
)
@takes(*DATABASE, "rates", "audit_log", "log_level", "log_format")
def export(
    settings: Settings,
    account: str,
    name: str,
    output: Path | None,
    force: bool,
    on: str | None,
    language: str | None,
) -> None:
    """Write an account to a file.

        json and csv hold all of it, and can be read back; xlsx, png and svg are to be shown; graphml and gexf are for
    other programs. ACCOUNT is its key.
    """
    configure(settings.log_level, settings.log_format)
    order = _order(account, name, on, language)
    _demand_room(order, output, force=force)
    with existing_database(settings) as endpoint, witnessed(settings, "export", Action.EXPORT) as watcher:
        content = asyncio.run(_export(endpoint, settings, order, watcher))
    _write(content, output, force=force)


def _order(account: str, name: str, on: str | None, language: str | None) -> Order:
    with demanding_sense():
        order = Order.of(account, name, on, language)
        order.demand_sense()
    return order


def _demand_room(order: Order, output: Path | None, *, force: bool) -> None:
    """Raise click.UsageError where the file is there already, or a terminal would be shown what it cannot show."""
    if output is None and order.format.is_binary and sys.stdout.isatty():
        raise click.UsageError(f"{order.format.name} is nothing for a terminal: give --output FILE")
    if output is not None and output.exists() and not force:
        raise click.UsageError(f"{output} is there already: give another --output, or --force to write over it")


async def _export(endpoint: Endpoint, settings: Settings, order: Order, watcher: Watcher) -> bytes:
    async with Store(endpoint, watcher=watcher) as store:
        language = order.language or Language.EN
        context = Context(store, LOCAL, language=language, parameters=settings.parameters)
        return b"".join((await exported(context, order)).parts)


def _write(content: bytes, output: Path | None, *, force: bool) -> None:
    """All of it at once, so that what failed before leaves no file, and none is written over."""
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        with output.open("wb" if force else "xb") as file:
            file.write(content)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
