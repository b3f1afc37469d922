"""Whom do we reach?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.snapshot import AccountGraph
from scoring.beliefs import Beliefs
from scoring.contacts import Contact
from scoring.parameters import DEFAULTS, Parameters
from scoring.power import Power
from scoring.presence import present_stakeholders
from scoring.strength import Part, Tie, parts, ties

__all__ = ["CoverageLevel", "Reach", "covered", "reach", "reached_by"]


class CoverageLevel(StrEnum):
    """How well we reach a person, in a word."""

    UNKNOWN = "UNKNOWN"
    NO_CONTACT = "NO_CONTACT"
    BRIEF = "BRIEF"
    MULTIPLE = "MULTIPLE"
    IN_DEPTH = "IN_DEPTH"


@dataclass(frozen=True, slots=True)
class Reach:
    """How well we reach one person: `coverage` 0..1, the same in a word, and the ties that it comes from.

    `threads` are the ids of those of us whose tie is strong enough to count as one. `parts` say what each interaction
    and claim adds, and sum to the coverage.
    """

    coverage: float
    level: CoverageLevel
    is_covered: bool
    ties: tuple[Tie, ...]
    threads: tuple[str, ...]
    parts: tuple[Part, ...]


def reach(
    graph: AccountGraph,
    day: date,
    parameters: Parameters = DEFAULTS,
    beliefs: Beliefs | None = None,
    known: tuple[Mapping[str, Reach], Collection[str]] | None = None,
) -> Mapping[str, Reach]:
    """How well our team, all together, reaches each person of an account on a day, by id.

    Definition, with E as for one tie (`scoring.strength`), but each interaction counted once however many of us took
    part: five colleagues in one meeting are one meeting::

        c_p = 1 - exp(-E_p / 3) Π_t (1 - declared(t, p))

    Stakegraph's own definition; all is brought together as independent causes are, by a noisy or.

    Parameters
    ----------
    graph : the account beside the team
    day, parameters : the day and the constants
    beliefs : what is held true on the day, where it is worked out already
    known : how well everybody was reached before, and of whom something may have changed, by id; the others stay

    Returns
    -------
    The reach of everybody present, in the order of ids; that of a placeholder is 0, and its level UNKNOWN.

    Notes
    -----
    Linear in people, interactions, those involved and claims, and a sort. A colleague more never lowers a coverage,
    and writing to somebody never covers them: without an answer it adds at most 1 - exp(-0.5/3) = 0.154.

    Examples
    --------
    >>> from graph.snapshot import Snapshot
    >>> reach(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1))
    {}

    References
    ----------
    The noisy or: Pearl, J. (1988). Probabilistic Reasoning in Intelligent Systems. Morgan Kaufmann.
    """
    before, changed = known or ({}, None)
    found: dict[str, list[Tie]] = defaultdict(list)
    for (_, person), tie in ties(graph, day, parameters, beliefs, changed).items():
        found[person].append(tie)
    return {
        person.id: _reach(found.get(person.id, []), person.placeholder, parameters)
        if changed is None or person.id in changed
        else before[person.id]
        for person in present_stakeholders(graph.account, day)
    }


def reached_by(found: Iterable[Tie], parameters: Parameters = DEFAULTS) -> tuple[float, list[Part]]:
    """How well some ties to one person reach them together, 0..1, and what each interaction and claim adds.

    Linear in their contacts and claims.

    >>> reached_by([])
    (0.0, [])
    """
    met: dict[str, Contact] = {}
    declared = []
    for tie in found:
        met.update((contact.interaction, contact) for contact in tie.contacts)
        declared += [tie.declared] if tie.declared else []
    return parts(list(met.values()), declared, parameters)


def covered(reached: Mapping[str, Reach], power: Power, people: Collection[str] | None = None) -> float | None:
    """How much of the power our team reaches, 0..1: Σ π_p c_p.

    Of some `people` only, it is what is reached of theirs: divided by their power. Null where they have none, and
    where nobody is there. What is vacant is reached by nobody. Stakegraph's own definition. Linear in the people.

    >>> from graph.snapshot import Snapshot
    >>> from scoring.power import power
    >>> print(covered({}, power(Snapshot("empty"), date(2026, 1, 1))))
    None
    """
    asked = reached if people is None else people
    shares = [power.of(person) for person in asked]
    total = sum([share * reached[person].coverage for person, share in zip(asked, shares, strict=True)])
    theirs = sum(shares)
    if not theirs:
        return None
    return total if people is None else total / theirs


def _reach(found: Sequence[Tie], placeholder: bool, parameters: Parameters) -> Reach:
    coverage, shares = reached_by(found, parameters)
    return Reach(
        coverage=coverage,
        level=CoverageLevel.UNKNOWN if placeholder else _level(coverage, parameters),
        is_covered=coverage >= parameters.covered_from,
        ties=tuple(found),
        threads=tuple(tie.member for tie in found if tie.strength >= parameters.thread_from),
        parts=tuple(sorted(shares, key=lambda part: (-part.amount, part.source))),
    )


def _level(coverage: float, parameters: Parameters) -> CoverageLevel:
    if coverage < parameters.brief_from:
        return CoverageLevel.NO_CONTACT
    if coverage < parameters.covered_from:
        return CoverageLevel.BRIEF
    return CoverageLevel.MULTIPLE if coverage < parameters.in_depth_from else CoverageLevel.IN_DEPTH
