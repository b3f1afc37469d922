"""`stakegraph serve`: the service on a database."""

import asyncio
import socket

import click

from app.database import DATABASE, database
from app.logs import configure
from app.serving import address, open_port, serve, until_stopped
from app.settings import TERMS, Settings, takes
from graph.endpoint import Endpoint
from graph.store import Store

__all__ = ["serve_command"]


@click.command("serve")
@takes(*DATABASE, "host", "port", "cache_megabytes", "rates", *TERMS, "log_level", "log_format")
def serve_command(settings: Settings) -> None:
    """Serve the API on a database.

        Give a Neo4j with --neo4j, or a directory for the embedded database with --embedded. A Neo4j need not run yet:
    until it does, /readyz says why not. Ctrl-C or SIGTERM ends it.
    """
    configure(settings.log_level, settings.log_format)
    with until_stopped(), database(settings) as endpoint, open_port(settings.host, settings.port) as listener:
        asyncio.run(_serve(endpoint, listener, settings))


async def _serve(endpoint: Endpoint, listener: socket.socket, settings: Settings) -> None:
    at = address(listener)
    graphiql = f" (GraphiQL: {at}/graphiql/)" if settings.terms.graphiql else ""
    told = f"Stakegraph listens: {at}/graphql{graphiql}"
    async with Store(endpoint, cache_megabytes=settings.cache_megabytes) as store:
        await serve(store, listener, lambda: click.echo(told), settings.parameters, settings.terms)
