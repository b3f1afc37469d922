"""The WebSocket endpoint: operations by the protocol graphql-transport-ws, any number of them over one connection."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any, Final

import orjson
import structlog
from starlette.exceptions import HTTPException
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.answers import Refused, code_of_status, masked, refusal
from app.authentication import Unauthenticated, admission_of_token, bearer_token
from app.media import listed
from app.operation import operation_in
from app.pace import too_soon
from app.presence import Presence
from app.subscriptions import Line, Places, Subscriptions, TooSlow
from app.witness import Operated
from graph.errors import NotAllowed, Unavailable
from schema.language import Language, negotiated

__all__ = ["PROTOCOL", "websocket_endpoint"]

PROTOCOL: Final = "graphql-transport-ws"
INIT: Final = 10.0  # seconds within which a client must say connection_init
LONGEST_REASON: Final = 120  # bytes, by RFC 6455
LONGEST_ID: Final = 128
TOO_SLOW: Final = "you read too slowly; subscribe again, with `since` as the last revision that came"

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_ACCEPTABLE, INIT_TIMEOUT, KNOWN_ID, SECOND_INIT = (
    *(4400, 4401, 4403, 4406, 4408, 4409, 4429),
)
LATER: Final = 1013

_log = structlog.get_logger(__name__)


def websocket_endpoint(subscriptions: Subscriptions) -> Callable[[WebSocket], Awaitable[None]]:
    """What talks to whoever opens a WebSocket, until one of both has had enough."""

    async def talk(socket: WebSocket) -> None:
        try:
            with subscriptions.sockets.take():
                if PROTOCOL in socket.scope["subprotocols"]:
                    await _Conversation(socket, subscriptions).hold()
                else:
                    await _refuse_protocol(socket)
        except Refused as error:
            subscriptions.witness.refused(error.extensions["code"])
            await socket.send_denial_response(refusal(error.status_code, error.detail, None, error.extensions))

    return talk


async def _refuse_protocol(socket: WebSocket) -> None:
    """A browser tells its page nothing of a refused handshake, but the code of a close it does."""
    with suppress(WebSocketDisconnect):
        await socket.accept()
        await socket.close(NOT_ACCEPTABLE, f"the subprotocol must be {PROTOCOL}")


class _Close(Exception):
    """The end of a conversation, by us."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:LONGEST_REASON].decode(errors="ignore")


