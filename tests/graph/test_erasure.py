"""Erasure: afterwards nothing personal is anywhere in the database, and the maps and the journal still stand."""

import unicodedata
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.change import Drop
from graph.codec import native
from graph.commit import AlreadyAnswered
from graph.endpoint import Endpoint
from graph.erasure import ERASED, Eraser
from graph.errors import Conflict, InvalidInput, NotAllowed, NotFound
from graph.identity import TEAM, account_id
from graph.journal import Entry, Gap, recorded, replay
from graph.mentions import Names
from graph.merging import merge
from graph.model import (
    About,
    Action,
    AlliedWith,
    AnswersFor,
    ConflictsWith,
    HoldsStance,
    Influences,
    Insight,
    Interaction,
    Involves,
    Knows,
    Manages,
    Opportunity,
    ReportsTo,
    Resolution,
    Risk,
    Stakeholder,
    TeamMember,
)
from graph.privacy import Erasure, Preview
from graph.snapshot import Snapshot
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from scoring.power import power
from tests.graph.acme import account, edge, ident, member, new_scope, opportunity, person, put
from tests.graph.strategies import Step, few, histories
from tests.graph.watched import cold_read, watch

DAY = date(2026, 5, 1)


@pytest.fixture
async def second(endpoint: Endpoint) -> AsyncIterator[Store]:
    """Another store on the same database, as another process would have it."""
    async with Store(endpoint) as opened:
        yield opened


# ---------------------------------------------------------------- what becomes of a scope and of its journal


def journal(history: list[Step]) -> list[Entry]:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    return [
        Entry.decode(Entry("acme", n, at, "eve", "t", str(n), 0, recorded(step.effect)).encode())
        for n, step in enumerate(history, 1)
    ]


@few
@given(histories(), st.data(), st.booleans())
def test_the_erased_journal_gives_every_revision_with_the_erased_as_erased(
    history: list[Step], data: st.DataObject, mentions: bool
) -> None:
    people = [ident(Stakeholder, key) for key in ("1", "2", "3")]
    ids = data.draw(st.sets(st.sampled_from([*people, ident(TeamMember, "1")]), min_size=1))
    related = data.draw(st.sets(st.sampled_from([ident(kind, "1") for kind in (Interaction, Insight, Risk)])))
    eraser = Eraser(ids, Names(["Aaaa Bb"], ["a@b"]), related, DAY, mentions=mentions)
    erased = [eraser.entry(entry) for entry in journal(history)]
    for n, step in enumerate(history, 1):
        assert replay(Snapshot("acme"), erased[:n]) == eraser.snapshot(step.effect.after)


@few
@given(histories())
def test_an_erasure_of_nobody_changes_nothing(history: list[Step]) -> None:
    eraser = Eraser([], Names(), [], DAY, mentions=True)
    assert [eraser.entry(entry) for entry in journal(history)] == journal(history)
    assert eraser.snapshot(history[-1].effect.after) == history[-1].effect.after


# ---------------------------------------------------------------- a person in several accounts


