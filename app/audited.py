"""What of the requests the audit log is told: who came in by which way, and what came of it."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answers import code_of_status
from app.audit import Event, Kind
from app.authentication import Admission, Unauthenticated
from app.entrance import Entrance, entrance_of
from app.witness import Witness
from graph.errors import NotAllowed, Unavailable

__all__ = ["Audited"]

KINDS: Final = {
    Entrance.GRAPHQL: Kind.OPERATION,
    Entrance.EXPORT: Kind.EXPORT,
    Entrance.CALENDAR: Kind.CALENDAR,
    Entrance.UPLOAD: Kind.UPLOAD,
}
SIGN_INS: Final[dict[type, int]] = {Unauthenticated: 401, NotAllowed: 403, Unavailable: 503}
"""How each of those is answered who could not say who they are."""


class Audited:
    """ASGI middleware, behind what finds out who asks: one event for each request that is about the team's things.

    A WebSocket is none by itself, nor is the page of GraphiQL.
    """

    def __init__(self, app: ASGIApp, witness: Witness) -> None:
        self.app = app
        self.witness = witness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self.witness.audit is None:
            await self.app(scope, receive, send)
            return
        event = _event(scope)

        async def seen(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                _judge(event, message["status"], scope["state"]["admission"])
            await send(message)

        with self.witness.event(event):
            await self.app(scope, receive, seen)
            event.is_passed_on = event.is_passed_on or not _matters(event)


def _event(scope: Scope) -> Event:
    state, client = scope["state"], scope.get("client")
    kind = KINDS.get(entrance_of(scope["path"]), Kind.OTHER)
    admission = state["admission"]
    viewer = admission.viewer if isinstance(admission, Admission) else None
    return Event(kind, viewer, client[0] if client else None, state["request_id"])


def _judge(event: Event, status: int, admission: Admission | Exception) -> None:
    """What a status says, where nobody has said more."""
    if SIGN_INS.get(type(admission)) == status:
        event.kind = Kind.SIGN_IN
    if status >= 400 and not event.codes:
        event.refuse([code_of_status(status)])


def _matters(event: Event) -> bool:
    if event.kind is Kind.OPERATION:
        return bool(event.codes or event.told)
    return event.kind is not Kind.OTHER
