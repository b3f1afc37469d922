"""Lifts: what would change, or has changed, in what we measure."""

import strawberry

from scoring.lift import Lift as Measured

__all__ = ["Lift"]


@strawberry.type(
    description="What is measured afterwards, minus what is measured now; null where there is nothing to measure. "
    "Support, its uncertainty, the support that is missing and the agreement's probability are an opportunity's."
)
class Lift:
    coverage: float | None = strawberry.field(description="The change of coverage.")
    support: float | None = strawberry.field(description="The change of the support.")
    agreement_probability: float | None = strawberry.field(description="The change of the agreement's probability.")
    resilience: float | None = strawberry.field(description="The change of resilience.")
    least_coverage: float | None = strawberry.field(
        description="The change of the coverage that is left when the one of us leaves whose leaving costs most."
    )
    uncertainty: float | None = strawberry.field(description="The change of the support's standard deviation.")
    support_gap: float | None = strawberry.field(description="The change of the support that is missing.")

    @classmethod
    def of(cls, found: Measured) -> "Lift":
        """A lift as the API shows it."""
        return cls(**found._asdict())
