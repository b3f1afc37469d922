"""The chart of a generated account: who reports to whom, at which level, in which division and department."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.change import Change, Put
from graph.model import Organisation, PartOf
from seeds.generated.draw import Draw
from seeds.generated.frame import Frame
from seeds.generated.names import company_name
from seeds.generated.words import DEPARTMENTS

__all__ = ["Chart", "Place", "chart", "organisations"]

SPAN: Final = (4, 9)  # how many report to one person
LADDERS: Final = (
    ("C_LEVEL",),
    ("C_LEVEL", "MANAGER"),
    ("C_LEVEL", "DIRECTOR", "STAFF"),
    ("C_LEVEL", "VP", "MANAGER", "STAFF"),
    ("C_LEVEL", "VP", "DIRECTOR", "MANAGER", "STAFF"),
)
HEADQUARTERS: Final = "General Management"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the chart. `bosses` are the numbers of all above, the nearest first."""

    seniority: str
    function: str
    department: str | None
    organisation: str
    bosses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All places, the top first; and the divisions and departments: who heads each, its name, and the whole."""

    places: Sequence[Place]
    parts: Sequence[tuple[str, str, str, str]]  # id, name, kind, the id of the whole


def chart(frame: Frame, people: int) -> Chart:
    """A tree in which four to nine report to each, down to as many levels as so many people need."""
    bosses = _bosses(frame.draw, people)
    ladder = _ladder(max(map(len, bosses)))
    functions = frame.draw.shuffled(list(DEPARTMENTS))
    heads = sorted({above[0] for above in bosses if above})
    parts: dict[int, tuple[str, str, str, str]] = {}
    for number in heads:
        if len(bosses[number]) in (1, 2):
            parts[number] = _part(frame, parts, bosses[number], number, functions)
    return Chart([_place(frame, parts, bosses, n, ladder, functions) for n in range(people)], list(parts.values()))


def organisations(frame: Frame, chart: Chart, people: int) -> Iterator[Change]:
    """The account itself, with its divisions and departments."""
    yield _account(frame, people)
    for identifier, name, kind, whole in chart.parts:
        yield Put(Organisation, {"id": identifier, "name": name, "kind": kind})
        yield Put(PartOf, {"from": identifier, "to": whole})


def _bosses(draw: Draw, people: int) -> list[tuple[int, ...]]:
    """For each person all who are above, level by level: the lower levels are filled unevenly, as hiring does."""
    found: list[tuple[int, ...]] = [()]
    level = [0]
    while len(found) < people:
        below = list[int]()
        for boss in draw.shuffled(level):
            hired = range(len(found), min(people, len(found) + draw.whole(*SPAN)))
            below += hired
            found += [(boss, *found[boss])] * len(hired)
        level = below
    return found


def _ladder(depth: int) -> Sequence[str]:
    return LADDERS[depth] if depth < len(LADDERS) else (*LADDERS[-1], *["STAFF"] * (depth + 1 - len(LADDERS)))


def _part(
    frame: Frame, parts: dict[int, tuple[str, str, str, str]], bosses: tuple[int, ...], head: int, functions: list[str]
) -> tuple[str, str, str, str]:
    """The division or department that this person heads."""
    function = _function(bosses, head, functions)
    name, kind, whole = function, "DIVISION", frame.root
    if len(bosses) == 2:
        name, kind, whole = _department(function, head), "DEPARTMENT", parts[bosses[0]][0]
    return frame.id(Organisation, f"{kind.lower()}-{head:03}"), name, kind, whole


def _function(bosses: tuple[int, ...], number: int, functions: list[str]) -> str:
    """Each of those right below the top has a function, which all below have too."""
    branch = (number, *bosses)[-2:-1]
    return functions[(branch[0] - 1) % len(functions)] if branch else HEADQUARTERS


def _department(function: str, head: int) -> str:
    names = DEPARTMENTS[function]
    return names[head % len(names)]


def _place(
    frame: Frame,
    parts: dict[int, tuple[str, str, str, str]],
    bosses: list[tuple[int, ...]],
    number: int,
    ladder: Sequence[str],
    functions: list[str],
) -> Place:
    above = bosses[number]
    home = next((parts[n] for n in (number, *above) if n in parts), None)
    seniority = ladder[len(above)]
    if seniority == "MANAGER" and frame.draw.chance(0.25):
        seniority = "DIRECTOR"
    return Place(
        seniority=seniority,
        function=_function(above, number, functions),
        department=home[1] if home and home[2] == "DEPARTMENT" else None,
        organisation=home[0] if home else frame.root,
        bosses=above,
    )


def _account(frame: Frame, people: int) -> Change:
    draw, country = frame.draw, frame.country
    employees = people * draw.whole(5, 60)
    about = {
        "name": company_name(draw, frame.sector, country),
        "kind": "CLIENT",
        "sector": frame.sector,
        "country": country.code,
        "currency": country.currency,
        "timeZone": country.time_zone,
        "employees": employees,
        "clientRevenue": f"{employees * draw.whole(80, 400) * 1_000}",
        "founded": draw.whole(1_890, 2_015),
        "tier": draw.weighted({"STRATEGIC": 1, "KEY": 3, "GROWTH": 3, "STANDARD": 3}),
    }
    return Put(Organisation, {"id": frame.root, **about})
