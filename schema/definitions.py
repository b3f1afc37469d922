"""What is defined: the fragments of a document, and what the schema's own directives say of a field."""

from collections.abc import Mapping
from typing import TypeVar

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLArgument, GraphQLField, GraphQLNamedType

__all__ = ["declared", "fragments_of"]

T = TypeVar("T")


def fragments_of(document: DocumentNode) -> Mapping[str, FragmentDefinitionNode]:
    """The fragments that a document defines, by name."""
    return {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}


def declared(of: GraphQLField | GraphQLArgument | GraphQLNamedType, directive: type[T]) -> T | None:
    """The directive of this type that a field, an argument or a type bears; null where there is none."""
    declarations = getattr(of.extensions.get("strawberry-definition"), "directives", None) or ()
    return next((each for each in declarations if isinstance(each, directive)), None)
