"""Who is due to be met?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.model import Stakeholder
from graph.snapshot import AccountGraph
from scoring.contacts import Encounters
from scoring.contacts import encounters as encounters_of
from scoring.parameters import DEFAULTS, Parameters
from scoring.power import Power
from scoring.presence import present_stakeholders

__all__ = ["Cadence", "cadences", "due_contacts", "freshness"]


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often somebody, by id, should be met, and how that stands on a day.

    `days` is their own cadence (`is_own`), else the usual one. They are due on the last day on which it is no longer
    ago that they were `met`; whom nobody ever met has no such day, and nothing to count `overdue` days from.
    `is_planned`: the `next` contact comes by that day, or within a cadence from now where the day has passed or there
    is none.
    """

    person: str
    days: int
    is_own: bool
    met: date | None
    next: date | None
    due_on: date | None
    overdue: int | None
    is_planned: bool

    @property
    def is_kept(self) -> bool:
        """Whether they were met within their cadence."""
        return self.overdue == 0


def cadences(
    graph: AccountGraph, day: date, parameters: Parameters = DEFAULTS, met: Mapping[str, Encounters] | None = None
) -> Mapping[str, Cadence]:
    """How the cadence of each person present stands on a day, by id; nobody can meet a placeholder.

    To meet somebody is any interaction held with them, by whomever of us, but for what we only wrote to them: see
    `scoring.contacts.encounters`, which are `met` where they are known already. Linear in the people, the interactions
    and those involved.

    >>> from graph.snapshot import Snapshot
    >>> cadences(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1))
    {}
    """
    known = encounters_of(graph, day) if met is None else met
    people = [each for each in present_stakeholders(graph.account, day) if not each.placeholder]
    return {each.id: _cadence(each, known.get(each.id, Encounters()), day, parameters) for each in people}


def freshness(found: Iterable[Cadence], power: Power) -> float | None:
    """The share of the power that was met within its cadence, 0..1; null where nobody is there.

    What placeholders hold, and what is vacant, nobody has met. Linear in the people.

    >>> from graph.snapshot import Snapshot
    >>> from scoring.power import power
    >>> print(freshness([], power(Snapshot("empty"), date(2026, 1, 1))))
    None
    """
    if not power.shares:
        return None
    return sum(power.of(each.person) for each in found if each.is_kept)


def due_contacts(found: Iterable[Cadence], power: Power, parameters: Parameters = DEFAULTS) -> tuple[Cadence, ...]:
    """Whom somebody should have met by now: by power times the days that they are overdue, then by power, then by id.

    Whom nobody ever met counts as overdue by 365 days. Linear in the people, and a sort.

    >>> from graph.snapshot import Snapshot
    >>> from scoring.power import power
    >>> due_contacts([], power(Snapshot("empty"), date(2026, 1, 1)))
    ()
    """

    def rank(each: Cadence) -> tuple[float, float, str]:
        share = power.of(each.person)
        return -share * (parameters.never_met if each.overdue is None else each.overdue), -share, each.person

    return tuple(sorted((each for each in found if not each.is_kept), key=rank))


def _cadence(person: Stakeholder, met: Encounters, day: date, parameters: Parameters) -> Cadence:
    days = int(parameters.cadence) if person.cadence_days is None else person.cadence_days
    due_on = None if met.met is None else _after(met.met, days)
    overdue = None if due_on is None else max(0, (day - due_on).days)
    until = due_on if due_on is not None and due_on >= day else _after(day, days)
    return Cadence(
        person=person.id,
        days=days,
        is_own=person.cadence_days is not None,
        met=met.met,
        next=met.next,
        due_on=due_on,
        overdue=overdue,
        is_planned=met.next is not None and met.next <= until,
    )


def _after(day: date, days: int) -> date:
    """So many days later; there is no day after the year 9999."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
