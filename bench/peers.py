"""The same scores by other means: plain networkx, and dense numpy."""

from collections.abc import Mapping, Sequence
from math import exp

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from scoring.contacts import Contact
from scoring.strength import Tie

__all__ = ["dense_coverage", "dense_power", "graph_coverage", "graph_introductions", "graph_power"]

Vector = NDArray[np.float64]


def graph_power(listeners: "nx.DiGraph[int]", openness: Sequence[float], formal: Sequence[float]) -> list[float]:
    """Power by the same iteration as ours, over the edges of a networkx graph."""
    people = range(len(formal))
    own = [1 - openness[j] * listeners.edges[j, j]["weight"] for j in people]
    flow, change = [formal[j] / own[j] for j in people], 1.0
    while change >= 1e-12:
        moved = [openness[i] * flow[i] for i in people]
        step = [
            (formal[j] + sum(edge["weight"] * moved[i] for i, edge in listeners.pred[j].items() if i != j)) / own[j]
            for j in people
        ]
        change = sum(abs(new - old) for new, old in zip(step, flow, strict=True))
        flow = step
    return [(1 - openness[j]) * flow[j] for j in people]


def dense_power(weights: Vector, openness: Vector, formal: Vector) -> Vector:
    """Power by solving (I - WᵀA) y = d for a dense W."""
    flow = np.linalg.solve(np.eye(len(formal)) - weights.T * openness, formal)
    moved: Vector = (1 - openness) * flow
    return moved


def graph_introductions(network: "nx.DiGraph[str]", source: str, targets: Sequence[str]) -> list[float]:
    """The length of the shortest way to each, by one search of networkx's for each."""
    return [nx.dijkstra_path_length(network, source, target, weight="length") for target in targets]


def graph_coverage(people: Sequence[str], met: Sequence[Contact], ties: Mapping[tuple[str, str], Tie]) -> list[float]:
    """Coverage by walking a networkx graph of people and what reaches them."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(people)
    for contact in met:
        graph.add_edges_from((person, contact.interaction, {"contact": contact}) for person in contact.people)
    for (member, person), tie in ties.items():
        if tie.declared:
            graph.add_edge(person, member, declared=tie.declared.strength)
    return [_covered(graph, person) for person in people]


def dense_coverage(people: Sequence[str], met: Sequence[Contact], ties: Mapping[tuple[str, str], Tie]) -> Vector:
    """Coverage by a dense matrix of people and interactions."""
    index = {person: i for i, person in enumerate(people)}
    part = np.zeros((len(people), len(met)))
    for column, contact in enumerate(met):
        part[[index[person] for person in contact.people], column] = contact.weight
    outbound = np.array([contact.outbound for contact in met], dtype=bool)
    exposure = part[:, ~outbound].sum(axis=1) + np.minimum(0.5, part[:, outbound].sum(axis=1))
    missing = np.ones(len(people))
    for (_, person), tie in ties.items():
        missing[index[person]] *= 1 - (tie.declared.strength if tie.declared else 0)
    covered: Vector = 1 - np.exp(-exposure / 3) * missing
    return covered


def _covered(graph: "nx.Graph[str]", person: str) -> float:
    exposure, outbound, missing = 0.0, 0.0, 1.0
    for edge in graph.adj[person].values():
        if "declared" in edge:
            missing *= 1 - edge["declared"]
        elif edge["contact"].outbound:
            outbound += edge["contact"].weight
        else:
            exposure += edge["contact"].weight
    return 1 - exp(-(exposure + min(0.5, outbound)) / 3) * missing
