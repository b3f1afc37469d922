"""Who and what counts on a day?"""

from datetime import date

from graph.model import Manages, ManagesRole, Opportunity, Stakeholder, TeamMember
from graph.snapshot import Snapshot

__all__ = ["is_open", "is_present", "is_within", "open_opportunities", "owners", "present_stakeholders"]


def is_within(day: date, since: date | None, *ends: date | None) -> bool:
    """Whether something had begun by a day, and not ended in any of these ways; null: it always was, or still is.

    >>> is_within(date(2026, 1, 1), None, date(2026, 1, 2), None), is_within(date(2026, 1, 1), None, date(2026, 1, 1))
    (True, False)
    """
    return (since is None or since <= day) and all(end is None or day < end for end in ends)


def is_present(person: Stakeholder | TeamMember, day: date) -> bool:
    """Whether a person had joined by the day, and not left.

    >>> anna, _ = Stakeholder.decode({"id": "a/Stakeholder/anna", "name": "Anna", "leftOn": "2026-01-01"})
    >>> is_present(anna, date(2025, 12, 31)), is_present(anna, date(2026, 1, 1))
    (True, False)
    """
    joined, left = person.joined_on, person.left_on
    return (joined is None or joined <= day) and (left is None or day < left)


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
    return is_within(day, opportunity.opens_on, opportunity.closed_on)


def open_opportunities(snapshot: Snapshot, day: date) -> tuple[Opportunity, ...]:
    """The account's open opportunities on a day, in the order of their ids; linear in the opportunities.

    >>> open_opportunities(Snapshot("empty"), date(2026, 1, 1))
    ()
    """
    return tuple(opportunity for opportunity in snapshot.all(Opportunity) if is_open(opportunity, day))


def owners(snapshot: Snapshot, day: date) -> tuple[str, ...]:
    """Who of us own an account, or a part of it, on a day, by id; linear in those who look after it.

    >>> owners(Snapshot("empty"), date(2026, 1, 1))
    ()
    """
    held = snapshot.all(Manages)
    return tuple(sorted({edge.source for edge in held if edge.role is ManagesRole.OWNER and edge.stands_on(day)}))
