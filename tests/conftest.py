"""What the tests run on: a `store` or `endpoint` is of the embedded server, and of Neo4j; `clients` are of npm.

What is above the store runs on the embedded server alone, unless its module is marked `both_servers`, as it asks the
database itself for something.
"""

import gc
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.store import Store
from tests.app.process import service
from tests.clients import node
from tests.clients.node import Clients, NoClients
from tests.neo4j_server import NoNeo4j, neo4j_server, skip_or_fail

ROOT = Path(__file__).parent
SERVERS = ("embedded", "neo4j")
ABOVE = (ROOT / "schema", ROOT / "app")
"""The rooms above the store."""

settings.register_profile("tests", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("tests")


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where tests run in several processes, all of one server run in one, so that each starts once; others by file."""
    config.hook.pytest_deselected(items=[item for item in items if _is_spared(item)])
    items[:] = [item for item in items if not _is_spared(item)]
    items.sort(key=lambda item: item.path.name != "test_bench.py")  # the longest in one piece
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))


def pytest_collection_finish() -> None:
    """What was loaded is searched for garbage no more, which would take a part of a second now and then."""
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files are called by their argument: an archive tells when it was made, and processes must agree on names."""
    return argname if isinstance(val, bytes) and len(val) > 100 else None


def _group(item: pytest.Item) -> str:
    """What it shares a process for: what runs for a whole session, else its file."""
    used = {*getattr(item, "fixturenames", ())}
    if {"clients", "kept"} & used:
        return "clients"
    if "running" in used:
        return "commands"
    return _server(item) or str(item.path.relative_to(ROOT.parent))


def _server(item: pytest.Item) -> str | None:
    asked = getattr(item, "callspec", None)
    return asked.params.get("endpoint") if asked else None


def _is_spared(item: pytest.Item) -> bool:
    """Whether one server is enough for it."""
    is_above = any(item.path.is_relative_to(room) for room in ABOVE)
    return is_above and _server(item) == "neo4j" and item.get_closest_marker("both_servers") is None


@contextmanager
def _neo4j(directory: Path) -> Iterator[Endpoint]:
    try:
        with neo4j_server(directory) as endpoint:
            yield endpoint
    except NoNeo4j as reason:
        skip_or_fail(reason)


class _Socket(socket.socket):
    """One that is closed when nobody holds it any more, without a warning that whichever test comes next would get."""

    def __del__(self) -> None:
        self.close()


@pytest.fixture(scope="session", autouse=True)
def _closed_by_the_driver() -> Iterator[None]:
    """The driver leaves its socket open where it is broken off while it connects."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("neo4j._async_compat.network._bolt_socket.socket", _Socket)
        yield


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


@pytest.fixture(scope="session")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Clients:
    """The reference clients, which node runs."""
    try:
        return node.installed(tmp_path_factory.mktemp("clients"))
    except NoClients as reason:
        node.skip_or_fail(reason)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of `demo` is."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="session")
def demo(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service of its own process, with the sample accounts."""
    with service(tmp_path_factory.mktemp("demo"), "demo", "--directory", str(kept), "--port", "0") as running:
        yield running.address()
