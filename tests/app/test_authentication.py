"""Who asks: told by a token, in one place for all that is served."""

import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.requests import HTTPConnection

from app.application import create_application
from app.authentication import (
    Admission,
    Authentication,
    Unauthenticated,
    admission_of,
    admission_of_token,
    bearer_token,
)
from app.terms import Terms
from app.trust import Trust
from graph.errors import NotAllowed, Unavailable
from graph.identity import TEAM, account_id
from graph.keys import new_api_key
from graph.model import Manages, TeamMember
from graph.moment import now
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.app.conftest import BASE
from tests.app.issuer import AUDIENCE, Issued
from tests.graph.acme import account, edge, ident, new_scope, put

VIEWER = {"query": "{ viewer { subject role teamMember { key } } }"}


def served(store: Store, issued: Issued, **terms: Any) -> httpx.AsyncClient:
    trust = Trust(issuer=issued.address, audience=AUDIENCE)
    application = create_application(store, terms=Terms(**terms), authentication=Authentication(store, trust))
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=BASE)


@pytest.fixture
async def guarded(store: Store, issued: Issued) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application with authentication, on each kind of database."""
    async with served(store, issued) as client:
        yield client


@pytest.fixture
async def guarded_alone(closed_store: Store, issued: Issued) -> AsyncIterator[httpx.AsyncClient]:
    """The same without a database."""
    async with served(closed_store, issued) as client:
        yield client


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def key(store: Store, role: Role = Role.VIEWER, **more: Any) -> str:
    made, token = new_api_key(f"crm-{uuid4()}", role, store.clock(), **more)
    await store.keys.add(made)
    return token


async def asks(client: httpx.AsyncClient, token: str, query: str) -> Any:
    answer = await client.post("/graphql", json={"query": query}, headers=bearing(token))
    return answer.json()


class Team:
    """One of us, who looks after the first of two accounts."""

    def __init__(self) -> None:
        self.member, self.email = f"anna-{uuid4()}", f"{uuid4()}@us.example"
        self.managed, self.other = new_scope(), new_scope()
        self.id = ident(TeamMember, self.member)

    async def write(self, store: Store) -> None:
        await store.commit({TEAM: [put(TeamMember, self.member, name="Anna", email=self.email)]}, LOCAL)
        manages = edge(Manages, self.id, account_id(self.managed), role="OWNER")
        await store.commit({self.managed: [*account(self.managed), manages]}, LOCAL)
        await store.commit({self.other: account(self.other)}, LOCAL)


@pytest.fixture
async def team(store: Store) -> Team:
    made = Team()
    await made.write(store)
    return made


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/graphql"),
        ("GET", "/graphql?query={__typename}"),
        ("GET", "/calendar/anna.ics"),
        ("GET", "/accounts/acme/export?format=json"),
        ("GET", "/nothing"),
        ("OPTIONS", "/graphql"),
    ],
)
async def test_nobody_gets_anywhere_without_a_token(guarded_alone: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await guarded_alone.request(method, path, json=VIEWER if method == "POST" else None)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert "Authorization: Bearer" in error["message"]


@pytest.mark.parametrize("path", ["/livez", "/graphiql/", "/graphiql", "/graphiql/graphiql.js", "/"])
async def test_what_is_not_the_teams_is_open(guarded_alone: httpx.AsyncClient, path: str) -> None:
    assert (await guarded_alone.get(path)).status_code in (200, 307)


async def test_readiness_is_open(guarded_alone: httpx.AsyncClient) -> None:
    assert (await guarded_alone.get("/readyz")).json()["ready"] is False


@pytest.mark.parametrize("path", ["/graphiql/../graphql", "//graphql", "/graphiql/%2e%2e/graphql", "/livez/", "/LIVEZ"])
async def test_no_path_goes_around_it(guarded_alone: httpx.AsyncClient, path: str) -> None:
    answer = await guarded_alone.post(path, json=VIEWER)
    assert answer.status_code in (401, 404, 405)
    assert "data" not in answer.json()


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "sgk_x", "sgk_00_11", "x" * 20_000, "\x7f", "é"])
async def test_a_token_that_is_none_is_refused_and_not_repeated(guarded: httpx.AsyncClient, token: str) -> None:
    headers = {b"Authorization": f"Bearer {token}".encode()}
    answer = await guarded.post("/graphql", json=VIEWER, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == (
        'Bearer error="invalid_token", error_description="the token is not valid here"'
    )
    assert token not in answer.text.replace("the token is not valid", "")


async def test_an_expired_token_is_told_so(guarded_alone: httpx.AsyncClient, issued: Issued) -> None:
    token = issued.token(exp=int(time.time()) - 60)
    answer = await guarded_alone.post("/graphql", json=VIEWER, headers=bearing(token))
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["message"] == "the token has expired"


async def test_who_has_no_role_here_is_forbidden(guarded_alone: httpx.AsyncClient, issued: Issued) -> None:
    answer = await guarded_alone.post("/graphql", json=VIEWER, headers=bearing(issued.token(roles=["janitor"])))
    assert (answer.status_code, answer.headers["www-authenticate"]) == (403, 'Bearer error="insufficient_scope"')
    assert answer.json()["errors"][0]["extensions"] == {"code": "NOT_ALLOWED"}


async def test_while_the_issuer_is_away_they_may_come_back_later(
    guarded_alone: httpx.AsyncClient, issued: Issued
) -> None:
    issued.is_away = True
    answer = await guarded_alone.post("/graphql", json=VIEWER, headers=bearing(issued.token()))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_while_the_database_is_away_keys_may_come_back_later(guarded_alone: httpx.AsyncClient) -> None:
    answer = await guarded_alone.post("/graphql", json=VIEWER, headers=bearing("sgk_00_11"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


# ---------------------------------------------------------------- who somebody is


async def test_a_token_of_the_issuer_says_who_asks(guarded: httpx.AsyncClient, issued: Issued, team: Team) -> None:
    told = await asks(guarded, issued.token(roles=["owner"], team_member=team.member), VIEWER["query"])
    assert told["data"]["viewer"] == {"subject": "anna", "role": "OWNER", "teamMember": {"key": team.member}}


async def test_a_key_says_who_asks(guarded: httpx.AsyncClient, store: Store) -> None:
    told = await asks(guarded, await key(store, Role.ANALYST), VIEWER["query"])
    viewer = told["data"]["viewer"]
    assert (viewer["subject"][:8], viewer["role"], viewer["teamMember"]) == ("key:crm-", "ANALYST", None)


async def seen(client: httpx.AsyncClient, token: str, team: Team) -> list[bool]:
    """Whether the account that Anna looks after is seen, and the other one."""
    query = f'{{ one: account(id: "{team.managed}") {{ key }} other: account(id: "{team.other}") {{ key }} }}'
    return [each is not None for each in (await asks(client, token, query))["data"].values()]


async def test_who_looks_after_an_account_sees_it_from_the_next_request_on(
    guarded: httpx.AsyncClient, issued: Issued, team: Team, store: Store
) -> None:
    token = issued.token(team_member=team.member)
    assert await seen(guarded, token, team) == [True, False]
    await store.commit({team.other: [edge(Manages, team.id, account_id(team.other), role="MEMBER")]}, LOCAL)
    assert await seen(guarded, token, team) == [True, True]


async def test_a_team_member_is_known_by_an_address_that_nobody_else_has(
    guarded: httpx.AsyncClient, issued: Issued, team: Team, store: Store
) -> None:
    token = issued.token(team_member=team.email.upper())
    assert await seen(guarded, token, team) == [True, False]
    await store.commit({TEAM: [put(TeamMember, f"{team.member}-2", name="Eve", email=team.email)]}, LOCAL)
    assert await seen(guarded, token, team) == [False, False]


async def test_who_left_looks_after_nothing(
    guarded: httpx.AsyncClient, issued: Issued, team: Team, store: Store
) -> None:
    await store.commit({TEAM: [put(TeamMember, team.member, leftOn="2020-01-01")]}, LOCAL)
    assert await seen(guarded, issued.token(team_member=team.member), team) == [False, False]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({}, [False, False]),
        ({"team_member": "nobody"}, [False, False]),
        ({"accounts": "*"}, [True, True]),
        ({"accounts": ["{other}"]}, [False, True]),
        ({"accounts": []}, [False, False]),
        ({"roles": ["admin"]}, [True, True]),
        ({"roles": ["admin"], "accounts": ["{managed}"]}, [True, False]),
    ],
)
async def test_what_is_seen_is_what_the_token_says(
    guarded: httpx.AsyncClient, issued: Issued, team: Team, claims: dict[str, Any], expected: list[bool]
) -> None:
    named = {"{managed}": team.managed, "{other}": team.other}
    accounts = claims.get("accounts")
    told = {**claims, "accounts": [named[each] for each in accounts] if isinstance(accounts, list) else accounts}
    assert await seen(guarded, issued.token(**told), team) == expected


async def test_a_key_sees_its_accounts(guarded: httpx.AsyncClient, store: Store, team: Team) -> None:
    everywhere, there = await key(store), await key(store, accounts=(team.other,))
    assert await seen(guarded, everywhere, team) == [True, True]
    assert await seen(guarded, there, team) == [False, True]


async def test_a_key_expires(guarded: httpx.AsyncClient, store: Store) -> None:
    token = await key(store, until=now().date().replace(year=2020))
    answer = await guarded.post("/graphql", json=VIEWER, headers=bearing(token))
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (401, "the token has expired")


# ---------------------------------------------------------------- calendars, exports, clients


async def test_a_calendars_address_opens_it_and_nothing_else(
    guarded: httpx.AsyncClient, store: Store, team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    token = await key(store, calendar=team.id)
    feed = await guarded.get(f"/calendar/{team.member}.ics?key={token}")
    assert (feed.status_code, feed.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    for other in ("nobody", ident(TeamMember, "x")):
        assert (await guarded.get(f"/calendar/{other}.ics?key={token}")).status_code == 404
    for attempt in (
        await guarded.post("/graphql", json=VIEWER, headers=bearing(token)),
        await guarded.post(f"/graphql?key={token}", json=VIEWER),
        await guarded.get(f"/accounts/{team.managed}/export?format=json&key={token}"),
        await guarded.get(f"/calendar/{team.member}.ics?key={token}&key={token}"),
    ):
        assert attempt.status_code == 401
    assert token not in caplog.text


async def test_other_keys_have_no_place_in_an_address(guarded: httpx.AsyncClient, store: Store, team: Team) -> None:
    token = await key(store, Role.ADMIN)
    assert (await guarded.get(f"/calendar/{team.member}.ics?key={token}")).status_code == 401
    assert (await guarded.get(f"/calendar/{team.member}.ics", headers=bearing(token))).status_code == 200


async def test_exports_are_for_analysts_and_of_what_they_see(
    guarded: httpx.AsyncClient, issued: Issued, team: Team
) -> None:
    async def status(account: str, role: str) -> int:
        token = issued.token(roles=[role], accounts=[team.managed])
        return (await guarded.get(f"/accounts/{account}/export?format=json", headers=bearing(token))).status_code

    assert [await status(team.managed, role) for role in ("viewer", "analyst")] == [403, 200]
    assert [await status(account, "analyst") for account in (team.other, "nothing")] == [404, 404]


async def test_clients_are_told_apart_by_who_they_are(closed_store: Store, issued: Issued) -> None:
    async with served(closed_store, issued, max_requests_per_minute=1) as client:
        asking = {"query": "{ __typename }"}
        tokens = [issued.token(sub=subject, accounts="*") for subject in ("anna", "anna", "bela")]
        answers = [await client.post("/graphql", json=asking, headers=bearing(token)) for token in tokens]
        assert [answer.status_code for answer in answers] == [200, 429, 200]
        nobody = [await client.post("/graphql", json=asking) for _ in range(2)]
        assert [answer.status_code for answer in nobody] == [401, 429]


@pytest.mark.parametrize(("hosts", "status"), [((), 421), (("*",), 200), (("api.example",), 200), (("others",), 421)])
async def test_hosts_are_served_by_name(
    closed_store: Store, issued: Issued, hosts: tuple[str, ...], status: int
) -> None:
    async with served(closed_store, issued, allowed_hosts=hosts) as client:
        answer = await client.get("/livez", headers={"Host": "API.example:8443"})
        assert answer.status_code == status


# ---------------------------------------------------------------- without a request of its own


async def handshake(authentication: Authentication | None, headers: dict[str, str]) -> HTTPConnection:
    """A WebSocket as an endpoint is given it."""
    from app.authentication import Admitted, Authenticated

    given: list[Any] = []

    async def endpoint(scope: Any, receive: Any, send: Any) -> None:
        given.append(scope)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": "/graphql", "query_string": b"", "headers": raw}
    await Authenticated(Admitted(endpoint), authentication)(scope, None, None)  # type: ignore[arg-type]
    return HTTPConnection(given[0] | {"type": "websocket"})


async def test_a_websocket_may_tell_who_asks_later(closed_store: Store, issued: Issued) -> None:
    authentication = Authentication(closed_store, Trust(issuer=issued.address, audience=AUDIENCE))
    socket = await handshake(authentication, {})
    with pytest.raises(Unauthenticated):
        admission_of(socket)
    with pytest.raises(Unauthenticated):
        await admission_of_token(socket, None)
    token = issued.token(accounts=["acme"])
    admission = await admission_of_token(socket, bearer_token({"authorization": f"bearer {token}"}))
    assert admission.viewer == Viewer("anna", Role.VIEWER, frozenset(["acme"]))
    assert admission.expires is not None
    assert 0 < admission.expires.timestamp() - time.time() <= 60
    told = await handshake(authentication, bearing(token))
    assert admission_of(told) == admission == await admission_of_token(told, None)
    with pytest.raises(NotAllowed):
        await admission_of_token(socket, issued.token(roles=[]))
    with pytest.raises(Unavailable):
        await admission_of_token(socket, issued.token(team_member="anna"))  # the database is away


async def test_a_calendars_key_opens_no_websocket(store: Store, team: Team) -> None:
    socket = await handshake(Authentication(store), {})
    with pytest.raises(Unauthenticated):
        await admission_of_token(socket, await key(store, calendar=team.id))


async def test_without_authentication_everybody_is_this_machine() -> None:
    for headers in ({}, bearing("nonsense")):
        socket = await handshake(None, headers)
        assert admission_of(socket) == Admission(LOCAL) == await admission_of_token(socket, "nonsense")


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, None),
        ({"Authorization": "Bearer abc"}, "abc"),
        ({"authorization": "bearer  abc "}, "abc"),
        ({"Authorization": "Basic abc"}, None),
        ({"Authorization": "Bearer"}, None),
        ({"Authorization": ""}, None),
        ({"Authorization": 7}, None),
        ({"Authorization": None}, None),
    ],
)
def test_a_bearer_token_is_read_from_headers_and_payloads(headers: dict[str, Any], token: str | None) -> None:
    assert bearer_token(headers) == token
