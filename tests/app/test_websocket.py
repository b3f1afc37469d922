"""Operations over WebSocket, by the protocol graphql-transport-ws, against a server on a port."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect

import app.subscriptions
import app.websocket
from app.application import create_application
from app.authentication import Admission, Unauthenticated
from app.terms import OPEN
from app.websocket import PROTOCOL
from graph.endpoint import Endpoint
from graph.errors import NotAllowed, Unavailable
from graph.model import Stakeholder
from graph.moment import now
from graph.store import Store
from graph.viewer import LOCAL, Role
from tests.app.served import Served, served_by
from tests.app.talk import (
    ADA,
    CHANGED,
    GOOD,
    RENAME,
    SECONDS,
    Known,
    Talk,
    deaf_socket,
    frame,
    free,
    opened,
    refused_handshake,
    talking,
    write,
)
from tests.graph.acme import put


@pytest.fixture(scope="module")
async def alone_served(closed_port: int) -> AsyncIterator[Served]:
    """A server whose database is not there."""
    async with Store(Endpoint(f"bolt://127.0.0.1:{closed_port}", "neo4j", "")) as store, served_by(store) as running:
        yield running


# ---------------------------------------------------------------- operations


async def test_every_revision_comes_once_and_in_order_also_after_a_disconnect(
    served: Served, store: Store, second: Store, acme: str
) -> None:
    async with talking(served) as talk:
        await talk.ask("1", CHANGED, id=acme, since=0)
        await write(second, acme, "CFO")
        assert [await talk.changed(), await talk.changed()] == [1, 2]
    await write(store, acme, "CEO")
    await write(second, acme, "COO")
    async with talking(served) as talk:
        await talk.ask("1", CHANGED, id=acme, since=2)
        assert [await talk.changed(), await talk.changed()] == [3, 4]
    await free(served)


async def test_queries_and_mutations_are_answered_beside_subscriptions(served: Served, acme: str) -> None:
    async with talking(served) as talk:
        await talk.ask("watch", CHANGED, id=acme, since=1)
        await talk.ask("query", "{ viewer { subject } }")
        assert await talk.hear() == {
            "id": "query",
            "type": "next",
            "payload": {"data": {"viewer": {"subject": "local"}}},
        }
        assert await talk.hear() == {"id": "query", "type": "complete"}
        await talk.ask("mutation", RENAME, id=acme)
        heard = [await talk.hear() for _ in range(3)]
    kinds = sorted((each["id"], each["type"]) for each in heard)
    assert kinds == [("mutation", "complete"), ("mutation", "next"), ("watch", "next")]


async def test_what_is_completed_by_the_client_is_heard_of_no_more_and_its_id_is_free(
    served: Served, store: Store, acme: str
) -> None:
    async with talking(served) as talk:
        for since in (0, 1):
            await talk.ask("1", CHANGED, id=acme, since=since)
            assert await talk.changed() == since + 1
            await talk.say("complete", "1")
            await write(store, acme, f"title {since}")
        await talk.say("complete", "unknown")
        await talk.say("ping", payload={"told": "back"})
        assert await talk.hear() == {"type": "pong", "payload": {"told": "back"}}
        assert served.running == 0


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ viewer { subjec } }", "Cannot query field 'subjec'"),
        ("{ viewer", "Syntax Error"),
        ("query One { viewer { subject } } query Two { viewer { subject } }", "say in operationName"),
        ("fragment F on Query { viewer { subject } }", "the document holds no operation"),
        (CHANGED, "Variable '$id' has invalid value"),
        ("{" + " viewer { subject }" * 2001 + "}", "max_tokens"),
        ("{ " + " ".join(f"a{n}: viewer {{ subject }}" for n in range(200)) + "}", "max_aliases"),
    ],
)
async def test_what_cannot_be_executed_is_told_by_one_error(alone_served: Served, query: str, told: str) -> None:
    async with talking(alone_served) as talk:
        await talk.ask("1", query)
        message = await talk.hear()
        assert (message["id"], message["type"]) == ("1", "error")
        assert told in message["payload"][0]["message"]
        await talk.ask("1", "{ viewer { subject } }")
        assert (await talk.hear())["type"] == "next"


async def test_an_operation_that_is_not_in_the_document_is_told(alone_served: Served) -> None:
    async with talking(alone_served) as talk:
        await talk.say("subscribe", "1", {"query": "query One { viewer { subject } }", "operationName": "Two"})
        message = await talk.hear()
        assert message["payload"][0]["message"] == "the document holds no operation of the name 'Two'"


async def test_the_language_is_that_of_the_init_or_of_the_handshake(served: Served) -> None:
    for payload, more in (({"Accept-Language": "hu"}, {}), (None, {"additional_headers": {"Accept-Language": "hu"}})):
        async with talking(served, payload, **more) as talk:
            await talk.ask("1", 'mutation { createAccount(input: {name: ""}) { errors { message } } }')
            message = await talk.hear()
            (error,) = message["payload"]["data"]["createAccount"]["errors"]
            assert error["message"].endswith("nem lehet üres")


# ---------------------------------------------------------------- what the protocol forbids


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["nonsense"], 4400),
        (["[]"], 4400),
        (["null"], 4400),
        (['{"type": "nonsense"}'], 4400),
        (['{"type": ["connection_init"]}'], 4400),
        (['{"type": "connection_init", "payload": []}'], 4400),
        ([b'{"type": "connection_init"}'], 4400),
        (
            [
                '{"type": "connection_init"}',
                '{"type": "subscribe", "id": 1, "payload": {"query": "{viewer{subject}}"}}',
            ],
            4400,
        ),
        (['{"type": "connection_init"}', '{"type": "subscribe", "id": "", "payload": {"query": "x"}}'], 4400),
        (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1"}'], 4400),
        (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1", "payload": "x"}'], 4400),
        (['{"type": "connection_init"}', '{"type": "complete", "id": []}'], 4400),
        (['{"type": "subscribe", "id": "1", "payload": {"query": "{viewer{subject}}"}}'], 4401),
        (['{"type": "connection_init"}', '{"type": "connection_init"}'], 4429),
    ],
)
async def test_a_message_that_breaks_the_protocol_ends_it(alone_served: Served, messages: list[Any], code: int) -> None:
    async with opened(alone_served) as talk:
        for message in messages:
            await talk.connection.send(message)
        ended, reason = await talk.ended()
    assert ended == code
    assert reason


async def test_an_id_that_is_in_use_ends_it(served: Served, acme: str) -> None:
    async with talking(served) as talk:
        await talk.ask("1", CHANGED, id=acme)
        await talk.ask("1", CHANGED, id=acme)
        assert await talk.ended() == (4409, "there is an operation of the id '1' already")
    await free(served)


async def test_whoever_does_not_begin_is_not_waited_for(alone_served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.websocket, "INIT", 0.05)
    async with opened(alone_served) as talk:
        assert (await talk.ended())[0] == 4408


@pytest.mark.parametrize("subprotocols", [None, ["graphql-ws"]])
async def test_another_protocol_is_told(alone_served: Served, subprotocols: Any) -> None:
    async with connect(alone_served.ws, subprotocols=subprotocols) as connection:
        assert await Talk(connection).ended() == (4406, "the subprotocol must be graphql-transport-ws")


async def test_a_page_of_another_origin_opens_none(alone_served: Served, caplog: pytest.LogCaptureFixture) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert await refused_handshake(alone_served.ws, additional_headers=headers) == 403
    named = f"ws://evil.example:{alone_served.port}/graphql"
    assert await refused_handshake(named, host="127.0.0.1", port=alone_served.port) == 421
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    own = {"Origin": f"http://127.0.0.1:{alone_served.port}"}
    async with talking(alone_served, additional_headers=own) as talk:
        await talk.say("ping")
        assert await talk.hear() == {"type": "pong"}


async def test_a_message_that_is_too_long_ends_it(store: Store) -> None:
    async with served_by(store, replace(OPEN, max_body_kilobytes=1)) as served, talking(served) as talk:
        await talk.ask("1", "{ viewer { subject } }" + " " * 1024)
        assert (await talk.ended())[0] == 1009


# ---------------------------------------------------------------- bounds


async def test_one_socket_and_one_process_take_so_many(store: Store, acme: str) -> None:
    terms = replace(OPEN, max_subscriptions=3, max_socket_operations=2)
    async with served_by(store, terms) as served, talking(served) as one, talking(served) as other:
        for name in ("1", "2", "3"):
            await one.ask(name, CHANGED, id=acme)
        message = await one.hear()
        assert (message["id"], message["payload"][0]["extensions"]["setting"]) == ("3", "max_socket_operations")
        for name in ("1", "2"):
            await other.ask(name, CHANGED, id=acme)
        message = await other.hear()
        assert (message["id"], message["payload"][0]["extensions"]["setting"]) == ("2", "max_subscriptions")
        await one.say("complete", "1")
        await other.ask("2", CHANGED, id=acme, since=0)
        assert await other.changed() == 1


async def test_a_process_takes_so_many_sockets(store: Store) -> None:
    async with served_by(store, replace(OPEN, max_subscriptions=1)) as served, talking(served):
        assert await refused_handshake(served.ws) == 503


async def test_handshakes_and_operations_are_paced(store: Store) -> None:
    async with served_by(store, replace(OPEN, max_requests_per_minute=2)) as served, talking(served) as talk:
        await talk.ask("1", "{ viewer { subject } }")
        assert [(await talk.hear())["type"], (await talk.hear())["type"]] == ["next", "complete"]
        await talk.ask("2", "{ viewer { subject } }")
        assert (await talk.hear())["payload"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
        assert await refused_handshake(served.ws) == 429


async def test_whoever_does_not_read_is_told_and_holds_up_nobody(
    served: Served, store: Store, acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither who writes, nor who reads the same account, nor the memory of the process."""
    monkeypatch.setattr(app.subscriptions, "PATIENCE", 0.3)
    for number in range(60):
        await store.commit({acme: [put(Stakeholder, "ada", acme, notes=f"{number % 10}" * 10_000)]}, LOCAL)
    often = " ".join(f"a{number}: objects {{ fields {{ before after }} }}" for number in range(20))
    whole = CHANGED.replace("{ revision }", f"{{ revision {often} }}")
    with await asyncio.to_thread(deaf_socket, served.port) as deaf:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(deaf, frame({"type": "connection_init"}))
        asked = {"query": whole, "variables": {"id": acme, "since": 0}}
        await loop.sock_sendall(deaf, frame({"type": "subscribe", "id": "1", "payload": asked}))
        async with talking(served) as talk:
            await talk.ask("1", CHANGED, id=acme, since=0)
            assert [await talk.changed() for _ in range(61)] == [*range(1, 62)]
        await free(served)
        received = b""
        async with asyncio.timeout(SECONDS):
            while b"you read" not in received[-200:]:
                received += await loop.sock_recv(deaf, 1 << 16)
    assert b"you read too slowly; subscribe again, with `since`" in received[-200:]
    assert struct.pack("!H", 1013) in received[-200:]
    revisions = [int(each.split(b",")[0]) for each in received.split(b'"revision":')[1:]]
    assert revisions == [*range(1, len(revisions) + 1)]
    assert len(revisions) < 61


