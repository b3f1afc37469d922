"""`stakegraph serve`."""

import json
import signal
from pathlib import Path

import httpx
import pytest

from app.serving import open_port
from tests.app.process import run, service


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_without_its_database_and_ends_on_a_signal(
    number: signal.Signals, closed_port: int, tmp_path: Path
) -> None:
    arguments = ["--neo4j", f"bolt://127.0.0.1:{closed_port}", "--port", "0", "--log-level", "debug"]
    with service(tmp_path, "serve", *arguments, STAKEGRAPH_NEO4J_PASSWORD="tiger") as serving:
        at = serving.address()
        assert httpx.get(f"{at}/livez").status_code == 200
        assert httpx.get(f"{at}/readyz").status_code == 503
        answer = httpx.post(f"{at}/graphql", json={"query": '{ account(id: "x") { name } }'}).json()
        assert answer["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
        assert serving.end(number) == 0
    lines = [json.loads(line) for line in serving.log.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["path"], line["status"]) for line in requests] == [
        ("/livez", 200),
        ("/readyz", 503),
        ("/graphql", 200),
    ]
    assert "tiger" not in serving.log + serving.output


def test_it_serves_the_embedded_database(running: Path, tmp_path: Path) -> None:
    with service(tmp_path, "serve", "--embedded", str(running), "--port", "0") as serving:
        assert httpx.get(f"{serving.address()}/readyz").json() == {"ready": True}
        assert serving.end() == 0


def test_a_taken_port_is_told(closed_port: int) -> None:
    with open_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--neo4j", f"bolt://127.0.0.1:{closed_port}", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: cannot listen on 127.0.0.1, port {port}: ")
    assert len(done.stderr.splitlines()) == 1
