"""The store on both servers: all or none, in order, exactly as replayed, and never two revisions in one read."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import cypher
from graph.change import Change, Drop
from graph.declaration import Edge
from graph.endpoint import Endpoint
from graph.errors import Conflict, InUse, InvalidInput, NotAllowed, NotFound, Refused, StakegraphError, Unavailable
from graph.identity import TEAM, account_id, node_id
from graph.journal import replay
from graph.model import (
    AlliedWith,
    AnswersFor,
    Competitor,
    HoldsStance,
    Insight,
    Knows,
    Manages,
    Offering,
    Opportunity,
    Organisation,
    Owns,
    Plan,
    ReportsTo,
    Stakeholder,
    TeamMember,
)
from graph.snapshot import Snapshot
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.graph.acme import account, edge, ident, member, new_scope, opportunity, person, put
from tests.graph.strategies import histories, values
from tests.graph.watched import cold_read, forget, watch

few_examples = settings(
    max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
async def acme(store: Store) -> str:
    """The scope of an account that nobody else has, at revision 1."""
    scope = new_scope()
    await store.commit({scope: account(scope)}, LOCAL)
    return scope


@pytest.fixture
async def ann(store: Store) -> str:
    """The id of a member of our team whom nobody else knows."""
    key = new_scope()
    await store.commit({TEAM: member(key)}, LOCAL)
    return ident(TeamMember, key)


async def refusal(store: Store, changes: dict[str, list[Change]], viewer: Viewer = LOCAL) -> Sequence[StakegraphError]:
    with pytest.raises(Refused) as refused:
        await store.commit(changes, viewer)
    return refused.value.errors


async def revision(store: Store, scope: str) -> int:
    entries = await store.entries(scope, LOCAL)
    return entries[-1].revision if entries else 0


# ---------------------------------------------------------------- what is written is what is read


async def test_what_is_committed_is_read_again(store: Store, second: Store) -> None:
    scope = new_scope()
    assert await store.commit({scope: [*account(scope), *person("ada", scope, interest=0.5)]}, LOCAL) == {scope: 1}
    for reader in (store, second):
        graph = await reader.snapshot(scope, LOCAL)
        assert (graph.key, graph.revision, graph.root.id) == (scope, 1, account_id(scope))
        ada = graph.node(ident(Stakeholder, "ada", scope))
        assert isinstance(ada, Stakeholder)
        assert (ada.name, ada.interest, ada.revision) == ("ada", 0.5, 1)


async def test_an_account_that_nobody_made_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no account"):
        await store.snapshot(new_scope(), LOCAL)


async def hire(store: Store) -> None:
    """Let everything exist that the strategies' edges may lead to in the team."""
    kinds = (TeamMember, Offering, Competitor)
    await store.commit({TEAM: [put(kind, key, name=key) for kind in kinds for key in ("1", "2")]}, LOCAL)


@few_examples
@given(st.data())
async def test_replay_catching_up_and_a_cold_read_are_equal(store: Store, second: Store, data: st.DataObject) -> None:
    await hire(store)
    scope = new_scope()
    steps = data.draw(histories(scope, most=12))
    for step in steps:
        await store.commit({scope: step.changes}, LOCAL)
        if data.draw(st.booleans()):
            await second.snapshot(scope, LOCAL)
    wanted = steps[-1].effect.after
    assert (await second.snapshot(scope, LOCAL)).account == wanted
    assert (await store.snapshot(scope, LOCAL)).account == wanted
    assert (await cold_read(second, scope)).account == wanted
    assert replay(Snapshot(scope), await store.entries(scope, LOCAL)) == wanted


@few_examples
@given(st.data())
async def test_any_text_comes_back_unharmed(store: Store, data: st.DataObject) -> None:
    scope, nasty = new_scope(), "'); MATCH (n) DETACH DELETE n // \" ` \\ } {$x} %s \u0000 \u2028 \U0001f600"
    key = data.draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip))
    given_values = {**data.draw(values(Stakeholder)), "name": nasty, "notes": nasty, "title": nasty}
    changes = [*account(scope), *person(key, scope, **given_values)]
    changes += person(nasty, scope)
    claim = {"weight": 1, "by": f"source:{nasty}", "validFrom": "2026-01-01", "note": nasty, "topic": nasty}
    pair = [ident(Stakeholder, nasty, scope), ident(Stakeholder, key, scope)]
    changes.append(edge(AlliedWith, *pair, **claim))
    await store.commit({scope: changes}, LOCAL)
    written = (await store.snapshot(scope, LOCAL)).account
    read = (await cold_read(store, scope)).account
    assert read == written
    somebody = read.nodes[ident(Stakeholder, nasty, scope)]
    assert isinstance(somebody, Stakeholder)
    assert (somebody.key, somebody.name) == (nasty, nasty)
    assert replay(Snapshot(scope), await store.entries(scope, LOCAL)) == read


