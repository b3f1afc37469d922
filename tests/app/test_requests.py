"""Every request's id, its line in the log, and the last resort."""

import httpx
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from app.requests import Requests
from graph.store import Store
from tests.app.served import served_by
from tests.app.talk import free, talking


async def failing(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("a secret")


async def failing_late(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError("a secret")


async def broken_off(scope: Scope, receive: Receive, send: Send) -> None:
    raise ClientDisconnect


async def test_a_sane_id_is_answered(alone: httpx.AsyncClient) -> None:
    answer = await alone.get("/livez", headers={"X-Request-ID": "abc-1"})
    assert answer.headers["x-request-id"] == "abc-1"


@pytest.mark.parametrize("path", ["/livez", "/nowhere"])
async def test_else_each_request_has_one_of_its_own(alone: httpx.AsyncClient, path: str) -> None:
    ids = {(await alone.get(path, headers={"X-Request-ID": "a b"})).headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2
    assert "a b" not in ids


async def test_each_request_has_one_line_without_its_query(alone: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        await alone.get("/no%0Awhere?name=Jane")
    [line] = logs
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "path": "/no%0Awhere",
        "status": 404,
    }


async def test_what_nobody_meant_is_masked_and_logged() -> None:
    transport = httpx.ASGITransport(Requests(failing))
    with capture_logs() as logs:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answer = await client.get("/", headers={"X-Request-ID": "r-1"})
    assert answer.status_code == 500
    assert answer.json() == {"errors": [{"message": "Something went wrong on our side; request id r-1"}]}
    assert [(log["event"], log.get("status")) for log in logs] == [("a request failed", None), ("request", 500)]


async def test_an_answer_that_has_begun_is_not_begun_again() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    with capture_logs() as logs:
        await Requests(failing_late)({"type": "http", "method": "GET", "path": "/", "headers": []}, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert [log["event"] for log in logs] == ["a request failed", "request"]


async def test_a_request_that_breaks_off_is_no_fault_of_ours() -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Requests(broken_off)), base_url="http://host") as client:
        with capture_logs() as logs:
            answer = await client.post("/")
    assert answer.status_code == 400
    assert [line["log_level"] for line in logs] == ["info"]


async def test_a_websocket_has_one_line_with_how_it_ended_and_what_was_said(closed_store: Store) -> None:
    with capture_logs() as logs:
        async with served_by(closed_store) as served:
            async with talking(served, additional_headers={"X-Request-ID": "w-1"}) as talk:
                assert talk.connection.response is not None
                assert talk.connection.response.headers["x-request-id"] == "w-1"
            await free(served)
    [line] = [each for each in logs if each["event"] == "socket"]
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "socket",
        "log_level": "info",
        "method": "GET",
        "path": "/graphql",
        "status": 1000,
        "received": 1,
        "sent": 1,
    }


async def test_a_websocket_that_fails_is_masked_and_logged() -> None:
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    with capture_logs() as logs:
        scope: Scope = {"type": "websocket", "path": "/graphql", "headers": [(b"x-request-id", b"w-2")]}
        await Requests(failing)(scope, receive, send)
    assert said == [
        {"type": "websocket.close", "code": 1011, "reason": "Something went wrong on our side; request id w-2"}
    ]
    assert [(log["event"], log.get("status")) for log in logs] == [("a WebSocket failed", None), ("socket", 1011)]
