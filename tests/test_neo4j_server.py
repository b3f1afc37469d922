"""The Neo4j of the tests: found, started, broken off, started again, and gone at the end."""

import gc
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from graph.endpoint import Endpoint
from tests.neo4j_server import POM, Neo4jProcess, NoNeo4j, NotStarted, neo4j_server, skip_or_fail

__all__: list[str] = []

VERSION = POM.read_text(encoding="utf-8").split("neo4j.version>")[1].removesuffix("</")
LISTENING = "0A"
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F"}
SESSION_THAT_IS_KILLED = """
import os, signal, subprocess
from tests.neo4j_server import dying_with_us
child = subprocess.Popen(dying_with_us(["/bin/sh", "-c", "echo; exec sleep 60"]), stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, or relies on Linux's prctl")


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jProcess]:
    try:
        process = Neo4jProcess(tmp_path_factory.mktemp("neo4j"))
    except NoNeo4j as reason:
        skip_or_fail(reason)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with neither a named Neo4j nor Docker, Java, Maven or jars; the folder is its whole path."""
    for name in ("STAKEGRAPH_TEST_NEO4J_URI", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def test_the_server_answers_and_is_the_version_that_we_ask_for(process: Neo4jProcess) -> None:
    with _driver(process.endpoint) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1
        agent = driver.get_server_info().agent
    assert agent == f"Neo4j/{VERSION}"
    assert VERSION.startswith("5.26.")


@on_linux
def test_it_listens_on_loopback_only(process: Neo4jProcess) -> None:
    port = int(process.endpoint.uri.rpartition(":")[2])
    listening = _listening(process.pid)
    assert {address for address, _ in listening} <= LOOPBACK
    assert [listened for _, listened in listening] == [port]


def test_a_killed_server_started_again_has_what_it_acknowledged(process: Neo4jProcess) -> None:
    with _driver(process.endpoint) as driver:
        driver.execute_query("CREATE (:Kept {name: $name})", name="Ada")
    process.kill()
    assert process.pid is None
    process.start()
    with _driver(process.endpoint) as driver:
        found = driver.execute_query("MATCH (kept:Kept) RETURN kept.name AS name").records
    assert [record["name"] for record in found] == ["Ada"]


def test_the_context_gives_a_server_and_leaves_none(tmp_path: Path) -> None:
    try:
        with neo4j_server(tmp_path) as endpoint, _driver(endpoint) as driver:
            driver.verify_connectivity()
            started_here = (tmp_path / "neo4j.log").exists()
    except NoNeo4j as reason:
        skip_or_fail(reason)
    if started_here:
        assert "Stopped." in (tmp_path / "neo4j.log").read_text(encoding="utf-8")


def test_a_named_server_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STAKEGRAPH_TEST_NEO4J_URI", "bolt://db.example:7687")
    monkeypatch.setenv("STAKEGRAPH_TEST_NEO4J_PASSWORD", "not telling")
    monkeypatch.delenv("STAKEGRAPH_TEST_NEO4J_USER", raising=False)
    with neo4j_server(tmp_path) as endpoint:
        assert endpoint == Endpoint("bolt://db.example:7687", "neo4j", "not telling")
        assert "not telling" not in repr(endpoint)


@on_linux
def test_nothing_outlives_a_killed_session() -> None:
    session = [sys.executable, "-c", SESSION_THAT_IS_KILLED]
    root = POM.parents[2]
    told = subprocess.run(session, cwd=root, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603  # our own command
    assert told.returncode == -signal.SIGKILL, told.stderr
    deadline = time.monotonic() + 10
    while _runs(int(told.stdout)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_where_there_is_nothing_one_line_says_what_would_do(bare: Path, tmp_path: Path) -> None:
    with pytest.raises(NoNeo4j) as raised, neo4j_server(tmp_path):
        pass
    gc.collect()  # a socket left open would be told of here
    message = str(raised.value)
    assert "\n" not in message
    for tried in ("STAKEGRAPH_TEST_NEO4J_URI", "Docker", "Java 17"):
        assert tried in message


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.21", "16"])
def test_an_old_java_is_no_java(bare: Path, tmp_path: Path, version: str) -> None:
    _java(bare, version)
    with pytest.raises(NoNeo4j, match="no Java 17 or later"):
        Neo4jProcess(tmp_path)


@pytest.mark.parametrize("version", ["17", "17.0.15", "21.0.1", "26-ea"])
def test_a_new_java_without_jars_needs_maven(bare: Path, tmp_path: Path, version: str) -> None:
    _java(bare, version)
    with pytest.raises(NoNeo4j, match="no Maven"):
        Neo4jProcess(tmp_path)


def test_a_half_fetched_folder_is_not_taken_for_whole(bare: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "stakegraph"
    stale = cache / f"neo4j-{VERSION}.part-1" / "fetched" / "lib" / "half.jar"
    stale.parent.mkdir(parents=True)
    stale.touch()
    _java(bare, "17")
    _script(bare, "mvn", 'mkdir -p "${7#*=}"; : > "${7#*=}/half.jar"; echo "[ERROR] broke off"; exit 1')
    with pytest.raises(NoNeo4j, match=r"could not fetch its jars \(broke off\)"):
        Neo4jProcess(tmp_path)
    assert [kept.name for kept in cache.iterdir() if kept.is_dir()] == []


def test_jars_are_fetched_once(bare: Path, tmp_path: Path) -> None:
    _with_jars(bare)
    (bare / "mvn").unlink()
    Neo4jProcess(tmp_path)
    kept = [str(file.relative_to(tmp_path / "cache")) for file in (tmp_path / "cache").rglob("*.jar")]
    assert kept == [f"stakegraph/neo4j-{VERSION}/lib/whole.jar"]


def test_a_server_that_ends_at_once_is_told_with_its_log(bare: Path, tmp_path: Path) -> None:
    _with_jars(bare)
    process = Neo4jProcess(tmp_path)
    with pytest.raises(NotStarted, match="no heap today"):
        process.start()
    assert process.pid is None


def test_no_server_is_a_failure_only_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STAKEGRAPH_REQUIRE_NEO4J", raising=False)
    with pytest.raises(pytest.skip.Exception, match="one of the three will do"):
        skip_or_fail(NoNeo4j("there is nothing"))
    monkeypatch.setenv("STAKEGRAPH_REQUIRE_NEO4J", "1")
    with pytest.raises(pytest.fail.Exception, match="one of the three will do"):
        skip_or_fail(NoNeo4j("there is nothing"))


def _driver(endpoint: Endpoint) -> Driver:
    return GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password))


def _listening(pid: int | None) -> set[tuple[str, int]]:
    """The addresses, in the kernel's hexadecimal, and ports on which a process listens."""
    files = Path(f"/proc/{pid}/fd").iterdir()
    own = {found[1] for file in files if (found := re.match(r"socket:\[(\d+)]", _target(file)))}
    listening = set()
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            _, local, _, state, *_, inode = row.split()[:10]
            if state == LISTENING and inode in own:
                address, port = local.split(":")
                listening.add((address, int(port, 16)))
    return listening


def _target(link: Path) -> str:
    """Where a link leads, nowhere once it is gone: a running process opens and closes files all the time."""
    try:
        return str(link.readlink())
    except FileNotFoundError:
        return ""


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _script(folder: Path, name: str, body: str) -> None:
    """A stand-in for a program of the machine, to inject a fault."""
    script = folder / name
    script.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n", encoding="utf-8")
    script.chmod(0o755)


def _java(folder: Path, version: str) -> None:
    told = f"""[ "$1" = -version ] && echo 'openjdk version "{version}" 2025-04-15' >&2 && exit"""
    _script(folder, "java", f"{told}\necho 'no heap today'\nexit 1")


def _with_jars(folder: Path) -> None:
    """A Java that starts nothing, and jars that a Maven of ours has fetched."""
    _java(folder, "17")
    _script(folder, "mvn", 'mkdir -p "${7#*=}"; : > "${7#*=}/whole.jar"')
    Neo4jProcess(folder.parent / "first")
