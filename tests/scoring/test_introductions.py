"""Introductions: against trying every way, by hand, and over conflicts and other accounts."""

from collections.abc import Mapping
from itertools import pairwise, permutations
from math import prod
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from graph.change import Change, Put, apply
from graph.model import AlliedWith, ConflictsWith, Influences, Knows, ReportsTo, Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from scoring.introductions import Introduction, best_introductions, introduction_network, introductions
from scoring.strength import ties
from tests.scoring.accounts import DAY, person
from tests.scoring.contacts import US, among, interaction, knows, meeting, member, met_accounts


def network(graph: AccountGraph, elsewhere: Mapping[tuple[str, str], float] | None = None) -> "nx.DiGraph[str]":
    return introduction_network(graph.account, DAY, ties(graph, DAY), elsewhere=elsewhere)


def tie(kind: type, one: str, other: str, weight: float, **more: Any) -> Change:
    said = {"by": "source:test", "validFrom": DAY, "weight": weight, "confidence": 0.5, **more}
    return Put(kind, {"from": person(one), "to": person(other), **said})


def way(found: Introduction) -> list[str]:
    return [found.steps[0].source, *(step.target for step in found.steps)]


def test_the_best_way_leads_over_the_strongest_ties() -> None:
    graph = among(
        [*"pqrs"],
        knows("ours1", "p", "TRUSTED_ADVISOR", confidence=0.5),  # 0.45
        knows("ours2", "q", "PROBLEM_SOLVER", confidence=0.5),  # 0.35
        tie(Influences, "p", "r", 1),  # 0.5
        tie(AlliedWith, "q", "r", 0.2),  # 0.1
        Put(ReportsTo, {"from": person("q"), "to": person("r")}),  # 0.5, and so more
        Put(ReportsTo, {"from": person("s"), "to": person("r"), "line": "DOTTED"}),  # 0.25
    )
    best = best_introductions(network(graph))
    assert way(best[person("r")]) == [member("ours1"), person("p"), person("r")]
    assert best[person("r")].probability == pytest.approx(0.45 * 0.5)
    assert [step.type for step in best[person("s")].steps] == [Knows, Influences, ReportsTo]
    assert best[person("s")].probability == pytest.approx(0.45 * 0.5 * 0.25)
    assert [way(each) for each in introductions(network(graph), person("r"), 9)] == [
        [member("ours1"), person("p"), person("r")],
        [member("ours2"), person("q"), person("r")],
    ]


def test_who_is_in_conflict_is_no_way_and_who_left_neither() -> None:
    start = knows("ours1", "p", "TRUSTED_ADVISOR")
    apart = tie(ConflictsWith, "q", "p", 0.1)
    assert person("q") not in best_introductions(network(among([*"pq"], start, tie(Influences, "p", "q", 1), apart)))
    gone = Put(Stakeholder, {"id": person("q"), "name": "q", "leftOn": DAY})
    chain = [tie(Influences, "p", "q", 1), tie(Influences, "q", "r", 1)]
    assert person("r") in best_introductions(network(among([*"pqr"], start, *chain)))
    assert person("r") not in best_introductions(network(among([*"pqr"], start, *chain, gone)))


def test_a_tie_too_weak_to_speak_of_introduces_nobody() -> None:
    message = interaction("x", ["p"], ["ours1"], channel="MESSAGE")
    assert best_introductions(network(among(["p"], *message))) == {}
    assert introductions(network(among(["p"], *message)), person("p"), 3) == []
    assert introductions(network(among(["p"], *message)), person("nobody"), 3) == []


def test_whom_we_know_in_another_account_we_know_here() -> None:
    graph = among(["p", "q"], *meeting("p", "ours1"), tie(AlliedWith, "p", "q", 1))
    known = {(member("ours3"), person("p")): 0.9, (member("ours1"), person("p")): 0.01}
    found = best_introductions(network(graph, known))
    assert way(found[person("q")]) == [member("ours3"), person("p"), person("q")]
    assert found[person("q")].probability == pytest.approx(0.9 * 0.5)
    assert introductions(network(graph, known), person("p"), 2)[1].steps[0].strength > 0.2


@given(met_accounts())
def test_no_other_way_is_likelier(made: tuple[list[Change], Snapshot]) -> None:
    changes, team = made
    graph = AccountGraph(apply(Snapshot("a"), changes), team)
    known = network(graph)
    best = best_introductions(known)
    people = [who for who in known if who.startswith("a/")]
    for to in people[:3]:
        every = _every_way(known, to, people)
        found = introductions(known, to, len(every) + 1)
        assert [each.probability for each in found] == pytest.approx(sorted(every, reverse=True))
        assert (to in best) is bool(every)
        if every:
            assert best[to].probability == pytest.approx(max(every))


def _every_way(known: "nx.DiGraph[str]", to: str, people: list[str]) -> list[float]:
    """How likely each way to somebody is that passes nobody twice."""
    between = [who for who in people if who != to]
    found = []
    for length in range(len(between) + 1):
        for passed in permutations(between, length):
            for ours in map(member, US):
                chain = [ours, *passed, to]
                pairs = list(pairwise(chain))
                if all(known.has_edge(*pair) for pair in pairs):
                    found.append(prod(known.edges[pair]["step"].strength for pair in pairs))
    return found
