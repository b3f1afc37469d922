"""The limits as a client meets them: over HTTP, in one shape, each with the setting that it is."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import fields
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.settings import AUTHENTICATION, TERMS, Settings
from app.terms import OPEN, Terms
from graph.change import Put
from graph.identity import account_id, node_id
from graph.model import Organisation, Stakeholder, WorksIn
from graph.store import Store
from graph.viewer import LOCAL
from schema.limits import Limits
from tests.app.conftest import client_of

STRICT = Terms(
    limits=Limits(max_cost=60, max_depth=4, max_aliases=1, max_root_fields=2, max_directives=1, max_tokens=40),
    max_body_kilobytes=1,
)
NAME = '{ account(id: "x") { name } }'


async def ask(client: httpx.AsyncClient, query: str, **more: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **more})


@pytest.mark.parametrize(
    ("query", "status", "code", "setting"),
    [
        ('{ account(id: "x") { stakeholders { nodes { key } } } }', 400, "QUERY_TOO_COSTLY", "max_cost"),
        ('{ account(id: "x") { organisations { parts { parts { key } } } } }', 400, "QUERY_TOO_DEEP", "max_depth"),
        ("{ viewer { a: role b: role } }", 400, "TOO_MANY_ALIASES", "max_aliases"),
        ("{ __typename viewer { role } offerings { key } }", 400, "TOO_MANY_ROOT_FIELDS", "max_root_fields"),
        ("{ viewer @skip(if: true) { role @skip(if: true) } }", 400, "TOO_MANY_DIRECTIVES", "max_directives"),
        ("{ viewer { " + "role " * 40 + "} }", 400, "QUERY_TOO_LONG", "max_tokens"),
        ("{ viewer { " + "role " * 25 + "} }", 400, "QUERY_TOO_REPETITIVE", "max_tokens"),
        ("{ viewer { role } } #" + "x" * 1024, 413, "BODY_TOO_LONG", "max_body_kilobytes"),
    ],
)
async def test_what_asks_for_too_much_is_refused_as_a_whole(
    closed_store: Store, query: str, status: int, code: str, setting: str
) -> None:
    async with client_of(closed_store, terms=STRICT) as client:
        answer = await ask(client, query)
    assert answer.status_code == status
    assert answer.json().keys() == {"errors"}
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == code
    assert error["extensions"]["setting"] == setting
    assert error["extensions"]["limit"] == getattr(STRICT.limits, setting, STRICT.max_body_kilobytes)
    assert f"(setting {setting})" in error["message"]


async def test_each_limit_is_a_setting_of_its_name() -> None:
    names = {row.name for row in fields(Limits)} | {row.name for row in fields(Terms)} - {"limits"}
    assert names - {*AUTHENTICATION} == {*TERMS}
    assert names <= {row.name for row in fields(Settings)}
    assert Settings().terms == OPEN


@pytest.mark.parametrize("name", ["introspection", "suggestions", "graphiql"])
@pytest.mark.parametrize(
    ("switch", "beside", "on"),
    [
        ("auto", {"host": "127.0.0.1"}, True),
        ("auto", {"host": "10.0.0.1"}, False),
        ("auto", {"host": "127.0.0.1", "authentication": "on"}, False),  # others may come by a proxy
        ("auto", {"host": "127.0.0.1", "oidc_issuer": "https://id.example"}, False),
        ("on", {"host": "10.0.0.1", "authentication": "on"}, True),
        ("off", {"host": "localhost"}, False),
    ],
)
def test_what_helps_to_look_around_is_on_where_only_this_machine_asks(
    name: str, switch: str, beside: dict[str, Any], on: bool
) -> None:
    terms = Settings(**{name: switch, **beside}).terms
    assert getattr(terms, name, getattr(terms.limits, name, None)) is on


async def test_a_request_that_takes_too_long_is_ended(closed_store: Store) -> None:
    class Asleep(Store):
        """A store that does not answer."""

        async def snapshot(self, *_: Any, **__: Any) -> Any:
            await asyncio.sleep(60)

    store = Asleep(closed_store.connection.endpoint)
    async with client_of(store, terms=Terms(limits=Limits(max_seconds=0.05))) as client:
        answer = await ask(client, NAME)
    assert answer.status_code == 503
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "TIMEOUT", "setting": "max_seconds", "limit": 0.05}


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_a_body_that_does_not_come_is_not_waited_for(closed_store: Store, accept: str) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    headers = {"Accept": accept, "Content-Type": "application/json"}
    async with client_of(closed_store, terms=Terms(limits=Limits(max_seconds=0.05))) as client:
        answer = await asyncio.wait_for(client.post("/graphql", content=content(), headers=headers), 10)
    assert answer.status_code == 503
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "TIMEOUT", "setting": "max_seconds", "limit": 0.05}


async def test_a_timeout_of_another_kind_is_a_fault_of_ours(closed_store: Store) -> None:
    class Late(Store):
        """A store with a fault that nobody thought of."""

        async def snapshot(self, *_: Any, **__: Any) -> Any:
            raise TimeoutError

    async with client_of(Late(closed_store.connection.endpoint)) as client:
        [error] = (await ask(client, NAME)).json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL"}


async def test_an_account_with_more_people_than_were_guessed_is_charged_for_them(store: Store) -> None:
    key = f"limits-{uuid4().hex[:8]}"
    people = [node_id(key, "Stakeholder", f"p{i}") for i in range(30)]
    changes = [
        Put(Organisation, {"id": account_id(key), "name": "Acme", "kind": "CLIENT"}),
        *(Put(Stakeholder, {"id": each, "name": "Anna"}) for each in people),
        *(Put(WorksIn, {"from": each, "to": account_id(key)}) for each in people),
    ]
    await store.commit({key: changes}, LOCAL)
    query = f'{{ account(id: "{key}") {{ stakeholderMap {{ nodes {{ key }} }} }} }}'
    cost = 50 + 250 + 1 + 30 * 5
    for most, status in ((cost, 200), (cost - 1, 400)):
        async with client_of(store, terms=Terms(limits=Limits(max_cost=most))) as client:
            assert (await ask(client, query)).status_code == status


async def test_of_several_operations_the_request_says_which(alone: httpx.AsyncClient) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    answer = await ask(alone, query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"] == {"code": "OPERATION_NAME_MISSING"}
    assert (await ask(alone, query, operationName="B")).json() == {"data": {"b": "Query"}}


async def test_graphiql_can_be_off(closed_store: Store) -> None:
    async with client_of(closed_store, terms=Terms(graphiql=False)) as client:
        html = {"Accept": "text/html"}
        found = [(await client.get(path, headers=html)).status_code for path in ("/", "/graphiql/", "/graphql")]
        assert found == [404, 404, 406]
        assert (await ask(client, "{ __typename }")).json() == {"data": {"__typename": "Query"}}


async def test_a_client_may_ask_so_many_times_a_minute(closed_store: Store) -> None:
    async with client_of(closed_store, terms=Terms(max_requests_per_minute=2)) as client:
        assert [(await ask(client, "{ __typename }")).status_code for _ in range(3)] == [200, 200, 429]
        assert (await client.get("/livez")).status_code == 200
