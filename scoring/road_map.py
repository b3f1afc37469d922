"""What comes after what, and what holds it up?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import networkx as nx

from graph.model import Action, DependsOn, Objective, Serves
from graph.snapshot import Snapshot

__all__ = ["Step", "road_map"]


@dataclass(frozen=True, slots=True)
class Step:
    """An action of a plan, by id, and what it waits for.

    It can start on the later of its own first day and the day when all before it is done, `starts_on`; null where
    neither is known. `blocked_by` are those before it that are not done. It `is_delayed` where one of them ends after
    the day on which this one is due.
    """

    action: str
    starts_on: date | None
    blocked_by: tuple[str, ...]
    is_delayed: bool


def road_map(snapshot: Snapshot, plan: str, day: date) -> tuple[Step, ...]:
    """The actions of a plan, by its id, in an order in which each comes after all that it depends on.

    Among those that may come next it is the one due first; what has no due day comes last, then it goes by id. Where a
    chain leads through actions of other plans, they count but are not shown. What is done ended then; what is not done
    ends on the last of three days: today, the one on which it is due, and the one on which all before it is done.

    Parameters
    ----------
    snapshot : the account
    plan : its id
    day : today

    Returns
    -------
    A step for each action that serves an objective of the plan, once.

    Notes
    -----
    Linear in the actions and what they depend on, and a sort: a topological one, by Kahn's method.

    Examples
    --------
    >>> road_map(Snapshot("empty"), "empty/Plan/x", date(2026, 1, 1))
    ()

    References
    ----------
    Kahn, A. B. (1962). Topological sorting of large networks. Communications of the ACM 5, 558-562.
    """
    ours = _actions(snapshot, plan)
    graph = _dependencies(snapshot, ours)
    actions = {each: cast("Action", snapshot.nodes[each]) for each in graph}
    ends: dict[str, date] = {}
    steps: list[Step] = []
    for each in nx.lexicographical_topological_sort(graph, key=lambda each: _urgency(actions[each])):
        before = sorted(graph.predecessors(each))
        ends[each] = _end(actions[each], [ends[other] for other in before], day)
        if each in ours:
            steps.append(_step(actions[each], before, actions, ends, day))
    return tuple(steps)


def _actions(snapshot: Snapshot, plan: str) -> set[str]:
    objectives = _serving(snapshot, plan, Objective)
    return {action for each in objectives for action in _serving(snapshot, each, Action)}


def _serving(snapshot: Snapshot, target: str, kind: type[Objective] | type[Action]) -> list[str]:
    found = (edge.source for edge in snapshot.into(target, Serves))
    return [each for each in found if isinstance(snapshot.nodes.get(each), kind)]


def _dependencies(snapshot: Snapshot, ours: Iterable[str]) -> "nx.DiGraph[str]":
    """An edge from each action to what can only be done after it, over these and all that they depend on."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(ours))
    found = list(graph)
    for each in found:  # it grows as we go back
        for edge in snapshot.out(each, DependsOn):
            if edge.target not in graph:
                found.append(edge.target)
            graph.add_edge(edge.target, each)
    return graph


def _urgency(action: Action) -> tuple[date, str]:
    return action.due_on or date.max, action.id


def _is_done(action: Action, day: date) -> bool:
    return action.done_on is not None and action.done_on <= day


def _end(action: Action, before: Sequence[date], day: date) -> date:
    if action.done_on is not None and action.done_on <= day:
        return action.done_on
    return max([day, action.due_on or day, *before])


def _step(
    action: Action, before: Sequence[str], actions: Mapping[str, Action], ends: Mapping[str, date], day: date
) -> Step:
    waits = () if _is_done(action, day) else tuple(each for each in before if not _is_done(actions[each], day))
    starts = [ends[each] for each in before] + ([action.starts_on] if action.starts_on else [])
    return Step(
        action=action.id,
        starts_on=max(starts, default=None),
        blocked_by=waits,
        is_delayed=action.due_on is not None and any(ends[each] > action.due_on for each in waits),
    )
