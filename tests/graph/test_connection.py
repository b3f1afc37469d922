"""The connection: what a stranger is told when it fails, and that what failed for a moment is tried again."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from neo4j import AsyncGraphDatabase
from neo4j.exceptions import ConstraintError, IncompleteCommit

from graph import connection
from graph.connection import Connection, Transaction
from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.errors import InvalidInput, Unavailable
from graph.store import Store
from graph.viewer import LOCAL
from tests.graph.acme import account, new_scope, person
from tests.graph.watched import cold_read

COMMIT = b"\x00\x02\xb0\x12\x00\x00"  # Bolt's message
HELD = 8  # bytes of a message that may come apart


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class _Line:
    """A line to a server, which can be cut while the server's answer to a commit is on its way."""

    def __init__(self, endpoint: Endpoint) -> None:
        address = urlsplit(endpoint.uri)
        self.server = (address.hostname, address.port)
        self.port = free_port()
        self.endpoint = replace(endpoint, uri=f"bolt://127.0.0.1:{self.port}")
        self.cuts = 0
        self._open: set[asyncio.StreamWriter] = set()

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        listener = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        try:
            yield
        finally:
            listener.close()
            for writer in self._open:
                writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self.server)
        self._open |= {writer, back}
        cut = asyncio.Event()
        try:
            await asyncio.gather(self._forth(reader, back, cut), self._back(there, writer, cut))
        finally:
            writer.close()
            back.close()

    async def _forth(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        while said := await reader.read(65536):
            if self.cuts and COMMIT in said:
                self.cuts -= 1
                cut.set()
            back.write(said)
            await back.drain()
        back.close()

    async def _back(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        while said := await there.read(65536):
            if cut.is_set():
                break  # the server has done it; its word of it is lost
            writer.write(said)
        writer.close()


# ---------------------------------------------------------------- what a stranger is told


async def told(endpoint: Endpoint) -> str:
    async with Store(endpoint) as store:
        with pytest.raises(Unavailable) as refused:
            await store.snapshot("acme", LOCAL)
    return refused.value.message


async def test_where_nothing_answers_the_address_is_named() -> None:
    uri = f"bolt://127.0.0.1:{free_port()}"
    assert await told(Endpoint(uri, "neo4j", "secret")) == (
        f"there is no database at {uri}: is it running, is the address right?"
    )


async def test_a_host_that_does_not_exist_is_named() -> None:
    assert "there is no database at bolt://nowhere.invalid:7687" in await told(
        Endpoint("bolt://nowhere.invalid:7687", "neo4j", "secret")
    )


async def test_a_wrong_password_is_told_without_it(endpoint: Endpoint) -> None:
    text = await told(replace(endpoint, password="not it"))
    assert text == f"{endpoint.uri} refuses the user {endpoint.user!r} with this password"


async def test_a_database_that_is_not_there_is_told(endpoint: Endpoint) -> None:
    text = await told(replace(endpoint, database="nonesuch"))
    assert endpoint.uri in text
    assert "nonesuch" in text


@pytest.mark.parametrize(
    "uri",
    ["", "nonsense", "http://127.0.0.1:7474", "127.0.0.1:7687", "bolt://", "bolt://127.0.0.1:port", "bolt://[::1"],
)
async def test_an_address_that_is_none_is_told_with_what_would_do(uri: str) -> None:
    text = await told(Endpoint(uri, "neo4j", "secret"))
    assert repr(uri) in text
    assert "neo4j://host:7687" in text
    assert "secret" not in text


async def test_what_is_no_database_at_all_is_told() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener:
        assert f"bolt://127.0.0.1:{port}" in await told(Endpoint(f"bolt://127.0.0.1:{port}", "neo4j", "secret"))


@pytest.mark.parametrize("agent", ["Neo4j/4.4.38", "Neo4j/3.5", "Memgraph/2.1", ""])
def test_a_server_that_is_too_old_is_told(agent: str) -> None:
    with pytest.raises(Unavailable, match="needs Neo4j 5 or later; the server calls itself"):
        connection._check_version(agent)


@pytest.mark.parametrize("agent", ["Neo4j/5.0.0", "Neo4j/5.26.1", "Neo4j/2025.10.1"])
def test_a_server_that_is_new_enough_will_do(agent: str) -> None:
    connection._check_version(agent)


async def test_a_server_that_is_there_answers(store: Store) -> None:
    await store.connection.ping()


# ---------------------------------------------------------------- what fails for a moment


async def test_a_store_that_was_there_before_its_server_works_once_that_is_up(endpoint: Endpoint) -> None:
    line, scope = _Line(endpoint), new_scope()
    async with Store(line.endpoint) as store:
        with pytest.raises(Unavailable, match="there is no database at"):
            await store.commit({scope: account(scope)}, LOCAL)
        async with line.up():
            assert await store.commit({scope: account(scope)}, LOCAL) == {scope: 1}
            assert (await store.snapshot(scope, LOCAL)).revision == 1
            await store.connection.close()


async def test_a_commit_whose_acknowledgement_is_lost_is_written_once(endpoint: Endpoint) -> None:
    line, scope = _Line(endpoint), new_scope()
    async with line.up(), Store(line.endpoint) as store:
        await store.commit({scope: account(scope)}, LOCAL)
        line.cuts = 1
        assert await store.commit({scope: person("ada", scope)}, LOCAL) == {scope: 2}
        assert line.cuts == 0
        assert [entry.revision for entry in await store.entries(scope, LOCAL)] == [1, 2]
        assert (await cold_read(store, scope)).account == (await store.snapshot(scope, LOCAL)).account
        await store.connection.close()


def broken(kind: type[Exception], times: int) -> Any:
    """Work that fails so many times, and then answers how often it was tried."""
    tries = 0

    async def work(tx: Transaction) -> int:
        nonlocal tries
        tries += 1
        await (await tx.run("RETURN 1")).consume()
        if tries <= times:
            raise kind("broken for a moment")
        return tries

    return work


@pytest.mark.parametrize("kind", [ConstraintError, IncompleteCommit])
async def test_a_conflict_or_a_commit_of_unknown_outcome_is_tried_again(store: Store, kind: type[Exception]) -> None:
    assert await store.connection.transact(broken(kind, 3)) == 4


async def test_what_does_not_get_better_is_given_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    with pytest.raises(Unavailable, match="did not do what was asked: broken for a moment"):
        await store.connection.transact(broken(ConstraintError, 1000))


async def test_errors_of_ours_are_raised_as_they_are_and_not_tried_again(store: Store) -> None:
    tries = 0

    async def work(tx: Transaction) -> None:
        nonlocal tries
        tries += 1
        raise InvalidInput("no")

    with pytest.raises(InvalidInput, match="no"):
        await store.connection.transact(work)
    assert tries == 1


# ---------------------------------------------------------------- the schema


@pytest.fixture
def bare(request: pytest.FixtureRequest, endpoint: Endpoint, tmp_path: Path) -> Iterator[Endpoint]:
    """A server without a schema: a new one where that is cheap, else the shared one after its schema was taken out."""
    if request.node.callspec.params["endpoint"] == "embedded":
        with embedded_server(tmp_path / "data") as own:
            yield own
    else:
        yield endpoint


async def _drop_schema(endpoint: Endpoint) -> None:
    login = (endpoint.user, endpoint.password)
    async with AsyncGraphDatabase.driver(endpoint.uri, auth=login) as driver:
        for what, of in (("CONSTRAINT", "S YIELD *"), ("INDEX", "ES YIELD * WHERE type <> 'LOOKUP'")):
            shown = await driver.execute_query(f"SHOW {what}{of} RETURN name")
            for row in shown.records:
                await driver.execute_query(f"DROP {what} {row['name']}")


async def test_stores_that_start_at_once_make_one_schema(bare: Endpoint, endpoint: Endpoint) -> None:
    if bare is endpoint:
        await _drop_schema(endpoint)
    connections = [Connection(bare) for _ in range(4)]
    await asyncio.gather(*(each.prepare() for each in connections))
    await asyncio.gather(*(each.close() for each in connections))
    async with Store(bare) as store:
        await _refuses_doubles(store)


async def _refuses_doubles(store: Store) -> None:
    key = new_scope()
    for statement in (
        "CREATE (:Entity {id: $key}), (:Entity {id: $key})",
        "CREATE (:Ledger {scope: $key}), (:Ledger {scope: $key})",
        "CREATE (:JournalEntry {scope: $key, revision: 1, actor: '1', idempotencyKey: '1'}),"
        " (:JournalEntry {scope: $key, revision: 1, actor: '2', idempotencyKey: '2'})",
        "CREATE (:JournalEntry {scope: $key, revision: 1, actor: '1', idempotencyKey: '1'}),"
        " (:JournalEntry {scope: $key, revision: 2, actor: '1', idempotencyKey: '1'})",
    ):
        tries = 0

        async def work(tx: Transaction, statement: str = statement) -> None:
            nonlocal tries
            tries += 1
            if tries == 1:
                await (await tx.run(statement, key=key)).consume()

        await store.connection.transact(work)
        assert tries == 2, statement  # the first was refused


async def test_a_schema_that_is_there_is_left_as_it_is(endpoint: Endpoint) -> None:
    for _ in range(2):
        async with Store(endpoint) as store:
            await store.connection.prepare()
