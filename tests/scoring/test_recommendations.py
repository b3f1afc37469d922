"""Recommendations: each lift is what the what-if of itself shows; every kind occurs; ids, priorities and plans."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given

from graph.change import Put, apply
from graph.identity import TEAM, node_id
from graph.model import (
    About,
    Influences,
    Insight,
    Kpi,
    Measurement,
    Measures,
    Offering,
    RecommendationKind,
    Serves,
    Stakeholder,
    Uses,
)
from graph.moment import day_of, now
from graph.snapshot import AccountGraph, Snapshot
from scoring.lift import lift, measures
from scoring.parameters import Parameters
from scoring.recommendation import Recommendation, Stakes, gain
from scoring.recommendations import afterwards, plan, recommendations
from scoring.scores import Scores
from seeds.sample import SAMPLES
from tests.scoring.accounts import DAY, opportunity, person
from tests.scoring.contacts import among, generated, knows, meeting, member
from tests.scoring.test_consensus import stance
from tests.scoring.test_lift import agree, cases, many

Kind = RecommendationKind


@cache
def sample(name: str) -> Scores:
    changes = SAMPLES[name]()
    team = apply(Snapshot(TEAM), changes.get(TEAM, []))
    return Scores(AccountGraph(apply(Snapshot(name), changes[name]), team), day_of(now(), "Europe/Budapest"))


def check(scores: Scores, each: Recommendation) -> None:
    """The lift is what following the recommendation would show."""
    if not each.supposes and not each.changes:
        assert set(each.lift) == {None}
        return
    then = measures(afterwards(scores, [each]), each.opportunity)
    anew = lift(measures(scores, each.opportunity), then)
    if each.kind is Kind.ASK:  # whatever they answer, it is not known beforehand
        anew = anew._replace(agreement_probability=None)
    agree(each.lift, anew)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_lift_on_every_sample_account_is_that_of_its_what_if(name: str) -> None:
    scores = sample(name)
    for each in recommendations(scores):
        check(scores, each)


@many
@given(cases())
def test_and_so_it_is_on_accounts_made_at_random(case: tuple[Scores, list[str], str | None]) -> None:
    scores, *_ = case
    found = recommendations(scores)
    for each in found:
        check(scores, each)
    assert len({each.id for each in found}) == len(found)
    assert [each.priority for each in found] == sorted((each.priority for each in found), reverse=True)
    assert all(each.priority > 0 for each in found)


def test_every_kind_occurs_on_the_demonstration_account() -> None:
    assert {each.kind for each in recommendations(sample("borokvar"))} == set(Kind)


def kinds(graph: AccountGraph, kind: Kind) -> Iterator[Recommendation]:
    return (each for each in recommendations(Scores(graph, DAY)) if each.kind is kind)


def deal(**roles: list[str]) -> list[Any]:
    return opportunity("a", "deal", {person(key): value for key, value in roles.items()})


def test_the_one_who_can_be_introduced_covers_and_through_whom_is_told() -> None:
    heard = Put(Stakeholder, {"id": person("q"), "name": "q"})
    listens = {"from": person("q"), "to": person("p"), "by": "source:t", "validFrom": DAY, "weight": 1}
    graph = among(["p", "q"], heard, *deal(p=["DECIDER"]), *meeting("q", "ours2"), Put(Influences, listens))
    (cover,) = kinds(graph, Kind.COVER)
    assert (cover.actor, cover.people, cover.via) == (member("ours2"), (person("p"),), (person("q"),))
    assert cover.opportunity == node_id("a", "Opportunity", "deal")
    assert cover.lift.coverage is not None
    assert cover.lift.coverage > 0


def test_where_nobody_knows_them_the_first_of_us_covers() -> None:
    (cover,) = kinds(among(["p"], *deal(p=["DECIDER"])), Kind.COVER)
    assert (cover.actor, cover.via) == (member("ours1"), ())


def test_a_second_of_us_backs_up_a_single_thread() -> None:
    graph = among(["p"], *deal(p=["DECIDER"]), *meeting("p", "ours1"), knows("ours3", "p", "VENDOR", confidence=0.5))
    (back_up,) = kinds(graph, Kind.BACK_UP)
    assert (back_up.actor, back_up.people) == (member("ours3"), (person("p"),))
    assert back_up.lift.resilience is not None
    assert back_up.lift.resilience > 0


@pytest.mark.parametrize(
    ("cadence", "age", "due"), [(None, 90, False), (None, 91, True), (20, 21, True), (200, 91, False)]
)
def test_a_contact_is_revived_once_its_cadence_is_over(cadence: int | None, age: int, due: bool) -> None:
    own = Put(Stakeholder, {"id": person("p"), "name": "p", "cadenceDays": cadence, "seniority": "C_LEVEL"})
    graph = among(["p"], own, *meeting("p", "ours1", age))
    assert [each.people for each in kinds(graph, Kind.REVIVE)] == ([(person("p"),)] if due else [])


def test_a_level_below_its_target_is_deepened_by_whoever_wishes_it() -> None:
    graph = among(
        ["p", "q"], knows("ours2", "p", "VENDOR", targetLevel="PROBLEM_SOLVER"), knows("ours2", "q", "VENDOR")
    )
    (deepen,) = kinds(graph, Kind.DEEPEN)
    assert (deepen.actor, deepen.people, deepen.effort) == (member("ours2"), (person("p"),), 8)
    met = among(["p"], knows("ours2", "p", "PROBLEM_SOLVER", targetLevel="VENDOR"))
    assert not list(kinds(met, Kind.DEEPEN))


def test_a_placeholder_and_a_vacancy_are_to_be_identified() -> None:
    unknown = Put(Stakeholder, {"id": person("p"), "name": "p", "placeholder": True})
    (role,) = kinds(among(["p"], unknown, *deal(p=["DECIDER"])), Kind.IDENTIFY)
    assert role.people == (person("p"),)
    (vacancy,) = kinds(among(["p"], *deal(p=["USER"])), Kind.IDENTIFY)
    assert (vacancy.people, vacancy.opportunity) == ((), node_id("a", "Opportunity", "deal"))


def test_a_concern_is_resolved_with_those_whom_it_is_about_and_one_about_nobody_is_not() -> None:
    concern = node_id("a", "Insight", "worry")
    worry = [
        Put(Insight, {"id": concern, "kind": "CONCERN", "text": "It was late"}),
        Put(About, {"from": concern, "to": person("p")}),
    ]
    told = [*deal(p=["DECIDER"]), stance(person("p"), 0)]
    (resolve,) = kinds(among(["p"], *told, *worry), Kind.RESOLVE)
    assert (resolve.people, resolve.subjects) == ((person("p"),), (concern,))
    assert resolve.lift.support == pytest.approx(0.25)
    assert not list(kinds(among(["p"], *told, worry[0]), Kind.RESOLVE))
    settled = Put(Insight, {"id": concern, "kind": "CONCERN", "text": "It was late", "resolvedOn": DAY})
    assert not list(kinds(among(["p"], *told, settled, worry[1]), Kind.RESOLVE))


def test_what_would_answer_a_need_is_proposed_where_it_is_open_and_a_kpi_that_misses_is_corrected() -> None:
    need, made = node_id("a", "Insight", "need"), node_id(TEAM, "Offering", "x")
    put = [
        Put(Insight, {"id": need, "kind": "NEED", "text": "Figures sooner"}),
        Put(Serves, {"from": made, "to": need}),
        Put(Uses, {"from": node_id("a", "Organisation", "a"), "to": made, "state": "OPEN", "value": "10"}),
        *meeting("p", "ours1"),
    ]
    graph = among(["p"], *put)
    team = apply(graph.team, [Put(Offering, {"id": made, "name": "X"})])
    (propose,) = kinds(AccountGraph(graph.account, team), Kind.PROPOSE)
    assert propose.subjects[:2] == (need, made)
    answered = apply(graph.account, [Put(Insight, {"id": need, "answeredOn": DAY})])
    assert not list(kinds(AccountGraph(answered, team), Kind.PROPOSE))


@pytest.mark.parametrize(("value", "corrected"), [(5.0, True), (8.9, True), (9.0, False), (12.0, False)])
def test_a_kpi_below_four_fifths_of_its_way_is_corrected(value: float, corrected: bool) -> None:
    kpi, taken = node_id("a", "Kpi", "margin"), node_id("a", "Measurement", "now")
    put = [
        Put(Kpi, {"id": kpi, "name": "Margin", "kind": "PROFITABILITY", "baseline": 5.0, "target": 10.0}),
        Put(Measurement, {"id": taken, "on": DAY - timedelta(days=1), "value": value}),
        Put(Measures, {"from": taken, "to": kpi}),
    ]
    found = list(kinds(among(["p"], *put), Kind.CORRECT))
    assert bool(found) is corrected
    if found:
        assert found[0].priority == pytest.approx(0.25 * (1 - (value - 5) / 5) / 2)


def test_an_id_stays_when_another_colleague_is_better_placed() -> None:
    first = next(kinds(among(["p"], *deal(p=["DECIDER"])), Kind.COVER))
    wish = knows("ours2", "p", "VENDOR", confidence=0.3)
    second = next(kinds(among(["p"], *deal(p=["DECIDER"]), wish), Kind.COVER))
    assert first.id == second.id
    assert first.actor != second.actor


def test_priority_is_gain_by_what_is_at_stake_an_hour() -> None:
    small = opportunity("a", "small", {person("p"): ["DECIDER"]}, amount="25", currency="EUR")
    large = opportunity("a", "large", {person("q"): ["DECIDER"]}, amount="100", currency="EUR")
    graph = among(["p", "q"], *small, *large)
    by_person = {each.people: each for each in kinds(graph, Kind.COVER)}
    p, q = by_person[person("p"),], by_person[person("q"),]
    assert p.priority == pytest.approx(gain(p.lift) * 0.5 / 6)
    assert q.priority == pytest.approx(gain(q.lift) / 6)
    half = Scores(graph, DAY, Parameters(effort_hours={**Parameters().effort_hours, Kind.COVER: 3}))
    assert next(each for each in recommendations(half) if each.id == q.id).priority == pytest.approx(2 * q.priority)


def test_a_plan_is_made_one_after_the_other_and_stops_where_nothing_is_left() -> None:
    scores = Scores(among(["p"], *deal(p=["DECIDER"])), DAY)
    picked = plan(scores, 50)
    assert 1 < len(picked) < 50
    assert picked[0] == recommendations(scores)[0]
    assert len({each.id for each in picked}) == len(picked)
    assert plan(scores, 0) == []


def test_a_plan_of_three_is_about_as_good_as_the_best_triple() -> None:
    """Greedy is not the best there is; where more has ever less effect, it is at least 1 - 1/e of it."""
    roles = {"p": ["DECIDER"], "q": ["ECONOMIC_BUYER"], "r": ["APPROVER"], "s": ["USER"]}
    graph = among([*roles], *deal(**roles), *meeting("s", "ours1"), stance(person("p"), 0.5))
    scores = Scores(graph, DAY)
    candidates = recommendations(scores)[:8]
    best = max(_worth(scores, triple) for triple in permutations(candidates, 3))
    assert _worth(scores, plan(scores, 3)) >= 0.63 * best > 0


@pytest.mark.parametrize("seed", [3, 4, 6])
def test_on_generated_accounts_a_plan_of_three_is_about_as_good_as_the_best_of_all_triples(seed: int) -> None:
    scores = Scores(generated(seed, 5), DAY)
    picked = plan(scores, 3)
    assert len(picked) == 3
    assert sum(each.priority for each in picked) >= 0.63 * _best(scores, 3, frozenset()) > 0


def _best(now: Scores, count: int, taken: frozenset[str]) -> float:
    """The most that so many actions are worth an hour, one after the other, each by what it adds to those before it."""
    left = [each for each in recommendations(now) if each.id not in taken]
    if count == 1:
        return max((each.priority for each in left), default=0.0)
    further = (each.priority + _best(afterwards(now, [each]), count - 1, taken | {each.id}) for each in left)
    return max(further, default=0.0)


def _worth(scores: Scores, picked: Sequence[Recommendation]) -> float:
    """What actions are worth, each by what it adds to those before it, an hour."""
    total, now = 0.0, measures(scores, _DEAL)
    for count, each in enumerate(picked, start=1):
        then = measures(afterwards(scores, picked[:count]), _DEAL)
        total, now = total + gain(lift(now, then)) / each.effort, then
    return total


_DEAL = node_id("a", "Opportunity", "deal")


def test_what_is_missing_counts_as_the_median_and_without_an_opportunity_power_says_what_is_at_stake() -> None:
    deals = [
        *opportunity("a", "one", {person("p"): ["DECIDER"]}, amount="10", currency="EUR"),
        *opportunity("a", "two", {person("p"): ["DECIDER"], person("q"): ["DECIDER"]}),
    ]
    stakes = Stakes(Scores(among(["p", "q"], *deals), DAY))
    assert set(stakes.amounts.values()) == {10.0}
    assert stakes.of(None, [person("q")]) == pytest.approx(10 * 0 + 10 * 0.5)
    assert stakes.weight_of(2.5) == 0.5
    assert stakes.weight_of(0) == 1
