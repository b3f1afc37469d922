"""What differs between two snapshots, and the way from one to the other."""

from hypothesis import given

from graph.change import Change, Put, apply
from graph.difference import changes_between, difference, differing_fields
from graph.model import Stakeholder
from graph.snapshot import Snapshot
from tests.scoring.accounts import account, accounts, person


def test_nothing_differs_from_itself_however_often_it_is_written() -> None:
    snapshot = account({"anna": {}})
    assert difference(snapshot, apply(snapshot, [])) == []


def test_a_changed_field_is_told_with_both_values() -> None:
    before = account({"anna": {"title": "CFO"}})
    after = apply(before, [Put(Stakeholder, {"id": person("anna"), "title": None, "interest": 0.5})])
    (found,) = difference(before, after)
    assert found.key == person("anna")
    assert found.before is not None
    assert found.after is not None
    assert differing_fields(found.before.encode(), found.after.encode()) == {
        "interest": (None, 0.5),
        "title": ("CFO", None),
    }


@given(accounts(), accounts())
def test_the_changes_between_two_snapshots_lead_from_one_to_the_other(one: list[Change], other: list[Change]) -> None:
    before, after = apply(Snapshot("a"), one), apply(Snapshot("a"), other)
    reached = apply(before, changes_between(before, after))
    assert difference(reached, after) == []
    assert difference(apply(reached, changes_between(reached, before)), before) == []
