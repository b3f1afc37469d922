"""The embedded database: ArcadeDB in a child process of ours that speaks Bolt on a free loopback port.

The child holds the Java runtime, so that ending the child ends the server. It belongs to a directory, not to
the process that started it: every process that uses it holds a *lease*, one open connection to the child. When
the last lease closes, also because its holder was killed, the child closes the database and ends. So a second
process on the same data joins the running server and may outlive the first.

Two locks keep this right. Who joins or starts holds `start.lock`, so that simultaneous starts end on one
server. The child holds `data.lock` for as long as it lives, so that no two can open the same data. Both are the
operating system's: they vanish with their holder. What the child leaves in `server.json` (its ports, the
password, the secret that opens a lease) is made anew at each start, and worth nothing once the child is gone.

All that is peculiar to this server is in this file; the rest of the system sees an `Endpoint`.
"""

import asyncio
import hashlib
import hmac
import importlib.util
import json
import os
import platform
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from graph.endpoint import Endpoint
from graph.errors import Unavailable

__all__ = ["embedded_server"]

_HOST, _USER, _DATABASE = "127.0.0.1", "root", "stakegraph"
_STATE, _LOG, _LOGGING = "server.json", "server.log", "logging.properties"
_START_LOCK, _DATA_LOCK = "start.lock", "data.lock"
_LOG_LIMIT = 1 << 20  # bytes; a longer log is begun anew at the next start
_POLL = 0.05  # seconds between two looks at a starting server
_HANDSHAKE = 5.0  # seconds that either side waits for the other's part in opening a lease
_FIRST_LEASE = 10.0  # seconds that a server waits for its first lease: its starter may have been killed
_CLOSING = 30.0  # seconds that the last user waits for the data to be closed

_SETTINGS = {
    "arcadedb.server.mode": "development",  # "production" hides from the driver why a statement was refused
    "arcadedb.server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
    "arcadedb.bolt.host": _HOST,
    "arcadedb.bolt.port": 0,  # any free one
    "arcadedb.bolt.defaultDatabase": _DATABASE,
    "arcadedb.server.httpIncomingHost": _HOST,
    "arcadedb.server.httpIncomingPort": "0",
    "arcadedb.serverMetrics": False,
    "arcadedb.txWalFlush": 2,  # fsync at each commit: what was acknowledged outlives a power failure
    "arcadedb.dateTimeImplementation": "java.time.ZonedDateTime",  # others drop the time zone
    "arcadedb.command.timeout": 60_000,  # milliseconds; the server takes no heed of the driver's time limits
    # Nothing that a statement can say shall reach the machine's files, its network or another language.
    "arcadedb.opencypher.loadCsv.allowFileUrls": False,
    "arcadedb.opencypher.loadCsv.allowRemoteUrls": False,
    "arcadedb.polyglotEngineEnabled": False,
}
_JVM_ARGUMENTS = ["-Duser.timezone=UTC", "-Duser.language=en", f"-Djava.util.logging.config.file={_LOGGING}"]
# Why a statement was refused is told to the driver. It may quote what people wrote, which no log should.
_LOGGING_PROPERTIES = """\
handlers = java.util.logging.ConsoleHandler
.level = WARNING
com.arcadedb.bolt.BoltNetworkExecutor.level = SEVERE
java.util.logging.ConsoleHandler.level = WARNING
java.util.logging.ConsoleHandler.formatter = com.arcadedb.log.LogFormatter
"""


class _State(NamedTuple):
    """What a server tells its users, in a file that only its owner can read."""

    pid: int
    place: str  # the directory that it runs on: a copy of the file in another one is not to be believed
    bolt_port: int
    lease_port: int
    password: str
    secret: str  # what opens a lease

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(f"bolt://{_HOST}:{self.bolt_port}", _USER, self.password, _DATABASE)

    @property
    def proof(self) -> bytes:
        """What the server answers to the secret, to show that it wrote the state."""
        return hashlib.sha256(self.password.encode()).digest()


# What the users of a server do


@contextmanager
def embedded_server(directory: Path, *, start_timeout: float = 60.0) -> Iterator[Endpoint]:
    """The database on the data in `directory`: the server that runs there already, or a new one.

    The directory is made where it is missing. On leaving, the claim on the server is given up; the last to use
    it returns when the data is closed. A process forked meanwhile shares the claim. Raises `Unavailable` when
    the server is not installed or does not answer within `start_timeout` seconds; then none is left running.
    """
    _require_installed()
    directory = directory.absolute()
    deadline = time.monotonic() + start_timeout
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _lock(directory / _START_LOCK, start_timeout):
            lease, endpoint = _join_or_start(directory, deadline)
    except OSError as error:
        raise Unavailable(f"The embedded database cannot use the directory {directory}: {error}") from error
    try:
        yield endpoint
    finally:
        _give_up(lease)


