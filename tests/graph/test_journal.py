"""The journal: replaying it gives every revision again, exactly."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Unavailable
from graph.journal import FORMAT, Entry, Gap, next_instant, recorded, replay
from graph.model import HasRoleIn, HoldsStance, Opportunity, Stakeholder
from graph.snapshot import Snapshot
from tests.graph.acme import ACME, ident, made, person
from tests.graph.strategies import Step, few, histories

KEPT = Path(__file__).parent / "journal"
"""An entry as each format of the journal wrote it."""

NOW = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)


def entries(history: list[Step]) -> list[Entry]:
    """What the journal holds of a history, once through the database's form of it."""
    return [
        Entry.decode(
            Entry(
                scope=step.effect.after.scope,
                revision=step.effect.after.revision,
                at=NOW + timedelta(days=index),
                actor="eve",
                transaction_id=f"t{index}",
                idempotency_key=f"i{index}",
                team_revision=7,
                changes=recorded(step.effect),
            ).encode()
        )
        for index, step in enumerate(history)
    ]


@few
@given(histories())
def test_replaying_the_journal_gives_each_revision_exactly(history: list[Step]) -> None:
    snapshot = Snapshot(ACME)
    for entry, step in zip(entries(history), history, strict=True):
        snapshot = replay(snapshot, [entry])
        assert snapshot == step.effect.after


@few
@given(histories())
def test_replaying_it_in_one_go_gives_the_same(history: list[Step]) -> None:
    journal = entries(history)
    for index, step in enumerate(history):
        assert replay(step.effect.before, journal[index:]) == history[-1].effect.after
        assert replay(Snapshot(ACME), journal[: index + 1]) == step.effect.after


@few
@given(histories())
def test_an_entry_survives_the_database_unharmed(history: list[Step]) -> None:
    for entry in entries(history):
        assert Entry.decode(entry.encode()) == entry
        assert set(map(type, entry.encode().values())) <= {str, int, datetime}


@few
@given(histories(), st.data())
def test_a_missing_entry_is_noticed(history: list[Step], data: st.DataObject) -> None:
    journal = entries(history)
    lost = data.draw(st.integers(0, len(journal) - 1))
    rest = journal[:lost] + journal[lost + 1 :]
    if lost == len(journal) - 1:
        assert replay(Snapshot(ACME), rest).revision == lost
    else:
        with pytest.raises(Gap, match=f"revision {lost + 2} of 'acme' does not follow {lost}"):
            replay(Snapshot(ACME), rest)


def test_entries_in_the_wrong_order_or_twice_are_no_journal() -> None:
    after = made(person("ada"))
    entry = Entry(ACME, 1, NOW, "eve", "t", "i", 0, ())
    with pytest.raises(Gap):
        replay(after, [entry])
    with pytest.raises(Gap):
        replay(Snapshot(ACME), [entry, entry])


@few
@given(histories())
def test_an_entry_tells_which_revision_each_thing_had_before(history: list[Step]) -> None:
    for entry, step in zip(entries(history), history, strict=True):
        for change in entry.changes:
            earlier = step.effect.before.get(change.key)
            assert change.was == (earlier.revision if earlier else None)
            assert (change.values is None) == (step.effect.after.get(change.key) is None)


@pytest.mark.parametrize("written", range(1, FORMAT + 1))
def test_an_entry_of_every_format_there_has_been_is_still_read(written: int) -> None:
    kept = orjson.loads((KEPT / f"format-{written}.json").read_bytes())
    entry = Entry.decode({**kept, "at": datetime.fromisoformat(kept["at"])})
    assert kept["format"] == written
    assert (entry.scope, entry.revision, entry.actor, entry.team_revision) == ("acme", 2, "eve", 7)
    before = made(person("bob"))
    after = replay(before, [entry])
    ada, deal, bob = (ident(*each) for each in ((Stakeholder, "ada"), (Opportunity, "deal"), (Stakeholder, "bob")))
    assert (after.revision, after.get(bob)) == (2, None)
    assert isinstance(found := after.get(ada), Stakeholder)
    assert (found.name, found.interest, found.joined_on) == ("Ádám Ada", 0.5, date(2020, 2, 29))
    (role,), (stance,) = after.out(ada, HasRoleIn), after.out(ada, HoldsStance)
    assert (role.target, role.veto, stance.stance, stance.valid_from) == (deal, True, -0.5, date(2026, 1, 2))


def test_a_newer_format_is_refused() -> None:
    written = {**Entry(ACME, 1, NOW, "eve", "t", "i", 0, ()).encode(), "format": FORMAT + 1}
    with pytest.raises(Unavailable, match="written by a newer Stakegraph: upgrade this one"):
        Entry.decode(written)


def test_what_the_model_no_longer_allows_is_told_and_not_passed_on() -> None:
    history = [{"label": "Stakeholder", "key": ident(Stakeholder, "ada"), "was": None, "values": {"name": ""}}]
    written = {**Entry(ACME, 1, NOW, "eve", "t", "i", 0, ()).encode()}
    written["changes"] = str(history).replace("'", '"').replace("None", "null")
    with pytest.raises(Unavailable, match="the journal holds what the model refuses: acme/Stakeholder/ada"):
        replay(Snapshot(ACME), [Entry.decode(written)])


@given(st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), min_size=1))  # noqa: DTZ001  # have one
def test_a_clock_that_jumps_does_not_turn_the_journal_round(clock: list[datetime]) -> None:
    said: list[datetime] = []
    for now in clock:
        said.append(next_instant(now, said[-1] if said else None))
        assert said[-1] >= now
    assert all(one < other for one, other in pairwise(said))
