"""The GraphQL endpoint."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from graph.change import Put
from graph.errors import Unavailable
from graph.identity import account_id, node_id
from graph.model import Organisation, Stakeholder, WorksIn
from graph.store import Store
from graph.viewer import LOCAL
from scoring.parameters import DEFAULTS, Parameters
from tests.app.conftest import client_of
from tests.graph.acme import account, person

NAME = "query ($id: ID!) { account(id: $id) { name } }"


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


async def test_a_request_is_answered_from_the_store(store: Store, client: httpx.AsyncClient) -> None:
    key = f"endpoint-{uuid4().hex[:8]}"
    await store.commit({key: [Put(Organisation, {"id": account_id(key), "name": "Acme", "kind": "CLIENT"})]}, LOCAL)
    assert await ask(client, NAME, id=key) == {"data": {"account": {"name": "Acme"}}}


SHARES = "query ($id: ID!) { account(id: $id) { stakeholders { nodes { power { value } } } } }"


async def test_it_scores_with_the_parameters_that_it_was_told(store: Store) -> None:
    key = f"endpoint-{uuid4().hex[:8]}"
    await store.commit({key: [*account(key), *person("anna", key, seniority="VP"), *person("bela", key)]}, LOCAL)
    shares = []
    for parameters in (DEFAULTS, Parameters(unknown_seniority_weight=0.6)):
        async with client_of(store, parameters) as client:
            found = (await ask(client, SHARES, id=key))["data"]["account"]["stakeholders"]["nodes"]
            shares.append([each["power"]["value"] for each in found])
    assert shares == [[pytest.approx(6 / 7), pytest.approx(1 / 7)], [0.5, 0.5]]


POWER = """query ($id: ID!, $language: Language) { account(id: $id) { stakeholder(id: "anna") { power {
    reason
    sentence(language: $language)
} } } }"""
ENGLISH = "There is no score: Anna left the client on 1 October 2026."
HUNGARIAN = "Nincs érték: Anna már nincs az ügyfélnél (távozott: 2026. október 1.)."


async def test_a_sentence_is_in_the_language_of_the_header_unless_the_field_names_one(
    store: Store, client: httpx.AsyncClient
) -> None:
    key = f"endpoint-{uuid4().hex[:8]}"
    root, anna = account_id(key), node_id(key, "Stakeholder", "anna")
    changes = [
        Put(Organisation, {"id": root, "name": "Acme", "kind": "CLIENT"}),
        Put(Stakeholder, {"id": anna, "name": "Anna", "leftOn": "2026-10-01"}),
        Put(WorksIn, {"from": anna, "to": root}),
    ]
    await store.commit({key: changes}, LOCAL)

    async def told(headers: list[tuple[str, str]], language: str | None = None) -> tuple[str, str, str]:
        request = {"query": POWER, "variables": {"id": key, "language": language}}
        answer = await client.post("/graphql", json=request, headers=headers)
        power = answer.json()["data"]["account"]["stakeholder"]["power"]
        return answer.headers["content-language"], answer.headers["vary"], power["sentence"]

    assert await told([]) == ("en", "Accept-Language", ENGLISH)
    assert await told([("Accept-Language", "hu-HU, en;q=0.5")]) == ("hu", "Accept-Language", HUNGARIAN)
    assert (await told([("Accept-Language", "en;q=0.5"), ("Accept-Language", "hu")]))[2] == HUNGARIAN
    assert (await told([("Accept-Language", "hu")], "EN"))[2] == ENGLISH
    assert (await told([("Accept-Language", "en")], "HU"))[2] == HUNGARIAN


class Broken(Store):
    """A store with a fault that nobody thought of."""

    async def snapshot(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("a secret")


async def test_an_unexpected_error_is_masked_and_names_the_request(closed_store: Store) -> None:
    async with client_of(Broken(closed_store.connection.endpoint)) as client:
        request = {"query": NAME, "variables": {"id": "x"}}
        answer = await client.post("/graphql", json=request, headers={"X-Request-ID": "r-1"})
    [error] = answer.json()["errors"]
    assert error["message"] == "Something went wrong on our side; request id r-1"
    assert error["extensions"] == {"code": "INTERNAL"}
    assert "secret" not in answer.text


async def test_a_database_that_is_not_there_is_unavailable(closed_store: Store, alone: httpx.AsyncClient) -> None:
    [error] = (await ask(alone, NAME, id="x"))["errors"]
    assert error["extensions"] == {"code": "UNAVAILABLE"}
    with pytest.raises(Unavailable) as raised:
        await closed_store.team(LOCAL)
    assert error["message"] == raised.value.message


@pytest.mark.parametrize(
    ("query", "variables", "named"),
    [
        ("{ account(", {}, "Syntax Error"),
        ("{ nothing }", {}, "nothing"),
        (NAME, {}, "$id"),
        (NAME, {"id": {"x": 1}}, "$id"),
        ("mutation { nothing }", {}, "utation"),
    ],
)
async def test_a_wrong_request_is_told_why(
    alone: httpx.AsyncClient, query: str, variables: dict[str, Any], named: str
) -> None:
    [error] = (await ask(alone, query, **variables))["errors"]
    assert named in error["message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"null", b"[]", b'"text"', b'[{"query": "{ __typename }"}]', b"{}", b'{"query": 5}']
)
async def test_a_body_that_is_no_request_is_refused(alone: httpx.AsyncClient, body: bytes) -> None:
    answer = await alone.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


async def test_an_operation_that_is_not_there_is_refused(alone: httpx.AsyncClient) -> None:
    answer = await alone.post("/graphql", json={"query": "query A { __typename }", "operationName": "B"})
    assert answer.status_code == 400
    assert "B" in answer.json()["errors"][0]["message"]
