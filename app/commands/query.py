"""`stakegraph query`: a GraphQL request answered without opening a port."""

import asyncio
import sys
from typing import Any, Final, TextIO

import click
import orjson
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.answers import codes_of, told
from app.audit import current
from app.database import DATABASE, existing_database
from app.logs import configure, request_id
from app.settings import Settings, takes
from app.witnessing import witnessed
from graph.store import Store
from graph.viewer import LOCAL
from schema.api import schema
from schema.context import Context

__all__ = ["query"]

ANSWERED: Final = (OperationType.QUERY, OperationType.MUTATION)


def _variables(text: str) -> dict[str, Any]:
    try:
        parsed = orjson.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"this is not JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise click.BadParameter('the variables must be a JSON object, such as {"id": "krackhardt"}')
    return parsed


@click.command
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--variables", metavar="JSON", type=_variables, help="The request's variables, as a JSON object.")
@click.option("--operation", metavar="NAME", help="Which of the operations in FILE to carry out, where it has several.")
@takes(*DATABASE, "rates", "audit_log", "log_level", "log_format")
def query(settings: Settings, file: TextIO, variables: dict[str, Any] | None, operation: str | None) -> None:
    """Answer a GraphQL request, without a port.

        The request is read from FILE (- for standard input), and the answer printed as JSON. The exit code is 1 when
    it has errors.
    """
    configure(settings.log_level, settings.log_format)
    text = file.read()
    with existing_database(settings) as endpoint, witnessed(settings, "query") as watcher:
        store = Store(endpoint, watcher=watcher)
        answer = asyncio.run(_answer(store, settings, text, variables, operation))
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2 if sys.stdout.isatty() else None))
    sys.exit(1 if "errors" in answer else 0)


async def _answer(
    store: Store,
    settings: Settings,
    text: str,
    variables: dict[str, Any] | None,
    operation: str | None,
) -> dict[str, Any]:
    async with store:
        with request_id() as chosen:
            result = await _execute(Context(store, LOCAL, parameters=settings.parameters), text, variables, operation)
            errors = [error.formatted for error in told(result.errors or [], chosen)]
            if (event := current()) is not None:
                event.refuse(codes_of(result.errors or []))
    return {"data": result.data, **({"errors": errors} if errors else {})}


async def _execute(
    context: Context, text: str, variables: dict[str, Any] | None, operation: str | None
) -> ExecutionResult:
    try:
        return await schema.execute(
            text, variables, context, operation_name=operation, allowed_operation_types=ANSWERED
        )
    except MissingQueryError as error:
        raise click.UsageError("the request is empty") from error
    except CannotGetOperationTypeError as error:
        called = f" called {operation!r}" if operation else ""
        raise click.UsageError(f"the request has no operation{called}") from error
    except InvalidOperationTypeError as error:
        raise click.UsageError("a subscription goes on: send it to a service (docs/subscribing.md)") from error
