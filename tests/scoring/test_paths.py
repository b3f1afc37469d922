"""Paths: against every way there is, by hand, and who is near whom."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.change import Change, Put
from graph.declaration import Edge
from graph.model import AlliedWith, ConflictsWith, Influences, ReportsTo
from graph.snapshot import Snapshot
from scoring.network import network
from scoring.paths import Path, neighbourhood, paths
from tests.scoring.accounts import DAY, krackhardt, manager, person
from tests.scoring.networks import claim, listeners, networks, of_people


def line(one: str, other: str) -> Put:
    return Put(ReportsTo, {"from": person(one), "to": person(other)})


def keys(found: Path) -> str:
    return "".join(each[-1] for each in found.people)


TIES = (
    claim(Influences, "a", "b", 1.0),  # 1/0.9
    line("b", "c"),  # 2
    claim(AlliedWith, "a", "d", 0.5),  # 1/0.45
    claim(Influences, "c", "d", 0.5),  # 1/0.45
)


def test_the_shortest_way_comes_first_and_says_which_ties_it_goes_along() -> None:
    found = of_people("abcde", *TIES)
    one, other = paths(found, person("a"), person("c"), 9)
    assert (keys(one), keys(other)) == ("abc", "adc")
    assert [each.length for each in (one, other)] == pytest.approx([1 / 0.9 + 2, 2 / 0.45])
    assert [(link.type, link.source[-1]) for link in one.links] == [(Influences, "a"), (ReportsTo, "b")]
    assert [(link.type, link.source[-1]) for link in other.links] == [(AlliedWith, "a"), (Influences, "c")]
    assert [keys(each) for each in paths(found, person("a"), person("c"), 1)] == ["abc"]


def test_ties_are_gone_along_either_way() -> None:
    found = of_people("abcde", *TIES)
    assert [keys(each) for each in paths(found, person("c"), person("a"), 9)] == ["cba", "cda"]


def test_between_two_the_strongest_tie_counts_and_of_two_as_strong_the_one_that_points_that_way() -> None:
    def types(*ties: Change) -> list[tuple[type[Edge], str]]:
        found = of_people("ab", *ties)
        [there], [back] = paths(found, person("a"), person("b"), 1), paths(found, person("b"), person("a"), 1)
        return [(way.links[0].type, way.links[0].source[-1]) for way in (there, back)]

    said, mutual = claim(Influences, "a", "b", 0.2), claim(Influences, "b", "a", 0.2)
    assert types(said, line("b", "a")) == [(ReportsTo, "b"), (ReportsTo, "b")]
    assert types(said, mutual) == [(Influences, "a"), (Influences, "b")]


def test_where_no_way_leads_there_is_none() -> None:
    found = of_people("abcde", *TIES)
    for one, other in (("a", "e"), ("a", "a"), ("a", "nobody"), ("nobody", "a")):
        assert paths(found, person(one), person(other), 9) == []


def test_only_ties_of_the_types_asked_for_lead_anywhere() -> None:
    ties = [*TIES, claim(ConflictsWith, "a", "c")]
    assert [keys(w) for w in paths(of_people("abcd", *ties), person("a"), person("c"), 9)] == ["abc", "adc"]
    apart = of_people("abcd", *ties, types=[ConflictsWith])
    assert [keys(w) for w in paths(apart, person("a"), person("c"), 9)] == ["ac"]
    assert paths(of_people("abcd", *ties, types=[]), person("a"), person("c"), 9) == []


@given(networks(), st.integers(1, 20))
def test_no_other_way_is_shorter(made: tuple[Snapshot, tuple[type[Edge], ...], bool], count: int) -> None:
    snapshot, types, _ = made
    found, graph = network(snapshot, DAY, types=types), listeners((snapshot, types, True))
    tied: nx.Graph[str] = nx.Graph()
    tied.add_nodes_from(graph)
    for one, other in graph.edges:
        both = [graph.edges[pair]["distance"] for pair in ((one, other), (other, one)) if pair in graph.edges]
        tied.add_edge(one, other, distance=min(both))
    source, target = found.people[0] if found.people else "", found.people[-1] if found.people else ""
    told = paths(found, source, target, count)
    every = nx.all_simple_paths(tied, source, target) if source != target else []
    lengths = sorted(nx.path_weight(tied, way, "distance") for way in every)
    assert [each.length for each in told] == pytest.approx(lengths[:count])
    assert len({each.people for each in told}) == len(told)
    for each in told:
        assert (each.people[0], each.people[-1]) == (source, target)
        assert len(set(each.people)) == len(each.people) == len(each.links) + 1
        steps = list(zip(pairwise(each.people), each.links, strict=True))
        assert all({link.source, link.target} == set(pair) for pair, link in steps)


def test_who_is_near_is_counted_in_ties_whatever_they_weigh() -> None:
    found = of_people("abcdef", *TIES, line("e", "c"))
    near = {depth: "".join(sorted(w[-1] for w in neighbourhood(found, person("a"), depth))) for depth in (0, 1, 2, 3)}
    assert near == {0: "a", 1: "abd", 2: "abcd", 3: "abcde"}
    assert neighbourhood(found, person("f"), 5) == {person("f")}
    assert neighbourhood(found, person("nobody"), 5) == frozenset()


def test_the_managers_reports_are_one_step_from_their_manager() -> None:
    chart = network(krackhardt(), DAY, types=[ReportsTo])
    assert neighbourhood(chart, manager("A21"), 1) == {
        manager(key) for key in ("A06", "A07", "A08", "A12", "A17", "A21")
    }
