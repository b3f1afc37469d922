"""The Starlette application: its routes, and what stands before them."""

from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from app.answers import Refused, refusal
from app.calendar import calendar_feed
from app.endpoint import graphql_endpoint
from app.export.endpoint import export_endpoint
from app.guard import Guard
from app.health import livez, readyz
from app.pace import Paced
from app.requests import Requests
from app.terms import OPEN, Terms
from graph.store import Store
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["create_application"]

GRAPHIQL: Final = Path(__file__).parent / "graphiql"
PAGE_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self' ws: wss:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}


def create_application(store: Store, parameters: Parameters = DEFAULTS, terms: Terms = OPEN) -> Starlette:
    """The service on a store, which is the caller's to close, and whose database need not run yet."""
    return Starlette(
        routes=[
            Route("/graphql", graphql_endpoint(store, parameters, terms.limits), methods=["POST"]),
            *(PAGES if terms.graphiql else [Route("/graphql", _posts_only)]),
            Route("/calendar/{key:path}.ics", calendar_feed(store, parameters)),
            Route("/accounts/{key:path}/export", export_endpoint(store, parameters)),
            Route("/livez", livez),
            Route("/readyz", readyz(store)),
        ],
        middleware=[
            Middleware(Requests),
            Middleware(Paced, terms.max_requests_per_minute),
            Middleware(Guard, terms.max_body_kilobytes),
        ],
        exception_handlers={HTTPException: _refused},
    )


async def _home(request: Request) -> Response:
    return RedirectResponse("/graphiql/")


async def _page(request: Request) -> Response:
    return FileResponse(GRAPHIQL / "index.html", headers=PAGE_HEADERS)


async def _page_for_browsers(request: Request) -> Response:
    """A browser is shown the page; requests are posted."""
    if "text/html" in request.headers.get("accept", ""):
        return await _page(request)
    return await _posts_only(request)


async def _posts_only(request: Request) -> Response:
    return refusal(405, "post the request, as JSON", {"Allow": "POST"})


async def _part(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ("graphiql.js", "graphiql.css"):
        raise HTTPException(404)
    return FileResponse(GRAPHIQL / name, headers=PAGE_HEADERS)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
    extensions = error.extensions if isinstance(error, Refused) else None
    return refusal(error.status_code, error.detail, dict(error.headers or {}), extensions)


PAGES: Final = (
    Route("/", _home),
    Route("/graphql", _page_for_browsers),
    Route("/graphiql", _page),
    Route("/graphiql/", _page),
    Route("/graphiql/{name}", _part),
)
