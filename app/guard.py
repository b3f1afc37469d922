"""What is refused before it is looked at: foreign hosts and origins, other bodies than JSON, bodies too long.

Without authentication, whoever reaches the port may do everything. It is open to this machine only; but so is
the browser, and any page may send it here. So the Host must be a name of this machine (else a page could reach us
under a name of its own that it points at 127.0.0.1), a page of another origin may not write, and a body must be
JSON by its type, which no page may send elsewhere without asking first.
"""

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answers import Refused, refusal

__all__ = ["Guard"]

LOCAL_HOST: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
READING: Final = ("GET", "HEAD", "OPTIONS")


class Guard:
    """ASGI middleware around all routes."""

    def __init__(self, app: ASGIApp, max_body_kilobytes: int) -> None:
        self.app = app
        self.max_body_kilobytes = max_body_kilobytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif refused := _refused(scope["method"], Headers(scope=scope)):
            await refused(scope, receive, send)
        else:
            await self.app(scope, _counted(receive, self.max_body_kilobytes), send)


def _refused(method: str, headers: Headers) -> Response | None:
    host = headers.get("host", "")
    if not LOCAL_HOST.fullmatch(host):
        return refusal(421, "without authentication only localhost, 127.0.0.1 and [::1] are served, not this host")
    if method in READING:
        return None
    if not _is_of(headers.get("origin"), host):
        return refusal(403, "a page of another origin may not send this")
    if headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return refusal(415, "the body must be JSON, with the header Content-Type: application/json")
    return None


def _is_of(origin: str | None, host: str) -> bool:
    """Whether the origin, which only browsers name, is this host's."""
    return origin is None or origin.partition("://")[2].lower() == host.lower()


def _counted(receive: Receive, kilobytes: int) -> Receive:
    """Refuse a body once too much of it has come, whatever it says of its length."""
    received = 0

    async def counting() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > kilobytes * 1024:
            text = f"the request's body is longer than {kilobytes} kB (setting max_body_kilobytes)"
            told = {"code": "BODY_TOO_LONG", "setting": "max_body_kilobytes", "limit": kilobytes}
            raise Refused(413, text, told)
        return message

    return counting
