"""Every request's id, its line in the log, and what is answered when nothing else knew what to do."""

import time
from contextlib import suppress
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answers import masked, refusal
from app.entrance import entrance_of
from app.logs import request_id
from app.witness import UNSEEN, Witness

__all__ = ["Requests"]

_log = structlog.get_logger(__name__)


class Requests:
    """ASGI middleware, the outermost. It keeps the id in the request's state, and answers it as `X-Request-ID`."""

    def __init__(self, app: ASGIApp, witness: Witness = UNSEEN) -> None:
        self.app = app
        self.witness = witness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        with request_id(Headers(scope=scope).get("x-request-id")) as chosen:
            scope.setdefault("state", {})["request_id"] = chosen
            method = scope.get("method", "WEBSOCKET")
            with self.witness.request(method, entrance_of(scope["path"]), Headers(scope=scope)) as status:
                if scope["type"] == "http":
                    status.append(await self._answer(scope, receive, _Answer(send, chosen)))
                else:
                    status.append(await self._talk(scope, _Talk(receive, send, chosen)))

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> int | None:
        """The status that was answered."""
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
            _log.info("request", **_line(scope, answer.status, begun))
        return answer.status

    async def _talk(self, scope: Scope, talk: "_Talk") -> int | None:
        """The code of its end."""
        begun = time.perf_counter()
        try:
            await self.app(scope, talk.receive, talk.send)
        except Exception:
            _log.exception("a WebSocket failed")
            await talk.fail()
        finally:
            _log.info("socket", **_line(scope, talk.code, begun), received=talk.received, sent=talk.sent)
        return talk.code


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


class _Talk:
    """What is said over a WebSocket, in numbers; `code` is how it ended: of a close, or of a refused handshake."""

    def __init__(self, receive: Receive, send: Send, request_id: str) -> None:
        self._receive = receive
        self._send = send
        self.request_id = request_id
        self.code: int | None = None
        self.received = self.sent = 0

    async def receive(self) -> Message:
        """The next message."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect" and self.code is None:
            self.code = int(message["code"])
        self.received += message["type"] == "websocket.receive"
        return message

    async def send(self, message: Message) -> None:
        """Send on, with the id of the request where the handshake is answered."""
        if message["type"] in ("websocket.accept", "websocket.http.response.start"):
            MutableHeaders(scope=message)["X-Request-ID"] = self.request_id
        if message["type"] == "websocket.http.response.start":
            self.code = message["status"]
        if message["type"] == "websocket.close":
            self.code = message["code"]
        self.sent += message["type"] == "websocket.send"
        await self._send(message)

    async def fail(self) -> None:
        """What nobody meant to happen."""
        with suppress(Exception):
            await self.send({"type": "websocket.close", "code": 1011, "reason": masked(self.request_id)})


def _line(scope: Scope, status: int | None, begun: float) -> dict[str, Any]:
    """Without the query string, which may hold what people wrote. The path as it was sent: in one line."""
    path = scope.get("raw_path") or scope["path"].encode()
    return {
        "method": scope.get("method", "GET"),
        "path": path.decode("ascii", "backslashreplace"),
        "status": status,
        "milliseconds": round(1000 * (time.perf_counter() - begun), 1),
    }
