"""Traces by OpenTelemetry: what of the time that an answer took went where. They name nobody."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import click
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from app.entrance import Entrance

__all__ = ["Telemetry"]

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS", "WEBSOCKET")
SILENT: Final[Mapping[str, Any]] = {"record_exception": False, "set_status_on_exception": False}
"""Of an error is only told that there was one: its text may name people."""


class Telemetry:
    """The spans of one process, and where they are sent: as OpenTelemetry's own variables say."""

    def __init__(self, exporter: SpanExporter | None = None) -> None:
        """Raises click.UsageError where the variables want another protocol."""
        named = {} if os.environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: "stakegraph"}
        self._provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter or _exporter()))
        self._tracer = self._provider.get_tracer("stakegraph")
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """What is done within the block."""
        with self._tracer.start_as_current_span(name, **SILENT) as span, _marked(span):
            yield

    @contextmanager
    def request(self, method: str, entrance: Entrance, headers: Mapping[str, str]) -> Iterator["Span"]:
        """A request, as a part of the trace that its headers name, where they do (W3C Trace Context)."""
        method = method if method in METHODS else "_OTHER"
        about = {"http.request.method": method, "stakegraph.entrance": entrance.value}
        outer = self._propagator.extract(headers)
        name = f"{method} {entrance.value}"
        with self._tracer.start_as_current_span(name, outer, SpanKind.SERVER, about, **SILENT) as span, _marked(span):
            yield span

    def answered(self, span: "Span", status: int) -> None:
        """A request was answered with a status, or a WebSocket ended with a code: a fault of ours is an error."""
        span.set_attribute("http.response.status_code", status)
        if 500 <= status < 600:
            span.set_attribute("error.type", str(status))
            span.set_status(Status(StatusCode.ERROR))

    def close(self) -> None:
        """Send what there is."""
        self._provider.shutdown()


@contextmanager
def _marked(span: "Span") -> Iterator[None]:
    try:
        yield
    except Exception as error:
        span.set_attribute("error.type", type(error).__name__)
        span.set_status(Status(StatusCode.ERROR))
        raise


def _exporter() -> SpanExporter:
    for name in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        if (told := os.environ.get(name)) not in (None, "", "http/protobuf"):
            raise click.UsageError(f"{name} is {told!r}: traces are sent as http/protobuf")
    return OTLPSpanExporter()
