"""What commands and a service tell one audit log."""

import json
from pathlib import Path

import httpx

from tests.app.process import run, service

ASKED = '{ account(id: "krackhardt") { name } }'


def test_commands_and_a_service_tell_one_file(running: Path, tmp_path: Path) -> None:
    path, exported = tmp_path / "audit.log", str(tmp_path / "krackhardt.json")
    told = {"STAKEGRAPH_AUDIT_LOG": str(path), "STAKEGRAPH_EMBEDDED": str(running)}
    with service(tmp_path, "serve", "--port", "0", "--metrics-port", "0", **told) as serving:
        assert run("seed", "generate", "--accounts", "1", "--people", "5", "--seed", "911", **told).returncode == 0
        made = run("key", "add", "audited", "--role", "viewer", **told).stdout.strip()
        assert run("key", "revoke", made.split("_")[1], **told).returncode == 0
        assert run("export", "krackhardt", "--format", "json", "--output", exported, **told).returncode == 0
        assert run("import", exported, **told).returncode == 0
        assert httpx.post(f"{serving.address()}/graphql", json={"query": ASKED}).status_code == 200
        metrics = next(line for line in serving.output.splitlines() if line.startswith("Metrics: "))
        assert "stakegraph_operations_total" in httpx.get(metrics.removeprefix("Metrics: ")).text
        assert serving.end() == 0
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(each.get("command", each["kind"]), each["action"]) for each in events] == [
        ("seed", "write"),
        ("key add", "write"),
        ("key revoke", "write"),
        ("export", "export"),
        ("import", "read"),
        ("operation", "read"),
    ]
    assert {(each["subject"], each["outcome"]) for each in events} == {("local", "ok")}
    assert events[1]["key"] == events[2]["key"]
    assert made not in path.read_text(encoding="utf-8")
