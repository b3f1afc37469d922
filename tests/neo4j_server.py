"""A real Neo4j for the tests: one that was named, else one in a container, else one run from its jars.

The jars are fetched once by Maven and kept in the user's cache directory, outside the checkout.
"""

import gc
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import LiteralString, NoReturn

import pytest
from docker.errors import DockerException  # type: ignore[import-untyped]  # docker ships no types
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient

from graph.endpoint import Endpoint
from tests.fetched import FETCH_SECONDS, fetched

__all__ = ["AdminFailed", "Neo4jProcess", "NoNeo4j", "NotStarted", "dying_with_us", "neo4j_server", "skip_or_fail"]

POM = Path(__file__).parent / "neo4j" / "pom.xml"
IMAGE = "neo4j:5.26-community"
OLDEST_JAVA = 17
START_SECONDS = 60
STOP_SECONDS = 20
ADMIN_SECONDS = 60
JAVA_OPTIONS = ("-Xmx512m", "-XX:TieredStopAtLevel=1")  # compiled once and plainly: sooner there, slower in the end
OPENED_PACKAGES = ("java.nio", "java.io", "sun.nio.ch", "java.lang")

CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=64m
db.tx_log.preallocate=false
internal.server.bolt.connection_shutdown_wait_time=0s
internal.server.bolt.thread_pool_shutdown_wait_time=0s
"""

LAUNCHER = """\
import ctypes, os, sys
PR_SET_PDEATHSIG = 1
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(sys.argv[1]))
if os.getppid() != int(sys.argv[2]):
    sys.exit("the test session is gone already")
os.execv(sys.argv[3], sys.argv[3:])
"""


class NoNeo4j(Exception):
    """No Neo4j can be had here. The message is one line: what was looked for, and what would do."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            "no Neo4j for the tests: STAKEGRAPH_TEST_NEO4J_URI is not set, no Docker engine gave one, and "
            f"{missing}; one of the three will do"
        )


class NotStarted(Exception):
    """A Neo4j was there but did not come to answer. The message ends with the last lines of its log."""


class AdminFailed(Exception):
    """`neo4j-admin` did not do what it was asked to. The message is what it said."""


@contextmanager
def neo4j_server(directory: Path) -> Iterator[Endpoint]:
    """A Neo4j that answers within the block; one that was started for it keeps its data in `directory`.

    Raises NoNeo4j where none can be had, and NotStarted where one was had and failed.
    """
    with ExitStack() as stack:
        yield _named() or _contained(stack) or _run_from_jars(directory, stack)


def skip_or_fail(reason: NoNeo4j) -> NoReturn:
    """Skip the test that needs a Neo4j, or fail it where `STAKEGRAPH_REQUIRE_NEO4J` is 1."""
    if os.environ.get("STAKEGRAPH_REQUIRE_NEO4J") == "1":
        raise pytest.fail.Exception(str(reason), pytrace=False) from None
    pytest.skip(str(reason))


class Neo4jProcess:
    """A Neo4j of our own on a free loopback port; started again, it has the same data, port and password.

    Start it from the main thread: on Linux it dies with the thread that started it.
    """

    def __init__(self, directory: Path) -> None:
        """Find Java and the jars, or raise NoNeo4j; nothing is started yet."""
        java, jars = _java(), _jars()
        port = _free_port()
        self.endpoint = Endpoint(f"bolt://127.0.0.1:{port}", "neo4j", secrets.token_hex(16))
        self._directory = directory
        self._command = _command(java, jars, directory)
        self._admin = _program(java, jars, "org.neo4j.cli.AdminTool")
        self._log = directory / "neo4j.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._has_password = False
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "neo4j.conf").write_text(CONFIGURATION.format(port=port), encoding="utf-8")

    @property
    def pid(self) -> int | None:
        """The process id, while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it and wait until it answers. Raises NotStarted, and leaves nothing running then."""
        with self._log.open("ab") as log:
            command = dying_with_us(self._command)
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603  # our own command
        try:
            if not self._has_password:
                self._set_password()
            _wait_for(lambda: _run(self.endpoint, "RETURN 1"), self._told)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Ask it to end, and kill it if it does not. Does nothing when it is not running."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it at once, as a power cut would. Does nothing when it is not running."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def admin(self, *arguments: str) -> None:
        """What `neo4j-admin` does with these arguments, on the data of the stopped server. Raises AdminFailed."""
        places = {"NEO4J_HOME": str(self._directory), "NEO4J_CONF": str(self._directory)}
        done = _ended([*self._admin, *arguments], ADMIN_SECONDS, {**os.environ, **places})
        if done.returncode != 0:
            raise AdminFailed(done.stdout + done.stderr)

    def _set_password(self) -> None:
        first = replace(self.endpoint, password="neo4j", database="system")
        statement: LiteralString = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
        parameters = {"old": first.password, "new": self.endpoint.password}
        _wait_for(lambda: _run(first, statement, **parameters), self._told)
        self._has_password = True

    def _told(self) -> str | None:
        """The end of the log, once the process is over."""
        if self._process is None or self._process.poll() is None:
            return None
        return _tail(self._log)


