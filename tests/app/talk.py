"""What the clients of a service say and hear, over WebSockets and streams of events."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.authentication import Admission, Authentication, Unauthenticated
from app.websocket import PROTOCOL
from graph.model import Stakeholder
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.app.served import Served
from tests.graph.acme import put

__all__ = [
    "ACCEPT",
    "ADA",
    "CHANGED",
    "GOOD",
    "RENAME",
    "SECONDS",
    "Known",
    "Talk",
    "deaf_socket",
    "events",
    "frame",
    "free",
    "opened",
    "refused_handshake",
    "streaming",
    "talking",
    "told",
    "write",
]

CHANGED = "subscription ($id: ID!, $since: Int) { accountChanged(accountId: $id, since: $since) { revision } }"
RENAME = 'mutation ($id: ID!) { putStakeholder(input: {accountId: $id, id: "ada", name: "Ada"}) { revision } }'
SECONDS = 20.0  # a bound for everything, not what it takes
ADA = Viewer("ada", Role.MEMBER)
GOOD = {"Authorization": "Bearer good"}


class Known(Authentication):
    """Knows one token, until it is told otherwise."""

    def __init__(self, admission: Admission | Exception) -> None:
        self.admission = admission

    async def admit(self, token: str | None) -> Admission:
        if isinstance(self.admission, Exception):
            raise self.admission
        if token != "good":
            raise Unauthenticated("the token is not valid here")
        return self.admission


class Talk:
    """What is said over one WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, kind: str, identifier: str | None = None, payload: Any = None) -> None:
        told = {"type": kind, "id": identifier, "payload": payload}
        await self.connection.send(json.dumps({name: each for name, each in told.items() if each is not None}))

    async def ask(self, identifier: str, query: str, **variables: Any) -> None:
        await self.say("subscribe", identifier, {"query": query, "variables": variables})

    async def hear(self) -> Any:
        return json.loads(await asyncio.wait_for(self.connection.recv(), SECONDS))

    async def changed(self) -> int:
        """The revision that is told next."""
        message = await self.hear()
        assert message["type"] == "next", message
        revision: int = message["payload"]["data"]["accountChanged"]["revision"]
        return revision

    async def ended(self) -> tuple[int, str]:
        """With which code and reason the other side closes, whatever it says before."""
        async with asyncio.timeout(SECONDS):
            with suppress(ConnectionClosed):
                async for _ in self.connection:
                    pass
            await self.connection.wait_closed()
        assert self.connection.close_code is not None
        return self.connection.close_code, self.connection.close_reason or ""


@asynccontextmanager
async def talking(served: Served, payload: Any = None, **more: Any) -> AsyncIterator[Talk]:
    """A WebSocket that has been acknowledged."""
    async with opened(served, **more) as talk:
        await talk.say("connection_init", payload=payload)
        assert await talk.hear() == {"type": "connection_ack"}
        yield talk


@asynccontextmanager
async def opened(served: Served, **more: Any) -> AsyncIterator[Talk]:
    async with connect(served.ws, subprotocols=[PROTOCOL], close_timeout=2, **more) as connection:  # type: ignore[list-item]
        yield Talk(connection)


async def refused_handshake(address: str, **more: Any) -> int:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(address, subprotocols=[PROTOCOL], **more):  # type: ignore[list-item]
            pass
    return refused.value.response.status_code


def deaf_socket(port: int) -> socket.socket:
    """A WebSocket whose owner does not read, with as little room as can be had."""
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", port))
    lines = [
        "GET /graphql HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Sec-WebSocket-Protocol: {PROTOCOL}",
    ]
    deaf.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += deaf.recv(1)
    deaf.setblocking(False)
    return deaf


def frame(message: Any) -> bytes:
    """A text frame, masked with zeros."""
    text = json.dumps(message).encode()
    length = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0xFE]) + struct.pack("!H", len(text))
    return b"\x81" + length + bytes(4) + text


async def write(store: Store, scope: str, title: str) -> int:
    return (await store.commit({scope: [put(Stakeholder, "ada", scope, title=title)]}, LOCAL))[scope]


async def free(served: Served) -> None:
    """Return when nothing is under way any more."""
    async with asyncio.timeout(SECONDS):
        while served.running or served.sockets:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.01)


ACCEPT = {"Accept": "text/event-stream"}


@asynccontextmanager
async def streaming(served: Served, query: str, variables: Any = None, **headers: str) -> AsyncIterator[httpx.Response]:
    asked = {"query": query, "variables": variables or {}}
    async with (
        httpx.AsyncClient(timeout=SECONDS) as client,
        client.stream("POST", served.http, json=asked, headers={**ACCEPT, **headers}) as response,
    ):
        yield response


async def events(response: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    """Each event with its data; a comment as one of no name."""
    name = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data:"):
            text = line.removeprefix("data:").strip()
            yield name, json.loads(text) if text else None
        elif line.startswith(":"):
            yield "", line


async def told(response: httpx.Response, count: int) -> list[int]:
    """The next revisions."""
    revisions: list[int] = []
    async for name, payload in events(response):
        assert name == "next"
        revisions.append(payload["data"]["accountChanged"]["revision"])
        if len(revisions) == count:
            break
    return revisions
