"""The operation that a request asks for: posted as JSON, or a query in the address."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.answers import Refused
from app.guard import is_from_elsewhere
from app.terms import Terms
from schema.allowance import over_time
from schema.limits import Limits

__all__ = ["Operation", "in_time", "operation_in", "operation_of"]

FIELDS: Final[Mapping[str, type]] = {
    "query": str,
    "documentId": str,
    "operationName": str,
    "variables": dict,
    "extensions": dict,
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One of a document, with its variables. The name is null where the document holds one only."""

    document: str
    name: str | None
    variables: dict[str, Any] | None


@asynccontextmanager
async def in_time(limits: Limits) -> AsyncIterator[None]:
    """Within the block, a request is worked on for as long as it may take. Raises Refused once that is over."""
    try:
        async with asyncio.timeout(limits.max_seconds) as time:
            yield
    except TimeoutError:
        if not time.expired():
            raise
        late = over_time(limits)
        raise Refused(503, late.message, late.extensions or {}) from None


async def operation_of(request: Request, terms: Terms) -> Operation:
    """What a request asks for. Raises HTTPException where that cannot be told, or may not be asked so."""
    return operation_in(await _posted(request) if request.method == "POST" else _addressed(request), terms)


def operation_in(asked: Mapping[str, Any], terms: Terms) -> Operation:
    """The operation that these fields tell. Raises HTTPException."""
    for name, kind in FIELDS.items():
        if not isinstance(asked.get(name), kind | None):
            raise HTTPException(400, f"the request's {name} must be {'a string' if kind is str else 'an object'}")
    document = _document(terms, asked.get("query"), asked.get("documentId"))
    return Operation(document, asked.get("operationName"), asked.get("variables"))


async def _posted(request: Request) -> Mapping[str, Any]:
    body = _read(await request.body(), "body")
    if not isinstance(body, dict):
        raise HTTPException(400, "the request's body must be one JSON object, with the document in its field `query`")
    return body


def _addressed(request: Request) -> Mapping[str, Any]:
    """A link, a form or an image of another page can ask so, too; it could not read the answer, but make us work."""
    if is_from_elsewhere(request.headers):
        raise HTTPException(403, "a page of another origin may not send this")
    asked = request.query_params
    for name in FIELDS:
        if len(asked.getlist(name)) > 1:
            raise HTTPException(400, f"the request gives {name} more than once")
    return {
        name: _read(asked[name].encode(), name) if kind is dict else asked[name]
        for name, kind in FIELDS.items()
        if name in asked
    }


def _read(text: bytes, name: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"the request's {name} could not be read as JSON: {error}") from error


def _document(terms: Terms, query: str | None, known_as: str | None) -> str:
    """The document that is given, or named by its id. Raises HTTPException."""
    if query and known_as is not None:
        raise HTTPException(400, "the request gives both query and documentId: which is meant?")
    if query and terms.only_trusted_documents:
        text = "only trusted documents are answered, which are named by documentId (setting only_trusted_documents)"
        raise Refused(400, text, {"code": "DOCUMENT_NOT_TRUSTED", "setting": "only_trusted_documents"})
    if query:
        return query
    if known_as is None:
        raise HTTPException(400, "the request must give a document as query, or name one by documentId")
    document = terms.trusted_documents.find(known_as) if terms.trusted_documents else None
    if document is None:
        text = f"there is no document of the id {known_as!r} here (setting trusted_documents)"
        raise Refused(400, text, {"code": "DOCUMENT_NOT_FOUND", "setting": "trusted_documents"})
    return document