class World:
    """Two accounts in which Anna Kovács is known, with all that can be held of her; and Zoltán of ours, who says so."""

    def __init__(self) -> None:
        self.tag = new_scope().removeprefix("test-").replace("-", "")
        self.acme, self.beta = new_scope(), new_scope()
        self.email = f"anna.kovacs.{self.tag}@example.com"
        own = self.tag[:8].translate(str.maketrans("0123456789abcdef", "bcdfghjklmnprstv"))  # a name of this test alone
        self.family, self.given, self.husband = f"Kováts{own}", f"Annamária{own}", f"Nagyné{own}"
        self.name = f"{self.family}-Szabó{own} {self.given}"
        self.married = f"{self.name} {self.husband}"
        self.seller = f"Zoltán{own}"
        digits = "".join(letter for letter in self.tag if letter.isdecimal())[:9]
        self.phone = f"+36 {digits[:3]} {digits[3:]}"
        self.anna = ident(Stakeholder, self.email, self.acme)
        self.again = ident(Stakeholder, f"{self.tag}-annamaria", self.beta)
        self.bob = ident(Stakeholder, "bob", self.acme)
        self.ours = f"zoltan.{self.tag}@sellers.example"
        self.zoltan = ident(TeamMember, self.ours)
        self.helper = ident(TeamMember, f"helper-{self.tag}")
        self.values = [self.family, f"Szabo{own}", self.given, self.husband, self.email, self.tag + "-annamaria"]
        self.values += [f"36{digits}"]
        self.values += [self.email.upper(), quote(self.email, safe="")]

    async def build(self, store: Store) -> None:
        seller = Viewer(self.ours, Role.OWNER, team_member=self.zoltan)
        await store.commit(
            {
                TEAM: [
                    *member(self.ours, name=f"{self.seller} Őri", email=self.ours),
                    *member(f"helper-{self.tag}", name="Helper"),
                ]
            },
            LOCAL,
        )
        await store.commit(
            {
                self.acme: [
                    *account(self.acme),
                    *person("bob", self.acme),
                    *person(
                        self.email,
                        self.acme,
                        name=self.name,
                        email=self.email,
                        phone=self.phone,
                        location="Vác",
                        person=f"{self.tag}-person",
                        notes=f"{self.name} likes tea",
                        title="CFO",
                        seniority="C_LEVEL",
                    ),
                    *opportunity(
                        "o1",
                        self.acme,
                        title=f"Renewal, see {self.family} {self.given}val",
                        nextStep=f"Call {self.phone.replace(' ', '')}",
                    ),
                ]
            },
            seller,
            idempotency_key=f"import {self.email}",
        )
        await store.commit(
            {
                self.beta: [
                    *account(self.beta, notes=f"Once led by {self.name.upper()}."),
                    *person(f"{self.tag}-annamaria", self.beta, name=self.married, person=f"{self.tag}-person"),
                ]
            },
            seller,
        )
        await store.commit({self.acme: self._edges()}, seller)
        await store.commit({self.acme: self._texts()}, seller)
        await store.commit(
            {
                self.acme: [
                    put(Stakeholder, self.email, self.acme, name=self.married, phone=None),
                    put(Insight, "gone", self.acme, kind="NEED", text=f"ask {self.email}"),
                ]
            },
            LOCAL,
        )
        await store.commit({self.acme: [Drop(Insight, {"id": ident(Insight, "gone", self.acme)})]}, LOCAL)

    def _edges(self) -> list[Any]:
        note, claims = {"note": f"says {self.name}"}, []
        for kind, source, target in ((AlliedWith, self.anna, self.bob), (ConflictsWith, self.bob, self.anna)):
            claims.append(edge(kind, source, target, weight=0.5, topic=f"{self.family} {kind.label}", **note))
        return [
            *claims,
            edge(Influences, self.anna, self.bob, weight=0.9, **note),
            edge(HoldsStance, self.anna, account_id(self.acme), stance=-0.5, by=f"source:{self.email}"),
            edge(HoldsStance, self.bob, account_id(self.acme), stance=0.5, note=f"as {self.seller} saw"),
            edge(Knows, self.zoltan, self.anna, level="VENDOR", **note),
            edge(ReportsTo, self.bob, self.anna),
            edge(Manages, self.zoltan, account_id(self.acme), role="OWNER"),
            edge(AnswersFor, self.zoltan, self.anna),
        ]

    def _texts(self) -> list[Any]:
        call, fear, risk = (ident(k, "1", self.acme) for k in (Interaction, Insight, Risk))
        return [
            put(Interaction, "1", self.acme, at="2026-05-01T10:00:00Z", channel="CALL", subject="Tea", notes="a"),
            put(Interaction, f"mail to {self.email}", self.acme, at="2026-05-01T10:00:00Z", channel="EMAIL"),
            put(Insight, "1", self.acme, kind="CONCERN", text="She fears for her job"),
            put(Risk, "1", self.acme, title=f"{self.family} leaves", category="RELATIONSHIP", mitigation="Meet her"),
            put(Action, "1", self.acme, title=f"Write to {self.name}, then to {self.husband}"),
            put(
                Resolution,
                "1",
                self.acme,
                recommendation=f"COVER:{self.anna}",
                kind="COVER",
                state="ACCEPTED",
                why=f"{self.seller} likes it",
                by=self.zoltan,
            ),
            edge(Involves, call, self.anna),
            edge(Involves, call, self.zoltan),
            edge(Involves, ident(Interaction, f"mail to {self.email}", self.acme), self.bob),
            edge(About, fear, self.anna),
            edge(About, risk, self.anna),
        ]


