"""Logs: structured, on standard error, by way of the standard library, so that everybody's go one way."""

import logging
import re
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import Processor

__all__ = ["configure", "request_id"]

SANE: Final = re.compile(r"[A-Za-z0-9._:=+/-]{1,128}")
# What these say below the level may hold what people wrote: parameters of statements, values of variables.
DISCREET: Final = {"neo4j": logging.WARNING, "strawberry.execution": logging.CRITICAL}
# What this one says is wanted whatever else is not.
ALWAYS: Final = {"audit": logging.INFO}
# What this one says at "info" is how a server starts and stops, which the command line tells better.
TALKATIVE: Final = {"uvicorn": logging.WARNING, "uvicorn.error": logging.WARNING}


def configure(level: str, form: str) -> None:
    """Log from `level` up, as "text", "json", or "auto": text on a terminal, else JSON by the line."""
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_common(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(as_text)],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name, least in {**DISCREET, **ALWAYS, **({} if level == "debug" else TALKATIVE)}.items():
        logging.getLogger(name).setLevel(least)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


@contextmanager
def request_id(offered: str | None = None) -> Iterator[str]:
    """An id that all that is logged within bears: the one that was offered, if it is sane, or a new one."""
    chosen = offered if offered and SANE.fullmatch(offered) else uuid.uuid4().hex
    with bound_contextvars(request_id=chosen):
        yield chosen


def _common() -> list[Processor]:
    return [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _rendering(as_text: bool) -> list[Any]:
    """Tracebacks without the values of variables, which may be anybody's."""
    if as_text:
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
