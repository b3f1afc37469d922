"""The footprint: never below what the interpreter allocates, and not far above."""

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given

from graph.change import Change
from graph.codec import edge_row, node_row, read_edges, read_nodes
from graph.declaration import Edge, Node
from graph.footprint import EMPTY, footprint
from graph.model import Influences, Stakeholder
from graph.snapshot import Snapshot
from tests.graph.acme import edge, ident, made, person
from tests.graph.strategies import Step, few, histories


def managers(people: int, notes: str) -> Snapshot:
    """An account such as Krackhardt's: everybody works there, and gives advice to ten others."""
    claim = {"weight": 1.0, "by": "source:Krackhardt (1987)", "validFrom": "1987-01-01"}
    ids = [ident(Stakeholder, str(n)) for n in range(people)]
    advice: list[Change] = [
        edge(Influences, ids[n], ids[(n + step) % people], **claim) for n in range(people) for step in range(1, 11)
    ]
    who = [person(str(n), notes=notes or None, seniority="MANAGER") for n in range(people)]
    return made(*who, advice)


def _allocated(read: Callable[[], Snapshot]) -> int:
    """What is there more once it was read, in bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        snapshot = read()
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert snapshot.footprint
    return taken


def read_anew(snapshot: Snapshot) -> Callable[[], Snapshot]:
    """Makes the snapshot as a cold read does: of rows in which no two values are the same object."""
    nodes = orjson.dumps([node_row(node) for node in snapshot.nodes.values()])
    edges = orjson.dumps([{**edge_row(snapshot.scope, each), "type": each.label} for each in snapshot.edges.values()])

    def rows(text: bytes) -> Any:
        return orjson.loads(text)

    return lambda: Snapshot(snapshot.scope).amended(1, [*read_nodes(rows(nodes)), *read_edges(rows(edges))])


@pytest.mark.parametrize("people", [1, 100, 1000])
@pytest.mark.parametrize("notes", ["", "x" * 500])
def test_it_is_what_the_interpreter_allocates_or_a_little_more(people: int, notes: str) -> None:
    read = read_anew(managers(people, notes) if people > 10 else made(person("1", notes=notes or None)))
    weighed = read().footprint
    assert weighed > EMPTY
    taken = min(_allocated(read) for _ in range(3))  # other threads of this process allocate at times
    assert taken <= weighed <= 1.6 * taken


@few
@given(histories())
def test_a_snapshot_weighs_what_is_in_it_whatever_it_went_through(history: list[Step]) -> None:
    for snapshot in (step.effect.after for step in history):
        everything: list[Node | Edge] = [*snapshot.nodes.values(), *snapshot.edges.values()]
        assert snapshot.footprint == EMPTY + sum(map(footprint, everything))


def test_texts_and_lists_weigh_what_is_in_them() -> None:
    ada = {"id": ident(Stakeholder, "ada"), "name": "Ada"}
    plain, told, merged = (
        footprint(Stakeholder.decode({**ada, **more})[0])
        for more in ({}, {"notes": "x" * 999}, {"mergedIds": [ident(Stakeholder, str(n)) for n in range(9)]})
    )
    assert told >= plain + 999
    assert merged >= plain + 9 * len(ada["id"])
