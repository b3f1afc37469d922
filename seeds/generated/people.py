"""The people of a generated account: what is known of each, where they work and to whom they report."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from graph.change import Change, Put
from graph.model import ReportsTo, Stakeholder, WorksIn
from seeds.generated.chart import Place
from seeds.generated.draw import Draw
from seeds.generated.frame import Frame, Person
from seeds.generated.names import address, personal_name
from seeds.generated.words import CITIES

__all__ = ["directors", "people"]

LEFT, UNKNOWN, MOVED, DOTTED = 0.04, 0.03, 0.06, 0.08  # the shares of people who, and of places that nobody is known in
PULL: Final = {"BOARD": 3.0, "C_LEVEL": 4.0, "VP": 3.0, "DIRECTOR": 2.0, "MANAGER": 1.2, "STAFF": 0.6}
CADENCE: Final = {"C_LEVEL": 90, "VP": 60, "DIRECTOR": 45, "MANAGER": 60}
TITLES: Final = {
    "C_LEVEL": "Chief Executive",
    "VP": "Vice President, {}",
    "DIRECTOR": "Director, {}",
    "MANAGER": "Manager, {}",
    "STAFF": "Specialist, {}",
}
POLITICS: Final = {"INNER_CIRCLE": 1, "POLITICAL_STRUCTURE": 3, "OUTSIDE": 6}
ORIENTATIONS: Final = {"Finance": "FINANCIAL", "Procurement": "FINANCIAL", "IT": "TECHNICAL", "Operations": "TECHNICAL"}
ADAPTABILITY: Final = {"INNOVATOR": 3, "VISIONARY": 13, "PRAGMATIST": 34, "CONSERVATIVE": 34, "LAGGARD": 16}  # Rogers
STREAM: Final = 2 << 40  # no account has such a number
BOARDS: Final = 4  # accounts whose boards a person may sit on at once


def people(frame: Frame, places: Sequence[Place]) -> tuple[list[Person], list[Change]]:
    """Everybody in the chart, and the changes that make them."""
    found = [_person(frame, number, place) for number, place in enumerate(places)]
    heads = [person for person in found if len(person.bosses) == 1]
    changes: list[Change] = []
    for person, place in zip(found, places, strict=True):
        changes += _made(frame, person, place)
        changes += _lines(frame, person, [found[boss] for boss in person.bosses], heads)
    return found, changes


def directors(frame: Frame, people: int) -> tuple[list[Person], list[Change]]:
    """The board: one of it for fifty people, who sits on the boards of neighbouring accounts too."""
    found: list[Person] = []
    changes: list[Change] = []
    for seat in range(people // 50):
        key = f"board-{seat + 1}"
        same = (frame.number - 1) // BOARDS
        person = Person(
            frame.id(Stakeholder, key), "BOARD", "Board", frame.root, (), _pull(frame, "BOARD"), False, None
        )
        name = personal_name(Draw(frame.seed, STREAM, same, seat), "en")
        about = {"name": name, "title": "Member of the Board", "seniority": "BOARD", "function": "Board"}
        one = f"generated-{frame.seed}-{key}-{same + 1}"
        changes.append(Put(Stakeholder, {"id": person.id, "person": one, **about}))
        changes.append(Put(WorksIn, {"from": person.id, "to": frame.root}))
        found.append(person)
    return found, changes


def _pull(frame: Frame, seniority: str) -> float:
    return PULL[seniority] * frame.draw.lognormal(1.0, 1.0)


def _person(frame: Frame, number: int, place: Place) -> Person:
    draw = frame.draw
    placeholder = number > 0 and draw.chance(UNKNOWN)
    left = number > 0 and place.seniority in ("MANAGER", "STAFF") and not placeholder and draw.chance(LEFT)
    return Person(
        id=frame.id(Stakeholder, f"p{number + 1:03}"),
        seniority=place.seniority,
        function=place.function,
        organisation=place.organisation,
        bosses=place.bosses,
        pull=_pull(frame, place.seniority),
        placeholder=placeholder,
        left_on=frame.ago(365, 5) if left else None,
    )


# ---------------------------------------------------------------- what is known of them


def _made(frame: Frame, person: Person, place: Place) -> Iterator[Change]:
    title = TITLES[place.seniority].format(place.department or place.function)
    about = {
        "title": title,
        "seniority": place.seniority,
        "function": place.function,
        "placeholder": person.placeholder,
    }
    known = {"name": f"{title} (unknown)"} if person.placeholder else _known(frame, person)
    yield Put(Stakeholder, {"id": person.id, **about, **known})
    until = {"validTo": person.left_on} if person.left_on else {}
    yield Put(WorksIn, {"from": person.id, "to": person.organisation, **until})


def _known(frame: Frame, person: Person) -> dict[str, Any]:
    name = personal_name(frame.draw, frame.country.language)
    values: dict[str, Any] = {
        "name": name,
        "email": address(name, f"{frame.scope}.example"),
        "language": frame.country.language,
        "location": frame.draw.one_of(CITIES[frame.country.code]),
        "joinedOn": frame.ago(6_000, 800),
        "leftOn": person.left_on,
        "cadenceDays": CADENCE.get(person.seniority),
        "decisionOrientation": ORIENTATIONS.get(person.function, frame.draw.one_of(("BUSINESS", "RELATIONSHIP"))),
    }
    return {**values, **_sometimes_known(frame)}


def _sometimes_known(frame: Frame) -> dict[str, Any]:
    """What teams find out of some people and not of others."""
    draw = frame.draw
    guesses: dict[str, tuple[float, Any]] = {
        "politicalStatus": (0.5, draw.weighted(POLITICS)),
        "adaptability": (0.4, draw.weighted(ADAPTABILITY)),
        "interest": (0.6, draw.share()),
        "preferredChannel": (0.3, draw.one_of(("MEETING", "CALL", "VIDEO", "EMAIL"))),
        "communicationStyle": (0.1, draw.one_of(("Figures first", "Wants to be asked", "Short and direct"))),
    }
    return {word: value for word, (probability, value) in guesses.items() if draw.chance(probability)}


# ---------------------------------------------------------------- to whom they report


def _lines(frame: Frame, person: Person, bosses: Sequence[Person], heads: Sequence[Person]) -> Iterator[Change]:
    """The solid line, sometimes after one that led higher up, and now and then a dotted one to another division."""
    if not bosses:
        return
    since = frame.ago(540, 370) if len(bosses) > 1 and frame.draw.chance(MOVED) else None
    yield _line(person, bosses[0], since, person.left_on)
    if since:
        yield _line(person, bosses[1], None, since)
    others = [head for head in heads if head is not person and head not in bosses]
    if others and frame.draw.chance(DOTTED):
        yield _line(person, frame.draw.one_of(others), None, person.left_on, "DOTTED")


def _line(person: Person, boss: Person, since: date | None, until: date | None, line: str = "SOLID") -> Change:
    days = {"validFrom": since, "validTo": until}  # who moved did so before anybody left
    return Put(ReportsTo, {"from": person.id, "to": boss.id, "line": line, **days})
