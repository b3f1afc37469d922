"""The law of kept answers: whatever somebody writes, to whatever account, each is byte by byte what a fresh one is."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Final

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.application import create_application
from app.authentication import Authentication
from app.kept_answers import KeptAnswers
from app.terms import Terms
from app.upkeep import Upkeep
from graph.change import Change, Put
from graph.endpoint import Endpoint
from graph.identity import TEAM
from graph.keys import new_api_key
from graph.model import Competitor, Interaction, Knows, Offering, Stakeholder, TeamMember
from graph.snapshot import Snapshot
from graph.store import Store
from graph.viewer import LOCAL, Role
from schema.api import schema
from schema.limits import Limits
from tests.app.conftest import BASE
from tests.app.test_kept_answers import Clock
from tests.graph.acme import new_scope, put
from tests.graph.strategies import histories
from tests.schema.conftest import NOW
from tests.schema.test_walk import SLOW, World, quoted
from tests.schema.walk import Walk
from tests.twins import Twins

pytestmark = pytest.mark.parametrize("endpoint", ["embedded"], indirect=True)

LAVISH: Final = Limits(
    max_cost=10**9, max_depth=100, max_aliases=10**4, max_root_fields=10**3, max_tokens=10**5, max_seconds=300
)
few = settings(max_examples=2, suppress_health_check=[*HealthCheck], phases=[Phase.generate])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(endpoint: Endpoint, clock: Clock) -> AsyncIterator[Store]:
    async with Store(endpoint, clock) as opened:
        yield opened


class Pair:
    """Two services on one store, of which one keeps answers in so many megabytes, and the other makes each anew."""

    def __init__(self, store: Store, megabytes: int) -> None:
        applications = [
            create_application(
                store, terms=Terms(answers_megabytes=room, limits=LAVISH), authentication=Authentication(store)
            )
            for room in (megabytes, 0)
        ]
        self.kept: KeptAnswers = applications[0].state.kept_answers
        self.keeping, self.making = (
            httpx.AsyncClient(transport=httpx.ASGITransport(each), base_url=BASE) for each in applications
        )
        self.sent: dict[tuple[str, str, str], tuple[str, bytes]] = {}

    async def compare(self, query: str, token: str, language: str = "en") -> bytes:
        """What is kept must be what is made anew."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        kept, fresh = [
            (await each.post("/graphql", json={"query": query}, headers=headers)).content
            for each in (self.keeping, self.making)
        ]
        assert kept == fresh
        assert 0 <= self.kept.size <= self.kept.limit
        return fresh

    async def look(self, query: str, token: str, language: str) -> None:
        """Where the client holds an answer already, it is sent again if and only if it is not the same any more."""
        fresh = await self.compare(query, token, language)
        tag, held = self.sent.get((query, token, language), ("", b""))
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language, "If-None-Match": tag}
        told = await self.keeping.get("/graphql", params={"query": query}, headers=headers)
        assert (told.status_code == 304) == (held == fresh)
        if told.status_code == 200 and "etag" in told.headers:
            assert told.content == fresh
            self.sent[query, token, language] = told.headers["etag"], fresh


async def key(store: Store, role: Role, *accounts: str) -> str:
    made, token = new_api_key("crm", role, store.clock(), accounts=accounts or None)
    await store.keys.add(made)
    return token


# ---------------------------------------------------------------- every field

KEPT: Final = {
    *("account", "teamMembers", "offerings", "competitors", "node", "nodes", "teamMembers.edges"),
    *("account.stakeholderMap", "account.stakeholders", "account.opportunities", "account.health", "account.warnings"),
    *("account.organisations", "account.team", "account.whitespace", "account.network", "account.paths"),
    *("account.plans", "account.risks", "account.kpis", "account.performance", "account.agenda", "account.diff"),
}
NEVER: Final = {
    *("viewer", "accounts", "uncoveredDecisionMakers", "recommendations", "search", "connectors", "backtest"),
    *("personalData", "erasurePreview", "account.introductions", "account.recommendations", "account.changes"),
}


def documents(walk: Walk) -> dict[str, str]:
    """A document for each field of a query and each field below one, which asks for all that is reached through it."""
    found: dict[str, list[str]] = {}
    for type_, way in walk.ways.values():
        for name in type_.fields:
            if name not in walk.without:
                place = [step for _, step in (*way, (type_.name, name))][:2]
                found.setdefault(".".join(place), []).append(walk.single(type_.name, name)[1:-1])
    return {place: f"{{ {' '.join(parts)} }}" for place, parts in found.items()}


