"""What is defined in documents and by directives."""

import pytest
import strawberry
from graphql import parse

from graph.viewer import Role
from schema.cost import Cost, ListSize, cost_of
from schema.definitions import declared, fragments_of
from schema.permission import Permission, permitted_to


@strawberry.type(directives=[cost_of(7)])
class Query:
    plain: str
    guarded: str = strawberry.field(directives=[cost_of(3), permitted_to(Role.OWNER)])


SCHEMA = strawberry.Schema(Query)._schema


def test_a_directive_is_found_where_it_is_borne() -> None:
    query = SCHEMA.query_type
    assert query
    assert declared(query, Cost) == Cost(weight="7")
    assert declared(query.fields["guarded"], Cost) == Cost(weight="3")
    assert declared(query.fields["guarded"], Permission) == Permission(role=Role.OWNER)


@pytest.mark.parametrize("directive", [Cost, ListSize, Permission])
def test_where_there_is_none_there_is_none(directive: type) -> None:
    assert SCHEMA.query_type
    assert declared(SCHEMA.query_type.fields["plain"], directive) is None


def test_the_fragments_of_a_document_go_by_their_names() -> None:
    found = fragments_of(parse("{ ...A } fragment A on Query { ...B } fragment B on Query { plain }"))
    assert [(name, each.name.value) for name, each in found.items()] == [("A", "A"), ("B", "B")]
    assert fragments_of(parse("{ plain }")) == {}
