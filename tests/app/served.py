"""The application on a port, in the process of the tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.application import create_application
from app.authentication import Authentication
from app.serving import Server, open_port
from app.terms import OPEN, Terms
from app.witness import UNSEEN, Witness
from graph.store import Store
from scoring.parameters import DEFAULTS

__all__ = ["Served", "served_by"]


class Served:
    """Where it listens, and what ends it."""

    def __init__(self, server: Server, port: int) -> None:
        self.server = server
        self.port = port
        self.http = f"http://127.0.0.1:{port}/graphql"
        self.ws = f"ws://127.0.0.1:{port}/graphql"

    @property
    def running(self) -> int:
        """How many operations it has under way."""
        taken: int = self.server.application.state.subscriptions.running.taken
        return taken

    @property
    def sockets(self) -> int:
        """How many WebSockets are open."""
        taken: int = self.server.application.state.subscriptions.sockets.taken
        return taken


@asynccontextmanager
async def served_by(
    store: Store, terms: Terms = OPEN, authentication: Authentication | None = None, witness: Witness = UNSEEN
) -> AsyncIterator[Served]:
    """Within the block, the service answers."""
    begun = asyncio.Event()
    server = Server(create_application(store, DEFAULTS, terms, authentication, witness), terms, begun.set)
    with open_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        serving = asyncio.create_task(server.serve([listener]))
        await begun.wait()
        try:
            yield Served(server, port)
        finally:
            server.should_exit = True
            await serving