class _Conversation:
    """What is said over one WebSocket. A message that breaks the protocol ends it."""

    def __init__(self, socket: WebSocket, subscriptions: Subscriptions) -> None:
        self.socket = socket
        self.subscriptions = subscriptions
        most = subscriptions.terms.max_socket_operations
        self.places = Places("operations on this WebSocket", "max_socket_operations", most)
        self.language = negotiated(listed(socket.headers, "accept-language"))
        self.presence: Presence | None = None
        self._line = Line(socket.send_text)
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Future[_Close] = asyncio.get_running_loop().create_future()
        self._until = time.monotonic() + INIT
        self._is_begun = False

    async def hold(self) -> None:
        """From the handshake to the close."""
        try:
            await self.socket.accept(PROTOCOL)
            await self._listen()
        except _Close as close:
            with suppress(WebSocketDisconnect):
                await self.socket.close(close.code, close.reason)
        except WebSocketDisconnect:
            pass
        finally:
            await self._break_off()

    async def _listen(self) -> None:
        """Heed what comes. Raises _Close, and WebSocketDisconnect once the other side has gone."""
        while True:
            receiving = asyncio.create_task(self.socket.receive())
            waited: set[asyncio.Future[Any]] = {receiving, self._closing}
            await asyncio.wait(waited, timeout=self._seconds_left(), return_when=asyncio.FIRST_COMPLETED)
            if self._closing.done():
                receiving.cancel()
                raise self._closing.result()
            if not receiving.done():
                receiving.cancel()
                self._demand_time()
                continue
            message = receiving.result()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message["code"])
            await self._heed(_read(message.get("text")))

    def _seconds_left(self) -> float | None:
        if self.presence is None:
            return max(0.0, self._until - time.monotonic())
        left = self.presence.seconds_left()
        return None if left is None else max(0.0, left)

    def _demand_time(self) -> None:
        """Raise _Close where the other side has not said who it is in time, or has been here for as long as it may."""
        if self.presence is not None:
            try:
                self.presence.demand_time()
            except Unauthenticated as error:
                raise _Close(FORBIDDEN, str(error)) from error
        elif time.monotonic() >= self._until:
            raise _Close(INIT_TIMEOUT, f"there was no connection_init within {INIT:g} seconds")

    async def _heed(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._begin(message)
            case "ping":
                await self._send({"type": "pong", **_with_payload(message)})
            case "pong":
                pass
            case "subscribe":
                self._subscribe(message)
                await self._wait_for_room()
            case "complete":
                if operation := self._operations.pop(_id(message), None):
                    operation.cancel()
            case other:
                raise _Close(BAD_REQUEST, f"there is no message of the type {str(other)[:40]!r}")

    async def _begin(self, message: Mapping[str, Any]) -> None:
        if self._is_begun:
            raise _Close(SECOND_INIT, "connection_init came a second time")
        self._is_begun = True
        payload = _object(message, "connection_init")
        for name, value in payload.items():
            if name.lower() == "accept-language" and isinstance(value, str):
                self.language = negotiated(value)

        token = bearer_token(payload)
        try:
            admission = await admission_of_token(self.socket, token)
        except (Unauthenticated, NotAllowed, Unavailable) as error:
            self.subscriptions.witness.sign_in_refused(error)
            raise _Close(LATER if isinstance(error, Unavailable) else FORBIDDEN, str(error)) from error
        self.socket.scope["state"]["admission"] = admission
        self.presence = Presence(admission, lambda: admission_of_token(self.socket, token))
        await self._send({"type": "connection_ack"})

    def _subscribe(self, message: Mapping[str, Any]) -> None:
        if self.presence is None:
            raise _Close(UNAUTHORIZED, "send connection_init first")
        identifier = _id(message)
        if identifier in self._operations:
            raise _Close(KNOWN_ID, f"there is an operation of the id {identifier[:40]!r} already")
        work = self._operate(identifier, _object(message, "subscribe"), self.presence, self.language)
        self._operations[identifier] = operation = asyncio.create_task(work)
        self._under_way.add(operation)
        operation.add_done_callback(self._under_way.discard)

    async def _wait_for_room(self) -> None:
        """Read no more while more are under way than may be: those beyond wait until the other side reads their end."""
        while len(self._under_way) > self.places.most and not self._closing.done():
            waited: set[asyncio.Future[Any]] = {*self._under_way, self._closing}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)

    async def _operate(
        self, identifier: str, payload: Mapping[str, Any], presence: Presence, language: Language
    ) -> None:
        """One operation to its end, told by the last message."""
        try:
            last = await self._answered(identifier, payload, presence, language)
            self._operations.pop(identifier, None)  # before the client reads that it may use the id again
            await self._send({"id": identifier, **last})
        except _Close as close:
            self._close(close)
        except Unauthenticated as error:
            self._close(_Close(FORBIDDEN, str(error)))
        except WebSocketDisconnect:
            pass

    async def _answered(
        self, identifier: str, payload: Mapping[str, Any], presence: Presence, language: Language
    ) -> Mapping[str, Any]:
        """Send all answers but the last message, which is returned."""
        request_id = self.socket.state.request_id
        try:
            if refused := too_soon(self.socket):
                raise refused
            operation = operation_in(payload, self.subscriptions.terms)
            with self.places.take(), self.subscriptions.running.take():
                answers = self.subscriptions.answers(operation, presence, language, request_id)
                async with aclosing(answers):
                    async for answer in answers:
                        if answer.is_last:
                            return {"type": "error", "payload": answer.payload["errors"]}
                        await self._send({"id": identifier, "type": "next", "payload": answer.payload})
        except HTTPException as error:
            extensions = error.extensions if isinstance(error, Refused) else None
            code = extensions["code"] if extensions else code_of_status(error.status_code)
            with self.subscriptions.witness.part(presence.admission.viewer, Operated()):
                self.subscriptions.witness.refused(code)
            return _error(error.detail, extensions)
        except (_Close, Unauthenticated, WebSocketDisconnect):
            raise
        except Exception:
            _log.exception("an operation failed")
            return _error(masked(request_id), {"code": "INTERNAL"})
        return {"type": "complete"}

    async def _send(self, message: Mapping[str, Any]) -> None:
        """Raises _Close where nobody reads it."""
        try:
            await self._line.send(orjson.dumps(message).decode())
        except TooSlow as error:
            raise _Close(LATER, TOO_SLOW) from error

    def _close(self, close: _Close) -> None:
        if not self._closing.done():
            self._closing.set_result(close)

    async def _break_off(self) -> None:
        for operation in (operations := [*self._under_way]):
            operation.cancel()
        if operations:
            await asyncio.wait(operations)


def _read(text: str | None) -> Mapping[str, Any]:
    if text is None:
        raise _Close(BAD_REQUEST, "messages must be text")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _Close(BAD_REQUEST, f"that message is not JSON: {error}") from error
    if not isinstance(message, dict):
        raise _Close(BAD_REQUEST, "a message must be a JSON object")
    return message


def _id(message: Mapping[str, Any]) -> str:
    identifier = message.get("id")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= LONGEST_ID:
        raise _Close(BAD_REQUEST, f"the id must be a text of 1 to {LONGEST_ID} characters")
    return identifier


def _object(message: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The payload. Only that of connection_init may be missing."""
    payload = message.get("payload")
    if payload is None and kind == "connection_init":
        return {}
    if not isinstance(payload, dict):
        raise _Close(BAD_REQUEST, f"the payload of {kind} must be an object")
    return payload


def _with_payload(message: Mapping[str, Any]) -> Mapping[str, Any]:
    payload = message.get("payload")
    return {"payload": payload} if isinstance(payload, dict) else {}


def _error(text: str, extensions: Mapping[str, Any] | None) -> Mapping[str, Any]:
    told = {"message": text, **({"extensions": extensions} if extensions else {})}
    return {"type": "error", "payload": [told]}
