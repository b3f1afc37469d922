"""Where could we sell what they lack?"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from graph.identity import account_id
from graph.model import PartOf, Stakeholder, UsageState, Uses, WorksIn
from graph.snapshot import Snapshot
from scoring.amounts import amounts, completed
from scoring.coverage import Reach
from scoring.parameters import DEFAULTS, Parameters
from scoring.power import Power

__all__ = ["Opening", "openings", "people_of"]

WANTED = (UsageState.OPEN, UsageState.TARGET)


@dataclass(frozen=True, slots=True)
class Opening:
    """A field of the whitespace grid that is open to us: the key of its edge, and who could be reached there.

    `reached` is the power that we reach among its people, and `buyers` are their ids, those first of whom we reach
    most. `rank` is what the openings go by: what it is worth, times that power.
    """

    cell: str
    reached: float
    buyers: tuple[str, ...]
    rank: float


def openings(
    snapshot: Snapshot, day: date, reached: Mapping[str, Reach], power: Power, parameters: Parameters = DEFAULTS
) -> tuple[Opening, ...]:
    """The OPEN and TARGET fields of the whitespace grid, by value times reachable buyers, then by key.

    Of an organisation p's people, its parts included, with their power π and coverage c::

        rank = value Σ π_p c_p

    A missing value counts as the median of the others; where all are missing, all count the same.
    Stakegraph's own definition. Linear in the fields times the people, and a sort.

    >>> from scoring.power import power
    >>> openings(Snapshot("empty"), date(2026, 1, 1), {}, power(Snapshot("empty"), date(2026, 1, 1)))
    ()
    """
    cells = [each for each in snapshot.all(Uses) if each.state in WANTED]
    values = completed(amounts(snapshot, [(each.value, None) for each in cells], parameters), 1.0)
    people = {each: people_of(snapshot, each, day) & reached.keys() for each in {cell.source for cell in cells}}
    found = [
        _opening(cell, value, people[cell.source], reached, power) for cell, value in zip(cells, values, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (-each.rank, each.cell)))


def people_of(snapshot: Snapshot, organisation: str, day: date) -> Set[str]:
    """The ids of those who work on a day in an organisation, or in a part of it; in the account itself, everybody does.

    Linear in the organisations and their people.

    >>> people_of(Snapshot("empty"), "empty/Organisation/x", date(2026, 1, 1))
    set()
    """
    if organisation == account_id(snapshot.scope):
        return {person.id for person in snapshot.all(Stakeholder)}
    return {edge.source for part in _parts(snapshot, organisation) for edge in _work(snapshot, part, day)}


def _parts(snapshot: Snapshot, organisation: str) -> Sequence[str]:
    parts = [organisation]
    for whole in parts:  # it grows as we go down
        parts += [edge.source for edge in snapshot.into(whole, PartOf)]
    return parts


def _work(snapshot: Snapshot, organisation: str, day: date) -> Iterator[WorksIn]:
    return (edge for edge in snapshot.into(organisation, WorksIn) if edge.stands_on(day))


def _opening(cell: Uses, value: float, people: Set[str], reached: Mapping[str, Reach], power: Power) -> Opening:
    shares = {person: power.of(person) * reached[person].coverage for person in people}
    buyers = sorted((person for person, share in shares.items() if share > 0), key=lambda who: (-shares[who], who))
    total = sum(shares[person] for person in buyers)
    return Opening(cell=cell.key, reached=total, buyers=tuple(buyers), rank=value * total)
