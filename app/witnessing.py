"""From settings to a witness: what is wanted of audit log, metrics and traces is opened, and closed again."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from app.audit import Action, AuditFile, Event, Kind, Write, to_log
from app.settings import Settings
from app.witness import Witness
from graph.viewer import LOCAL
from graph.watcher import Watcher

__all__ = ["WITNESSING", "is_traced", "witness_of", "witnessed"]

WITNESSING: Final = ("audit_log", "metrics_port", "metrics_host")
"""The settings that tell what a service tells of itself."""


@contextmanager
def witness_of(settings: Settings) -> Iterator[Witness]:
    """Within the block, what the settings want to know of a service is told.

    Raises click.UsageError where an extra is not installed, and click.ClickException where a file or a port cannot be
    had.
    """
    with ExitStack() as opened:
        audit = opened.enter_context(_audit(settings))
        metrics = telemetry = None
        if settings.metrics_port is not None:
            module = _extra("app.metrics", "metrics")
            metrics = module.Metrics()
            opened.enter_context(module.metrics_served(metrics, settings.metrics_host, settings.metrics_port))
        if is_traced():
            telemetry = opened.enter_context(closing(_extra("app.telemetry", "telemetry").Telemetry()))
        yield Witness(audit, metrics, telemetry)


@contextmanager
def witnessed(settings: Settings, command: str, action: Action = Action.NONE) -> Iterator[Watcher]:
    """Within the block a command does what the watcher is told: one event of the audit log, where there is one."""
    with _audit(settings) as audit:
        witness, event = Witness(audit), Event(Kind.COMMAND, LOCAL)
        event.told["command"] = command
        event.does(action)
        with witness.event(event):
            yield witness.watcher


def is_traced() -> bool:
    """Whether OpenTelemetry's own variables say where traces go."""
    told = os.environ.get
    if told("OTEL_SDK_DISABLED", "").lower() == "true" or told("OTEL_TRACES_EXPORTER", "otlp") == "none":
        return False
    return bool(told("OTEL_EXPORTER_OTLP_ENDPOINT") or told("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))


@contextmanager
def _audit(settings: Settings) -> Iterator[Write | None]:
    """What keeps the events; null where nobody does."""
    match settings.audit_log:
        case "off":
            yield None
        case "auto":
            yield to_log if settings.is_authenticated else None
        case "log":
            yield to_log
        case path:
            try:
                file = AuditFile(Path(path))
            except OSError as error:
                raise click.ClickException(f"the audit log {path} cannot be written: {error.strerror}") from error
            with closing(file):
                yield file


def _extra(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise click.UsageError(f"that needs the extra: pip install 'stakegraph[{extra}]' ({error})") from error