def dying_with_us(command: list[str]) -> list[str]:
    """The command, on Linux made to be killed when the thread that starts it ends, by SIGKILL or otherwise.

    A launcher asks the kernel for that and then becomes the command, so that the process id is the command's.
    Popen's own hook, `preexec_fn`, is not safe where there are threads.
    """
    if sys.platform != "linux":
        return command
    return [sys.executable, "-I", "-S", "-c", LAUNCHER, str(int(signal.SIGKILL)), str(os.getpid()), *command]


def _named() -> Endpoint | None:
    """The Neo4j that the environment names."""
    uri = os.environ.get("STAKEGRAPH_TEST_NEO4J_URI")
    if not uri:
        return None
    user = os.environ.get("STAKEGRAPH_TEST_NEO4J_USER", "neo4j")
    return Endpoint(uri, user, os.environ.get("STAKEGRAPH_TEST_NEO4J_PASSWORD", ""))


def _contained(stack: ExitStack) -> Endpoint | None:
    """A Neo4j in a container, where a Docker engine answers and has or gets the image."""
    if not _engine_answers():
        return None
    password = secrets.token_hex(16)
    container = DockerContainer(IMAGE).with_exposed_ports(7687)
    container.with_envs(NEO4J_AUTH=f"neo4j/{password}", NEO4J_dbms_usage__report_enabled="false")
    try:
        stack.enter_context(container)
    except (DockerException, OSError):
        return None
    address = f"bolt://{container.get_container_host_ip()}:{container.get_exposed_port(7687)}"
    endpoint = Endpoint(address, "neo4j", password)
    _wait_for(lambda: _run(endpoint, "RETURN 1"), lambda: None)
    return endpoint


def _engine_answers() -> bool:
    """Whether there is a Docker engine. Where there is none, its client leaves a socket open: hence the quiet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        answers = _has_engine()
        gc.collect()
    return answers


def _has_engine() -> bool:
    try:
        docker = DockerClient(timeout=5).client
        docker.ping()
        docker.close()
    except (DockerException, OSError):
        return False
    return True


def _run_from_jars(directory: Path, stack: ExitStack) -> Endpoint:
    process = Neo4jProcess(directory)
    stack.callback(process.stop)
    process.start()
    return process.endpoint


def _command(java: str, jars: Path, directory: Path) -> list[str]:
    server = _program(java, jars, "org.neo4j.server.CommunityEntryPoint")
    return [*server, f"--home-dir={directory}", f"--config-dir={directory}", "--console-mode"]


def _program(java: str, jars: Path, entry: str) -> list[str]:
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED_PACKAGES]
    return [java, *JAVA_OPTIONS, *opened, "-cp", f"{jars}/*", entry]


def _java() -> str:
    """The first Java that is new enough: that of `JAVA_HOME`, else that of the path."""
    home = os.environ.get("JAVA_HOME")
    found = [shutil.which("java", path=str(Path(home, "bin"))) if home else None, shutil.which("java")]
    for java in filter(None, found):
        if _java_version(java) >= OLDEST_JAVA:
            return java
    raise NoNeo4j(f"there is no Java {OLDEST_JAVA} or later to run its jars")


def _java_version(java: str) -> int:
    """The major version, 0 where it tells none; Java 8 and older call themselves 1."""
    told = _ended([java, "-version"], seconds=30)
    version = re.search(r'version "(\d+)', told.stderr)
    return int(version[1]) if version else 0


def _jars() -> Path:
    """The folder of the server's jars."""
    version = re.search("<neo4j.version>(.+)</neo4j.version>", POM.read_text(encoding="utf-8"))
    assert version, f"{POM} names no version"
    return fetched(f"neo4j-{version[1]}", lambda directory: _copy_dependencies(directory / "lib")) / "lib"


def _copy_dependencies(directory: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise NoNeo4j("there is no Maven (mvn) to fetch its jars")
    copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={directory}"]
    done = _ended([maven, "-q", "-B", "-f", str(POM), *copy], FETCH_SECONDS)
    if done.returncode != 0 or not any(directory.glob("*.jar")):
        lines = (done.stdout + done.stderr).split("\n")
        why = next((line for line in lines if line.startswith("[ERROR]")), lines[0])
        raise NoNeo4j(f"Maven could not fetch its jars ({why.removeprefix('[ERROR]').strip()})")


def _ended(
    command: list[str], seconds: float, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, env=environment, check=False)  # noqa: S603  # our own command


def _run(endpoint: Endpoint, statement: LiteralString, **parameters: str) -> None:
    login = (endpoint.user, endpoint.password)
    with (
        GraphDatabase.driver(endpoint.uri, auth=login, connection_acquisition_timeout=5) as driver,
        driver.session(database=endpoint.database) as session,
    ):
        session.run(statement, parameters).consume()


def _wait_for(answer: Callable[[], None], ended: Callable[[], str | None]) -> None:
    """Ask until there is an answer, unless time is up or `ended` tells why there will be none."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return answer()
        except (DriverError, Neo4jError, OSError) as error:
            last_words = ended()
            if last_words is not None:
                raise NotStarted(f"Neo4j ended instead of starting; its log:\n{last_words}") from error
            if time.monotonic() > deadline:
                raise NotStarted(f"Neo4j did not answer within {START_SECONDS} s: {error}") from error
        time.sleep(0.1)


def _tail(log: Path, lines: int = 20) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
