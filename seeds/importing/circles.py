"""Circles: who would report to themselves in the end, and what would be part of itself."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import networkx as nx

from graph.identity import parse_id
from graph.model import EDGES
from graph.snapshot import Snapshot

__all__ = ["Step", "circles", "named"]

MOST_NAMED: Final = 12  # of those in a circle


class Step(NamedTuple):
    """An edge from one to another."""

    type: str
    source: str
    target: str
    values: Mapping[str, Any]


def circles(steps: Sequence[Step], snapshot: Snapshot) -> list[str]:
    """For each step the circle that it would be in, by keys; empty where it is in none.

    What stands already counts too, where nothing new is said of its source.
    """
    found = [""] * len(steps)
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, step in enumerate(steps):
        rule = EDGES[step.type].rules.acyclic
        if rule and step.values.get("line") != "DOTTED":
            numbers[step.type].append(number)
    for kind, own in numbers.items():
        new = {steps[number].source for number in own}
        graph = nx.DiGraph([(steps[number].source, steps[number].target) for number in own])
        graph.add_edges_from(_standing(kind, snapshot, new))
        for circle in nx.strongly_connected_components(graph):
            if len(circle) > 1:
                told = named(sorted(parse_id(each).key for each in circle), ", ")
                for number in own:
                    if {steps[number].source, steps[number].target} <= circle:
                        found[number] = told
    return found


def _standing(kind: str, snapshot: Snapshot, but: set[str]) -> Iterator[tuple[str, str]]:
    rule = EDGES[kind].rules.acyclic
    for edge in snapshot.all(EDGES[kind]):
        if edge.source not in but and getattr(edge, "valid_to", None) is None and rule and rule(edge):
            yield edge.source, edge.target


def named(keys: Sequence[str], between: str) -> str:
    """Those of a circle by name; of many the first, and how many more there are."""
    more = f" and {len(keys) - MOST_NAMED} more" if len(keys) > MOST_NAMED else ""
    return between.join(keys[:MOST_NAMED]) + more
