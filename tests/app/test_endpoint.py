"""The GraphQL endpoint."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.terms import Terms
from graph.change import Put
from graph.errors import Unavailable
from graph.identity import account_id, node_id
from graph.model import Organisation, Stakeholder, WorksIn
from graph.store import Store
from graph.viewer import LOCAL
from schema.limits import Limits
from scoring.parameters import DEFAULTS, Parameters
from tests.app.conftest import client_of
from tests.graph.acme import account, person

NAME = "query ($id: ID!) { account(id: $id) { name } }"


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
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
VARY = "Accept, Accept-Language, Authorization"
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

    assert await told([]) == ("en", VARY, ENGLISH)
    assert await told([("Accept-Language", "hu-HU, en;q=0.5")]) == ("hu", VARY, HUNGARIAN)
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


async def test_an_operation_that_is_not_there_is_refused(alone: httpx.AsyncClient) -> None:
    answer = await alone.post("/graphql", json={"query": "query A { __typename }", "operationName": "B"})
    assert answer.status_code == 400
    assert "'B'" in answer.json()["errors"][0]["message"]


# ---------------------------------------------------------------- media types and methods

NEW = {"Accept": "application/graphql-response+json"}


@pytest.mark.parametrize("query", ["{ account(", "{ nothing }", NAME, "{ account(id: [1]) { name } }"])
async def test_who_accepts_the_newer_media_type_is_told_by_the_status_that_nothing_was_executed(
    alone: httpx.AsyncClient, query: str
) -> None:
    answer = await alone.post("/graphql", json={"query": query}, headers=NEW)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert answer.json().keys() == {"errors"}


async def test_what_was_executed_is_answered_with_200_whatever_became_of_its_fields(alone: httpx.AsyncClient) -> None:
    answer = await alone.post("/graphql", json={"query": NAME, "variables": {"id": "x"}}, headers=NEW)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"account": None}
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}


async def test_a_refusal_is_of_the_media_type_that_is_accepted(alone: httpx.AsyncClient) -> None:
    answer = await alone.post("/graphql", json={}, headers=NEW)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/csv", "application/json;q=0", "nonsense"])
async def test_a_media_type_that_is_not_ours_is_not_acceptable(alone: httpx.AsyncClient, accept: str) -> None:
    answer = await alone.post("/graphql", json={"query": "{ __typename }"}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert "application/json" in answer.json()["errors"][0]["message"]


async def test_a_query_may_stand_in_the_address(store: Store, client: httpx.AsyncClient) -> None:
    key = f"endpoint-{uuid4().hex[:8]}"
    await store.commit({key: [Put(Organisation, {"id": account_id(key), "name": "Ács", "kind": "CLIENT"})]}, LOCAL)
    asked = {"query": f"query B {{ __typename }} {NAME.replace('query', 'query A')}", "operationName": "A"}
    answer = await client.get("/graphql", params={**asked, "variables": json.dumps({"id": key})})
    assert answer.json() == {"data": {"account": {"name": "Ács"}}}
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_head_of_a_query_is_that_of_its_answer(alone: httpx.AsyncClient) -> None:
    asked = {"query": "{ viewer { role } }"}
    head, whole = [await alone.request(method, "/graphql", params=asked) for method in ("HEAD", "GET")]
    assert head.status_code == 200
    assert {**head.headers, "x-request-id": ""} == {**whole.headers, "x-request-id": ""}


async def test_it_tells_which_methods_it_knows(alone: httpx.AsyncClient) -> None:
    answer = await alone.options("/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_writes_must_be_posted(store: Store, method: str) -> None:
    key = f"endpoint-{uuid4().hex[:8]}"
    change = f'{{putAccount: {{id: "{key}", name: "Acme"}}}}'
    query = f'mutation {{ commit(input: {{accountId: "{key}", changes: [{change}]}}) {{ revision }} }}'
    async with client_of(store) as client:
        answer = await client.request(method, "/graphql", params={"query": query})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert await store.account_keys(LOCAL, after=key[:-1], limit=1) != [key]


@pytest.mark.parametrize("media", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_schema_is_not_told_where_it_is_not_to_be(closed_store: Store, method: str, media: str) -> None:
    async with client_of(closed_store, terms=Terms(limits=Limits(introspection=False, suggestions=False))) as client:
        for query in ('{ __type(name: "Query") { name } }', "{ viewr { role } }", "{ viewer { rol } }"):
            given = {"params" if method == "GET" else "json": {"query": query}}
            answer = await client.request(method, "/graphql", headers={"Accept": media}, **given)  # type: ignore[arg-type]
            [error] = answer.json()["errors"]
            assert "Did you mean" not in error["message"]
            assert "data" not in answer.json()
