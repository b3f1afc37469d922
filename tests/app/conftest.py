"""The application without a port, on a database that is there or is not."""

import logging
import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import structlog

from app.application import create_application
from app.terms import OPEN, Terms
from graph.endpoint import Endpoint
from graph.store import Store
from graph.viewer import LOCAL
from scoring.parameters import DEFAULTS, Parameters
from tests.app.issuer import Issued, running_issuer
from tests.app.served import Served, served_by
from tests.graph.acme import account, new_scope, person

BASE = "http://127.0.0.1:8000"


def client_of(store: Store, parameters: Parameters = DEFAULTS, terms: Terms = OPEN) -> httpx.AsyncClient:
    application = create_application(store, parameters, terms)
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=BASE)


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    """Commands that are run in this process say how it logs: take that back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def closed_port() -> Iterator[int]:
    """A port where nobody listens, and nobody else can: it is taken, and refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture(scope="session")
def issuer_of_tokens() -> Iterator[Issued]:
    """An issuer that runs as long as the tests do."""
    with running_issuer() as running:
        yield running


@pytest.fixture
def issued(issuer_of_tokens: Issued) -> Issued:
    """That issuer, as if it had just begun."""
    issuer_of_tokens.begin()
    return issuer_of_tokens


@pytest.fixture
async def closed_store(closed_port: int) -> AsyncIterator[Store]:
    """A store without its database."""
    async with Store(Endpoint(f"bolt://127.0.0.1:{closed_port}", "neo4j", "a secret")) as store:
        yield store


@pytest.fixture
async def alone(closed_store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application without a database."""
    async with client_of(closed_store) as opened:
        yield opened


@pytest.fixture
async def client(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application on each kind of database."""
    async with client_of(store) as opened:
        yield opened


@pytest.fixture
async def served(store: Store) -> AsyncIterator[Served]:
    """The application on a port."""
    async with served_by(store) as running:
        yield running


@pytest.fixture
async def acme(store: Store) -> str:
    """An account of one's own, at revision 1."""
    scope = new_scope()
    await store.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    return scope
