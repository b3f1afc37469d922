"""What a viewer sees of an account that leads into one that does not exist for them."""

from uuid import uuid4

import pytest

from graph.change import Drop
from graph.errors import InUse, NotFound, Refused
from graph.identity import TEAM, account_id
from graph.model import Manages, Offering, Organisation, Owns, PartOf, TeamMember, Uses
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.graph.acme import account, edge, ident, new_scope, put


class World:
    """Two accounts, of which the first owns a part of the second."""

    def __init__(self) -> None:
        self.seen, self.unseen = new_scope(), new_scope()
        self.viewer = Viewer("eve", Role.OWNER, frozenset([self.seen]))

    async def write(self, store: Store) -> None:
        owns = edge(Owns, account_id(self.seen), account_id(self.unseen), share=0.5)
        await store.commit({self.unseen: account(self.unseen)}, LOCAL)
        await store.commit({self.seen: [*account(self.seen), owns]}, LOCAL)


@pytest.fixture
async def world(store: Store) -> World:
    made = World()
    await made.write(store)
    return made


async def test_an_edge_into_an_unseen_account_does_not_exist(store: Store, world: World) -> None:
    for graph in (await store.snapshot(world.seen, world.viewer), await store.past(world.seen, world.viewer, 1)):
        assert not graph.account.all(Owns)
        assert graph.account.all(Organisation)
    assert (await store.snapshot(world.seen, LOCAL)).account.all(Owns)


async def test_who_sees_less_of_an_account_has_what_was_worked_out_of_it(store: Store, world: World) -> None:
    one, other = [(await store.snapshot(world.seen, viewer)).account for viewer in (world.viewer, LOCAL)]
    assert one is not other
    assert one.memory is other.memory


async def test_nor_does_the_journal_tell_of_it(store: Store, world: World) -> None:
    entries = await store.entries(world.seen, world.viewer)
    entries += await store.entries_of(world.seen, world.viewer, [1])
    entries += [step.entry for step in await store.steps(world.seen, world.viewer, 0, 1)]
    follow = store.follow(world.seen, world.viewer, 0)
    entries.append((await anext(follow)).entry)
    await follow.aclose()
    assert len(entries) == 4
    for entry in entries:
        assert entry.changes
        assert world.unseen not in str(entry)
    assert world.unseen in str(await store.entries(world.seen, LOCAL))


async def test_what_is_not_seen_is_kept_whatever_is_written(store: Store, world: World) -> None:
    await store.commit({world.seen: [put(Organisation, world.seen, world.seen, sector="Pumps")]}, world.viewer)
    assert (await store.snapshot(world.seen, LOCAL)).account.all(Owns)


@pytest.mark.parametrize("is_dropped", [False, True])
async def test_what_is_not_seen_and_what_is_not_there_are_refused_alike(
    store: Store, world: World, is_dropped: bool
) -> None:
    told = set[str]()
    for where in (world.unseen, new_scope()):
        owns = edge(Owns, account_id(world.seen), account_id(where))
        change = Drop(Owns, owns.values) if is_dropped else owns
        with pytest.raises(Refused) as refused:
            await store.commit({world.seen: [change]}, world.viewer)
        [error] = refused.value.errors
        assert isinstance(error, NotFound)
        told.add(error.message.replace(where, "it"))
    assert len(told) == 1


async def test_what_an_unseen_account_uses_cannot_be_dropped_nor_is_it_named(store: Store, world: World) -> None:
    key = f"offering-{uuid4()}"
    await store.commit({TEAM: [put(Offering, key, name="Pumps")]}, LOCAL)
    uses = edge(Uses, account_id(world.unseen), ident(Offering, key), state="INSTALLED")
    await store.commit({world.unseen: [uses]}, LOCAL)
    with pytest.raises(Refused, match="is in use in an account") as refused:
        await store.commit({TEAM: [Drop(Offering, {"id": ident(Offering, key)})]}, world.viewer)
    assert isinstance(refused.value.errors[0], InUse)
    assert world.unseen not in str(refused.value)


@pytest.mark.parametrize("is_part", [False, True])
async def test_where_an_edge_into_an_unseen_account_begins_is_in_use_but_the_edge_is_not_told(
    store: Store, world: World, is_part: bool
) -> None:
    works = ident(Organisation, "works", world.seen)
    owns, part = edge(Owns, works, account_id(world.unseen)), edge(PartOf, works, account_id(world.seen))
    made = put(Organisation, "works", world.seen, name="Works", kind="DIVISION")
    await store.commit({world.seen: [made, owns, *([part] if is_part else [])]}, LOCAL)
    changes = {world.seen: [Drop(Organisation, {"id": works})]}
    with pytest.raises(Refused) as refused:
        await store.commit(changes, world.viewer)
    for [error] in (refused.value.errors, await store.examine(changes, world.viewer, amiss={})):
        assert isinstance(error, InUse)
        assert error.by == ((PartOf.key_of(part.values),) if is_part else ())
        assert ("is in use: 1 edges" if is_part else "is in use in an account") in error.message
        assert error.path == (world.seen, "0")
    [known] = await store.examine(changes, LOCAL, amiss={})
    assert isinstance(known, InUse)
    assert world.unseen in str(known.by)


async def test_whoever_manages_an_account_or_a_part_of_it_today_sees_it(store: Store) -> None:
    member, (whole, part, past, future) = f"anna-{uuid4()}", [new_scope() for _ in range(4)]
    anna = ident(TeamMember, member)
    await store.commit({TEAM: [put(TeamMember, member, name="Anna")]}, LOCAL)
    days = {whole: {}, part: {}, past: {"validTo": "2020-01-01"}, future: {"validFrom": "2999-01-01"}}
    for scope, dates in days.items():
        of = account_id(scope)
        changes = account(scope)
        if scope == part:
            of = ident(Organisation, "works", scope)
            changes.append(put(Organisation, "works", scope, name="Works", kind="DIVISION"))
        await store.commit({scope: [*changes, edge(Manages, anna, of, role="MEMBER", **dates)]}, LOCAL)
    assert await store.accounts_managed(anna) == {whole, part}
    assert await store.accounts_managed(ident(TeamMember, "nobody")) == frozenset()


async def test_whoever_has_left_us_sees_nothing_by_looking_after_it(store: Store) -> None:
    scope, here, gone = new_scope(), f"anna-{uuid4()}", f"bela-{uuid4()}"
    days = {here: "2999-01-01", gone: "2020-01-01"}
    await store.commit({TEAM: [put(TeamMember, key, name=key, leftOn=day) for key, day in days.items()]}, LOCAL)
    looked_after = [edge(Manages, ident(TeamMember, key), account_id(scope), role="MEMBER") for key in days]
    await store.commit({scope: [*account(scope), *looked_after]}, LOCAL)
    assert await store.accounts_managed(ident(TeamMember, here)) == {scope}
    assert await store.accounts_managed(ident(TeamMember, gone)) == frozenset()
