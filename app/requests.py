"""Every request's id, its line in the log, and what is answered when nothing else knew what to do."""

import time
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answers import masked, refusal
from app.logs import request_id

__all__ = ["Requests"]

_log = structlog.get_logger(__name__)


class Requests:
    """ASGI middleware, the outermost. It keeps the id in the request's state, and answers it as `X-Request-ID`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with request_id(Headers(scope=scope).get("x-request-id")) as chosen:
            scope.setdefault("state", {})["request_id"] = chosen
            await self._answer(scope, receive, _Answer(send, chosen))

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        begun = time.perf_counter()
        try:
            await self.app(scope, receive, answer)
        except ClientDisconnect:  # which is no fault of ours
            if answer.status is None:
                await refusal(400, "the request broke off before its end")(scope, receive, answer)
        except Exception:
            _log.exception("a request failed")
            if answer.status is None:
                await refusal(500, masked(answer.request_id))(scope, receive, answer)
        finally:
            _log.info("request", **_line(scope, answer, begun))


class _Answer:
    """Sends on what the application answers, with the request's id, and remembers the status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self.send = send
        self.request_id = request_id
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)["X-Request-ID"] = self.request_id
        await self.send(message)


def _line(scope: Scope, answer: _Answer, begun: float) -> dict[str, Any]:
    """Without the query string, which may hold what people wrote. The path as it was sent: in one line."""
    path = scope.get("raw_path") or scope["path"].encode()
    return {
        "method": scope["method"],
        "path": path.decode("ascii", "backslashreplace"),
        "status": answer.status,
        "milliseconds": round(1000 * (time.perf_counter() - begun), 1),
    }
