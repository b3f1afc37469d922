"""The role that each change takes."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from graph.change import Change, Drop, Put
from graph.declaration import Kind
from graph.errors import NotAllowed, Refused
from graph.identity import TEAM, account_id
from graph.model import EDGES, NODES, Knows, Manages, Offering, Stakeholder, TeamMember
from graph.permissions import forbidden, role_for
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.graph.acme import account, edge, ident, new_scope, person, put


def test_a_member_puts_all_but_team_members_and_who_looks_after_an_account() -> None:
    kinds: list[Kind] = [*NODES.values(), *EDGES.values()]
    for kind in kinds:
        expected = Role.ADMIN if kind is TeamMember else Role.OWNER if kind is Manages else Role.MEMBER
        assert role_for(Put(kind, {})) == expected, kind


def test_dropping_a_node_takes_an_owner_and_dropping_an_edge_a_member() -> None:
    for node in NODES.values():
        assert role_for(Drop(node, {})) == (Role.ADMIN if node is TeamMember else Role.OWNER)
    for each in EDGES.values():
        assert role_for(Drop(each, {})) == (Role.OWNER if each is Manages else Role.MEMBER)


@pytest.mark.parametrize("role", Role)
def test_each_change_that_takes_more_is_told_by_its_index(role: Role) -> None:
    changes: Sequence[Change] = [Put(TeamMember, {}), Put(Stakeholder, {}), Drop(Stakeholder, {}), Put(Manages, {})]
    takes = [Role.ADMIN, Role.MEMBER, Role.OWNER, Role.OWNER]
    found = [error.path for error in forbidden(changes, Viewer("eve", role))]
    assert found == [(str(index),) for index, least in enumerate(takes) if not role.covers(least)]


@pytest.mark.parametrize("role", Role)
async def test_the_store_demands_it_of_whoever_writes(store: Store, role: Role) -> None:
    scope, member = new_scope(), f"anna-{uuid4()}"
    await store.commit({TEAM: [put(TeamMember, member, name="Anna")]}, LOCAL)
    await store.commit({scope: [*account(scope), *person("ben", scope), *person("eva", scope)]}, LOCAL)
    viewer = Viewer("eve", role, frozenset([scope]), ident(TeamMember, member))
    anna, ben, eva = ident(TeamMember, member), ident(Stakeholder, "ben", scope), ident(Stakeholder, "eva", scope)
    attempts: dict[tuple[str, Role], Change] = {
        (scope, Role.MEMBER): edge(Knows, anna, ben, by=anna, level="VENDOR"),
        (TEAM, Role.MEMBER): put(Offering, f"offering-{uuid4()}", name="Pumps"),
        (scope, Role.OWNER): edge(Manages, anna, account_id(scope), role="OWNER"),
        (f"{scope} ", Role.OWNER): Drop(Stakeholder, {"id": eva}, cascade=True),
        (TEAM, Role.ADMIN): put(TeamMember, member, email="boss@us.example"),
    }
    for (where, least), change in attempts.items():
        if role.covers(least):
            await store.commit({where.strip(): [change]}, viewer)
        else:
            with pytest.raises((NotAllowed, Refused), match="role"):
                await store.commit({where.strip(): [change]}, viewer)
