"""Networks: who is tied to whom, which way, and how strongly."""

import networkx as nx
import pytest
from hypothesis import given

from graph.change import Put
from graph.declaration import Edge
from graph.model import AlliedWith, ConflictsWith, Influences, Knows, ReportsTo
from graph.snapshot import Snapshot
from scoring.network import NETWORK_TYPES, Network, network
from tests.scoring.accounts import DAY, account, krackhardt, person
from tests.scoring.networks import claim, listeners, measured, networks, of_people


def line(one: str, other: str, kind: str = "SOLID") -> Put:
    return Put(ReportsTo, {"from": person(one), "to": person(other), "line": kind})


def listening(found: Network) -> dict[tuple[str, str], float]:
    """How much the first listens to the second, by keys of one letter."""
    ends = [person[-1] for person in found.people]
    return {(ends[i], ends[j]): found.listening.edges[i, j]["weight"] for i, j in found.listening.edges}


def test_one_listens_to_who_influences_them_to_whom_they_report_and_to_allies() -> None:
    found = of_people("pqrs", claim(Influences, "p", "q"), line("q", "r"), claim(AlliedWith, "r", "s", 0.5))
    assert listening(found) == pytest.approx({("q", "p"): 0.9, ("q", "r"): 0.5, ("r", "s"): 0.45, ("s", "r"): 0.45})
    assert nx.utils.graphs_equal(found.tied, nx.Graph(found.listening))


@pytest.mark.parametrize(
    ("types", "pairs"),
    [
        ((Influences,), {("q", "p")}),
        ((ReportsTo,), {("p", "q")}),
        ((ConflictsWith,), {("q", "r"), ("r", "q")}),
        ((Influences, ReportsTo), {("q", "p"), ("p", "q")}),
        (NETWORK_TYPES, {("q", "p"), ("p", "q"), ("q", "r"), ("r", "q")}),
        ((), set()),
        ((Knows,), set()),
    ],
)
def test_only_ties_of_the_types_asked_for_count(types: tuple[type[Edge], ...], pairs: set[tuple[str, str]]) -> None:
    ties = [claim(Influences, "p", "q"), line("p", "q"), claim(ConflictsWith, "q", "r")]
    found = of_people("pqr", *ties, types=types)
    assert listening(found).keys() == pairs
    assert len(found.people) == 3


def test_without_a_word_all_types_count_but_conflicts() -> None:
    ties = [claim(Influences, "p", "q"), line("q", "r"), claim(AlliedWith, "r", "s"), claim(ConflictsWith, "p", "s")]
    assert of_people("pqrs", *ties).tied.number_of_edges() == 3


def test_of_several_ties_that_lead_the_same_way_the_strongest_counts() -> None:
    dotted, said = line("p", "q", "DOTTED"), claim(Influences, "q", "p", 0.2)
    assert listening(of_people("pq", dotted, said)) == pytest.approx({("p", "q"): 0.25})
    stronger = claim(AlliedWith, "p", "q", 0.5)
    assert listening(of_people("pq", dotted, said, stronger)) == pytest.approx({("p", "q"): 0.45, ("q", "p"): 0.45})


def test_a_tie_of_no_weight_is_none_and_neither_is_one_to_who_is_not_there() -> None:
    weak = [claim(Influences, "p", "q", 0.0), claim(AlliedWith, "p", "q", 1e-7)]
    assert listening(of_people("pq", *weak)) == {}
    gone = account({"p": {}, "q": {"leftOn": DAY}}, claim(Influences, "p", "q"))
    assert network(gone, DAY).people == (person("p"),)
    assert listening(network(gone, DAY)) == {}


def test_a_strong_tie_is_short() -> None:
    found = of_people("pq", line("p", "q", "DOTTED"))
    assert found.listening.edges[0, 1]["distance"] == 4
    unweighted = network(account({"p": {}, "q": {}}, line("p", "q", "DOTTED")), DAY, weighted=False)
    assert unweighted.listening.edges[0, 1] == {"weight": 1.0, "distance": 1.0}
    assert unweighted.links[person("p"), person("q")].weight == 0.25


def test_the_managers_have_the_published_number_of_ties() -> None:
    counts = {kind: network(krackhardt(), DAY, types=[kind]).listening.number_of_edges() for kind in NETWORK_TYPES}
    assert counts == {Influences: 190, AlliedWith: 2 * 79, ConflictsWith: 0, ReportsTo: 20}


@given(networks())
def test_it_is_what_one_finds_edge_by_edge(made: tuple[Snapshot, tuple[type[Edge], ...], bool]) -> None:
    found, expected = measured(made), listeners(made)
    assert found.people == tuple(sorted(expected))
    assert list(found.listening) == list(found.tied) == list(range(len(found.people)))
    named = nx.relabel_nodes(found.listening, dict(enumerate(found.people)))
    assert nx.utils.graphs_equal(named, expected)
    assert all(link.listening in expected.edges for link in found.links.values())
