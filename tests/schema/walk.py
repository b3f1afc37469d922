"""A walk over the schema: documents that together ask for every field of every type that can be reached."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

__all__ = ["FEW", "Walk", "filled"]

FEW: Final = 2
"""Of each list that takes how many."""

ANYTHING: Final = (("Query", "node"), ("Query", "nodes"), ("Recommendation", "supposes"))
"""What may answer an object of any type, or changes of any kind, and so leads nowhere in particular."""

Arguments = Mapping[str, str]
"""What a field's arguments are, as GraphQL writes them, by `Type.field(argument)`."""


class Walk:
    """The documents, by the root fields that they begin with, but for some fields.

    Every argument that is required must be given.
    """

    def __init__(self, schema: GraphQLSchema, arguments: Arguments, without: Collection[str] = ()) -> None:
        self.schema = schema
        self.arguments = arguments
        self.without = without
        assert schema.query_type
        self.ways = self._ways(schema.query_type)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Every field that can be reached, by its type and name."""
        return [(type_.name, name) for type_, _ in self.ways.values() for name in type_.fields]

    def documents(self) -> dict[str, str]:
        """The documents."""
        trees: dict[str, _Selection] = {}
        for type_, way in self.ways.values():
            for name, field in type_.fields.items():
                if name in self.without:
                    continue
                root = way[0][1] if way else name
                selection = trees.setdefault(root, _Selection("Query"))
                for parent, step in way:
                    selection = selection.into(parent, self._call(parent, step), self._answer(parent, step))
                self._add(selection, type_.name, name, field)
        return {root: f"{{ {tree.text()} }}" for root, tree in trees.items()}

    def single(self, type_name: str, field_name: str) -> str:
        """A document that asks for one field, by the shortest way."""
        type_, way = self.ways[type_name]
        tree = selection = _Selection("Query")
        for parent, step in way:
            selection = selection.into(parent, self._call(parent, step), self._answer(parent, step))
        self._add(selection, type_name, field_name, type_.fields[field_name])
        return f"{{ {tree.text()} }}"

    def _ways(self, root: GraphQLObjectType) -> dict[str, tuple[GraphQLObjectType, tuple[tuple[str, str], ...]]]:
        """The shortest way to each type: the types and fields on it."""
        found: dict[str, tuple[GraphQLObjectType, tuple[tuple[str, str], ...]]] = {root.name: (root, ())}
        waiting = [root]
        for type_ in waiting:
            for name, field in type_.fields.items():
                for answered in _objects(self.schema, get_named_type(field.type)):
                    is_way = (type_.name, name) not in ANYTHING and name not in self.without
                    if answered.name not in found and is_way:
                        found[answered.name] = (answered, (*found[type_.name][1], (type_.name, name)))
                        waiting.append(answered)
        return found

    def _answer(self, parent: str, name: str) -> str:
        type_ = self.schema.type_map[parent]
        assert isinstance(type_, GraphQLObjectType)
        return str(get_named_type(type_.fields[name].type).name)

    def _call(self, parent: str, name: str) -> str:
        """The field with its arguments."""
        type_ = self.schema.type_map[parent]
        assert isinstance(type_, GraphQLObjectType)
        taken = type_.fields[name].args
        given = {word: self._given(f"{parent}.{name}({word})", word, each) for word, each in taken.items()}
        told = ", ".join(f"{word}: {value}" for word, value in given.items() if value is not None)
        return f"{name}({told})" if told else name

    def _given(self, place: str, word: str, argument: Any) -> str | None:
        if place in self.arguments:
            return self.arguments[place]
        assert not is_required_argument(argument), f"tell the walk what to give for {place}"
        return str(FEW) if word == "first" else None

    def _add(self, selection: "_Selection", type_name: str, name: str, field: GraphQLField) -> None:
        """The field itself, with what is simple of what it answers."""
        answered = get_named_type(field.type)
        within = selection.into(type_name, self._call(type_name, name), answered.name)
        for each in _objects(self.schema, answered):
            for word, part in each.fields.items():
                is_simple = is_leaf_type(get_named_type(part.type)) and word not in self.without
                if is_simple and not any(map(is_required_argument, part.args.values())):
                    within.into(each.name, self._call(each.name, word), "")


class _Selection:
    """What is asked for of one object, whose declared type is this one."""

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name
        self._parts: dict[tuple[str, str], _Selection] = {}

    def into(self, type_name: str, call: str, answered: str) -> "_Selection":
        """What is asked for of what a field of an object of the type answers."""
        return self._parts.setdefault((type_name, call), _Selection(answered))

    def text(self) -> str:
        """As GraphQL writes it. Fields of other types than the declared are named by their type, not to be mixed up."""
        told = ["__typename"]
        for (type_name, call), part in self._parts.items():
            within = f" {{ {part.text()} }}" if part.type_name and part._is_composite else ""
            if type_name == self.type_name:
                told.append(call + within)
            else:
                told.append(f"... on {type_name} {{ {type_name}_{call.partition('(')[0]}: {call}{within} }}")
        return " ".join(told)

    @property
    def _is_composite(self) -> bool:
        return bool(self._parts) or self.type_name in _COMPOSITE


_COMPOSITE: set[str] = set()


def _objects(schema: GraphQLSchema, type_: GraphQLNamedType) -> Iterator[GraphQLObjectType]:
    if is_composite_type(type_):
        _COMPOSITE.add(type_.name)
    if isinstance(type_, GraphQLObjectType):
        yield type_
    elif isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        yield from schema.get_possible_types(type_)


def filled(type_: Any, given: Mapping[str, Any], name: str = "") -> Any:
    """A value of an input type: what is given for a field's name, else the least that will do."""
    if name in given:
        return given[name]
    if is_non_null_type(type_):
        assert isinstance(type_, GraphQLNonNull)
        return filled(type_.of_type, given, name)
    if is_list_type(type_):
        return [filled(type_.of_type, given, name)]
    if isinstance(type_, GraphQLInputObjectType):
        if getattr(type_.extensions.get("strawberry-definition"), "is_one_of", False):
            words = [next(iter(type_.fields))]
        else:
            words = [word for word, field in type_.fields.items() if is_required_input_field(field) or word in given]
        return {word: filled(type_.fields[word].type, given, word) for word in words}
    if is_enum_type(type_):
        return next(iter(type_.values))
    usual = {"Int": 1, "Float": 0.5, "Boolean": True, "Date": "2026-11-25", "DateTime": "2026-11-25T12:00:00Z"}
    return given.get(type_.name, usual.get(type_.name, "x"))