async def test_an_unchanged_put_writes_nothing_but_its_revision(store: Store, acme: str) -> None:
    await store.commit({acme: account(acme)}, LOCAL)
    graph = await cold_read(store, acme)
    assert (graph.revision, graph.root.revision) == (2, 1)
    assert (await store.entries(acme, LOCAL, after=1))[0].changes == ()


async def test_accounts_are_listed_in_their_order_and_page_by_page(store: Store, acme: str) -> None:
    with_more = new_scope()
    await store.commit({with_more: account(with_more)}, LOCAL)
    both = sorted([acme, with_more])
    viewer = Viewer("eve", Role.VIEWER, frozenset([*both, "never-made"]))
    assert await store.account_keys(viewer) == both
    assert await store.account_keys(viewer, limit=1) == both[:1]
    assert await store.account_keys(viewer, after=both[0]) == both[1:]
    assert set(both) <= set(await store.account_keys(LOCAL, limit=10_000))


# ---------------------------------------------------------------- what the journal says


async def test_an_entry_tells_who_when_and_beside_which_team(store: Store, acme: str, ann: str) -> None:
    await store.commit({acme: person("ada", acme)}, Viewer("eve", Role.MEMBER, team_member=ann))
    first, last = await store.entries(acme, LOCAL)
    assert (first.actor, last.actor) == ("local", "eve")
    assert last.at.utcoffset() == timedelta(0)
    assert first.at < last.at <= datetime.now(UTC)
    assert last.team_revision == await revision(store, TEAM)
    assert first.transaction_id != last.transaction_id


async def test_scopes_that_are_written_together_share_the_transaction_and_the_teams_new_revision(store: Store) -> None:
    scope = new_scope()
    revisions = await store.commit({scope: account(scope), TEAM: member(scope)}, LOCAL)
    [entry] = await store.entries(scope, LOCAL)
    [beside] = await store.entries(TEAM, LOCAL, after=revisions[TEAM] - 1)
    assert entry.transaction_id == beside.transaction_id
    assert entry.team_revision == beside.team_revision == revisions[TEAM]


async def test_a_clock_that_jumps_back_does_not_take_the_journal_along(endpoint: Endpoint) -> None:
    times = [datetime(2026, 5, 1, tzinfo=UTC) - timedelta(days=day) for day in range(3)]
    ticking = iter([time for time in times for _ in range(2)])  # a commit asks for the day and for the instant
    scope = new_scope()
    async with Store(endpoint, clock=lambda: next(ticking)) as store:
        for key in ("1", "2", "3"):
            await store.commit({scope: [*account(scope), *person(key, scope)]}, LOCAL)
        at = [entry.at for entry in await store.entries(scope, LOCAL)]
    assert at == [times[0] + timedelta(microseconds=n) for n in range(3)]


async def test_a_claim_begins_on_the_day_that_it_is_at_the_account(endpoint: Endpoint) -> None:
    scope, late = new_scope(), datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    stance = edge(HoldsStance, ident(Stakeholder, "ada", scope), account_id(scope), stance=1)
    async with Store(endpoint, clock=lambda: late) as store:
        start = account(scope, timeZone="Europe/Budapest")
        await store.commit({scope: [*start, *person("ada", scope), stance]}, LOCAL)
        graph = await store.snapshot(scope, LOCAL)
    [claim] = graph.account.all(HoldsStance)
    assert (claim.valid_from.isoformat(), claim.by) == ("2026-01-02", "source:local")


# ---------------------------------------------------------------- all or none


async def test_several_scopes_are_written_together_or_not_at_all(store: Store, acme: str) -> None:
    other = new_scope()
    errors = await refusal(store, {acme: person("ada", acme), other: person("bob", other)})
    assert [error.path[0] for error in errors] == [other] * len(errors)
    assert await revision(store, acme) == 1
    assert (await store.commit({acme: person("ada", acme), other: account(other)}, LOCAL)) == {acme: 2, other: 1}