@pytest.fixture
async def world(store: Store) -> World:
    made = World()
    await made.build(store)
    return made


async def everything(store: Store) -> list[str]:
    """Every property of every node and relationship of the database, and the labels, as texts."""

    async def read(tx: Any) -> list[str]:
        texts: list[str] = []
        for statement in (
            "MATCH (n) RETURN properties(n) AS held, labels(n) AS told",
            "MATCH ()-[r]->() RETURN properties(r) AS held, type(r) AS told",
        ):
            async for row in await tx.run(statement):
                texts += [str(native(row["held"])), str(row["told"])]
        return texts

    return await store.connection.transact(read)


def traces(texts: Iterable[str], values: Iterable[str]) -> list[str]:
    """Where a value stands in one of the texts, in whatever case, accents or encoding."""
    needles = {_plain(value) for value in values}
    forms = ((text, form) for text in texts for form in (text, unquote(text)))
    return [text for text, form in forms if any(needle in _plain(form) for needle in needles)]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isalnum())


async def erase(store: Store, identifier: str, viewer: Viewer = LOCAL, **more: Any) -> tuple[Preview, dict[str, int]]:
    found = await store.preview_erasure(identifier, viewer)
    return found, await store.erase_person(identifier, viewer, found.token, **{"mentions": True, **more})


async def test_nothing_personal_is_left_anywhere(store: Store, world: World) -> None:
    assert traces(await everything(store), world.values)
    _, revisions = await erase(store, world.anna)
    assert revisions == {world.acme: 5 + 1, world.beta: 1 + 1}
    assert traces(await everything(store), world.values) == []
    for scope in (world.acme, world.beta):
        graph = await cold_read(store, scope)
        assert replay(Snapshot(scope), await store.entries(scope, LOCAL)) == graph.account


async def test_nothing_personal_of_one_of_us_is_left_anywhere(store: Store, world: World) -> None:
    values = [world.seller, world.ours, quote(world.ours, safe="")]
    third = new_scope()
    await store.commit({third: account(third)}, LOCAL, idempotency_key=f"by {world.ours}")
    assert traces(await everything(store), values)
    _, revisions = await erase(store, world.zoltan)
    assert revisions.keys() == {TEAM, world.acme, world.beta, third}
    assert traces(await everything(store), values) == []
    for scope in (world.acme, world.beta, third):
        graph = await cold_read(store, scope)
        assert replay(Snapshot(scope), await store.entries(scope, LOCAL)) == graph.account
    assert replay(Snapshot(TEAM), await store.entries(TEAM, LOCAL)) == await store.team(LOCAL)
    [manages] = (await cold_read(store, world.acme)).account.all(Manages)
    gone = (await store.team(LOCAL)).nodes[manages.source]
    assert isinstance(gone, TeamMember)
    assert (gone.name, gone.email, gone.erased_on) == (ERASED, None, datetime.now(UTC).date())


async def test_nothing_is_left_of_either_of_two_who_were_merged(store: Store) -> None:
    scope = new_scope()
    kept, gone = ident(Stakeholder, "kept", scope), ident(Stakeholder, "v.ilona@duplicate.example", scope)
    people = [*person("kept", scope, name="Vadkerti Ilona"), *person("bob", scope)]
    people += person("v.ilona@duplicate.example", scope, name="Wadkerthy Ilonka", notes="Twice")
    await store.commit({scope: [*account(scope), *people]}, LOCAL)
    bob = ident(Stakeholder, "bob", scope)
    await store.commit({scope: [edge(ReportsTo, bob, gone), edge(Influences, gone, bob, weight=1)]}, LOCAL)
    await store.commit({scope: merge((await store.snapshot(scope, LOCAL)).account, kept, gone)}, LOCAL)
    values = ["vadkerti", "wadkerthy", "ilonka", "duplicate.example"]
    assert traces(await everything(store), values)
    found, _ = await erase(store, kept)
    assert found.ids == tuple(sorted([kept, gone]))
    assert traces(await everything(store), values) == []
    after = (await cold_read(store, scope)).account
    assert replay(Snapshot(scope), await store.entries(scope, LOCAL)) == after
    assert (the_erased(after).merged_ids, len(after.all(ReportsTo)), len(after.all(Influences))) == ((), 1, 1)


