"""How often a client may ask."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app import pace
from app.pace import Pace, Paced


def test_a_minutes_worth_may_come_at_once_and_then_one_after_the_other() -> None:
    paced = Pace(3)
    assert [paced.wait("a", 100.0) for _ in range(4)] == [0, 0, 0, 20]
    assert [paced.wait("a", now) for now in (119.0, 120.0, 121.0, 140.0)] == [1, 0, 19, 0]
    assert [paced.wait("a", 400.0) for _ in range(4)] == [0, 0, 0, 20]


def test_each_client_has_its_own() -> None:
    paced = Pace(1)
    assert [paced.wait(client, 0.0) for client in "abab"] == [0, 0, 60, 60]


@given(st.integers(1, 100), st.lists(st.floats(0, 20), max_size=60))
def test_no_minute_has_more_than_two_minutes_worth(per_minute: int, gaps: list[float]) -> None:
    paced, now, passed = Pace(per_minute), 1000.0, list[float]()
    for gap in gaps:
        now += gap
        wait = paced.wait("a", now)
        assert 0 <= wait <= 60 / per_minute + 1e-5
        if not wait:
            passed.append(now)
    for begun in passed:
        assert sum(begun <= each < begun + 60 for each in passed) < 2 * per_minute


@given(st.integers(1, 100), st.integers(0, 1000))
def test_whoever_waits_as_long_as_told_may_ask(per_minute: int, begun: int) -> None:
    paced, now = Pace(per_minute), float(begun)
    for _ in range(3 * per_minute):
        wait = paced.wait("a", now)
        if wait:
            now += wait
            assert paced.wait("a", now) == 0


def test_those_seen_last_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "CLIENTS", 2)
    paced = Pace(2)
    assert [paced.wait(client, 0.0) for client in "abaca"] == [0, 0, 0, 0, 30]
    assert paced.wait("b", 0.0) == 0  # forgotten for c


async def asked(client: httpx.AsyncClient, path: str) -> tuple[int, str | None]:
    answer = await client.get(path)
    return answer.status_code, answer.headers.get("retry-after")


async def _fine(request: Request) -> Response:
    return Response()


def served(per_minute: int | None, address: str) -> httpx.AsyncClient:
    routes = [Route("/", _fine), Route("/livez", _fine), Route("/readyz", _fine)]
    application = Starlette(routes=routes, middleware=[Middleware(Paced, per_minute)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(application, client=(address, 1)), base_url="http://host")


async def test_whoever_asks_too_often_is_told_when_they_may_again() -> None:
    async with served(2, "10.0.0.1") as client:
        assert [await asked(client, "/") for _ in range(2)] == [(200, None)] * 2
        answer = await client.get("/")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
        [error] = answer.json()["errors"]
        assert error["message"] == "more than 2 requests a minute (setting max_requests_per_minute)"
        assert error["extensions"] == {"code": "TOO_MANY_REQUESTS", "setting": "max_requests_per_minute", "limit": 2}


async def test_whether_the_service_is_well_may_always_be_asked() -> None:
    async with served(1, "10.0.0.1") as client:
        assert [await asked(client, path) for path in ("/", "/livez", "/readyz", "/livez")] == [(200, None)] * 4


async def test_where_no_number_is_given_one_may_ask_as_often_as_one_likes() -> None:
    async with served(None, "10.0.0.1") as client:
        assert [await asked(client, "/") for _ in range(50)] == [(200, None)] * 50
