"""Departures and resilience: against scoring the account anew without whoever leaves."""

import pytest
from hypothesis import given

from graph.change import Change, Put, apply
from graph.model import TeamMember
from graph.snapshot import AccountGraph, Snapshot
from scoring.coverage import covered, reach
from scoring.departures import Departure, losses, member_departures, resilience, stakeholder_departures
from scoring.power import power
from tests.scoring.accounts import DAY, person
from tests.scoring.contacts import among, interaction, knows, meeting, member, met_accounts


def departures(graph: AccountGraph) -> tuple[float | None, tuple[Departure, ...]]:
    reached, who = reach(graph, DAY), power(graph.account, DAY)
    return covered(reached, who), member_departures(losses(reached), who)


def test_a_team_of_one_has_no_resilience_and_nobody_covered_none_to_speak_of() -> None:
    assert resilience(*departures(among(["p"], *meeting("p", "ours1")))) == 0
    assert resilience(*departures(among(["p"]))) is None
    assert resilience(*departures(among([]))) is None
    assert resilience(*departures(among(["p"], knows("ours1", "p", "NONE")))) is None


def test_what_a_colleague_shares_is_not_lost_with_them() -> None:
    shared = among(["p", "q"], *interaction("x", ["p"], ["ours1", "ours2"]), *meeting("q", "ours1"))
    coverage, found = departures(shared)
    assert [(each.who, [who for who, loss in each.losses if loss > 0]) for each in found] == [
        (member("ours1"), [person("q")]),
        (member("ours2"), []),
    ]
    assert resilience(coverage, found) == pytest.approx(0.5)


@given(met_accounts())
def test_a_departure_costs_what_scoring_without_them_shows(made: tuple[list[Change], Snapshot]) -> None:
    changes, team = made
    graph = AccountGraph(apply(Snapshot("a"), changes), team)
    coverage, found = departures(graph)
    for each in found:
        name = team.nodes[each.who]
        assert isinstance(name, TeamMember)
        left = apply(team, [Put(TeamMember, {"id": each.who, "leftOn": DAY})])
        without, _ = departures(AccountGraph(graph.account, left))
        assert each.cost == pytest.approx((coverage or 0) - (without or 0), abs=1e-12)
        assert sum(loss for _, loss in each.losses) == pytest.approx(each.cost, abs=1e-12)
    assert [*found] == sorted(found, key=lambda each: (-each.cost, each.who))
    least = resilience(coverage, found)
    assert least is None or 0 <= least <= 1


@given(met_accounts())
def test_what_the_stakeholders_would_take_with_them_is_the_coverage(made: tuple[list[Change], Snapshot]) -> None:
    changes, team = made
    graph = AccountGraph(apply(Snapshot("a"), changes), team)
    reached, who = reach(graph, DAY), power(graph.account, DAY)
    costs = stakeholder_departures(reached, who)
    assert sum(each.cost for each in costs) == pytest.approx(covered(reached, who) or 0.0)
