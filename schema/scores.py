"""Scores as objects: the value, or why there is none, on what basis, and from what."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import Info

from graph.declaration import Claim as StoredClaim
from graph.declaration import Verification
from graph.model import HoldsStance, Knows, StanceWord
from schema.context import Context, Reading
from schema.cost import ListSize, cost_of
from schema.language import InLanguage, Language
from schema.nodes import EdgeType, as_node, described_enum
from schema.relay import Node
from scoring.claims import Blend as ScoredBlend
from scoring.claims import confidence_of
from scoring.coverage import CoverageLevel

if TYPE_CHECKING:
    from schema.accounts import TeamMember

__all__ = ["Basis", "Blend", "Claim", "Evidence", "EvidenceKind", "NoScoreReason", "Score", "Tell", "claim_of"]

Tell = Callable[[Language], str]

described_enum(CoverageLevel)


@described_enum
class Basis(StrEnum):
    """What a score rests on: roles in opportunities, levels where there are none, or our ties to people."""

    ROLES = "ROLES"
    SENIORITY = "SENIORITY"
    TIES = "TIES"


@described_enum
class NoScoreReason(StrEnum):
    """Why there is no score: the person is not there, nobody is, or we reach nobody."""

    NOT_PRESENT = "NOT_PRESENT"
    EMPTY = "EMPTY"
    NOTHING_COVERED = "NOTHING_COVERED"


@described_enum
class EvidenceKind(StrEnum):
    """What a part of a score, or a recommendation, comes from."""

    ROLE = "ROLE"
    SENIORITY = "SENIORITY"
    INFLUENCE = "INFLUENCE"
    REPORTING_LINE = "REPORTING_LINE"
    ALLIANCE = "ALLIANCE"
    CONTACT = "CONTACT"
    RELATIONSHIP = "RELATIONSHIP"
    DEPARTURE = "DEPARTURE"
    STANCE = "STANCE"
    FAVOUR = "FAVOUR"
    INSIGHT = "INSIGHT"
    KPI = "KPI"
    USAGE = "USAGE"


@strawberry.type(description="What somebody holds true: of one node about another, since a day.")
class Claim:
    reading: strawberry.Private[Reading]
    item: strawberry.Private[StoredClaim]

    @strawberry.field(description="What tells it from all others, for `withdraw` and `drop`.")
    def key(self) -> str:
        return self.item.key

    @strawberry.field(description="What sort of claim it is.")
    def type(self) -> EdgeType:
        return EdgeType(self.item.label)

    @strawberry.field(name="from", description="Whom it is about.")
    def source(self) -> Node:
        source: Node = as_node(self.reading, self.item.source)
        return source

    @strawberry.field(name="to", description="Towards whom or what.")
    def target(self) -> Node:
        target: Node = as_node(self.reading, self.item.target)
        return target

    @strawberry.field(description="The value as a number; null where it states none.")
    def value(self) -> float | None:
        return self.item.value

    @strawberry.field(description="The value as a word, where the claim has words: a relationship or a stance.")
    def word(self) -> str | None:
        claim = self.item
        if isinstance(claim, Knows):
            return claim.level and claim.level.value
        if isinstance(claim, HoldsStance):
            return StanceWord.nearest(claim.stance).value
        return None

    @strawberry.field(description="How far it is trusted, 0 to 1: as stated, else by its verification.")
    def confidence(self) -> float:
        return confidence_of(self.item)

    @strawberry.field(description="Assumed or confirmed.")
    def verification(self) -> Verification:
        return self.item.verification

    @strawberry.field(description="Who says so: a team member's stored id, or `source:<name>`.")
    def by(self) -> str:
        return self.item.by

    @strawberry.field(description="Who says so, where it is one of us.")
    def author(self) -> Annotated["TeamMember", strawberry.lazy("schema.accounts")] | None:
        author: TeamMember | None = None if self.item.by.startswith("source:") else as_node(self.reading, self.item.by)
        return author

    @strawberry.field(description="The day from which they say so.")
    def valid_from(self) -> date:
        return self.item.valid_from

    @strawberry.field(description="The first day on which they say so no more; null: they still do.")
    def valid_until(self) -> date | None:
        ends = [each.valid_from for each in self._later()]
        return min([*ends, *([self.item.withdrawn_on] if self.item.withdrawn_on else [])], default=None)

    @strawberry.field(description="Why they say so.")
    def note(self) -> str | None:
        return self.item.note

    def _later(self) -> list[StoredClaim]:
        said = self.reading.account.out(self.item.source, type(self.item))
        if self.item.source not in self.reading.account.nodes:
            said = self.reading.account.into(self.item.target, type(self.item))
        same = (self.item.source, self.item.target, self.item.by)
        return [c for c in said if (c.source, c.target, c.by) == same and c.valid_from > self.item.valid_from]


def claim_of(reading: Reading, item: StoredClaim) -> Claim:
    """A claim as the API shows it."""
    return Claim(reading=reading, item=item)


@strawberry.type(description="Several claims about one thing, as one value.")
class Blend:
    value: float = strawberry.field(description="The value, in the claims' own range.")
    confidence: float = strawberry.field(description="The confidence of the blend, 0 to 1.")
    known: bool = strawberry.field(description="Whether it is sure enough to be counted as known.")
    contested: bool = strawberry.field(description="Whether two of them are far apart.")
    claims: list[Claim] = strawberry.field(
        description="What it was blended from.", directives=[ListSize(assumed_size=1)]
    )

    @classmethod
    def of(cls, reading: Reading, blend: ScoredBlend) -> "Blend":
        """A blend as the API shows it."""
        return cls(
            value=blend.value,
            confidence=blend.confidence,
            known=blend.known,
            contested=blend.contested,
            claims=[claim_of(reading, item) for item in blend.claims],
        )


@strawberry.type(description="A part of a score, and what it came from; or what a recommendation came from.")
class Evidence:
    kind: EvidenceKind = strawberry.field(description="What sort of thing it came from.")
    contribution: float | None = strawberry.field(
        description="The part of the score; all parts sum to it. Null of a recommendation's."
    )
    on: date | None = strawberry.field(description="The day of the contact, or since when it is said or so.")
    node: Node | None = strawberry.field(description="The node that it came from or through.")
    claims: list[Claim] = strawberry.field(
        description="The claims that it came from.", directives=[ListSize(assumed_size=1)]
    )
    tell: strawberry.Private[Tell]

    @strawberry.field(description="The same in a sentence.")
    def text(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return self.tell(language or info.context.language)


@strawberry.type(
    description="A score: its value or why there is none, on what basis, and from what.", directives=[cost_of(3)]
)
class Score:
    """`parts` finds what it came from, `show` makes an evidence of a part, and `tell` says it all in a sentence.

    Each is done when it is asked for: most who ask for values ask for nothing else.
    """

    value: float | None = strawberry.field(description="The value; null where there is nothing to score.")
    basis: Basis = strawberry.field(description="What it rests on.")
    reason: NoScoreReason | None = strawberry.field(description="Why there is none.")
    parts: strawberry.Private[Callable[[], Sequence[Any]]]
    show: strawberry.Private[Callable[[Any], Evidence]]
    tell: strawberry.Private[Tell]

    @strawberry.field(description="The value and what it mostly comes from, or why there is none, in a sentence.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return self.tell(language or info.context.language)

    @strawberry.field(description="What it came from, the largest contribution first.")
    def evidence(
        self,
        first: Annotated[int, strawberry.argument(description="How many at the most.")] = 10,
    ) -> list[Evidence]:
        return [self.show(part) for part in self._parts[: max(first, 0)]]

    @strawberry.field(description="How many parts it has.")
    def evidence_count(self) -> int:
        return len(self._parts)

    @cached_property
    def _parts(self) -> Sequence[Any]:
        return self.parts()
