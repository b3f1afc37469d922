"""The stream of events: an operation whose answers come one by one in one HTTP response, as graphql-sse has it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.answers import masked
from app.authentication import Unauthenticated, admission_of, admission_of_token, bearer_token
from app.media import EVENT_STREAM, listed
from app.operation import Operation, in_time, operation_of
from app.presence import Presence
from app.subscriptions import Line, Subscriptions, TooSlow
from schema.language import Language, negotiated

__all__ = ["event_stream_endpoint"]

KEEP_ALIVE: Final = 15.0  # seconds, after which a comment tells that nothing has happened
HEADERS: Final = {
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",  # or nginx would keep what comes until there is more of it
    "Vary": "Accept, Accept-Language",
}

_log = structlog.get_logger(__name__)


def event_stream_endpoint(subscriptions: Subscriptions) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request that accepts a stream of events."""

    async def answer(request: Request) -> Response:
        async with in_time(subscriptions.terms.limits):
            operation = await operation_of(request, subscriptions.terms)
        token = bearer_token(request.headers)
        presence = Presence(admission_of(request), lambda: admission_of_token(request, token))
        language = negotiated(listed(request.headers, "accept-language"))
        return _EventStream(subscriptions, operation, presence, language, request.state.request_id)

    return answer


class _EventStream(Response):
    """Ends with the event `complete` where nothing more will come; without it, the client shall come again."""

    media_type = EVENT_STREAM

    def __init__(
        self,
        subscriptions: Subscriptions,
        operation: Operation,
        presence: Presence,
        language: Language,
        request_id: str,
    ) -> None:
        super().__init__(headers={**HEADERS, "Content-Language": language.value})
        del self.headers["content-length"]
        self.subscriptions = subscriptions
        self.presence = presence
        self.request_id = request_id
        self.answers = subscriptions.answers(operation, presence, language, request_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Refused where this process has as many of them as it takes."""
        with self.subscriptions.running.take():
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            line = Line(send)
            telling = asyncio.create_task(self._tell(line))
            others = asyncio.create_task(_left(receive)), asyncio.create_task(self.subscriptions.ending.wait())
            try:
                await self._wait(line, telling, *others)
                if not others[0].done():
                    await line.send({"type": "http.response.body", "body": b""})
            except TooSlow:
                _log.info("a stream was broken off: its reader is too slow")
            finally:
                await _cancel(telling, *others)

    async def _wait(self, line: Line, telling: "asyncio.Task[None]", *others: "asyncio.Task[Any]") -> None:
        """Until all is told, or something else ends it. Raises TooSlow."""
        while True:
            waited = {telling, *others}
            done, _ = await asyncio.wait(waited, timeout=self._seconds(), return_when=asyncio.FIRST_COMPLETED)
            if done:
                return telling.result() if telling in done else None
            try:
                self.presence.demand_time()
                if not line.is_busy:
                    await line.send(_body(b":\n\n"))
            except Unauthenticated as error:
                await _cancel(telling)
                await line.send(_refused(str(error), "UNAUTHENTICATED"))
                return await line.send(COMPLETE)

    async def _tell(self, line: Line) -> None:
        """Everything that there is to tell. Raises TooSlow."""
        try:
            async with aclosing(self.answers):
                async for answer in self.answers:
                    await line.send(_event("next", answer.payload))
        except TooSlow:
            raise
        except Unauthenticated as error:
            await line.send(_refused(str(error), "UNAUTHENTICATED"))
        except Exception:
            _log.exception("an operation failed")
            await line.send(_refused(masked(self.request_id), "INTERNAL"))
        await line.send(COMPLETE)

    def _seconds(self) -> float:
        """Until there is something to say even if nothing happens."""
        left = self.presence.seconds_left()
        return KEEP_ALIVE if left is None else max(0.0, min(KEEP_ALIVE, left))


async def _left(receive: Receive) -> None:
    """Returns once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cancel(*tasks: "asyncio.Task[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def _body(text: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": text, "more_body": True}


def _event(name: str, payload: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A browser hears of no event without data, so there is always some."""
    told = b"" if payload is None else orjson.dumps(payload)
    return _body(b"event: %s\ndata: %s\n\n" % (name.encode(), told))


def _refused(text: str, code: str) -> dict[str, Any]:
    return _event("next", {"errors": [{"message": text, "extensions": {"code": code}}]})


COMPLETE: Final = _event("complete")
