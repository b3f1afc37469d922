"""What settings open: nothing where nothing is asked for."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import structlog

from app.audit import Event, Kind
from app.settings import Settings
from app.witness import Witness
from app.witnessing import is_traced, witness_of, witnessed
from graph.errors import NotFound
from graph.viewer import LOCAL
from graph.watcher import UNWATCHED

LOADED = """
import sys
import app.commands.serve, app.commands.query
print([name for name in sys.modules if name.split(".")[0] in ("prometheus_client", "opentelemetry")])
"""


def test_nothing_is_opened_or_loaded_where_nothing_is_asked_for() -> None:
    with witness_of(Settings()) as witness:
        assert (witness.audit, witness.metrics, witness.telemetry) == (None, None, None)
        assert witness.watcher is UNWATCHED
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("given", "is_on"),
    [
        ({}, False),
        ({"authentication": "on"}, True),
        ({"authentication": "on", "audit_log": "off"}, False),
        ({"audit_log": "log"}, True),
    ],
)
def test_the_audit_log_is_on_where_somebody_is_asked_who_they_are(given: dict[str, Any], is_on: bool) -> None:
    with witness_of(Settings(**given)) as witness:
        assert (witness.audit is not None) is is_on


def test_the_ordinary_log_takes_events_by_name() -> None:
    with structlog.testing.capture_logs() as logs, witness_of(Settings(audit_log="log")) as witness:
        witness.write(Event(Kind.EXPORT, LOCAL))
    (told,) = logs
    assert (told["event"], told["log_level"], told["kind"], told["subject"]) == ("audit", "info", "export", "local")


def test_a_file_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "audit.log"
    text = f"the audit log {path} cannot be written"
    with pytest.raises(click.ClickException, match=text), witness_of(Settings(audit_log=str(path))):
        pass


def test_an_event_that_cannot_be_written_is_in_the_ordinary_log() -> None:
    def broken(_: object) -> None:
        raise OSError("no space left")

    with structlog.testing.capture_logs() as logs:
        Witness(broken).write(Event(Kind.EXPORT, LOCAL))
    (told,) = logs
    assert (told["log_level"], told["event"]) == ("error", "the audit log cannot be written")
    assert (told["audit"]["kind"], told["audit"]["subject"]) == ("export", "local")


@pytest.mark.parametrize(
    ("error", "outcome", "codes"),
    [
        (NotFound("no"), "refused", ["NOT_FOUND"]),
        (click.UsageError("no"), "refused", ["WRONG_USAGE"]),
        (KeyboardInterrupt(), "failed", ["BROKEN_OFF"]),
        (ValueError("no"), "failed", ["INTERNAL"]),
        (click.exceptions.Exit(3), "ok", None),
    ],
)
def test_a_command_is_one_event_whatever_becomes_of_it(
    tmp_path: Path, error: BaseException, outcome: str, codes: list[str] | None
) -> None:
    path = tmp_path / "audit.log"

    def command() -> None:
        with witnessed(Settings(audit_log=str(path)), "seed") as watcher:
            watcher.wrote({"acme": 3})
            raise error

    with pytest.raises(type(error)):
        command()
    told = json.loads(path.read_text(encoding="utf-8"))
    assert (told["kind"], told["command"], told["subject"]) == ("command", "seed", "local")
    assert told["written"] == [{"account": "acme", "revision": 3}]
    assert (told["outcome"], told.get("codes")) == (outcome, codes)


@pytest.mark.parametrize(
    ("variables", "on"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_traces_are_sent_where_opentelemetrys_variables_say(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], on: bool
) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert is_traced() is on


def test_without_the_extra_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "app.metrics", raising=False)
    with pytest.raises(click.UsageError, match=r"stakegraph\[metrics\]"), witness_of(Settings(metrics_port=0)):
        pass
