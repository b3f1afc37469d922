"""Resolutions: which of several decisions counts, and until when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.change import Put
from graph.identity import node_id
from graph.model import Resolution, ResolutionState
from graph.snapshot import Snapshot
from scoring.resolutions import RecommendationState, resolutions, state_on
from tests.scoring.accounts import DAY

State = RecommendationState


def resolution(key: str, state: str, recommendation: str = "r", **more: object) -> Put:
    told = {"id": node_id("a", "Resolution", key), "recommendation": recommendation, "kind": "COVER", "state": state}
    return Put(Resolution, {**told, **more})


def account(*put: Put) -> Snapshot:
    """An account to which these were written one after the other."""
    found = Snapshot("a").amended(1, [])
    for each in put:
        made, faults = Resolution.decode({**each.values, "revision": found.revision + 1})
        assert made is not None, faults
        found = found.amended(found.revision + 1, [made])
    return found


def test_the_last_that_was_written_counts() -> None:
    found = resolutions(
        account(resolution("z", "ACCEPTED"), resolution("b", "DISMISSED"), resolution("c", "DONE", "s"))
    )
    assert {each: found[each].key for each in found} == {"r": "b", "s": "c"}
    again = account(resolution("b", "DISMISSED"), resolution("z", "ACCEPTED"), resolution("b", "DONE", why="Met"))
    assert resolutions(again)["r"].state is ResolutionState.DONE


def test_where_nobody_decided_it_is_open() -> None:
    assert resolutions(Snapshot("a")) == {}
    assert state_on(None, DAY) is State.OPEN


@pytest.mark.parametrize("state", ["ACCEPTED", "DISMISSED", "DONE"])
def test_a_decision_without_a_day_holds_for_good(state: str) -> None:
    (found,) = resolutions(account(resolution("x", state))).values()
    assert state_on(found, date(9999, 1, 1)) == state_on(found, date(1, 1, 1)) == State(state)


@given(st.integers(-400, 400))
def test_a_decision_holds_until_its_day(days: int) -> None:
    (found,) = resolutions(account(resolution("x", "DONE", until=DAY))).values()
    assert state_on(found, DAY + timedelta(days)) is (State.DONE if days < 0 else State.OPEN)
