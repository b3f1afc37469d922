"""The agenda: what is open and due, when, and for whom of us."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.change import Change, Put, apply
from graph.identity import account_id
from graph.model import (
    Action,
    AnswersFor,
    Insight,
    Interaction,
    Manages,
    Opportunity,
    Organisation,
    Plan,
    Risk,
    Stakeholder,
)
from graph.snapshot import AccountGraph
from scoring.agenda import AgendaKind, agenda
from scoring.scores import Scores
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, interaction, meeting, member
from tests.scoring.processes import action, busy_accounts, ident, plan, put, risk, within

DEAL = "a/Opportunity/deal"
OWNER = Put(Manages, {"from": member("ours3"), "to": account_id("a"), "role": "OWNER"})


def due(*changes: Change, **team: Any) -> list[tuple[date, AgendaKind, str, tuple[str, ...]]]:
    found = agenda(Scores(among(["p"], *changes, **team), DAY))
    return [(each.on, each.kind, each.node, each.members) for each in found]


def answers(who: str, node: str) -> Change:
    return Put(AnswersFor, {"from": member(who), "to": node})


@pytest.mark.parametrize(
    ("changes", "kind", "node"),
    [
        (action("x", None, dueOn=within(9)), "ACTION_DUE", ident(Action, "x")),
        ([put(Insight, "x", kind="CONCERN", text="?", dueOn=within(9))], "ANSWER_DUE", ident(Insight, "x")),
        (opportunity("a", "deal", {}, closesOn=within(9)), "DECISION", DEAL),
        (opportunity("a", "deal", {}, nextStepOn=within(9)), "NEXT_STEP", DEAL),
        (plan("x", reviewOn=within(9)), "PLAN_REVIEW", ident(Plan, "x")),
        ([risk("x", reviewOn=within(9))], "RISK_REVIEW", ident(Risk, "x")),
        (interaction("x", ["p"], [], -9, state="PLANNED"), "CONTACT_PLANNED", ident(Interaction, "x")),
    ],
)
def test_whatever_has_a_day_is_due_on_it_for_the_owner(changes: list[Change], kind: str, node: str) -> None:
    assert due(OWNER, *changes) == [(within(9), AgendaKind(kind), node, (member("ours3"),))]


@pytest.mark.parametrize(
    "changes",
    [
        action("x", None, dueOn=within(9), doneOn=DAY),
        action("x", None),
        [put(Insight, "x", kind="NEED", text="?", dueOn=within(9), answeredOn=DAY)],
        [put(Insight, "x", kind="NEED", text="?", dueOn=within(9), resolvedOn=DAY)],
        opportunity("a", "deal", {}, closesOn=within(9), nextStepOn=within(9), closedOn=DAY),
        opportunity("a", "deal", {}, closesOn=within(9), opensOn=within(1)),
        plan("x", reviewOn=within(9), state="CLOSED"),
        [risk("x", reviewOn=within(9), closedOn=DAY)],
        interaction("x", ["p"], [], 9),
        interaction("x", ["p"], [], -9, state="CANCELLED"),
    ],
)
def test_what_is_over_is_not_due(changes: list[Change]) -> None:
    assert [each for each in due(OWNER, *changes) if each[1] is not AgendaKind.CONTACT_DUE] == []


def test_what_was_done_later_was_due_before() -> None:
    graph = among(["p"], *action("x", None, dueOn=within(-9), doneOn=within(-5)))
    assert agenda(Scores(graph, DAY)) == ()
    assert [each.kind for each in agenda(Scores(graph, within(-6)))] == [AgendaKind.ACTION_DUE]


def test_it_is_for_whoever_answers_for_it_or_takes_part() -> None:
    step, talk = action("x", None, dueOn=DAY), interaction("y", ["p"], ["ours2", "ours1"], -1, state="PLANNED")
    found = due(OWNER, *step, answers("ours1", ident(Action, "x")), *talk)
    assert [members for *_, members in found] == [(member("ours1"),), (member("ours1"), member("ours2"))]


def test_who_left_us_has_nothing_to_do_any_more() -> None:
    step, left = action("x", None, dueOn=DAY), {"ours1": {"leftOn": DAY}}
    found = due(OWNER, *step, answers("ours1", ident(Action, "x")), team=left)
    assert [members for *_, members in found] == [(member("ours3"),)]
    assert due(*step, answers("ours1", ident(Action, "x")), team=left)[0][3] == ()


def test_a_planned_contact_is_on_its_day_in_the_accounts_zone() -> None:
    talk = interaction("x", ["p"], ["ours1"], state="PLANNED", at="2026-11-30T23:30:00Z")
    place = Put(Organisation, {"id": account_id("a"), "timeZone": "Europe/Budapest"})
    graph = among(["p"], *talk)
    (found,) = agenda(Scores(AccountGraph(apply(graph.account, [place]), graph.team), DAY))
    assert (found.on, found.at and found.at.isoformat()) == (date(2026, 12, 1), "2026-11-30T23:30:00+00:00")


# ---------------------------------------------------------------- cadences


def minded(days: int | None) -> Change:
    return Put(Stakeholder, {"id": person("p"), "name": "p", "seniority": "C_LEVEL", "cadenceDays": days})


def test_a_contact_is_due_on_the_last_day_of_the_cadence() -> None:
    found = due(minded(30), *meeting("p", "ours1", 10), answers("ours1", person("p")))
    assert found == [(within(20), AgendaKind.CONTACT_DUE, person("p"), (member("ours1"),))]


def test_the_usual_cadence_is_for_those_on_whom_a_decision_depends() -> None:
    met = [*meeting("p", "ours1", 10), *meeting("q", "ours1", 10)]
    deal = opportunity("a", "deal", {person("p"): ["DECIDER"], person("q"): ["USER"]})
    found = agenda(Scores(among(["p", "q"], *met, *deal), DAY))
    assert [(each.on, each.node) for each in found] == [(within(80), person("p"))]


def test_none_is_due_where_one_is_planned_in_time_or_nobody_ever_met_them() -> None:
    coming = interaction("x", ["p"], ["ours1"], -20, state="PLANNED")
    kinds = [kind for _, kind, *_ in due(minded(30), *meeting("p", "ours1", 10), *coming)]
    assert kinds == [AgendaKind.CONTACT_PLANNED]
    late = interaction("x", ["p"], ["ours1"], -21, state="PLANNED")
    kinds = [kind for _, kind, *_ in due(minded(30), *meeting("p", "ours1", 10), *late)]
    assert kinds == [AgendaKind.CONTACT_DUE, AgendaKind.CONTACT_PLANNED]
    assert due(minded(30)) == []


# ---------------------------------------------------------------- laws

DAYS = st.dates(DAY - timedelta(days=250), DAY + timedelta(days=250))


@given(busy_accounts(), DAYS, DAYS)
def test_all_of_it_lies_within_the_period_and_in_order(graph: AccountGraph, one: date, other: date) -> None:
    since, until = sorted((one, other))
    found = agenda(Scores(graph, DAY), since, until)
    assert all(since <= each.on <= until for each in found)
    assert [each.on for each in found] == sorted(each.on for each in found)
    assert {*found} == {each for each in agenda(Scores(graph, DAY)) if since <= each.on <= until}


@given(busy_accounts(), DAYS, DAYS, DAYS)
def test_adjoining_periods_join(graph: AccountGraph, one: date, two: date, three: date) -> None:
    since, between, until = sorted((one, two, three))
    scores = Scores(graph, DAY)
    parts = agenda(scores, since, between), agenda(scores, between + timedelta(days=1), until)
    assert parts[0] + parts[1] == agenda(scores, since, until)


@given(busy_accounts())
def test_each_thing_is_due_once_and_is_there(graph: AccountGraph) -> None:
    found = agenda(Scores(graph, DAY))
    assert len({(each.kind, each.node) for each in found}) == len(found)
    assert all(graph.account.nodes[each.node] for each in found)
    assert all(isinstance(graph.account.nodes[e.node], Opportunity) for e in found if e.kind is AgendaKind.DECISION)
