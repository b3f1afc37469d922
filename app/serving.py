"""Serving over HTTP: a port that is ours, until a signal ends it."""

import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import click
import uvicorn
from starlette.applications import Starlette

from app.application import create_application
from app.authentication import Authentication
from app.connections import PING, PONG, Connection
from app.terms import OPEN, Terms
from app.upkeep import kept_up
from app.witness import UNSEEN, Witness
from graph.store import Store
from scoring.parameters import DEFAULTS, Parameters

if TYPE_CHECKING:
    from app.metrics import Metrics

__all__ = ["Server", "address", "open_port", "serve", "show", "until_stopped"]

UNREAD: Final = 60  # seconds, after which a connection is cut whose other side does not take what it is sent
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
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        text = f"cannot listen on {host}, port {port}: {error.strerror}; another --port, or 0 for any free one?"
        raise click.ClickException(text) from error
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # as on Linux; each connection has it from the port
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD * 1000)
    return listener


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
    authentication: Authentication | None = None,
    witness: Witness = UNSEEN,
) -> None:
    """Answer requests until a signal, and keep summaries up to date. `announce` is called when that begins."""
    application = create_application(store, parameters, terms, authentication, witness)
    if witness.metrics is not None:
        show(witness.metrics, store, application)
    gc.freeze()  # what is loaded stays: requests would wait some 0.1 s whenever it is searched for garbage
    async with kept_up(store, parameters):
        # uvicorn raises its signal once more when all is done
        with store.listening(application.state.kept_answers.forget), suppress(KeyboardInterrupt):
            await Server(application, terms, announce).serve([listener])


def show(metrics: "Metrics", store: Store, application: Starlette) -> None:
    """Let the metrics show what an application holds and has open."""
    subscriptions, kept = application.state.subscriptions, application.state.kept_answers
    metrics.show("cached_accounts_bytes", "Memory of accounts and their scores, about.", lambda: store.cached_bytes)
    metrics.show("cached_answers_bytes", "Memory of answers, about.", lambda: kept.size)
    metrics.show("open_sockets", "WebSockets that are open.", lambda: subscriptions.sockets.taken)
    metrics.show("open_subscriptions", "Operations over connections that stay.", lambda: subscriptions.running.taken)


class Server(uvicorn.Server):
    """Answers for an application. When it stops, subscriptions end at once, so that their readers go elsewhere."""

    def __init__(self, application: Starlette, terms: Terms, announce: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws=Connection,
                ws_max_size=terms.max_body_kilobytes * 1024,
                ws_ping_interval=PING,
                ws_ping_timeout=PONG,
                ws_per_message_deflate=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=LAST_REQUESTS,
            )
        )
        self.application = application
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.application.state.subscriptions.ending.set()
        await super().shutdown(sockets)