async def test_nothing_is_left_of_those_who_were_merged_or_dropped(store: Store) -> None:
    scope = new_scope()
    old, new = ident(Stakeholder, "terez-varnagy", scope), ident(Stakeholder, "merged", scope)
    await store.commit({scope: [*account(scope), *person("terez-varnagy", scope, name="Várnagy Teréz")]}, LOCAL)
    merging = [*person("merged", scope, name="Verebes T.", mergedIds=[old]), Drop(Stakeholder, {"id": old}, True)]
    await store.commit({scope: merging}, LOCAL)
    await store.commit({scope: [Drop(Stakeholder, {"id": new}, True)]}, LOCAL)
    values = ["varnagy", "terez", "verebes"]  # of this test alone
    assert traces(await everything(store), values)
    found, _ = await erase(store, old)
    assert (set(found.ids), found.counts) == ({old, new}, {scope: {}})
    assert traces(await everything(store), values) == []
    assert replay(Snapshot(scope), await store.entries(scope, LOCAL)) == (await cold_read(store, scope)).account


# ---------------------------------------------------------------- the map still stands


def the_erased(snapshot: Snapshot) -> Stakeholder:
    [erased] = [each for each in snapshot.all(Stakeholder) if each.erased_on]
    return erased


async def test_the_map_stands_with_the_erased_shown_as_erased(store: Store, world: World) -> None:
    before = (await cold_read(store, world.acme)).account
    scores = power(before, DAY).shares
    await erase(store, world.anna)
    after = (await cold_read(store, world.acme)).account
    erased = the_erased(after)
    assert (erased.name, erased.title, erased.person, erased.location) == (ERASED, "CFO", None, None)
    assert erased.erased_on == datetime.now(UTC).date()
    assert len(erased.key) == 36
    new = power(after, DAY).shares
    assert new.keys() == {erased.id, world.bob}
    assert new[erased.id] == pytest.approx(scores[world.anna], abs=1e-12)
    assert new[world.bob] == pytest.approx(scores[world.bob], abs=1e-12)
    assert [len(g.nodes) for g in (before, after)] == [len(before.nodes)] * 2
    assert {e.label for e in after.touching(erased.id).values()} == {
        e.label for e in before.touching(world.anna).values()
    }
    assert [(e.source, e.target, e.note) for e in after.all(Influences)] == [(erased.id, world.bob, None)]
    assert [e.source < e.target for kind in (AlliedWith, ConflictsWith) for e in after.all(kind)] == [True, True]
    assert after.all(AlliedWith)[0].topic == "*** ALLIED_WITH"
    assert [each.text for each in after.all(Insight)] == [ERASED]
    assert [(each.title, each.mitigation) for each in after.all(Risk)] == [("*** leaves", None)]
    assert {(each.subject, each.notes) for each in after.all(Interaction)} == {(None, None)}
    assert [each.title for each in after.all(Action)] == ["Write to ***, then to ***"]
    assert [each.title for each in after.all(Opportunity)] == ["Renewal, see ***"]
    assert [each.recommendation for each in after.all(Resolution)] == [f"COVER:{erased.id}"]
    stances = {claim.source: claim.note for claim in after.all(HoldsStance)}
    assert stances == {erased.id: None, world.bob: f"as {world.seller} saw"}


