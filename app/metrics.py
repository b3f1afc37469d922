"""Figures for Prometheus: how much there is to do, how long it takes, and what is refused. They name nobody."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import click
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, start_http_server

from app.audit import outcome_of
from app.entrance import Entrance
from graph.watcher import Count

__all__ = ["Metrics", "metrics_served"]

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
COSTS: Final = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
CLOSES: Final = (*range(1000, 1016), 4400, 4401, 4403, 4406, 4408, 4409, 4429)
CACHES: Final = {
    Count.SNAPSHOT_HELD: ("accounts", "held"),
    Count.SNAPSHOT_CAUGHT_UP: ("accounts", "caught_up"),
    Count.SNAPSHOT_READ: ("accounts", "made"),
    Count.SCORE_HELD: ("scores", "held"),
    Count.SCORE_MADE: ("scores", "made"),
    Count.DOCUMENT_HELD: ("documents", "held"),
    Count.DOCUMENT_READ: ("documents", "made"),
    Count.ANSWER_HELD: ("answers", "held"),
    Count.ANSWER_MADE: ("answers", "made"),
}
COMMITS: Final = {Count.COMMIT: "written", Count.CONFLICT: "conflict", Count.REFUSAL: "refused"}


class Metrics:
    """The figures of one process. Labels have few values: an endpoint, a status, a code of ours, never a name."""

    def __init__(self) -> None:
        self.address = ""
        self.registry = known = CollectorRegistry()
        ProcessCollector(registry=known)
        self._requests = Counter(
            "stakegraph_requests", "HTTP requests and WebSockets.", ["endpoint", "status"], registry=known
        )
        self._request_seconds = Histogram(
            "stakegraph_request_seconds", "How long these took.", ["endpoint"], buckets=SECONDS, registry=known
        )
        self._operations = Counter(
            "stakegraph_operations", "GraphQL operations, however they came.", ["type", "outcome"], registry=known
        )
        self._operation_seconds = Histogram(
            "stakegraph_operation_seconds", "How long these took.", ["type"], buckets=SECONDS, registry=known
        )
        self._cost = Histogram("stakegraph_operation_cost", "What these cost.", ["type"], buckets=COSTS, registry=known)
        self._refused = Counter(
            "stakegraph_refused", "Requests and operations with errors, by their codes.", ["code"], registry=known
        )
        self._stale = Gauge("stakegraph_stale_summaries", "Accounts whose summary is out of date.", registry=known)
        self._unwritten = Counter(
            "stakegraph_audit_failures", "Events that the audit log did not take.", registry=known
        )
        self._counters = self._made_counters()

    def _made_counters(self) -> dict[Count, Counter]:
        known = self.registry
        caches = Counter(
            "stakegraph_cache_lookups", "What was held, and what had to be made.", ["cache", "result"], registry=known
        )
        commits = Counter("stakegraph_commits", "Commits, by what became of them.", ["outcome"], registry=known)
        retries = Counter("stakegraph_database_retries", "Whatever a database was asked again.", registry=known)
        asked = Counter("stakegraph_revision_checks", "Looks at the newest revisions.", registry=known)
        return {
            **{count: caches.labels(*told) for count, told in CACHES.items()},
            **{count: commits.labels(told) for count, told in COMMITS.items()},
            Count.RETRY: retries,
            Count.REVISIONS_ASKED: asked,
        }

    def count(self, what: Count) -> None:
        """It has happened once more."""
        self._counters[what].inc()

    def request(self, entrance: Entrance, status: int | None, seconds: float) -> None:
        """A request was answered, or a WebSocket ended; the status is null where nobody was there any more."""
        self._requests.labels(entrance.value, _told(status)).inc()
        self._request_seconds.labels(entrance.value).observe(seconds)

    def operation(self, kind: str, codes: Sequence[str], cost: float | None, seconds: float) -> None:
        """An operation was answered. The codes are ours, of which there are few."""
        self._operations.labels(kind, outcome_of(codes).value).inc()
        self._operation_seconds.labels(kind).observe(seconds)
        if cost is not None:
            self._cost.labels(kind).observe(cost)
        self.refused(codes)

    def refused(self, codes: Sequence[str]) -> None:
        """Something was refused for these reasons."""
        for code in {*codes}:
            self._refused.labels(code).inc()

    def stale(self, accounts: int) -> None:
        """So many summaries are out of date."""
        self._stale.set(accounts)

    def unwritten(self) -> None:
        """The audit log did not take an event."""
        self._unwritten.inc()

    def show(self, name: str, says: str, value: Callable[[], float]) -> None:
        """A figure that is asked for whenever somebody looks."""
        Gauge(f"stakegraph_{name}", says, registry=self.registry).set_function(value)


def _told(status: int | None) -> str:
    """A status of ours. How a WebSocket ends its other side may choose, so that only the usual codes are told."""
    if status is None:
        return "none"
    return str(status) if status < 1000 or status in CLOSES else "other"


@contextmanager
def metrics_served(metrics: Metrics, host: str, port: int) -> Iterator[None]:
    """Within the block, whoever asks at the address, which the metrics then know, is shown the figures.

    Raises click.ClickException where somebody else listens there.
    """
    try:
        server, thread = start_http_server(port, host, metrics.registry)
    except OSError as error:
        text = f"cannot show metrics on {host}, port {port}: {error.strerror}; another --metrics-port?"
        raise click.ClickException(text) from error
    metrics.address = f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}/metrics"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
