"""Who asks: the viewer of each request, told by its token; without authentication, whoever uses this machine.

A token is an API key, or one of an issuer (OpenID Connect). It is looked at in one place, before anything else knows
of the request: `Authenticated` finds who asks and keeps it in the request's state, and `Admitted`, behind whatever
counts and measures requests, refuses those of nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.answers import refusal
from app.issuer import Issuer
from app.keys import KnownKeys
from app.tokens import Claims, InvalidToken, claims_of
from app.trust import Trust
from graph.errors import NotAllowed, StakegraphError, Unavailable
from graph.identity import node_id
from graph.keys import PREFIX
from graph.model import TeamMember
from graph.moment import day_of
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer

__all__ = [
    "Admission",
    "Admitted",
    "Authenticated",
    "Authentication",
    "Unauthenticated",
    "admission_of",
    "admission_of_token",
    "bearer_token",
]

LONGEST: Final = 16_384  # characters of a token
ALL: Final = "*"
CALENDARS: Final = "/calendar/"
UNASKED: Final = ("/livez", "/readyz", "/", "/graphiql")
"""Where nobody is asked who they are: there is nothing of the team's there."""

HOW: Final = "say who you are, with a token in the header Authorization: Bearer TOKEN"
LATER: Final = "5"  # seconds after which to ask again, where nobody can tell now who asks


class Unauthenticated(Exception):
    """A token that tells nobody: there is none, or it is not valid, or no more. The message may be shown to anybody."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Who asks, and until when that is so; null: for as long as they like.

    `calendar` is the id of the one of us whose agenda is all that they may read; null: there is no such limit.
    """

    viewer: Viewer
    expires: datetime | None = None
    calendar: str | None = None


OPEN: Final = Admission(LOCAL)
"""Everybody, where no authentication is configured."""


class Authentication:
    """Tells by a token who asks: API keys, and tokens of an issuer where one is trusted."""

    def __init__(self, store: Store, trust: Trust | None = None) -> None:
        self._store = store
        self._trust = trust
        self._issuer = None if trust is None else Issuer(trust.issuer)
        self._keys = KnownKeys(store.keys)

    async def admit(self, token: str | None) -> Admission:
        """Who bears the token, and what they see at this moment.

        Raises Unauthenticated; NotAllowed where they have no role here; Unavailable where nobody can tell now.
        """
        if not token:
            raise Unauthenticated(HOW)
        if len(token) > LONGEST:
            raise Unauthenticated("the token is not valid here")
        return await (self._of_key(token) if token.startswith(PREFIX) else self._of_issuer(token))

    async def close(self) -> None:
        """No more is read of the store, which may be closed then."""
        await self._keys.close()

    async def _of_key(self, token: str) -> Admission:
        key = await self._keys.find(token)
        if key is None:
            raise Unauthenticated("the token is not valid here")
        if key.expires is not None and key.expires <= self._store.clock():
            raise Unauthenticated("the token has expired")
        if key.calendar is None:
            return Admission(key.viewer, key.expires)
        accounts = await self._store.accounts_managed(key.calendar)
        return Admission(Viewer(key.viewer.subject, key.role, accounts, key.calendar), key.expires, key.calendar)

    async def _of_issuer(self, token: str) -> Admission:
        if self._trust is None or self._issuer is None:
            raise Unauthenticated("the token is not valid here")
        try:
            claims = await claims_of(token, self._trust, self._issuer)
        except InvalidToken as error:
            raise Unauthenticated(str(error)) from error
        if claims.role is None:
            raise NotAllowed("you have no role here: ask whoever looks after Stakegraph for one")
        member = await self._member(claims.member)
        return Admission(Viewer(claims.subject, claims.role, await self._seen(claims, member), member), claims.expires)

    async def _member(self, said: str | None) -> str | None:
        """The id of the one of us who is called so: by key, else by the e-mail address of one alone."""
        if said is None:
            return None
        team = await self._store.team(LOCAL)
        today = day_of(self._store.clock(), None)
        present = {each.id: each for each in team.all(TeamMember) if each.left_on is None or today < each.left_on}
        if (identifier := node_id(team.scope, TeamMember.label, said)) in present:
            return identifier
        found = [each.id for each in present.values() if (each.email or "").casefold() == said.casefold()]
        return found[0] if len(found) == 1 else None

    async def _seen(self, claims: Claims, member: str | None) -> frozenset[str] | None:
        """What the token names, else what they look after; an administrator sees all where neither says otherwise."""
        if claims.accounts is not None:
            return None if ALL in claims.accounts else frozenset(claims.accounts)
        if claims.role is Role.ADMIN:
            return None
        return frozenset() if member is None else await self._store.accounts_managed(member)


