"""The endpoint of GraphQL over HTTP: a request's operation is read, executed on the store, and answered."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import orjson
from graphql import GraphQLError, OperationDefinitionNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.answers import Refused, code_of_status, codes_of, refusal, told
from app.authentication import admission_of
from app.etag import is_held, quoted_tag
from app.kept_answers import KeptAnswer, KeptAnswers, answer_key, digest_of
from app.media import GRAPHQL, JSON, listed, preferred
from app.operation import Operation, in_time, operation_of
from app.terms import Terms
from app.witness import Operated, Witness
from graph.store import Store
from graph.watcher import UNWATCHED, Count
from schema.api import schema
from schema.context import Context
from schema.documents import OPERATION_NAME_MISSING, Documents
from schema.language import Language, negotiated
from schema.limits import Excess, Limits
from scoring.parameters import Parameters

__all__ = ["METHODS", "graphql_endpoint"]

MEDIA: Final = (JSON, GRAPHQL)
READING: Final = frozenset({OperationType.QUERY})
METHODS: Final = {"GET": READING, "HEAD": READING, "POST": READING | {OperationType.MUTATION}, "OPTIONS": READING}
STATUS: Final = {**dict.fromkeys([*Excess, OPERATION_NAME_MISSING], 400), Excess.TIME: 503}


def graphql_endpoint(
    store: Store, parameters: Parameters, terms: Terms, documents: Documents, kept: KeptAnswers, witness: Witness
) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request: in one form, whatever was wrong with it.

    Raises click.UsageError where a trusted document is not valid.
    """
    if terms.trusted_documents:
        terms.trusted_documents.demand_valid(_faults(terms.limits))
    return _Endpoint(store, parameters, terms, documents, kept, witness).answer


def _faults(limits: Limits) -> Callable[[str], list[GraphQLError]]:
    """What is wrong with a document, with suggestions for those who wrote it."""
    documents = Documents(replace(limits, suggestions=True))

    def faults(text: str) -> list[GraphQLError]:
        try:
            return documents.read(schema._schema, text).faults
        except GraphQLError as error:
            return [error]

    return faults


class _Endpoint:
    def __init__(
        self,
        store: Store,
        parameters: Parameters,
        terms: Terms,
        documents: Documents,
        kept: KeptAnswers,
        witness: Witness,
    ) -> None:
        self.store = store
        self.witness = witness
        self.parameters = parameters
        self.terms = terms
        self.kept = kept
        self.documents = documents

    async def answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        media = preferred(listed(request.headers, "accept"), MEDIA)
        operated = Operated()
        try:
            if media is None:
                raise HTTPException(406, f"the answer is {' or '.join(MEDIA)}: accept one of them")
            answer = await self._answered(request, media, operated)
        except HTTPException as error:
            extensions = error.extensions if isinstance(error, Refused) else None
            operated.codes = [extensions["code"] if extensions else code_of_status(error.status_code)]
            answer = refusal(error.status_code, error.detail, error.headers, extensions, media or JSON)
        self.witness.operated(operated)
        return answer

    async def _answered(self, request: Request, media: str, operated: Operated) -> Response:
        async with in_time(self.terms.limits):
            operation = await operation_of(request, self.terms)
            operated.context = self._context(request)
            return await self._asked(operation, operated.context, operated, request, media)

    async def _asked(
        self, operation: Operation, context: Context, operated: Operated, request: Request, media: str
    ) -> Response:
        language, key = context.language, answer_key(operation, context.rights, context.language)
        if (kept := await self.kept.find(key)) is not None:
            if self.witness.watcher is not UNWATCHED:
                document = self.documents.read(schema._schema, operation.document)
                context.operation = document.operation(operation.name)
                self.witness.read_again(kept.reads.revisions)
            return _response(kept.body, kept.digest, request, language, media)
        with self.kept.making(key) as keep:
            result = await _executed(operation, context, request.method)
            self.witness.count(Count.ANSWER_MADE)
            operated.codes = codes_of(result.errors or [])
            body, status = _answer(result, media, request)
            if result.errors:
                return _response(body, None, request, language, media, status)
            digest = digest_of(body)
            if context.reads.is_complete and _is_query(context.operation):
                keep(KeptAnswer(body, digest, context.reads))
            return _response(body, digest, request, language, media)

    def _context(self, request: Request) -> Context:
        return Context(
            self.store,
            admission_of(request).viewer,
            self.store.clock,
            negotiated(listed(request.headers, "accept-language")),
            parameters=self.parameters,
            documents=self.documents,
        )


def _is_query(operation: OperationDefinitionNode | None) -> bool:
    return operation is not None and operation.operation.value == OperationType.QUERY.value


async def _executed(operation: Operation, context: Context, method: str) -> ExecutionResult:
    try:
        return await schema.execute(
            operation.document,
            operation.variables,
            context,
            operation_name=operation.name,
            allowed_operation_types=METHODS[method],
        )
    except CannotGetOperationTypeError as error:
        named = "" if operation.name is None else f" of the name {operation.name!r}"
        raise HTTPException(400, f"the request's document holds no operation{named}") from error
    except InvalidOperationTypeError as error:
        if error.operation_type is OperationType.MUTATION:
            raise HTTPException(405, "a mutation must be posted", {"Allow": "POST"}) from error
        raise HTTPException(406, "a subscription is not answered by one answer") from error


def _answer(result: ExecutionResult, media: str, request: Request) -> tuple[bytes, int]:
    """What was executed is answered with 200, whatever became of its fields: their errors have a path.

    What could not be is, too, in plain JSON: so clients expect that do not know the other media type.
    """
    errors = result.errors or []
    for error in errors:
        if (error.extensions or {}).get("code") in STATUS:
            raise _refused(error)
    is_executed = result.data is not None or any(error.path for error in errors)
    answer: dict[str, Any] = {"data": result.data} if is_executed else {}
    if errors:
        answer["errors"] = [error.formatted for error in told(errors, request.state.request_id)]
    status = 200 if is_executed or media == JSON else 400
    return orjson.dumps(answer), status


def _response(
    body: bytes, digest: str | None, request: Request, language: Language, media: str, status: int = 200
) -> Response:
    """Whoever reads from the address may keep what has a digest, and ask each time whether it is right still."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Language": language.value,
        "Vary": "Accept, Accept-Language, Authorization",
        "X-Content-Type-Options": "nosniff",
    }
    if digest is not None and request.method in ("GET", "HEAD"):
        tag = quoted_tag(digest, language.value, str(MEDIA.index(media)))
        headers |= {"Cache-Control": "private, no-cache", "ETag": tag}
        if is_held(tag, listed(request.headers, "if-none-match")):
            return Response(status_code=304, headers=headers)
    return Response(body, status, headers, f"{media}; charset=utf-8")


def _refused(error: GraphQLError) -> Refused:
    """What is answered with this error alone."""
    extensions = error.extensions or {}
    return Refused(STATUS[extensions["code"]], error.message, extensions)
