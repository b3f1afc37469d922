"""Gaps, bridges and camps."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.change import Change, Put
from graph.model import ConflictsWith, Influences
from scoring.beliefs import Beliefs
from scoring.consensus import Consensus, consensus
from scoring.gaps import Bridge, camps, gap_pairs, widest
from tests.scoring.accounts import DAY, account, krackhardt_deciding, opportunity, person
from tests.scoring.test_consensus import DEAL, managers, stance, standings

SURE = {"verification": "CONFIRMED"}


def heard(speaker: str, listener: str, kind: type = Influences) -> Change:
    said = {"by": "source:test", "validFrom": DAY, "weight": 1}
    return Put(kind, {"from": person(speaker), "to": person(listener), **said})


def pairs(*more: Change) -> list[tuple[str, str, str | None]]:
    """Who of p and q, who decide and stand apart, could be brought together by whom."""
    told = opportunity("a", "deal", {person(key): ["DECIDER"] for key in "pq"})
    said = [stance(person("p"), 1, **SURE), stance(person("q"), -1, **SURE)]
    snapshot = account({key: {} for key in "pqrs"}, *told, *said, *more)
    found = gap_pairs(consensus(snapshot, DEAL, DAY), Beliefs(snapshot, DAY))
    return [(each.one[-1], each.other[-1], each.bridge.person[-1] if each.bridge else None) for each in found]


def test_the_bridge_is_a_friend_to_whom_both_listen_and_who_is_in_conflict_with_neither() -> None:
    listens = [heard(who, to) for who in "rs" for to in "pq"]
    assert pairs() == [("p", "q", None)]
    assert pairs(*listens) == [("p", "q", None)]  # nobody knows what r and s think
    assert pairs(*listens, stance(person("r"), 0.5, **SURE)) == [("p", "q", "r")]
    assert pairs(*listens, stance(person("r"), -0.5, **SURE)) == [("p", "q", None)]
    both = [stance(person(key), 0, **SURE) for key in "rs"]
    assert pairs(*listens, *both, heard("p", "r", ConflictsWith)) == [("p", "q", "s")]
    assert pairs(heard("r", "p"), stance(person("r"), 1, **SURE)) == [("p", "q", None)]


@given(standings())
def test_a_gap_is_what_it_is_said_to_be(found: Consensus | None) -> None:
    if found is None:
        return
    snapshot = krackhardt_deciding()  # its conflicts are none, and it is asked for nothing else
    told = {(each.one, each.other): each for each in gap_pairs(found, Beliefs(snapshot, DAY))}
    known = [who for who in found.participants if found.known[who]]
    for one, other in combinations(known, 2):
        gap = np.sqrt(found.shares[one] * found.shares[other]) * abs(found.forecast[one] - found.forecast[other]) / 2
        pair = (found.people[one], found.people[other])
        assert gap == pytest.approx(told[pair].gap if pair in told else 0.0, abs=1e-12)
    assert [each.gap for each in told.values()] == sorted((each.gap for each in told.values()), reverse=True)


@settings(max_examples=40)
@given(standings(), st.sets(st.frozensets(st.integers(0, 3), min_size=2, max_size=2)))
def test_the_best_bridge_is_found_by_looking_at_everybody(
    found: Consensus | None, conflicts: set[frozenset[int]]
) -> None:
    if found is None:
        return
    people = found.people
    keys = [each.rsplit("/", 1)[1] for each in people]
    foes = [heard(keys[min(each)], keys[max(each)], ConflictsWith) for each in conflicts if max(each) < len(keys)]
    beliefs = Beliefs(account({key: {} for key in keys}, *foes), DAY)
    for gap in gap_pairs(found, beliefs):
        one, other = people.index(gap.one), people.index(gap.other)
        rows = [found.rows[found.participants.index(who)] for who in (one, other)]
        pulls = {
            person: float(min(row[who] for row in rows))
            for who, person in enumerate(people)
            if who not in (one, other)
            and found.known[who]
            and found.stances[person].value >= 0
            and not {frozenset((gap.one, person)), frozenset((gap.other, person))} & beliefs.conflicts
        }
        best = max(pulls, key=lambda who: (pulls[who], -people.index(who)), default=None)
        expected = Bridge(best, pulls[best]) if best and pulls[best] > 0 else None
        assert gap.bridge == expected
    lazy = next(widest(found, beliefs), None)
    assert lazy == next(iter(gap_pairs(found, beliefs)), None)


def test_the_managers_widest_gap_is_between_the_two_who_are_surest() -> None:
    found = gap_pairs(managers(0.1), Beliefs(krackhardt_deciding(), DAY))
    assert (found[0].one[-3:], found[0].other[-3:]) == ("A18", "A21")


def test_camps_part_everybody_once_and_keep_those_together_who_listen_to_each_other() -> None:
    found = camps(managers(0.1))
    people = [person for camp in found for person in camp.people]
    assert len(people) == len(set(people)) == 21
    assert sum(camp.power for camp in found) == pytest.approx(1)
    assert camps(managers(0.1)) == found
    told = opportunity("a", "deal", {person(key): ["DECIDER"] for key in "pr"})
    said = [stance(person("p"), 1, **SURE), stance(person("q"), -1, **SURE)]
    ties = [heard(*pair) for pair in ("pq", "qp", "rs", "sr")]
    snapshot = account({key: {} for key in "pqrs"}, *told, *said, *ties)
    one, other = sorted(camps(consensus(snapshot, DEAL, DAY)), key=lambda camp: camp.people)
    assert (one.people, other.people) == (tuple(map(person, "pq")), tuple(map(person, "rs")))
    assert one.stance is not None
    assert -1 < one.stance < 1
    assert other.stance is None
