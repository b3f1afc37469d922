"""The iCalendar feed of one of us, read back by the library that reads calendars."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from icalendar import Calendar, Event

from graph.change import Change, Put
from graph.declaration import Node
from graph.identity import TEAM, account_id, node_id
from graph.model import (
    Action,
    AnswersFor,
    Interaction,
    Involves,
    Manages,
    Organisation,
    Risk,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.moment import now
from graph.store import Store
from graph.viewer import LOCAL

TODAY = now().date()
PATH = "/calendar/{}.ics"


def put(kind: type[Node], scope: str, key: str, /, **values: Any) -> Change:
    return Put(kind, {"id": node_id(scope, kind.label, key), **values})


@pytest.fixture
def kata() -> str:
    return f"kata-{uuid4()}"


@pytest.fixture
async def account(store: Store, kata: str) -> str:
    """An account that kata owns, in which she has something to do on three days."""
    key, member = f"calendar-{uuid4().hex[:8]}", node_id(TEAM, "TeamMember", kata)
    talk = datetime.combine(TODAY + timedelta(days=2), datetime.min.time(), UTC).replace(hour=9)
    changes = [
        Put(Organisation, {"id": account_id(key), "name": "Acme; Kft., Pécs", "kind": "CLIENT"}),
        Put(Manages, {"from": member, "to": account_id(key), "role": "OWNER"}),
        put(Stakeholder, key, "anna", name="Kovács Ágnes"),
        Put(WorksIn, {"from": node_id(key, "Stakeholder", "anna"), "to": account_id(key)}),
        put(Action, key, "step", title="Sign\nthe “paper”; both, \\ please", dueOn=TODAY + timedelta(days=1)),
        put(Action, key, "others", title="Not hers", dueOn=TODAY + timedelta(days=1)),
        Put(AnswersFor, {"from": node_id(TEAM, "TeamMember", "bela"), "to": node_id(key, "Action", "others")}),
        put(Interaction, key, "talk", at=talk, channel="CALL", state="PLANNED", subject="Prices"),
        Put(Involves, {"from": node_id(key, "Interaction", "talk"), "to": node_id(key, "Stakeholder", "anna")}),
        Put(Involves, {"from": node_id(key, "Interaction", "talk"), "to": member}),
        put(Risk, key, "slip", title="It slips", category="DELIVERY", reviewOn=TODAY - timedelta(days=3)),
    ]
    team = [put(TeamMember, TEAM, kata, name="Nagy Kata"), put(TeamMember, TEAM, "bela", name="Béla")]
    await store.commit({TEAM: team}, LOCAL)
    await store.commit({key: changes}, LOCAL)
    return key


async def feed(client: httpx.AsyncClient, key: str, **headers: str) -> tuple[Calendar, httpx.Response]:
    answer = await client.get(PATH.format(key), headers=headers)
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    assert isinstance(calendar, Calendar)
    return calendar, answer


def events(calendar: Calendar) -> list[Event]:
    return sorted(calendar.events, key=lambda event: str(event.start))


async def test_the_feed_holds_what_is_due_for_them(client: httpx.AsyncClient, account: str, kata: str) -> None:
    calendar, answer = await feed(client, kata)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (calendar.version, calendar.calendar_name) == ("2.0", "Stakegraph: Nagy Kata")
    review, step, talk = events(calendar)
    assert review.summary == "Acme; Kft., Pécs: Review of the risk: “It slips”"
    assert step.summary == "Acme; Kft., Pécs: Due: “Sign the “paper”; both, \\ please”"
    assert step.description == "Acme; Kft., Pécs: Due: “Sign\nthe “paper”; both, \\ please”"
    assert talk.summary == "Acme; Kft., Pécs: Call with Kovács Ágnes: Prices"
    assert [event.categories for event in (review, step, talk)] == [
        ["RISK_REVIEW"],
        ["ACTION_DUE"],
        ["CONTACT_PLANNED"],
    ]


async def test_due_days_are_whole_days_and_contacts_have_their_time(
    client: httpx.AsyncClient, account: str, kata: str
) -> None:
    review, step, talk = events((await feed(client, kata))[0])
    assert (review.start, step.start) == (TODAY - timedelta(days=3), TODAY + timedelta(days=1))
    assert (type(review.start), type(step.start)) == (date, date)
    assert talk.start == datetime.combine(TODAY + timedelta(days=2), datetime.min.time(), UTC).replace(hour=9)
    assert [event.transparency for event in (review, step, talk)] == ["TRANSPARENT", "TRANSPARENT", "OPAQUE"]


async def test_it_is_written_as_the_standard_demands(client: httpx.AsyncClient, account: str, kata: str) -> None:
    calendar, answer = await feed(client, kata)
    lines = answer.content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert {"PRODID", "VERSION"} <= {*calendar}
    for event in events(calendar):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= {*event}
        assert event.stamp is not None
        assert abs(event.stamp - now()) < timedelta(minutes=5)
    assert not calendar.errors
    assert not any(event.errors for event in calendar.events)


async def test_the_same_thing_keeps_its_id(client: httpx.AsyncClient, store: Store, account: str, kata: str) -> None:
    before = {event.uid: event.summary for event in events((await feed(client, kata))[0])}
    assert len(before) == 3
    moved = put(Action, account, "step", title="Sign it", dueOn=TODAY + timedelta(days=30))
    await store.commit({account: [moved]}, LOCAL)
    after = {event.uid: event.summary for event in events((await feed(client, kata))[0])}
    assert after.keys() == before.keys()
    assert "Acme; Kft., Pécs: Due: “Sign it”" in after.values()


@pytest.mark.parametrize(("days", "is_there"), [(-91, False), (-90, True), (365, True), (366, False)])
async def test_it_reaches_from_a_quarter_ago_to_a_year_ahead(
    client: httpx.AsyncClient, store: Store, account: str, kata: str, days: int, is_there: bool
) -> None:
    await store.commit(
        {account: [put(Action, account, "step", title="Far", dueOn=TODAY + timedelta(days=days))]}, LOCAL
    )
    summaries = [event.summary for event in events((await feed(client, kata))[0])]
    assert ("Acme; Kft., Pécs: Due: “Far”" in summaries) is is_there


async def test_it_speaks_the_language_that_is_asked_for(client: httpx.AsyncClient, account: str, kata: str) -> None:
    calendar, answer = await feed(client, kata, **{"Accept-Language": "hu"})
    assert events(calendar)[0].summary == "Acme; Kft., Pécs: A kockázat felülvizsgálata: „It slips”"
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("hu", "Accept-Language")


async def test_a_long_text_is_cut_in_the_summary_and_whole_in_the_description(
    client: httpx.AsyncClient, store: Store, account: str, kata: str
) -> None:
    title = "árvíztűrő " * 29
    long = put(Action, account, "step", title=title, dueOn=TODAY + timedelta(days=1))
    await store.commit({account: [long]}, LOCAL)
    _, step, _ = events((await feed(client, kata))[0])
    assert len(step.summary) <= 200
    assert step.summary.endswith(" …")
    assert title.strip() in str(step.description)


@pytest.mark.parametrize("title", ["a\r\nEND:VEVENT\r\nb", "a\x00b\x1fc", "\u2028 \x85 a"])
async def test_nothing_that_people_write_breaks_it(
    client: httpx.AsyncClient, store: Store, account: str, kata: str, title: str
) -> None:
    await store.commit({account: [put(Action, account, "step", title=title, dueOn=TODAY + timedelta(days=1))]}, LOCAL)
    calendar, answer = await feed(client, kata)
    assert len(events(calendar)) == 3
    assert not any(byte < 32 and byte not in (10, 13) for byte in answer.content)


async def test_who_has_nothing_to_do_has_a_calendar_of_one_component_at_least(
    client: httpx.AsyncClient, store: Store, kata: str
) -> None:
    await store.commit({TEAM: [put(TeamMember, TEAM, kata, name="Kata")]}, LOCAL)
    calendar, _ = await feed(client, kata)
    assert (calendar.events, [each.name for each in calendar.subcomponents]) == ([], ["VTIMEZONE"])


async def test_a_key_may_hold_anything(client: httpx.AsyncClient, store: Store) -> None:
    key = f"a/b é.ics-{uuid4()}"
    await store.commit({TEAM: [put(TeamMember, TEAM, key, name="Kata")]}, LOCAL)
    answer = await client.get(httpx.URL("http://127.0.0.1:8000").copy_with(path=PATH.format(key)))
    assert answer.status_code == 200


async def test_a_feed_of_nobody_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get(PATH.format("nobody"))
    assert answer.status_code == 404
    assert answer.json() == {"errors": [{"message": "there is no team member 'nobody' in our team"}]}


async def test_without_its_database_it_says_so(alone: httpx.AsyncClient) -> None:
    answer = await alone.get(PATH.format("kata"))
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["message"]
