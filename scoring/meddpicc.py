"""What do we not know of a deal yet?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from graph.model import BuyingRole, CompetesIn, HasRoleIn, MobilizerProfile, Opportunity
from graph.snapshot import Snapshot
from scoring.claims import Blend
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import present_stakeholders

__all__ = ["Letter", "MeddpiccCard", "meddpicc"]

MOBILIZERS: Final = (MobilizerProfile.GO_GETTER, MobilizerProfile.TEACHER, MobilizerProfile.SKEPTIC)


class Letter(StrEnum):
    """What MEDDPICC asks of a deal, letter by letter."""

    METRICS = "METRICS"
    ECONOMIC_BUYER = "ECONOMIC_BUYER"
    DECISION_CRITERIA = "DECISION_CRITERIA"
    DECISION_PROCESS = "DECISION_PROCESS"
    PAPER_PROCESS = "PAPER_PROCESS"
    IDENTIFIED_PAIN = "IDENTIFIED_PAIN"
    CHAMPION = "CHAMPION"
    COMPETITION = "COMPETITION"


@dataclass(frozen=True, slots=True)
class MeddpiccCard:
    """What is known of a deal: texts, and the ids of its people and competitors.

    A letter of which nothing is known is in none of the three.
    """

    texts: Mapping[Letter, str]
    people: Mapping[Letter, tuple[str, ...]]
    competitors: tuple[str, ...]

    @property
    def missing(self) -> tuple[Letter, ...]:
        """The letters of which nothing is known, in their order."""
        known = {*self.texts, *self.people, *([Letter.COMPETITION] if self.competitors else [])}
        return tuple(letter for letter in Letter if letter not in known)

    @property
    def completeness(self) -> float:
        """The share of the letters of which something is known, 0..1."""
        return 1 - len(self.missing) / len(Letter)


def meddpicc(
    snapshot: Snapshot,
    opportunity: Opportunity,
    day: date,
    stances: Mapping[str, Blend],
    parameters: Parameters = DEFAULTS,
) -> MeddpiccCard:
    """The MEDDPICC card of an opportunity on a day.

    The economic buyers are those who have that role in it. Champions are those who have that role, and mobilizers
    (GO_GETTER, TEACHER, SKEPTIC) who are known to support us, with a stance of 0.5 or more; `stances` are those in the
    opportunity, by id. A placeholder is nobody who is known. Linear in the people and participants.

    >>> deal, _ = Opportunity.decode({"id": "a/Opportunity/x", "title": "X", "pain": "Slow.", "metrics": "-10 %"})
    >>> found = meddpicc(Snapshot("a"), deal, date(2026, 1, 1), {})
    >>> found.completeness, [letter.value for letter in found.missing][:2]
    (0.25, ['ECONOMIC_BUYER', 'DECISION_CRITERIA'])

    References
    ----------
    Adamson, B., Dixon, M., Spenner, P. and Toman, N. (2015). The Challenger Customer. Portfolio: for mobilizers.
    """
    there = {each.id for each in present_stakeholders(snapshot, day) if not each.placeholder}
    held = snapshot.into(opportunity.id, HasRoleIn)
    roles = [role for role in held if role.stands_on(day) and role.source in there]
    buyers = [role for role in roles if BuyingRole.ECONOMIC_BUYER in role.roles]
    champions = [role for role in roles if _is_champion(role, stances.get(role.source), parameters)]
    people = {Letter.ECONOMIC_BUYER: _people(buyers), Letter.CHAMPION: _people(champions)}
    return MeddpiccCard(
        texts={letter: text for letter, text in _texts(opportunity).items() if text is not None and text.strip()},
        people={letter: ids for letter, ids in people.items() if ids},
        competitors=tuple(edge.source for edge in snapshot.into(opportunity.id, CompetesIn)),
    )


def _texts(opportunity: Opportunity) -> Mapping[Letter, str | None]:
    return {
        Letter.METRICS: opportunity.metrics,
        Letter.DECISION_CRITERIA: opportunity.decision_criteria,
        Letter.DECISION_PROCESS: opportunity.decision_process,
        Letter.PAPER_PROCESS: opportunity.paper_process,
        Letter.IDENTIFIED_PAIN: opportunity.pain,
    }


def _is_champion(role: HasRoleIn, stance: Blend | None, parameters: Parameters) -> bool:
    if BuyingRole.CHAMPION in role.roles:
        return True
    supports = stance is not None and stance.known and stance.value >= parameters.supporter_from
    return supports and role.mobilizer_profile in MOBILIZERS


def _people(roles: Iterable[HasRoleIn]) -> tuple[str, ...]:
    return tuple(sorted({role.source for role in roles}))
