"""Who and what counts on a day?"""

from datetime import date

from graph.model import Opportunity, Stakeholder, TeamMember
from graph.snapshot import Snapshot

__all__ = ["is_open", "is_present", "open_opportunities", "present_stakeholders"]


def is_present(person: Stakeholder | TeamMember, day: date) -> bool:
    """Whether a person had joined by the day, and not left.

    >>> anna, _ = Stakeholder.decode({"id": "a/Stakeholder/anna", "name": "Anna", "leftOn": "2026-01-01"})
    >>> is_present(anna, date(2025, 12, 31)), is_present(anna, date(2026, 1, 1))
    (True, False)
    """
    joined = person.joined_on is None or person.joined_on <= day
    return joined and (person.left_on is None or day < person.left_on)


def present_stakeholders(snapshot: Snapshot, day: date) -> tuple[Stakeholder, ...]:
    """The account's people on a day, in the order of their ids; linear in the people.

    >>> present_stakeholders(Snapshot("empty"), date(2026, 1, 1))
    ()
    """
    return tuple(person for person in snapshot.all(Stakeholder) if is_present(person, day))


def is_open(opportunity: Opportunity, day: date) -> bool:
    """Whether an opportunity had opened by the day, and not closed.

    >>> is_open(Opportunity.decode({"id": "a/Opportunity/x", "title": "X"})[0], date(2026, 1, 1))
    True
    """
    opened = opportunity.opens_on is None or opportunity.opens_on <= day
    return opened and (opportunity.closed_on is None or day < opportunity.closed_on)


def open_opportunities(snapshot: Snapshot, day: date) -> tuple[Opportunity, ...]:
    """The account's open opportunities on a day, in the order of their ids; linear in the opportunities.

    >>> open_opportunities(Snapshot("empty"), date(2026, 1, 1))
    ()
    """
    return tuple(opportunity for opportunity in snapshot.all(Opportunity) if is_open(opportunity, day))
