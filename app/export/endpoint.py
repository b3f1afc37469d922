"""Exports over HTTP: a file to download, for whoever may read the account."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.answers import refusal
from app.authentication import admission_of
from app.export.order import Order, exported
from app.media import listed
from graph.errors import InvalidInput, NotAllowed, NotFound, Unavailable
from graph.store import Store
from graph.viewer import Role
from schema.context import Context
from schema.language import negotiated
from scoring.parameters import Parameters

__all__ = ["export_endpoint"]

KNOWN: Final = ("format", "on", "language")
HEADERS: Final = {
    "Cache-Control": "no-store",  # it is about people
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def export_endpoint(store: Store, parameters: Parameters) -> Callable[[Request], Awaitable[Response]]:
    """What answers with the account that the path names by key, in the format that the query names."""

    async def answer(request: Request) -> Response:
        try:
            return await _answer(store, parameters, request)
        except InvalidInput as error:
            return refusal(400, error.message)
        except NotAllowed as error:
            return refusal(403, error.message)
        except NotFound as error:
            return refusal(404, error.message)
        except Unavailable as error:
            return refusal(503, error.message)

    return answer


async def _answer(store: Store, parameters: Parameters, request: Request) -> Response:
    """What can go wrong does so before the answer begins, which is with the first part."""
    order = _order(request)
    language = order.language or negotiated(listed(request.headers, "accept-language"))
    viewer = admission_of(request).viewer
    viewer.demand_role(Role.ANALYST)
    export = await exported(Context(store, viewer, language=language, parameters=parameters), order)
    first = await asyncio.to_thread(next, export.parts)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{export.name}"'}
    if order.format.is_worded:
        headers |= {"Content-Language": language.value, "Vary": "Accept-Language"}
    return StreamingResponse(chain([first], export.parts), media_type=order.format.media_type, headers=headers)


def _order(request: Request) -> Order:
    query = request.query_params
    for name in query:
        if name not in KNOWN:
            raise InvalidInput(f"there is no parameter {name!r}: the ones are {', '.join(KNOWN)}", [name])
    return Order.of(request.path_params["key"], *(query.get(name) for name in KNOWN))
