"""Subscriptions: operations whose answers go on, over connections that stay."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from typing import Any, Final, NamedTuple

from graphql import GraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError

from app.answers import Refused, codes_of, told
from app.authentication import Unauthenticated
from app.operation import Operation
from app.presence import Presence
from app.terms import Terms
from app.witness import Operated, Witness
from graph.errors import NotAllowed, Unavailable
from graph.store import Store
from schema.api import schema
from schema.context import Context
from schema.documents import Documents
from schema.language import Language
from schema.limits import Excess
from scoring.parameters import Parameters

__all__ = ["Answer", "Line", "Places", "Subscriptions", "TooSlow"]

PATIENCE: Final = 30.0  # seconds for which a message waits until its reader has read those before


class Answer(NamedTuple):
    """A message of an operation; the last one, where it tells why there are no more of them."""

    payload: Mapping[str, Any]
    is_last: bool


class Places:
    """As many as a setting allows."""

    def __init__(self, what: str, setting: str, most: int) -> None:
        self.what = what
        self.setting = setting
        self.most = most
        self.taken = 0

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold a place within the block. Raises Refused where there is none."""
        if self.taken >= self.most:
            text = f"there are {self.most} {self.what} already (setting {self.setting}); try again later"
            code = {"code": "TOO_MANY_SUBSCRIPTIONS", "setting": self.setting, "limit": self.most}
            raise Refused(503, text, code)
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


class TooSlow(Exception):
    """Somebody who does not read what they are sent."""


class Line:
    """What is sent over one connection: one message after the other, each once its reader has made room for it.

    So no more than one message waits in memory, whoever reads how slowly.
    """

    def __init__(self, send: Callable[[Any], Awaitable[None]]) -> None:
        self._send = send
        self._turn = asyncio.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether a message waits until its reader makes room for it."""
        return self._turn.locked()

    async def send(self, message: Any) -> None:
        """Raises TooSlow."""
        try:
            async with asyncio.timeout(PATIENCE) as limit, self._turn:
                await self._send(message)
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise TooSlow from error


class Subscriptions:
    """All that one process answers over connections that stay, and how many of each it takes."""

    def __init__(
        self, store: Store, parameters: Parameters, terms: Terms, documents: Documents, witness: Witness
    ) -> None:
        self.terms = terms
        self.witness = witness
        self.running = Places("subscriptions in this process", "max_subscriptions", terms.max_subscriptions)
        self.sockets = Places("WebSockets in this process", "max_subscriptions", terms.max_subscriptions)
        self.ending = asyncio.Event()
        self._store = store
        self._parameters = parameters
        self._documents = documents

    async def answers(
        self, operation: Operation, presence: Presence, language: Language, request_id: str
    ) -> AsyncGenerator[Answer, None]:
        """The one answer of a query or mutation, or those of a subscription as they come.

        Raises Unauthenticated once whoever asked is not admitted any more.
        """
        try:
            viewer = await presence.viewer()
        except (Unauthenticated, NotAllowed) as error:
            self.witness.sign_in_refused(error)
            raise Unauthenticated(str(error)) from error
        except Unavailable as error:
            self.witness.sign_in_refused(error)
            yield _answer(None, [GraphQLError(error.message, original_error=error)], request_id)
            return
        context = Context(
            self._store,
            viewer,
            language=language,
            parameters=self._parameters,
            documents=self._documents,
            admit=presence.viewer,
        )
        operated = Operated(context)
        with self.witness.part(viewer, operated):
            try:
                async with aclosing(self._results(operation, context)) as results:
                    async for data, errors in results:
                        answer = _answer(data, errors, request_id)
                        self.witness.told(operated, codes_of(errors))
                        yield answer
            except Unauthenticated:
                operated.codes.append("UNAUTHENTICATED")
                raise
            finally:
                self.witness.operated(operated)

    async def _results(
        self, operation: Operation, context: Context
    ) -> AsyncGenerator[tuple[Any, Sequence[GraphQLError]], None]:
        results: Any = await schema.stream(
            operation.document, operation.variables, context, operation_name=operation.name
        )
        try:
            async with aclosing(results):
                async for result in results:
                    yield result.data, result.errors or []
        except GraphQLError as error:  # the document cannot be read, or is too much
            yield None, [error]


def _answer(data: Any, errors: Sequence[GraphQLError], request_id: str) -> Answer:
    for error in errors:
        if isinstance(error.original_error, Unauthenticated):
            raise error.original_error
        if isinstance(error.original_error, CannotGetOperationTypeError):
            name = error.original_error.operation_name
            named = "" if name is None else f" of the name {name!r}"
            return Answer({"errors": [{"message": f"the document holds no operation{named}"}]}, is_last=True)
    formatted = {"errors": [error.formatted for error in told(errors, request_id)]} if errors else {}
    is_over = any((error.extensions or {}).get("code") in [*Excess] for error in errors)
    if is_over or (data is None and not any(error.path for error in errors)):
        return Answer(formatted, is_last=True)
    return Answer({"data": data, **formatted}, is_last=False)