def stirred(snapshot: Snapshot) -> Iterator[Change]:
    """Changes to a bit of everything: names, titles, what is said of contacts, and whom we know how well."""
    for node in snapshot.nodes.values():
        if isinstance(node, Stakeholder | Interaction):
            word = "name" if isinstance(node, Stakeholder) else "subject"
            yield Put(type(node), {"id": node.id, word: f"{getattr(node, word)} anew"})
    for source, target, by in {(tie.source, tie.target, tie.by) for tie in snapshot.all(Knows)}:
        yield Put(Knows, {"from": source, "to": target, "by": by, "level": "PROBLEM_SOLVER"})


@pytest.mark.timeout(600)  # some ten seconds of one processor, where nobody else wants it
async def test_what_is_kept_of_every_field_is_right_still_when_other_accounts_are_written_to(store: Store) -> None:
    twins = Twins(NOW.date())
    await twins.write_seen(store)
    await twins.write_unseen(store)
    await twins.join(store)
    people = [each for each in (await store.snapshot(twins.seen, LOCAL)).account.nodes if "/Stakeholder/" in each]
    for scope in (twins.seen, twins.unseen):
        await Upkeep(store).refresh(scope)
    world = World(store, twins, (people[0].rpartition("/")[2], people[1].rpartition("/")[2]))
    asked = documents(Walk(schema._schema, world.arguments(), SLOW))
    pair, token = Pair(store, 64), await key(store, Role.OWNER)

    kept = set[str]()
    for place, document in asked.items():
        before = len(pair.kept._held)
        await pair.keeping.post("/graphql", json={"query": document}, headers={"Authorization": f"Bearer {token}"})
        kept |= {place} if len(pair.kept._held) > before else set()
    assert kept >= KEPT
    assert not kept & NEVER

    for scope in (twins.unseen, twins.beside):
        await store.commit({scope: [*stirred((await store.snapshot(scope, LOCAL)).account)]}, LOCAL)
    for place in kept:
        await pair.compare(asked[place], token)


# ---------------------------------------------------------------- whatever is written

QUERIES: Final = (
    """account(id: %s) { revision date name stakeholderMap(filter: {includeTeam: true}) {
        nodes { key power coverage stance level lastContactOn stakeholder { name title } }
        edges { key weight claims { note } }
        groups { label nodes }
    } }""",
    "account(id: %s) { coverage { score { value sentence } statusSentence } health { value sentence } }",
    "account(id: %s) { stakeholders { nodes { name power { value sentence } coverage { sentence } } } }",
    "account(id: %s, asOf: {revision: 1}) { name revision stakeholders { nodes { name coverage { value } } } }",
    'account(id: %s, on: "2026-01-01") { opportunities { nodes { title consensus { sentence } } } }',
    "account(id: %s) { team { role teamMember { name } } interactions { nodes { subject } } warnings { sentence } }",
    "account(id: %s) { network { density } } teamMembers { nodes { name } }",
)


@few
@given(data=st.data())
async def test_after_whatever_is_written_to_whatever_account_each_is_what_it_would_be_anew(
    store: Store, clock: Clock, data: st.DataObject
) -> None:
    hired = [put(kind, name, name=name) for kind in (TeamMember, Offering, Competitor) for name in ("1", "2")]
    await store.commit({TEAM: hired}, LOCAL)
    one, other = new_scope(), new_scope()
    histories_of = {scope: data.draw(histories(scope, most=3)) for scope in (one, other)}
    owner, analyst, viewer = [await key(store, role) for role in (Role.OWNER, Role.ANALYST, Role.VIEWER)]
    readers = [(owner, "en"), (owner, "hu"), (await key(store, Role.OWNER, one), "en"), (analyst, "en"), (viewer, "en")]
    pair = Pair(store, data.draw(st.sampled_from([0, 1, 64])))
    asked = [f"{{ {query % quoted(scope)} }}" for scope in (one, other) for query in QUERIES]
    while any(histories_of.values()):
        scope = data.draw(st.sampled_from([scope for scope, steps in histories_of.items() if steps]))
        await store.commit({scope: histories_of[scope].pop(0).changes}, LOCAL)
        if data.draw(st.booleans()):
            await store.commit({TEAM: [put(TeamMember, "1", name=data.draw(st.text("ab", min_size=1)))]}, LOCAL)
        clock.at += timedelta(hours=data.draw(st.sampled_from([0, 0, 7, 24])))
        for query in asked:
            for token, language in readers:
                await pair.look(query, token, language)
