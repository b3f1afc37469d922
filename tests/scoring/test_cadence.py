"""Cadence: who was met in time, whom a planned contact will end the silence of, and what it says of the power."""

from datetime import date

import pytest
from hypothesis import given

from graph.change import Put
from graph.model import HasRoleIn, Stakeholder
from graph.snapshot import AccountGraph
from scoring.cadence import Cadence, cadences, due_contacts, freshness
from scoring.parameters import Parameters
from scoring.power import power
from scoring.scores import Scores
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, interaction, meeting
from tests.scoring.processes import busy_accounts, within


def of(key: str, graph: AccountGraph) -> Cadence:
    return cadences(graph, DAY)[person(key)]


def minded(key: str, days: int) -> Put:
    return Put(Stakeholder, {"id": person(key), "name": key, "seniority": "C_LEVEL", "cadenceDays": days})


@pytest.mark.parametrize(("age", "overdue", "kept"), [(0, 0, True), (30, 0, True), (31, 1, False), (130, 100, False)])
def test_somebody_is_due_a_cadence_after_they_were_met(age: int, overdue: int, kept: bool) -> None:
    found = of("p", among(["p"], minded("p", 30), *meeting("p", "ours1", age)))
    assert (found.days, found.is_own, found.met, found.due_on) == (30, True, within(-age), within(30 - age))
    assert (found.overdue, found.is_kept) == (overdue, kept)


def test_who_has_no_cadence_has_the_usual_one() -> None:
    graph = among(["p"], *meeting("p", "ours1", 60))
    assert (of("p", graph).days, of("p", graph).is_own, of("p", graph).is_kept) == (90, False, True)
    assert not cadences(graph, DAY, Parameters(cadence=45))[person("p")].is_kept


def test_whom_nobody_ever_met_has_no_day_but_is_due() -> None:
    found = of("p", among(["p"]))
    assert (found.met, found.due_on, found.overdue, found.is_kept) == (None, None, None, False)


def test_what_we_only_wrote_is_no_meeting_and_their_answer_is() -> None:
    written = interaction("mail", ["p"], ["ours1"], 1, channel="EMAIL", direction="OUTBOUND")
    assert of("p", among(["p"], *written)).met is None
    answer = interaction("answer", ["p"], ["ours1"], 2, channel="EMAIL", direction="INBOUND")
    assert of("p", among(["p"], *written, *answer)).met == within(-2)
    call = interaction("call", ["p"], ["ours1"], 3, channel="CALL", direction="OUTBOUND")
    assert of("p", among(["p"], *written, *call)).met == within(-3)


@pytest.mark.parametrize(
    ("age", "ahead", "planned"),
    [
        (10, 20, True),  # due in 20 days
        (10, 21, False),
        (50, 30, True),  # the day is past: a cadence from now
        (50, 31, False),
    ],
)
def test_a_planned_contact_counts_where_it_comes_in_time(age: int, ahead: int, planned: bool) -> None:
    coming = interaction("next", ["p"], ["ours1"], -ahead, state="PLANNED")
    assert of("p", among(["p"], minded("p", 30), *meeting("p", "ours1", age), *coming)).is_planned is planned


def test_nobody_can_meet_a_placeholder_or_who_has_left() -> None:
    vacant = Put(Stakeholder, {"id": person("v"), "name": "v", "placeholder": True})
    left = Put(Stakeholder, {"id": person("l"), "name": "l", "leftOn": DAY})
    assert [*cadences(among(["p", "v", "l"], vacant, left), DAY)] == [person("p")]


def test_freshness_is_the_power_of_those_who_were_met() -> None:
    deal = opportunity("a", "deal", {person("p"): ["DECIDER"], person("q"): ["APPROVER"]})
    vacant = [
        Put(Stakeholder, {"id": person("v"), "name": "v", "placeholder": True}),
        Put(HasRoleIn, {"from": person("v"), "to": "a/Opportunity/deal", "roles": ["BUYER"]}),
    ]
    graph = among(["p", "q", "v"], *deal, *vacant, *meeting("p", "ours1", 91), *meeting("q", "ours1", 90))
    found = freshness(cadences(graph, DAY).values(), power(graph.account, DAY))
    assert found == pytest.approx(0.8 / 2.3)


def test_those_are_due_first_in_whom_most_power_waits_longest() -> None:
    deal = opportunity("a", "deal", {person("p"): ["DECIDER"], person("q"): ["GATEKEEPER"], person("r"): ["USER"]})
    met = [*meeting("p", "ours1", 91), *meeting("q", "ours1", 100)]
    graph = among(["p", "q", "r", "s", "t"], *deal, *met, *meeting("t", "ours1", 3))
    found = due_contacts(cadences(graph, DAY).values(), power(graph.account, DAY))
    # r was never met: 365 days times 0.2; q 10 days times 0.3; p 1 day times 1; s has no power at all
    assert [each.person for each in found] == [person(key) for key in "rqps"]


@given(busy_accounts())
def test_freshness_is_a_share_of_the_power(graph: AccountGraph) -> None:
    found = Scores(graph, DAY).freshness
    assert (found is None) is not bool(Scores(graph, DAY).power.shares)
    assert found is None or 0 <= found <= 1 + 1e-9


def test_the_end_of_the_calendar_is_no_error() -> None:
    graph = among(["p"], minded("p", 3650), *meeting("p", "ours1", 0))
    far = date(9999, 12, 1)
    assert cadences(AccountGraph(graph.account, graph.team), far)[person("p")].due_on is not None
