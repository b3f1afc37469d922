"""Uploads over HTTP: files and what is to become of them, answered with the report as GraphQL tells it."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, ENOSPC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.answers import Refused, code_of, refusal, told
from app.authentication import admission_of
from app.media import listed
from app.operation import Operation, in_time, operation_in
from app.terms import Terms
from app.upload.form import Form, read_form
from app.upload.order import FIELDS, Order
from app.upload.watch import Watch, too_large
from app.upload.work import Upload, work
from graph.errors import Conflict, NotAllowed, NotFound, StakegraphError, Unavailable
from graph.store import Store
from graph.viewer import Role
from schema.api import schema
from schema.context import Context
from schema.documents import UNLIMITED, Documents
from schema.imports import ImportReport
from schema.language import negotiated
from scoring.parameters import Parameters
from seeds.files.limits import OverLimit

__all__ = ["upload_endpoint"]

ASKING: Final = ("query", "documentId", "operationName", "variables")
HEADERS: Final = {
    "Cache-Control": "no-store",  # it is about people
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
}
STATUS: Final[dict[type[StakegraphError], int]] = {NotAllowed: 403, NotFound: 404, Conflict: 409, Unavailable: 503}
LATER: Final = "10"  # seconds
NO_ROOM: Final = "NO_ROOM"
WHOLE: Final = """{
  importReport {
    committed token rows accounts written isComplete summary
    counts { label made changed unchanged matched leftOut vanished }
    faults { file sheet row column value reason extent message proposal isOnPurpose }
    vanished { account label key name }
    doubts { file sheet row column message }
    duplicates { account one other oneName otherName why }
    leftOut { name content }
  }
}"""
"""What is answered where the upload asks for nothing itself."""


def upload_endpoint(
    store: Store, parameters: Parameters, terms: Terms, documents: Documents, ending: asyncio.Event
) -> Callable[[Request], Awaitable[Response]]:
    """What takes uploads, of whoever may write. Those that are worked on when the service ends are told so."""
    return _Endpoint(store, parameters, terms, documents, ending).answer


class _Endpoint:
    def __init__(
        self, store: Store, parameters: Parameters, terms: Terms, documents: Documents, ending: asyncio.Event
    ) -> None:
        self.store = store
        self.parameters = parameters
        self.terms = terms
        self.ending = ending
        self.documents = documents
        self.taken = 0

    async def answer(self, request: Request) -> Response:
        try:
            return await self._answered(request)
        except OverLimit as error:
            raise too_large(error, self.terms) from error
        except StakegraphError as error:
            told_of = {"code": code_of(error), **({"path": list(error.path)} if error.path else {})}
            return refusal(STATUS.get(type(error), 400), error.message, extensions=told_of)
        except (OSError, sqlite3.Error) as error:
            if not _is_out_of_room(error):
                raise
            raise Refused(507, "there is no room here to keep the upload", {"code": NO_ROOM}) from error

    async def _answered(self, request: Request) -> Response:
        """What is asked of the report is looked at first: nothing is written where it could not be told."""
        viewer = admission_of(request).viewer
        viewer.demand_role(Role.MEMBER)
        watch = Watch(self.terms)
        with self._place(), _room() as directory:
            form = await read_form(request, directory, [*FIELDS, *ASKING], watch)
            order, operation = Order.of(form.fields), self._operation(form)
            tried = await self._executed(operation, request, None)
            if tried.errors:
                errors = [error.formatted for error in told(tried.errors, request.state.request_id)]
                return Response(orjson.dumps({"errors": errors}), 400, HEADERS, "application/json; charset=utf-8")
            report = await self._worked(Upload(order, form.files, viewer, watch))
        result = await self._executed(operation, request, report)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [error.formatted for error in told(result.errors, request.state.request_id)]
        return Response(orjson.dumps(answer), 200, HEADERS, "application/json; charset=utf-8")

    async def _worked(self, upload: Upload) -> ImportReport:
        watch = upload.watch
        working = asyncio.ensure_future(asyncio.to_thread(work, upload, self.store))
        ending = asyncio.ensure_future(self.ending.wait())
        try:
            await asyncio.wait([working, ending], return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                watch.stop()
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            watch.stop()
            with suppress(Exception):
                await working
            raise
        finally:
            ending.cancel()
            if watch.written:
                self.store.hear(frozenset(watch.written))

    @contextmanager
    def _place(self) -> Iterator[None]:
        most = self.terms.max_uploads
        if self.taken >= most:
            text = f"there are {most} uploads already (setting max_uploads); try again later"
            raise Refused(
                503, text, {"code": "TOO_MANY_UPLOADS", "setting": "max_uploads", "limit": most}, {"Retry-After": LATER}
            )
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1

    def _operation(self, form: Form) -> Operation | None:
        """What the upload asks for; null where that is the whole report."""
        asked: dict[str, Any] = {name: form.fields[name] for name in ASKING if form.fields.get(name)}
        if not asked:
            return None
        if "variables" in asked:
            try:
                asked["variables"] = orjson.loads(asked["variables"])
            except orjson.JSONDecodeError as error:
                raise HTTPException(400, f"the request's variables could not be read as JSON: {error}") from error
        return operation_in(asked, self.terms)

    async def _executed(
        self, operation: Operation | None, request: Request, report: ImportReport | None
    ) -> ExecutionResult:
        context = Context(
            self.store,
            admission_of(request).viewer,
            language=negotiated(listed(request.headers, "accept-language")),
            parameters=self.parameters,
            documents=UNLIMITED if operation is None else self.documents,
        )
        context.imported = report
        asked = operation or Operation(WHOLE, None, None)
        try:
            async with in_time(self.terms.limits):
                return await schema.execute(
                    asked.document,
                    asked.variables,
                    context,
                    operation_name=asked.name,
                    allowed_operation_types=[OperationType.QUERY],
                )
        except (CannotGetOperationTypeError, InvalidOperationTypeError) as error:
            raise HTTPException(400, "an upload is answered by a query: ask for importReport") from error


@contextmanager
def _room() -> Iterator[Path]:
    """A directory for the files, until they are done with."""
    try:
        made = TemporaryDirectory(prefix="stakegraph-upload-")
    except OSError as error:
        text = f"there is no temporary directory here to keep the upload in: {error.strerror}"
        raise Refused(507, text, {"code": NO_ROOM}) from error
    with made as directory:
        yield Path(directory)


def _is_out_of_room(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, OSError):
        return error.errno in (ENOSPC, EDQUOT)
    return error.sqlite_errorcode == sqlite3.SQLITE_FULL
