"""Traces, as a collector of OpenTelemetry receives them."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import click
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.entrance import Entrance
from app.telemetry import Telemetry
from app.witness import Witness
from graph.endpoint import Endpoint
from graph.viewer import LOCAL
from tests.app.talk import RENAME
from tests.app.witnessed import Witnessed, witnessed_by
from tests.graph.acme import account, new_scope, person

MARK = "zqxmark"
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
ASKED = "query Named($id: ID!) { account(id: $id) { name coverage { score { value } } } }"


class Collector:
    """What was sent to an address so far."""

    def __init__(self, server: HTTPServer) -> None:
        self.address = f"http://127.0.0.1:{server.server_port}"
        self.bodies = list[bytes]()

    def spans(self) -> list[Any]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # as the base has it
            running.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        running = Collector(server)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield running
        server.shutdown()
        thread.join()


@pytest.fixture
def telemetry(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Iterator[Telemetry]:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address)
    with closing(Telemetry()) as made:
        yield made


@pytest.fixture
async def traced(endpoint: Endpoint, tmp_path: Path, telemetry: Telemetry) -> AsyncIterator[Witnessed]:
    async with witnessed_by(endpoint, tmp_path / "audit.log", telemetry=telemetry) as running:
        yield running


async def test_an_answer_is_traced_to_the_database_and_its_scores(
    traced: Witnessed, telemetry: Telemetry, collector: Collector
) -> None:
    scope = new_scope()
    await traced.store.commit({scope: [*account(scope), *person("ada", scope, name=MARK)]}, LOCAL)
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
    await traced.ask(ASKED, headers, id=scope)
    await traced.ask(RENAME, headers, id=scope)
    await traced.ask(f'{{ account(id: "{MARK}") {{ name }} }}', headers)
    telemetry.close()
    spans = [each for each in collector.spans() if each.trace_id.hex() == TRACE]
    by_id = {each.span_id: each for each in spans}

    def above(span: Any) -> list[str]:
        """The names from a span up to the request's."""
        outer = by_id.get(span.parent_span_id)
        return [span.name, *(above(outer) if outer else [])]

    chains = {tuple(above(each)) for each in spans}
    request = "POST graphql"
    assert {each.parent_span_id.hex() for each in spans if each.name == request} == {PARENT}
    assert {("prepare", request), ("execute", request)} <= chains
    assert ("statement", "execute", request) in chains
    assert ("transaction", "commit", "execute", request) in chains
    assert any(each[0] == "score power" and each[-1] == request for each in chains)
    assert MARK not in str(spans)
    assert scope not in str(spans)
    assert b"stakegraph" in b"".join(collector.bodies)


def test_only_one_protocol_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with pytest.raises(click.UsageError, match="OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'"):
        Telemetry()


def test_a_method_that_is_none_is_not_repeated(telemetry: Telemetry, collector: Collector) -> None:
    with telemetry.request(MARK, Entrance.OTHER, {}):
        pass
    telemetry.close()
    assert [each.name for each in collector.spans()] == ["_OTHER other"]


@pytest.mark.parametrize(("status", "is_error"), [(200, False), (404, False), (503, True), (1011, False)])
def test_a_request_that_failed_by_our_fault_is_an_error(
    telemetry: Telemetry, collector: Collector, status: int, is_error: bool
) -> None:
    with Witness(telemetry=telemetry).request("POST", Entrance.GRAPHQL, {}) as told:
        told.append(status)
    telemetry.close()
    (span,) = collector.spans()
    said = {each.key: each.value for each in span.attributes}
    assert said["http.response.status_code"].int_value == status
    assert (span.status.code == 2, "error.type" in said) == (is_error, is_error)


def test_an_error_is_told_by_its_name_alone(telemetry: Telemetry, collector: Collector) -> None:
    with pytest.raises(ValueError, match=MARK), telemetry.span("work"):
        raise ValueError(MARK)
    telemetry.close()
    (span,) = collector.spans()
    assert (span.name, span.status.code, [each.value.string_value for each in span.attributes]) == (
        "work",
        2,
        ["ValueError"],
    )
    assert MARK not in str(span)
