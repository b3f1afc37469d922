"""A backup is worth what its restore gives: tried here on both servers, as docs/operating.md tells it."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from filelock import FileLock
from neo4j import GraphDatabase
from neo4j.exceptions import ConstraintError

from graph.change import Change, Drop
from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.identity import TEAM
from graph.journal import replay
from graph.model import Influences, Stakeholder
from graph.snapshot import Snapshot
from graph.store import Store
from graph.viewer import LOCAL
from seeds.sample import SAMPLES
from tests.graph.acme import edge, ident, member, person
from tests.neo4j_server import AdminFailed, Neo4jProcess, NoNeo4j, skip_or_fail

__all__: list[str] = []

ACCOUNT: Final = "krackhardt"
ENDING: Final = 10  # seconds that a server may take to end, once its last user has left
TIE: Final = {"from": ident(Stakeholder, "A01", ACCOUNT), "to": ident(Stakeholder, "zoe", ACCOUNT)}
CLAIM: Final = {"by": "source:test", "validFrom": "2026-01-01"}
HISTORY: Final[list[dict[str, list[Change]]]] = [
    SAMPLES[ACCOUNT](),
    {TEAM: member("ann"), ACCOUNT: person("zoe", ACCOUNT, notes="Zoë \U0001f600")},
    {ACCOUNT: [edge(Influences, TIE["from"], TIE["to"], weight=0.5, **CLAIM)]},
    {ACCOUNT: [Drop(Influences, TIE | CLAIM)]},
]
TOO_LATE: Final = {TEAM: member("ben"), ACCOUNT: person("too-late", ACCOUNT)}
NEXT: Final = {TEAM: member("cai"), ACCOUNT: person("next", ACCOUNT)}


async def write(endpoint: Endpoint, *commits: dict[str, list[Change]]) -> dict[str, int]:
    """What the last of the commits answers."""
    written: dict[str, int] = {}
    async with Store(endpoint) as store:
        for changes in commits:
            written = await store.commit(changes, LOCAL)
    return written


async def read(endpoint: Endpoint) -> dict[str, Snapshot]:
    """Both scopes, as somebody who has nothing cached reads them; their journals lead to the same."""
    async with Store(endpoint) as store:
        graph = await store.snapshot(ACCOUNT, LOCAL)
        for snapshot in (graph.account, graph.team):
            assert replay(Snapshot(snapshot.scope), await store.entries(snapshot.scope, LOCAL)) == snapshot
    return {ACCOUNT: graph.account, TEAM: graph.team}


async def demand_restored(endpoint: Endpoint, kept: dict[str, Snapshot]) -> None:
    """All is as it was kept; from there the revisions go on counting, and ids are unique as before."""
    assert {scope: snapshot.revision for scope, snapshot in kept.items()} == {ACCOUNT: 4, TEAM: 1}
    assert await read(endpoint) == kept
    assert await write(endpoint, NEXT) == {ACCOUNT: 5, TEAM: 2}
    assert ident(Stakeholder, "next", ACCOUNT) in (await read(endpoint))[ACCOUNT].nodes
    with pytest.raises(ConstraintError):
        run(endpoint, "CREATE (:Entity {id: $id})", id=TIE["from"])


def run(endpoint: Endpoint, statement: str, **parameters: str) -> None:
    with (
        GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver,
        driver.session(database=endpoint.database) as session,
    ):
        session.run(statement, parameters).consume()


def copied(data: Path, copy: Path, seconds: float) -> bool:
    """Whether the documented command copied the directory; where it is none, the same by hand."""
    lock = data / "data.lock"
    if shutil.which("flock"):
        command = ["flock", "--timeout", str(seconds), str(lock), "cp", "-a", str(data), str(copy)]
        return subprocess.run(command, check=False).returncode == 0  # noqa: S603  # our own command
    with suppress(TimeoutError), FileLock(lock, timeout=seconds):
        shutil.copytree(data, copy)
        return True
    return False


async def test_a_copy_of_an_embedded_directory_is_all_that_it_was_when_it_was_made(tmp_path: Path) -> None:
    original, copy = tmp_path / "data", tmp_path / "copy"
    with embedded_server(original) as endpoint:
        await write(endpoint, *HISTORY)
        kept = await read(endpoint)
        assert not copied(original, copy, 0.1)  # while somebody uses it
        assert not copy.exists()
    assert copied(original, copy, ENDING)
    with embedded_server(original) as endpoint, embedded_server(copy) as restored:
        await write(endpoint, TOO_LATE)
        assert await read(endpoint) != kept
        await demand_restored(restored, kept)


async def test_a_dump_of_a_neo4j_is_all_that_it_was_on_a_new_server_too(tmp_path: Path) -> None:
    try:
        original, other = Neo4jProcess(tmp_path / "original"), Neo4jProcess(tmp_path / "other")
    except NoNeo4j as reason:
        skip_or_fail(reason)
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    original.start()
    try:
        await write(original.endpoint, *HISTORY)
        kept = await read(original.endpoint)
        with pytest.raises(AdminFailed, match="in use"):
            original.admin("database", "dump", "neo4j", f"--to-path={dumps}")
    finally:
        original.stop()
    original.admin("database", "dump", "neo4j", f"--to-path={dumps}")
    for _ in range(2):  # into an empty server, and over what is there
        other.admin("database", "load", "neo4j", f"--from-path={dumps}", "--overwrite-destination=true")
    other.start()
    try:
        await demand_restored(other.endpoint, kept)
    finally:
        other.stop()
