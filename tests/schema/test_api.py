"""The schema as a whole: printed, described, and the way back from an id to its object."""

from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from graph.model import EDGES, NODES
from graph.viewer import Role, Viewer
from schema.api import schema
from schema.relay import encode_id
from tests.schema.conftest import Ask

PRINTED = Path(__file__).parents[2] / "schema" / "schema.graphql"


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    assert schema.as_str() + "\n" == PRINTED.read_text(encoding="utf-8"), (
        "run: stakegraph schema > schema/schema.graphql"
    )


def described() -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for name, kind in schema._schema.type_map.items():
        if name.startswith("__"):
            continue
        found.append((name, kind.description))
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            fields: dict[str, Any] = kind.fields
            found += [(f"{name}.{word}", each.description) for word, each in fields.items()]
            for word, each in fields.items():
                found += [(f"{name}.{word}({a})", arg.description) for a, arg in getattr(each, "args", {}).items()]
    return found


def test_every_type_field_and_argument_has_a_description() -> None:
    assert [name for name, description in described() if not description] == []


def test_every_node_of_the_model_is_a_type_with_all_of_its_fields() -> None:
    for label, kind in NODES.items():
        made = schema._schema.type_map[label]
        assert isinstance(made, GraphQLObjectType)
        assert {known.word for known in kind.properties} <= made.fields.keys(), label
        assert [interface.name for interface in made.interfaces] == ["Node"]


def test_every_node_edge_and_claim_of_the_model_can_be_written() -> None:
    change = schema._schema.type_map["ChangeInput"]
    assert isinstance(change, GraphQLInputObjectType)
    assert "input ChangeInput @oneOf" in schema.as_str()
    written = [field.type for field in change.fields.values()]
    assert len(written) == len(NODES) + len(EDGES) + 2  # and withdraw, and drop
    for label, kind in NODES.items():
        put = change.fields[f"put{label}"].type
        assert isinstance(put, GraphQLInputObjectType)
        assert set(put.fields) == {"id", *(known.word for known in kind.properties if not known.internal)}


def test_enumerations_hold_the_models_words() -> None:
    edge_type = schema._schema.type_map["EdgeType"]
    assert isinstance(edge_type, GraphQLEnumType)
    assert list(edge_type.values) == list(EDGES)


async def test_an_id_leads_back_to_its_object(ask: Ask) -> None:
    found = await ask('{ account(id: "krackhardt") { id __typename stakeholder(id: "A07") { id name } } }')
    ids = [found["account"]["id"], found["account"]["stakeholder"]["id"]]
    again = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id key } }", ids=ids)
    assert again["nodes"] == [
        {"__typename": "Account", "id": ids[0], "key": "krackhardt"},
        {"__typename": "Stakeholder", "id": ids[1], "key": "A07"},
    ]


async def test_an_id_bears_the_day_that_it_was_read_for(ask: Ask) -> None:
    query = 'query ($on: Date) { account(id: "krackhardt", on: $on) { id date stakeholder(id: "A07") { id } } }'
    today, past = (await ask(query))["account"], (await ask(query, on="1990-01-01"))["account"]
    assert today["id"] != past["id"]
    assert today["stakeholder"]["id"] != past["stakeholder"]["id"]
    again = await ask("query ($id: ID!) { node(id: $id) { id ... on Account { date } } }", id=past["id"])
    assert again["node"] == {"id": past["id"], "date": "1990-01-01"}


@pytest.mark.parametrize(
    "wrong",
    [
        "krackhardt",
        "A07",
        "",
        "%%%",
        encode_id("Stakeholder", "krackhardt/Stakeholder/nobody"),
        encode_id("Stakeholder", "nowhere/Stakeholder/A07"),
        encode_id("Plan", "krackhardt/Stakeholder/A07"),
        encode_id("Account", "krackhardt/Organisation/department-1"),
        encode_id("Stakeholder", "not an id"),
        "WzEsMl0",
    ],
)
async def test_what_is_no_id_of_anything_here_leads_nowhere(ask: Ask, wrong: str) -> None:
    assert await ask("query ($id: ID!) { node(id: $id) { id } }", id=wrong) == {"node": None}


async def test_the_root_of_a_tree_is_an_account_and_listed_as_an_organisation_too(ask: Ask) -> None:
    found = await ask('{ account(id: "krackhardt") { organisations { id key isAccount parent { key } } } }')
    root, *departments = found["account"]["organisations"]
    assert (root["key"], root["isAccount"], root["parent"]) == ("krackhardt", True, None)
    assert [each["parent"]["key"] for each in departments] == ["krackhardt"] * 4
    again = await ask("query ($id: ID!) { node(id: $id) { __typename id } }", id=root["id"])
    assert again["node"] == {"__typename": "Organisation", "id": root["id"]}


async def test_who_asks_is_told_who_they_are(ask: Ask) -> None:
    assert await ask("{ viewer { subject role teamMember { name } } }") == {
        "viewer": {"subject": "local", "role": "ADMIN", "teamMember": None}
    }


async def test_what_one_may_not_see_does_not_exist(ask: Ask) -> None:
    other = Ask(ask.store, Viewer("anna", Role.MEMBER, frozenset({"elsewhere"})))
    found = await ask('{ account(id: "krackhardt") { id stakeholder(id: "A07") { id } } }')
    ids = [found["account"]["id"], found["account"]["stakeholder"]["id"]]
    assert await other('{ account(id: "krackhardt") { id } }') == {"account": None}
    assert await other("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids) == {"nodes": [None, None]}
    assert await other("{ accounts { nodes { key } pageInfo { hasNextPage } } }") == {
        "accounts": {"nodes": [], "pageInfo": {"hasNextPage": False}}
    }
    refused = await other.commit("krackhardt", {"putStakeholder": {"id": "A07", "title": "x"}})
    missing = await other.commit("nowhere", {"putStakeholder": {"id": "A07", "title": "x"}})
    assert refused["errors"][0]["__typename"] == missing["errors"][0]["__typename"] == "NotFound"
    assert refused["errors"][0]["message"] == missing["errors"][0]["message"].replace("nowhere", "krackhardt")
