"""Serving over HTTP: a port that is ours, until a signal ends it."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import click
import uvicorn

from app.application import create_application
from app.terms import OPEN, Terms
from app.upkeep import kept_up
from graph.store import Store
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["address", "open_port", "serve", "until_stopped"]

LAST_REQUESTS: Final = 5  # seconds that requests in progress are given at the end


@contextmanager
def until_stopped() -> Iterator[None]:
    """SIGINT and SIGTERM end the block, whatever it is about, and are no error."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    with suppress(KeyboardInterrupt):
        yield


def _stop(*_: Any) -> None:
    raise KeyboardInterrupt


def open_port(host: str, port: int) -> socket.socket:
    """A socket that listens, so that nobody else can. Raises click.ClickException where somebody else does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        text = f"cannot listen on {host}, port {port}: {error.strerror}; another --port, or 0 for any free one?"
        raise click.ClickException(text) from error


def address(listener: socket.socket) -> str:
    """How to reach the socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve(
    store: Store,
    listener: socket.socket,
    announce: Callable[[], None],
    parameters: Parameters = DEFAULTS,
    terms: Terms = OPEN,
) -> None:
    """Answer requests until a signal, and keep summaries up to date. `announce` is called when that begins."""
    config = uvicorn.Config(
        create_application(store, parameters, terms),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_REQUESTS,
    )
    async with kept_up(store, parameters):
        with suppress(KeyboardInterrupt):  # uvicorn raises its signal once more when all is done
            await _Server(config, announce).serve([listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.announce()
