"""Persuasion: against trying every set of people."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.change import Put
from graph.model import HasRoleIn
from scoring.consensus import Consensus, consensus
from scoring.parameters import DEFAULTS
from scoring.persuasion import persuasion
from tests.scoring.accounts import DAY, account, opportunity, person
from tests.scoring.test_consensus import DEAL, decided, managers, stance, standings

SURE = {"verification": "CONFIRMED"}


@st.composite
def groups(draw: st.DrawFn) -> Consensus:
    """A decision of up to twelve people who decide, all but a few of known stance."""
    keys = [f"p{n}" for n in range(draw(st.integers(1, 12)))]
    roles = st.sampled_from(["DECIDER", "APPROVER", "BUYER", "USER"])
    told = opportunity(
        "a", "deal", {person(key): [draw(roles)] for key in keys}, draw(st.sampled_from([0.2, 0.5, 0.9]))
    )
    said = [
        stance(
            person(key), draw(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 0.5, 1.0])), confidence=draw(st.floats(0.3, 1))
        )
        for key in keys
        if draw(st.integers(0, 4))
    ]
    asked = draw(st.sampled_from([-0.2, 0.1, 0.25, 0.5, 0.9]))
    told = opportunity("a", "deal", {}, threshold=asked)
    openness = draw(st.sampled_from([0.2, 0.5, 0.9]))
    vetoes = draw(st.sets(st.sampled_from(keys), max_size=2))
    for key in keys:
        held = {"roles": [draw(roles)], "openness": openness, "veto": key in vetoes}
        told.append(Put(HasRoleIn, {"from": person(key), "to": DEAL, **held}))
    return consensus(account({key: {} for key in keys}, *told, *said), DEAL, DAY)


def reached(found: Consensus, chosen: tuple[int, ...], margin: float) -> bool:
    means = found.means.copy()
    for who in chosen:
        means[who] = min(1.0, means[who] + found.power.openness[who])
    enough = found.shares @ means >= found.threshold + margin * found.support.deviation - 1e-9
    rows = [(who, found.rows[found.participants.index(who)]) for who in found.vetoers]
    return bool(enough) and all(row @ means >= margin * found.settles(who).deviation - 1e-9 for who, row in rows)


def check(found: Consensus) -> None:
    known = np.flatnonzero(found.known).tolist()
    candidates = sorted({*found.participants, *known})
    least: list[tuple[int, ...]] = []
    certain = True
    for certain in (True, False):
        margin = DEFAULTS.persuasion_margin if certain else 0.0
        if reached(found, tuple(candidates), margin):
            sizes = (
                [each for each in combinations(candidates, size) if reached(found, each, margin)]
                for size in range(len(candidates) + 1)
            )
            least = next(each for each in sizes if each)
            break
    told = persuasion(found)
    assert told.impossible is (not least)
    if least:
        assert told.certain is certain
        assert len(told.sets) == min(5, len(least))
        assert set(told.sets) <= {tuple(found.people[who] for who in each) for each in least}
        gained = [_gain(found, each) for each in told.sets]
        assert gained == pytest.approx(sorted(gained, reverse=True))
        assert gained[0] == pytest.approx(max(_gain(found, tuple(found.people[w] for w in each)) for each in least))


def _gain(found: Consensus, chosen: tuple[str, ...]) -> float:
    indices = [found.people.index(person) for person in chosen]
    raised = np.minimum(1.0, found.means + found.power.openness) - found.means
    return float((found.shares * raised)[indices].sum())


@settings(max_examples=60)
@given(groups())
def test_no_smaller_set_would_do_and_none_of_its_size_gains_more(found: Consensus) -> None:
    check(found)


@settings(max_examples=40)
@given(standings())
def test_nor_where_people_listen_to_each_other(found: Consensus | None) -> None:
    if found is not None:
        check(found)


@settings(max_examples=40)
@given(groups(), st.integers(1, 4))
def test_as_many_sets_as_are_asked_for_are_the_first_ones(found: Consensus, most: int) -> None:
    assert persuasion(found, most=most).sets == persuasion(found).sets[:most]


def test_the_managers_take_two() -> None:
    check(managers(0.1))
    assert {len(each) for each in persuasion(managers(0.1)).sets} == {2}


def test_where_all_agree_nobody_is_to_be_won_and_where_nobody_listens_it_is_impossible() -> None:
    agreed = decided({"p": ["DECIDER"]}, stance(person("p"), 1, confidence=0.95))
    assert (persuasion(agreed).sets, persuasion(agreed).certain) == (((),), True)
    hopeless = decided({"p": ["DECIDER"]}, stance(person("p"), -1, confidence=0.95), openness=0.0)
    assert (persuasion(hopeless).sets, persuasion(hopeless).impossible) == ((), True)


def test_who_has_said_nothing_is_asked_first() -> None:
    silent = decided({"p": ["DECIDER"], "q": ["DECIDER"]}, stance(person("p"), 1, **SURE), openness=0.9)
    told = persuasion(silent)
    assert told.ask_first == (person("q"),)
    assert any(person("q") in each for each in told.sets)
