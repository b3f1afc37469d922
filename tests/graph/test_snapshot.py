"""Snapshots: their indexes agree with a plain search, whatever they went through, and nothing in them changes."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given

from graph.declaration import Edge
from graph.identity import TEAM, account_id
from graph.model import EDGES, NODES, Organisation, Stakeholder, TeamMember, WorksIn
from graph.snapshot import AccountGraph, Snapshot, differing
from tests.graph.acme import ACME, ident, made, member, person, put
from tests.graph.strategies import ABROAD, Step, few, histories

ADA = ident(Stakeholder, "ada")


def plainly(snapshot: Snapshot, wanted: Callable[[Edge], bool]) -> list[Edge]:
    return [edge for _, edge in sorted(snapshot.edges.items()) if wanted(edge)]


@few
@given(histories())
def test_the_indexes_agree_with_a_plain_search(history: list[Step]) -> None:
    for snapshot in (step.effect.after for step in history):
        everything: dict[str, Any] = {**snapshot.nodes, **snapshot.edges}
        kinds: list[type[Any]] = [*NODES.values(), *EDGES.values()]
        for kind in kinds:
            found = [item for _, item in sorted(everything.items()) if type(item) is kind]
            assert list(snapshot.all(kind)) == found
        for end in (*snapshot.nodes, *ABROAD):
            touching = plainly(snapshot, lambda edge, end=end: end in (edge.source, edge.target))  # type: ignore[misc]  # binds the loop's value
            assert snapshot.touching(end) == {edge.key: edge for edge in touching}
            for edge_kind in EDGES.values():
                of_kind = [edge for edge in touching if isinstance(edge, edge_kind)]
                assert snapshot.out(end, edge_kind) == [edge for edge in of_kind if edge.source == end]
                assert snapshot.into(end, edge_kind) == [edge for edge in of_kind if edge.target == end]
        assert all(snapshot.get(key) is item for key, item in everything.items())


@few
@given(histories())
def test_the_way_to_a_snapshot_does_not_show_in_it(history: list[Step]) -> None:
    last = history[-1].effect.after
    at_once = Snapshot(last.scope).amended(last.revision, [*last.nodes.values(), *last.edges.values()])
    assert at_once == last


@few
@given(histories())
def test_older_snapshots_stay_as_they_were(history: list[Step]) -> None:
    def seen(snapshot: Snapshot) -> Any:
        edges = [(snapshot.out(end, WorksIn), snapshot.into(end, WorksIn)) for end in snapshot.nodes]
        return dict(snapshot.nodes), dict(snapshot.edges), edges, snapshot.all(Stakeholder)

    snapshots = [Snapshot(ACME)]
    told = [seen(snapshots[0])]
    for step in history:
        snapshots.append(snapshots[-1].amended(step.effect.after.revision, step.effect.put, step.effect.dropped))
        told.append(seen(snapshots[-1]))
    assert [seen(snapshot) for snapshot in snapshots] == told


@few
@given(histories())
def test_what_did_not_change_is_the_very_same_in_the_next_snapshot(history: list[Step]) -> None:
    for step in history:
        before, after = step.effect.before, step.effect.after
        changed = {item.label for item in (*step.effect.put, *step.effect.dropped)}
        for kind in NODES.values():
            assert (before.table(kind) is after.table(kind)) is (kind.label not in changed)
            assert [*after.all(kind)] == [item for _, item in sorted(after.table(kind).items())]
        for edge in EDGES.values():
            touched = {key for key, _ in differing(before.table(edge), after.table(edge))}
            assert touched == {e.key for e in (*step.effect.put, *step.effect.dropped) if isinstance(e, edge)}


def test_snapshots_are_equal_when_scope_revision_and_content_are() -> None:
    one = made(person("ada"))
    assert one == made(person("ada"))
    assert one != made(person("bob"))
    assert one != one.amended(one.revision + 1, [])
    assert one != made(scope="other").amended(one.revision, [*one.nodes.values()])
    assert one != "acme"


def test_nothing_in_a_snapshot_can_be_changed() -> None:
    snapshot = made(person("ada"))
    with pytest.raises(TypeError):
        snapshot.nodes["x"] = snapshot.nodes[ADA]  # type: ignore[index]
    with pytest.raises(TypeError):
        del snapshot.edges[""]  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        snapshot.nodes[ADA].revision = 2  # type: ignore[misc]
    snapshot.touching(ADA).clear()
    snapshot.out(ADA, WorksIn).clear()
    assert snapshot == made(person("ada"))
    with pytest.raises(TypeError, match="unhashable"):
        hash(snapshot)


def test_what_is_not_there_is_nothing() -> None:
    empty = Snapshot(ACME)
    assert (empty.get("x"), empty.all(Stakeholder), empty.out("x", WorksIn), empty.touching("x")) == (None, (), [], {})


def test_a_snapshot_tells_what_it_is() -> None:
    assert repr(made(person("ada"))) == "<Snapshot 'acme' at revision 1: 2 nodes, 1 edges>"


def test_an_account_graph_finds_nodes_of_the_account_and_of_the_team() -> None:
    account, team = made(person("ada")), made(member("ann"), scope=TEAM)
    graph = AccountGraph(account, team)
    assert (graph.key, graph.revision, graph.root) == (ACME, 1, account.nodes[account_id(ACME)])
    assert isinstance(graph.root, Organisation)
    ann = ident(TeamMember, "ann")
    assert (graph.node(ADA), graph.node(ann)) == (account.nodes[ADA], team.nodes[ann])
    assert graph.node("team/TeamMember/nobody") is graph.node("acme/Stakeholder/nobody") is None


def test_an_account_whose_key_begins_like_the_team_is_no_team() -> None:
    scope = "team sport"
    account = made([put(NODES["Plan"], "1", scope, title="1")], scope=scope)
    plan = ident(NODES["Plan"], "1", scope)
    assert AccountGraph(account, Snapshot(TEAM)).node(plan) is account.nodes[plan]
