"""Who is at the other end: asked again from time to time, and gone when their time is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import presence
from app.audit import Event, Kind, current, noting
from app.authentication import Admission, Unauthenticated
from app.presence import Presence
from graph.moment import now
from graph.viewer import LOCAL, Role, Viewer

ADA = Viewer("ada", Role.MEMBER, frozenset({"acme"}))


class _Door:
    """Admits whom it is told to, and counts how often it was asked."""

    def __init__(self, admission: Admission) -> None:
        self.admission = admission
        self.asked = 0

    async def admit(self) -> Admission:
        self.asked += 1
        return self.admission


async def test_an_admission_is_good_for_some_seconds_and_then_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    door = _Door(Admission(replace(ADA, accounts=frozenset({"another"}))))
    known = Presence(Admission(ADA), door.admit)
    assert (await known.viewer()).accounts == frozenset({"acme"})
    assert door.asked == 0
    monkeypatch.setattr(presence, "FRESH", 0.0)
    assert (await known.viewer()).accounts == frozenset({"another"})
    assert door.asked == 1


async def test_what_is_read_to_tell_who_they_are_they_do_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Reading(_Door):
        async def admit(self) -> Admission:
            assert current() is None
            return await super().admit()

    monkeypatch.setattr(presence, "FRESH", 0.0)
    door, event = Reading(Admission(ADA)), Event(Kind.OPERATION)
    with noting(event):
        await Presence(Admission(ADA), door.admit).viewer()
        assert current() is event
    assert door.asked == 1


async def test_another_role_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "FRESH", 0.0)
    known = Presence(Admission(ADA), _Door(Admission(replace(ADA, role=Role.ADMIN))).admit)
    with pytest.raises(Unauthenticated, match="your role here has changed"):
        await known.viewer()


async def test_its_time_ends_it() -> None:
    past = Admission(ADA, now() - timedelta(seconds=1))
    known = Presence(past, _Door(past).admit)
    with pytest.raises(Unauthenticated, match="expired"):
        await known.viewer()
    with pytest.raises(Unauthenticated, match="expired"):
        known.demand_time()


def test_without_an_end_there_is_all_the_time() -> None:
    known = Presence(Admission(LOCAL), _Door(Admission(LOCAL)).admit)
    known.demand_time()
    assert known.seconds_left() is None


def test_the_end_comes_nearer() -> None:
    soon = Admission(ADA, now() + timedelta(seconds=60))
    assert 59 < (Presence(soon, _Door(soon).admit).seconds_left() or 0) <= 60
