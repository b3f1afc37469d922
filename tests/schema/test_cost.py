"""What a request costs."""

from typing import Annotated, Any

import pytest
import strawberry
from graphql import OperationDefinitionNode, get_introspection_query, parse

from schema.api import schema
from schema.cost import INTROSPECTION, LONGEST, PAGE, SENTENCE, USUAL, Estimate, ListSize, Pricing, cost_of
from tests.schema.test_edges import WHOLE


@strawberry.type(directives=[cost_of(7)])
class Dear:
    name: str


def _sentence(language: str = "en") -> str:
    return language


def _sum() -> float:
    return 0.0


@strawberry.type
class Item:
    name: str
    words: list[str]
    parts: list["Item"]
    dear: Dear | None
    sentence: str = strawberry.field(resolver=_sentence)
    sum: float = strawberry.field(resolver=_sum, directives=[cost_of(9)])


@strawberry.type
class PageInfo:
    has_next_page: bool


@strawberry.type
class Row:
    node: Item


@strawberry.type
class Page:
    page_info: PageInfo
    edges: list[Row]
    nodes: list[Item]


def _page(first: int | None = None, last: int | None = None) -> Page:
    raise NotImplementedError


def _best(first: int = 3) -> list[Item]:
    raise NotImplementedError


def _named(ids: Annotated[list[str], strawberry.argument(directives=[cost_of(5)])]) -> list[Item]:
    raise NotImplementedError


def _planned(count: Annotated[int, strawberry.argument(directives=[cost_of(20)])] = 4) -> list[Item]:
    raise NotImplementedError


@strawberry.type
class Query:
    item: Item
    page: Page = strawberry.field(resolver=_page, directives=[cost_of(100)])
    best: list[Item] = strawberry.field(resolver=_best)
    named: list[Item] = strawberry.field(resolver=_named, directives=[ListSize(slicing_arguments=["ids"])])
    planned: list[Item] = strawberry.field(resolver=_planned, directives=[ListSize(slicing_arguments=["count"])])
    changed: list[Item] = strawberry.field(directives=[ListSize(assumed_size=200)])


small = strawberry.Schema(Query)


def estimate(document: str, variables: dict[str, Any] | None = None, of: strawberry.Schema = small) -> Estimate:
    node = parse(document)
    [operation] = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
    return Pricing(of._schema, node).of(operation, variables or {})[0]


@pytest.mark.parametrize(
    ("document", "cost"),
    [
        ("{ __typename }", 0),
        ("{ item { name words } }", 1),
        ("{ item { name } other: item { name } }", 2),
        ("{ item { sentence } }", 1 + SENTENCE),
        ("{ item { sum } }", 1 + 9),
        ("{ item { dear { name } } }", 1 + 7),
        ("{ item { parts { name } } }", 1 + USUAL),
        ("{ item { parts { dear { name } parts { name } } } }", 1 + USUAL * (1 + 7 + USUAL)),
        ("{ best { name } }", 3),
        ("{ best(first: 8) { sum } }", 8 * 10),
        ("{ best(first: -8) { sum } }", 0),
        ('{ named(ids: ["a", "b"]) { name } }', 2 * 5 + 2),
        ("{ planned { name } }", 4 * 20 + 4),
        ("{ planned(count: 10) { name } }", 10 * 20 + 10),
        ("{ changed { name } }", 200),
        ("{ page { pageInfo { hasNextPage } } }", 100 + 1 + 1),
        ("{ page { nodes { name } } }", 100 + 1 + PAGE),
        ("{ page(first: 7) { nodes { sum } pageInfo { hasNextPage } } }", 100 + 1 + 1 + 7 * 10),
        ("{ page(last: 7) { edges { node { sum } } } }", 100 + 1 + 7 * (1 + 10)),
        ("{ page(first: 7, last: 9) { nodes { name } } }", 100 + 1 + 9),
        ("{ page(first: null) { nodes { name } } }", 100 + 1 + PAGE),
        (
            "{ page(first: 2) { ...F nodes { name } } } fragment F on Page { ... { edges { node { name } } } }",
            101 + 2 * 3,
        ),
        (
            "{ a: page(first: 2) { ...F } b: page(first: 5) { ...F } } fragment F on Page { nodes { sum } }",
            202 + 7 * 10,
        ),
        ("{ item { ...F ...F } } fragment F on Item { sum }", 1 + 9 + 9),
        ('{ __schema { types { name } } __type(name: "Item") { name } }', 2 * INTROSPECTION),
    ],
)
def test_a_cost_is_what_the_fields_say(document: str, cost: float) -> None:
    assert estimate(document).cost == cost


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({"n": 7}, 7),
        ({"n": 7.0}, 7),
        ({}, 4),
        ({"n": None}, PAGE),
        ({"n": "7"}, PAGE),
        ({"n": True}, PAGE),
        ({"n": 10**400}, LONGEST),
        ({"n": -1}, 0),
    ],
)
def test_a_length_may_be_a_variable(given: dict[str, Any], size: float) -> None:
    assert estimate("query ($n: Int = 4) { page(first: $n) { nodes { name } } }", given).cost == 101 + size


def test_a_list_of_ids_may_be_a_variable() -> None:
    assert estimate("query ($ids: [String!]!) { named(ids: $ids) { name } }", {"ids": ["a"] * 30}).cost == 30 * 6


def test_it_is_told_which_variables_a_cost_depends_on() -> None:
    node = parse("query ($n: Int, $m: Int, $x: String) { page(first: $n) { nodes { sentence(language: $x) } } }")
    [operation] = node.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert Pricing(small._schema, node).of(operation, {})[1] == ("n",)


def test_fragments_that_double_are_priced_once() -> None:
    links = " ".join(f"fragment F{i} on Item {{ ...F{i + 1} ...F{i + 1} }}" for i in range(90))
    cost = estimate(f"{{ item {{ ...F0 }} }} {links} fragment F90 on Item {{ sum }}").cost
    assert cost == 1 + 9 * 2.0**90


def test_lists_of_a_guessed_length_are_told_with_what_each_of_their_items_costs() -> None:
    found = estimate("{ item { parts { sum } } page { nodes { name } } best(first: 5) { name } }").lists
    assert sorted(found.values()) == [(5, 1), (USUAL, 10)]


def test_the_introspection_of_graphiql_costs_little_of_what_is_allowed() -> None:
    assert estimate(get_introspection_query(), of=schema).cost == INTROSPECTION


def test_what_walks_through_all_for_everybody_is_dear() -> None:
    assert estimate(WHOLE, {"id": "x"}, schema).cost > estimate(WHOLE.replace("500", "50"), {"id": "x"}, schema).cost
