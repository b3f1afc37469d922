"""The codec: what a database is given, and what becomes of what it gives back."""

from typing import Any

import pytest
from hypothesis import given
from neo4j.time import Date, DateTime

from graph.codec import edge_row, native, node_row, read_edges, read_nodes
from graph.declaration import ALWAYS
from graph.errors import Unavailable
from graph.identity import parse_id
from graph.model import WorksIn
from tests.graph.acme import made, person
from tests.graph.strategies import Step, few, histories

PLAIN = {str, int, float, bool, list}


@few
@given(histories())
def test_what_is_written_is_read_as_it_was(history: list[Step]) -> None:
    snapshot = history[-1].effect.after
    nodes, edges = list(snapshot.nodes.values()), list(snapshot.edges.values())
    assert read_nodes([node_row(node) for node in nodes]) == nodes
    rows = [{**edge_row("acme", edge), "type": edge.label} for edge in edges]
    assert read_edges(rows) == edges


@few
@given(histories())
def test_a_database_is_given_plain_values_only(history: list[Step]) -> None:
    for item in history[-1].effect.after.nodes.values():
        row = node_row(item)
        kinds = {type(value) for value in row.values()}
        assert {kind for kind in kinds if kind.__module__ != "datetime"} <= PLAIN
        assert (row["scope"], row["key"]) == (parse_id(item.id).scope, parse_id(item.id).key)


def test_a_row_in_which_nothing_matched_is_no_edge() -> None:
    assert read_edges([{"type": None, "source": None, "target": None, "properties": None}]) == []


def test_the_drivers_days_and_instants_become_pythons() -> None:
    values: dict[str, Any] = {"on": Date(2026, 5, 1), "at": DateTime(2026, 5, 1, 12, 0, 0, 123456000), "n": 1}
    assert {word: type(value).__module__ for word, value in native(values).items()} == {
        "on": "datetime",
        "at": "datetime",
        "n": "builtins",
    }


def test_the_first_day_of_all_survives() -> None:
    [home] = made(person("ada")).all(WorksIn)
    row = {**edge_row("acme", home), "type": "WORKS_IN"}
    row["properties"]["validFrom"] = Date(1, 1, 1)
    [read] = read_edges([row])
    assert isinstance(read, WorksIn)
    assert read.valid_from == ALWAYS


def test_what_the_model_refuses_is_told_and_not_passed_on() -> None:
    row = {"id": "acme/Stakeholder/1", "revision": 1, "scope": "acme", "key": "1", "name": "x", "interest": 7}
    with pytest.raises(Unavailable, match=r"the database holds what the model refuses: Stakeholder\.interest"):
        read_nodes([row])
