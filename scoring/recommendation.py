"""What is a recommendation worth?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from graph.change import Change
from graph.model import RecommendationKind
from scoring.amounts import opportunity_amounts
from scoring.lift import Lift
from scoring.scores import Scores
from scoring.suppositions import Supposition

__all__ = ["NO_LIFT", "Recommendation", "Stakes", "gain", "proposed", "recommendation_id"]

NO_LIFT = Lift(*[None] * 7)
"""Of what supposes nothing."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One action: who of us (`actor`) does what (`kind`) with whom (`people`), through whom (`via`), all by their ids.

    `opportunity` is what it is for, and `subjects` what else it is about: an insight, an offering and an organisation,
    a KPI, or a competitor. `supposes` and `changes` are what it is supposed to bring about, `lift` what that would
    change, `priority` what that is worth an hour, and `because` are the keys of the claims, edges and nodes that it
    comes from.
    """

    id: str
    kind: RecommendationKind
    actor: str | None
    people: tuple[str, ...]
    via: tuple[str, ...]
    opportunity: str | None
    subjects: tuple[str, ...]
    effort: float
    supposes: tuple[Supposition, ...]
    changes: tuple[Change, ...]
    lift: Lift
    priority: float
    because: tuple[str, ...] = field(default=())


def recommendation_id(
    account: str, kind: RecommendationKind, people: Iterable[str], opportunity: str | None, subjects: Iterable[str]
) -> str:
    """The id of a recommendation: the same tomorrow, and when another colleague is better placed. Constant.

    >>> recommendation_id("a", RecommendationKind.COVER, ["a/Stakeholder/x"], None, [])
    '91de3b8a70e0035e5d0a02a6'
    """
    parts = [account, kind.value, *sorted(people), opportunity or "", *sorted(subjects)]
    return blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


def gain(lift: Lift) -> float:
    """What a lift is worth, before effort and what is at stake. A null difference counts as 0. Constant.

    >>> gain(NO_LIFT._replace(agreement_probability=0.1, uncertainty=-0.2))
    0.30000000000000004
    """
    return (
        2 * (lift.agreement_probability or 0.0)
        + (lift.coverage or 0.0)
        + 0.5 * (lift.least_coverage or 0.0)
        - 0.5 * (lift.uncertainty or 0.0)
        - 0.5 * (lift.support_gap or 0.0)
    )


def proposed(
    scores: Scores,
    stakes: "Stakes",
    kind: RecommendationKind,
    people: Sequence[str],
    lift: Lift,
    *,
    actor: str | None,
    via: Sequence[str] = (),
    opportunity: str | None = None,
    subjects: Sequence[str] = (),
    supposes: Sequence[Supposition] = (),
    changes: Sequence[Change] = (),
    because: Sequence[str] = (),
    worth: float | None = None,
    amount: float | None = None,
    factor: float = 1.0,
) -> Recommendation | None:
    """A recommendation, with its id and its priority; null where it is worth nothing.

    Its priority is gain · sqrt(amount at stake / the account's largest) / effort, times a `factor`. `worth` and
    `amount` are its gain and what is at stake where these do not come of its lift and opportunity.
    Stakegraph's own definition. Linear in the opportunities.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> scores = Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1))
    >>> proposed(scores, Stakes(scores), RecommendationKind.COVER, [], NO_LIFT, actor=None) is None
    True
    """
    parameters = scores.parameters
    effort = max(parameters.effort_hours[kind], parameters.least_effort)
    value = gain(lift) if worth is None else worth
    if value <= 0:
        return None
    at_stake = stakes.of(opportunity, people) if amount is None else amount
    return Recommendation(
        id=recommendation_id(scores.account.scope, kind, people, opportunity, subjects),
        kind=kind,
        actor=actor,
        people=tuple(people),
        via=tuple(via),
        opportunity=opportunity,
        subjects=tuple(subjects),
        effort=effort,
        supposes=tuple(supposes),
        changes=tuple(changes),
        lift=lift,
        priority=factor * value * stakes.weight_of(at_stake) / effort,
        because=tuple(because),
    )


class Stakes:
    """What an account's open opportunities are worth, in one unit; a missing amount is the median of the others.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> Stakes(Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1))).weight_of(100.0)
    1.0
    """

    def __init__(self, scores: Scores) -> None:
        self.scores = scores
        self.amounts = opportunity_amounts(scores.account, scores.day, scores.parameters)
        self.largest = max(self.amounts.values(), default=0.0)

    def of(self, opportunity: str | None, people: Sequence[str]) -> float:
        """What is at stake: the opportunity's amount, else Σ amount π_p over the open ones."""
        if opportunity is not None:
            return self.amounts.get(opportunity, 0.0)
        return sum(
            amount * self.scores.power_in(each).of(person) for each, amount in self.amounts.items() for person in people
        )

    def weight_of(self, amount: float) -> float:
        """sqrt(amount / the account's largest); 1 where either is missing or zero."""
        return (amount / self.largest) ** 0.5 if amount and self.largest else 1.0

    def first(self, opportunities: Iterable[str]) -> str | None:
        """That at which most is at stake, of those that are open; then by id."""
        running = [each for each in opportunities if each in self.amounts]
        return min(running, key=lambda each: (-self.amounts[each], each), default=None)