def _require_installed() -> None:
    missing = [name for name in ("arcadedb_embedded", "filelock") if importlib.util.find_spec(name) is None]
    if missing:
        raise Unavailable(
            f"The embedded database is not installed ({' and '.join(missing)} missing): run"
            " `pip install 'stakegraph[embedded]'`, or give a Neo4j with `--neo4j`, which does as well."
            " It has wheels for Linux with glibc (x86_64, ARM64), macOS (ARM64) and Windows (x86_64) only;"
            f" this is {platform.system()} on {platform.machine()}."
        )


def _lock(path: Path, timeout: float) -> Any:
    """A lock of the operating system, to be held with `with`; it is given up when its holder dies."""
    from filelock import FileLock  # of the extra `embedded`: not there for those who use a Neo4j

    return FileLock(path, timeout=timeout, mode=0o600)


def _join_or_start(directory: Path, deadline: float) -> tuple[socket.socket, Endpoint]:
    """A lease on the one server of the directory. To be called by the holder of the start lock."""
    process: subprocess.Popen[bytes] | None = None
    try:
        while time.monotonic() < deadline:
            if joined := _join(directory):
                return joined
            # A lock that is held belongs to a server that is about to answer, or about to end.
            if (process is None or process.poll() is not None) and _is_free(directory):
                if process is not None:
                    raise Unavailable(_failure(directory, f"ended with status {process.returncode}"))
                process = _start(directory)
            time.sleep(_POLL)
        raise Unavailable(_failure(directory, "did not answer in time"))
    except BaseException:
        if process is not None:
            process.kill()
            process.wait()
        raise


def _join(directory: Path) -> tuple[socket.socket, Endpoint] | None:
    """A lease on the server that runs on the directory, once it answers; None if there is none (yet)."""
    try:
        state = _State(**json.loads((directory / _STATE).read_bytes()))
        if state.place != _place(directory):
            return None
        lease = socket.create_connection((_HOST, state.lease_port), timeout=_HANDSHAKE)
    except (OSError, ValueError, TypeError):  # not there, half written, or left by a server that was killed
        return None
    if _is_granted(lease, state) and _answers(state.endpoint):
        return lease, state.endpoint
    lease.close()
    return None


def _place(directory: Path) -> str:
    """What tells a directory from all others of the machine, by whatever path one comes to it."""
    found = directory.stat()
    return f"{found.st_dev}:{found.st_ino}"


def _is_granted(lease: socket.socket, state: _State) -> bool:
    with suppress(OSError), lease.makefile("rb") as answer:
        lease.sendall(state.secret.encode())
        return hmac.compare_digest(answer.read(len(state.proof)), state.proof)
    return False


def _answers(endpoint: Endpoint) -> bool:
    with (
        suppress(DriverError, Neo4jError),
        GraphDatabase.driver(endpoint.uri, auth=(endpoint.user, endpoint.password)) as driver,
        driver.session(database=endpoint.database) as session,
    ):
        session.run("RETURN 1").consume()
        return True
    return False


def _is_free(directory: Path) -> bool:
    with suppress(TimeoutError), _lock(directory / _DATA_LOCK, 0):
        return True
    return False


def _start(directory: Path) -> subprocess.Popen[bytes]:
    """A new server, in a session of its own: Ctrl-C ends its users, and their leases end it."""
    (directory / _STATE).unlink(missing_ok=True)
    with _log(directory) as log:
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "graph.embedded", str(directory)],
            cwd=Path(__file__).parents[1],  # where `-m` looks first
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # Windows has these, not the above
            | getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    threading.Thread(target=process.wait, daemon=True).start()  # whenever it ends, it shall not stay a zombie
    return process


def _log(directory: Path) -> BinaryIO:
    path = directory / _LOG
    begin_anew = path.exists() and path.stat().st_size > _LOG_LIMIT
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if begin_anew else 0)
    return os.fdopen(os.open(path, flags, 0o600), "ab")


def _failure(directory: Path, what: str) -> str:
    log = directory / _LOG
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join([f"The embedded database on {directory} {what}. Its log, {log}, ends so:", *lines[-10:]])


def _give_up(lease: socket.socket) -> None:
    """Say that we are done. The server hangs up at once if others use it, else when the data is closed."""
    with lease, suppress(OSError):
        lease.settimeout(_CLOSING)
        lease.shutdown(socket.SHUT_WR)
        lease.recv(1)


