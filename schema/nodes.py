"""The model's nodes as types of the API: their fields follow from the declarations in `graph.model`."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from importlib import import_module
from typing import Any, TypeVar

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from graph import model
from graph.declaration import Node as Stored
from graph.declaration import Property, Verification
from graph.model import EDGES
from schema.context import Reading
from schema.relay import Node

__all__ = ["EdgeType", "as_node", "described_enum", "graphql_type", "node_type", "node_types", "type_of"]

T = TypeVar("T", bound=Node)
E = TypeVar("E", bound=type[StrEnum])

_TYPES: dict[str, type[Node]] = {}


def described_enum(enumeration: E) -> E:
    """Make an enumeration one of the API's, its docstring the description."""
    return strawberry.enum(enumeration, description=enumeration.__doc__)


for _name in (*model.__all__, "Verification"):
    _declared = getattr(model, _name, Verification)
    if isinstance(_declared, type) and issubclass(_declared, StrEnum):
        described_enum(_declared)

_make_enum: Any = StrEnum  # called with the model's own table, which types cannot follow
EdgeType: Any = strawberry.enum(
    _make_enum("EdgeType", {label: label for label in EDGES}), description="The types of edge that the graph has."
)


def node_type(
    kind: type[Stored], *, name: str | None = None, directives: Sequence[object] = ()
) -> Callable[[type[T]], type[T]]:
    """Make a class the API's type of this kind of node: every field of the model that it does not define itself."""

    def declare(cls: type[T]) -> type[T]:
        for known in kind.properties:
            if not hasattr(cls, known.name):
                setattr(cls, known.name, _field(known))
                cls.__annotations__[known.name] = Any
        made = strawberry.type(cls, name=name, description=kind.__doc__, directives=directives)
        _TYPES[name or kind.label] = made
        return made

    return declare


def type_of(name: str) -> type[Node] | None:
    """The type of this name in the API, where it is a node's."""
    return _TYPES.get(name)


def node_types() -> list[type[Node]]:
    """The types of all nodes, in the order of their declaration."""
    return list(_TYPES.values())


def as_node(reading: Reading, identifier: str, type_name: str | None = None) -> Any:
    """The node of a stored id as the type of this name; where none is given an account is an Account.

    Null where there is no such node.
    """
    item = reading.graph.node(identifier)
    if item is None:
        return None
    is_account = isinstance(item, model.Organisation) and item.key == reading.graph.key
    name = type_name or ("Account" if is_account else item.label)
    if name not in _TYPES:
        import_module("schema.api")  # which puts all types together; a command may not have needed it so far
    return _TYPES[name](reading=reading, item=item)


def graphql_type(known: Property) -> Any:
    """The type of a field of the model as the API answers it: null where it may be absent."""
    if known.is_list:
        return StrawberryList(known.type)
    return known.type if known.required or known.default is not None else StrawberryOptional(known.type)


def _field(known: Property) -> Any:
    def read(self: Node) -> Any:
        value = getattr(self.item, known.name)
        return list(value) if known.is_list else value

    return strawberry.field(resolver=read, description=known.description, graphql_type=graphql_type(known))
