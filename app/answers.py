"""What a caller is told when something goes wrong: our own errors as they are, everything else masked."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from app.media import JSON
from graph.errors import StakegraphError

__all__ = ["Refused", "code_of", "code_of_name", "code_of_status", "codes_of", "masked", "refusal", "told"]

BAD_REQUEST: Final = "BAD_REQUEST"
CODES: Final = {
    401: "UNAUTHENTICATED",
    403: "NOT_ALLOWED",
    404: "NOT_FOUND",
    409: "CONFLICT",
    413: "BODY_TOO_LONG",
    429: "TOO_MANY_REQUESTS",
    503: "UNAVAILABLE",
}

_log = structlog.get_logger(__name__)


class Refused(HTTPException):
    """A request that is not carried out, for a reason that programs can tell by its `code`."""

    def __init__(
        self, status: int, message: str, extensions: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, message, headers)
        self.extensions = extensions


def refusal(
    status: int,
    message: str,
    headers: Mapping[str, str] | None = None,
    extensions: Mapping[str, Any] | None = None,
    media: str = JSON,
) -> JSONResponse:
    """An answer to a request that was not carried out, in the form of GraphQL's errors."""
    error = {"message": message, **({"extensions": extensions} if extensions else {})}
    return JSONResponse({"errors": [error]}, status, headers, f"{media}; charset=utf-8")


def masked(request_id: str) -> str:
    """All that is told of what nobody meant to happen."""
    return f"Something went wrong on our side; request id {request_id}"


def told(errors: Sequence[GraphQLError], request_id: str) -> list[GraphQLError]:
    """The errors of a GraphQL request as its sender may see them; what is masked goes whole to the _log."""
    return [_told(error, request_id) for error in errors]


def _told(error: GraphQLError, request_id: str) -> GraphQLError:
    cause = _cause(error)
    if isinstance(cause, StakegraphError):
        return _located(error, cause.message, code_of(cause))
    if cause is None or _is_about_the_document(error):
        return error
    _log.error("a field failed", path=error.path, exc_info=cause)
    return _located(error, masked(request_id), "INTERNAL")


def _cause(error: GraphQLError) -> Exception | None:
    """What was raised underneath, if it was anything but GraphQL's own errors."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _is_about_the_document(error: GraphQLError) -> bool:
    """Whether a value in the request could not be read. What a field's resolver raises has a path."""
    return error.path is None and bool(error.nodes)


def _located(error: GraphQLError, message: str, code: str) -> GraphQLError:
    extensions: dict[str, Any] = {"code": code}
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=extensions)


def code_of_status(status: int) -> str:
    """What a status from 400 on says, where nothing else tells more."""
    return CODES.get(status, BAD_REQUEST if status < 500 else "INTERNAL")


def codes_of(errors: Sequence[GraphQLError]) -> list[str]:
    """The codes of the errors of a GraphQL request, for who looks after the service."""
    return [_code(error) for error in errors]


def _code(error: GraphQLError) -> str:
    cause = _cause(error)
    if isinstance(cause, StakegraphError):
        return code_of(cause)
    is_told = cause is None or _is_about_the_document(error)
    return str((error.extensions or {}).get("code", BAD_REQUEST)) if is_told else "INTERNAL"


def code_of(error: StakegraphError) -> str:
    """What programs tell an error of ours by."""
    return code_of_name(type(error).__name__)


def code_of_name(name: str) -> str:
    """The name of a class, as GraphQL writes constants."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
