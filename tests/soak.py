"""The server is killed in the middle of commits, again and again: nothing acknowledged is lost, nothing half there.

`python -m tests.soak --rounds 100` (or `make soak`) does it on both servers; the tests do a few rounds.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from graph.change import Change, Put
from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.errors import NotFound
from graph.identity import account_id, node_id
from graph.journal import replay
from graph.model import Organisation, Stakeholder, WorksIn
from graph.snapshot import Snapshot
from graph.store import Store
from graph.viewer import LOCAL
from tests.neo4j_server import Neo4jProcess, NoNeo4j

__all__ = ["SERVERS", "Embedded", "Neo4j", "Server", "Tally", "one_round"]

ACCOUNTS: Final = 3
WRITERS: Final = 6
BULK: Final = 400  # people in the account that is loaded meanwhile
GONE_AFTER: Final = 10.0  # seconds in which a killed process must be gone


class Server(Protocol):
    """A server that can be killed, and started again on the same data; started while it runs, it goes on."""

    def start(self) -> Endpoint: ...
    def kill(self) -> None: ...
    def stop(self) -> None: ...


class Embedded:
    """The embedded server on a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lease = ExitStack()

    def start(self) -> Endpoint:
        return self._lease.enter_context(embedded_server(self._directory))

    def kill(self) -> None:
        state = json.loads((self._directory / "server.json").read_text(encoding="utf-8"))
        os.kill(int(state["pid"]), signal.SIGKILL)
        self._lease.close()

    def stop(self) -> None:
        self._lease.close()


class Neo4j:
    """A Neo4j on a directory."""

    def __init__(self, directory: Path) -> None:
        self._process = Neo4jProcess(directory)

    def start(self) -> Endpoint:
        if self._process.pid is None:
            self._process.start()
        return self._process.endpoint

    def kill(self) -> None:
        self._process.kill()

    def stop(self) -> None:
        self._process.stop()


SERVERS: Final[Mapping[str, type[Embedded] | type[Neo4j]]] = {"embedded": Embedded, "neo4j": Neo4j}


@dataclass
class Tally:
    """What the writers were told: what was acknowledged, by idempotency key, and what got lost on the way."""

    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    unknown: dict[str, tuple[str, list[Change]]] = field(default_factory=dict)


async def one_round(server: Server, seed: int) -> Tally:
    """Write, kill the server at some moment, start it again, and check everything. Raises AssertionError."""
    endpoint = server.start()
    scopes = [f"soak-{seed}-{number}-{uuid4()}" for number in range(ACCOUNTS)]
    tally, bulk = Tally(), f"bulk-{seed}-{uuid4()}"
    async with Store(endpoint) as store:
        await store.commit({scope: _account(scope, 2) for scope in scopes}, LOCAL)
        writers = [asyncio.create_task(_write(store, scopes, tally, seed + n)) for n in range(WRITERS)]
        loader = asyncio.create_task(_load(store, bulk, tally))
        await asyncio.sleep(random.Random(seed).uniform(0.02, 0.8))  # noqa: S311  # a moment, the same for a seed
        server.kill()
        for task in (*writers, loader):
            task.cancel()
        await asyncio.gather(*writers, loader, return_exceptions=True)
    async with Store(server.start()) as store:
        await _check(store, [*scopes, bulk], tally)
    return tally


def _account(scope: str, people: int) -> list[Change]:
    root = account_id(scope)
    made: list[Change] = [Put(Organisation, {"id": root, "name": scope, "kind": "CLIENT"})]
    for number in range(people):
        person = node_id(scope, "Stakeholder", str(number))
        made += [Put(Stakeholder, {"id": person, "name": str(number)}), Put(WorksIn, {"from": person, "to": root})]
    return made


async def _write(store: Store, scopes: list[str], tally: Tally, seed: int) -> None:
    """Commit to one account after the other until the server is gone."""
    choose = random.Random(seed)  # noqa: S311  # the same for a seed
    while True:
        key, scope = str(uuid4()), choose.choice(scopes)
        both = [Put(Stakeholder, {"id": node_id(scope, "Stakeholder", n), "title": key}) for n in ("0", "1")]
        await _commit(store, scope, list(both), key, tally)


async def _load(store: Store, scope: str, tally: Tally) -> None:
    await _commit(store, scope, _account(scope, BULK), str(uuid4()), tally)


async def _commit(store: Store, scope: str, changes: list[Change], key: str, tally: Tally) -> None:
    tally.unknown[key] = (scope, changes)
    revisions = await store.commit({scope: changes}, LOCAL, idempotency_key=key)
    tally.acknowledged[key] = (scope, revisions[scope])
    del tally.unknown[key]


async def _check(store: Store, scopes: list[str], tally: Tally) -> None:
    for key, (scope, revision) in tally.acknowledged.items():
        (entry,) = await store.entries_of(scope, LOCAL, [revision])
        assert entry.idempotency_key == key, f"{scope} at {revision} is not what was acknowledged"
    for scope in scopes:
        await _check_whole(store, scope)
    for key, (scope, changes) in tally.unknown.items():
        revision = (await store.commit({scope: changes}, LOCAL, idempotency_key=key))[scope]
        entries = await store.entries(scope, LOCAL)
        assert [e.revision for e in entries if e.idempotency_key == key] == [revision], f"{key} was done twice"
    for scope in scopes:
        await _check_whole(store, scope)


async def _check_whole(store: Store, scope: str) -> None:
    """The account as it is read is what its journal says, and no commit is half there."""
    entries = await store.entries(scope, LOCAL)
    assert [entry.revision for entry in entries] == list(range(1, len(entries) + 1))
    try:
        graph = await store.snapshot(scope, LOCAL)
    except NotFound:
        assert entries == []
        return
    assert graph.account == replay(Snapshot(scope), entries)
    pair = [graph.account.nodes[node_id(scope, "Stakeholder", number)] for number in ("0", "1")]
    assert len({person.title for person in pair if isinstance(person, Stakeholder)}) == 1


async def _soak(name: str, rounds: int) -> None:
    acknowledged = unknown = 0
    with tempfile.TemporaryDirectory() as directory:
        server = SERVERS[name](Path(directory))
        try:
            for number in range(rounds):
                tally = await one_round(server, number)
                acknowledged += len(tally.acknowledged)
                unknown += len(tally.unknown)
                print(f"{name}: round {number + 1} of {rounds}: {acknowledged} acknowledged, none lost", end="\r")  # noqa: T201
        finally:
            server.stop()
    print(f"\n{name}: killed {rounds} times; {acknowledged} acknowledged, {unknown} settled afterwards")  # noqa: T201


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--server", choices=[*SERVERS], action="append")
    asked = parser.parse_args()
    for name in asked.server or SERVERS:
        try:
            asyncio.run(_soak(name, asked.rounds))
        except NoNeo4j as reason:
            print(f"{name}: left out: {reason}")  # noqa: T201


if __name__ == "__main__":
    _main()
