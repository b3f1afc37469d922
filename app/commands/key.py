"""`stakegraph key`: API keys, for services and for calendars."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

import click

from app.audit import Action, current
from app.database import DATABASE, existing_database
from app.logs import configure
from app.settings import Settings, takes
from app.witnessing import witnessed
from graph.errors import NotFound
from graph.identity import TEAM, node_id
from graph.keys import ApiKey, new_api_key
from graph.model import TeamMember
from graph.store import Store
from graph.viewer import LOCAL, Role

__all__ = ["key"]

T = TypeVar("T")


@click.group
def key() -> None:
    """API keys, for services and for calendars.

    They say who asks, where the service asks that. Whoever may use these commands has the database's password.
    """


@key.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([each.value.lower() for each in Role]), help="What it permits.")
@click.option("--account", "accounts", multiple=True, metavar="KEY", help="An account that it sees; not given: all.")
@click.option(
    "--calendar", metavar="MEMBER", help="In place of a role: it opens this team member's calendar, and nothing else."
)
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The last day on which it works.")
@takes(*DATABASE, "audit_log", "log_level", "log_format")
def _add(
    settings: Settings,
    name: str,
    role: str | None,
    accounts: tuple[str, ...],
    calendar: str | None,
    expires: datetime | None,
) -> None:
    """Make a key, and print it: this once.

        NAME says whose it is, and stands in the journal for whoever writes with it. Several keys may have one name, so
    that one can take the place of another. What is kept of a key is a hash.
    """
    if (role is None) == (calendar is None) or (calendar is not None and accounts):
        raise click.UsageError("give --role, and the accounts if not all, or --calendar")
    until = None if expires is None else expires.date()
    seen = tuple(dict.fromkeys(accounts)) or None

    async def make(store: Store) -> str:
        member = None if calendar is None else await _member(store, calendar)
        for account in seen or ():
            await store.snapshot(account, LOCAL)  # or it is not found
        permitted = Role.VIEWER if role is None else Role(role.upper())
        made, token = new_api_key(name, permitted, store.clock(), accounts=seen, calendar=member, until=until)
        await store.keys.add(made)
        _note(made.id, name=name, role=None if calendar else made.role.value, accounts=list(seen or ()))
        click.echo(f"The key {made.id} of {name}: {_told(made)}. It is not shown again.", err=True)
        return token

    token = _with_store(settings, "key add", make)
    click.echo(token if calendar is None else f"/calendar/{quote(calendar, safe='')}.ics?key={token}")


@key.command("list")
@takes(*DATABASE, "audit_log", "log_level", "log_format")
def _list(settings: Settings) -> None:
    """Tell which keys there are: their ids, whose they are, and what they permit."""
    for each in _with_store(settings, "key list", lambda store: store.keys.all()):
        click.echo(f"{each.id}  {each.name}: {_told(each)}")


@key.command("revoke")
@click.argument("identifier", metavar="ID")
@takes(*DATABASE, "audit_log", "log_level", "log_format")
def _revoke(settings: Settings, identifier: str) -> None:
    """Make a key worth nothing, in every process within five seconds. ID is what `key list` shows."""

    async def revoke(store: Store) -> None:
        if not await store.keys.revoke(identifier):
            raise NotFound(f"there is no key {identifier!r}: see `stakegraph key list`")
        _note(identifier)

    _with_store(settings, "key revoke", revoke)
    click.echo(f"The key {identifier} is worth nothing in five seconds.")


def _note(identifier: str, **told: Any) -> None:
    """Tell the audit log which key it is; what it opens a calendar for is nobody's there."""
    if (event := current()) is not None:
        event.does(Action.WRITE)
        event.told |= {"key": identifier, **{name: value for name, value in told.items() if value}}


def _with_store(settings: Settings, command: str, work: Callable[[Store], Awaitable[T]]) -> T:
    async def run() -> T:
        async with Store(endpoint, watcher=watcher) as store:
            return await work(store)

    configure(settings.log_level, settings.log_format)
    with existing_database(settings) as endpoint, witnessed(settings, command) as watcher:
        return asyncio.run(run())


async def _member(store: Store, named: str) -> str:
    identifier = node_id(TEAM, TeamMember.label, named)
    if identifier not in (await store.team(LOCAL)).nodes:
        raise NotFound(f"there is no team member {named!r}")
    return identifier


def _told(made: ApiKey) -> str:
    what = f"the role {made.role.value.lower()} in {', '.join(made.accounts) if made.accounts else 'all accounts'}"
    if made.calendar is not None:
        what = f"the calendar of {made.calendar} alone"
    return f"{what}, made on {made.made_on}, {f'until {made.until}' if made.until else 'for ever'}"
