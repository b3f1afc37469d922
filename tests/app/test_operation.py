"""What a request asks for."""

from hashlib import sha256
from typing import Any

import httpx
import pytest

from app.terms import Terms
from app.trusted import TrustedDocuments
from graph.store import Store
from tests.app.conftest import client_of

ROLE = "query Role { viewer { role } }"
SUBJECT = "query Subject($is: Boolean!) { viewer { subject @include(if: $is) } }"
FILE = TrustedDocuments("documents.json", {"role": ROLE, "b6a1": SUBJECT})
LOCAL_ROLE = {"data": {"viewer": {"role": "ADMIN"}}}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"null", b"[]", b'"text"', b'[{"query": "{ __typename }"}]', b"{}", b'{"query": 5}']
)
async def test_a_body_that_is_no_request_is_refused(alone: httpx.AsyncClient, body: bytes) -> None:
    answer = await alone.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({}, "query"),
        ({"query": ""}, "query"),
        ({"query": ["{ a }", "{ b }"]}, "query"),
        ({"query": "{ __typename }", "variables": "{"}, "variables"),
        ({"query": "{ __typename }", "variables": "[]"}, "variables"),
        ({"query": "{ __typename }", "extensions": '"x"'}, "extensions"),
    ],
)
async def test_an_address_that_is_no_request_is_refused(
    alone: httpx.AsyncClient, params: dict[str, Any], named: str
) -> None:
    answer = await alone.get("/graphql", params=params)
    assert answer.status_code == 400
    assert named in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_pages_of_another_origin_cannot_make_us_work(alone: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await alone.get("/graphql", params={"query": "{ __typename }"}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_our_own_pages_and_those_who_type_the_address_may_ask(alone: httpx.AsyncClient, site: str) -> None:
    answer = await alone.get("/graphql", params={"query": "{ __typename }"}, headers={"Sec-Fetch-Site": site})
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("name", ["query", "documentId", "operationName"])
@pytest.mark.parametrize("value", [{"a": 1}, 0, False, ["a"]])
async def test_what_is_a_text_must_be_one(alone: httpx.AsyncClient, name: str, value: Any) -> None:
    answer = await alone.post("/graphql", json={"query": ROLE, name: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == f"the request's {name} must be a string"


@pytest.mark.parametrize("name", ["variables", "extensions"])
@pytest.mark.parametrize("value", ["a", 0, False, ["a"]])
async def test_what_is_an_object_must_be_one(alone: httpx.AsyncClient, name: str, value: Any) -> None:
    answer = await alone.post("/graphql", json={"query": ROLE, name: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == f"the request's {name} must be an object"


async def test_what_is_null_is_not_given(alone: httpx.AsyncClient) -> None:
    asked = dict.fromkeys(["documentId", "operationName", "variables", "extensions"])
    assert (await alone.post("/graphql", json={"query": ROLE, **asked, "more": 1})).json() == LOCAL_ROLE


# ---------------------------------------------------------------- documents by their ids


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("only", [False, True])
@pytest.mark.parametrize("known_as", ["role", f"sha256:{sha256(ROLE.encode()).hexdigest()}"])
async def test_a_trusted_document_may_be_named(closed_store: Store, method: str, only: bool, known_as: str) -> None:
    asked: dict[str, Any] = {"params" if method == "GET" else "json": {"documentId": known_as}}
    async with client_of(closed_store, terms=Terms(trusted_documents=FILE, only_trusted_documents=only)) as client:
        assert (await client.request(method, "/graphql", **asked)).json() == LOCAL_ROLE


async def test_it_takes_variables(closed_store: Store) -> None:
    async with client_of(closed_store, terms=Terms(trusted_documents=FILE)) as client:
        answers = [
            (await client.post("/graphql", json={"documentId": "b6a1", "variables": {"is": is_}})).json()
            for is_ in (True, False)
        ]
    assert answers == [{"data": {"viewer": {"subject": "local"}}}, {"data": {"viewer": {}}}]


async def refused(store: Store, terms: Terms, **asked: Any) -> tuple[int, Any, str]:
    async with client_of(store, terms=terms) as client:
        answer = await client.post("/graphql", json=asked)
    [error] = answer.json()["errors"]
    return answer.status_code, error.get("extensions", {}).get("code"), error["message"]


@pytest.mark.parametrize("terms", [Terms(), Terms(trusted_documents=FILE)])
@pytest.mark.parametrize("known_as", ["", "nothing", f"sha256:{'0' * 64}"])
async def test_one_that_is_not_there_is_not_found(closed_store: Store, terms: Terms, known_as: str) -> None:
    status, code, message = await refused(closed_store, terms, documentId=known_as)
    assert (status, code) == (400, "DOCUMENT_NOT_FOUND")
    assert repr(known_as) in message
    assert "trusted_documents" in message


async def test_others_are_answered_unless_only_trusted_ones_are(closed_store: Store) -> None:
    async with client_of(closed_store, terms=Terms(trusted_documents=FILE)) as client:
        assert (await client.post("/graphql", json={"query": "{ viewer { role } }"})).json() == LOCAL_ROLE
    for query in ("{ viewer { role } }", ROLE):
        terms = Terms(trusted_documents=FILE, only_trusted_documents=True)
        status, code, message = await refused(closed_store, terms, query=query)
        assert (status, code) == (400, "DOCUMENT_NOT_TRUSTED")
        assert "documentId" in message


async def test_a_request_gives_one_document(closed_store: Store) -> None:
    status, _, message = await refused(closed_store, Terms(trusted_documents=FILE), query=ROLE, documentId="role")
    assert status == 400
    assert "query and documentId" in message
