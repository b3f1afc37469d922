"""The witness of a process: hears what is done, and tells the audit log, the metrics and the traces that there are."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

import click
import structlog
from graphql import OperationDefinitionNode

from app.answers import code_of, code_of_name, code_of_status
from app.audit import Event, Kind, Write, current, noting
from app.authentication import Unauthenticated
from app.entrance import Entrance
from graph.errors import Refused, StakegraphError
from graph.viewer import Viewer
from graph.watcher import UNWATCHED, Count, Watcher
from schema.context import Context

if TYPE_CHECKING:
    from app.metrics import Metrics
    from app.telemetry import Telemetry

__all__ = ["UNSEEN", "Operated", "Witness"]

LONGEST_NAME: Final = 100  # characters, which a client chooses
REFUSED: Final = (401, 403, 415, 421, 429)  # before anything else was looked at

_log = structlog.get_logger(__name__)


class Operated:
    """An operation that is carried out: its context as soon as there is one, and the codes of its errors."""

    def __init__(self, context: Context | None = None) -> None:
        self.context = context
        self.codes: list[str] = []
        self._begun = time.perf_counter()

    @property
    def type(self) -> str:
        """Of the three, or unknown where no document has been read."""
        operation = self._operation
        return "unknown" if operation is None else operation.operation.value

    @property
    def name(self) -> str | None:
        """What the document calls it."""
        operation = self._operation
        return operation.name.value[:LONGEST_NAME] if operation is not None and operation.name else None

    @property
    def cost(self) -> float | None:
        """What it costs; null where it was not carried out."""
        allowance = self.context.allowance if self.context is not None else None
        return None if allowance is None else allowance.cost

    def about(self) -> Mapping[str, Any]:
        """What the audit log is told of it."""
        return {"operation_type": self.type, "operation_name": self.name}

    @property
    def seconds(self) -> float:
        """For how long it has been carried out."""
        return time.perf_counter() - self._begun

    def all_codes(self) -> list[str]:
        """Those of its errors, and of the errors that mutations have answered."""
        refused = self.context.refused if self.context is not None else []
        return [*self.codes, *(code_of_name(each) for each in refused)]

    @property
    def _operation(self) -> OperationDefinitionNode | None:
        return self.context.operation if self.context is not None else None


class Witness(Watcher):
    """What of the three is not there is not told anything, and costs nothing."""

    def __init__(
        self, audit: Write | None = None, metrics: "Metrics | None" = None, telemetry: "Telemetry | None" = None
    ) -> None:
        self.audit = audit
        self.metrics = metrics
        self.telemetry = telemetry

    @property
    def watcher(self) -> Watcher:
        """Whom a store is to tell what it does."""
        return UNWATCHED if self.audit is None and self.metrics is None and self.telemetry is None else self

    # ---------------------------------------------------------------- what the store tells

    def read(self, scope: str, revision: int) -> None:
        if (event := current()) is not None:
            event.read(scope, revision)

    def followed(self, scope: str, revision: int) -> None:
        if (event := current()) is not None:
            event.become(Kind.SUBSCRIPTION_BEGUN)
            event.read(scope, revision)
            self.write(event)
            event.become(Kind.SUBSCRIPTION_TOLD)

    def listed(self, kind: str) -> None:
        if (event := current()) is not None:
            event.listed(kind)

    def wrote(self, revisions: Mapping[str, int]) -> None:
        if (event := current()) is not None:
            event.wrote(revisions)

    def exported(self, revisions: Mapping[str, int]) -> None:
        if (event := current()) is not None:
            event.exported(revisions)

    def erased(self, revisions: Mapping[str, int]) -> None:
        if (event := current()) is not None:
            event.erased(revisions)

    def count(self, what: Count) -> None:
        if self.metrics is not None:
            self.metrics.count(what)

    def stale(self, accounts: int) -> None:
        if self.metrics is not None:
            self.metrics.stale(accounts)

    def span(self, name: str) -> AbstractContextManager[object]:
        return nullcontext() if self.telemetry is None else self.telemetry.span(name)

    # ---------------------------------------------------------------- what the application tells

    def read_again(self, revisions: Mapping[str, int]) -> None:
        """An answer that was made from these revisions, by scope, was given again."""
        self.count(Count.ANSWER_HELD)
        for scope, revision in revisions.items():
            self.read(scope, revision)

    @contextmanager
    def request(self, method: str, entrance: Entrance, headers: Mapping[str, str]) -> Iterator[list[int | None]]:
        """Within the block a request is answered; its status, put into what this yields, is told at the end."""
        status, begun = list[int | None](), time.perf_counter()
        traced = nullcontext() if self.telemetry is None else self.telemetry.request(method, entrance, headers)
        with traced as span:
            yield status
            told = next(iter(status), None)
            if self.telemetry is not None and span is not None and told is not None:
                self.telemetry.answered(span, told)
        if self.metrics is not None:
            self.metrics.request(entrance, told, time.perf_counter() - begun)
            self.metrics.refused([code_of_status(told)] if told in REFUSED else [])

    def operated(self, operated: Operated) -> None:
        """An operation came to its end."""
        codes = operated.all_codes()
        if (event := current()) is not None:
            if event.kind is Kind.SUBSCRIPTION_TOLD:
                event.become(Kind.SUBSCRIPTION_ENDED)
            event.told |= operated.about()
            event.refuse(codes)
        if self.metrics is not None:
            self.metrics.operation(operated.type, codes, operated.cost, operated.seconds)

    def told(self, operated: Operated, codes: Sequence[str]) -> None:
        """A subscription has told something, or an operation over a connection that stays has answered."""
        operated.codes += codes
        if (event := current()) is not None and event.kind is Kind.SUBSCRIPTION_TOLD:
            event.refuse(codes)
            self.write(event)
            event.become(Kind.SUBSCRIPTION_TOLD)

    def sign_in_refused(self, error: Exception) -> None:
        """Somebody could not say over a connection that stays who they are."""
        codes = _codes(error, Kind.SIGN_IN)
        if (outer := current()) is not None:
            event = Event(Kind.SIGN_IN, None, outer.client, outer.request_id)
            event.refuse(codes)
            self.write(event)
        if self.metrics is not None:
            self.metrics.refused(codes)

    def refused(self, code: str) -> None:
        """What was asked for was refused before it was looked at."""
        if (event := current()) is not None:
            event.refuse([code])
        if self.metrics is not None:
            self.metrics.refused([code])

    @contextmanager
    def event(self, event: Event) -> Iterator[Event]:
        """Within the block, what is done belongs to an event, which is written at the end, with what went wrong."""
        try:
            with noting(event) if self.audit is not None else nullcontext():
                yield event
        except BaseException as error:
            event.refuse(_codes(error, event.kind))
            raise
        finally:
            self.write(event)

    def part(self, viewer: Viewer, operated: Operated) -> AbstractContextManager[object]:
        """Within the block, an operation is carried out that is an event by itself, not only what brought it here."""
        if (outer := current()) is None:
            return nullcontext()
        event = outer.part(Kind.OPERATION, viewer)
        event.about = operated.about
        return self.event(event)

    def write(self, event: Event) -> None:
        """Keep an event. One that cannot be kept is told to the ordinary log, so that it is not lost."""
        if self.audit is None or event.is_passed_on:
            return
        fields = event.fields()
        try:
            self.audit(fields)
        except OSError:
            _log.exception("the audit log cannot be written", audit=fields)
            if self.metrics is not None:
                self.metrics.unwritten()


UNSEEN: Final = Witness()
"""Nobody wants to know."""


def _codes(error: BaseException, kind: Kind) -> list[str]:
    """Why something was broken off; none where it came to its end, as a subscription does so."""
    match error:
        case Refused():
            return [code_of(each) for each in error.errors]
        case StakegraphError():
            return [code_of(error)]
        case Unauthenticated():
            return ["UNAUTHENTICATED"]
        case click.exceptions.Exit() | GeneratorExit():
            return []
        case click.ClickException():
            return ["WRONG_USAGE"]
        case asyncio.CancelledError() | KeyboardInterrupt():
            return [] if kind is Kind.SUBSCRIPTION_ENDED else ["BROKEN_OFF"]
        case _:
            return ["INTERNAL"]
