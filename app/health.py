"""Whether the process runs, and whether it can answer: what a supervisor or a balancer asks."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph.errors import Unavailable
from graph.store import Store

__all__ = ["livez", "readyz"]

PATIENCE: Final = 2.0  # seconds within which the database must answer

_log = structlog.get_logger(__name__)


async def livez(request: Request) -> Response:
    """The process runs."""
    return JSONResponse({"live": True})


def readyz(store: Store) -> Callable[[Request], Awaitable[Response]]:
    """What tells whether the database answers now."""

    async def answer(request: Request) -> Response:
        reason = await _unready(store)
        if reason is None:
            return JSONResponse({"ready": True})
        _log.warning("not ready", reason=reason)
        return JSONResponse({"ready": False, "reason": reason}, 503)

    return answer


async def _unready(store: Store) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            await store.connection.ping()
    except TimeoutError:
        return f"the database did not answer within {PATIENCE:g} seconds"
    except Unavailable as error:
        return error.message
    return None
