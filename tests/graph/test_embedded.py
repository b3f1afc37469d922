"""The embedded database, observed from outside: real servers, real processes, real signals."""

import asyncio
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from neo4j import GraphDatabase, Record
from neo4j.exceptions import AuthError, CypherSyntaxError, CypherTypeError, Forbidden

import graph.embedded
from graph.embedded import embedded_server
from graph.endpoint import Endpoint
from graph.errors import Unavailable
from graph.identity import TEAM
from graph.store import Store
from graph.viewer import LOCAL
from seeds.generated.portfolio import account, account_key
from seeds.generated.team import team

ROOT = Path(graph.embedded.__file__).parents[1]
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F"}  # as the kernel writes it, for IPv4 and in IPv6
USER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from graph.embedded import embedded_server
with embedded_server(Path(sys.argv[1])) as endpoint:
    print(endpoint.uri, endpoint.user, endpoint.password, endpoint.database, flush=True)
    sys.stdin.read()
"""
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and file modes")
proc_only = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs /proc")


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    end_server(tmp_path / "data")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Endpoint]]:
    """One server for the tests that only look at it."""
    directory = tmp_path_factory.mktemp("embedded") / "data"
    with embedded_server(directory) as endpoint:
        yield directory, endpoint
    end_server(directory)


def state(directory: Path) -> dict[str, Any]:
    return dict(json.loads((directory / "server.json").read_text()))


def wait_until_ended(directory: Path, seconds: float) -> None:
    """A server holds this lock for as long as it lives; a TimeoutError says that it still does."""
    with FileLock(directory / "data.lock", timeout=seconds):
        pass


def end_server(directory: Path) -> None:
    """Leave none behind, whatever became of the test."""
    if not (directory / "server.json").exists():
        return
    try:
        wait_until_ended(directory, 3)
    except TimeoutError:
        os.kill(state(directory)["pid"], getattr(signal, "SIGKILL", signal.SIGTERM))
        raise


def ask(endpoint: Endpoint, statement: str, **parameters: Any) -> list[Record]:
    with (
        GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver,
        driver.session(database=endpoint.database) as session,
    ):
        return session.execute_write(lambda tx: list(tx.run(statement, parameters)))


def names(endpoint: Endpoint) -> list[str]:
    return [row["name"] for row in ask(endpoint, "MATCH (n:Stakeholder) RETURN n.name AS name ORDER BY name")]


@contextmanager
def another_process(directory: Path) -> Iterator[tuple[subprocess.Popen[str], Endpoint]]:
    """A process that uses the server on the directory until its standard input closes."""
    command = [sys.executable, "-c", USER, str(directory), str(ROOT)]
    with subprocess.Popen(  # noqa: S603 - our own code
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=directory.parent
    ) as process:
        try:
            assert process.stdout is not None
            yield process, Endpoint(*process.stdout.readline().split())
            process.communicate(timeout=10)
        finally:
            process.kill()


def test_it_starts_and_answers(shared: tuple[Path, Endpoint]) -> None:
    _, endpoint = shared
    assert endpoint.uri.startswith("bolt://127.0.0.1:")
    assert endpoint.database == "stakegraph"
    assert [row.value() for row in ask(endpoint, "RETURN 1")] == [1]


def test_this_process_holds_no_java_runtime(shared: tuple[Path, Endpoint]) -> None:
    assert "jpype" not in sys.modules
    assert state(shared[0])["pid"] != os.getpid()


def test_the_password_does_not_show_in_the_endpoint(shared: tuple[Path, Endpoint]) -> None:
    assert shared[1].password not in repr(shared[1])


@posix_only
def test_only_the_owner_can_read_what_it_leaves(shared: tuple[Path, Endpoint]) -> None:
    directory, _ = shared
    paths = [directory, *directory.rglob("*")]
    assert [path for path in paths if path.stat().st_mode & 0o077] == []
    assert (directory / "server.json").stat().st_mode & 0o777 == 0o600


@proc_only
def test_the_password_is_in_no_command_line_environment_or_log(shared: tuple[Path, Endpoint]) -> None:
    directory, endpoint = shared
    files = [path for path in directory.rglob("*") if path.is_file() and path.name != "server.json"]
    files += [Path(f"/proc/{state(directory)['pid']}/environ"), *Path("/proc").glob("[0-9]*/cmdline")]
    for file in files:
        with suppress(OSError):  # a process that has just ended
            assert endpoint.password.encode() not in file.read_bytes(), file


@proc_only
def test_it_listens_on_loopback_with_bolt_and_leases_only(shared: tuple[Path, Endpoint]) -> None:
    own = state(shared[0])
    links = [link.readlink() for link in Path(f"/proc/{own['pid']}/fd").iterdir() if link.is_symlink()]
    tables = [Path(f"/proc/{own['pid']}/net/{name}").read_text() for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table.splitlines()[1:]]
    local = [row[1].split(":") for row in rows if row[3] == "0A" and Path(f"socket:[{row[9]}]") in links]
    assert {address for address, _ in local} <= LOOPBACK
    assert {int(port, 16) for _, port in local} == {own["bolt_port"], own["lease_port"]}


def test_a_wrong_password_is_refused(shared: tuple[Path, Endpoint]) -> None:
    _, endpoint = shared
    with pytest.raises(AuthError):
        ask(Endpoint(endpoint.uri, endpoint.user, "wrong", endpoint.database), "RETURN 1")


def test_a_lease_needs_the_secret(shared: tuple[Path, Endpoint]) -> None:
    own = state(shared[0])
    with socket.create_connection(("127.0.0.1", own["lease_port"]), timeout=10) as lease:
        lease.sendall(b"?" * len(own["secret"]))
        assert lease.recv(1) == b""


@pytest.mark.parametrize("url", ["file:///etc/hostname", "/etc/hostname", "https://example.com/"])
def test_a_statement_cannot_load_files_or_pages(shared: tuple[Path, Endpoint], url: str) -> None:
    with pytest.raises(Forbidden, match="LOAD CSV"):
        ask(shared[1], "LOAD CSV FROM $url AS line RETURN line", url=url)


def test_the_driver_hears_why_a_statement_was_refused(shared: tuple[Path, Endpoint]) -> None:
    with pytest.raises(CypherSyntaxError, match="Unknown function 'nonesuch'"):
        ask(shared[1], "RETURN nonesuch(1)")


def test_a_moment_comes_back_as_it_was(shared: tuple[Path, Endpoint]) -> None:
    moment = datetime(2024, 5, 6, 7, 8, 9, 123457, tzinfo=UTC)
    ask(shared[1], "CREATE (:Moment {at: $at})", at=moment)
    assert [row.value().to_native() for row in ask(shared[1], "MATCH (n:Moment) RETURN n.at")] == [moment]


def test_the_log_does_not_quote_what_people_wrote(shared: tuple[Path, Endpoint]) -> None:
    directory, endpoint = shared
    with pytest.raises(CypherTypeError, match="Lovelace"):
        ask(endpoint, "CREATE (:Refused {name: $name})", name={"Ada Lovelace": 1})
    assert "Lovelace" not in (directory / "server.log").read_text()


def test_joining_gives_the_same_server(shared: tuple[Path, Endpoint]) -> None:
    directory, endpoint = shared
    with embedded_server(directory) as joined:
        assert joined == endpoint
    assert ask(endpoint, "RETURN 1")


@posix_only
def test_it_is_not_for_signals_to_end(shared: tuple[Path, Endpoint]) -> None:
    pid = state(shared[0])["pid"]
    for request in (signal.SIGINT, signal.SIGTERM):
        os.kill(pid, request)
    assert os.getpgid(pid) != os.getpgid(0)  # so Ctrl-C in a terminal does not even reach it
    with pytest.raises(TimeoutError):
        wait_until_ended(shared[0], 0.5)
    assert ask(shared[1], "RETURN 1")


def test_a_second_process_outlives_the_first(directory: Path) -> None:
    with ExitStack() as first:
        endpoint = first.enter_context(embedded_server(directory))
        ask(endpoint, "CREATE (:Stakeholder {name: 'Ada'})")
        with another_process(directory) as (_, joined):
            assert joined == endpoint
            first.close()
            assert names(joined) == ["Ada"]
    wait_until_ended(directory, 2)


def test_data_survives_a_restart_and_the_old_password_does_not(directory: Path) -> None:
    with embedded_server(directory) as first:
        ask(first, "CREATE (:Stakeholder {name: 'Ada'})")
    with embedded_server(directory) as second:
        assert names(second) == ["Ada"]
        with pytest.raises(AuthError):
            ask(Endpoint(second.uri, first.user, first.password, first.database), "RETURN 1")


@posix_only
def test_it_ends_with_its_last_user_even_when_that_is_killed(directory: Path) -> None:
    with another_process(directory) as (process, endpoint):
        ask(endpoint, "CREATE (:Stakeholder {name: 'Ada'})")
        process.kill()
        process.wait(10)
        wait_until_ended(directory, 2)


@posix_only
def test_after_the_server_was_killed_the_next_has_all_that_was_acknowledged(directory: Path) -> None:
    with embedded_server(directory) as first:
        ask(first, "UNWIND ['Ada', 'Bo'] AS name CREATE (:Stakeholder {name: name})")
        os.kill(state(directory)["pid"], signal.SIGKILL)
        with embedded_server(directory) as second:  # while the first user still believes in its lease
            assert second != first
            assert names(second) == ["Ada", "Bo"]


def test_a_copy_made_while_it_runs_leads_to_no_server_but_its_own(directory: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with embedded_server(directory) as original:
        shutil.copytree(directory, copy, ignore=shutil.ignore_patterns("*.lock"))
        with embedded_server(copy) as own:
            assert own.uri != original.uri
    end_server(copy)


async def test_the_first_commits_of_all_may_come_at_once(directory: Path) -> None:
    """Each would make the types of what nobody has written before; of two at once, one failed."""
    today = date(2026, 3, 3)
    with embedded_server(directory) as endpoint:
        async with Store(endpoint) as store:
            await store.commit({TEAM: team(4, 1, today)}, LOCAL)
            changes = {account_key(1, number): account(number, 10, 1, today) for number in range(1, 5)}
            await asyncio.gather(*(store.commit({key: changes[key]}, LOCAL) for key in changes))
            assert await store.account_keys(LOCAL) == list(changes)


def test_simultaneous_starts_end_on_one_server(directory: Path) -> None:
    with ExitStack() as users, ThreadPoolExecutor(3) as starters:
        started = starters.map(lambda _: users.enter_context(another_process(directory)), range(3))
        assert len({endpoint for _, endpoint in started}) == 1


def test_what_is_missing_is_said_plainly(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with (
        pytest.raises(Unavailable, match=r"arcadedb_embedded.*pip install 'stakegraph\[embedded\]'.*--neo4j"),
        embedded_server(directory),
    ):
        pass
    assert not directory.exists()


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(Unavailable, match=f"cannot use the directory {path}"), embedded_server(path):
            pass


def test_a_server_that_cannot_start_gives_the_end_of_its_log(directory: Path) -> None:
    directory.mkdir()
    (directory / "config").write_text("in the server's way")
    with (
        pytest.raises(Unavailable, match=r"ended with status 1.*server\.log(.*\n)+NotADirectoryError"),
        embedded_server(directory),
    ):
        pass


def test_a_server_that_is_too_slow_is_not_left_running(directory: Path) -> None:
    with (
        pytest.raises(Unavailable, match=r"did not answer in time.*server\.log"),
        embedded_server(directory, start_timeout=0.3),
    ):
        pass
    wait_until_ended(directory, 0)
    assert not (directory / "server.json").exists()
