"""The connection to a database: opened when first needed, prepared once, its failures told in our own errors."""

import asyncio
import logging
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncSession,
    Record,
)
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
)

from graph import cypher
from graph.endpoint import Endpoint
from graph.errors import Unavailable
from graph.watcher import UNWATCHED, Count, Watcher

__all__ = ["Connection", "Transaction"]

T = TypeVar("T")
Transaction = AsyncManagedTransaction

OLDEST: Final = 5  # the Neo4j whose Cypher we write
SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
PATIENCE: Final = 15.0  # seconds for which a transaction is tried again
FIRST_DELAY: Final = 0.005  # seconds: the driver's own 1 s is an age where commits meet at one ledger

# A retry is how commits to one account queue up, not something to warn of.
logging.getLogger("neo4j.session").setLevel(logging.ERROR)


class Connection:
    """A driver on one endpoint, and the schema that the store relies on.

    Nothing is opened before it is needed, so a service can start before its database. Every method raises
    Unavailable, with a sentence that says what to do, where the database does not answer as it must.
    """

    def __init__(self, endpoint: Endpoint, watcher: Watcher = UNWATCHED) -> None:
        self.endpoint = endpoint
        self._watcher = watcher
        self._driver: AsyncDriver | None = None
        self._preparing = asyncio.Lock()
        self._prepared = False

    async def close(self) -> None:
        """Give back all connections."""
        if self._driver is not None:
            await self._driver.close()
            self._driver = None

    async def prepare(self) -> None:
        """Connect, check the server and make the constraints and indexes. Does nothing once it has succeeded."""
        if self._prepared:
            return
        async with self._preparing:
            if not self._prepared:
                with _told(self.endpoint):
                    driver = self._open()
                    _check_version((await driver.get_server_info()).agent)
                    await self._make_schema()
                self._prepared = True

    async def ping(self) -> None:
        """Return when the database has answered."""
        await self.prepare()
        with _told(self.endpoint):
            async with self._session() as session:
                await (await session.run(cypher.PING)).consume()

    async def transact(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """What `work` answers, from a transaction on the leader that was committed.

        `work` may run more than once: after a deadlock, a lost connection, a commit of unknown outcome, or a
        conflict that the embedded server tells as a broken constraint. So whatever it does must settle by itself
        whether an earlier run was committed. What it raises is raised here, and nothing is written.
        """

        tried = self._tries()

        async def run(tx: Transaction) -> T:
            tried()
            return await work(tx)

        async def attempt() -> T:
            async with self._session() as session:
                return await session.execute_write(run)

        with self._watcher.span("transaction"):
            return await self._patiently(attempt, _is_conflict)

    async def ask(self, statement: str, **parameters: Any) -> list[Record]:
        """The rows of one statement that only reads, as the leader has them: half the price of a transaction.

        It is tried again like one.
        """
        return await self._rows(WRITE_ACCESS, statement, parameters)

    async def ask_any(self, statement: str, **parameters: Any) -> list[Record]:
        """As `ask`, of a follower where there is one: its rows may lag behind the leader's."""
        return await self._rows(READ_ACCESS, statement, parameters)

    async def _rows(self, access: str, statement: str, parameters: Mapping[str, Any]) -> list[Record]:
        tried = self._tries()

        async def attempt() -> list[Record]:
            tried()
            async with self._session(access) as session:
                return [record async for record in await session.run(statement, dict(parameters))]

        with self._watcher.span("statement"):
            return await self._patiently(attempt, _is_passing)

    def _tries(self) -> Callable[[], None]:
        """What is called at each try: all but the first are counted."""
        is_first = True

        def tried() -> None:
            nonlocal is_first
            if not is_first:
                self._watcher.count(Count.RETRY)
            is_first = False

        return tried

    async def _patiently(
        self, attempt: Callable[[], Awaitable[T]], may_pass: Callable[[DriverError | Neo4jError], bool]
    ) -> T:
        """What the attempt answers, made again for a while where its error `may_pass`."""
        await self.prepare()
        with _told(self.endpoint):
            deadline, delay = time.monotonic() + PATIENCE, FIRST_DELAY
            while True:
                try:
                    return await attempt()
                except (DriverError, Neo4jError) as error:
                    if not may_pass(error) or time.monotonic() > deadline:
                        raise
                await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311  # spreads tries, hides nothing
                delay = min(2 * delay, 0.25)

    def _open(self) -> AsyncDriver:
        if self._driver is None:
            try:
                _demand_address(self.endpoint.uri)
                self._driver = _driver(self.endpoint)
            except ValueError as error:
                text = f"{self.endpoint.uri!r} is not a database address, such as neo4j://host:7687"
                raise Unavailable(f"{text}: {error}") from error
        return self._driver

    def _session(self, access: str = WRITE_ACCESS) -> AsyncSession:
        return self._open().session(database=self.endpoint.database, default_access_mode=access)

    async def _make_schema(self) -> None:
        for statement in cypher.schema_statements():
            await _until_made(lambda statement=statement: self._run(statement))  # type: ignore[misc]  # binds the loop's value

    async def _run(self, statement: str) -> None:
        async with self._session() as session:
            await (await session.run(statement)).consume()


def _demand_address(uri: str) -> None:
    """Raise ValueError unless a database could answer there; a port that is no number raises it by itself."""
    parts = urlsplit(uri)
    if parts.scheme not in SCHEMES or not parts.hostname or parts.port == 0:
        raise ValueError(f"it begins with {', '.join(SCHEMES)}, and names a host")


def _driver(endpoint: Endpoint) -> AsyncDriver:
    return AsyncGraphDatabase.driver(
        endpoint.uri,
        auth=(endpoint.user, endpoint.password),
        connection_timeout=5.0,
        connection_acquisition_timeout=PATIENCE,
        max_transaction_retry_time=PATIENCE,
        initial_retry_delay=FIRST_DELAY,
        retry_delay_multiplier=1.2,  # at 2, readers starve beside steady writers on the embedded server
        notifications_min_severity="OFF",
        user_agent="stakegraph",
    )


async def _until_made(make: Callable[[], Awaitable[None]], tries: int = 10) -> None:
    """Processes that start at once may be in each other's way: the one that comes second finds it made."""
    for attempt in range(tries):
        try:
            return await make()
        except Neo4jError as error:
            hopeless = re.match(r"Neo\.ClientError\.(Security|Database)\.", error.code or "")
            if hopeless or attempt == tries - 1:
                raise
            await asyncio.sleep(0.05 * 2**attempt)
    return None


def _is_conflict(error: Exception) -> bool:
    """What the driver does not try again by itself, and we may: our work settles what became of an earlier try."""
    return isinstance(error, ConstraintError | IncompleteCommit)


def _is_passing(error: DriverError | Neo4jError) -> bool:
    return error.is_retryable()


def _check_version(agent: str) -> None:
    found = re.match(r"Neo4j/(\d+)", agent)
    if found is None or int(found[1]) < OLDEST:
        raise Unavailable(f"Stakegraph needs Neo4j {OLDEST} or later; the server calls itself {agent}")


@contextmanager
def _told(endpoint: Endpoint) -> Iterator[None]:
    """Turn the driver's errors into Unavailable."""
    try:
        yield
    except AuthError as error:
        text = f"{endpoint.uri} refuses the user {endpoint.user!r} with this password"
        raise Unavailable(text) from error
    except ConfigurationError as error:
        raise Unavailable(f"{endpoint.uri} cannot be used: {error}") from error
    except ServiceUnavailable as error:
        raise Unavailable(f"there is no database at {endpoint.uri}: is it running, is the address right?") from error
    except (DriverError, Neo4jError, OSError) as error:
        raise Unavailable(f"{endpoint.uri} did not do what was asked: {_first_line(error)}") from error


def _first_line(error: BaseException) -> Any:
    return next(iter(str(error).splitlines()), type(error).__name__)
