"""The GraphQL endpoint: requests posted as JSON, answered from the store."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from app.answers import refusal, told
from graph.store import Store
from graph.viewer import LOCAL
from schema.api import schema
from schema.context import Context
from schema.language import negotiated

__all__ = ["graphql_endpoint"]


def graphql_endpoint(store: Store) -> Callable[[Request], Awaitable[Response]]:
    """What answers a posted request: in one form, whatever was wrong with it."""
    view = _View(store)

    async def answer(request: Request) -> Response:
        try:
            return await view.run(request)
        except HTTPException as error:
            return refusal(error.status_code, error.reason)

    return answer


class _View(GraphQL[Context, None]):
    def __init__(self, store: Store) -> None:
        super().__init__(schema, graphql_ide=None, allow_queries_via_get=False, subscription_protocols=())
        self.store = store

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        language = negotiated(",".join(request.headers.getlist("accept-language")))
        if isinstance(response, Response):
            response.headers.update({"Content-Language": language.value, "Vary": "Accept-Language"})
        return Context(self.store, LOCAL, language=language)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
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
