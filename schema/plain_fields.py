"""Plain fields: those that are read off an object and have nothing within. Lists of objects are full of them."""

from collections.abc import Awaitable, Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    is_leaf_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

__all__ = ["Direct"]


class _PlainField(NamedTuple):
    """How a field of a name in the answer is read off an object, and written."""

    name: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    required: bool


class Direct(StrawberryGraphQLCoreExecutionContext):
    """Reads the plain fields of an object at once. What is out of the ordinary goes the usual way, which tells of it.

    The usual way learns for each field of each object anew what it is, and takes some ten times as long.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plain: dict[int, tuple[Any, Sequence[_PlainField]]] = {}

    def execute_fields(self, parent_type: GraphQLObjectType, source: Any, path: Any, asked: Any, *rest: Any) -> Any:
        """The fields of an object."""
        found = _found(source, self._plain_of(parent_type, asked))
        if len(found) == len(asked):
            return found
        usual = {name: details for name, details in asked.items() if name not in found} if found else asked
        others: Any = super().execute_fields(parent_type, source, path, usual, *rest)
        if not found:
            return others
        return _later(asked, found, others) if self.is_awaitable(others) else _together(asked, found, others)

    def _plain_of(self, parent_type: GraphQLObjectType, asked: Any) -> Sequence[_PlainField]:
        """Those of the fields that are plain; the same for each object of a list."""
        known = self._plain.get(id(asked))
        if known is None:
            between = self.middleware_manager and self.middleware_manager.middlewares
            plain = [] if between else [_plain(name, parent_type, told[0].node) for name, told in asked.items()]
            known = self._plain[id(asked)] = asked, tuple(field for field in plain if field)
        return known[1]


def _found(source: Any, fields: Sequence[_PlainField]) -> dict[str, Any]:
    """What an object answers; what is out of the ordinary is left out."""
    found: dict[str, Any] = {}
    for name, read, write, required in fields:
        try:
            value = read(source)
            written = None if value is None or isinstance(value, Exception) else write(value)
        except Exception:  # which the usual way meets again, and tells
            written = Undefined
        if written is None:
            if value is None and not required:
                found[name] = None
        elif written is not Undefined:
            found[name] = written
    return found


async def _later(asked: Any, found: dict[str, Any], others: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    return _together(asked, found, await others)


def _together(asked: Any, found: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """All that was asked for, in its order."""
    return {name: found[name] if name in found else others[name] for name in asked if name in found or name in others}


def _plain(name: str, parent_type: GraphQLObjectType, node: FieldNode) -> _PlainField | None:
    if node.name.value == "__typename":
        return _PlainField(name, lambda _: parent_type.name, str, required=True)
    field = parent_type.fields.get(node.name.value)
    if field is None or field.args:
        return None
    required = isinstance(field.type, GraphQLNonNull)
    type_: Any = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    read = _reader(field)
    return _PlainField(name, read, _writer(type_), required) if read and is_leaf_type(type_) else None


def _reader(field: GraphQLField) -> Callable[[Any], Any] | None:
    """What reads the field off an object, where that takes nothing but the object."""
    declared = field.extensions.get("strawberry-definition")
    if not isinstance(declared, StrawberryField) or declared.extensions or declared.is_async:
        return None
    resolver = declared.base_resolver
    if resolver is None:
        return attrgetter(declared.python_name) if declared.default_resolver is getattr else None
    reserved = [each for each in resolver.reserved_parameters.values() if each is not None]
    alone = resolver.self_parameter is not None and len(reserved) == 1 and not resolver.arguments
    return resolver if alone else None


def _writer(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    """What writes a value of the type, as far as it is one."""
    if isinstance(type_, GraphQLEnumType):
        names = {each.value: name for name, each in type_.values.items()}
        return lambda member: names.get(getattr(member, "value", member), Undefined)
    write: Callable[[Any], Any] = type_.coerce_output_value
    return write
