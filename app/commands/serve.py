"""`stakegraph serve`: the service on a database."""

import asyncio
import socket
from functools import partial

import click

from app.authentication import Authentication
from app.database import DATABASE, database
from app.logs import configure
from app.serving import address, open_port, serve, until_stopped
from app.settings import AUTHENTICATION, TERMS, Settings, takes
from app.witness import Witness
from app.witnessing import WITNESSING, witness_of
from graph.endpoint import Endpoint
from graph.store import Store

__all__ = ["serve_command"]


@click.command("serve")
@takes(
    *DATABASE,
    "host",
    "port",
    *AUTHENTICATION,
    "cache_megabytes",
    "rates",
    *TERMS,
    *WITNESSING,
    "log_level",
    "log_format",
)
def serve_command(settings: Settings) -> None:
    """Serve the API on a database.

        Give a Neo4j with --neo4j, or a directory for the embedded database with --embedded. A Neo4j need not run yet:
    until it does, /readyz says why not. Ctrl-C or SIGTERM ends it.
    """
    configure(settings.log_level, settings.log_format)
    settings.demand_safe()
    with (
        until_stopped(),
        witness_of(settings) as witness,
        database(settings) as endpoint,
        open_port(settings.host, settings.port) as listener,
    ):
        asyncio.run(_serve(endpoint, listener, settings, witness))


async def _serve(endpoint: Endpoint, listener: socket.socket, settings: Settings, witness: Witness) -> None:
    at = address(listener)
    graphiql = f" (GraphiQL: {at}/graphiql/)" if settings.terms.graphiql else ""
    told = f"Stakegraph listens: {at}/graphql{graphiql}"
    if witness.metrics is not None:
        told += f"\nMetrics: {witness.metrics.address}"
    async with Store(endpoint, cache_megabytes=settings.cache_megabytes, watcher=witness.watcher) as store:
        authentication = Authentication(store, settings.trust) if settings.is_authenticated else None
        announce = partial(click.echo, told)
        try:
            await serve(store, listener, announce, settings.parameters, settings.terms, authentication, witness)
        finally:
            if authentication is not None:
                await authentication.close()
