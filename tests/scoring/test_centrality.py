"""Centrality: published figures, and the same as networkx finds in a graph that is made edge by edge."""

from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from graph.declaration import Edge
from graph.model import AlliedWith, Influences
from graph.snapshot import Snapshot
from scoring import centrality as module
from scoring.centrality import closeness, degree, eigenvector, in_degree, out_degree, pagerank
from scoring.network import Network, network
from tests.scoring.accounts import DAY, krackhardt, manager
from tests.scoring.networks import allied, claim, listeners, measured, networks, of_people, plain

Measure = Callable[[Network], Sequence[Any]]
Made = tuple[Snapshot, tuple[type[Edge], ...], bool]

KITE = nx.krackhardt_kite_graph()


def test_in_krackhardts_kite_each_of_three_is_the_most_central() -> None:
    """Krackhardt (1990), Administrative Science Quarterly 35, 342-369: Diane (3), and Fernando and Garth (5 and 6)."""
    kite = allied(KITE)
    assert plain(degree(kite), KITE) == {0: 4, 1: 4, 2: 3, 3: 6, 4: 3, 5: 5, 6: 5, 7: 3, 8: 2, 9: 1}
    near = plain(closeness(kite), KITE)
    assert near == pytest.approx(
        {0: 0.529, 1: 0.529, 2: 0.5, 3: 0.6, 4: 0.5, 5: 0.643, 6: 0.643, 7: 0.6, 8: 0.429, 9: 0.310}, abs=1e-3
    )


def test_the_managers_whom_most_ask_for_advice_are_the_published_ones() -> None:
    """Wasserman and Faust (1994), appendix B: the advice that is asked for."""
    advice = network(krackhardt(), DAY, types=[Influences], weighted=False)
    asked, asks = (dict(zip(advice.people, found(advice), strict=True)) for found in (in_degree, out_degree))
    assert [asked[manager(key)] for key in ("A02", "A01", "A06")] == [18, 13, 10]
    assert [asks[manager(key)] for key in ("A15", "A06")] == [20, 1]
    assert sum(asked.values()) == sum(asks.values()) == 190


def test_a_cliques_eigenvector_is_even_and_a_stars_is_not() -> None:
    assert eigenvector(allied(nx.complete_graph(4))) == pytest.approx([0.5] * 4)
    assert eigenvector(allied(nx.star_graph(4))) == pytest.approx([0.5**0.5, *[8**-0.5] * 4])
    assert eigenvector(allied(nx.path_graph(2))) == pytest.approx([0.5**0.5] * 2)


def test_pagerank_of_two_who_listen_to_one() -> None:
    """By hand: with x for those, 0.05 + 0.85 / 3 of what the one passes on to all, and the rest for the one."""
    found = pagerank(of_people("abc", *(claim(Influences, "a", who) for who in "bc")))
    x = (0.05 + 0.85 / 3) / (1 + 2 * 0.85 / 3)
    assert found == pytest.approx([1 - 2 * x, x, x])


def test_who_is_listened_to_is_near_and_ranks_high_however_strong_the_ties_are() -> None:
    chain = of_people("abcd", *(claim(Influences, one, other, 0.5) for one, other in ("ab", "bc", "cd")))
    for measure in (closeness, pagerank):
        found = measure(chain)
        assert found[0] > found[3]


def test_nobody_is_compared_across_parts() -> None:
    apart = of_people("abcdefg", *(claim(AlliedWith, *pair) for pair in ("ab", "cd", "de")))
    found = eigenvector(apart)
    assert [who for who, value in zip("abcdefg", found, strict=True) if value is not None] == [*"cde"]
    two = of_people("abcd", *(claim(AlliedWith, *pair) for pair in ("cd", "ab")))
    assert [value is None for value in eigenvector(two)] == [False, False, True, True]
    assert eigenvector(of_people("ab")) == [None, None]


@pytest.mark.parametrize("measure", [degree, in_degree, out_degree, closeness, eigenvector, pagerank])
def test_of_nobody_there_is_nothing_to_say(measure: Measure) -> None:
    assert list(measure(of_people(""))) == []


@given(networks())
def test_they_are_networkxs(made: Made) -> None:
    found, graph = measured(made), listeners(made)
    names = sorted(graph)
    theirs: dict[Measure, dict[str, float]] = {
        in_degree: dict(graph.in_degree(weight="weight")),
        out_degree: dict(graph.out_degree(weight="weight")),
        closeness: nx.closeness_centrality(graph, distance="distance"),
        pagerank: nx.pagerank(graph, weight="weight", tol=1e-12, max_iter=1_000),
    }
    for measure, values in theirs.items():
        assert measure(found) == pytest.approx([values[name] for name in names], abs=1e-9)
    tied = either(graph)
    assert degree(found) == pytest.approx([dict(tied.degree(weight="weight"))[name] for name in names])


@given(networks())
def test_the_eigenvector_is_one_and_that_of_the_largest_value(made: Made) -> None:
    found, tied = eigenvector(measured(made)), either(listeners(made))
    part = [name for name, value in zip(sorted(tied), found, strict=True) if value is not None]
    assert len(part) == (max(map(len, nx.connected_components(tied))) if tied.number_of_edges() else 0)
    if part:
        adjacency = nx.to_numpy_array(tied, nodelist=part, weight="weight")
        vector = np.array([value for value in found if value is not None])
        largest = np.linalg.eigvalsh(adjacency)[-1]
        assert np.linalg.norm(vector) == pytest.approx(1)
        assert adjacency @ vector == pytest.approx(largest * vector, abs=1e-9)
        assert (vector >= 0).all()


def either(graph: "nx.DiGraph[str]") -> "nx.Graph[str]":
    """Who is tied to whom, by the stronger way."""
    tied: nx.Graph[str] = nx.Graph()
    tied.add_nodes_from(graph)
    for one, other in graph.edges:
        weights = [graph.edges[pair]["weight"] for pair in ((one, other), (other, one)) if pair in graph.edges]
        tied.add_edge(one, other, weight=max(weights))
    return tied


def test_it_does_not_matter_how_many_distances_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    found = network(krackhardt(), DAY)
    expected = closeness(found)
    monkeypatch.setattr(module, "TOGETHER", 21)
    assert closeness(found) == expected
