"""How strong is a tie?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log1p

from graph.model import Knows, RelationshipLevel, TeamMember
from graph.snapshot import AccountGraph
from scoring.beliefs import Beliefs
from scoring.claims import Blend
from scoring.contacts import Contact, contacts
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import is_present, present_stakeholders

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

    Stakegraph's own definition. Linear in the contacts.

    >>> observed([])
    0.0
    >>> meeting = Contact("a/Interaction/x", date(2026, 1, 1), (), (), 1.0, False)
    >>> round(observed([meeting]), 4)
    0.2835
    """
    return 1 - exp(-sum(_exposure(list(met), parameters)) / parameters.contact_scale)


def ties(
    graph: AccountGraph,
    day: date,
    parameters: Parameters = DEFAULTS,
    beliefs: Beliefs | None = None,
    people: Collection[str] | None = None,
) -> Mapping[tuple[str, str], Tie]:
    """Every tie between one of us and one of them on a day, by the ids of both.

    Definition, with q·value the effective value of the level's blend (`scoring.claims`)::

        declared = q·value 2^(-age of the newest validFrom / 365 days)
        strength = 1 - (1 - observed)(1 - declared)

    Stakegraph's own definition; the two are brought together as independent causes are, by a noisy or.

    Parameters
    ----------
    graph : the account beside the team
    day, parameters : the day and the constants
    beliefs : what is held true on the day, where it is worked out already
    people : those of some of them alone, by id; None: of all

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

    References
    ----------
    The noisy or: Pearl, J. (1988). Probabilistic Reasoning in Intelligent Systems. Morgan Kaufmann.
    """
    met: dict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in contacts(graph, day, parameters, people):
        for pair in ((ours, theirs) for ours in contact.members for theirs in contact.people):
            met[pair].append(contact)
    said = (beliefs or Beliefs(graph.account, day, parameters)).of(Knows)
    wishes, (ours, theirs) = _wishes(graph, day, people), _known(graph, day, people)
    pairs = sorted((one, other) for one, other in {*met, *said, *wishes} if one in ours and other in theirs)
    return {
        pair: Tie(
            *pair,
            contacts=tuple(met.get(pair, ())),
            observed=observed(met.get(pair, ()), parameters),
            declared=_declared(said.get(pair), day, parameters),
            target_level=wishes.get(pair),
        )
        for pair in pairs
    }


def parts(
    met: Sequence[Contact], declared: Iterable[Declared], parameters: Parameters = DEFAULTS
) -> tuple[float, list[Part]]:
    """How strong contacts and what is said make something together, 0..1, and the part of each.

    From 1 - strength = exp(-E/3) Π (1 - declared), each has the share of its own logarithm, so that the parts sum to
    the strength, exactly. A blend's share is divided among its claims by what each adds to the value.
    Stakegraph's own definition. Linear in both.

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


def _known(graph: AccountGraph, day: date, people: Collection[str] | None) -> tuple[set[str], set[str]]:
    """Who of us is there on the day, and who of them whom one can know."""
    ours = {each.id for each in graph.team.all(TeamMember) if is_present(each, day)}
    theirs = {each.id for each in present_stakeholders(graph.account, day) if not each.placeholder}
    return ours, theirs if people is None else theirs & set(people)


def _wishes(graph: AccountGraph, day: date, people: Collection[str] | None) -> dict[tuple[str, str], RelationshipLevel]:
    """The newest wish for each relationship."""
    account = graph.account
    said = account.all(Knows) if people is None else [each for who in people for each in account.into(who, Knows)]
    wishes = [each for each in said if each.target_level is not None and each.stands_on(day)]
    newest = sorted(wishes, key=lambda claim: (claim.valid_from, claim.key))
    return {(claim.source, claim.target): claim.target_level for claim in newest if claim.target_level is not None}


def _declared(found: Blend | None, day: date, parameters: Parameters) -> Declared | None:
    if found is None:
        return None
    age = (day - max(claim.valid_from for claim in found.claims)).days
    return Declared(found.effective * 2 ** (-age / parameters.level_half_life), found)
