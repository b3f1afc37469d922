"""`stakegraph status`: whether a database can be used."""

import asyncio

import click

from app.database import DATABASE, existing_database
from app.logs import configure
from app.scopes import account_keys
from app.settings import Settings, takes
from graph import cypher
from graph.connection import Transaction
from graph.endpoint import Endpoint
from graph.store import Store
from graph.viewer import LOCAL

__all__ = ["status"]


@click.command
@takes(*DATABASE, "log_level", "log_format")
def status(settings: Settings) -> None:
    """Tell whether a database answers.

    Says which server it is and how many accounts it holds (exit code 0), or why it cannot be used (1).
    """
    configure(settings.log_level, settings.log_format)
    with existing_database(settings) as endpoint:
        agent, count = asyncio.run(_status(endpoint))
    where = settings.neo4j or f"the embedded database on {settings.embedded}"
    click.echo(f"{where} answers: it is {agent} and holds {count} account{'' if count == 1 else 's'}.")


async def _status(endpoint: Endpoint) -> tuple[str, int]:
    async with Store(endpoint) as store:
        agent = await store.connection.transact(_agent)
        return agent, len([key async for key in account_keys(store, LOCAL)])


async def _agent(tx: Transaction) -> str:
    """What the server calls itself."""
    return (await (await tx.run(cypher.PING)).consume()).server.agent
