"""What is refused before it is looked at."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

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


async def test_json_may_tell_its_charset(alone: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert (await alone.post("/graphql", content='{"query": "{ __typename }"}', headers=headers)).status_code == 200


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
