"""Whatever is sent: it is answered or refused, in time, by a worker that goes on. Against a service on a port."""

import json
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import pytest
import schemathesis
from graphql import GraphQLError
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from app.samples import load
from graph.embedded import embedded_server
from graph.store import Store
from graph.viewer import LOCAL
from schema.allowance import allowed
from schema.api import schema
from schema.context import Context
from schema.documents import OPERATION_NAME_MISSING, Documents
from schema.limits import DEFAULTS, Excess
from seeds.sample import SAMPLES
from tests.app.drawn import documents
from tests.app.process import service
from tests.work import LITTLE, work

GRAPHQL: Final = schema._schema
IDS: Final = ("borokvar", "szentivanyi-judit", "balint-vera", "ujhelyi-zoltan", "krackhardt", "nobody")
QUERIES: Final = [*GRAPHQL.query_type.fields] if GRAPHQL.query_type else []
MUTATIONS: Final = [*GRAPHQL.mutation_type.fields] if GRAPHQL.mutation_type else []
ROOTS: Final = [*(("Query", each) for each in QUERIES), *(("Mutation", each) for each in MUTATIONS)]
WALKED: Final = ["account"] * 6 + QUERIES
TIMES: Final = int(os.environ.get("STAKEGRAPH_TEST_FUZZ", "1"))  # as many examples, which then differ each time
SHORT: Final = settings(derandomize=TIMES == 1, database=None, suppress_health_check=[*HealthCheck])
CLEAR: Final = {
    "",
    OPERATION_NAME_MISSING,
    "DOCUMENT_NOT_FOUND",
    "INVALID_INPUT",
    "NOT_FOUND",
    "NOT_ALLOWED",
    "CONFLICT",
    "REFUSED",
    *Excess,
} - {Excess.TIME}


@pytest.fixture(scope="module")
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """The samples, in a database that the service shares."""
    with embedded_server(tmp_path_factory.getbasetemp() / "fuzzed") as endpoint:
        async with Store(endpoint) as opened:
            await load(opened, SAMPLES)
            yield opened


