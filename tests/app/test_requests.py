"""Every request's id, its line in the log, and the last resort."""

import httpx
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from app.requests import Requests


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
