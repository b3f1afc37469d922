"""The servers that the tests run on: what takes `store` or `endpoint` runs on the embedded server and on Neo4j."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.store import Store
from tests.neo4j_server import NoNeo4j, neo4j_server, skip_or_fail

SERVERS = ("embedded", "neo4j")


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run in several processes, all of one server run in one, so that each starts once; others by file."""
    for item in items:
        asked = getattr(item, "callspec", None)
        server = asked.params.get("endpoint") if asked else None
        item.add_marker(pytest.mark.xdist_group(server or str(item.path)))


@contextmanager
def _neo4j(directory: Path) -> Iterator[Endpoint]:
    try:
        with neo4j_server(directory) as endpoint:
            yield endpoint
    except NoNeo4j as reason:
        skip_or_fail(reason)


@pytest.fixture(scope="session", params=SERVERS)
def endpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A running server of each kind, shared by all tests: each works on scopes of its own."""
    server = embedded_server if request.param == "embedded" else _neo4j
    with server(tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture
async def store(endpoint: Endpoint) -> AsyncIterator[Store]:
    """A store on each kind of server, with nothing cached yet."""
    async with Store(endpoint) as opened:
        yield opened


@pytest.fixture
async def second(endpoint: Endpoint) -> AsyncIterator[Store]:
    """Another store on the same database, as another process would have it."""
    async with Store(endpoint) as opened:
        yield opened
