"""Laws: a model that is written as a source's table, in any of the ways that tables come in, is read back as it was."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.identity import node_id
from graph.model import HoldsStance, ReportsTo, Stakeholder, WorksIn
from seeds.importing.report import Outcome
from tests.seeds.importing.imported import DAY, Imported, World, imported

MAPPING: Final = """
name = "staff"
[[tables]]
needs = ["Azonosító", "Név"]
[tables.node]
label = "Stakeholder"
key = [{ id = "Azonosító" }]
within = [{ label = "Organisation", name = "Egység", make = true }]
fields.name = "Név"
fields.email = "E-mail"
fields.joinedOn = "Belépett"
fields.interest = { headings = "Érdeklődés", scale = [0, 4] }
[[tables.edges]]
type = "REPORTS_TO"
to = { label = "Stakeholder", id = "Vezető" }
[[tables.edges]]
type = "HOLDS_STANCE"
to_account = true
fields.stance = "Hozzáállás"
"""
HEADINGS: Final = ("Azonosító", "Név", "E-mail", "Belépett", "Egység", "Vezető", "Hozzáállás", "Érdeklődés")
NAMES: Final = ("Őri Gergő", "Szűcs Tünde", "Kovács Árpád", "Müller, Kft.", 'John "Johnny" Doe', "O'Brien")
STANCES: Final = {"Ellenző": -1.0, "Semleges": 0.0, "Támogató": 0.5, "MENTOR": 1.0, "": None}
DAYS: Final = ("%Y-%m-%d", "%Y. %m. %d.", "%d-%b-%Y")


@dataclass(frozen=True)
class Person:
    """A row, as the model has it. `manager` is the number of an earlier row."""

    name: str
    joined: date
    unit: str
    manager: int | None
    stance: str
    interest: int


@dataclass(frozen=True)
class Way:
    """A way of writing a table."""

    encoding: str
    delimiter: str
    day: str
    padding: str
    preamble: bool
    blanks: bool

    def written(self, people: Sequence[Person]) -> bytes:
        buffer = StringIO()
        writer = csv.writer(buffer, delimiter=self.delimiter)
        buffer.write("Készítette: Éva\r\n\r\n" if self.preamble else "")
        writer.writerow([f"{self.padding}{heading}" for heading in HEADINGS])
        for number, person in enumerate(people):
            manager = "" if person.manager is None else f"W{person.manager}"
            cells = [f"W{number}", person.name, f"w{number}@example.hu", person.joined.strftime(self.day)]
            cells += [person.unit, manager, person.stance, str(person.interest)]
            writer.writerow([f"{self.padding}{cell}{self.padding}" for cell in cells])
            buffer.write("\r\n" if self.blanks else "")
        return buffer.getvalue().encode(self.encoding)


ways = st.builds(
    Way,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1250"]),
    st.sampled_from(",;\t|"),
    st.sampled_from(DAYS),
    st.sampled_from(["", " ", "  "]),
    st.booleans(),
    st.booleans(),
)


@st.composite
def staffs(draw: st.DrawFn) -> list[Person]:
    count = draw(st.integers(3, 8))
    return [
        Person(
            draw(st.sampled_from(NAMES)),
            draw(st.dates(date(2000, 1, 1), date(2026, 1, 1))),
            draw(st.sampled_from(["Hajtás", "Öntöde", "Szerviz"])),
            draw(st.none() | st.integers(0, number - 1)) if number else None,
            draw(st.sampled_from([*STANCES])),
            draw(st.integers(0, 4)),
        )
        for number in range(count)
    ]


def read(way: Way, people: Sequence[Person], world: World | None = None, day: date = DAY) -> Imported:
    return imported({"staff.csv": way.written(people)}, MAPPING, world, "acme", day)


@settings(max_examples=25, deadline=timedelta(seconds=10))
@given(ways, staffs())
def test_what_a_table_says_is_what_is_there(way: Way, people: list[Person]) -> None:
    done = read(way, people)
    assert done.report.is_complete, done.report.faults
    acme = done.world["acme"]
    ids = [node_id("acme", "Stakeholder", f"staff-W{number}") for number in range(len(people))]
    found = {each.id: each for each in acme.all(Stakeholder)}
    assert found.keys() == {*ids}
    for number, (identifier, person) in enumerate(zip(ids, people, strict=True)):
        each = found[identifier]
        assert (each.name, each.email, each.joined_on) == (person.name, f"w{number}@example.hu", person.joined)
        assert each.interest == person.interest / 4
        managers = [edge.target for edge in acme.out(identifier, ReportsTo)]
        assert managers == ([] if person.manager is None else [ids[person.manager]])
        (place,) = acme.out(identifier, WorksIn)
        assert getattr(acme.nodes[place.target], "name", None) == person.unit
        said = [claim.stance for claim in acme.out(identifier, HoldsStance)]
        assert said == [stance for stance in [STANCES[person.stance]] if stance is not None]


@settings(max_examples=15, deadline=timedelta(seconds=10))
@given(ways, ways, staffs(), st.integers(0, 400))
def test_the_same_again_writes_nothing_however_and_whenever_it_is_written(
    way: Way, other: Way, people: list[Person], days: int
) -> None:
    done = read(way, people)
    again = read(other, people, done.world, DAY + timedelta(days=days))
    assert again.written == 0
    assert {outcome for (_, outcome), count in again.report.counts.items() if count} == {Outcome.UNCHANGED}
    assert again.world == done.world