class Authenticated:
    """ASGI middleware: finds who sends a request or opens a WebSocket, or why it is nobody. None: it is everybody."""

    def __init__(self, app: ASGIApp, authentication: Authentication | None) -> None:
        self.app = app
        self.authentication = authentication

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            state = scope.setdefault("state", {})
            state["authentication"], state["admission"] = self.authentication, OPEN
            if self.authentication is not None:
                state["admission"] = await _admission(self.authentication, scope)
        await self.app(scope, receive, send)


class Admitted:
    """ASGI middleware: refuses who is nobody, but where nobody is asked, and WebSockets that have yet to tell."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = scope.get("state", {}).get("admission")
        if isinstance(told, Exception) and not _is_open(scope):
            await _refused(told)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def admission_of(connection: HTTPConnection) -> Admission:
    """Who sends an HTTP request, or has opened a WebSocket with a token in its headers. Raises as `admit`."""
    told: Admission | Exception = connection.scope["state"]["admission"]
    if isinstance(told, Exception):
        raise told
    return told


async def admission_of_token(connection: HTTPConnection, token: str | None) -> Admission:
    """Who bears a token that was sent within a WebSocket; without one, that of its headers. Raises as `admit`."""
    authentication: Authentication | None = connection.scope["state"]["authentication"]
    if authentication is None:
        return OPEN
    admission = await authentication.admit(token or bearer_token(connection.headers))
    if admission.calendar is not None:
        raise Unauthenticated("the token opens a calendar alone")
    return admission


def bearer_token(headers: Mapping[str, Any]) -> str | None:
    """The token of `Authorization: Bearer TOKEN`, from headers or from what a `connection_init` holds."""
    told = next((value for name, value in headers.items() if name.lower() == "authorization"), None)
    scheme, _, token = told.strip().partition(" ") if isinstance(told, str) else ("", "", "")
    return token.strip() or None if scheme.lower() == "bearer" else None


async def _admission(authentication: Authentication, scope: Scope) -> Admission | Exception:
    """Who asks, or why nobody can be told to."""
    is_calendar = scope["path"].startswith(CALENDARS)
    token = bearer_token(Headers(scope=scope))
    try:
        if token is None and is_calendar:
            admission = await authentication.admit(_key_in_address(scope))
            if admission.calendar is None:
                raise Unauthenticated("only a calendar's own key may stand in an address")
        else:
            admission = await authentication.admit(token)
        if admission.calendar is not None and not is_calendar:
            raise Unauthenticated("the token opens a calendar alone")
    except (Unauthenticated, NotAllowed, Unavailable) as error:
        return error
    return admission


def _key_in_address(scope: Scope) -> str | None:
    """Calendar programs send no headers. It stands in the query, which is logged nowhere here."""
    given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [])
    return given[0] if len(given) == 1 else None


def _is_open(scope: Scope) -> bool:
    return scope["type"] == "websocket" or scope["path"] in UNASKED or scope["path"].startswith("/graphiql/")


def _refused(error: Exception) -> Response:
    if isinstance(error, Unavailable):
        return refusal(503, error.message, {"Retry-After": LATER})
    if isinstance(error, StakegraphError):
        challenge = 'Bearer error="insufficient_scope"'
        return refusal(403, error.message, {"WWW-Authenticate": challenge}, {"code": "NOT_ALLOWED"})
    challenge = "Bearer" if str(error) == HOW else f'Bearer error="invalid_token", error_description="{error}"'
    return refusal(401, str(error), {"WWW-Authenticate": challenge}, {"code": "UNAUTHENTICATED"})