async def test_who_listens_is_told_of_what_was_written_and_of_nothing_else(store: Store, acme: str) -> None:
    told: list[set[str]] = []
    with store.listening(lambda scopes: told.append(set(scopes))):
        await store.commit({acme: person("bob", acme), TEAM: member(acme)}, LOCAL, idempotency_key=acme)
        await store.commit({acme: person("bob", acme), TEAM: member(acme)}, LOCAL, idempotency_key=acme)
        with pytest.raises(Refused):
            await store.commit({acme: [edge(ReportsTo, "x", "y")]}, LOCAL)
        bob = ident(Stakeholder, "bob", acme)
        await store.erase_person(bob, LOCAL, (await store.preview_erasure(bob, LOCAL)).token)
    await store.commit({acme: person("cid", acme)}, LOCAL)
    assert told == [{acme, TEAM}, {acme}]


async def test_a_refused_list_changes_nothing(store: Store, acme: str) -> None:
    before = (await cold_read(store, acme)).account
    await refusal(store, {acme: [*person("ada", acme), put(Stakeholder, "bob", acme, name="")]})
    assert (await cold_read(store, acme)).account == before
    assert await revision(store, acme) == 1


async def test_every_error_is_told_with_its_path(store: Store, acme: str) -> None:
    other = new_scope()
    bad: list[Change] = [put(Stakeholder, "bob", acme, name="", interest=2)]
    errors = await refusal(store, {acme: bad, other: [*account(other), put(Opportunity, "1", other)]})
    assert {error.path for error in errors} == {(acme, "0", "name"), (acme, "0", "interest"), (other, "1", "title")}


class Broken(Exception):
    """What breaks a commit off."""


