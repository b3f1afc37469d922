"""What if?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from graph.change import Change, apply
from graph.declaration import SUPPOSED, Claim
from graph.model import HoldsStance, Influences, Knows, RelationshipLevel
from graph.snapshot import AccountGraph

__all__ = ["SupposedInfluence", "SupposedStance", "SupposedTie", "Supposition", "supposed"]


@dataclass(frozen=True, slots=True)
class SupposedStance:
    """Somebody's stance `towards` an opportunity or the account, by ids: its mean, -1..1, and the confidence in it.

    The mean is what enters formulas (q·value), whatever the confidence.
    """

    person: str
    towards: str
    mean: float
    confidence: float

    def claim(self, day: date) -> Claim:
        """It as a claim of that day."""
        return _claim(HoldsStance, self.person, self.towards, day, stance=self.mean, confidence=self.confidence)


@dataclass(frozen=True, slots=True)
class SupposedTie:
    """What one of us is to one of them, by ids, and the confidence in it."""

    member: str
    person: str
    level: RelationshipLevel
    confidence: float = 0.9

    def claim(self, day: date) -> Claim:
        """It as a claim of that day."""
        return _claim(Knows, self.member, self.person, day, level=self.level.value, confidence=self.confidence)


@dataclass(frozen=True, slots=True)
class SupposedInfluence:
    """How much `target` listens to `source`, by ids: the weight that enters formulas, 0..1."""

    source: str
    target: str
    value: float

    def claim(self, day: date) -> Claim:
        """It as a claim of that day."""
        return _claim(Influences, self.source, self.target, day, weight=self.value, confidence=1.0)


Supposition = SupposedStance | SupposedTie | SupposedInfluence


def supposed(
    graph: AccountGraph, day: date, suppositions: Iterable[Supposition], changes: Sequence[Change] = ()
) -> AccountGraph:
    """The account as if some changes had been made to it, and some things were so, on a day.

    Parameters
    ----------
    graph : the account beside the team
    day : the day from which it is supposed
    suppositions : what is supposed; each takes the place of all that is said of the same thing
    changes : of the account

    Returns
    -------
    Another account graph, at the same revision: nothing is written, and the store refuses to write what is only
    supposed.

    Raises
    ------
    Refused, where the changes are not allowed.

    Notes
    -----
    Linear in the size of the account, as tables are copied, and in what is supposed.

    Examples
    --------
    >>> from graph.snapshot import Snapshot
    >>> graph = AccountGraph(Snapshot("a"), Snapshot("team"))
    >>> if_so = supposed(graph, date(2026, 1, 1), [SupposedInfluence("a/Stakeholder/x", "a/Stakeholder/y", 0.5)])
    >>> [claim.weight for claim in if_so.account.all(Influences)]
    [0.5]
    """
    account = apply(graph.account, changes) if changes else graph.account
    claims = [each.claim(day) for each in suppositions]
    amended = account.amended(graph.revision, claims) if claims or changes else account
    return AccountGraph(amended, graph.team, graph.recorded_at)


def _claim(kind: type[Claim], source: str, target: str, day: date, **values: object) -> Claim:
    made, faults = kind.decode({"from": source, "to": target, "by": SUPPOSED, "validFrom": day, **values})
    if made is None:
        raise faults[0]
    return made
