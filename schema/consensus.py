"""Whether those who take part in an opportunity will agree: how sure that is, who stands apart, and whom it takes."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from schema.context import Context, Reading
from schema.cost import cost_of
from schema.language import InLanguage
from schema.nodes import as_node, described_enum
from schema.scores import Evidence, EvidenceKind, claim_of
from schema.sentences.consensus import consensus_sentence, gap_sentence, stance_text
from scoring import gaps
from scoring.consensus import Consensus as Standing
from scoring.consensus import Estimate as Found
from scoring.consensus import Verdict
from scoring.persuasion import persuasion, rises

if TYPE_CHECKING:
    from schema.relationships import Stakeholder

__all__ = ["Bridge", "Camp", "Consensus", "Estimate", "GapPair", "Persuasion", "PersuasionSet"]

_AtMost = Annotated[int, strawberry.argument(description="How many at the most.")]

described_enum(Verdict)


@strawberry.type(description="A number, and how sure it is: the mean and the standard deviation of a normal.")
class Estimate:
    value: float = strawberry.field(description="The likeliest value.")
    standard_deviation: float = strawberry.field(description="How far off it may well be; 0 where it is certain.")

    @classmethod
    def of(cls, found: Found) -> "Estimate":
        """An estimate as the API shows it."""
        return cls(value=found.value, standard_deviation=found.deviation)


@strawberry.type(description="Somebody to whom both of a pair listen.")
class Bridge:
    stakeholder: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] = strawberry.field(
        description="Who it is."
    )
    hold: float = strawberry.field(
        description="How much of what moves each of the two is the bridge's own stance, 0 to 1: the lesser of both."
    )


@strawberry.type(description="Two who take part and settle apart.")
class GapPair:
    reading: strawberry.Private[Reading]
    opportunity: strawberry.Private[str]
    found: strawberry.Private[gaps.GapPair]

    @strawberry.field(description="One of the two, the first by key.")
    def one(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")]:
        return _person(self.reading, self.found.one)

    @strawberry.field(description="The other.")
    def other(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")]:
        return _person(self.reading, self.found.other)

    @strawberry.field(description="How far apart they settle, weighted by the power of both, 0 to 1.")
    def gap(self) -> float:
        return self.found.gap

    @strawberry.field(
        description="Who holds both of them best, is not known to be against it, and is in conflict with neither."
        " Null where nobody is."
    )
    def bridge(self) -> Bridge | None:
        best = self.found.bridge
        return Bridge(stakeholder=_person(self.reading, best.person), hold=best.hold) if best else None

    @strawberry.field(description="Who is more for it than whom, and who could bring them together, in a sentence.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return gap_sentence(self.reading, self.opportunity, self.found, language or info.context.language)


@strawberry.type(description="People who listen to each other more than to others.")
class Camp:
    stakeholders: list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]] = strawberry.field(
        description="Who they are, the most powerful first."
    )
    power: float = strawberry.field(description="How much they decide together, 0 to 1.")
    stance: float | None = strawberry.field(
        description="The mean of their known stances, weighted by power, -1 to 1; null where none is known."
    )


@strawberry.type(description="Some people whose persuasion would do.")
class PersuasionSet:
    stakeholders: list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]] = strawberry.field(
        description="Who they are, by key; nobody, where nobody needs to be won any more."
    )
    support_gained: float = strawberry.field(description="How much the support would rise.")


@strawberry.type(description="The fewest to win, each as far as their openness allows.")
class Persuasion:
    sets: list[PersuasionSet] = strawberry.field(
        description="Up to five ways with the fewest people, the one with the most support first."
    )
    certain: bool = strawberry.field(
        description="Whether that would make the support, and each veto holder, 0.8 sure; else it would in the mean."
    )
    impossible: bool = strawberry.field(description="Whether even all of them together would not do.")
    ask_first: list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]] = strawberry.field(
        description="Those among them whose stance is not known: ask before you persuade."
    )


@strawberry.type(description="How a decision stands, from who decides in it, who listens to whom, and who is for it.")
class Consensus:
    reading: strawberry.Private[Reading]
    opportunity: strawberry.Private[str]

    @strawberry.field(
        description="How far the decision is for it, -1 to 1: everybody's stance by their power."
        " Null where no stance is known."
    )
    def support(self) -> Estimate | None:
        return Estimate.of(self._standing.support) if self._standing.known_power else None

    @strawberry.field(
        description="How likely it is that the support reaches the threshold and no veto holder settles against it,"
        " 0 to 1. Null where less than half of the power is of known stance."
    )
    def agreement_probability(self) -> float | None:
        return self._standing.agreement_probability

    @strawberry.field(description="The power of a decider whom nobody has named: nobody's, of unknown stance.")
    def vacant_power(self) -> float:
        return self._standing.power.vacant

    @strawberry.field(description="The support that is needed: the opportunity's own, else 0.25.")
    def threshold(self) -> float:
        return self._standing.threshold

    @strawberry.field(description="How much support is missing; 0 where there is enough.")
    def support_gap(self) -> float:
        return self._standing.support_gap

    @strawberry.field(
        description="How close together those who decide settle, 0 to 1. Null where less than half of the power is of"
        " known stance."
    )
    def consensus(self) -> float | None:
        return self._standing.consensus

    @strawberry.field(description="How far apart those who decide settle, 0 to 1. Null where no stance is known.")
    def polarization(self) -> float | None:
        return self._standing.polarization if self._standing.known_power else None

    @strawberry.field(
        description="How far those who decide settle from those whom they listen to, 0 to 1. Null where no stance is"
        " known."
    )
    def disagreement(self) -> float | None:
        return self._standing.disagreement if self._standing.known_power else None

    @strawberry.field(description="How much of the power is of known stance, 0 to 1.")
    def known_power(self) -> float:
        return self._standing.known_power

    @strawberry.field(
        description="How it stands, in a word, the first that fits: BLOCKED by a veto holder who is against it;"
        " UNKNOWN, where too little is known; AGREED, as good as surely; SPLIT; OPPOSED on the whole; or else LEANING."
    )
    def verdict(self) -> Verdict:
        return self._standing.verdict

    @strawberry.field(description="How it stands and why, what is missing, and what is not known, in some sentences.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return consensus_sentence(self.reading, self.opportunity, language or info.context.language)

    @strawberry.field(description="Those of known stance who take part and settle apart, in pairs, the widest first.")
    def gap_pairs(self, first: _AtMost = 10) -> list[GapPair]:
        found = gaps.gap_pairs(self._standing, self.reading.beliefs)[: max(first, 0)]
        return [GapPair(reading=self.reading, opportunity=self.opportunity, found=each) for each in found]

    @strawberry.field(
        description="Everybody, by who listens to whom, the most powerful camp first.", directives=[cost_of(120)]
    )
    def camps(self) -> list[Camp]:
        return [self._camp(each) for each in gaps.camps(self._standing)]

    @strawberry.field(description="Who are the fewest to win.", directives=[cost_of(600)])
    def persuasion(self) -> Persuasion:
        found = persuasion(self._standing, self.reading.parameters)
        return Persuasion(
            sets=[self._set(each) for each in found.sets],
            certain=found.certain,
            impossible=found.impossible,
            ask_first=self._people(found.ask_first),
        )

    @strawberry.field(
        description="The known stances of those with power: the part of the support that each is, the largest first,"
        " for or against. All parts sum to it."
    )
    def evidence(self, first: _AtMost = 10) -> list[Evidence]:
        return [self._evidence(each) for each in self._known[: max(first, 0)]]

    @property
    def _standing(self) -> Standing:
        return self.reading.consensus_in(self.opportunity)

    @cached_property
    def _known(self) -> list[int]:
        """Those of known stance who have power, by how much they move the support, as indices."""
        standing = self._standing
        known = [i for i in range(len(standing.people)) if standing.known[i] and standing.shares[i] > 0]
        parts = abs(standing.shares * standing.means).round(12)
        return sorted(known, key=lambda i: (-parts[i], -standing.shares[i], i))

    def _evidence(self, index: int) -> Evidence:
        standing, reading = self._standing, self.reading
        person = standing.people[index]
        claims = standing.stances[person].claims
        return Evidence(
            kind=EvidenceKind.STANCE,
            contribution=float(standing.shares[index] * standing.means[index]),
            on=max(claim.valid_from for claim in claims),
            node=as_node(reading, person),
            claims=[claim_of(reading, claim) for claim in claims],
            tell=lambda language: stance_text(reading, self.opportunity, person, language),
        )

    def _camp(self, camp: gaps.Camp) -> Camp:
        by_power = sorted(camp.people, key=lambda person: (-self._standing.power.of(person), person))
        return Camp(stakeholders=self._people(by_power), power=camp.power, stance=camp.stance)

    def _set(self, people: Iterable[str]) -> PersuasionSet:
        standing, chosen = self._standing, set(people)
        gains = zip(standing.people, standing.shares * rises(standing), strict=True)
        gained = sum(float(gain) for person, gain in gains if person in chosen)
        return PersuasionSet(stakeholders=self._people(sorted(chosen)), support_gained=gained)

    def _people(self, people: Iterable[str]) -> list["Stakeholder"]:
        return [_person(self.reading, each) for each in people]


def _person(reading: Reading, identifier: str) -> "Stakeholder":
    person: Stakeholder = as_node(reading, identifier)
    return person
