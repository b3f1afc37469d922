"""Which role a field takes: told by the field, and demanded of the document before anything of it is worked out."""

from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, OperationDefinitionNode, parse
from strawberry.schema.config import StrawberryConfig

from graph.viewer import Role
from schema.permission import NOT_ALLOWED, Permissions, permitted_to


@strawberry.interface
class Named:
    name: str
    secret: str


@strawberry.type
class Plain(Named):
    name: str
    secret: str


@strawberry.type
class Guarded(Named):
    name: str
    secret: str = strawberry.field(directives=[permitted_to(Role.OWNER)])
    next: "Guarded | None" = strawberry.field(default=None, directives=[permitted_to(Role.ANALYST)])


@strawberry.type
class Query:
    guarded: Guarded
    named: Named


@strawberry.type
class Mutation:
    guarded: Guarded = strawberry.field(directives=[permitted_to(Role.ADMIN)])


SCHEMA: GraphQLSchema = strawberry.Schema(
    Query, Mutation, types=[Plain, Guarded], config=StrawberryConfig(auto_camel_case=True)
)._schema


def refused(document: str, role: Role) -> list[Any]:
    node = parse(document)
    operation = next(each for each in node.definitions if isinstance(each, OperationDefinitionNode))
    return Permissions(SCHEMA, node).refusals(operation, role)


@pytest.mark.parametrize(
    ("document", "least"),
    [
        ("{ guarded { name } }", Role.VIEWER),
        ("{ guarded { next { name } } }", Role.ANALYST),
        ("{ guarded { secret } }", Role.OWNER),
        ("{ guarded { next { next { secret } } } }", Role.OWNER),
        ("{ named { name } }", Role.VIEWER),
        ("{ named { secret } }", Role.OWNER),  # it may be a Guarded one's
        ("{ named { ... on Guarded { secret } } }", Role.OWNER),
        ("{ named { ... on Plain { secret } } }", Role.VIEWER),
        ("{ named { ... { secret } } }", Role.OWNER),
        ("{ guarded { alias: secret } }", Role.OWNER),
        ("{ guarded { secret @skip(if: true) } }", Role.OWNER),
        ("{ ...a } fragment a on Query { guarded { ...b } } fragment b on Guarded { secret }", Role.OWNER),
        ("{ guarded { name } } fragment unused on Guarded { secret }", Role.VIEWER),
        (
            "{ guarded { ...a } } fragment a on Guarded { name next { ...b } } fragment b on Guarded { name }",
            Role.ANALYST,
        ),
        ("{ __schema { types { name } } guarded { __typename } }", Role.VIEWER),
        ("mutation { guarded { name } }", Role.VIEWER),  # it answers in its payload
        ("mutation { guarded { secret } }", Role.OWNER),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_a_document_takes_what_its_fields_take(document: str, least: Role, role: Role) -> None:
    assert bool(refused(document, role)) != role.covers(least)


def test_each_field_is_told_once_with_its_place_and_the_role_it_takes() -> None:
    found = refused("{ a: guarded { secret next { secret } } }", Role.VIEWER)
    assert sorted(error.message for error in found) == [
        "Guarded.next takes the role ANALYST, and yours is VIEWER",
        "Guarded.secret takes the role OWNER, and yours is VIEWER",
    ]
    assert {error.extensions["code"] for error in found} == {NOT_ALLOWED}
    assert {error.extensions["role"] for error in found} == {"ANALYST", "OWNER"}
    assert all(error.locations for error in found)


def test_fragments_that_spread_each_other_are_looked_at_once() -> None:
    chain = " ".join(f"fragment f{n} on Guarded {{ ...f{n + 1} ...f{n + 1} }}" for n in range(40))
    document = f"{{ guarded {{ ...f0 }} }} {chain} fragment f40 on Guarded {{ secret }}"
    assert len(refused(document, Role.VIEWER)) == 1
