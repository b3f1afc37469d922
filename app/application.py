"""The Starlette application: its routes, and what stands before them."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from app.answers import Refused, refusal
from app.audited import Audited
from app.authentication import Admitted, Authenticated, Authentication
from app.calendar import calendar_feed
from app.endpoint import METHODS, graphql_endpoint
from app.event_stream import event_stream_endpoint
from app.export.endpoint import export_endpoint
from app.guard import UPLOADS, Guard
from app.health import livez, readyz
from app.kept_answers import KeptAnswers
from app.media import EVENT_STREAM, GRAPHQL, HTML, JSON, listed, preferred
from app.pace import Paced
from app.requests import Requests
from app.subscriptions import Subscriptions
from app.terms import OPEN, Terms
from app.upload.endpoint import upload_endpoint
from app.websocket import websocket_endpoint
from app.witness import UNSEEN, Witness
from graph.store import Store
from schema.documents import Documents
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


def create_application(
    store: Store,
    parameters: Parameters = DEFAULTS,
    terms: Terms = OPEN,
    authentication: Authentication | None = None,
    witness: Witness = UNSEEN,
) -> Starlette:
    """The service on a store, which is the caller's to close, and whose database need not run yet.

    Without authentication, everybody may do everything. The witness is told what requests do; what they read and
    write it is told where it is the store's watcher, too.
    """
    documents, kept = Documents(terms.limits), KeptAnswers(store, terms.answers_megabytes)
    subscriptions = Subscriptions(store, parameters, terms, documents, witness)
    answer = graphql_endpoint(store, parameters, terms, documents, kept, witness)
    upload = upload_endpoint(store, parameters, terms, documents, subscriptions.ending)
    application = Starlette(
        routes=[
            *(PAGES if terms.graphiql else ()),
            Route("/graphql", _endpoint(answer, terms, subscriptions), methods=[*METHODS]),
            WebSocketRoute("/graphql", websocket_endpoint(subscriptions)),
            Route("/calendar/{key:path}.ics", calendar_feed(store, parameters)),
            Route("/accounts/{key:path}/export", export_endpoint(store, parameters)),
            Route(UPLOADS, upload, methods=["POST"]),
            Route("/livez", livez),
            Route("/readyz", readyz(store)),
        ],
        # From the outside in. Who asks is found before what names or counts them; who is nobody is refused last.
        middleware=[
            Middleware(Requests, witness),
            Middleware(Authenticated, authentication),
            Middleware(Audited, witness),
            Middleware(Paced, terms.max_requests_per_minute),
            Middleware(Guard, terms.max_body_kilobytes, terms.allowed_hosts, terms.max_upload_megabytes),
            Middleware(Admitted),
        ],
        exception_handlers={HTTPException: _refusing(witness)},
    )
    application.state.subscriptions = subscriptions
    application.state.kept_answers = kept
    return application


def _endpoint(
    answer: Callable[[Request], Awaitable[Response]], terms: Terms, subscriptions: Subscriptions
) -> Callable[[Request], Awaitable[Response]]:
    stream = event_stream_endpoint(subscriptions)

    async def answer_or_page(request: Request) -> Response:
        """A browser that goes there is shown the page."""
        is_read, accept = request.method in ("GET", "HEAD"), listed(request.headers, "accept")
        if request.method == "POST" and preferred(accept, (JSON, GRAPHQL, EVENT_STREAM)) == EVENT_STREAM:
            return await stream(request)
        is_page = terms.graphiql and is_read and preferred(accept, (JSON, GRAPHQL, HTML)) == HTML
        return await (_page if is_page else answer)(request)

    return answer_or_page


async def _home(request: Request) -> Response:
    return RedirectResponse("/graphiql/")


async def _page(request: Request) -> Response:
    return FileResponse(GRAPHIQL / "index.html", headers=PAGE_HEADERS)


async def _part(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ("graphiql.js", "graphiql.css"):
        raise HTTPException(404)
    return FileResponse(GRAPHIQL / name, headers=PAGE_HEADERS)


def _refusing(witness: Witness) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
        extensions = None
        if isinstance(error, Refused):
            extensions = error.extensions
            witness.refused(extensions["code"])
        return refusal(error.status_code, error.detail, dict(error.headers or {}), extensions)

    return refuse


PAGES: Final = (
    Route("/", _home),
    Route("/graphiql", _page),
    Route("/graphiql/", _page),
    Route("/graphiql/{name}", _part),
)
