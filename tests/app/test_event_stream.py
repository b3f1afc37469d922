"""Operations as streams of events, as graphql-sse has them, against a server on a port."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

import app.event_stream
import app.subscriptions
from app.application import create_application
from app.authentication import Admission
from app.terms import OPEN
from graph.model import Stakeholder
from graph.moment import now
from graph.store import Store
from graph.viewer import LOCAL
from tests.app.served import Served, served_by
from tests.app.talk import ACCEPT, ADA, CHANGED, Known, events, free, streaming, told, write
from tests.graph.acme import put


async def test_every_revision_comes_once_and_in_order_also_after_a_disconnect(
    served: Served, store: Store, second: Store, acme: str
) -> None:
    await write(second, acme, "CFO")
    async with streaming(served, CHANGED, {"id": acme, "since": 0}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert await told(response, 2) == [1, 2]
    await write(store, acme, "CEO")
    await write(second, acme, "COO")
    async with streaming(served, CHANGED, {"id": acme, "since": 2}) as response:
        assert await told(response, 2) == [3, 4]
    await free(served)


@pytest.mark.parametrize(
    ("query", "key"),
    [("{ viewer { subject } }", "data"), ("{ viewer { subjec } }", "errors"), ("{ viewer", "errors")],
)
async def test_what_has_one_answer_is_told_and_complete(served: Served, query: str, key: str) -> None:
    async with streaming(served, query) as response:
        heard = [each async for each in events(response)]
    assert [name for name, _ in heard] == ["next", "complete"]
    assert list(heard[0][1]) == [key]


async def test_a_request_that_cannot_be_read_is_refused_as_ever(served: Served) -> None:
    async with httpx.AsyncClient() as client:
        for content, status in ((b"[]", 400), (b"{", 400), (b'{"query": 3}', 400), (b"{}", 400)):
            headers = {**ACCEPT, "Content-Type": "application/json"}
            answer = await client.post(served.http, content=content, headers=headers)
            assert (answer.status_code, list(answer.json())) == (status, ["errors"])


async def test_a_stream_is_had_only_by_whoever_likes_it_best(served: Served) -> None:
    async with streaming(
        served, "{ viewer { subject } }", Accept="application/json, text/event-stream;q=0.9"
    ) as answer:
        assert answer.headers["content-type"].startswith("application/json")


async def test_where_nothing_happens_that_is_told(served: Served, acme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.event_stream, "KEEP_ALIVE", 0.05)
    async with streaming(served, CHANGED, {"id": acme}) as response:
        heard = events(response)
        assert [await anext(heard) for _ in range(3)] == [("", ":")] * 3


async def test_one_process_has_so_many(store: Store, acme: str) -> None:
    async with served_by(store, replace(OPEN, max_subscriptions=1)) as served:
        async with streaming(served, CHANGED, {"id": acme, "since": 0}) as first:
            assert await told(first, 1) == [1]
            async with streaming(served, CHANGED, {"id": acme}) as refused:
                assert refused.status_code == 503
                assert json.loads(await refused.aread())["errors"][0]["extensions"]["setting"] == "max_subscriptions"
        await free(served)


async def test_when_the_server_stops_streams_end_at_once_but_are_not_complete(store: Store, acme: str) -> None:
    async with served_by(store) as served, streaming(served, CHANGED, {"id": acme, "since": 0}) as response:
        heard = events(response)
        assert (await anext(heard))[0] == "next"
        served.server.should_exit = True
        begun = asyncio.get_running_loop().time()
        assert [each async for each in heard] == []
        assert asyncio.get_running_loop().time() - begun < 2


async def test_a_token_that_expires_is_told(store: Store, acme: str) -> None:
    known = Known(Admission(ADA, now() + timedelta(seconds=3)))
    async with served_by(store, OPEN, known) as served:
        async with streaming(served, CHANGED, {"id": acme, "since": 0}, Authorization="Bearer good") as response:
            heard = [each async for each in events(response)]
        assert [name for name, _ in heard] == ["next", "next", "complete"]
        assert heard[1][1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert "expired" in heard[1][1]["errors"][0]["message"]


async def test_whoever_is_not_admitted_gets_no_stream(store: Store, acme: str) -> None:
    async with served_by(store, OPEN, Known(Admission(ADA))) as served:
        for headers in ({}, {"Authorization": "Bearer bad"}):
            async with streaming(served, CHANGED, {"id": acme}, **headers) as response:
                assert response.status_code == 401


async def test_whoever_does_not_read_is_left(
    served: Served, store: Store, acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.subscriptions, "PATIENCE", 0.3)
    for number in range(60):
        await store.commit({acme: [put(Stakeholder, "ada", acme, notes=f"{number % 10}" * 10_000)]}, LOCAL)
    often = " ".join(f"a{number}: objects {{ fields {{ before after }} }}" for number in range(20))
    whole = CHANGED.replace("{ revision }", f"{{ revision {often} }}")
    async with streaming(served, whole, {"id": acme, "since": 0}) as response:
        heard = events(response)
        assert (await anext(heard))[0] == "next"
        await free(served)
        names: list[str] = []
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
            await _names(heard, names)
        assert 0 < len(names) < 60
        assert set(names) == {"next"}


async def test_whoever_leaves_while_a_message_waits_for_them_is_missed_at_once(
    closed_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.event_stream, "KEEP_ALIVE", 0.01)
    sent = [{"type": "http.request", "body": b'{"query": "{ viewer { subject } }"}'}]
    is_stuck, has_left = asyncio.Event(), asyncio.Event()

    async def receive() -> Any:
        if sent:
            return sent.pop()
        await has_left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message.get("body"):
            is_stuck.set()
            await asyncio.sleep(60)

    headers = {"host": "127.0.0.1", "content-type": "application/json", "accept": "text/event-stream"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    answering = asyncio.create_task(create_application(closed_store)(scope, receive, send))
    await is_stuck.wait()
    await asyncio.sleep(0.05)  # by now there would have been a comment
    has_left.set()
    await asyncio.wait_for(answering, 2)


async def _names(heard: AsyncIterator[tuple[str, Any]], names: list[str]) -> None:
    async for name, _ in heard:
        names.append(name)


async def test_each_is_in_the_log_by_its_id(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    async with streaming(served, "{ viewer { subject } }", **{"X-Request-ID": "mine"}) as response:
        assert response.headers["x-request-id"] == "mine"
