"""Early warnings: each kind, when it is given and how severe it is."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from graph.change import Change, Put, apply
from graph.identity import TEAM, node_id
from graph.model import Action, Favours, HasRoleIn, Insight, Risk, Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from scoring.scores import Scores
from scoring.warnings import EarlyWarning, WarningKind, warnings
from seeds.borokvar.account import changes as borokvar
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, interaction, knows, meeting, member
from tests.scoring.processes import action, busy_accounts, ident, put, risk, within
from tests.scoring.test_consensus import stance

DEAL, OTHER = "a/Opportunity/deal", "a/Opportunity/other"
RIVAL = node_id(TEAM, "Competitor", "rival")


def deal(key: str = "deal", amount: int = 100, **roles: list[str]) -> list[Change]:
    """An opportunity on which people decide, by key."""
    return opportunity("a", key, {person(who): of for who, of in roles.items()}, amount=amount, currency="EUR")


def told(kind: WarningKind, *changes: Change, people: str = "pq", day: date = DAY) -> list[EarlyWarning]:
    found = warnings(Scores(among([*people], *changes), day))
    return [each for each in found if each.kind is kind]


def weights(*changes: Change, people: str = "pq", day: date = DAY) -> dict[str, float]:
    """The power of each, by key, over the largest."""
    power = Scores(among([*people], *changes), day).power
    largest = max([power.vacant, *power.shares.values()])
    return {who.rsplit("/", 1)[1]: share / largest for who, share in power.shares.items()}


def someone(key: str, **values: Any) -> Change:
    return Put(Stakeholder, {"id": person(key), "name": key, "seniority": "C_LEVEL", **values})


def role(who: str, of: str, *roles: str, **values: Any) -> Change:
    return Put(HasRoleIn, {"from": person(who), "to": of, "roles": list(roles), **values})


# ---------------------------------------------------------------- a champion left


@pytest.mark.parametrize(("left", "warned"), [(0, True), (-179, True), (-180, False), (1, False)])
def test_a_champion_who_left_is_missed_for_half_a_year(left: int, warned: bool) -> None:
    changes = [*deal(p=["DECIDER"], q=["CHAMPION"]), someone("q", leftOn=within(left))]
    found = told(WarningKind.CHAMPION_LEFT, *changes)
    assert len(found) == warned
    for each in found:
        assert (each.since, each.subjects) == (within(left), (person("q"), DEAL))
        assert each.severity == 1  # all that is at stake is in the deal that they stood for
        assert each.edges[0].startswith(f"HAS_ROLE_IN|{person('q')}|{DEAL}")


def test_so_is_a_coach_and_whoever_was_known_to_support_us_and_nobody_else() -> None:
    gone = someone("q", leftOn=within(-3))
    base = [*deal(p=["DECIDER"], q=["USER"]), gone]
    assert told(WarningKind.CHAMPION_LEFT, *base) == []
    assert told(WarningKind.CHAMPION_LEFT, *base, stance(person("q"), 0.25, verification="CONFIRMED")) == []
    assert len(told(WarningKind.CHAMPION_LEFT, *base, stance(person("q"), 0.5, verification="CONFIRMED"))) == 1
    assert len(told(WarningKind.CHAMPION_LEFT, *deal(p=["DECIDER"], q=["COACH"]), gone)) == 1


def test_the_severity_of_their_loss_is_their_weight_or_what_they_stood_for() -> None:
    two = [*deal(p=["USER"], q=["CHAMPION", "DECIDER"]), *deal("other", 300, p=["DECIDER"], r=["DECIDER"])]
    gone = someone("q", leftOn=DAY)
    (found,) = told(WarningKind.CHAMPION_LEFT, *two, gone, people="pqr")
    assert found.severity == weights(*two, people="pqr")["q"] == pytest.approx(0.5)  # more than a quarter at stake
    closed = opportunity("a", "deal", {person("p"): ["DECIDER"], person("q"): ["CHAMPION"]}, closedOn=within(-9))
    (found,) = told(WarningKind.CHAMPION_LEFT, *closed, gone)
    assert (found.subjects, found.severity) == ((person("q"), DEAL), 1)  # nothing is at stake; both are as powerful


def test_the_days_before_champions_left_are_not_kept() -> None:
    left = [someone(who, leftOn=within(-days)) for days, who in enumerate("qrstuvw", 1)]
    champions = [role(who, DEAL, "CHAMPION") for who in "qrstuvw"]
    scores = Scores(among([*"pqrstuvw"], *deal(p=["DECIDER"]), *champions, *left), DAY)
    assert sum(each.kind is WarningKind.CHAMPION_LEFT for each in warnings(scores)) == 7
    assert scores.account.memory.days == 1


def test_whoever_is_champion_no_longer_is_missed_too() -> None:
    base = deal(p=["DECIDER"])
    ended = role("q", DEAL, "CHAMPION", validFrom=within(-90), validTo=within(-9))
    (found,) = told(WarningKind.CHAMPION_LEFT, *base, ended)
    assert (found.since, found.subjects, found.edges) == (within(-9), (person("q"), DEAL), (found.edges[0],))
    again = role("q", DEAL, "COACH", validFrom=within(-9))
    assert told(WarningKind.CHAMPION_LEFT, *base, ended, again) == []
    user = role("q", DEAL, "USER", validFrom=within(-9))
    assert len(told(WarningKind.CHAMPION_LEFT, *base, ended, user)) == 1
    closed = opportunity("a", "deal", {person("p"): ["DECIDER"]}, closedOn=DAY)
    assert told(WarningKind.CHAMPION_LEFT, *closed, ended) == []


# ---------------------------------------------------------------- deciders


def test_a_vacancy_weighs_as_much_as_what_is_vacant() -> None:
    changes = [*deal(amount=100, p=["USER"]), *deal("other", 300, q=["DECIDER"])]
    (found,) = told(WarningKind.VACANT_DECIDER, *changes)
    assert (found.subjects, found.since) == ((DEAL,), None)
    vacant = 0.25 / 1.2  # a quarter of what is at stake, and 1 of 1.2 in it; q holds 0.75
    assert found.severity == pytest.approx(vacant / 0.75)


def test_so_does_a_decider_whom_nobody_knows() -> None:
    unknown = someone("q", placeholder=True)
    (found,) = told(WarningKind.VACANT_DECIDER, *deal(p=["USER"], q=["APPROVER"]), unknown)
    assert (found.subjects, found.severity) == ((person("q"), DEAL), 1)
    assert told(WarningKind.VACANT_DECIDER, *deal(p=["DECIDER"], q=["USER"]), unknown) == []


def test_one_thread_alone_to_a_decision_maker() -> None:
    changes = [*deal(p=["DECIDER"], q=["APPROVER"]), knows("ours1", "q", "TRUSTED_ADVISOR")]
    (found,) = told(WarningKind.SINGLE_THREAD, *changes)
    assert found.subjects == (person("q"), member("ours1"), DEAL)
    assert found.severity == weights(*changes)["q"] == pytest.approx(0.8)
    assert told(WarningKind.SINGLE_THREAD, *changes, knows("ours2", "q", "TRUSTED_ADVISOR")) == []


def test_silence_of_those_on_whom_a_decision_depends() -> None:
    base = deal(p=["DECIDER"], q=["APPROVER"], r=["USER"])
    met = [*meeting("p", "ours1", 91), *meeting("q", "ours1", 90), *meeting("r", "ours1", 300)]
    (found,) = told(WarningKind.SILENCE, *base, *met, people="pqr")
    assert (found.subjects, found.severity, found.since) == ((person("p"),), 1, within(-1))
    coming = interaction("x", ["p"], ["ours1"], -9, state="PLANNED")
    (found,) = told(WarningKind.SILENCE, *base, *met, *coming, people="pqr")
    assert found.severity == 0.5
    never = told(WarningKind.SILENCE, *base, people="pqr")
    assert [(each.subjects, each.since) for each in never] == [((person(key),), None) for key in "pq"]


# ---------------------------------------------------------------- claims


def test_a_competitors_tie_weighs_by_power_and_by_how_sure_it_is() -> None:
    base = deal(p=["DECIDER"], q=["APPROVER"])
    said = {"from": person("q"), "to": RIVAL, "by": "source:t", "validFrom": within(-30)}
    leans = Put(Favours, {**said, "weight": 0.5, "confidence": 0.8})
    (found,) = told(WarningKind.COMPETITOR_TIE, *base, leans)
    assert (found.subjects, found.since, len(found.edges)) == ((person("q"), RIVAL), within(-30), 1)
    assert found.severity == pytest.approx(0.8 * 0.4)
    assert told(WarningKind.COMPETITOR_TIE, *base, Put(Favours, {**said, "weight": 0})) == []
    powerless = Put(Favours, {**said, "from": person("r"), "weight": 1})
    assert told(WarningKind.COMPETITOR_TIE, *base, powerless, people="pqr") == []


def test_a_contested_stance_of_a_decision_maker() -> None:
    base = [*deal(p=["DECIDER"], q=["USER"]), *deal("other", 100, p=["APPROVER"])]
    said = [stance(person(who), value, by=f"source:{n}") for who in "pq" for n, value in enumerate((-0.5, 0.5))]
    (found,) = told(WarningKind.CONTESTED_STANCE, *base, *said)
    assert (found.subjects, len(found.edges)) == ((person("p"), DEAL), 2)
    assert found.severity == 1
    alike = [stance(person("p"), value, by=f"source:{n}") for n, value in enumerate((0.25, 0.5))]
    assert told(WarningKind.CONTESTED_STANCE, *base, *alike) == []


def test_what_is_said_of_the_account_is_contested_once() -> None:
    base = [*deal(p=["DECIDER"]), *deal("other", 300, p=["APPROVER"])]
    said = [stance(person("p"), value, "a/Organisation/a", f"source:{n}") for n, value in enumerate((-0.5, 0.5))]
    (found,) = told(WarningKind.CONTESTED_STANCE, *base, *said)
    assert found.subjects == (person("p"), DEAL, OTHER)


# ---------------------------------------------------------------- what is late


@pytest.mark.parametrize(
    ("kind", "late", "expected"),
    [
        ("COMMITMENT", 0, None),
        ("COMMITMENT", 30, (WarningKind.OVERDUE_PROMISE, 0.5)),
        ("COMMITMENT", 60, (WarningKind.OVERDUE_PROMISE, 0.75)),
        ("ACTION", 30, (WarningKind.OVERDUE_ACTION, 0.25)),
        ("MILESTONE", 30, (WarningKind.OVERDUE_ACTION, 0.25)),
    ],
)
def test_the_severity_of_what_is_late_grows(kind: str, late: int, expected: tuple[WarningKind, float] | None) -> None:
    steps = action("x", None, kind=kind, dueOn=within(-late))
    found = [each for each in warnings(Scores(among("p", *steps), DAY)) if each.subjects == (ident(Action, "x"),)]
    assert [(each.kind, each.severity, each.since) for each in found] == (
        [] if expected is None else [(*expected, within(-late))]
    )
    done = action("x", None, kind=kind, dueOn=within(-late), doneOn=DAY)
    assert not any(each.subjects == (ident(Action, "x"),) for each in warnings(Scores(among("p", *done), DAY)))


@pytest.mark.parametrize(("severity", "expected"), [(0.8, 0.8), (None, 0.5), (0, 0)])
def test_what_they_want_an_answer_to(severity: float | None, expected: float) -> None:
    asked = {"kind": "CONCERN", "text": "?", "dueOn": within(-1), "severity": severity}
    (found,) = told(WarningKind.OVERDUE_ANSWER, put(Insight, "x", **asked))
    assert (found.severity, found.since, found.subjects) == (expected, within(-1), (ident(Insight, "x"),))
    for over in ({"answeredOn": DAY}, {"resolvedOn": DAY}, {"dueOn": DAY}, {"dueOn": None}):
        assert told(WarningKind.OVERDUE_ANSWER, put(Insight, "x", **{**asked, **over})) == []


@pytest.mark.parametrize(
    ("values", "expected"), [({"probability": 0.5, "impact": 0.5}, 0.25), ({"probability": 0.5}, 0.5), ({}, 0.5)]
)
def test_a_risk_that_was_to_be_looked_at_again(values: dict[str, float], expected: float) -> None:
    (found,) = told(WarningKind.OVERDUE_REVIEW, risk("x", reviewOn=within(-1), **values))
    assert (found.severity, found.since, found.subjects) == (expected, within(-1), (ident(Risk, "x"),))
    assert told(WarningKind.OVERDUE_REVIEW, risk("x", reviewOn=DAY)) == []
    assert told(WarningKind.OVERDUE_REVIEW, risk("x", reviewOn=within(-1), closedOn=DAY)) == []


# ---------------------------------------------------------------- all of them


@given(busy_accounts())
def test_they_are_bounded_ordered_and_about_something(graph: AccountGraph) -> None:
    for day in (DAY, within(-120), date(1, 1, 1)):
        found = warnings(Scores(graph, day))
        severities = [each.severity for each in found]
        assert severities == sorted(severities, reverse=True)
        assert all(0 <= each <= 1 for each in severities)
        assert len({(each.kind, each.subjects) for each in found}) == len(found)
        for each in found:
            assert all(graph.node(subject) is not None or subject == RIVAL for subject in each.subjects)
            assert all(key in graph.account.edges for key in each.edges)


def test_the_demonstration_account_shows_every_kind_but_one() -> None:
    parts = borokvar(DAY)
    graph = AccountGraph(apply(Snapshot("borokvar"), parts["borokvar"]), apply(Snapshot(TEAM), parts[TEAM]))
    kinds = {each.kind for each in warnings(Scores(graph, DAY))}
    assert kinds == {*WarningKind} - {WarningKind.OVERDUE_REVIEW}  # the team there looks at its risks in time
