"""The GraphQL endpoint: requests posted as JSON, answered from the store."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from app.answers import Refused, refusal, told
from graph.store import Store
from graph.viewer import LOCAL
from schema.allowance import over_time
from schema.api import schema
from schema.context import Context
from schema.documents import OPERATION_NAME_MISSING, Documents
from schema.language import negotiated
from schema.limits import Excess, Limits
from scoring.parameters import Parameters

__all__ = ["graphql_endpoint"]

STATUS: Final = {**dict.fromkeys([*Excess, OPERATION_NAME_MISSING], 400), Excess.TIME: 503}


def graphql_endpoint(store: Store, parameters: Parameters, limits: Limits) -> Callable[[Request], Awaitable[Response]]:
    """What answers a posted request: in one form, whatever was wrong with it."""
    view = _View(store, parameters, Documents(limits))

    async def answer(request: Request) -> Response:
        try:
            async with asyncio.timeout(limits.max_seconds) as time:
                return await view.run(request)
        except HTTPException as error:
            return refusal(error.status_code, error.reason)
        except TimeoutError:
            if not time.expired():
                raise
            raise _refused(over_time(limits)) from None

    return answer


def _refused(error: GraphQLError) -> Refused:
    """What is answered with this error alone."""
    extensions = error.extensions or {}
    return Refused(STATUS[extensions["code"]], error.message, extensions)


class _View(GraphQL[Context, None]):
    def __init__(self, store: Store, parameters: Parameters, documents: Documents) -> None:
        super().__init__(schema, graphql_ide=None, allow_queries_via_get=False, subscription_protocols=())
        self.store = store
        self.parameters = parameters
        self.documents = documents

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        language = negotiated(",".join(request.headers.getlist("accept-language")))
        if isinstance(response, Response):
            response.headers.update({"Content-Language": language.value, "Vary": "Accept-Language"})
        return Context(self.store, LOCAL, language=language, parameters=self.parameters, documents=self.documents)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        for error in result.errors or ():
            if (error.extensions or {}).get("code") in STATUS:
                raise _refused(error)
        if result.errors:
            result.errors = told(result.errors, request.state.request_id)
        return await super().process_result(request, result)

    def parse_json(self, data: str | bytes) -> Any:
        parsed = super().parse_json(data)
        if not isinstance(parsed, dict):
            raise HTTPException(400, "the body must be one JSON object, with the request in its field `query`")
        return parsed

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)
