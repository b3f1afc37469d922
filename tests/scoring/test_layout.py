"""Places on the map: layers by solid line, order by key, and nobody jumps about."""

from hypothesis import given
from hypothesis import strategies as st

from graph.change import Put, apply
from graph.model import ReportsTo, Stakeholder
from graph.snapshot import Snapshot
from scoring.layout import layout
from tests.scoring.accounts import DAY, account, accounts, krackhardt, manager, person


def places(snapshot: Snapshot) -> dict[str, tuple[float, float]]:
    return dict(layout(snapshot, [each.id for each in snapshot.all(Stakeholder)], DAY))


def test_each_manager_stands_one_layer_above_their_reports() -> None:
    found = places(krackhardt())
    assert found[manager("A07")][1] == 0
    assert {found[manager(key)][1] for key in ("A02", "A14", "A18", "A21")} == {1}
    assert all(found[line.source][1] == found[line.target][1] + 1 for line in krackhardt().all(ReportsTo))


def test_siblings_stand_in_the_order_of_their_keys_one_apart() -> None:
    snapshot = account(
        {key: {} for key in "dbca"}, *(Put(ReportsTo, {"from": person(k), "to": person("a")}) for k in "bcd")
    )
    found = places(snapshot)
    assert [found[person(key)] for key in "bcd"] == [(0, 1), (1, 1), (2, 1)]
    assert found[person("a")] == (1, 0)


def test_a_dotted_line_makes_no_layer() -> None:
    snapshot = account({"a": {}, "b": {}}, Put(ReportsTo, {"from": person("b"), "to": person("a"), "line": "DOTTED"}))
    assert places(snapshot) == {person("a"): (0, 0), person("b"): (1, 0)}


def test_nobody_hidden_leaves_a_hole() -> None:
    found = layout(krackhardt(), [manager("A02"), manager("A01")], DAY)
    assert found == {manager("A02"): (0, 0), manager("A01"): (0, 1)}


@given(accounts().map(lambda put: apply(Snapshot("a"), put)), st.data())
def test_no_two_stand_in_one_place_and_one_more_keeps_the_order(snapshot: Snapshot, data: st.DataObject) -> None:
    people = [each.id for each in snapshot.all(Stakeholder)]
    found = layout(snapshot, people, DAY)
    assert len(set(found.values())) == len(people)
    fewer = layout(snapshot, data.draw(st.lists(st.sampled_from(people), unique=True)), DAY)
    roots = [who for who in fewer if not snapshot.out(who, ReportsTo)]
    assert sorted(roots, key=lambda who: fewer[who][0]) == sorted(roots, key=lambda who: found[who][0])
