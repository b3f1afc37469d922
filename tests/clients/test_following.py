"""Accounts followed with the reference clients, graphql-ws and graphql-sse, over connections that break."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.clients.node import Clients

SECONDS: Final = 60.0  # a bound for everything, not what it takes
NEW: Final = 'mutation ($key: ID!) { createAccount(input: {key: $key, name: "Acme"}) { revision } }'
RENAME: Final = """
mutation ($key: ID!, $name: String!) {
  commit(input: {accountId: $key, changes: [{putOrganisation: {id: $key, name: $name}}]}) {
    revision errors { message }
  }
}
"""


class Line:
    """Passes on what comes to an address, until it is cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[asyncio.StreamWriter] = set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beyond, answers = await asyncio.open_connection("127.0.0.1", self._port), writer
        self._open |= {writer, beyond[1]}
        with suppress(ConnectionError):
            await asyncio.gather(_passed_on(reader, beyond[1]), _passed_on(beyond[0], answers))
        for each in (writer, beyond[1]):  # where one way broke, the other still waits
            each.transport.abort()
            self._open.discard(each)

    def cut(self) -> None:
        """Break all connections, as a network does."""
        for each in self._open:
            each.transport.abort()


async def _passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(1 << 16):
        writer.write(chunk)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def line_to(address: str) -> AsyncIterator[tuple[str, Line]]:
    line = Line(urlsplit(address).port or 80)
    async with await asyncio.start_server(line.connected, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", line
        line.cut()


async def post(client: httpx.AsyncClient, query: str, **variables: str) -> int:
    answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    assert "errors" not in answer, answer
    ((_, payload),) = answer["data"].items()
    assert not payload.get("errors"), payload
    revision: int = payload["revision"]
    return revision


async def _told(process: "subprocess.Popen[str]", count: int) -> list[str]:
    assert process.stdout
    lines = [await asyncio.to_thread(process.stdout.readline) for _ in range(count)]
    return [line.strip() for line in lines]


@pytest.mark.parametrize("script", ["graphql_ws.mjs", "graphql_sse.mjs"])
async def test_every_revision_is_told_once_and_in_order_though_the_connection_breaks(
    clients: Clients, demo: str, script: str
) -> None:
    key, last = f"followed-{uuid4()}", 31
    async with line_to(demo) as (address, line), httpx.AsyncClient(base_url=demo) as client:
        await post(client, NEW, key=key)
        process = clients.start(script, address, key, str(last))
        try:
            async with asyncio.timeout(SECONDS):
                seen = await _told(process, 1)
                for number in range(2, last + 1):
                    assert await post(client, RENAME, key=key, name=f"Acme {number}") == number
                    if number % 10 == 5:
                        line.cut()
                seen += await _told(process, last - 1)
                subject, error = await _told(process, 2)
            assert seen == [str(number) for number in range(1, last + 1)]
            assert json.loads(subject) == [{"viewer": {"subject": "local"}}]
            assert error.startswith("Cannot query field 'nonsense' on type 'Query'.")
            assert await asyncio.to_thread(process.wait, 20) == 0
        finally:
            process.kill()
            process.communicate()