async def test_a_commit_that_is_broken_off_at_any_statement_leaves_nothing(store: Store, acme: str, ann: str) -> None:
    ada, bob = (ident(Stakeholder, key, acme) for key in ("ada", "bob"))
    await store.commit({acme: [*person("ada", acme), *person("bob", acme), put(Plan, "1", acme, title="1")]}, LOCAL)
    await store.commit({acme: [edge(ReportsTo, ada, bob)]}, LOCAL)
    hired = new_scope()
    changes: dict[str, list[Change]] = {
        acme: [
            Drop(ReportsTo, {"from": ada, "to": bob}),
            Drop(Plan, {"id": ident(Plan, "1", acme)}),
            put(Stakeholder, "ada", acme, title="Chief"),
            *opportunity("1", acme),
            edge(Knows, ann, ada, level="VENDOR"),
            edge(Knows, ident(TeamMember, hired), bob, level="VENDOR"),
        ],
        TEAM: member(hired),
    }
    before, team = (await cold_read(store, acme)).account, await store.team(LOCAL)
    breaking = count()
    left = next(breaking)

    def ran(_: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Broken

    watch(store, ran)
    for broken in range(100):
        left = broken
        try:
            await store.commit(changes, LOCAL)
        except Broken:
            left = 100
            assert (await cold_read(store, acme)).account == before, broken
            assert await store.team(LOCAL) == team, broken
            assert len(await store.entries(acme, LOCAL)) == before.revision, broken
        else:
            break
    left = 100
    assert broken >= 10  # statements
    after = (await cold_read(store, acme)).account
    assert (after.revision, len(after.all(Knows)), len(after.all(ReportsTo))) == (before.revision + 1, 2, 0)


# ---------------------------------------------------------------- preconditions and repetition


async def test_a_revision_that_no_longer_holds_is_a_conflict_and_nothing_is_written(store: Store, acme: str) -> None:
    with pytest.raises(Conflict) as conflict:
        await store.commit({acme: person("ada", acme)}, LOCAL, if_revisions={acme: 0})
    assert conflict.value.revisions == {acme: 1}
    assert await revision(store, acme) == 1
    assert await store.commit({acme: person("ada", acme)}, LOCAL, if_revisions={acme: 1}) == {acme: 2}


async def test_a_precondition_on_a_scope_that_is_not_written_is_refused(store: Store, acme: str) -> None:
    with pytest.raises(InvalidInput, match="does not write to"):
        await store.commit({acme: person("ada", acme)}, LOCAL, if_revisions={TEAM: 0})
    assert await revision(store, acme) == 1


async def test_an_idempotency_key_sent_again_gives_the_first_answer(store: Store, second: Store, acme: str) -> None:
    key = new_scope()
    first = await store.commit({acme: person("ada", acme)}, LOCAL, idempotency_key=key)
    await store.commit({acme: person("bob", acme)}, LOCAL)
    assert await store.commit({acme: person("ada", acme)}, LOCAL, idempotency_key=key) == first == {acme: 2}
    assert await second.commit({acme: person("ada", acme)}, LOCAL, idempotency_key=key) == first
    assert await revision(store, acme) == 3


async def test_an_idempotency_key_sent_many_times_at_once_writes_once(store: Store, second: Store, acme: str) -> None:
    key = new_scope()
    changes = {acme: person("ada", acme)}
    again = [each.commit(changes, LOCAL, idempotency_key=key) for each in (store, second) for _ in range(5)]
    assert await asyncio.gather(*again) == [{acme: 2}] * 10
    assert await revision(store, acme) == 2


async def test_an_idempotency_key_of_other_scopes_is_refused(store: Store, acme: str) -> None:
    key, other = new_scope(), new_scope()
    await store.commit({acme: person("ada", acme)}, LOCAL, idempotency_key=key)
    with pytest.raises(InvalidInput, match="was used before") as refused:
        await store.commit({other: account(other)}, LOCAL, idempotency_key=key)
    assert acme in refused.value.message
    assert await revision(store, other) == 0


async def test_an_idempotency_key_is_its_actors_own(store: Store, acme: str) -> None:
    key = new_scope()
    await store.commit({acme: person("ada", acme)}, LOCAL, idempotency_key=key)
    eve = Viewer("eve", Role.ADMIN)
    assert await store.commit({acme: person("bob", acme)}, eve, idempotency_key=key) == {acme: 3}


# ---------------------------------------------------------------- many at once


@pytest.mark.timeout(60)
async def test_two_hundred_commits_at_once_are_all_kept_in_order(store: Store, acme: str) -> None:
    commits = [store.commit({acme: person(str(n), acme)}, LOCAL) for n in range(200)]
    revisions = [answer[acme] for answer in await asyncio.gather(*commits)]
    assert sorted(revisions) == list(range(2, 202))
    graph = await cold_read(store, acme)
    assert graph.revision == 201
    people = {person.key: person.revision for person in graph.account.all(Stakeholder)}
    assert people == {str(n): revision for n, revision in enumerate(revisions)}


async def test_two_processes_that_write_to_one_account_lose_nothing(store: Store, second: Store, acme: str) -> None:
    async def write(writer: Store, name: str) -> list[int]:
        return [(await writer.commit({acme: person(f"{name}{n}", acme)}, LOCAL))[acme] for n in range(25)]

    told = await asyncio.gather(write(store, "a"), write(store, "b"), write(second, "c"), write(second, "d"))
    assert sorted(revision for each in told for revision in each) == list(range(2, 102))
    warm = [(await each.snapshot(acme, LOCAL)).account for each in (store, second)]
    assert warm[0] == warm[1] == (await cold_read(store, acme)).account
    assert len(warm[0].all(Stakeholder)) == 100
    assert replay(Snapshot(acme), await store.entries(acme, LOCAL)) == warm[0]


async def test_commits_to_the_same_scopes_in_any_order_do_not_wait_for_each_other(store: Store, second: Store) -> None:
    one, other = new_scope(), new_scope()
    await store.commit({one: account(one), other: account(other)}, LOCAL)

    async def write(writer: Store, scopes: Sequence[str]) -> None:
        for n in range(10):
            key = f"{id(writer)}{scopes[0]}{n}"
            await writer.commit({scope: person(key, scope) for scope in scopes}, LOCAL)

    await asyncio.gather(*(write(each, pair) for each in (store, second) for pair in ((one, other), (other, one))))
    assert await revision(store, one) == await revision(store, other) == 41


@pytest.mark.parametrize("kind", [Knows, HoldsStance])
async def test_a_member_is_dropped_or_referred_to_but_never_both(
    store: Store, second: Store, acme: str, kind: type[Edge]
) -> None:
    """By an edge that the database sees, and as the author of a claim, of which it knows nothing."""
    await store.commit({acme: person("ada", acme)}, LOCAL)
    ada = ident(Stakeholder, "ada", acme)
    for _ in range(10):
        key = new_scope()
        who = ident(TeamMember, key)
        knows = edge(Knows, who, ada, level="VENDOR")
        says = edge(HoldsStance, ada, account_id(acme), stance=1, by=who)
        await store.commit({TEAM: member(key)}, LOCAL)
        dropped, referred = await asyncio.gather(
            store.commit({TEAM: [Drop(TeamMember, {"id": who})]}, LOCAL),
            second.commit({acme: [knows if kind is Knows else says]}, LOCAL),
            return_exceptions=True,
        )
        for answer in (dropped, referred):
            assert isinstance(answer, dict | StakegraphError), answer
        assert isinstance(dropped, dict) != isinstance(referred, dict), (dropped, referred)
        forget(store)
        assert (who in (await store.team(LOCAL)).nodes) == isinstance(referred, dict)


# ---------------------------------------------------------------- references between scopes


async def test_a_missing_team_member_is_not_found_wherever_it_is_named(store: Store, acme: str, ann: str) -> None:
    nobody, ada, bob = ident(TeamMember, new_scope()), *(ident(Stakeholder, key, acme) for key in ("ada", "bob"))
    await store.commit({acme: [*person("ada", acme), *person("bob", acme)]}, LOCAL)
    errors = await refusal(
        store,
        {
            acme: [
                edge(Knows, nobody, ada, level="VENDOR"),
                edge(Knows, ann, ada, level="VENDOR", by=nobody),
                edge(AlliedWith, ada, bob, weight=1, by=nobody),
                edge(Manages, nobody, account_id(acme), role="OWNER"),
                put(Insight, "1", acme, kind="NEED", text="more"),
                edge(AnswersFor, nobody, ident(Insight, "1", acme)),
            ]
        },
    )
    assert all(isinstance(error, NotFound) for error in errors)
    paths = [("0", "from"), ("1", "by"), ("2", "by"), ("3", "from"), ("5", "from")]
    assert sorted(error.path for error in errors) == [(acme, *path) for path in paths]


async def test_a_missing_end_in_another_account_is_not_found(store: Store, acme: str) -> None:
    [error] = await refusal(store, {acme: [edge(Owns, account_id(acme), account_id(new_scope()))]})
    assert isinstance(error, NotFound)
    assert error.path == (acme, "0", "to")


async def test_a_team_member_that_an_account_refers_to_is_not_dropped(store: Store, acme: str, ann: str) -> None:
    ada = ident(Stakeholder, "ada", acme)
    await store.commit({acme: [*person("ada", acme), edge(Knows, ann, ada, level="VENDOR", by="source:crm")]}, LOCAL)
    [error] = await refusal(store, {TEAM: [Drop(TeamMember, {"id": ann}, cascade=True)]})
    assert isinstance(error, InUse)
    assert (error.by, error.path) == ((acme,), (TEAM, "0"))
    assert "left" in error.message


async def test_a_team_member_who_has_claimed_something_is_not_dropped(store: Store, acme: str, ann: str) -> None:
    claim = edge(HoldsStance, ident(Stakeholder, "ada", acme), account_id(acme), stance=1, by=ann)
    await store.commit({acme: [*person("ada", acme), claim]}, LOCAL)
    [error] = await refusal(store, {TEAM: [Drop(TeamMember, {"id": ann})]})
    assert isinstance(error, InUse)
    assert error.by == (acme,)


async def test_a_team_member_whom_nobody_refers_to_is_dropped(store: Store, ann: str) -> None:
    await store.commit({TEAM: [Drop(TeamMember, {"id": ann})]}, LOCAL)
    forget(store)
    assert ann not in (await store.team(LOCAL)).nodes


async def test_what_another_account_owns_is_not_dropped_under_it(store: Store, acme: str) -> None:
    other = new_scope()
    await store.commit({other: account(other)}, LOCAL)
    await store.commit({acme: [edge(Owns, account_id(acme), account_id(other), share=0.5)]}, LOCAL)
    [error] = await refusal(store, {other: [Drop(Organisation, {"id": account_id(other)}, cascade=True)]})
    assert isinstance(error, InUse)
    assert error.by == (acme,)
    assert "left" not in error.message
    assert len((await cold_read(store, acme)).account.all(Owns)) == 1


async def test_changes_of_two_scopes_may_depend_on_each_other(store: Store, acme: str) -> None:
    key = new_scope()
    who, ada = ident(TeamMember, key), ident(Stakeholder, "ada", acme)
    knows = edge(Knows, who, ada, level="VENDOR", by=who, validFrom="2026-01-01")
    await store.commit({acme: [*person("ada", acme), knows], TEAM: member(key)}, LOCAL)
    assert len((await cold_read(store, acme)).account.all(Knows)) == 1
    identity = {"from": who, "to": ada, "by": who, "validFrom": "2026-01-01"}
    await store.commit({acme: [Drop(Knows, identity)], TEAM: [Drop(TeamMember, {"id": who})]}, LOCAL)
    graph = await cold_read(store, acme)
    assert (graph.account.all(Knows), graph.node(who)) == ((), None)


async def test_an_edge_to_what_the_same_commit_drops_in_the_team_is_refused(store: Store, acme: str, ann: str) -> None:
    knows = edge(Knows, ann, ident(Stakeholder, "ada", acme), level="VENDOR")
    changes: dict[str, list[Change]] = {
        acme: [*person("ada", acme), knows],
        TEAM: [Drop(TeamMember, {"id": ann})],
    }
    [error] = await refusal(store, changes)
    assert isinstance(error, NotFound)
    assert error.path == (acme, "2", "from")


async def test_an_account_dropped_and_made_again_goes_on_counting(store: Store, second: Store, acme: str) -> None:
    await second.snapshot(acme, LOCAL)
    await store.commit({acme: [Drop(Organisation, {"id": account_id(acme)})]}, LOCAL)
    for reader in (store, second):
        with pytest.raises(NotFound):
            await reader.snapshot(acme, LOCAL)
    assert await store.account_keys(Viewer("eve", Role.VIEWER, frozenset([acme]))) == []
    assert await store.commit({acme: account(acme)}, LOCAL) == {acme: 3}
    assert (await second.snapshot(acme, LOCAL)).root.revision == 3


# ---------------------------------------------------------------- who may


async def test_an_account_that_one_may_not_see_is_told_apart_from_none_nowhere(store: Store, acme: str) -> None:
    eve, missing = Viewer("eve", Role.ADMIN, frozenset(["other"])), new_scope()

    async def told(scope: str, viewer: Viewer) -> list[str]:
        texts = []
        for attempt in (
            lambda: store.snapshot(scope, viewer),
            lambda: store.entries(scope, viewer),
            lambda: store.commit({scope: account(scope)}, viewer),
        ):
            with pytest.raises(NotFound) as error:
                await attempt()
            texts.append(str(error.value).replace(scope, "?"))
        return texts

    assert await told(acme, eve) == await told(missing, eve)
    with pytest.raises(NotFound) as error:
        await store.snapshot(missing, LOCAL)
    assert str(error.value).replace(missing, "?") in await told(acme, eve)
    assert await revision(store, acme) == 1


async def test_an_edge_into_an_account_that_one_may_not_see_leads_nowhere(store: Store, acme: str) -> None:
    hidden, missing = new_scope(), new_scope()
    await store.commit({hidden: account(hidden)}, LOCAL)
    eve = Viewer("eve", Role.ADMIN, frozenset([acme]))
    texts = []
    for scope in (hidden, missing):
        [error] = await refusal(store, {acme: [edge(Owns, account_id(acme), account_id(scope))]}, eve)
        assert isinstance(error, NotFound)
        texts.append(error.message.replace(scope, "?"))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
async def test_who_may_only_read_does_not_write(store: Store, acme: str, role: Role) -> None:
    with pytest.raises(NotAllowed, match=f"the role {role} may read, not write"):
        await store.commit({acme: person("ada", acme)}, Viewer("eve", role))
    assert await revision(store, acme) == 1


async def test_a_member_claims_in_no_name_but_their_own(store: Store, acme: str, ann: str) -> None:
    viewer = Viewer("ann", Role.MEMBER, team_member=ann)
    ada = ident(Stakeholder, "ada", acme)
    await store.commit({acme: person("ada", acme)}, LOCAL)
    for by in ("source:crm", node_id(TEAM, "TeamMember", "other")):
        stance = edge(HoldsStance, ada, account_id(acme), stance=1, by=by)
        with pytest.raises(NotAllowed, match="may claim as"):
            await store.commit({acme: [stance]}, viewer)
    assert await revision(store, acme) == 2
    await store.commit({acme: [edge(HoldsStance, ada, account_id(acme), stance=1)]}, viewer)
    [claim] = (await store.snapshot(acme, LOCAL)).account.all(HoldsStance)
    assert claim.by == ann
    identity = {"from": ada, "to": account_id(acme), "by": "source:crm", "validFrom": "2026-01-01"}
    with pytest.raises(NotAllowed):
        await store.commit({acme: [Drop(HoldsStance, identity)]}, viewer)


async def test_a_member_who_drops_a_claim_of_nobody_is_told_what_is_missing(store: Store, acme: str, ann: str) -> None:
    viewer = Viewer("ann", Role.MEMBER, team_member=ann)
    identity = {"from": ident(Stakeholder, "ada", acme), "to": account_id(acme), "validFrom": "2026-01-01"}
    [error] = await refusal(store, {acme: [Drop(HoldsStance, identity)]}, viewer)
    assert error.path == (acme, "0", "by")


async def test_an_owner_may_claim_for_another_and_the_journal_says_who_wrote(store: Store, acme: str, ann: str) -> None:
    stance = edge(HoldsStance, ident(Stakeholder, "ada", acme), account_id(acme), stance=1, by=ann)
    await store.commit({acme: [*person("ada", acme), stance]}, Viewer("eve", Role.OWNER))
    assert (await store.entries(acme, LOCAL))[-1].actor == "eve"
    assert (await cold_read(store, acme)).account.all(HoldsStance)[0].by == ann


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", 5])
async def test_a_time_zone_that_does_not_exist_is_refused(store: Store, zone: object) -> None:
    scope = new_scope()
    [error] = await refusal(store, {scope: account(scope, timeZone=zone)})
    assert isinstance(error, InvalidInput)
    assert error.path == (scope, "0", "timeZone")


# ---------------------------------------------------------------- what a read costs


async def test_an_unchanged_account_costs_one_round_trip(store: Store, acme: str) -> None:
    await store.snapshot(acme, LOCAL)
    ran: list[str] = []
    watch(store, ran.append)
    held = await store.snapshot(acme, LOCAL)
    assert ran == [cypher.REVISIONS]
    assert (await store.snapshot(acme, LOCAL)).account is held.account


async def test_many_who_ask_at_once_for_a_cold_account_are_one_reader(store: Store, acme: str) -> None:
    forget(store)
    ran: list[str] = []
    watch(store, ran.append)
    graphs = await asyncio.gather(*(store.snapshot(acme, LOCAL) for _ in range(20)))
    assert ran.count(cypher.READ) <= 2  # of the account, and of the team
    assert all(graph.account is graphs[0].account for graph in graphs)


async def test_an_account_a_little_behind_is_caught_up_from_the_journal(store: Store, second: Store, acme: str) -> None:
    await second.snapshot(acme, LOCAL)
    await store.commit({acme: person("ada", acme)}, LOCAL)
    ran: list[str] = []
    watch(second, ran.append)
    assert (await second.snapshot(acme, LOCAL)).revision == 2
    assert ran == [cypher.REVISIONS, cypher.ENTRIES]


async def test_an_account_whose_journal_has_a_gap_is_read_anew(store: Store, second: Store, acme: str) -> None:
    await second.snapshot(acme, LOCAL)
    for key in ("ada", "bob"):
        await store.commit({acme: person(key, acme)}, LOCAL)
    lost = "MATCH (entry:JournalEntry {scope: $scope, revision: 2}) DETACH DELETE entry"

    async def lose(tx: Any) -> None:
        await (await tx.run(lost, scope=acme)).consume()

    await store.connection.transact(lose)
    ran: list[str] = []
    watch(second, ran.append)
    assert (await second.snapshot(acme, LOCAL)).account == (await store.snapshot(acme, LOCAL)).account
    assert ran == [cypher.REVISIONS, cypher.ENTRIES, cypher.TOUCH, cypher.READ]


# ---------------------------------------------------------------- no read mixes two revisions

PEOPLE = 400
UNGUARDED = "MATCH (ledger:Ledger {scope: $scope}) RETURN ledger.revision AS revision"


def _titled(scope: str, title: str) -> list[Change]:
    return [put(Stakeholder, str(n), scope, title=title) for n in range(PEOPLE)]


class _Readers:
    """Three readers that read an account cold, again and again, while a writer rewrites all of it."""

    def __init__(self, endpoint: Endpoint, seconds: float, enough: int) -> None:
        """They stop at the first mixture, after so many reads, or when time is up."""
        self.endpoint = endpoint
        self.deadline = time.monotonic() + seconds
        self.enough = enough
        self.scope = new_scope()
        self.reads = self.mixed = self.commits = self.given_up = 0

    @property
    def done(self) -> bool:
        seen_enough = self.reads >= self.enough and self.commits >= 3
        return self.mixed > 0 or seen_enough or time.monotonic() > self.deadline

    async def run(self) -> "_Readers":
        async with Store(self.endpoint) as writer:
            people = [change for n in range(PEOPLE) for change in person(str(n), self.scope, title="1")]
            await writer.commit({self.scope: [*account(self.scope), *people]}, LOCAL)
            async with asyncio.TaskGroup() as tasks:
                for work in (self._write(writer), *(self._read() for _ in range(3))):
                    tasks.create_task(work)
        return self

    async def _write(self, writer: Store) -> None:
        """A pause follows each commit, as long as it took: on the embedded server the two make each other wait."""
        while not self.done:
            began = time.monotonic()
            with self._giving_up():
                await writer.commit({self.scope: _titled(self.scope, str(self.commits + 2))}, LOCAL)
                self.commits += 1
            await asyncio.sleep(time.monotonic() - began)

    async def _read(self) -> None:
        async with Store(self.endpoint) as reader:
            while not self.done:
                with self._giving_up():
                    graph = await cold_read(reader, self.scope)
                    self.reads += 1
                    titles = {person.title for person in graph.account.all(Stakeholder)}
                    self.mixed += titles != {str(graph.revision)}

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """Who found no gap between the others for all its patience begins anew."""
        try:
            yield
        except Unavailable:
            self.given_up += 1


async def test_a_cold_read_never_mixes_two_revisions(endpoint: Endpoint) -> None:
    seen = await _Readers(endpoint, seconds=30, enough=60).run()
    assert seen.mixed == 0, f"{seen.mixed} of {seen.reads} reads"
    assert seen.reads >= 5
    assert seen.commits >= 3


async def test_without_the_touch_a_cold_read_does_mix_them(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cypher, "TOUCH", UNGUARDED)
    seen = await _Readers(endpoint, seconds=30, enough=10_000).run()
    assert seen.mixed > 0, f"none of {seen.reads} reads beside {seen.commits} commits"


async def test_two_hundred_commits_at_once_to_many_accounts_are_all_written(store: Store) -> None:
    scopes = [new_scope() for _ in range(40)]
    for scope in scopes:
        await store.commit({scope: account(scope)}, LOCAL)
    named = [(scope, f"name {number}") for number in range(5) for scope in scopes]
    commits = [store.commit({scope: [put(Organisation, scope, scope, name=name)]}, LOCAL) for scope, name in named]
    told = await asyncio.gather(*commits)
    for scope in scopes:
        assert sorted(revisions[scope] for revisions in told if scope in revisions) == [2, 3, 4, 5, 6]
        assert (await cold_read(store, scope)).account.revision == 6


async def test_what_a_commit_would_be_refused_for_is_told_without_writing(store: Store, acme: str) -> None:
    changes = {acme: [put(Stakeholder, "bob", acme, name=""), edge(ReportsTo, "x", "y")]}
    found = await store.examine(changes, LOCAL, {acme: 7}, amiss={})
    assert {error.path for error in found} == {
        ("ifRevision",),
        (acme, "0", "name"),
        (acme, "1", "from"),
        (acme, "1", "to"),
    }
    good = {acme: person("ada", acme)}
    assert not await store.examine(good, LOCAL, amiss={})
    assert await revision(store, acme) == 1


async def test_what_is_missing_for_want_of_what_was_not_understood_is_not_told(store: Store, acme: str) -> None:
    changes = {acme: [edge(ReportsTo, ident(Stakeholder, "ada", acme), ident(Stakeholder, "bob", acme))]}
    assert len(await store.examine(changes, LOCAL, amiss={})) == 2
    assert not await store.examine(changes, LOCAL, amiss={acme: {"Stakeholder"}})


async def test_what_a_commit_would_be_refused_for_is_looked_at_in_turn(store: Store, acme: str) -> None:
    statements: list[str] = []
    watch(store, statements.append)
    async with store._turns.take([acme]):
        looking = asyncio.create_task(store.examine({acme: person("ada", acme)}, LOCAL, amiss={}))
        await asyncio.wait([looking], timeout=0.2)
        assert statements == []
    assert not await asyncio.wait_for(looking, 20)


async def test_the_connection_is_closed_whatever_else_fails_to(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    store = Store(endpoint)
    monkeypatch.setattr(store._snapshots, "close", broken)
    with pytest.raises(ZeroDivisionError):
        async with store:
            await store.account_keys(LOCAL, limit=1)
    assert store.connection._driver is None
