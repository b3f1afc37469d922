"""How often a client may ask: so many times a minute, all at once if they like."""

import math
import time
from collections import OrderedDict
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.answers import Refused, refusal
from app.authentication import Admission
from graph.viewer import LOCAL

__all__ = ["Pace", "Paced", "client_of", "too_soon"]

CLIENTS: Final = 10_000  # that are remembered: those seen last
EXACT: Final = 1e-6  # seconds, to which sums of intervals are
COUNTED: Final = ("http", "websocket")
UNCOUNTED: Final = ("/livez", "/readyz")


class Pace:
    """When each client may ask again (the generic cell rate algorithm).

    Of a client only the moment is kept at which it will have its whole minute's worth again; whoever is not remembered
    has it.
    """

    def __init__(self, per_minute: int) -> None:
        self.interval = 60.0 / per_minute
        self._whole: OrderedDict[str, float] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """0 where the client may ask now, which is counted; else in how many seconds it may."""
        whole = max(self._whole.get(client, now), now)
        wait = whole - now - (60.0 - self.interval)
        if wait > EXACT:
            return wait
        self._whole[client] = whole + self.interval
        self._whole.move_to_end(client)
        if len(self._whole) > CLIENTS:
            self._whole.popitem(last=False)
        return 0.0


class Paced:
    """ASGI middleware: refuses whoever asks too often. None: nobody does."""

    def __init__(self, app: ASGIApp, per_minute: int | None) -> None:
        self.app = app
        self.per_minute = per_minute
        self.pace = None if per_minute is None else Pace(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["paced"] = self
        is_counted = scope["type"] in COUNTED and scope["path"] not in UNCOUNTED
        refused = self.refused(scope) if is_counted else None
        if refused is not None:
            answer = refusal(429, refused.detail, refused.headers, refused.extensions)
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def refused(self, scope: Scope) -> Refused | None:
        """What the client is told if it asks too often; null where it may ask now, which is counted."""
        wait = self.pace.wait(client_of(scope), time.monotonic()) if self.pace is not None else 0.0
        if not wait:
            return None
        text = f"more than {self.per_minute} requests a minute (setting max_requests_per_minute)"
        told = {"code": "TOO_MANY_REQUESTS", "setting": "max_requests_per_minute", "limit": self.per_minute}
        return Refused(429, text, told, {"Retry-After": str(math.ceil(wait))})


def too_soon(connection: HTTPConnection) -> Refused | None:
    """As `Paced.refused`, for what is asked over a connection that is open already."""
    paced: Paced = connection.scope["state"]["paced"]
    return paced.refused(connection.scope)


def client_of(scope: Scope) -> str:
    """Who asks: their subject where they have said who they are, else the address from which they do."""
    admission = scope.get("state", {}).get("admission")
    if isinstance(admission, Admission) and admission.viewer != LOCAL:
        return f"subject {admission.viewer.subject}"
    client = scope.get("client")
    return client[0] if client else ""