async def test_every_earlier_revision_is_as_it_was_with_the_erased_as_erased(store: Store, world: World) -> None:
    entries = await store.entries(world.acme, LOCAL)
    before = [replay(Snapshot(world.acme), entries[:n]) for n in range(1, 6)]
    await erase(store, world.anna)
    rewritten = await store.entries(world.acme, LOCAL)
    assert [entry.is_erasure for entry in rewritten] == [False] * 5 + [True]
    for n, old in enumerate(before, 1):
        new = replay(Snapshot(world.acme), rewritten[:n])
        assert (new.revision, len(new.nodes), len(new.edges)) == (n, len(old.nodes), len(old.edges))
        assert sorted(power(new, DAY).shares.values()) == pytest.approx(sorted(power(old, DAY).shares.values()))
        past = await store.past(world.acme, LOCAL, n)
        assert past.account == new
        assert the_erased(new).name == ERASED
    assert {entry.at for entry in entries} < {entry.at for entry in rewritten}


async def test_whoever_held_the_account_reads_it_anew(store: Store, second: Store, world: World) -> None:
    await second.snapshot(world.acme, LOCAL)
    await second.past(world.acme, LOCAL, 2)
    await erase(store, world.anna)
    read = (await second.snapshot(world.acme, LOCAL)).account
    assert read == (await store.snapshot(world.acme, LOCAL)).account == (await cold_read(store, world.acme)).account
    past = (await second.past(world.acme, LOCAL, 2)).account
    assert traces([str(item) for held in (read, past) for item in held.nodes.values()], world.values) == []


async def test_who_follows_the_journal_does_not_mix_it_with_what_was_rewritten(store: Store, world: World) -> None:
    held = replay(Snapshot(world.acme), (await store.entries(world.acme, LOCAL))[:2])
    await erase(store, world.anna)
    for until in (3, 6):
        with pytest.raises(Gap, match=r"an erasure rewrote .* at revision 6"):
            replay(held, await store.entries(world.acme, LOCAL, 2, until))


async def test_writing_goes_on_afterwards_and_another_can_be_erased(store: Store, world: World) -> None:
    await erase(store, world.anna)
    await store.commit({world.acme: person("new", world.acme, name="Newmanova")}, LOCAL)
    await erase(store, ident(Stakeholder, "new", world.acme))
    entries = await store.entries(world.acme, LOCAL)
    assert replay(Snapshot(world.acme), entries) == (await cold_read(store, world.acme)).account
    assert entries[-1].revision == 8
    assert traces(await everything(store), [*world.values, "newmanova"]) == []


# ---------------------------------------------------------------- preview, and what it promises


async def test_a_preview_tells_what_would_go_and_changes_nothing(store: Store, world: World) -> None:
    before = await store.entries(world.acme, LOCAL), (await cold_read(store, world.acme)).account
    found = await store.preview_erasure(world.again, LOCAL)
    assert found.ids == tuple(sorted([world.anna, world.again]))
    assert found.revisions == {world.acme: 5, world.beta: 1}
    assert found.counts[world.beta] == {"Stakeholder": 1, "WORKS_IN": 1}
    assert found.counts[world.acme]["Insight"] == 1
    assert found.entries == {world.acme: 4, world.beta: 1}
    told = {(m.label, m.field, m.past) for m in found.mentions}
    assert {("Organisation", "notes", False), ("Action", "title", False), ("Opportunity", "nextStep", False)} < told
    assert ("Insight", "text", True) in told
    assert (await store.entries(world.acme, LOCAL), (await cold_read(store, world.acme)).account) == before


async def test_mentions_stay_unless_they_are_to_go_too(store: Store, world: World) -> None:
    await erase(store, world.anna, mentions=False)
    after = (await cold_read(store, world.acme)).account
    assert [each.title for each in after.all(Action)] == [f"Write to {world.name}, then to {world.husband}"]
    assert [each.title for each in after.all(Risk)] == [f"{world.family} leaves"]
    left = traces(await everything(store), [world.email])
    assert all("ask anna" in unquote(text) for text in left)  # a text that nobody said was about her
    identifiers = [(entry.actor, entry.idempotency_key) for entry in await store.entries(world.acme, LOCAL)]
    assert traces(map(str, identifiers), world.values) == []


