"""What is refused before it is looked at."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.guard import Guard
from app.terms import OPEN

QUERY = {"query": "{ __typename }"}
LONGEST_BODY = OPEN.max_body_kilobytes * 1024


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1", "127.0.0.1:1", "[::1]:8000"])
async def test_this_machines_names_are_served(alone: httpx.AsyncClient, host: str) -> None:
    assert (await alone.get("/livez", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil@localhost", "localhost:x", "::1"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_other_names_are_not(alone: httpx.AsyncClient, method: str, host: str) -> None:
    answer = await alone.request(method, "/livez", headers={"Host": host})
    assert answer.status_code == 421
    assert "localhost" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:9000", "null", "http://localhost:8000", "http://[", ""]
)
async def test_pages_of_other_origins_may_not_post(alone: httpx.AsyncClient, origin: str) -> None:
    answer = await alone.post("/graphql", json=QUERY, headers={"Origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_they_are_known_by_either_header(alone: httpx.AsyncClient, site: str) -> None:
    answer = await alone.post("/graphql", json=QUERY, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403


@pytest.mark.parametrize("origin", [None, "http://127.0.0.1:8000"])
async def test_our_own_pages_and_programs_may(alone: httpx.AsyncClient, origin: str | None) -> None:
    answer = await alone.post("/graphql", json=QUERY, headers={"Origin": origin} if origin else {})
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "multipart/form-data", "text/plain; application/json", "application/x-www-form-urlencoded"],
)
async def test_only_json_is_taken(alone: httpx.AsyncClient, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = await alone.post("/graphql", content='{"query": "{ __typename }"}', headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ('Application/JSON;charset="UTF-8"; profile=x', 200),
        ("application/json; charset=latin-1", 415),
        ("application/json; x=y; charset=utf-16", 415),
    ],
)
async def test_json_may_tell_its_charset_which_is_utf_8(alone: httpx.AsyncClient, kind: str, status: int) -> None:
    headers = {"Content-Type": kind}
    assert (await alone.post("/graphql", content='{"query": "{ __typename }"}', headers=headers)).status_code == status


def body(length: int) -> bytes:
    return b'{"query": "{ __typename }"}'.ljust(length)


async def pieces(length: int) -> AsyncIterator[bytes]:
    """A body that does not tell its length."""
    whole = body(length)
    for start in range(0, length, 1 << 16):
        yield whole[start : start + (1 << 16)]


@pytest.mark.parametrize(("length", "status"), [(LONGEST_BODY, 200), (LONGEST_BODY + 1, 413)])
@pytest.mark.parametrize("make", [body, pieces])
async def test_a_body_is_bounded(
    alone: httpx.AsyncClient, make: Callable[[int], bytes | AsyncIterator[bytes]], length: int, status: int
) -> None:
    answer = await alone.post("/graphql", content=make(length), headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    if status == 413:
        [error] = answer.json()["errors"]
        assert "1024 kB (setting max_body_kilobytes)" in error["message"]
        assert error["extensions"] == {"code": "BODY_TOO_LONG", "setting": "max_body_kilobytes", "limit": 1024}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1:8000"}, None),
        ({"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}, None),
        ({"host": "127.0.0.1:8000", "origin": "http://evil.example"}, 403),
        ({"host": "evil.example", "origin": "http://evil.example"}, 421),
        ({}, 421),
    ],
)
async def test_pages_of_other_origins_open_no_websocket(headers: dict[str, str], status: int | None) -> None:
    passed, sent = [], []

    async def opened(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope)

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "headers": raw, "extensions": {"websocket.http.response": {}}}
    await Guard(opened, 1)(scope, no_message, send)
    assert (len(passed), sent[0]["status"] if sent else None) == (int(status is None), status)


async def no_message() -> Message:
    return {}
