"""`stakegraph demo`: everything on one machine, with the sample accounts."""

import asyncio
import json
import socket
from pathlib import Path

import click

from app.database import database
from app.logs import configure
from app.samples import load
from app.serving import address, open_port, serve, until_stopped
from app.settings import Settings, takes
from graph.endpoint import Endpoint
from graph.store import Store
from seeds.sample import SAMPLES

__all__ = ["demo"]

QUERY = '{ account(id: "borokvar") { name coverage { uncovered { stakeholder { name title } sentence } } } }'


@click.command
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".stakegraph", "demo"),
    show_default=True,
    help="Where to keep the data of the embedded database.",
)
@takes("port", "log_level", "log_format")
def demo(settings: Settings, directory: Path) -> None:
    """Serve the sample accounts, here and now.

        Starts the embedded database, loads them into it and serves the API on 127.0.0.1. Accounts that are there
    already are left as they are. Ctrl-C or SIGTERM ends it; the data stays.
    """
    configure(settings.log_level, settings.log_format)
    with until_stopped(), open_port("127.0.0.1", settings.port) as listener:
        click.echo(f"Starting the embedded database on {directory} …")
        with database(Settings(embedded=directory)) as endpoint:
            asyncio.run(_demo(endpoint, listener))


async def _demo(endpoint: Endpoint, listener: socket.socket) -> None:
    async with Store(endpoint) as store:
        loaded = await load(store, SAMPLES)
        for name in loaded:
            click.echo(f"The sample account {name} {'was loaded' if loaded[name] else 'is there'}.")
        await serve(store, listener, lambda: click.echo(_announcement(address(listener))))


def _announcement(at: str) -> str:
    return f"""
  GraphiQL   {at}/graphiql/
  GraphQL    {at}/graphql

Try:

  curl {at}/graphql -H 'Content-Type: application/json' \\
    -d '{json.dumps({"query": QUERY})}'

Ctrl-C ends it.
"""
