"""Who may ask for a field: the role that it takes, told by the field itself and demanded in one place.

What a document asks for is looked at before anything of it is worked out: where a role does not do for one of its
fields, all of it is refused. A mutation's own field only shows its role, for it answers in its payload.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from strawberry.schema_directive import Location

from graph.viewer import Role
from schema.definitions import declared, fragments_of

__all__ = ["NOT_ALLOWED", "Permission", "Permissions", "permitted_to"]

NOT_ALLOWED: Final = "NOT_ALLOWED"
"""The code of a request that is refused for a role."""

strawberry.enum(Role, description=Role.__doc__)


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="Which role the field takes: it, and every greater one, will do. Where it is not given, all roles do.",
)
class Permission:
    role: Role = strawberry.field(description="The least role that will do.")


def permitted_to(role: Role) -> Permission:
    """The directive of a field that takes this role."""
    return Permission(role=role)


class Permissions:
    """What the operations of a valid document take. Linear in its length: each fragment is looked at once."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._table = _table(schema)
        self._fragments = fragments_of(document)

    def refusals(self, operation: OperationDefinitionNode, role: Role) -> list[GraphQLError]:
        """An error for each field of the operation for which this role does not do, once for each of its names."""
        root = self._schema.get_root_type(operation.operation)
        asked = self._asked(operation.selection_set, root.name if root else "")
        found = {demand.field: (node, demand) for node, demand in asked if not role.covers(demand.role)}
        return [
            GraphQLError(
                f"{demand.field} takes the role {demand.role}, and yours is {role}",
                node,
                extensions={"code": NOT_ALLOWED, "role": demand.role.value},
            )
            for node, demand in found.values()
        ]

    def _asked(self, selections: SelectionSetNode, root: str) -> Iterator[tuple[FieldNode, "_Demand"]]:
        """The fields within that take a role, each with what it takes."""
        waiting, spread = [(selections, root)], set[str]()
        while waiting:
            selected, type_ = waiting.pop()
            for selection in selected.selections:
                if isinstance(selection, FieldNode):
                    demand = self._table.get(type_, {}).get(selection.name.value)
                    if demand and demand.role is not Role.VIEWER:
                        yield selection, demand
                    if demand and selection.selection_set:
                        waiting.append((selection.selection_set, demand.type))
                elif not isinstance(selection, FragmentSpreadNode):
                    condition = selection.type_condition  # type: ignore[attr-defined]  # the third kind: inline
                    within: SelectionSetNode = selection.selection_set  # type: ignore[attr-defined]
                    waiting.append((within, condition.name.value if condition else type_))
                elif selection.name.value not in spread:
                    spread.add(selection.name.value)
                    fragment = self._fragments[selection.name.value]
                    waiting.append((fragment.selection_set, fragment.type_condition.name.value))


class _Demand(NamedTuple):
    """What a field takes, by what it is called, and the name of the type that it answers."""

    role: Role
    field: str
    type: str


@lru_cache(maxsize=4)
def _table(schema: GraphQLSchema) -> Mapping[str, Mapping[str, _Demand]]:
    """By type and field. A field of an interface takes what it does in any type that has it."""
    silent = schema.mutation_type
    return {
        name: {word: _demand(schema, each, word, each is silent) for word in each.fields}
        for name, each in schema.type_map.items()
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__")
    }


def _demand(
    schema: GraphQLSchema, type_: GraphQLObjectType | GraphQLInterfaceType, word: str, is_silent: bool
) -> _Demand:
    fields = [type_.fields[word]]
    if isinstance(type_, GraphQLInterfaceType):
        fields += [each.fields[word] for each in schema.get_possible_types(type_)]
    role = Role.VIEWER if is_silent else max(map(_role, fields), key=list(Role).index)
    return _Demand(role, f"{type_.name}.{word}", get_named_type(type_.fields[word].type).name)


def _role(field: GraphQLField) -> Role:
    permission = declared(field, Permission)
    return permission.role if permission else Role.VIEWER
