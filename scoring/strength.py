"""How strong is a tie?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log1p

from graph.model import Knows, RelationshipLevel, Stakeholder, TeamMember
from graph.snapshot import AccountGraph
from scoring.claims import Blend, blend
from scoring.contacts import Contact, contacts
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import is_present

__all__ = ["Declared", "Part", "Tie", "observed", "parts", "ties"]


@dataclass(frozen=True, slots=True)
class Part:
    """What an interaction, by its id, or a claim, by its key, adds to a strength or a coverage."""

    source: str
    amount: float


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of a tie: a strength of 0..1, faded with time, and the blend of the claims that say so."""

    strength: float
    blend: Blend


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins one of us, `member`, to one of them, `person`, on a day. `contacts` are those between the two."""

    member: str
    person: str
    contacts: tuple[Contact, ...]
    observed: float
    declared: Declared | None
    target_level: RelationshipLevel | None

    @property
    def strength(self) -> float:
        """0..1: 1 - (1 - observed)(1 - declared)."""
        return 1 - (1 - self.observed) * (1 - (self.declared.strength if self.declared else 0.0))

    @property
    def level(self) -> RelationshipLevel | None:
        """The word nearest to what is said of it, and of two as near the lower; null where nothing is."""
        if self.declared is None:
            return None
        value = self.declared.blend.value
        return min(RelationshipLevel, key=lambda level: (abs(level.weight - value), level.weight))

    @property
    def last_contact(self) -> date | None:
        return max((contact.on for contact in self.contacts), default=None)


def observed(met: Iterable[Contact], parameters: Parameters = DEFAULTS) -> float:
    """How strong contacts alone make a tie, 0..1.

    Definition, over the weights of the contacts (`scoring.contacts`), those OUTBOUND adding at most 0.5 in all, as
    nobody is won by being written to::

        observed = 1 - exp(-E / 3)      E = Σ weight

    Linear in the contacts.

    >>> observed([])
    0.0
    >>> meeting = Contact("a/Interaction/x", date(2026, 1, 1), (), (), 1.0, False)
    >>> round(observed([meeting]), 4)
    0.2835
    """
    return 1 - exp(-sum(_exposure(list(met), parameters)) / parameters.contact_scale)


def ties(graph: AccountGraph, day: date, parameters: Parameters = DEFAULTS) -> Mapping[tuple[str, str], Tie]:
    """Every tie between one of us and one of them on a day, by the ids of both.

    Definition, with q·value the effective value of the level's blend (`scoring.claims`)::

        declared = q·value 2^(-age of the newest validFrom / 365 days)
        strength = 1 - (1 - observed)(1 - declared)

    Parameters
    ----------
    graph : the account beside the team
    day, parameters : the day and the constants

    Returns
    -------
    The ties of the people present on both sides, where they met, or where somebody says or wishes something of them.
    Nobody can know a placeholder.

    Notes
    -----
    Linear in the interactions, those involved, and the claims, and a sort.

    Examples
    --------
    >>> from graph.snapshot import Snapshot
    >>> ties(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1))
    {}
    """
    met: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in contacts(graph, day, parameters):
        for pair in ((ours, theirs) for ours in contact.members for theirs in contact.people):
            met[pair].append(contact)
    said = _said(graph, day)
    found = {pair: _tie(pair, met.get(pair, ()), said.get(pair, ()), day, parameters) for pair in sorted({*met, *said})}
    return {pair: tie for pair, tie in found.items() if tie.contacts or tie.declared or tie.target_level}


def parts(
    met: Sequence[Contact], declared: Iterable[Declared], parameters: Parameters = DEFAULTS
) -> tuple[float, list[Part]]:
    """How strong contacts and what is said make something together, 0..1, and the part of each.

    From 1 - strength = exp(-E/3) Π (1 - declared), each has the share of its own logarithm, so that the parts sum to
    the strength, exactly. A blend's share is divided among its claims by what each adds to the value. Linear in both.

    >>> parts([], [])
    (0.0, [])
    """
    shares = [
        (contact.interaction, weight / parameters.contact_scale)
        for contact, weight in zip(met, _exposure(met, parameters), strict=True)
    ]
    for each in declared:
        effect, value = -log1p(-each.strength), each.blend.value
        for claim, share in zip(each.blend.claims, each.blend.shares, strict=True):
            shares.append((claim.key, effect * share * float(claim.value or 0.0) / value if value else 0.0))
    total = sum(share for _, share in shares)
    strength = 1 - exp(-total)
    found = [Part(source, strength * share / total) for source, share in shares if share > 0]
    return strength, found


def _exposure(met: Sequence[Contact], parameters: Parameters) -> list[float]:
    """What each contact adds to E, those OUTBOUND brought down to what they may add together."""
    outbound = sum(contact.weight for contact in met if contact.outbound)
    scale = min(1.0, parameters.outbound_cap / outbound) if outbound else 1.0
    return [contact.weight * (scale if contact.outbound else 1.0) for contact in met]


def _said(graph: AccountGraph, day: date) -> dict[tuple[str, str], list[Knows]]:
    """The claims about each pair of people who are there on the day."""
    members = {each.id for each in graph.team.all(TeamMember) if is_present(each, day)}
    said: dict[tuple[str, str], list[Knows]] = defaultdict(list)
    for claim in graph.account.all(Knows):
        person = graph.account.nodes.get(claim.target)
        met = isinstance(person, Stakeholder) and not person.placeholder and is_present(person, day)
        if met and claim.source in members:
            said[claim.source, claim.target].append(claim)
    return said


def _tie(
    pair: tuple[str, str], met: Sequence[Contact], said: Sequence[Knows], day: date, parameters: Parameters
) -> Tie:
    return Tie(
        *pair,
        contacts=tuple(met),
        observed=observed(met, parameters),
        declared=_declared(said, day, parameters),
        target_level=_target(said, day),
    )


def _declared(said: Sequence[Knows], day: date, parameters: Parameters) -> Declared | None:
    found = blend(said, day, parameters)
    if found is None:
        return None
    age = (day - max(claim.valid_from for claim in found.claims)).days
    return Declared(found.effective * 2 ** (-age / parameters.level_half_life), found)


def _target(said: Sequence[Knows], day: date) -> RelationshipLevel | None:
    """The newest wish."""
    wishes = [claim for claim in said if claim.target_level is not None and claim.stands_on(day)]
    return max(wishes, key=lambda claim: (claim.valid_from, claim.key)).target_level if wishes else None
