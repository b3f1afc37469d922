"""Calendars: which meetings are read of them, and what is told of the others."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, vCalAddress

from graph.errors import InvalidInput
from graph.model import Channel
from seeds.contacts.calendar_file import is_calendar
from seeds.contacts.encounter import Omission
from seeds.contacts.recurrence import MOST, Span
from seeds.files.limits import Limits
from seeds.files.source import Source
from tests.seeds.contacts.read import Read, calendar, entry, read_calendar

BUDAPEST = ZoneInfo("Europe/Budapest")


def days(read: Read) -> list[str]:
    return [each.at.isoformat()[:10] for each in read.encounters]


# ---------------------------------------------------------------- one event


def test_an_event_is_a_meeting_of_its_organiser_and_attendees() -> None:
    read = read_calendar(
        calendar(entry("SUMMARY:Prices\\, and\\nterms", "DTSTART;TZID=Europe/Budapest:20261120T090000"))
    )
    found = read.only
    assert found.at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert (found.initiator, found.others) == ("zoe@us.example", ("anna@acme.example",))
    assert (found.subject, found.channel, found.line) == ("Prices, and\nterms", Channel.MEETING, 5)
    assert read.left_out == []


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("DTSTART:20261120T090000Z", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("DTSTART:20261120T0900", datetime(2026, 11, 20, 9)),  # noqa: DTZ001  # on whatever clock
        ("DTSTART;VALUE=DATE:20261120", date(2026, 11, 20)),
        ("DTSTART;TZID=Central Europe Standard Time:20260720T090000", datetime(2026, 7, 20, 7, tzinfo=UTC)),
        ("DTSTART;TZID=/example.org/20260101/Europe/Budapest:20260720T090000", datetime(2026, 7, 20, 7, tzinfo=UTC)),
    ],
)
def test_days_and_times_keep_what_they_say_of_their_zone(start: str, at: date) -> None:
    assert read_calendar(calendar(entry(start))).only.at == at


ZONE = """BEGIN:VTIMEZONE
TZID:Our own
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE""".replace("\n", "\r\n")


@given(st.datetimes(datetime(2020, 1, 1), datetime(2029, 12, 31)).map(lambda at: at.replace(microsecond=0)))  # noqa: DTZ001
@settings(max_examples=50)
def test_a_zone_that_the_file_describes_is_what_it_says(clock: datetime) -> None:
    if clock.month in (3, 10) and clock.day >= 25:  # where an hour is told twice or left out
        return
    read = read_calendar(calendar(ZONE, entry(f"DTSTART;TZID=Our own:{clock:%Y%m%dT%H%M%S}")))
    assert read.only.at == clock.replace(tzinfo=BUDAPEST)


def test_a_file_does_not_change_the_zones_of_the_next() -> None:
    read_calendar(calendar(ZONE, entry("DTSTART;TZID=Our own:20260720T090000")))
    read = read_calendar(calendar(entry("DTSTART;TZID=Our own:20260720T090000")))
    assert [(each.why, each.value) for each in read.left_out] == [(Omission.ZONE_UNKNOWN, "Our own")]


@pytest.mark.parametrize(
    ("lines", "channel"),
    [
        (["LOCATION:Room 3"], Channel.MEETING),
        (["LOCATION:Microsoft Teams Meeting"], Channel.VIDEO),
        (["LOCATION:Microsoft Teams-értekezlet"], Channel.VIDEO),
        (["LOCATION:https://meet.example/abc"], Channel.VIDEO),
        (["LOCATION:Room 3\\; Microsoft Teams Meeting"], Channel.MEETING),
        (["LOCATION:Telefon"], Channel.CALL),
        (["CONFERENCE;VALUE=URI:https://meet.example/abc"], Channel.VIDEO),
        (["X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example"], Channel.VIDEO),
        ([], Channel.MEETING),
    ],
)
def test_the_place_tells_how_they_met(lines: Sequence[str], channel: Channel) -> None:
    assert read_calendar(calendar(entry(*lines))).only.channel is channel


def test_who_declined_is_left_out_and_told_and_rooms_are_nobody() -> None:
    lines = [
        "ATTENDEE;PARTSTAT=DECLINED:mailto:Bela@acme.example",
        "ATTENDEE;PARTSTAT=DELEGATED:mailto:cili@acme.example",
        "ATTENDEE;CUTYPE=ROOM:mailto:room3@acme.example",
        "ATTENDEE;ROLE=NON-PARTICIPANT:mailto:dora@acme.example",
        'ATTENDEE;CN="Ede; of Acme":MAILTO:ede@acme.example',
        "ATTENDEE;EMAIL=fanni@acme.example:urn:uuid:1",
        "ATTENDEE;CN=Gabor:invalid:nomail",
    ]
    read = read_calendar(calendar(entry(*lines)))
    assert read.only.others == ("anna@acme.example", "ede@acme.example", "fanni@acme.example")
    told = [(each.why, each.value) for each in read.left_out]
    assert told == [
        (Omission.DECLINED, "bela@acme.example"),
        (Omission.DECLINED, "cili@acme.example"),
        (Omission.ADDRESS_INVALID, "invalid:nomail"),
    ]


def test_a_private_event_is_left_out_with_all_that_it_says() -> None:
    read = read_calendar(calendar(entry("CLASS:PRIVATE", "SUMMARY:A secret")))
    assert (read.encounters, read.reasons) == ([], [Omission.PRIVATE])
    assert "secret" not in str(read)


@pytest.mark.parametrize("method", ["PUBLISH", "CANCEL"])
def test_a_cancelled_event_says_so(method: str) -> None:
    lines = [] if method == "CANCEL" else ["STATUS:CANCELLED"]
    assert read_calendar(calendar(entry(*lines), method=method)).only.cancelled


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (entry(uid=None), Omission.KEY_MISSING),
        (entry("DTSTART:yesterday"), Omission.DATE_INVALID),
        (entry("DTSTART:20260231"), Omission.DATE_INVALID),
        (entry("DTSTART:00010101T000000Z"), Omission.DATE_INVALID),
        (entry("DTSTART;TZID=Nowhere:20261120T090000"), Omission.ZONE_UNKNOWN),
        (entry("DTSTART;TZID=Europe:20261120T090000"), Omission.ZONE_UNKNOWN),
        (entry(start="20261120T090000Z").replace("DTSTART:20261120T090000Z", "X:y"), Omission.DATE_MISSING),
        (entry("SUMMARY:" + "x" * 70_000), Omission.TOO_LONG),
        (entry(*["ATTENDEE:mailto:a@b.example"] * 3_000), Omission.TOO_LONG),
        (entry().removesuffix("END:VEVENT"), Omission.UNFINISHED),
    ],
)
def test_an_event_that_cannot_be_read_is_told_and_the_next_is_read(broken: str, reason: Omission) -> None:
    read = read_calendar(calendar(broken, entry(uid="two")))
    assert read.reasons == [reason]
    assert read.only.line > 5


def test_a_file_that_breaks_off_says_so() -> None:
    whole = calendar(entry(), entry(uid="two", start="20261121T090000Z"))
    read = read_calendar(whole[: whole.rindex(b"UID:two")])
    assert (days(read), read.reasons) == (["2026-11-20"], [Omission.UNFINISHED])


def test_a_line_that_cannot_be_taken_apart_is_told() -> None:
    read = read_calendar(calendar(entry("ATTENDEE;=;;x:mailto:bela@acme.example")))
    assert [(each.why, each.column) for each in read.left_out] == [(Omission.UNREADABLE, "ATTENDEE")]
    assert read.only.others == ("anna@acme.example",)


# ---------------------------------------------------------------- series


def test_a_series_is_read_day_by_day_at_the_time_on_its_clocks() -> None:
    read = read_calendar(
        calendar(entry("DTSTART;TZID=Europe/Budapest:20261020T090000", "RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=TU"))
    )
    assert [each.at for each in read.encounters] == [
        datetime(2026, 10, day, 9, tzinfo=BUDAPEST) if day > 3 else datetime(2026, 11, day, 9, tzinfo=BUDAPEST)
        for day in (20, 27, 3)
    ]
    assert len({each.key for each in read.encounters}) == 3


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("FREQ=DAILY;COUNT=3", ["2026-11-20", "2026-11-21", "2026-11-22"]),
        ("FREQ=WEEKLY;UNTIL=20261204T090000Z", ["2026-11-20", "2026-11-27", "2026-12-04"]),
        ("FREQ=WEEKLY;UNTIL=20261203", ["2026-11-20", "2026-11-27"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["2026-11-20", "2026-11-27"]),
        ("FREQ=YEARLY", ["2026-11-20", "2027-11-20"]),
    ],
)
def test_rules_are_taken_out(rule: str, found: list[str]) -> None:
    assert days(read_calendar(calendar(entry(f"RRULE:{rule}")))) == found


def test_days_that_a_series_leaves_out_adds_or_changes_are_as_it_says() -> None:
    weekly = entry(
        "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20261127T090000Z", "RDATE:20261201T090000Z,20261202T090000Z", "SUMMARY:Old"
    )
    moved = entry("RECURRENCE-ID:20261204T090000Z", "SUMMARY:New", start="20261205T100000Z")
    off = entry("RECURRENCE-ID;TZID=Europe/Budapest:20261211T100000", "STATUS:CANCELLED", start="20261211T090000Z")
    read = read_calendar(calendar(weekly, moved, off))
    assert days(read) == ["2026-11-20", "2026-12-01", "2026-12-02", "2026-12-05", "2026-12-11"]
    assert [each.subject for each in read.encounters] == ["Old", "Old", "Old", "New", None]
    assert [each.cancelled for each in read.encounters] == [False, False, False, False, True]


def test_a_series_that_is_moved_by_an_hour_keeps_its_keys() -> None:
    before = read_calendar(calendar(entry("RRULE:FREQ=DAILY;COUNT=3")))
    after = read_calendar(calendar(entry("RRULE:FREQ=DAILY;COUNT=3", start="20261120T103000Z")))
    assert [each.key for each in before.encounters] == [each.key for each in after.encounters]


def test_a_changed_day_without_its_series_is_read() -> None:
    alone = entry("RECURRENCE-ID:20261204T090000Z", start="20261205T100000Z")
    series = entry("RRULE:FREQ=WEEKLY;COUNT=4")
    found = read_calendar(calendar(alone)).only
    assert found.key in {each.key for each in read_calendar(calendar(series)).encounters}


def test_what_was_left_out_of_a_series_is_told_once_whichever_of_its_days_are_read() -> None:
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:bela@acme.example"
    for taken in ("20261120T090000Z", "20261121T090000Z", "20261120T090000Z,20261121T090000Z,20261122T090000Z"):
        read = read_calendar(calendar(entry("RRULE:FREQ=DAILY;COUNT=3", f"EXDATE:{taken}", declined)))
        assert read.reasons == [Omission.DECLINED]
        assert len(read.encounters) == 2 - taken.count(",")


def test_a_private_series_is_told_once_and_nothing_of_what_it_says() -> None:
    changed = entry("RECURRENCE-ID:20261121T090000Z", "SUMMARY:A secret", "CLASS:PRIVATE")
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:secret@acme.example"
    read = read_calendar(calendar(entry("CLASS:PRIVATE", "RRULE:FREQ=DAILY;COUNT=300", declined), changed))
    assert (read.encounters, read.reasons) == ([], [Omission.PRIVATE, Omission.PRIVATE])
    assert "secret" not in str(read)


def test_only_days_of_the_span_are_read_of_a_series() -> None:
    content = calendar(entry("RRULE:FREQ=DAILY", start="20000101T090000Z"))
    read = read_calendar(content, Span(date(2026, 1, 1), date(2026, 1, 3)))
    assert days(read) == ["2026-01-01", "2026-01-02", "2026-01-03"]
    assert read_calendar(content, Span(date(1990, 1, 1), date(1990, 1, 3))).reasons == [Omission.OUT_OF_SPAN]


def test_an_endless_series_is_cut_and_that_is_told() -> None:
    read = read_calendar(calendar(entry("RRULE:FREQ=DAILY")), Span(date(2026, 1, 1), date(2099, 12, 31)))
    assert len(read.encounters) == MOST
    assert read.reasons == [Omission.SERIES_CUT]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;BYDAY=XX",
        "RSCALE=CHINESE;FREQ=DAILY",
        "nonsense",
        "FREQ=DAILY;" + "BYMONTH=1;" * 100,
        "FREQ=MONTHLY;BYMONTHDAY=99",
    ],
)
def test_a_rule_that_is_not_understood_is_told_and_the_first_day_read(rule: str) -> None:
    read = read_calendar(calendar(entry(f"RRULE:{rule}")))
    assert days(read)[:1] == ["2026-11-20"]
    assert read.reasons in ([Omission.RULE_UNREAD], [])
    assert len(read.encounters) == 1


def test_of_versions_of_an_event_the_one_with_the_highest_sequence_counts() -> None:
    versions = [entry(f"SEQUENCE:{number}", f"SUMMARY:{number}") for number in (1, 10, 9)]
    read = read_calendar(calendar(*versions))
    assert read.only.subject == "10"
    assert read.reasons == [Omission.REPEATED, Omission.REPEATED]


# ---------------------------------------------------------------- the file

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
TEXTS = st.text(LETTERS, min_size=1, max_size=120).map(str.strip).filter(lambda text: "\\N" not in text)
"""The library writes a backslash and an N as the end of a line, which they are not."""
NAMES = st.from_regex(r"[a-z][a-z0-9.]{0,20}[a-z]", fullmatch=True).filter(lambda name: ".." not in name)
ADDRESSES = NAMES.map("{}@acme.example".format)
TIMES = st.datetimes(datetime(2001, 1, 1), datetime(2050, 1, 1)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001
STARTS = st.one_of(TIMES, TIMES.map(lambda at: at.replace(tzinfo=UTC)), TIMES.map(lambda at: at.date()))


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "uid": draw(TEXTS.filter(bool)),
        "summary": draw(TEXTS),
        "start": draw(STARTS),
        "attendees": draw(st.lists(ADDRESSES, max_size=5, unique=True)),
        "description": "An unheard-of secret",
    }


def written(told: Sequence[dict[str, Any]]) -> bytes:
    """A calendar, as a library writes it."""
    made = Calendar()
    made.add("prodid", "-//x//y//EN")
    made.add("version", "2.0")
    for each in told:
        event = Event()
        event.add("uid", each["uid"])
        event.add("summary", each["summary"])
        event.add("description", each["description"])
        event.add("dtstart", each["start"])
        for address in each["attendees"]:
            attendee = vCalAddress(f"MAILTO:{address}")
            attendee.params["CN"] = each["summary"].replace('"', "")
            event.add("attendee", attendee, encode=False)
        made.add_component(event)
    return bytes(made.to_ical())


MANGLES = {
    "as it is": lambda content: content,
    "line feeds": lambda content: content.replace(b"\r\n", b"\n"),
    "a mark": lambda content: b"\xef\xbb\xbf" + content,
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "blank lines": lambda content: content.replace(b"BEGIN:VEVENT", b"\r\nBEGIN:VEVENT"),
    "alarms": lambda content: content.replace(
        b"END:VEVENT", b"BEGIN:VALARM\r\nUID:x\r\nSUMMARY:y\r\nDTSTART:19990101\r\nEND:VALARM\r\nEND:VEVENT"
    ),
}


@given(st.lists(events(), min_size=1, max_size=4, unique_by=lambda each: each["uid"]), st.sampled_from([*MANGLES]))
@settings(max_examples=60)
def test_what_a_library_writes_is_read_back(told: list[dict[str, Any]], mangle: str) -> None:
    read = read_calendar(MANGLES[mangle](written(told)))
    found = {each.line: each for each in read.encounters}
    assert read.left_out == []
    assert [(each.subject or "", each.at, list(each.others)) for _, each in sorted(found.items())] == [
        (each["summary"], each["start"], each["attendees"]) for each in told
    ]
    assert "secret" not in str(read)
    assert read.encounters == read_calendar(written(told)).encounters or mangle in ("blank lines", "alarms")


@given(st.binary(max_size=400), st.integers(0, 400))
@settings(max_examples=60)
def test_nonsense_within_a_calendar_raises_nothing_unheard_of(nonsense: bytes, at: int) -> None:
    whole = calendar(entry("RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20261120T090000Z"))
    try:
        read_calendar(whole[:at] + nonsense + whole[at:])
    except InvalidInput as error:
        assert "x.ics" in error.message  # noqa: PT017  # most are read


def test_no_more_entries_are_read_than_the_limits_let() -> None:
    content = calendar(*(entry(uid=str(number)) for number in range(4)))
    with pytest.raises(InvalidInput, match="more than 3 rows"):
        read_calendar(content, limits=Limits(rows=3))


def test_a_calendar_is_known_by_how_it_begins() -> None:
    assert is_calendar(Source("x", calendar()))
    assert is_calendar(Source("x", "\ufeffbegin:vcalendar\n".encode()))
    assert is_calendar(Source("x", calendar().decode().encode("utf-16")))
    assert not is_calendar(Source("x", b"UID,Start\n1,2\n"))


def test_hostile_rules_cost_little() -> None:
    begun = datetime.now(UTC)
    rules = ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;BYSETPOS=400"]
    entries = [entry(f"RRULE:{rule}", uid=rule, start="19000101T090000Z") for rule in rules]
    read_calendar(calendar(*entries), Span(date(2026, 1, 1), date(2027, 12, 31)))
    assert datetime.now(UTC) - begun < timedelta(seconds=20)


def test_keys_differ_where_events_do() -> None:
    read = read_calendar(calendar(*(entry(uid=f"{number}") for number in range(50))))
    assert all(one.key != other.key for one, other in pairwise(read.encounters))
    assert len({each.key for each in read.encounters}) == 50
