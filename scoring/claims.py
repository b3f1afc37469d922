"""What do several claims say together?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from graph.declaration import SUPPOSED, Claim, Verification
from graph.memory import Known
from graph.snapshot import Snapshot, differing
from scoring.parameters import DEFAULTS, Parameters

__all__ = ["Blend", "blend", "blends", "confidence_of", "standing"]

C = TypeVar("C", bound=Claim)


@dataclass(frozen=True, slots=True)
class Blend:
    """Several claims about one thing, as one value.

    `value` is in the claims' own range, `confidence` 0..1, `variance` in squares of that range. `claims` are those
    that it came from, in the order of their keys, and `shares` the part that each has in the value, summing to 1.
    """

    value: float
    confidence: float
    variance: float
    known: bool
    contested: bool
    claims: tuple[Claim, ...]
    shares: tuple[float, ...]

    @property
    def effective(self) -> float:
        """What enters a formula: the value, by the confidence in it."""
        return self.confidence * self.value


def standing(claims: Iterable[C], day: date) -> list[C]:
    """The claims that hold on a day: of each asserter about each thing the newest begun, unless withdrawn.

    A claim without a value (a wish for a relationship) takes no other's place. Linear in the claims, and a sort.

    Examples
    --------
    >>> from graph.model import Influences
    >>> def said(day, weight):
    ...     values = {"from": "a/Stakeholder/x", "to": "a/Stakeholder/y", "by": "source:crm", "validFrom": day}
    ...     return Influences.decode({**values, "weight": weight})[0]
    >>> [c.weight for c in standing([said("2026-01-01", 0.2), said("2026-03-01", 0.8)], date(2026, 2, 1))]
    [0.2]
    """
    newest: dict[tuple[str, str, str], C] = {}
    for claim in sorted(claims, key=lambda claim: claim.valid_from):
        if claim.value is not None and claim.valid_from <= day:
            newest[claim.source, claim.target, claim.by] = claim
    return sorted((claim for claim in newest.values() if claim.stands_on(day)), key=lambda claim: claim.key)


def confidence_of(claim: Claim, parameters: Parameters = DEFAULTS) -> float:
    """How far a claim is trusted, 0..1: as given, else by its verification; never wholly.

    >>> from graph.model import Influences
    >>> values = {"from": "a/Stakeholder/x", "to": "a/Stakeholder/y", "by": "source:crm", "validFrom": "2026-01-01"}
    >>> confidence_of(Influences.decode({**values, "weight": 1, "confidence": 1})[0])
    0.95
    """
    confirmed = claim.verification is Verification.CONFIRMED
    presumed = parameters.confirmed_confidence if confirmed else parameters.assumed_confidence
    given = presumed if claim.confidence is None else claim.confidence
    return min(given, parameters.confidence_cap)


def blend(claims: Iterable[Claim], day: date, parameters: Parameters = DEFAULTS) -> Blend | None:
    """The claims about one thing that hold on a day, as one value; null where there is none.

    Each asserter speaks once. With a claim's confidence c and value x, over a range of length r::

        o_k = c_k / (1 - c_k)     q = Σo / (1 + Σo)     value = Σ o x / Σo
        variance = min(r²/12, (1 - q) r²/12 + Σ o (x - value)² / Σo)

    q is the confidence of the blend. It is known where 1 - 12 variance / r² ≥ 0.3, and contested where two of the
    values differ by more than r/4. What is only supposed takes the place of all that is said.

    Parameters
    ----------
    claims : of one type, from one node to one other
    day : the day for which to answer, in the account's time zone
    parameters : the constants

    Returns
    -------
    Blend, or None where no claim of a confidence above 0 holds on that day.

    Notes
    -----
    Odds add up, as for independent witnesses: one more claim that agrees never lowers the confidence. r²/12 is the
    variance of a value of which nothing is known (uniform over the range). Linear in the claims, and a sort.

    Examples
    --------
    >>> from graph.model import HoldsStance
    >>> def said(by, stance, **more):
    ...     values = {"from": "a/Stakeholder/x", "to": "a/Opportunity/y", "by": by, "validFrom": "2026-01-01"}
    ...     return HoldsStance.decode({**values, "stance": stance, **more})[0]
    >>> both = blend([said("source:a", 0.5), said("source:b", 1, verification="CONFIRMED")], date(2026, 2, 1))
    >>> round(both.value, 4), round(both.confidence, 4), both.known, both.contested
    (0.9286, 0.913, True, False)

    References
    ----------
    Odds of independent evidence: Good, I. J. (1950). Probability and the Weighing of Evidence. Griffin.
    """
    held = [(claim, confidence_of(claim, parameters)) for claim in standing(claims, day)]
    trusted = [(claim, c) for claim, c in held if c > 0]
    if not trusted:
        return None
    if supposed := next((claim for claim, _ in trusted if claim.by == SUPPOSED), None):
        return _supposition(supposed, parameters)
    span = trusted[0][0].span
    odds = [c / (1 - c) for _, c in trusted]
    values = [float(claim.value or 0.0) for claim, _ in trusted]
    total = sum(odds)
    confidence = total / (1 + total)
    value = sum(o * x for o, x in zip(odds, values, strict=True)) / total
    spread = sum(o * (x - value) ** 2 for o, x in zip(odds, values, strict=True)) / total
    variance = min(span**2 / 12, (1 - confidence) * span**2 / 12 + spread)
    return Blend(
        value=value,
        confidence=confidence,
        variance=variance,
        known=1 - 12 * variance / span**2 >= parameters.known_from,
        contested=max(values) - min(values) > parameters.contested_from * span,
        claims=tuple(claim for claim, _ in trusted),
        shares=tuple(o / total for o in odds),
    )


def _supposition(claim: Claim, parameters: Parameters) -> Blend:
    """A number that is supposed is what shall enter formulas; a word counts by its confidence, as others do."""
    stated, confidence = float(claim.value or 0.0), 1.0 if claim.confidence is None else claim.confidence
    is_word = isinstance(getattr(claim, claim.measure), StrEnum)
    return Blend(
        value=stated if is_word else stated / confidence,
        confidence=confidence,
        variance=(1 - confidence) * claim.span**2 / 12,
        known=confidence >= parameters.known_from,
        contested=False,
        claims=(claim,),
        shares=(1.0,),
    )


def blends(
    snapshot: Snapshot,
    kind: type[Claim],
    day: date,
    parameters: Parameters = DEFAULTS,
    known: Known[Mapping[tuple[str, str], Blend]] | None = None,
) -> Mapping[tuple[str, str], Blend]:
    """The blend of every pair of nodes that claims of one type join on a day, by the pair's ids, in their order.

    `known` is what they were before some claims changed, and the table of the claims by then: only the pairs of these
    are blended again. Linear in the claims, and a sort.

    >>> from graph.model import Influences
    >>> blends(Snapshot("empty"), Influences, date(2026, 1, 1))
    {}
    """
    if known is not None:
        return _amended(snapshot, kind, day, parameters, known)
    pairs: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in snapshot.all(kind):
        pairs[claim.source, claim.target].append(claim)
    found = {pair: blend(claims, day, parameters) for pair, claims in sorted(pairs.items())}
    return {pair: blended for pair, blended in found.items() if blended is not None}


def _amended(
    snapshot: Snapshot,
    kind: type[Claim],
    day: date,
    parameters: Parameters,
    known: Known[Mapping[tuple[str, str], Blend]],
) -> Mapping[tuple[str, str], Blend]:
    found, changed = dict(known.value), differing(known.sources[0], snapshot.table(kind))
    for source, target in {(claim.source, claim.target) for _, claim in changed}:
        said = blend((claim for claim in snapshot.out(source, kind) if claim.target == target), day, parameters)
        if said is None:
            found.pop((source, target), None)
        else:
            found[source, target] = said
    return found if found.keys() == known.value.keys() else dict(sorted(found.items()))
