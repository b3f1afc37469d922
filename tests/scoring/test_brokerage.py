"""Brokerage: Burt's constraint and effective size, from published examples and by hand."""

from math import nan

import networkx as nx
import pytest
from hypothesis import given

from graph.declaration import Edge
from graph.snapshot import Snapshot
from scoring.brokerage import constraint, effective_size
from tests.scoring.networks import allied, listeners, measured, networks, of_people, plain

Made = tuple[Snapshot, tuple[type[Edge], ...], bool]

WEIGHTS = {"AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10}


@pytest.fixture
def holes() -> "nx.Graph[str]":
    """The example of Borgatti (1997), Structural holes: unpacking Burt's redundancy measures. Connections 20, 35-38.

    The weights, and the figures with them, are those of networkx's tests, from UCINET, igraph and by hand.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((*pair, weight) for pair, weight in WEIGHTS.items())
    return graph


def test_effective_size_is_as_published(holes: "nx.Graph[str]") -> None:
    found = plain(effective_size(allied(holes)), holes)
    assert {who: found[who] for who in "GAC"} == pytest.approx({"G": 4.67, "A": 2.5, "C": 1}, abs=0.005)
    weighted = plain(effective_size(allied(holes, weighted=True)), holes)
    assert {who: weighted[who] for who in "GAC"} == pytest.approx({"G": 5.47, "A": 2.47, "C": 1}, abs=0.006)


def test_constraint_is_as_published(holes: "nx.Graph[str]") -> None:
    found = plain(constraint(allied(holes)), holes)
    assert {who: found[who] for who in "GAC"} == pytest.approx({"G": 0.400, "A": 0.595, "C": 1}, abs=1e-3)
    weighted = plain(constraint(allied(holes, weighted=True)), holes)
    assert {who: weighted[who] for who in "GAC"} == pytest.approx({"G": 0.299, "A": 0.795, "C": 1}, abs=1e-3)


def test_a_clique_binds_and_a_star_sets_free() -> None:
    """By hand: in a clique p = 1/2 everywhere; whoever holds a star has as many contacts apart from each other."""
    clique, star = allied(nx.complete_graph(3)), allied(nx.star_graph(4))
    assert constraint(clique) == pytest.approx([1.125] * 3)
    assert effective_size(clique) == pytest.approx([1.0] * 3)
    assert constraint(star) == pytest.approx([0.25, 1, 1, 1, 1])
    assert effective_size(star) == pytest.approx([4, 1, 1, 1, 1])


@pytest.mark.parametrize("people", ["", "a", "ab"])
def test_of_who_is_tied_to_nobody_there_is_nothing_to_say(people: str) -> None:
    assert constraint(of_people(people)) == effective_size(of_people(people)) == [None] * len(people)


@given(networks())
def test_they_are_networkxs_pair_by_pair(made: Made) -> None:
    """For all at once, networkx 3.6 divides columns where its effective size means rows (its pull request 8906)."""
    found, graph = measured(made), listeners(made)
    mutual: nx.Graph[str] = nx.Graph()
    mutual.add_nodes_from(graph)
    for one, other in graph.edges:
        both = [graph.edges[pair]["weight"] for pair in ((one, other), (other, one)) if pair in graph.edges]
        mutual.add_edge(one, other, weight=sum(both))
    for ours, theirs in ((constraint, nx.constraint), (effective_size, nx.effective_size)):
        pairwise = theirs(mutual, nodes=sorted(mutual), weight="weight")
        told = [nan if value is None else value for value in ours(found)]
        assert told == pytest.approx([pairwise[who] for who in sorted(mutual)], nan_ok=True)
