"""The routes of the application."""

import httpx
import pytest

from graph.store import Store
from graph.watcher import Count, Watcher
from tests.app.conftest import client_of
from tests.app.sources import OURS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
POLICY = {
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("path", ["/graphiql", "/graphiql/", "/graphql"])
async def test_browsers_are_shown_graphiql(alone: httpx.AsyncClient, path: str) -> None:
    answer = await alone.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<meta name="graphql-endpoint" content="/graphql">' in answer.text


async def test_all_lines_of_what_is_accepted_count(alone: httpx.AsyncClient) -> None:
    lines = [("Accept", "application/json;q=0.1"), ("Accept", "text/html")]
    assert (await alone.get("/graphql", headers=lines)).headers["content-type"] == "text/html; charset=utf-8"


async def test_a_document_is_read_once_however_it_comes(closed_store: Store) -> None:
    counts = list[Count]()

    class Counting(Watcher):
        def count(self, what: Count) -> None:
            counts.append(what)

    store = Store(closed_store.connection.endpoint, watcher=Counting())
    asked = {"query": "{ viewer { subject } }"}
    async with store, client_of(store) as client:
        for accept in ("application/json", "text/event-stream"):
            assert (await client.post("/graphql", json=asked, headers={"Accept": accept})).status_code == 200
        assert (await client.post("/imports", data=asked, files={"files": ("a", b"")}, headers=OURS)).status_code == 400
    assert [each for each in counts if each in (Count.DOCUMENT_READ, Count.DOCUMENT_HELD)] == [
        *(Count.DOCUMENT_READ, Count.DOCUMENT_HELD, Count.DOCUMENT_HELD),
    ]


@pytest.mark.parametrize(("part", "kind"), [("graphiql.js", "javascript"), ("graphiql.css", "text/css")])
async def test_its_parts_are_served(alone: httpx.AsyncClient, part: str, kind: str) -> None:
    answer = await alone.get(f"/graphiql/{part}")
    assert answer.status_code == 200
    assert kind in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/graphiql/", "/graphiql/graphiql.js", "/graphiql/graphiql.css"])
async def test_they_may_do_nothing_elsewhere(alone: httpx.AsyncClient, path: str) -> None:
    headers = (await alone.get(path)).headers
    assert set(headers["content-security-policy"].split("; ")) == POLICY
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["README.md", "LICENSES.txt", "build/package.json", "..%2Fcli.py", "index.html"])
async def test_nothing_else_of_theirs_is(alone: httpx.AsyncClient, name: str) -> None:
    assert (await alone.get(f"/graphiql/{name}")).status_code == 404


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/graphql-response+json"])
async def test_programs_are_answered(alone: httpx.AsyncClient, accept: str) -> None:
    answer = await alone.get("/graphql?query={__typename}", headers={"Accept": accept})
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_the_root_leads_to_graphiql(alone: httpx.AsyncClient) -> None:
    answer = await alone.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/graphiql/")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/graphql", 405)])
async def test_what_is_not_there_is_told_in_one_form(
    alone: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await alone.request(method, path, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"]
