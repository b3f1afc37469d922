"""How far is the plan?"""

from collections.abc import Sequence
from datetime import date

from graph.model import Action, Objective, Plan, PlanState, Serves
from graph.snapshot import Snapshot

__all__ = ["action_progress", "elapsed", "objective_progress", "pace", "plan_progress"]


def action_progress(action: Action, day: date) -> float:
    """How far an action is on a day, 0..1: 1 once it is done, else as told; of which nothing is told, nothing counts.

    Of one that was done later, nobody knows how far it was on the day: it counts nothing. Constant.

    >>> made, _ = Action.decode({"id": "a/Action/x", "title": "X", "progress": 0.25, "doneOn": "2026-03-01"})
    >>> action_progress(made, date(2026, 2, 28)), action_progress(made, date(2026, 3, 1))
    (0.0, 1.0)
    """
    return _told(action, day) or 0.0


def objective_progress(snapshot: Snapshot, objective: Objective, day: date) -> float | None:
    """How far an objective is on a day, 0..1: 1 once it is reached, else as told, else the mean of its actions.

    Null where nothing is told of it and it has no action. Linear in its actions.

    >>> made, _ = Objective.decode({"id": "a/Objective/x", "title": "X", "progress": 0.25})
    >>> objective_progress(Snapshot("a"), made, date(2026, 1, 1))
    0.25
    """
    told = _told(objective, day)
    if told is not None:
        return told
    found = (snapshot.nodes[edge.source] for edge in snapshot.into(objective.id, Serves))
    return _mean([action_progress(each, day) for each in found if isinstance(each, Action)])


def plan_progress(snapshot: Snapshot, plan: Plan, day: date) -> float | None:
    """How far a plan is on a day, 0..1: the mean of those of its objectives of which that is known.

    Null where it is known of none. Linear in its objectives and actions.

    >>> plan_progress(Snapshot("a"), Plan.decode({"id": "a/Plan/x", "title": "X"})[0], date(2026, 1, 1)) is None
    True
    """
    found = (snapshot.nodes[edge.source] for edge in snapshot.into(plan.id, Serves))
    each_one = [objective_progress(snapshot, each, day) for each in found if isinstance(each, Objective)]
    return _mean([progress for progress in each_one if progress is not None])


def elapsed(plan: Plan, day: date) -> float | None:
    """The share of a plan's days that have begun, 0..1; null where its first or its last day is missing. Constant.

    >>> dates = {"startsOn": "2026-01-01", "endsOn": "2026-01-10"}
    >>> elapsed(Plan.decode({"id": "a/Plan/x", "title": "X", **dates})[0], date(2026, 1, 5))
    0.5
    """
    if plan.starts_on is None or plan.ends_on is None:
        return None
    begun, whole = (day - plan.starts_on).days + 1, (plan.ends_on - plan.starts_on).days + 1
    return min(1.0, max(0.0, begun / whole))


def pace(snapshot: Snapshot, day: date) -> float | None:
    """How the ACTIVE plans keep up with their time, 0..1: the mean of min(1, progress / the share that has elapsed).

    Of those that have begun and of which both are known; null where there is none. Linear in the plans, objectives and
    actions.

    >>> pace(Snapshot("empty"), date(2026, 1, 1)) is None
    True
    """
    paces = []
    for plan in snapshot.all(Plan):
        spent, progress = elapsed(plan, day), plan_progress(snapshot, plan, day)
        if plan.state is PlanState.ACTIVE and spent and progress is not None:
            paces.append(min(1.0, progress / spent))
    return _mean(paces)


def _told(item: Objective | Action, day: date) -> float | None:
    """What is told of it for a day: what it says of its progress holds only until it is done."""
    if item.done_on is None:
        return item.progress
    return 1.0 if item.done_on <= day else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
