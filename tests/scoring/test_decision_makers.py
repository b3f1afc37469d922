"""Decision-makers: who counts and why, and which of them we do not reach, or by one thread."""

from datetime import timedelta

from graph.change import Change, Put
from graph.identity import node_id
from graph.model import BuyingRole, HasRoleIn, Stakeholder
from graph.snapshot import AccountGraph
from scoring.coverage import reach
from scoring.decision_makers import DecisionMaker, Ground, GroundKind, decision_makers, single_threaded, uncovered
from scoring.power import power
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, interaction, knows, meeting, member

DEAL = node_id("a", "Opportunity", "deal")


def found(graph: AccountGraph) -> dict[str, DecisionMaker]:
    makers = decision_makers(graph.account, DAY, power(graph.account, DAY))
    assert [each.power for each in makers] == sorted((each.power for each in makers), reverse=True)
    return {each.person: each for each in makers}


def role(key: str, *roles: str, **values: object) -> Change:
    return Put(HasRoleIn, {"from": person(key), "to": DEAL, "roles": list(roles), **values})


def test_deciding_roles_vetoes_and_half_of_the_power_are_what_counts() -> None:
    graph = among(
        [*"pqrst"],
        *opportunity("a", "deal", {}),
        role("p", "DECIDER", "USER", "APPROVER"),
        role("q", "GATEKEEPER", veto=True),
        role("r", "CHAMPION"),
    )
    makers = found(graph)
    assert makers.keys() == {person("p"), person("q")}
    assert makers[person("p")].grounds == (
        Ground(GroundKind.DECIDING_ROLE, DEAL, (BuyingRole.DECIDER, BuyingRole.APPROVER)),
        Ground(GroundKind.HALF_SET),
    )
    assert makers[person("q")].grounds == (Ground(GroundKind.VETO, DEAL),)
    assert {each.opportunities for each in makers.values()} == {(DEAL,)}


def test_for_whom_only_power_speaks_all_that_is_open_counts() -> None:
    graph = among([*"pqr"], *opportunity("a", "deal", {}), *opportunity("a", "other", {}), role("p", "CHAMPION"))
    others = {node_id("a", "Opportunity", "other"), DEAL}
    makers = found(graph)
    assert makers
    assert all(each.grounds == (Ground(GroundKind.HALF_SET),) for each in makers.values())
    assert all(set(each.opportunities) == others for each in makers.values())


def test_closed_opportunities_ended_roles_and_who_left_do_not_count() -> None:
    gone = Put(Stakeholder, {"id": person("p"), "name": "p", "leftOn": DAY})
    ended = {"validFrom": DAY - timedelta(days=9), "validTo": DAY}
    running = opportunity("a", "deal", {})
    assert person("p") not in found(among([*"pqrs"], gone, *running, role("p", "DECIDER"), role("q", "DECIDER")))
    assert person("p") not in found(among([*"pqrs"], *running, role("p", "DECIDER", **ended), role("q", "DECIDER")))
    closed = opportunity("a", "deal", {}, closedOn=DAY)
    assert all(
        each.grounds == (Ground(GroundKind.HALF_SET),)
        for each in found(among([*"pqrs"], *closed, role("p", "DECIDER"))).values()
    )


def test_whom_we_do_not_reach_and_whom_one_of_us_alone_reaches() -> None:
    graph = among(
        [*"pqrs"],
        *opportunity("a", "deal", {person(k): ["DECIDER"] for k in "pqrs"}),
        *meeting("q", "ours1"),
        *interaction("both", ["r"], ["ours1", "ours2"]),
        *interaction("letter", ["s"], ["ours1"], channel="EMAIL"),
    )
    makers = decision_makers(graph.account, DAY, power(graph.account, DAY))
    reached = reach(graph, DAY)
    assert [each.person for each in uncovered(makers, reached)] == [person("p"), person("s")]
    assert [each.person for each in single_threaded(makers, reached)] == [person("q")]


def test_a_placeholder_who_decides_is_uncovered() -> None:
    unknown = Put(Stakeholder, {"id": person("p"), "name": "p", "placeholder": True})
    graph = among(["p"], unknown, *opportunity("a", "deal", {person("p"): ["DECIDER"]}), knows("ours1", "p", "VENDOR"))
    makers = decision_makers(graph.account, DAY, power(graph.account, DAY))
    assert [each.person for each in uncovered(makers, reach(graph, DAY))] == [person("p")]
    assert member("ours1") not in reach(graph, DAY)[person("p")].threads
