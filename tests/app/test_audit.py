"""The audit log's file, and what an event says of itself."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.audit import Action, AuditFile, Event, Kind, Outcome, current, noting, outcome_of
from graph.viewer import LOCAL


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.log"


def test_events_are_appended_a_line_each_and_the_file_is_ones_own(path: Path) -> None:
    for number in range(2):
        file = AuditFile(path)
        file({"number": number})
        file.close()
    assert lines(path) == [{"number": 0}, {"number": 1}]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_moved_away_is_begun_anew(path: Path, tmp_path: Path) -> None:
    file = AuditFile(path)
    file({"number": 0})
    path.rename(tmp_path / "audit.log.1")
    file({"number": 1})
    (tmp_path / "other").write_text("", encoding="utf-8")
    (tmp_path / "other").replace(path)
    file({"number": 2})
    file.close()
    assert lines(tmp_path / "audit.log.1") == [{"number": 0}]
    assert lines(path) == [{"number": 2}]


def test_what_was_written_in_part_spoils_no_other_event(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, write = AuditFile(path), os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda number, line: write(number, line[:5]))
        with pytest.raises(OSError, match="does not take whole events"):
            file({"number": 0})
    file({"number": 1})
    file.close()
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]] == [{"number": 1}]


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        AuditFile(tmp_path / "nowhere" / "audit.log")


def test_an_event_says_what_was_done_at_the_most_and_each_thing_once() -> None:
    event = Event(Kind.OPERATION, LOCAL, "127.0.0.1", "r1")
    event.read("b", 2)
    event.wrote({"a": 4})
    event.read("b", 2)
    event.read("a", 3)
    event.listed("search")
    told = event.fields()
    assert (told["kind"], told["action"], told["outcome"]) == ("operation", "write", "ok")
    assert (told["subject"], told["role"], told["client"], told["request_id"]) == ("local", "ADMIN", "127.0.0.1", "r1")
    assert told["read"] == [{"account": "a", "revision": 3}, {"account": "b", "revision": 2}]
    assert (told["written"], told["lists"]) == ([{"account": "a", "revision": 4}], ["search"])
    assert "codes" not in told
    event.become(Kind.SUBSCRIPTION_TOLD)
    assert event.action is Action.NONE
    assert {"read", "written", "lists"}.isdisjoint(event.fields())


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        ([], Outcome.OK),
        (["NOT_FOUND"], Outcome.REFUSED),
        (["NOT_FOUND", "INTERNAL"], Outcome.FAILED),
        (["UNAVAILABLE"], Outcome.FAILED),
    ],
)
def test_codes_tell_how_it_went(codes: list[str], outcome: Outcome) -> None:
    assert outcome_of(codes) is outcome


def test_what_is_done_belongs_to_the_innermost_event() -> None:
    outer, inner = Event(Kind.OPERATION), Event(Kind.OPERATION)
    assert current() is None
    with noting(outer):
        with noting(inner):
            assert current() is inner
        assert current() is outer
    assert current() is None
