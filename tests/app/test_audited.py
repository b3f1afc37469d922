"""Who reads or changes what, over HTTP and WebSocket, is told to the audit log, and nothing of what it says."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from app.authentication import Admission, Authentication, Unauthenticated
from app.export.formats import FORMATS
from app.metrics import Metrics
from app.terms import OPEN
from graph.endpoint import Endpoint
from graph.errors import NotAllowed, Unavailable
from graph.identity import TEAM, parse_id
from graph.model import Stakeholder
from graph.moment import now
from graph.store import Store
from graph.viewer import LOCAL, Role
from schema.relay import encode_id
from tests.app.served import served_by
from tests.app.sources import OURS, files, mark
from tests.app.talk import (
    ADA,
    CHANGED,
    GOOD,
    RENAME,
    Known,
    events,
    free,
    opened,
    refused_handshake,
    streaming,
    talking,
    told,
    write,
)
from tests.app.witnessed import Witnessed, witnessed_by
from tests.graph.acme import account, ident, new_scope, person
from tests.twins import ANNA, Twins

NAME = "query Named($id: ID!) { account(id: $id) { name } }"


@pytest.fixture
async def witnessed(endpoint: Endpoint, tmp_path: Path) -> AsyncIterator[Witnessed]:
    async with witnessed_by(endpoint, tmp_path / "audit.log") as running:
        yield running


@pytest.fixture
async def guarded(endpoint: Endpoint, tmp_path: Path) -> AsyncIterator[Witnessed]:
    """The same, where all who ask must say who they are."""
    async with witnessed_by(endpoint, tmp_path / "audit.log", admits=Authentication) as running:
        yield running


@pytest.fixture
async def acme(second: Store) -> str:
    """An account at revision 1."""
    scope = new_scope()
    await second.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    return scope


class Twice(Known):
    """Admits once, and is then of another mind."""

    def __init__(self, admission: Admission, later: Exception) -> None:
        super().__init__(admission)
        self.later = later

    async def admit(self, token: str | None) -> Admission:
        admission, self.admission = await super().admit(token), self.later
        return admission


def revisions(event: Any, what: str, scope: str) -> list[int]:
    return [each["revision"] for each in event.get(what, []) if each["account"] == scope]


# ---------------------------------------------------------------- over HTTP


async def test_who_reads_an_account_is_told_with_its_revision(guarded: Witnessed, acme: str) -> None:
    headers = await guarded.key("crm", Role.VIEWER, acme)
    answer = await guarded.client.post(
        "/graphql", json={"query": NAME, "variables": {"id": acme}}, headers={**headers, "X-Request-ID": "r-1"}
    )
    assert answer.json() == {"data": {"account": {"name": acme.title()}}}
    event = guarded.only()
    assert revisions(event, "read", acme) == [1]
    assert {name: event[name] for name in event.keys() - {"time", "milliseconds", "read"}} == {
        "kind": "operation",
        "action": "read",
        "outcome": "ok",
        "subject": "key:crm",
        "role": "VIEWER",
        "client": "192.0.2.7",
        "request_id": "r-1",
        "operation_type": "query",
        "operation_name": "Named",
    }


async def test_an_answer_that_is_given_again_is_told_again(witnessed: Witnessed, acme: str) -> None:
    changing = ("time", "milliseconds", "request_id")
    found = list[Any]()
    for _ in range(2):
        await witnessed.ask(NAME, id=acme)
        found.append({name: value for name, value in witnessed.only().items() if name not in changing})
    assert found[0] == found[1]
    assert revisions(found[1], "read", acme) == [1]


async def test_what_is_written_is_told_with_its_revision(witnessed: Witnessed, acme: str) -> None:
    await witnessed.ask(RENAME, id=acme)
    event = witnessed.only()
    assert (event["action"], event["operation_type"]) == ("write", "mutation")
    assert revisions(event, "written", acme) == [2]


async def test_a_mutation_that_answers_errors_was_refused(witnessed: Witnessed, acme: str) -> None:
    await witnessed.ask(RENAME, id=new_scope())
    event = witnessed.only()
    assert (event["outcome"], event["codes"]) == ("refused", ["NOT_FOUND"])
    assert "written" not in event


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("{ nothing }", ["BAD_REQUEST"]),
        ("{", ["BAD_REQUEST"]),
        ("{ a: viewer { b: subject } }", ["TOO_MANY_ALIASES"]),
        ('{ personalData(id: "x") { document } }', ["INVALID_INPUT"]),
    ],
)
async def test_what_is_refused_is_told_with_the_reason(
    endpoint: Endpoint, tmp_path: Path, query: str, codes: list[str]
) -> None:
    limits = replace(OPEN.limits, max_aliases=1)
    async with witnessed_by(endpoint, tmp_path / "audit.log", terms=replace(OPEN, limits=limits)) as witnessed:
        await witnessed.ask(query)
        event = witnessed.only()
    assert (event["outcome"], event["codes"]) == ("refused", codes)


async def test_lists_across_accounts_are_told_by_their_kind(witnessed: Witnessed, acme: str) -> None:
    await witnessed.ask('{ search(text: "ada") { nodes { __typename } } accounts(first: 1) { nodes { key } } }')
    event = witnessed.only()
    assert (event["action"], event["outcome"]) == ("read", "ok")
    assert {"accounts", "search"} <= {*event["lists"]}


async def test_what_nobody_may_hear_without_a_token_is_told_as_a_refused_sign_in(guarded: Witnessed) -> None:
    await guarded.ask("{ viewer { subject } }", {"Authorization": "Bearer sg_nobody_nothing"})
    event = guarded.only()
    assert (event["kind"], event["outcome"], event["codes"]) == ("sign_in", "refused", ["UNAUTHENTICATED"])
    assert event["client"] == "192.0.2.7"
    assert "subject" not in event


async def test_an_export_is_told_and_one_that_is_refused_too(guarded: Witnessed, acme: str) -> None:
    path = f"/accounts/{quote(acme)}/export?format=json"
    analyst, viewer = await guarded.key("a", Role.ANALYST, acme), await guarded.key("b", Role.VIEWER, acme)
    assert (await guarded.client.get(path, headers=analyst)).status_code == 200
    event = guarded.only()
    assert (event["kind"], event["action"], event["subject"]) == ("export", "export", "key:a")
    assert revisions(event, "read", acme) == [1]
    assert (await guarded.client.get(path, headers=viewer)).status_code == 403
    event = guarded.only()
    assert (event["subject"], event["outcome"], event["codes"]) == ("key:b", "refused", ["NOT_ALLOWED"])


async def test_an_upload_is_told_by_the_accounts_that_it_writes(witnessed: Witnessed) -> None:
    own = mark()
    sent = [("files", (name, content)) for name, content in files(own).items()]
    given = {"profile": "salesforce", "commit": "true"}
    answer = await witnessed.client.post("/imports", files=sent, data=given, headers=OURS)
    assert answer.status_code == 200, answer.text
    event = witnessed.events()[-1]
    assert (event["kind"], event["action"], event["outcome"]) == ("upload", "write", "ok")
    assert revisions(event, "written", f"salesforce-{own}1") == [1]
    assert "Kiss" not in witnessed.text


async def test_a_person_who_is_told_or_erased_is_in_no_event(guarded: Witnessed, acme: str) -> None:
    headers = await guarded.key("dpo", Role.OWNER)
    who = encode_id("Stakeholder", ident(Stakeholder, "ada", acme))
    asked = "query ($id: ID!) { personalData(id: $id) { document } }"
    assert "errors" not in await guarded.ask(asked, headers, id=who)
    event = guarded.only()
    assert (event["action"], revisions(event, "read", acme)) == ("export_person", [1])
    preview = await guarded.ask("query ($id: ID!) { erasurePreview(id: $id) { token } }", headers, id=who)
    erase = "mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { errors { message } } }"
    given = {"id": who, "token": preview["data"]["erasurePreview"]["token"]}
    assert (await guarded.ask(erase, headers, input=given))["data"]["erasePerson"]["errors"] == []
    event = guarded.events()[-1]
    assert (event["action"], revisions(event, "written", acme)) == ("erase_person", [2])
    assert "ada" not in guarded.text


async def test_pages_and_health_are_nobodys_business(witnessed: Witnessed) -> None:
    for path in ("/livez", "/readyz", "/graphiql/", "/nothing"):
        await witnessed.client.get(path)
    await witnessed.client.options("/graphql")
    await witnessed.client.get("/graphql", headers={"Accept": "text/html"})
    assert witnessed.text == ""


# ---------------------------------------------------------------- over connections that stay


async def test_a_subscription_is_told_from_its_beginning_to_its_end(witnessed: Witnessed, acme: str) -> None:
    async with served_by(witnessed.store, witness=witnessed.witness) as served:
        async with talking(served) as talk:
            await talk.ask("1", CHANGED, id=acme)
            while "subscription_begun" not in witnessed.text:  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.01)
            await write(witnessed.store, acme, "CFO")
            assert await talk.changed() == 2
            await talk.ask("2", NAME, id=acme)
            assert (await talk.hear())["id"] == "2"
            assert (await talk.hear())["type"] == "complete"
            await talk.say("complete", "1")
        await free(served)
    begun, change, query, ended = witnessed.events()
    assert [each["kind"] for each in (begun, change, ended)] == [
        "subscription_begun",
        "subscription_told",
        "subscription_ended",
    ]
    assert (revisions(begun, "read", acme), revisions(change, "read", acme)[-1]) == ([1], 2)
    assert (ended["outcome"], ended["operation_type"]) == ("ok", "subscription")
    assert (query["kind"], query["operation_name"], revisions(query, "read", acme)) == ("operation", "Named", [2])
    assert {each["client"] for each in witnessed.events()} == {"127.0.0.1"}
    assert len({each["request_id"] for each in witnessed.events()}) == 1


async def test_a_stream_of_events_is_told_alike(witnessed: Witnessed, acme: str) -> None:
    async with served_by(witnessed.store, witness=witnessed.witness) as served:
        query = CHANGED.replace("subscription", "subscription Named")
        async with streaming(served, query, {"id": acme, "since": 0}) as stream:
            assert await told(stream, 1) == [1]
        await free(served)
    kinds = [each["kind"] for each in witnessed.events()]
    assert kinds == ["subscription_begun", "subscription_told", "subscription_ended"]
    named = [(each["operation_type"], each["operation_name"]) for each in witnessed.events()]
    assert named == [("subscription", "Named")] * 3


async def test_a_subscription_to_what_is_not_there_was_refused(witnessed: Witnessed) -> None:
    async with served_by(witnessed.store, witness=witnessed.witness) as served:
        async with talking(served) as talk:
            await talk.ask("1", CHANGED, id=new_scope())
            await talk.hear()
        await free(served)
    event = witnessed.only()
    assert (event["kind"], event["operation_type"], event["codes"]) == ("operation", "subscription", ["NOT_FOUND"])


async def test_a_websocket_of_nobody_is_told_as_a_refused_sign_in(guarded: Witnessed) -> None:
    async with served_by(guarded.store, OPEN, Authentication(guarded.store), guarded.witness) as served:
        async with opened(served) as talk:
            await talk.say("connection_init", payload={"Authorization": "Bearer sg_nobody_nothing"})
            await talk.ended()
        await free(served)
    event = guarded.only()
    assert (event["kind"], event["outcome"], event["codes"]) == ("sign_in", "refused", ["UNAUTHENTICATED"])


@pytest.mark.parametrize(
    ("terms", "payload", "code"),
    [
        ({"only_trusted_documents": True}, {"query": NAME}, "DOCUMENT_NOT_TRUSTED"),
        ({"max_requests_per_minute": 1}, {"query": NAME}, "TOO_MANY_REQUESTS"),
        ({"max_socket_operations": 0}, {"query": NAME}, "TOO_MANY_SUBSCRIPTIONS"),
        ({}, {"query": 3}, "BAD_REQUEST"),
    ],
)
async def test_what_is_refused_over_a_websocket_is_told_with_the_reason(
    endpoint: Endpoint, tmp_path: Path, terms: dict[str, Any], payload: Any, code: str
) -> None:
    metrics, own = Metrics(), replace(OPEN, **terms)
    async with witnessed_by(endpoint, tmp_path / "audit.log", metrics=metrics) as witnessed:
        async with served_by(witnessed.store, own, witness=witnessed.witness) as served:
            async with talking(served) as talk:
                await talk.say("subscribe", "1", payload)
                assert (await talk.hear())["type"] == "error"
            await free(served)
        event = witnessed.only()
    assert (event["kind"], event["outcome"], event["codes"]) == ("operation", "refused", [code])
    assert (event["subject"], event["operation_type"]) == ("local", "unknown")
    assert metrics.registry.get_sample_value("stakegraph_refused_total", {"code": code}) == 1


@pytest.mark.parametrize(
    ("terms", "status", "code"),
    [
        ({"only_trusted_documents": True}, 400, "DOCUMENT_NOT_TRUSTED"),
        ({"max_subscriptions": 0}, 503, "TOO_MANY_SUBSCRIPTIONS"),
        ({"max_body_kilobytes": 0}, 413, "BODY_TOO_LONG"),
    ],
)
async def test_a_stream_of_events_that_is_refused_is_told_with_the_reason(
    endpoint: Endpoint, tmp_path: Path, terms: dict[str, Any], status: int, code: str
) -> None:
    metrics, path = Metrics(), tmp_path / "audit.log"
    async with witnessed_by(endpoint, path, terms=replace(OPEN, **terms), metrics=metrics) as witnessed:
        asked = {"query": "{ viewer { subject } }"}
        answer = await witnessed.client.post("/graphql", json=asked, headers={"Accept": "text/event-stream"})
        event = witnessed.only()
    assert answer.status_code == status
    assert (event["kind"], event["outcome"], event["codes"]) == ("operation", "refused", [code])
    assert metrics.registry.get_sample_value("stakegraph_refused_total", {"code": code}) == 1


async def test_an_upload_that_is_refused_is_told_with_the_reason(endpoint: Endpoint, tmp_path: Path) -> None:
    terms = replace(OPEN, max_uploads=0)
    async with witnessed_by(endpoint, tmp_path / "audit.log", terms=terms) as witnessed:
        sent = [("files", ("a.csv", b"a"))]
        assert (await witnessed.client.post("/imports", files=sent, headers=OURS)).status_code == 503
        event = witnessed.only()
    assert (event["kind"], event["outcome"], event["codes"]) == ("upload", "refused", ["TOO_MANY_UPLOADS"])


async def test_a_websocket_too_many_is_told_with_the_reason(witnessed: Witnessed) -> None:
    async with served_by(witnessed.store, replace(OPEN, max_subscriptions=0), witness=witnessed.witness) as served:
        assert await refused_handshake(served.ws) == 503
    event = witnessed.only()
    assert (event["outcome"], event["codes"]) == ("refused", ["TOO_MANY_SUBSCRIPTIONS"])


@pytest.mark.parametrize(
    ("later", "outcome", "code"),
    [
        (Unauthenticated("revoked"), "refused", "UNAUTHENTICATED"),
        (NotAllowed("no role"), "refused", "NOT_ALLOWED"),
        (Unavailable("nobody can tell"), "failed", "UNAVAILABLE"),
    ],
    ids=["revoked", "no role", "unavailable"],
)
@pytest.mark.parametrize("way", ["handshake", "websocket", "stream"])
async def test_whoever_is_not_admitted_or_not_again_is_told_once_as_a_sign_in(
    endpoint: Endpoint,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    later: Exception,
    outcome: str,
    code: str,
) -> None:
    monkeypatch.setattr("app.presence.FRESH", 0.0)
    known, metrics = Twice(Admission(ADA), later), Metrics()
    async with witnessed_by(endpoint, tmp_path / "audit.log", metrics=metrics) as witnessed:
        async with served_by(witnessed.store, OPEN, known, witnessed.witness) as served:
            if way == "handshake":
                known.admission = later
                async with opened(served) as talk:
                    await talk.say("connection_init", payload=GOOD)
                    assert (await talk.ended())[0] == (1013 if code == "UNAVAILABLE" else 4403)
            elif way == "websocket":
                async with talking(served, GOOD) as talk:
                    await talk.ask("1", "{ viewer { subject } }")
                    await talk.hear() if code == "UNAVAILABLE" else await talk.ended()
            else:
                async with streaming(served, "{ viewer { subject } }", **GOOD) as stream:
                    await stream.aread()
            await free(served)
        event = witnessed.only()
    assert (event["kind"], event["outcome"], event["codes"]) == ("sign_in", outcome, [code])
    assert metrics.registry.get_sample_value("stakegraph_refused_total", {"code": code}) == 1


@pytest.mark.parametrize("way", ["websocket", "stream"])
async def test_whoever_is_admitted_no_more_is_told_once_by_the_end_of_what_they_followed(
    endpoint: Endpoint, tmp_path: Path, acme: str, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr("app.presence.FRESH", 0.0)
    known, metrics = Known(Admission(ADA)), Metrics()
    async with witnessed_by(endpoint, tmp_path / "audit.log", metrics=metrics) as witnessed:
        async with served_by(witnessed.store, OPEN, known, witnessed.witness) as served:
            if way == "websocket":
                async with talking(served, GOOD) as talk:
                    await talk.ask("1", CHANGED, id=acme, since=0)
                    assert await talk.changed() == 1
                    known.admission = Unauthenticated("revoked")
                    await write(witnessed.store, acme, "CFO")
                    await talk.ended()
            else:
                async with streaming(served, CHANGED, {"id": acme, "since": 0}, **GOOD) as stream:
                    heard = events(stream)
                    assert (await anext(heard))[0] == "next"
                    known.admission = Unauthenticated("revoked")
                    await write(witnessed.store, acme, "CFO")
                    assert [name async for name, _ in heard] == ["next", "complete"]
            await free(served)
        found = witnessed.events()
    assert [(each["kind"], each.get("codes")) for each in found] == [
        ("subscription_begun", None),
        ("subscription_told", None),
        ("subscription_ended", ["UNAUTHENTICATED"]),
    ]
    assert found[-1]["outcome"] == "refused"
    assert metrics.registry.get_sample_value("stakegraph_refused_total", {"code": "UNAUTHENTICATED"}) == 1


# ---------------------------------------------------------------- what is not told


@pytest.mark.parametrize("endpoint", ["embedded"], indirect=True)
async def test_nothing_that_anybody_wrote_is_told(witnessed: Witnessed, second: Store) -> None:
    twins = Twins(now().date())
    await twins.write_seen(second)
    await twins.write_unseen(second)
    scope, word, client = twins.unseen, twins.mark, witnessed.client
    whole = (
        "query ($id: ID!) { account(id: $id) { name opportunities { nodes { title } }"
        " stakeholders { nodes { key name title } } } }"
    )
    answer = await witnessed.ask(whole, id=scope)
    assert word in str(answer)
    who = next(each for each in (await second.snapshot(scope, LOCAL)).account.nodes if "/Stakeholder/" in each)
    asked: list[tuple[str, dict[str, str]]] = [
        ("query ($id: ID!) { personalData(id: $id) { document } }", {"id": encode_id("Stakeholder", who)}),
        ("query ($text: String!) { search(text: $text) { nodes { __typename } } }", {"text": word}),
        (f'{{ account(id: "{word}") {{ name }} }}', {}),
        (f"{{ {word} }}", {}),
        (f'{{ "{word}', {}),
        ("query ($id: ID!) { account(id: $id) { name } }", {"id": f"{word}-{word}"}),
        (RENAME.replace('"Ada"', f'"{word}"').replace('"ada"', f'"{word}"'), {"id": scope}),
    ]
    for query, variables in asked:
        await witnessed.ask(query, None, **variables)
    await client.post("/graphql", json={"documentId": word})
    await client.post("/graphql", json={"query": "{ __typename }", "operationName": f"of {word}"})
    for form in FORMATS:
        assert (await client.get(f"/accounts/{scope}/export?format={form}")).status_code == 200
    await client.get(f"/accounts/{word}/export?format=json")
    await client.get(f"/calendar/{quote(parse_id(ANNA).key)}.ics", params={"key": word})
    await client.get(f"/calendar/{word}.ics")
    events = witnessed.events()
    assert {each["kind"] for each in events} == {"operation", "export", "calendar"}
    assert {"export", "export_person", "read", "write"} <= {each["action"] for each in events}
    assert TEAM in str(events)
    assert word not in witnessed.text.replace(scope, "")
