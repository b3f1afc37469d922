"""Every constant of the scores, with its default, range and meaning. docs/scoring.md has the same table."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Annotated, Any, Final, get_type_hints

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from graph.model import BuyingRole, Line, Seniority
from graph.values import Share

__all__ = ["DEFAULTS", "Parameters", "table"]

_Positive = Annotated[float, Field(gt=0)]

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
