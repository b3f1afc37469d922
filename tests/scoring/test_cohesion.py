"""Cohesion: published figures, what falls apart without a tie or a person, and parts that part everybody once."""

from random import Random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.change import Change, apply
from graph.declaration import Edge
from graph.model import AlliedWith, Influences
from graph.snapshot import Snapshot
from scoring.cohesion import articulation_points, bridges, communities, components, density, reciprocity
from scoring.network import Network, network
from tests.scoring.accounts import DAY, accounts, krackhardt, person
from tests.scoring.networks import allied, claim, listeners, measured, networks, of_people

Made = tuple[Snapshot, tuple[type[Edge], ...], bool]


def keys(group: tuple[str, ...]) -> str:
    return "".join(each[-1] for each in group)


def test_the_managers_ask_each_other_for_advice_as_published() -> None:
    """Wasserman and Faust (1994), appendix B: 190 of 420 ties, in 45 pairs both ways."""
    advice = network(krackhardt(), DAY, types=[Influences])
    assert density(advice) == pytest.approx(190 / 420)
    assert reciprocity(advice) == pytest.approx(90 / 190)


def test_two_who_are_joined_by_one_tie_hold_their_camps_together() -> None:
    found = of_people("abcdefg", *(claim(AlliedWith, *pair) for pair in ("ab", "bc", "ac", "cd", "de", "ef", "df")))
    assert [keys(group) for group in communities(found)] == ["abc", "def", "g"]
    assert [keys(group) for group in components(found)] == ["abcdef", "g"]
    assert bridges(found) == [(person("c"), person("d"))]
    assert keys(articulation_points(found)) == "cd"
    assert density(found) == pytest.approx(14 / 42)
    assert reciprocity(found) == 1


def test_the_kite_hangs_on_its_string() -> None:
    kite = allied(nx.krackhardt_kite_graph())
    assert [(one[-2:], other[-2:]) for one, other in bridges(kite)] == [("07", "08"), ("08", "09")]
    assert [who[-2:] for who in articulation_points(kite)] == ["07", "08"]


def test_zacharys_club_splits_into_its_published_communities() -> None:
    """Blondel et al. (2008), table 1: of a modularity of 0.42; there are four."""
    club: nx.Graph[int] = nx.Graph(nx.karate_club_graph().edges)
    found = communities(allied(club))
    assert len(found) == 4
    members = list(club)
    parts = [{members[int(who.rsplit("p", 1)[1])] for who in group} for group in found]
    assert nx.community.modularity(club, parts) == pytest.approx(0.42, abs=0.005)


@pytest.mark.parametrize("people", ["", "a"])
def test_where_there_are_no_two_there_is_no_tie(people: str) -> None:
    found = of_people(people)
    assert [keys(group) for group in communities(found)] == [keys(group) for group in components(found)] == [*people]
    assert (list(bridges(found)), articulation_points(found)) == ([], ())
    assert (density(found), reciprocity(found)) == (0, None)


@given(networks())
def test_each_person_and_tie_is_tried(made: Made) -> None:
    found, tied = measured(made), nx.Graph(listeners(made))
    parts = nx.number_connected_components(tied) if tied else 0
    assert [set(group) for group in components(found)] == sorted(
        nx.connected_components(tied), key=lambda part: (-len(part), sorted(part))
    )
    for groups in (communities(found), components(found)):
        assert sorted(who for group in groups for who in group) == sorted(tied)
    told = set(bridges(found))
    for one, other in tied.edges:
        without = nx.restricted_view(tied, [], [(one, other)])
        assert ((min(one, other), max(one, other)) in told) is (nx.number_connected_components(without) > parts)
    for who in tied:
        without = nx.restricted_view(tied, [who], [])
        falls = len(without) > 0 and nx.number_connected_components(without) > parts
        assert (who in articulation_points(found)) is falls


@given(networks())
def test_density_and_reciprocity_are_counts(made: Made) -> None:
    found, pairs = measured(made), set(listeners(made).edges)
    people = len(found.people)
    assert density(found) == pytest.approx(len(pairs) / (people * (people - 1)) if people > 1 else 0)
    both = len([pair for pair in pairs if pair[::-1] in pairs])
    assert reciprocity(found) == (pytest.approx(both / len(pairs)) if pairs else None)


@given(accounts(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_written_changes_nothing(changes: list[Change], random: Random) -> None:
    def told(found: Network) -> object:
        return communities(found), components(found), bridges(found), articulation_points(found)

    shuffled = list(changes)
    random.shuffle(shuffled)
    one, other = (network(apply(Snapshot("a"), each), DAY) for each in (changes, shuffled))
    assert told(one) == told(other)
