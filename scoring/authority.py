"""Who has a formal say?"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.model import BuyingRole, HasRoleIn, Stakeholder
from graph.snapshot import Snapshot
from scoring.amounts import opportunity_amounts
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import present_stakeholders

__all__ = ["DECIDING", "Authority", "Basis", "account_authority", "opportunity_authority", "opportunity_shares"]

DECIDING = frozenset({BuyingRole.DECIDER, BuyingRole.ECONOMIC_BUYER, BuyingRole.APPROVER})
"""The roles of which one must be filled: else there is a vacancy."""


class Basis(StrEnum):
    """What a score rests on."""

    ROLES = "ROLES"
    SENIORITY = "SENIORITY"


@dataclass(frozen=True, slots=True)
class Authority:
    """Formal weights d, summing to 1 with the vacancy's.

    `weights` are by stakeholder id, those at 0 left out. `grounds` are the keys of the role edges that a weight
    comes from, each with its part; there are none where the basis is seniority.
    """

    weights: Mapping[str, float]
    vacancy: float
    basis: Basis
    grounds: Mapping[str, Mapping[str, float]]


def opportunity_authority(
    snapshot: Snapshot, opportunity: str, day: date, parameters: Parameters = DEFAULTS
) -> Authority:
    """The formal weights of the people who take part in an opportunity on a day.

    A person has the largest weight of their roles (DECIDER and ECONOMIC_BUYER 1, APPROVER 0.8, BUYER and
    TECHNICAL_BUYER 0.5, GATEKEEPER 0.3, any other or none 0.2). Where no participant present is DECIDER,
    ECONOMIC_BUYER or APPROVER, a vacancy of weight 1 joins them. Where nobody takes part, it goes by seniority. All
    are divided by their sum. Linear in the people and participants.

    >>> opportunity_authority(Snapshot("empty"), "empty/Opportunity/x", date(2026, 1, 1)).vacancy
    0.0
    """
    present = {person.id for person in present_stakeholders(snapshot, day)}
    roles = [role for role in snapshot.into(opportunity, HasRoleIn) if role.stands_on(day) and role.source in present]
    if not roles:
        return _by_seniority(snapshot, day, parameters)
    weights = {role.source: _weight(role, parameters) for role in roles}
    vacant = not any(DECIDING.intersection(role.roles) for role in roles)
    vacancy = parameters.vacancy_weight if vacant else 0.0
    total = sum(weights.values()) + vacancy
    return Authority(
        weights={person: weight / total for person, weight in weights.items()},
        vacancy=vacancy / total,
        basis=Basis.ROLES,
        grounds={role.source: {role.key: weights[role.source] / total} for role in roles},
    )


def opportunity_shares(snapshot: Snapshot, day: date, parameters: Parameters = DEFAULTS) -> Mapping[str, float]:
    """What part of all that is at stake on a day each open opportunity is, by id; together 1.

    By amount. A missing amount counts as the median of the others; where all are missing, all count the same.
    Amounts in several currencies are brought to one by `Parameters.rates`, and one without a rate is missing.
    Linear in the opportunities, and a sort.

    >>> opportunity_shares(Snapshot("empty"), date(2026, 1, 1))
    {}
    """
    filled = opportunity_amounts(snapshot, day, parameters, otherwise=1.0)
    total = sum(filled.values())
    return {each: amount / total if total else 1 / len(filled) for each, amount in filled.items()}


def account_authority(snapshot: Snapshot, day: date, parameters: Parameters = DEFAULTS) -> Authority:
    """The formal weights over all open opportunities: the mean of theirs, weighted by their `opportunity_shares`.

    Without an open opportunity, it goes by seniority. Linear in the opportunities and their participants.

    >>> account_authority(Snapshot("empty"), date(2026, 1, 1)).basis
    <Basis.SENIORITY: 'SENIORITY'>
    """
    stakes = opportunity_shares(snapshot, day, parameters)
    if not stakes:
        return _by_seniority(snapshot, day, parameters)
    shares = list(stakes.values())
    parts = [opportunity_authority(snapshot, each, day, parameters) for each in stakes]
    weights: dict[str, float] = defaultdict(float)
    grounds: dict[str, dict[str, float]] = defaultdict(dict)
    for share, part in zip(shares, parts, strict=True):
        for person, weight in part.weights.items():
            weights[person] += share * weight
        for person, edges in part.grounds.items():
            grounds[person] |= {edge: share * weight for edge, weight in edges.items()}
    by_roles = any(part.basis is Basis.ROLES for part in parts)
    return Authority(
        weights=dict(sorted(weights.items())),
        vacancy=sum(share * part.vacancy for share, part in zip(shares, parts, strict=True)),
        basis=Basis.ROLES if by_roles else Basis.SENIORITY,
        grounds=dict(grounds),
    )


def _weight(role: HasRoleIn, parameters: Parameters) -> float:
    named = [parameters.role_weights.get(each, parameters.participant_weight) for each in role.roles]
    return max(named, default=parameters.participant_weight)


def _by_seniority(snapshot: Snapshot, day: date, parameters: Parameters) -> Authority:
    """A level's weight, over the headcount of the largest level at or above it."""
    people = present_stakeholders(snapshot, day)
    levels = {person.id: _level_weight(person, parameters) for person in people}
    heads = Counter(levels.values())
    largest = {level: max(count for other, count in heads.items() if other >= level) for level in heads}
    weights = {person: level / largest[level] for person, level in levels.items()}
    total = sum(weights.values())
    shares = {person: weight / total for person, weight in weights.items()}
    return Authority(weights=shares, vacancy=0.0, basis=Basis.SENIORITY, grounds={})


def _level_weight(person: Stakeholder, parameters: Parameters) -> float:
    if person.seniority is None:
        return parameters.unknown_seniority_weight
    return parameters.seniority_weights[person.seniority]
