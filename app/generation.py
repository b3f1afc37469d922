"""Loading a generated portfolio: each account whole or not at all, and again from where it stopped."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from app.scopes import account_keys
from graph.change import Change
from graph.declaration import Edge, Node
from graph.errors import Conflict
from graph.identity import TEAM
from graph.moment import day_of
from graph.store import Store
from graph.viewer import LOCAL
from seeds.generated.portfolio import account, account_key
from seeds.generated.team import team

__all__ = ["Load", "Portfolio", "generate"]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What is generated: so many accounts of so many people, from a seed."""

    accounts: int
    people: int
    seed: int


@dataclass(slots=True)
class Load:
    """How far a load is."""

    portfolio: Portfolio
    loaded: int = 0
    skipped: int = 0
    nodes: int = 0
    edges: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> int:
        return self.loaded + self.skipped

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def count(self, changes: list[Change]) -> None:
        """An account of these changes was loaded: each of them made one thing."""
        self.loaded += 1
        self.nodes += sum(issubclass(change.kind, Node) for change in changes)
        self.edges += sum(issubclass(change.kind, Edge) for change in changes)


async def generate(store: Store, load: Load, told: Callable[[], None]) -> None:
    """Load what is not there yet, and say so to `told` after each account; `load` counts.

    An account that is there is left as it is, whatever became of it since and however many people it has. What
    is broken off leaves only whole accounts, and the same again goes on from there.

    One account is one commit, and one comes after the other. As all lead to the same offerings and to a few team
    members, two at once are no faster on Neo4j, and collide on the embedded server.
    """
    wanted, today = load.portfolio, day_of(store.clock(), None)
    await _load_team(store, wanted)
    there = {key async for key in account_keys(store, LOCAL, f"generated-{wanted.seed}-")}
    for number in range(1, wanted.accounts + 1):
        if account_key(wanted.seed, number) in there:
            load.skipped += 1
        else:
            await _load_account(store, load, number, today)
        told()


async def _load_account(store: Store, load: Load, number: int, today: date) -> None:
    """Write the account, unless somebody else has just done so."""
    wanted, key = load.portfolio, account_key(load.portfolio.seed, number)
    changes = account(number, wanted.people, wanted.seed, today)
    try:
        await store.commit({key: changes}, LOCAL, if_revisions={key: 0})
        load.count(changes)
    except Conflict:
        load.skipped += 1


async def _load_team(store: Store, wanted: Portfolio) -> None:
    """The members and offerings that are not there yet: those who are stay as they are."""
    there = (await store.team(LOCAL)).nodes
    changes = team(wanted.accounts, wanted.seed, day_of(store.clock(), None))
    missing = [change for change in changes if str(change.values.get("id", change.values.get("from"))) not in there]
    if missing:
        await store.commit({TEAM: missing}, LOCAL)
