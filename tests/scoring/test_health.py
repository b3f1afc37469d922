"""Health: bounded, of parts whose weights sum to 1, and the same on earlier days."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.change import Change, Put, apply
from graph.identity import TEAM
from graph.model import Risk
from graph.snapshot import AccountGraph, Snapshot
from scoring.health import AGES, HealthWord, agreement, calm, health, movement
from scoring.parameters import DEFAULTS, HealthPart, Parameters
from scoring.scores import Scores
from seeds.borokvar.account import changes as borokvar
from tests.scoring.accounts import DAY, account, opportunity, person
from tests.scoring.contacts import among, meeting
from tests.scoring.processes import busy_accounts, ident, kpi, objective, plan, risk, within
from tests.scoring.test_consensus import stance

FULL = dict.fromkeys(HealthPart, 1.0)
VALUES = st.dictionaries(st.sampled_from([*HealthPart]), st.one_of(st.none(), st.floats(0, 1)))


# ---------------------------------------------------------------- the number


def test_the_weights_are_the_designs_and_sum_to_one() -> None:
    assert [*DEFAULTS.health_weights.values()] == [0.25, 0.2, 0.15, 0.15, 0.1, 0.1, 0.05]
    assert sum(DEFAULTS.health_weights.values()) == pytest.approx(1)


@pytest.mark.parametrize("part", [*HealthPart])
def test_each_part_counts_by_its_weight(part: HealthPart) -> None:
    assert health({**FULL, part: 0.0}).value == pytest.approx(100 * (1 - DEFAULTS.health_weights[part]))


def test_what_is_not_known_is_left_out_and_named() -> None:
    found = health({HealthPart.COVERAGE: 0.6, HealthPart.RISK: 0.2, HealthPart.PLAN: None})
    assert found.value == pytest.approx((0.25 * 60 + 0.1 * 20) / 0.35)
    assert [part.kind for part in found.parts] == [HealthPart.COVERAGE, HealthPart.RISK]
    assert found.missing == tuple(each for each in HealthPart if each not in (HealthPart.COVERAGE, HealthPart.RISK))


def test_nothing_known_is_no_health() -> None:
    found = health({HealthPart.COVERAGE: None})
    assert (found.value, found.word, found.parts, found.missing) == (None, None, (), tuple(HealthPart))


@pytest.mark.parametrize(
    ("share", "word"),
    [(1.0, "GOOD"), (0.7, "GOOD"), (0.699, "FAIR"), (0.4, "FAIR"), (0.399, "POOR"), (0.0, "POOR")],
)
def test_the_words(share: float, word: str) -> None:
    assert health(dict.fromkeys(HealthPart, share)).word is HealthWord(word)


def test_other_weights_and_words_are_constants() -> None:
    told = Parameters(health_weights={HealthPart.RISK: 1.0}, health_good_from=50)
    found = health({HealthPart.RISK: 0.5, HealthPart.COVERAGE: 0.0}, told)
    assert (found.value, found.word, found.missing) == (50, HealthWord.GOOD, ())


@given(VALUES)
def test_it_is_bounded_and_its_parts_add_up(values: dict[HealthPart, float | None]) -> None:
    found = health(values)
    known = [value for value in values.values() if value is not None]
    assert (found.value is None) is (not known)
    if found.value is not None:
        assert 100 * min(known) - 1e-9 <= found.value <= 100 * max(known) + 1e-9
        assert sum(part.weight for part in found.parts) == pytest.approx(1)
        assert sum(part.contribution for part in found.parts) == pytest.approx(found.value)
    assert {part.kind for part in found.parts} | {*found.missing} == {*HealthPart}


@given(VALUES)
def test_leaving_a_part_out_keeps_it_within_the_rest(values: dict[HealthPart, float | None]) -> None:
    known = {part: value for part, value in values.items() if value is not None}
    for kept in combinations(known, max(0, len(known) - 1)):
        found = health({part: known[part] for part in kept})
        if kept:
            assert found.value is not None
            rest = [100 * known[part] for part in kept]
            assert min(rest) - 1e-9 <= found.value <= max(rest) + 1e-9


# ---------------------------------------------------------------- the parts


def test_agreement_is_by_amount_and_leaves_out_what_is_not_known() -> None:
    chances = {"a": 0.5, "b": 0.9, "c": None}
    assert agreement({"a": 0.6, "b": 0.2, "c": 0.2}, chances) == pytest.approx(0.6)
    assert agreement({"a": 0.0, "b": 0.0, "c": 1.0}, chances) == pytest.approx(0.7)  # nothing is at stake in either
    assert agreement({"c": 1.0}, {"c": None}) is None
    assert agreement({}, {}) is None


@pytest.mark.parametrize(
    ("risks", "expected"),
    [
        ([], None),
        ([risk("a", probability=0.5, impact=0.8), risk("b", probability=0.9, impact=0.1)], 0.6),
        ([risk("a", probability=0.5, impact=0.8, closedOn=DAY)], 1.0),
        ([risk("a", probability=0.5, impact=0.8, raisedOn=within(1))], None),
        ([risk("a", probability=0.5)], None),
        ([risk("a", probability=0.5), risk("b", probability=0.5, impact=0.5)], 0.75),
        ([risk("a"), risk("b", probability=0.5, impact=0.5, closedOn=DAY)], None),
    ],
)
def test_the_largest_open_risk_weighs_on_it(risks: list[Change], expected: float | None) -> None:
    assert calm(account({"p": {}}, *risks), DAY) == (None if expected is None else pytest.approx(expected))


def everything() -> AccountGraph:
    """An account of which every part is known: p decides, was met today, and is for it."""
    return among(
        ["p"],
        *opportunity("a", "deal", {person("p"): ["DECIDER"]}),
        stance(person("p"), 1, verification="CONFIRMED"),
        *meeting("p", "ours1", 0),
        *meeting("p", "ours2", 0),
        risk("r", probability=0.5, impact=0.5),
        *kpi("k", {DAY: 3.0}, baseline=0, target=4),
        *plan("plan", startsOn=within(-9), endsOn=within(10)),
        *objective("o", "plan", progress=0.25),
    )


def test_the_parts_are_the_scores_of_the_account() -> None:
    scores = Scores(everything(), DAY)
    values = {part.kind: part.value for part in scores.health.parts}
    assert values[HealthPart.COVERAGE] == scores.coverage
    assert values[HealthPart.RESILIENCE] == scores.resilience
    assert values[HealthPart.AGREEMENT] == scores.consensus_in("a/Opportunity/deal").agreement_probability
    assert values[HealthPart.FRESHNESS] == pytest.approx(1)
    assert values[HealthPart.RISK] == 0.75
    assert (values[HealthPart.KPIS], values[HealthPart.PLAN]) == (0.75, 0.5)


def test_an_empty_account_has_no_health() -> None:
    scores = Scores(AccountGraph(account({}), Snapshot("team")), DAY)
    assert (scores.health.value, [each.value for each in scores.movement]) == (None, [None, None, None])


def test_the_demonstration_account_has_the_health_that_is_documented() -> None:
    parts = borokvar(DAY)
    graph = AccountGraph(apply(Snapshot("borokvar"), parts["borokvar"]), apply(Snapshot(TEAM), parts[TEAM]))
    scores = Scores(graph, DAY)
    assert scores.health.value == pytest.approx(57.9, abs=0.05)
    assert (scores.health.word, scores.health.missing) == (HealthWord.FAIR, ())
    assert [each.value for each in scores.movement] == pytest.approx([61.1, 55.6, 46.5], abs=0.05)


# ---------------------------------------------------------------- how it moves


def test_movement_is_the_health_of_earlier_days() -> None:
    scores = Scores(everything(), DAY)
    assert [each.days_ago for each in scores.movement] == [*AGES] == [30, 90, 365]
    for moved in scores.movement:
        assert moved.on == DAY - timedelta(days=moved.days_ago)
        then = Scores(everything(), moved.on).health.value
        assert moved.value == then
        assert then is not None
        assert scores.health.value is not None
        assert moved.change == pytest.approx(scores.health.value - then)


def test_what_bears_no_date_counts_as_it_stands_now() -> None:
    graph = everything()
    worse = Put(Risk, {"id": ident(Risk, "r"), "probability": 1, "impact": 1})
    now = AccountGraph(apply(graph.account, [worse]), graph.team)
    before, after = (Scores(each, DAY).movement[0].value for each in (graph, now))
    assert before is not None
    assert after is not None
    assert after < before


def test_where_nothing_was_known_there_is_no_change() -> None:
    unknown, known = health({}), health({HealthPart.RISK: 0.5})
    assert movement(known, 30, DAY, unknown).change is None
    assert movement(unknown, 30, DAY, known).change is None


@settings(max_examples=40)
@given(busy_accounts())
def test_it_is_bounded_on_every_day(graph: AccountGraph) -> None:
    for day in (DAY, within(-100), date(1, 1, 5)):
        scores = Scores(graph, day)
        for value in [scores.health.value, *(each.value for each in scores.movement)]:
            assert value is None or -1e-9 <= value <= 100