@pytest.fixture(scope="module")
def address(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of its own process. It must live to the end, and have logged no fault of its own."""
    data, said = tmp_path_factory.getbasetemp() / "fuzzed", tmp_path_factory.mktemp("said")
    with service(said, "serve", "--embedded", str(data), "--port", "0", "--log-format", "json") as running:
        yield running.address()
        assert running.process.poll() is None
        assert faults(said / "log") == []


def faults(log: Path) -> list[str]:
    """What the service has logged as an error."""
    lines = log.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("{") or json.loads(line)["level"] in ("error", "critical")]


def is_fine(status: int, answer: Any) -> None:
    """An answer that is no fault of ours, whatever was asked."""
    assert status in (200, 400), answer
    for error in answer.get("errors", ()):
        assert error.get("extensions", {}).get("code", "") in CLEAR, error


# ---------------------------------------------------------------- queries


@pytest.fixture(scope="module")
def api(address: str) -> Any:
    scalars: dict[str, st.SearchStrategy[Any]] = {
        "ID": st.one_of(st.sampled_from(IDS), st.text(max_size=9)).map(nodes.String),
        "Decimal": st.decimals(allow_nan=False, allow_infinity=False).map(str).map(nodes.String),
        "JSON": st.just(nodes.String("{}")),
    }
    for name, strategy in scalars.items():
        schemathesis.graphql.scalar(name, strategy)
    return schemathesis.graphql.from_url(f"{address}/graphql")


@pytest.mark.parametrize(("kind", "field"), ROOTS, ids=lambda each: each)
def test_every_field_answers_what_is_made_for_it_from_the_schema(api: Any, kind: str, field: str) -> None:
    @settings(SHORT, max_examples=8 * TIMES)
    @given(case=api[kind][field].as_strategy())
    def sent(case: Any) -> None:
        assume("robustness" not in case.body)  # it takes seconds
        answer = case.call()
        is_fine(answer.status_code, answer.json())

    sent()


@settings(SHORT, max_examples=60 * TIMES)
@given(document=documents(GRAPHQL, IDS, WALKED))
@example('{ account(id: "krackhardt") { stakeholderMap { edges { claims { key } } } } }')  # much longer than is guessed
async def test_a_query_costs_what_it_answers_and_is_answered_in_time_or_refused_at_once(
    store: Store, document: str
) -> None:
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)
    begun = time.process_time()
    result = await schema.execute(document, context_value=Context(store, LOCAL, documents=Documents(DEFAULTS)))
    took = time.process_time() - begun
    allowance = allowed.get()
    if allowance is None:
        assert result.data is None
        with work() as done, suppress(GraphQLError):
            kept = Documents(DEFAULTS)
            if not (read := kept.read(GRAPHQL, document)).faults:
                kept.allow(read, None, {})
        assert done.count < LITTLE
    else:
        assert objects(result.data) <= allowance.cost
        assert took < 2 + allowance.cost / 4_000  # ten times what the cost says


def objects(data: Any) -> int:
    """How many objects an answer holds, itself not counted."""
    if isinstance(data, list):
        return sum(isinstance(each, dict) + objects(each) for each in data)
    return sum(isinstance(each, dict) + objects(each) for each in data.values()) if isinstance(data, dict) else 0


@settings(SHORT, max_examples=40 * TIMES)
@given(document=documents(GRAPHQL, IDS, WALKED), cut=st.integers(0, 400), put=st.text(max_size=8))
async def test_a_mangled_query_is_told_so_at_once(store: Store, document: str, cut: int, put: str) -> None:
    at = cut % len(document)
    context = Context(store, LOCAL, documents=Documents(DEFAULTS))
    result = await schema.execute(document[:at] + put + document[at + 5 :], context_value=context)
    for error in result.errors or ():
        assert error.original_error is None or allowed.get() is not None


# ---------------------------------------------------------------- variables


WORDS: Final = st.sampled_from(
    [
        "input",
        "id",
        "key",
        "accountId",
        "changes",
        "putStakeholder",
        "drop",
        "node",
        "from",
        "to",
        "first",
        "name",
        "\0",
    ]
)
FIELDS: Final = ("query", "documentId", "variables", "operationName", "extensions")
LEAVES: Final = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=9), st.sampled_from(IDS)),
    st.sampled_from(["9" * 400, "1e999", "2026-11-25", "x" * 5000]),
)
JSON: Final = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=4) | st.dictionaries(WORDS, each, max_size=4), max_leaves=20
)
ASKED: Final = {
    "ID!": "account(id: $v) { name }",
    "Int": "accounts(first: $v) { nodes { name } }",
    "[ID!]!": "nodes(ids: $v) { key }",
    "AccountFilter": "accounts(filter: $v) { edges { cursor } }",
    "[AccountOrder!]": "accounts(orderBy: $v) { edges { cursor } }",
    "String!": "search(text: $v) { nodes { name } }",
    "AsOf": 'account(id: "borokvar", asOf: $v) { revision }',
    "Date": 'account(id: "borokvar", on: $v) { date }',
    "MapFilter": 'account(id: "borokvar") { stakeholderMap(filter: $v) { nodes { key } } }',
    "String": 'account(id: "borokvar") { stakeholders(first: 1, after: $v) { nodes { key } } }',
}


def post(client: httpx.Client, body: Any) -> None:
    """Send a body, or what is to be written as JSON. What is infinite makes that none."""
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    answer = client.post("/graphql", content=content, headers={"Content-Type": "application/json"})
    is_fine(answer.status_code, answer.json())


@settings(SHORT, max_examples=60 * TIMES)
@given(kind=st.sampled_from([*ASKED]), value=JSON)
def test_any_value_of_a_variable_is_answered_or_refused(client: httpx.Client, kind: str, value: Any) -> None:
    query = f"query ($v: {kind}) {{ {ASKED[kind]} }}"
    post(client, {"query": query, "variables": {"v": value}})


@settings(SHORT, max_examples=40 * TIMES)
@given(value=JSON, change=st.lists(JSON, max_size=3))
def test_any_input_of_a_commit_is_answered_or_refused(client: httpx.Client, value: Any, change: Any) -> None:
    query = "mutation ($input: CommitInput!) { commit(input: $input) { errors { message path } } }"
    for given_ in (value, {"accountId": "borokvar", "changes": change}):
        post(client, {"query": query, "variables": {"input": given_}})


@settings(SHORT, max_examples=40 * TIMES)
@given(body=st.one_of(JSON.map(json.dumps), st.text(), st.binary()))
def test_any_body_is_answered_or_refused(client: httpx.Client, body: str | bytes) -> None:
    post(client, body)


@settings(SHORT, max_examples=40 * TIMES)
@given(asked=st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_request_is_answered_or_refused(client: httpx.Client, asked: Any) -> None:
    for each in (asked, {"query": "query A { __typename } query B { __typename }", **asked}):
        post(client, each)


@settings(SHORT, max_examples=40 * TIMES)
@given(
    query=st.one_of(st.sampled_from(["{ __typename }", "mutation { __typename }", "{", "{ viewr }"]), st.text()),
    asked=st.dictionaries(st.sampled_from(FIELDS), st.one_of(JSON.map(json.dumps), st.text(), st.binary())),
    accept=st.one_of(st.just("*/*"), st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")))),
)
def test_any_address_is_answered_or_refused(client: httpx.Client, query: str, asked: Any, accept: str) -> None:
    address = f"/graphql?{urlencode({'query': query, **asked})}"
    assert client.get(address, headers={"Accept": accept}).status_code in (200, 400, 405, 406)


# ---------------------------------------------------------------- HTTP

POST: Final = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
QUERY: Final = b'{"query":"{__typename}"}'
FRAMES: Final = {
    "a length that is shorter than the body": POST + b"Content-Length: 5\r\n\r\n" + QUERY,
    "a length that is no number": POST + b"Content-Length: many\r\n\r\n" + QUERY,
    "a length below 0": POST + b"Content-Length: -1\r\n\r\n" + QUERY,
    "two lengths": POST + b"Content-Length: 24\r\nContent-Length: 3\r\n\r\n" + QUERY,
    "a length and chunks": POST + b"Content-Length: 24\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks of no length": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + QUERY,
    "a coding that nobody knows": POST + b"Transfer-Encoding: rot13\r\n\r\n" + QUERY,
    "no body": POST + b"Content-Length: 0\r\n\r\n",
    "a chunk that is longer than anything": POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\n" + QUERY,
    "a chunk without its end": POST + b"Transfer-Encoding: chunked\r\n\r\n18\r\n" + QUERY + b"junk",
    "chunks twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "a length that is too long for a number": POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n" + QUERY,
    "a line that is folded": b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\tevil.example\r\n\r\n",
    "a space before the colon": b"GET /livez HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
    "a query that is no text": b"GET /graphql?query=%ff%fe&variables=%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "bytes that are no ASCII, in a query": b"GET /graphql?query=\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "JSON that does not end": POST + b"Content-Length: 9\r\n\r\n" + QUERY[:9],
    "JSON a thousand lists deep": POST + b"Content-Length: 4000\r\n\r\n" + b"[" * 2000 + b"]" * 2000,
    "bytes that are no UTF-8": POST + b"Content-Length: 14\r\n\r\n" + b'{"query":"\xff\xfe',
    "a zero byte": POST + b"Content-Length: 14\r\n\r\n" + b'{"query":"\x00"}',
    "a number of a thousand digits": POST + b"Content-Length: 1012\r\n\r\n" + b'{"query": ' + b"9" * 1000 + b"}}",
    "half of a surrogate": POST + b"Content-Length: 18\r\n\r\n" + b'{"query":"\\ud800"}',
    "no host": b"GET /livez HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
    "a header without a colon": b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nnonsense\r\n\r\n",
    "a zero byte in a header": b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\x00b\r\n\r\n",
    "headers without an end": b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 20_000,
    "a path without an end": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "a path that climbs": b"GET /graphiql/../../app/settings.py HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "a path that is no text": b"GET /graphiql/%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "a method that nobody knows": b"BREW /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a WebSocket without a key": b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "nothing": b"",
}


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address) as opened:
        yield opened


def answered(address: str, sent: bytes) -> bytes:
    """What comes back for these bytes, after which nothing more is sent."""
    host, port = address.removeprefix("http://").split(":")
    came = b""
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        with suppress(OSError):  # it was refused before it was all sent; what was answered until then is there
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while piece := connection.recv(1 << 16):
                came += piece
    return came


@pytest.mark.parametrize("sent", FRAMES.values(), ids=FRAMES.keys())
def test_a_malformed_request_is_refused_and_the_next_one_answered(
    address: str, client: httpx.Client, sent: bytes
) -> None:
    came = answered(address, sent)
    assert came == b"" or came.startswith(b"HTTP/1.1 4")
    assert client.get("/livez").json() == {"live": True}


@pytest.mark.parametrize("sent", FRAMES.values(), ids=FRAMES.keys())
def test_what_comes_behind_a_request_spoils_none_of_it(address: str, client: httpx.Client, sent: bytes) -> None:
    """Several requests may be sent at once, and are answered in turn: what cannot be read ends that."""
    whole = POST + b"Content-Length: 24\r\n\r\n" + QUERY
    came = answered(address, whole + whole + sent)
    assert came.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 5" not in came
    assert client.get("/livez").json() == {"live": True}


@settings(SHORT, max_examples=40 * TIMES)
@given(at=st.integers(0, 120), put=st.binary(max_size=6), dropped=st.integers(0, 6))
def test_a_mangled_request_leaves_the_worker_well(
    address: str, client: httpx.Client, at: int, put: bytes, dropped: int
) -> None:
    whole = POST + b"Content-Length: 24\r\n\r\n" + QUERY
    came = answered(address, whole[:at] + put + whole[at + dropped :])
    assert not came.startswith(b"HTTP/1.1 5")
    assert client.get("/livez").json() == {"live": True}
