"""Whether the process runs, and whether it can answer."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

import app.health
from graph.endpoint import Endpoint
from graph.store import Store
from tests.app.conftest import client_of

pytestmark = pytest.mark.both_servers


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as freed:
        return int(freed.getsockname()[1])


@asynccontextmanager
async def forwarder(port: int, target: Endpoint) -> AsyncIterator[None]:
    """Make a database answer on this port too, as long as the block lasts."""
    there = urlsplit(target.uri)
    connections: list[asyncio.StreamWriter] = []

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection(there.hostname, there.port or 7687)
        await asyncio.gather(pipe(reader, forth), pipe(back, writer))

    server = await asyncio.start_server(connect, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        for writer in connections:
            writer.close()
        await asyncio.sleep(0)


async def test_the_process_is_live_without_its_database(alone: httpx.AsyncClient) -> None:
    answer = await alone.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"live": True})


async def test_a_database_that_answers_makes_it_ready(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


async def test_it_is_ready_when_the_database_comes_and_only_while_it_stays(endpoint: Endpoint) -> None:
    port = free_port()
    elsewhere = replace(endpoint, uri=f"bolt://127.0.0.1:{port}")
    async with Store(elsewhere) as store, client_of(store) as client:
        for _ in range(2):
            before = await client.get("/readyz")
            assert before.status_code == 503
            assert "no database" in before.json()["reason"]
            async with forwarder(port, endpoint):
                assert (await client.get("/readyz")).status_code == 200
                answer = await client.post("/graphql", json={"query": '{ account(id: "no-such") { name } }'})
                assert answer.json() == {"data": {"account": None}}


async def test_a_database_that_is_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.health, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"bolt://127.0.0.1:{silent.getsockname()[1]}"
        async with Store(Endpoint(uri, "neo4j", "")) as store, client_of(store) as client:
            answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "reason": "the database did not answer within 0.2 seconds"}
