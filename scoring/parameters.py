"""Every constant of the scores, with its default, range and meaning. docs/scoring.md has the same table."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Annotated, Any, Final, get_type_hints

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from graph.model import BuyingRole, Channel, Direction, Line, RecommendationKind, Seniority
from graph.values import Share

__all__ = ["DEFAULTS", "HealthPart", "Parameters", "table"]

_Positive = Annotated[float, Field(gt=0)]
_NotNegative = Annotated[float, Field(ge=0)]
_Percent = Annotated[float, Field(ge=0, le=100)]

ROLE_WEIGHTS: Final = {
    BuyingRole.DECIDER: 1.0,
    BuyingRole.ECONOMIC_BUYER: 1.0,
    BuyingRole.APPROVER: 0.8,
    BuyingRole.BUYER: 0.5,
    BuyingRole.TECHNICAL_BUYER: 0.5,
    BuyingRole.GATEKEEPER: 0.3,
}
SENIORITY_WEIGHTS: Final = {
    Seniority.BOARD: 1.0,
    Seniority.C_LEVEL: 1.0,
    Seniority.VP: 0.6,
    Seniority.DIRECTOR: 0.4,
    Seniority.MANAGER: 0.2,
    Seniority.STAFF: 0.1,
}
LINE_WEIGHTS: Final = {Line.SOLID: 0.5, Line.DOTTED: 0.25}
CHANNEL_WEIGHTS: Final = {
    Channel.WORKSHOP: 1.5,
    Channel.MEETING: 1.0,
    Channel.VIDEO: 0.8,
    Channel.CALL: 0.6,
    Channel.EVENT: 0.5,
    Channel.EMAIL: 0.2,
    Channel.MESSAGE: 0.1,
}
DIRECTION_WEIGHTS: Final = {Direction.MUTUAL: 1.0, Direction.INBOUND: 1.0, Direction.OUTBOUND: 0.5}
EFFORT_HOURS: Final = {
    RecommendationKind.COVER: 6.0,
    RecommendationKind.BACK_UP: 6.0,
    RecommendationKind.REVIVE: 2.0,
    RecommendationKind.DEEPEN: 8.0,
    RecommendationKind.IDENTIFY: 3.0,
    RecommendationKind.ASK: 0.5,
    RecommendationKind.CONVENE: 6.0,
    RecommendationKind.PERSUADE: 4.0,
    RecommendationKind.RESOLVE: 4.0,
    RecommendationKind.COUNTER: 6.0,
    RecommendationKind.PROPOSE: 3.0,
    RecommendationKind.CORRECT: 2.0,
}


class HealthPart(StrEnum):
    """What the health of an account is made of."""

    COVERAGE = "COVERAGE"
    AGREEMENT = "AGREEMENT"
    RESILIENCE = "RESILIENCE"
    FRESHNESS = "FRESHNESS"
    RISK = "RISK"
    KPIS = "KPIS"
    PLAN = "PLAN"


HEALTH_WEIGHTS: Final = {
    HealthPart.COVERAGE: 0.25,
    HealthPart.AGREEMENT: 0.2,
    HealthPart.RESILIENCE: 0.15,
    HealthPart.FRESHNESS: 0.15,
    HealthPart.RISK: 0.1,
    HealthPart.KPIS: 0.1,
    HealthPart.PLAN: 0.05,
}


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class Parameters:
    """The constants of one scoring. Values outside their range are refused with pydantic's ValidationError."""

    confirmed_confidence: Annotated[Share, "the confidence of a confirmed claim that states none"] = 0.9
    assumed_confidence: Annotated[Share, "the confidence of an assumed claim that states none"] = 0.6
    confidence_cap: Annotated[float, Field(gt=0, lt=1), "the most that any claim is trusted"] = 0.95
    known_from: Annotated[Share, "a blend is known where 1 - 12 variance / r² reaches this"] = 0.3
    contested_from: Annotated[_Positive, "claims are contested where two differ by more than this share of r"] = 0.25
    role_weights: Annotated[
        Mapping[BuyingRole, Share], "the formal weight of a buying role; others have the weight of taking part"
    ] = field(default_factory=lambda: dict(ROLE_WEIGHTS))
    participant_weight: Annotated[_Positive, "the formal weight of taking part, in whatever role"] = 0.2
    vacancy_weight: Annotated[_Positive, "the formal weight of a decider whom nobody has named"] = 1.0
    seniority_weights: Annotated[Mapping[Seniority, _Positive], "the formal weight of a level"] = field(
        default_factory=lambda: dict(SENIORITY_WEIGHTS)
    )
    unknown_seniority_weight: Annotated[_Positive, "the formal weight of an unknown level"] = 0.1
    line_weights: Annotated[Mapping[Line, Share], "how much a person listens to a manager"] = field(
        default_factory=lambda: dict(LINE_WEIGHTS)
    )
    alliance_factor: Annotated[Share, "how much allies listen to each other, beside an influence"] = 0.5
    openness: Annotated[Share, "how open a person is to be moved, where nobody has said"] = 0.5
    openness_cap: Annotated[float, Field(ge=0, lt=1), "the most open that anybody is"] = 0.95
    rates: Annotated[
        Mapping[str, _Positive], "the worth of one unit of a currency, in whatever unit is common to them"
    ] = field(default_factory=dict)
    channel_weights: Annotated[Mapping[Channel, _NotNegative], "what one contact counts, by its channel"] = field(
        default_factory=lambda: dict(CHANNEL_WEIGHTS)
    )
    direction_weights: Annotated[Mapping[Direction, Share], "what part of it counts, by who came to whom"] = field(
        default_factory=lambda: dict(DIRECTION_WEIGHTS)
    )
    contact_scale: Annotated[_Positive, "the contacts that make a strength of 1 - 1/e"] = 3.0
    contact_half_life: Annotated[_Positive, "the days after which a contact counts half"] = 90.0
    outbound_cap: Annotated[_NotNegative, "what all OUTBOUND contacts may add together"] = 0.5
    level_half_life: Annotated[_Positive, "the days after which what is said of a relationship counts half"] = 365.0
    brief_from: Annotated[Share, "the strength or coverage from which there is any contact to speak of"] = 0.05
    covered_from: Annotated[Share, "the coverage from which a person is covered"] = 0.2
    in_depth_from: Annotated[Share, "the coverage from which contact is IN_DEPTH"] = 0.7
    thread_from: Annotated[Share, "the strength from which a tie is a thread"] = 0.2
    supporter_from: Annotated[float, Field(ge=-1, le=1), "the stance from which somebody supports us"] = 0.5
    threshold: Annotated[float, Field(ge=-1, le=1), "the support at which the client agrees, where none is given"] = (
        0.25
    )
    quorum: Annotated[Share, "the part of the power whose stance must be known for a forecast"] = 0.5
    agreed_from: Annotated[Share, "the probability from which an agreement, or a veto, is held to be sure"] = 0.8
    persuasion_margin: Annotated[_NotNegative, "the deviations beyond the mean that make persuasion 0.8 sure"] = 0.8416
    split_from: Annotated[_NotNegative, "the polarization from which people are split"] = 0.05
    cadence: Annotated[_Positive, "the days after which a contact is due, where a person has none of their own"] = 90.0
    supposed_confidence: Annotated[Share, "how sure is a tie, or an answer, that is supposed"] = 0.9
    resolved_stance: Annotated[_NotNegative, "how much a stance rises once a concern is resolved"] = 0.25
    convened_influence: Annotated[_NotNegative, "how much an influence rises once people are brought together"] = 0.5
    countered_influence: Annotated[_NotNegative, "how much a supporter's influence rises against a competitor"] = 0.25
    alone_factor: Annotated[Share, "what persuading one alone counts where people could be brought together"] = 0.5
    unlifted_factor: Annotated[
        _NotNegative, "what reaching buyers, or missing a target, counts where nothing is supposed"
    ] = 0.25
    corrected_from: Annotated[Share, "the attainment of a target below which a KPI is to be corrected"] = 0.8
    effort_hours: Annotated[Mapping[RecommendationKind, _Positive], "the hours that a recommendation takes"] = field(
        default_factory=lambda: dict(EFFORT_HOURS)
    )
    least_effort: Annotated[_Positive, "the least hours that anything counts"] = 0.25
    health_weights: Annotated[
        Mapping[HealthPart, _Positive], "what a part of an account's health counts; one that is not here counts nowhere"
    ] = field(default_factory=lambda: dict(HEALTH_WEIGHTS))
    health_good_from: Annotated[_Percent, "the health from which an account is in good health"] = 70.0
    health_fair_from: Annotated[_Percent, "the health from which an account is in fair health"] = 40.0
    never_met: Annotated[_NotNegative, "the days that a contact is overdue with somebody whom nobody ever met"] = 365.0
    champion_missed_for: Annotated[_NotNegative, "the days for which a champion who left is warned of"] = 180.0
    planned_silence: Annotated[Share, "what a silence counts that a planned contact will end"] = 0.5
    unstated_severity: Annotated[Share, "what an overdue answer, or review, counts where nobody said how much"] = 0.5
    lateness_half_life: Annotated[_Positive, "the days after which an overdue promise has half of its severity"] = 30.0
    action_lateness: Annotated[Share, "what an overdue action counts beside an overdue promise to the client"] = 0.5
    trend_values: Annotated[int, Field(ge=2), "the newest values of a KPI that make its trend"] = 4
    flat_below: Annotated[
        Share, "a trend is flat that moves less in a quarter than this share of the way from baseline to target"
    ] = 0.02
    judged_from: Annotated[int, Field(ge=1), "the forecasts from which a backtest can be judged; fewer are too few"] = (
        30
    )
    tolerance: Annotated[_Positive, "where the iteration for power stops: the sum of the changes of a step"] = 1e-12


DEFAULTS: Final = Parameters()


def table() -> Iterator[tuple[str, Any, str]]:
    """Each constant: its name, its default and its meaning.

    >>> next(table())
    ('confirmed_confidence', 0.9, 'the confidence of a confirmed claim that states none')
    """
    for name, hint in get_type_hints(Parameters, include_extras=True).items():
        meaning = next(text for text in hint.__metadata__ if isinstance(text, str))
        yield name, getattr(DEFAULTS, name), meaning
