"""A service whose audit log is a file, for whoever looks what is told there."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from app.application import create_application
from app.audit import AuditFile
from app.authentication import Authentication
from app.terms import OPEN, Terms
from app.witness import Witness
from graph.endpoint import Endpoint
from graph.keys import new_api_key
from graph.store import Store
from graph.viewer import Role
from scoring.parameters import DEFAULTS
from tests.app.conftest import BASE

__all__ = ["Witnessed", "witnessed_by"]


class Witnessed:
    """The service, its store, and what its audit log has been told."""

    def __init__(
        self, store: Store, witness: Witness, path: Path, application: Starlette, client: httpx.AsyncClient
    ) -> None:
        self.store = store
        self.application = application
        self.witness = witness
        self.path = path
        self.client = client

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def events(self) -> list[Any]:
        return [json.loads(line) for line in self.text.splitlines()]

    def only(self) -> Any:
        """The one event since the last look."""
        (event,) = self.events()
        self.path.write_text("", encoding="utf-8")
        return event

    async def key(self, name: str, role: Role, *accounts: str, calendar: str | None = None) -> dict[str, str]:
        """The header of a new key."""
        made, token = new_api_key(name, role, self.store.clock(), accounts=accounts or None, calendar=calendar)
        await self.store.keys.add(made)
        return {"Authorization": f"Bearer {token}"}

    async def ask(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> Any:
        asked = {"query": query, "variables": variables}
        return (await self.client.post("/graphql", json=asked, headers=headers)).json()


@asynccontextmanager
async def witnessed_by(
    endpoint: Endpoint,
    path: Path,
    *,
    terms: Terms = OPEN,
    admits: Callable[[Store], Authentication] | None = None,
    **beside: Any,
) -> AsyncIterator[Witnessed]:
    """Within the block, the service answers, and tells the file what it does."""
    file = AuditFile(path)
    witness = Witness(file, **beside)
    async with Store(endpoint, watcher=witness.watcher) as store:
        authentication = admits(store) if admits else None
        application = create_application(store, DEFAULTS, terms, authentication, witness)
        transport = httpx.ASGITransport(application, client=("192.0.2.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            yield Witnessed(store, witness, path, application, client)
    file.close()
