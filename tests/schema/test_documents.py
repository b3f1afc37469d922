"""The documents of requests, read once."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    Visitor,
    get_introspection_query,
    visit,
)

from graph.viewer import LOCAL, Viewer
from graph.watcher import UNWATCHED, Watcher
from schema import documents
from schema.api import schema
from schema.documents import UNLIMITED, Documents
from schema.limits import Excess, Limits, OverLimit
from tests.test_docs import WITH_QUERIES, fenced
from tests.work import LITTLE, work

GRAPHQL = schema._schema
NAMES = '{ account(id: "acme") { stakeholders(first: 5) { nodes { name } } } }'


def read(text: str, **limits: Any) -> list[str]:
    """The faults of a document."""
    return [fault.message for fault in Documents(Limits(**limits)).read(GRAPHQL, text).faults]


def excess(text: str, name: str | None = None, variables: dict[str, Any] | None = None, **limits: Any) -> str | None:
    """What a request asks too much of."""
    kept = Documents(Limits(**limits))
    try:
        document = kept.read(GRAPHQL, text)
        assert not document.faults
        kept.allow(document, name, variables or {})
    except OverLimit as error:
        return error.excess
    return None


def test_a_document_is_read_once() -> None:
    kept = Documents(Limits())
    assert kept.read(GRAPHQL, NAMES) is kept.read(GRAPHQL, NAMES)
    assert kept.read(GRAPHQL, NAMES) is not kept.read(GRAPHQL, NAMES + " ")


def test_those_are_kept_that_were_used_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT", 2 * len(NAMES) + 2)
    kept = Documents(Limits())
    first, second = kept.read(GRAPHQL, NAMES), kept.read(GRAPHQL, NAMES + " ")
    assert kept.read(GRAPHQL, NAMES) is first
    kept.read(GRAPHQL, NAMES + ",")
    assert kept.read(GRAPHQL, NAMES) is first
    assert kept.read(GRAPHQL, NAMES + " ") is not second


def test_what_is_wrong_with_a_document_is_told_each_time_and_not_kept() -> None:
    kept = Documents(Limits())
    first, second = kept.read(GRAPHQL, "{ nothing }"), kept.read(GRAPHQL, "{ nothing }")
    assert first is not second
    assert [fault.message for fault in second.faults] == ["Cannot query field 'nothing' on type 'Query'."]
    with pytest.raises(GraphQLSyntaxError):
        kept.read(GRAPHQL, "{ account(")


def test_a_document_is_priced_for_the_variables_that_come_with_it() -> None:
    query = "query ($n: Int) { accounts(first: $n) { nodes { stakeholders(first: $n) { nodes { key } } } } }"
    kept = Documents(Limits())
    document = kept.read(GRAPHQL, query)

    def cost(variables: dict[str, Any]) -> float:
        allowance = kept.allow(document, None, variables)
        assert allowance
        return allowance.cost

    assert [cost({"n": n}) - cost({"n": 0}) for n in (1, 10, 100)] == [52, 610, 15100]
    assert cost({}) == cost({"n": None}) == cost({"n": 50})
    with pytest.raises(OverLimit):
        cost({"n": 500})
    assert cost({"n": 1}) - cost({"n": 0}) == 52


@pytest.mark.parametrize("path", WITH_QUERIES, ids=lambda path: path.name)
def test_every_query_of_the_documents_is_within_the_limits(path: Any) -> None:
    for _, query in fenced(path, "graphql"):
        assert excess(query) is None


def test_the_introspection_of_graphiql_is_within_the_limits() -> None:
    query = get_introspection_query(schema_description=True, input_value_deprecation=True, type_depth=9)
    assert excess(query) is None


def test_many_variables_are_told_apart() -> None:
    query = "query ($a: Int, $b: Int) { accounts(first: $a) { nodes { stakeholders(first: $b) { nodes { key } } } } }"
    kept = Documents(Limits(max_cost=10**9))
    document = kept.read(GRAPHQL, query)
    for a, b in [(1, 300), (300, 1), (2, 3), (3, 2), *((i, 1) for i in range(20)), (1, 300), (300, 1)]:
        allowance = kept.allow(document, None, {"a": a, "b": b})
        assert allowance
        assert allowance.cost == 100 + 1 + a * (50 + 1 + b)


MAP = """{ account(id: "acme") { stakeholderMap(filter: {includeTeam: true}) {
  nodes { key x y power coverage level stance stakeholder { name title } teamMember { name } }
  edges { key type source target weight claims { key value by author { name } } }
  groups { key label nodes parent }
} } }"""


def test_the_whole_map_of_a_thousand_people_is_within_the_limits() -> None:
    kept = Documents(Limits())
    document = kept.read(GRAPHQL, MAP)
    allowance = kept.allow(document, None, {})
    assert allowance
    lists = {name: fields(document.node, name) for name in ("nodes", "edges", "claims", "groups")}
    allowance.charge(lists["nodes"], 1_000)
    allowance.charge(lists["edges"], 6_000)
    allowance.charge(lists["groups"], 100)
    for _ in range(6_000):
        allowance.charge(lists["claims"], 2)
    assert 20_000 < allowance.cost < 50_000


def fields(node: DocumentNode, name: str) -> list[FieldNode]:
    """The fields of this name in a document."""
    found: list[FieldNode] = []

    class Finding(Visitor):
        def enter_field(self, each: FieldNode, *_: Any) -> None:
            if each.name.value == name:
                found.append(each)

    visit(node, Finding())
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ accounts(first: 500) { nodes { stakeholders(first: 500) { nodes { key } } } } }", Excess.COST),
        ("{" + " ".join(f"a{i}: __typename" for i in range(101)) + "}", Excess.ALIASES),
        ("{ viewer { subject" + " @skip(if: true)" * 51 + "} }", Excess.DIRECTIVES),
        ("{ viewer { " + "subject " * 2000 + "} }", Excess.LENGTH),
        ("{ viewer { subject } }" + " " * 40_000, Excess.LENGTH),
        ("#\n" * 2001 + "{ viewer { subject } }", Excess.LENGTH),
        ("{ nodes(ids: " + "[" * 300 + "]" * 300 + ") { key } }", Excess.DEPTH),
        ("{ viewer { " + "subject " * 400 + "} }", Excess.REPETITION),
    ],
)
def test_what_asks_for_too_much_is_refused_for_that(text: str, expected: Excess) -> None:
    assert excess(text) == expected


HOSTILE = {
    "fragments that double 25 times": "{ ...F0 } "
    + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(25))
    + " fragment F25 on Query { __typename }",
    "objects that double 15 times": '{ node(id: "x") { ...F0 } } '
    + " ".join(
        f"fragment F{i} on Stakeholder {{ managers {{ ...F{i + 1} }} reports {{ ...F{i + 1} }} }}" for i in range(15)
    )
    + " fragment F15 on Stakeholder { key }",
    "fragments that spread all others": "{"
    + " ".join(f"...F{i}" for i in range(30))
    + "}"
    + " ".join(
        f"fragment F{i} on Query {{ viewer {{ role }} {' '.join(f'...F{j}' for j in range(i + 1, 30))} }}"
        for i in range(30)
    ),
    "the same object again and again": "{"
    + " ".join('account(id: "x") { organisations { name } }' for _ in range(150))
    + "}",
    "a megabyte of tokens": "{" + "a " * 500_000,
    "names that are nearly right": '{ account(id: "x") { ' + " ".join(f"stakehold{i}" for i in range(1900)) + "} }",
    "many operations on many fragments": " ".join(f"query Q{i} {{ ...F0 }}" for i in range(120))
    + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(90))
    + "fragment F90 on Query { viewer { role } }",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_is_seen_through_with_little_work(text: str) -> None:
    kept = Documents(Limits())
    with work() as done, suppress(GraphQLError):
        document = kept.read(GRAPHQL, text)
        if not document.faults:
            kept.allow(document, None, {})
    assert 0 < done.count < LITTLE


def test_of_several_operations_the_request_says_which() -> None:
    document = UNLIMITED.read(GRAPHQL, "query A { __typename } query B { viewer { role } }")
    with pytest.raises(GraphQLError, match="holds 2 operations: say in operationName which"):
        UNLIMITED.allow(document, None, {})
    assert UNLIMITED.allow(document, "B", {}) is None


def test_near_names_are_told_unless_that_is_off() -> None:
    assert read("{ acount { name } }") == [
        "Cannot query field 'acount' on type 'Query'. Did you mean 'account' or 'accounts'?"
    ]
    assert read("{ acount { name } }", suggestions=False) == ["Cannot query field 'acount' on type 'Query'."]


def test_the_schema_is_told_unless_that_is_off() -> None:
    assert read("{ __schema { queryType { name } } __typename }") == []
    faults = read("{ __schema { queryType { name } } __typename }", introspection=False)
    assert faults
    assert all("introspection has been disabled" in fault for fault in faults)


@dataclass
class Asked:
    documents: Documents
    rights: Viewer = LOCAL
    watcher: Watcher = UNWATCHED


async def test_near_words_in_variables_are_told_unless_that_is_off() -> None:
    query = 'query ($kinds: [SearchKind!]) { search(text: "anna", kinds: $kinds) { nodes { key } } }'

    async def told(**limits: Any) -> str:
        asked = Asked(Documents(Limits(**limits)))
        result = await schema.execute(query, {"kinds": ["ACOUNT"]}, asked)
        [error] = result.errors or []
        return str(error.message)

    assert "Did you mean the enum value 'ACCOUNT'?" in await told()
    assert "Did you mean" not in await told(suggestions=False)
