"""Viewers: what each role covers, and that what one may not see does not exist."""

import pytest

from graph.errors import NotAllowed, NotFound
from graph.identity import TEAM
from graph.viewer import LOCAL, Role, Viewer

ANN = "team/TeamMember/ann"


def test_a_role_covers_itself_and_all_below_it() -> None:
    roles = [Role.VIEWER, Role.ANALYST, Role.MEMBER, Role.OWNER, Role.ADMIN]
    assert list(Role) == roles
    for rank, role in enumerate(roles):
        assert [role.covers(other) for other in roles] == [other <= rank for other in range(len(roles))]


def test_who_sees_some_accounts_sees_those_and_the_team() -> None:
    eve = Viewer("eve", Role.MEMBER, frozenset(["acme"]))
    assert [eve.sees(scope) for scope in ("acme", TEAM, "other")] == [True, True, False]
    assert Viewer("eve", Role.VIEWER, frozenset()).sees("acme") is False
    assert Viewer("eve", Role.VIEWER).sees("anything")


def test_what_one_may_not_see_does_not_exist() -> None:
    eve = Viewer("eve", Role.ADMIN, frozenset(["acme"]))
    for demand in (eve.demand_sight, eve.demand_write):
        with pytest.raises(NotFound, match="there is no account 'other'"):
            demand("other")
        demand("acme")


@pytest.mark.parametrize("role", Role)
def test_members_and_above_may_write(role: Role) -> None:
    viewer = Viewer("eve", role)
    if role in (Role.VIEWER, Role.ANALYST):
        with pytest.raises(NotAllowed, match=f"the role {role} may read, not write"):
            viewer.demand_write("acme")
    else:
        viewer.demand_write("acme")


def test_what_one_may_not_see_is_not_refused_for_ones_role() -> None:
    with pytest.raises(NotFound):
        Viewer("eve", Role.VIEWER, frozenset()).demand_write("acme")


def test_claims_are_ones_own_unless_one_owns_the_account() -> None:
    member = Viewer("ann@us", Role.MEMBER, team_member=ANN)
    member.demand_claim(ANN)
    with pytest.raises(NotAllowed, match="may claim as team/TeamMember/ann only, not as source:crm"):
        member.demand_claim("source:crm")
    Viewer("ann@us", Role.OWNER, team_member=ANN).demand_claim("source:crm")


def test_who_is_no_team_member_claims_as_a_source() -> None:
    assert Viewer("crm", Role.MEMBER).by == "source:crm"
    assert Viewer("ann@us", Role.MEMBER, team_member=ANN).by == ANN
    assert (LOCAL.by, LOCAL.role, LOCAL.accounts) == ("source:local", Role.ADMIN, None)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_demanded_of_those_below_it(role: Role) -> None:
    for own in Role:
        viewer = Viewer("eve", own)
        if own.covers(role):
            viewer.demand_role(role)
        else:
            with pytest.raises(NotAllowed, match=f"this takes the role {role}, and yours is {own}"):
                viewer.demand_role(role)
