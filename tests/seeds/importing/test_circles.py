"""Circles: found by what is new and what stands, and by solid lines alone."""

from typing import Any

from graph.identity import node_id
from graph.model import ReportsTo
from seeds.importing.circles import Step, circles
from tests.graph.acme import ACME, edge, made, person


def ids(*keys: str) -> list[str]:
    return [node_id(ACME, "Stakeholder", key) for key in keys]


def step(source: str, target: str, **values: Any) -> Step:
    return Step("REPORTS_TO", source, target, values)


def test_each_step_of_a_circle_is_told_with_it_and_no_other() -> None:
    a, b, c, d = ids("a", "b", "c", "d")
    found = circles([step(a, b), step(b, c), step(c, a), step(d, a)], made())
    assert found == ["a, b, c", "a, b, c", "a, b, c", ""]


def test_dotted_lines_make_none() -> None:
    a, b = ids("a", "b")
    assert circles([step(a, b), step(b, a, line="DOTTED")], made()) == ["", ""]


def test_a_dotted_line_that_stands_makes_none_either() -> None:
    a, b = ids("a", "b")
    there = made(person("a"), person("b"), [edge(ReportsTo, a, b, line="DOTTED")])
    assert circles([step(b, a)], there) == [""]


def test_what_stands_counts_where_nothing_new_is_said() -> None:
    a, b = ids("a", "b")
    there = made(person("a"), person("b"), [edge(ReportsTo, a, b)])
    assert circles([step(b, a)], there) == ["a, b"]
    assert circles([step(b, a), step(a, node_id(ACME, "Stakeholder", "c"))], there) == ["", ""]