async def test_what_was_previewed_is_what_is_erased(store: Store, world: World) -> None:
    found = await store.preview_erasure(world.anna, LOCAL)
    await store.commit({world.beta: person("new", world.beta)}, LOCAL)
    with pytest.raises(Conflict) as conflict:
        await store.erase_person(world.anna, LOCAL, found.token)
    assert conflict.value.revisions == {world.acme: 5, world.beta: 2}
    assert traces(await everything(store), world.values)


async def test_a_commit_between_the_last_look_and_the_locks_is_a_conflict(store: Store, world: World) -> None:
    found = await store.preview_erasure(world.anna, LOCAL)
    erasure = Erasure(world.anna, found.revisions, found.token, LOCAL, store.clock, None, mentions=True)
    await store.commit({world.beta: person("new", world.beta)}, LOCAL)
    with pytest.raises(Conflict, match="somebody wrote in between") as conflict:
        await store.connection.transact(erasure.run)
    assert conflict.value.revisions == {world.acme: 5, world.beta: 2}
    assert len(await store.entries(world.acme, LOCAL)) == 5


class Broken(Exception):
    """What breaks an erasure off."""


@pytest.mark.parametrize("who", ["anna", "zoltan"])
async def test_an_erasure_broken_off_at_any_statement_leaves_everything(store: Store, world: World, who: str) -> None:
    identifier = world.anna if who == "anna" else world.zoltan
    found = await store.preview_erasure(identifier, LOCAL)
    before, entries = (await cold_read(store, world.acme)).account, await store.entries(world.acme, LOCAL)
    breaking, left = count(), 10_000

    def ran(_: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Broken

    watch(store, ran)
    for broken in breaking:
        left = broken
        try:
            await store.erase_person(identifier, LOCAL, found.token, mentions=True)
        except Broken:
            left = 10_000
        else:
            break
        assert (await cold_read(store, world.acme)).account == before, broken
        assert await store.entries(world.acme, LOCAL) == entries, broken
    left = 10_000
    assert broken >= 15  # statements
    assert len(await store.entries(world.acme, LOCAL)) == len(entries) + 1


async def test_an_idempotency_key_sent_again_gives_the_first_answer(store: Store, second: Store, world: World) -> None:
    found = await store.preview_erasure(world.anna, LOCAL)
    key = new_scope()
    first = await store.erase_person(world.anna, LOCAL, found.token, idempotency_key=key)
    assert await second.erase_person(world.anna, LOCAL, found.token, idempotency_key=key) == first
    with pytest.raises(NotFound):
        await store.erase_person(world.anna, LOCAL, found.token)


async def test_an_erasure_whose_outcome_got_lost_is_settled_and_not_done_twice(store: Store, world: World) -> None:
    found = await store.preview_erasure(world.zoltan, LOCAL)
    viewer = Viewer(world.ours, Role.ADMIN)
    erasure = Erasure(world.zoltan, found.revisions, found.token, viewer, store.clock, None, mentions=True)
    written = await store.connection.transact(erasure.run)
    with pytest.raises(AlreadyAnswered) as answered:
        await store.connection.transact(erasure.run)
    assert answered.value.revisions == {scope: snapshot.revision for scope, snapshot in written.items()}
    assert (await cold_read(store, world.acme)).account == written[world.acme]
    assert (await store.entries(world.acme, LOCAL))[-1].revision == written[world.acme].revision


async def test_an_idempotency_key_of_a_commit_is_refused(store: Store, world: World) -> None:
    key = new_scope()
    await store.commit({world.acme: person("new", world.acme)}, LOCAL, idempotency_key=key)
    with pytest.raises(InvalidInput, match="was used before, and not to erase"):
        await erase(store, world.anna, idempotency_key=key)


async def test_an_idempotency_key_that_names_them_is_refused(store: Store, world: World) -> None:
    with pytest.raises(InvalidInput, match="must not name the person"):
        await erase(store, world.anna, idempotency_key=f"erase {world.email}")
    assert len(await store.entries(world.acme, LOCAL)) == 5


async def test_who_erases_themselves_is_not_named_by_the_erasure(store: Store, world: World) -> None:
    viewer = Viewer(world.ours, Role.ADMIN, team_member=world.zoltan)
    await erase(store, world.zoltan, viewer)
    actors = {entry.actor for entry in await store.entries(world.acme, LOCAL)}
    assert {actor.split("-")[0] for actor in actors} == {"local", "erased"}


# ---------------------------------------------------------------- export


async def test_an_export_is_all_that_is_held_about_a_person(store: Store, world: World) -> None:
    document = await store.export_person(world.anna, LOCAL)
    assert document["person"] == {"kind": "Stakeholder", "ids": sorted([world.anna, world.again])}
    held = {each["account"]: each for each in document["accounts"]}
    [anna] = held[world.acme]["person"]
    assert (anna["name"], anna["email"], anna["location"]) == (world.married, world.email, "Vác")
    types = {each["type"] for each in held[world.acme]["edges"]}
    assert types >= {"INFLUENCES", "KNOWS", "HOLDS_STANCE", "INVOLVES", "ABOUT", "ALLIED_WITH", "CONFLICTS_WITH"}
    assert {each["label"] for each in held[world.acme]["related"]} == {"Interaction", "Insight", "Risk"}
    assert {each["notes"] for each in held[world.beta]["mentions"]} == {f"Once led by {world.name.upper()}."}
    names = [c["values"].get("name") for entry in document["journal"] for c in entry["changes"] if c["values"]]
    assert {world.name, world.married} <= set(names)
    assert [entry["revision"] for entry in document["journal"] if entry["account"] == world.acme] == [1, 2, 3, 4]
    assert "bob" not in names


async def test_an_export_shows_only_what_the_viewer_sees(store: Store, world: World) -> None:
    viewer = Viewer("eve", Role.OWNER, frozenset([world.acme]))
    document = await store.export_person(world.anna, viewer)
    assert {each["account"] for each in document["accounts"]} == {world.acme}
    assert {each["account"] for each in document["journal"]} == {world.acme}


async def test_after_an_erasure_there_is_nothing_to_export(store: Store, world: World) -> None:
    await erase(store, world.anna)
    with pytest.raises(NotFound):
        await store.export_person(world.anna, LOCAL)
    erased = the_erased((await store.snapshot(world.acme, LOCAL)).account)
    assert traces([str(await store.export_person(erased.id, LOCAL))], world.values) == []


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.MEMBER])
async def test_who_is_neither_owner_nor_admin_may_not(store: Store, world: World, role: Role) -> None:
    viewer = Viewer("eve", role)
    for attempt in (
        lambda: store.export_person(world.anna, viewer),
        lambda: store.preview_erasure(world.anna, viewer),
        lambda: store.erase_person(world.anna, viewer, ""),
    ):
        with pytest.raises(NotAllowed, match=f"the role {role} may neither export nor erase"):
            await attempt()


async def test_who_does_not_see_all_accounts_may_not_erase_wherever_the_person_is(store: Store, world: World) -> None:
    viewer = Viewer("eve", Role.OWNER, frozenset([world.acme]))
    for somebody in (world.anna, ident(Stakeholder, "nobody", world.acme)):
        with pytest.raises(NotAllowed, match="erasing takes somebody who sees all accounts"):
            await store.preview_erasure(somebody, viewer)
    told = str((await store.export_person(world.anna, viewer))["person"])
    assert world.anna in told
    assert world.again not in told
    with pytest.raises(NotFound):
        await store.preview_erasure(world.again, viewer)


async def test_nobody_and_nothing_cannot_be_erased(store: Store, world: World) -> None:
    with pytest.raises(NotFound, match="there is no Stakeholder 'nobody'"):
        await store.preview_erasure(ident(Stakeholder, "nobody", world.acme), LOCAL)
    with pytest.raises(NotFound):
        await store.preview_erasure(ident(Stakeholder, "nobody", new_scope()), LOCAL)
    for wrong in (account_id(world.acme), "no id"):
        with pytest.raises(InvalidInput):
            await store.preview_erasure(wrong, LOCAL)