@pytest.mark.parametrize(
    ("message", "most"),
    [({"type": "subscribe", "payload": {"query": "{ viewer { subject } }"}}, 5), ({"type": "ping"}, 2)],
    ids=["subscribe", "ping"],
)
async def test_whoever_does_not_read_is_not_listened_to_either(
    closed_store: Store, message: dict[str, Any], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much they say: what they asked for would wait for them in memory."""
    monkeypatch.setattr(app.subscriptions, "PATIENCE", 0.3)
    application = create_application(closed_store, terms=replace(OPEN, max_socket_operations=3))
    first, heeded, codes = [*BEGINNING], 0, list[int]()

    async def receive() -> Any:
        nonlocal heeded
        await asyncio.sleep(0)
        if first:
            return first.pop(0)
        heeded += 1
        return {"type": "websocket.receive", "text": json.dumps({**message, "id": str(heeded)})}

    async def send(said: Any) -> None:
        if said["type"] == "websocket.close":
            codes.append(said["code"])
        elif "connection_ack" not in said.get("text", "connection_ack"):
            await asyncio.sleep(SECONDS)

    async with asyncio.timeout(SECONDS / 2):
        await application({**SCOPE}, receive, send)
    assert codes == [1013]
    assert heeded <= most
    assert not under_way()


async def test_nothing_waits_for_whoever_left_without_reading_the_end(closed_store: Store) -> None:
    refused = json.dumps({"type": "subscribe", "id": "1", "payload": {"query": "{"}})
    first, is_stuck = [*BEGINNING, {"type": "websocket.receive", "text": refused}], asyncio.Event()

    async def receive() -> Any:
        if first:
            return first.pop(0)
        await is_stuck.wait()
        return {"type": "websocket.disconnect", "code": 1001}

    async def send(said: Any) -> None:
        if '"error"' in said.get("text", ""):
            is_stuck.set()
            await asyncio.sleep(SECONDS)

    async with asyncio.timeout(SECONDS / 2):
        await create_application(closed_store)({**SCOPE}, receive, send)
    assert is_stuck.is_set()
    assert not under_way()


SCOPE: Final = {
    "type": "websocket",
    "path": "/graphql",
    "query_string": b"",
    "headers": [(b"host", b"127.0.0.1")],
    "subprotocols": [PROTOCOL],
}
BEGINNING: Final = (
    {"type": "websocket.connect"},
    {"type": "websocket.receive", "text": '{"type": "connection_init"}'},
)


def under_way() -> list[asyncio.Task[Any]]:
    return [each for each in asyncio.all_tasks() if "_operate" in str(each.get_coro())]


async def test_when_the_server_stops_all_are_sent_away_at_once(store: Store, acme: str) -> None:
    async with served_by(store) as served:
        talks = [await connect(served.ws, subprotocols=[PROTOCOL]) for _ in range(5)]  # type: ignore[list-item]
        for each in talks:
            await Talk(each).say("connection_init")
            await Talk(each).ask("1", CHANGED, id=acme, since=0)
            assert await Talk(each).hear() == {"type": "connection_ack"}
            assert await Talk(each).changed() == 1
        served.server.should_exit = True
        begun = asyncio.get_running_loop().time()
        assert {(await Talk(each).ended())[0] for each in talks} == {1012}
        assert asyncio.get_running_loop().time() - begun < 2


# ---------------------------------------------------------------- who asks


@pytest.mark.parametrize("later", [Unavailable("nobody can tell"), NotAllowed("no role")], ids=str)
async def test_whoever_cannot_be_admitted_again_is_told_with_the_next_operation(
    closed_store: Store, later: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.presence.FRESH", 0.0)
    known = Known(Admission(ADA))
    async with served_by(closed_store, OPEN, known) as served, talking(served, GOOD) as talk:
        known.admission = later
        await talk.ask("1", "{ viewer { subject } }")
        if isinstance(later, Unavailable):
            assert (await talk.hear())["payload"] == [
                {"message": "nobody can tell", "extensions": {"code": "UNAVAILABLE"}}
            ]
        else:
            assert await talk.ended() == (4403, "no role")


async def test_the_token_of_the_init_tells_who_asks(store: Store) -> None:
    async with served_by(store, OPEN, Known(Admission(ADA))) as served:
        async with talking(served, GOOD) as talk:
            await talk.ask("1", "{ viewer { subject } }")
            assert (await talk.hear())["payload"] == {"data": {"viewer": {"subject": "ada"}}}
        for payload in (None, {"Authorization": "Bearer bad"}, {"Authorization": 3}):
            async with opened(served) as talk:
                await talk.say("connection_init", payload=payload)
                assert (await talk.ended())[0] == 4403


@pytest.mark.parametrize(("error", "code"), [(NotAllowed("no role"), 4403), (Unavailable("nobody can tell"), 1013)])
async def test_who_cannot_be_admitted_is_told(store: Store, error: Exception, code: int) -> None:
    async with served_by(store, OPEN, Known(error)) as served, opened(served) as talk:
        await talk.say("connection_init", payload=GOOD)
        assert await talk.ended() == (code, str(error))


async def test_a_token_that_expires_ends_what_it_began(store: Store, acme: str) -> None:
    admission = Admission(ADA, now() + timedelta(seconds=3))
    async with served_by(store, OPEN, Known(admission)) as served, talking(served, GOOD) as talk:
        await talk.ask("1", CHANGED, id=acme, since=0)
        assert await talk.changed() == 1
        assert await talk.ended() == (4403, "the token has expired: connect again with a new one")
        await free(served)


@pytest.mark.parametrize(
    ("later", "code"),
    [
        (Unauthenticated("the token is not valid any more"), None),
        (Admission(replace(ADA, role=Role.VIEWER)), None),
        (Admission(replace(ADA, accounts=frozenset({"another"}))), "NOT_FOUND"),
        (NotAllowed("no role"), "NOT_ALLOWED"),
    ],
    ids=["revoked", "another role", "another account", "no role"],
)
async def test_rights_that_are_taken_away_end_what_they_allowed(
    store: Store, acme: str, later: Any, code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.presence.FRESH", 0.0)
    known = Known(Admission(ADA))
    async with served_by(store, OPEN, known) as served, talking(served, GOOD) as talk:
        await talk.ask("1", CHANGED, id=acme, since=0)
        assert await talk.changed() == 1
        known.admission = later
        await write(store, acme, "a secret")
        if code:
            assert (await talk.hear())["payload"][0]["extensions"]["code"] == code
        else:
            assert (await talk.ended())[0] == 4403
        async with asyncio.timeout(SECONDS):
            while served.running:  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.01)


# ---------------------------------------------------------------- nonsense


NONSENSE = st.one_of(
    st.binary(max_size=60),
    st.builds(lambda first, rest: bytes([first]) + rest, st.integers(0, 255), st.binary(max_size=200)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    ).map(frame),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["connection_init", "subscribe", "complete", "ping", "pong"])},
        optional={"id": st.text(max_size=3), "payload": st.none() | st.dictionaries(st.text(max_size=9), st.text())},
    ).map(frame),
)


@settings(max_examples=60, suppress_health_check=[*HealthCheck], database=None, derandomize=True)
@given(parts=st.lists(NONSENSE, min_size=1, max_size=4), begins=st.booleans())
@example(parts=[b"\x81\xfe\xff\xff\x00\x00\x00\x00"], begins=True)  # a frame that never comes whole
@example(parts=[b"\x81\xff" + b"\xff" * 8 + b"\x00" * 4], begins=True)  # one of 2**64 bytes
@example(parts=[b"\x01\x81\x00\x00\x00\x00\xc3", b"\x80\x81\x00\x00\x00\x00\x28"], begins=True)  # no UTF-8
@example(parts=[b"\x8f\x80\x00\x00\x00\x00"], begins=True)  # an opcode that there is not
@example(parts=[b"\x81\x02{}"], begins=True)  # without a mask
@example(parts=[b"\x88\x82\x00\x00\x00\x00\x00\x01"], begins=False)  # a close with a code that there is not
@example(parts=[b"GET / HTTP/1.1\r\n\r\n"], begins=False)
async def test_no_frame_and_no_message_takes_it_down_or_is_called_our_fault(
    alone_served: Served, parts: list[bytes], begins: bool, caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.get_running_loop()
    with await asyncio.to_thread(deaf_socket, alone_served.port) as raw:
        if begins:
            await loop.sock_sendall(raw, frame({"type": "connection_init"}))
        received = b""
        try:
            for part in parts:
                await loop.sock_sendall(raw, part)
            async with asyncio.timeout(0.03):
                while chunk := await loop.sock_recv(raw, 1 << 16):
                    received += chunk
        except (TimeoutError, ConnectionError):
            pass
    assert struct.pack("!H", 1011) not in received
    assert b" 500 " not in received
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]


async def test_after_all_that_it_still_answers(alone_served: Served) -> None:
    async with talking(alone_served) as talk:
        await talk.ask("1", "{ __typename }")
        assert (await talk.hear())["payload"] == {"data": {"__typename": "Query"}}
    await free(alone_served)
