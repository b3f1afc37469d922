"""The interactions of a generated account: bursts about one thing, and gaps in which nobody calls."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from graph.change import Change, Put
from graph.model import Interaction, Involves
from seeds.generated.frame import Frame, Person
from seeds.generated.opportunities import Deal

__all__ = ["contacts"]

PER_PERSON: Final = 2  # in eighteen months
DAYS: Final = 540
BURST: Final = 6.0  # contacts, in the mean
WITHIN: Final = 2.5  # days between two of a burst, in the mean
PLANNED: Final = 0.02
CANCELLED: Final = 0.04
CHANNELS: Final = {"MEETING": 25, "VIDEO": 20, "CALL": 18, "EMAIL": 25, "MESSAGE": 5, "WORKSHOP": 4, "EVENT": 3}
WRITTEN: Final = {"EMAIL", "MESSAGE"}
DIRECTIONS: Final = {
    True: {"OUTBOUND": 6, "INBOUND": 3, "MUTUAL": 1},
    False: {"MUTUAL": 7, "OUTBOUND": 2, "INBOUND": 1},
}
THEIRS: Final = {1: 45, 2: 25, 3: 14, 4: 8, 5: 5, 6: 3}
OURS: Final = {1: 65, 2: 27, 3: 8}
CIRCLE: Final = 10  # people whom one burst is among


def contacts(frame: Frame, people: Sequence[Person], deals: Sequence[Deal]) -> Iterator[Change]:
    """About two a person. When a burst begins is any day; what follows in it follows within days."""
    count = PER_PERSON * len(people)
    number = 0
    while number < count:
        day = float(frame.draw.whole(0, DAYS))
        left = min(count - number, 1 + round(frame.draw.exponential(BURST - 1)))
        subject, circle = _circle(frame, people, deals, frame.today - timedelta(days=day))
        for _ in range(left):
            number += 1
            yield from _contact(frame, number, frame.today - timedelta(days=int(day)), subject, circle)
            day = max(0.0, day - frame.draw.exponential(WITHIN))


def _circle(frame: Frame, people: Sequence[Person], deals: Sequence[Deal], day: date) -> tuple[str, Sequence[Person]]:
    """Whom a burst is among: those of an opportunity of that time, else some with pull."""
    running = [deal for deal in deals if deal.opens_on <= day <= deal.until]
    if running and frame.draw.chance(0.7):
        deal = frame.draw.one_of(running)
        return deal.title, deal.participants
    return "How things are going", frame.draw.some_of(people, CIRCLE, [person.pull for person in people])


def _contact(frame: Frame, number: int, day: date, subject: str, circle: Sequence[Person]) -> Iterator[Change]:
    draw = frame.draw
    state = draw.weighted({"HELD": 1 - CANCELLED - PLANNED, "CANCELLED": CANCELLED, "PLANNED": PLANNED})
    if state == "PLANNED":
        day = frame.today + timedelta(days=draw.whole(1, 45))
    channel = draw.weighted(CHANNELS)
    direction = draw.weighted(DIRECTIONS[channel in WRITTEN])
    about = {"at": _at(frame, day, channel), "channel": channel, "direction": direction, "state": state}
    felt = {"sentiment": max(-1.0, min(1.0, round(draw.normal(0.2, 0.4), 2)))} if state == "HELD" else {}
    contact = frame.id(Interaction, f"contact-{number:04}")
    yield Put(Interaction, {"id": contact, "subject": subject, **about, **felt})
    theirs = [person for person in circle if person.is_there(day)]
    theirs = draw.some_of(theirs, 1 if channel == "CALL" else draw.weighted(THEIRS))
    ours = list(dict.fromkeys(frame.member() for _ in range(draw.weighted(OURS))))
    first = ours[0] if direction != "INBOUND" or not theirs else theirs[0].id
    for who in [*(person.id for person in theirs), *ours]:
        yield Put(Involves, {"from": contact, "to": who, "initiator": who == first})


def _at(frame: Frame, day: date, channel: str) -> datetime:
    """In working hours; people meet on the quarter and write at any minute. The last is over by today's midnight."""
    minute = frame.draw.whole(0, 59) if channel in WRITTEN else 15 * frame.draw.whole(0, 3)
    return datetime(day.year, day.month, day.day, frame.draw.whole(7, 16), minute, tzinfo=UTC)
