"""The audit log: who read or changed what, one event each, without a word of what it says.

An event holds nothing of people's: accounts and revisions stand for what was read and written, and the journal tells
what these are. So an erasure, which the journal heeds, need not look here.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from graph.viewer import Viewer

__all__ = ["Action", "AuditFile", "Event", "Kind", "Outcome", "Write", "current", "noting", "outcome_of", "to_log"]

Write = Callable[[Mapping[str, Any]], None]
"""What keeps an event. Raises OSError."""

LOGGER: Final = "audit"
FAILURES: Final = frozenset({"INTERNAL", "UNAVAILABLE", "TIMEOUT", "BROKEN_OFF"})

_log = structlog.get_logger(LOGGER)


class Kind(StrEnum):
    """What an event is about."""

    OPERATION = "operation"
    SUBSCRIPTION_BEGUN = "subscription_begun"
    SUBSCRIPTION_TOLD = "subscription_told"
    SUBSCRIPTION_ENDED = "subscription_ended"
    EXPORT = "export"
    CALENDAR = "calendar"
    UPLOAD = "upload"
    SIGN_IN = "sign_in"
    COMMAND = "command"
    OTHER = "other"


class Action(IntEnum):
    """What was done at the most, from what matters least."""

    NONE = 0
    READ = 1
    EXPORT = 2
    WRITE = 3
    EXPORT_PERSON = 4
    ERASE_PERSON = 5


class Outcome(StrEnum):
    """How it went."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


class Event:
    """What one request, operation or command has done so far; the store tells it, by way of the task that works."""

    def __init__(
        self, kind: Kind, viewer: Viewer | None = None, client: str | None = None, request_id: str | None = None
    ) -> None:
        self.kind = kind
        self.viewer = viewer
        self.client = client
        self.request_id = request_id
        self.action = Action.EXPORT if kind is Kind.EXPORT else Action.NONE
        self.told: dict[str, Any] = {}
        self.about: Callable[[], Mapping[str, Any]] = dict
        self.codes: list[str] = []
        self.is_passed_on = False
        self._begun = time.perf_counter()
        self._read: dict[tuple[str, int], None] = {}
        self._written: dict[tuple[str, int], None] = {}
        self._lists: dict[str, None] = {}

    def become(self, kind: Kind) -> None:
        """What is done from here on is an event of its own."""
        self.kind, self.action, self.codes = kind, Action.NONE, []
        self._read, self._written, self._lists = {}, {}, {}
        self._begun = time.perf_counter()

    def part(self, kind: Kind, viewer: Viewer) -> "Event":
        """Another event of the same client, which tells what this one would have told."""
        self.is_passed_on = True
        return Event(kind, viewer, self.client, self.request_id)

    def read(self, scope: str, revision: int) -> None:
        """A scope was read as of a revision."""
        self.does(Action.READ)
        self._read[scope, revision] = None

    def listed(self, kind: str) -> None:
        """A list across accounts was read."""
        self.does(Action.READ)
        self._lists[kind] = None

    def wrote(self, revisions: Mapping[str, int]) -> None:
        """These revisions were written, by scope."""
        self.does(Action.WRITE)
        self._written.update(dict.fromkeys(revisions.items()))

    def exported(self, revisions: Mapping[str, int]) -> None:
        """All that is held about a person was read, in these scopes."""
        self.does(Action.EXPORT_PERSON)
        self._read.update(dict.fromkeys(revisions.items()))

    def erased(self, revisions: Mapping[str, int]) -> None:
        """A person was erased, which made these revisions."""
        self.does(Action.ERASE_PERSON)
        self._written.update(dict.fromkeys(revisions.items()))

    def does(self, action: Action) -> None:
        """That is done too."""
        self.action = max(self.action, action)

    def refuse(self, codes: Iterable[str]) -> None:
        """It was refused, or went wrong, for these reasons."""
        self.codes += codes

    @property
    def outcome(self) -> Outcome:
        """How it went."""
        return outcome_of(self.codes)

    def fields(self) -> dict[str, Any]:
        """All that the log is told."""
        found = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "kind": self.kind.value,
            "action": self.action.name.lower(),
            "outcome": self.outcome.value,
            "codes": sorted({*self.codes}),
            "request_id": self.request_id,
            "subject": None if self.viewer is None else self.viewer.subject,
            "role": None if self.viewer is None else self.viewer.role.value,
            "client": self.client,
            **self.told,
            **self.about(),
            "read": _scopes(self._read),
            "written": _scopes(self._written),
            "lists": sorted(self._lists),
            "milliseconds": round(1000 * (time.perf_counter() - self._begun), 1),
        }
        return {name: value for name, value in found.items() if value not in (None, [])}


class AuditFile:
    """A file of events, one JSON object a line. What renames it makes the next event begin a new one."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where the file cannot be written."""
        self.path = path
        self._file = _opened(path)
        self._is_broken = False

    def __call__(self, fields: Mapping[str, Any]) -> None:
        """Append an event, whole. Raises OSError."""
        self._follow()
        line = b"\n" * self._is_broken + orjson.dumps(fields) + b"\n"
        self._is_broken = True  # unless all of it is there
        if os.write(self._file, line) != len(line):
            raise OSError(f"{self.path} does not take whole events: is the disk full?")
        self._is_broken = False

    def close(self) -> None:
        """No more events."""
        os.close(self._file)

    def _follow(self) -> None:
        """Open it anew where it was moved away, as by logrotate."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            there = None
        ours = os.fstat(self._file)
        if there is None or (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino):
            opened = _opened(self.path)
            os.close(self._file)
            self._file = opened


def _opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def to_log(fields: Mapping[str, Any]) -> None:
    """Tell an event to the ordinary log, which takes it whatever its level."""
    _log.info("audit", **fields)


def outcome_of(codes: Iterable[str]) -> Outcome:
    """How that went which was answered with these codes."""
    found = {*codes}
    return Outcome.FAILED if found & FAILURES else Outcome.REFUSED if found else Outcome.OK


_current: Final[ContextVar[Event | None]] = ContextVar("current", default=None)


def current() -> Event | None:
    """The event of what this task is about; null where nobody wants to know."""
    return _current.get()


@contextmanager
def noting(event: Event | None) -> Iterator[None]:
    """Within the block, what is done belongs to this event; null: to none."""
    token = _current.set(event)
    try:
        yield
    finally:
        _current.reset(token)


def _scopes(revisions: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"account": scope, "revision": revision} for scope, revision in sorted(revisions)]