# What the server's process does


class _Leases:
    """Counts the connections that know the secret, until none is left."""

    def __init__(self, state: _State) -> None:
        self._state = state
        self._held = 0
        self._last: asyncio.StreamWriter | None = None
        self.ended = asyncio.Event()

    async def hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._knows_secret(reader) or self.ended.is_set():
            writer.close()
            return
        self._held += 1
        writer.write(self._state.proof)
        with suppress(OSError):  # a holder that was killed may be gone without a goodbye
            await reader.read()
        self._held -= 1
        if self._held:
            writer.close()
        else:
            self._last = writer  # kept open until the data is closed, which its holder waits for
            self.ended.set()

    async def _knows_secret(self, reader: asyncio.StreamReader) -> bool:
        secret = self._state.secret.encode()
        with suppress(OSError, EOFError):  # a TimeoutError is an OSError
            async with asyncio.timeout(_HANDSHAKE):
                return hmac.compare_digest(await reader.readexactly(len(secret)), secret)
        return False

    def end_if_unused(self) -> None:
        if not self._held:
            self.ended.set()


def _serve(directory: Path) -> None:
    """Run the server on the directory until the last lease ends, then end this process."""
    for request in (signal.SIGINT, signal.SIGTERM):  # meant for the users, who need us until they are done
        signal.signal(request, signal.SIG_IGN)
    os.umask(0o077)  # the data is its owner's alone
    os.chdir(directory)  # where the Java runtime shall leave what it writes unasked
    with _lock(directory / _DATA_LOCK, 0):
        password = secrets.token_urlsafe(32)
        database, bolt_port = _start_database(directory, password)
        asyncio.run(_serve_leases(directory, password, bolt_port, database.stop))
        os._exit(0)  # the data is closed; a thread that the Java runtime still waits for shall not hold us up


async def _serve_leases(directory: Path, password: str, bolt_port: int, stop: Callable[[], None]) -> None:
    with socket.create_server((_HOST, 0)) as listener:
        ports = bolt_port, listener.getsockname()[1]
        state = _State(os.getpid(), _place(directory), *ports, password, secrets.token_urlsafe(32))
        leases = _Leases(state)
        server = await asyncio.start_server(leases.hold, sock=listener)
        _write_state(directory, state)
        asyncio.get_running_loop().call_later(_FIRST_LEASE, leases.end_if_unused)
        await leases.ended.wait()
        server.close()  # from here on nobody can join
    stop()


def _write_state(directory: Path, state: _State) -> None:
    """To be called when the server answers: its users take the file for the sign that it does."""
    file = os.open(directory / _STATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as stream:
        json.dump(state._asdict(), stream)


def _start_database(directory: Path, password: str) -> tuple[Any, int]:
    """The running server, and the port of its Bolt."""
    from arcadedb_embedded.jvm import start_jvm  # only here: no user's process shall hold a Java runtime
    from jpype import JClass

    (directory / "config" / "server-users.jsonl").unlink(missing_ok=True)  # else an earlier password holds
    (directory / _LOGGING).write_text(_LOGGING_PROPERTIES)
    start_jvm(heap_size="1g", jvm_args=_JVM_ARGUMENTS)
    configuration = JClass("com.arcadedb.GlobalConfiguration")
    own = {"arcadedb.server.rootPath": str(directory), "arcadedb.server.rootPassword": password}
    for key, value in {**_SETTINGS, **own}.items():
        configuration.findByKey(key).setValue(value)
    server = JClass("com.arcadedb.server.ArcadeDBServer")()
    server.start()
    server.getHttpServer().stopService()  # it cannot be told not to start
    _make_types(server.getDatabase(_DATABASE, True, True).getSchema())  # made if it is not there
    return server, next(p.getPort() for p in server.getPlugins() if str(p.getName()) == "Neo4j-Bolt")


def _make_types(schema: Any) -> None:
    """Make the type of every node and edge, while we are alone: of two commits at once that make one, one fails."""
    from graph.model import EDGES, NODES  # only here: the server's users may do without

    for label in NODES:
        both = "~".join(sorted(["Entity", label]))  # the server's own way to keep two labels
        made = schema.getOrCreateVertexType(both)
        for part in ("Entity", label):
            whole = schema.getOrCreateVertexType(part)
            if not made.instanceOf(part):  # also where a start was killed in between
                made.addSuperType(whole)
    for label in EDGES:
        schema.getOrCreateEdgeType(label)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
