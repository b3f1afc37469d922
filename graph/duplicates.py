"""Who is likely to be the same person as somebody else in the account, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.folding import folded
from graph.model import Stakeholder

__all__ = ["DuplicateReason", "LikelyDuplicate", "likely_duplicates"]


class DuplicateReason(StrEnum):
    """Why two people are likely to be one."""

    SAME_PERSON = "SAME_PERSON"
    SAME_EMAIL = "SAME_EMAIL"
    SAME_NAME = "SAME_NAME"


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """Two people, by their ids in order, and all that speaks for their being one."""

    one: Stakeholder
    other: Stakeholder
    reasons: tuple[DuplicateReason, ...]


def likely_duplicates(people: Iterable[Stakeholder]) -> list[LikelyDuplicate]:
    """The people who share an e-mail address (in any case), a name (folded, its words in any order) or `person`.

    The erased are left out. Of several who share one, each is paired with the first by id, so that merging pair by pair
    leaves one of them. Linear in the people, but for their sorting.
    """
    known = {person.id: person for person in people if person.erased_on is None}
    keys = {identifier: _keys(known[identifier]) for identifier in sorted(known)}
    first: dict[tuple[DuplicateReason, str], str] = {}
    pairs: dict[tuple[str, str], None] = {}
    for identifier, own in keys.items():
        for key in own.items():
            holder = first.setdefault(key, identifier)
            if holder != identifier:
                pairs[holder, identifier] = None
    return [LikelyDuplicate(known[one], known[other], _shared(keys[one], keys[other])) for one, other in sorted(pairs)]


def _keys(person: Stakeholder) -> dict[DuplicateReason, str]:
    found = {
        DuplicateReason.SAME_PERSON: person.person or "",
        DuplicateReason.SAME_EMAIL: (person.email or "").casefold(),
        DuplicateReason.SAME_NAME: " ".join(sorted(folded(person.name).split())),
    }
    return {reason: key for reason, key in found.items() if key}


def _shared(one: Mapping[DuplicateReason, str], other: Mapping[DuplicateReason, str]) -> tuple[DuplicateReason, ...]:
    return tuple(reason for reason, key in one.items() if other.get(reason) == key)
