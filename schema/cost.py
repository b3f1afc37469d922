"""What a request costs, told by the fields themselves.

A value costs nothing, a sentence a little, an object 1, and a list as many times what each of its items costs as it has
items: as many as its arguments ask for, else a guess, which is set right when the list is there. What takes more than
that says so itself, by `Cost`: a field once, a type for each of its objects, an argument for each that it names or asks
for. What has its length from elsewhere says so by `ListSize`. 1 is about a fortieth of a millisecond.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from strawberry.schema_directive import Location

from schema.definitions import declared, fragments_of

__all__ = ["Cost", "Estimate", "ListSize", "Pricing", "cost_of", "size_of"]

SENTENCE: Final = 4.0  # what is put into words, or else worked out for its arguments
INTROSPECTION: Final = 4_000.0  # whatever is asked of the schema itself
PAGE: Final = 50  # of a connection where no argument says
USUAL: Final = 10  # of any other list
PAGED: Final = ("edges", "nodes")  # what a connection has as often as its arguments say
SIZES: Final = ("first", "last")
LONGEST: Final = 1e9  # no list is taken to be longer


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT, Location.ARGUMENT_DEFINITION],
    description="What it costs to work out the field, each object of the type, or each item of the argument (as many"
    " times as it says, where it is a number); not given: 0 for a field or an argument, 1 for an object.",
)
class Cost:
    weight: str = strawberry.field(description="How much.")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="How long the list is, where `first` and `last` do not say.",
)
class ListSize:
    assumed_size: int | None = strawberry.field(
        default=strawberry.UNSET, description="So long, where no argument says."
    )
    slicing_arguments: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="The arguments that say so: by a number, or by how long a list they are."
    )


def cost_of(weight: float) -> Cost:
    """The directive of a field or a type that costs so much."""
    return Cost(weight=f"{weight:g}")


class _Assumed(NamedTuple):
    """How long a list was taken to be, and what each of its items costs."""

    size: float
    each: float


class Estimate(NamedTuple):
    """What a request costs if all lists are as long as assumed; and these, by the `id` of their fields' nodes."""

    cost: float
    lists: Mapping[int, _Assumed]


class Pricing:
    """What the operations of a valid document cost. Linear in its length: each fragment is priced once."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.prices = _prices(schema)
        self.roots = {kind: schema.get_root_type(kind) for kind in _kinds(document)}
        self.fragments = fragments_of(document)

    def of(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> tuple[Estimate, tuple[str, ...]]:
        """What the operation costs with these variables, and which of them that depends on."""
        defaults = {each.variable.name.value: each.default_value for each in operation.variable_definitions or ()}
        root = self.roots[operation.operation]
        costing = _Costing(self, given, defaults)
        amount = costing.selected(operation.selection_set, root.name if root else "")
        return Estimate(amount.once + amount.each, costing.lists), tuple(sorted(costing.asked))


def _kinds(document: DocumentNode) -> Iterator[Any]:
    return (each.operation for each in document.definitions if isinstance(each, OperationDefinitionNode))


# ---------------------------------------------------------------- what the schema says


class _Size(NamedTuple):
    """How long a list is: what the first of these arguments that is given says, else what is assumed."""

    arguments: tuple[str, ...]
    assumed: int


class _Price(NamedTuple):
    """What a field costs once, and for each that it answers; what is selected of these comes on top."""

    once: float
    each: float = 0.0
    type: str = ""
    size: _Size | None = None
    is_page: bool = False
    arguments: Mapping[str, tuple[float, float]] = {}
    """What each item of an argument costs, and how many there are where it is not given."""


_FREE: Final = _Price(0.0)
_SCHEMA: Final = _Price(INTROSPECTION)


@lru_cache(maxsize=4)
def _prices(schema: GraphQLSchema) -> Mapping[str, Mapping[str, _Price]]:
    """By type and field. What is not in it is free: what lies within the introspection."""
    found = {
        name: {word: _price(field) for word, field in each.fields.items()}
        for name, each in schema.type_map.items()
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__")
    }
    if schema.query_type:
        found[schema.query_type.name] |= {"__schema": _SCHEMA, "__type": _SCHEMA}
    return found


def _price(field: GraphQLField) -> _Price:
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return _Price(_weight(field, SENTENCE if field.args else 0.0))
    is_page = _is_page(type_)
    is_list = is_list_type(get_nullable_type(field.type))
    size = _size(field, PAGE if is_page else USUAL) if is_page or is_list else None
    priced = {name: (_weight(each, 0.0), size_of(each.default_value) or 0.0) for name, each in field.args.items()}
    arguments = {name: each for name, each in priced.items() if each[0]}
    return _Price(_weight(field, 0.0), _weight(type_, 1.0), type_.name, size, is_page, arguments)


def _weight(of: GraphQLField | GraphQLArgument | GraphQLNamedType, usual: float) -> float:
    cost = declared(of, Cost)
    return float(cost.weight) if cost else usual


def _is_page(type_: GraphQLNamedType) -> bool:
    return isinstance(type_, GraphQLObjectType) and {"pageInfo", "edges"} <= type_.fields.keys()


def _size(field: GraphQLField, usual: int) -> _Size:
    list_size = declared(field, ListSize)
    named = (list_size.slicing_arguments if list_size else None) or SIZES
    defaults = [field.args[name].default_value for name in named if name in field.args]
    said = next((each for each in defaults if isinstance(each, int)), (list_size.assumed_size if list_size else None))
    return _Size(tuple(name for name in named if name in field.args), said or usual)


# ---------------------------------------------------------------- what a document asks


class _Amount(NamedTuple):
    """What a selection costs once, and for each row of the page that it may be of."""

    once: float
    each: float


class _Costing:
    """One operation with its variables being priced."""

    def __init__(self, pricing: Pricing, given: Mapping[str, Any], defaults: Mapping[str, ValueNode | None]) -> None:
        self.pricing = pricing
        self.given = given
        self.defaults = defaults
        self.lists: dict[int, _Assumed] = {}
        self.asked: set[str] = set()
        self._fragments: dict[str, _Amount] = {}

    def selected(self, selections: SelectionSetNode, type_: str) -> _Amount:
        once, each = 0.0, 0.0
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                cost, is_row = self._field(selection, type_)
                once, each = (once, each + cost) if is_row else (once + cost, each)
                continue
            within = self._spread(selection, type_)
            once, each = once + within.once, each + within.each
        return _Amount(once, each)

    def _spread(self, selection: Any, type_: str) -> _Amount:
        if not isinstance(selection, FragmentSpreadNode):
            condition = selection.type_condition
            return self.selected(selection.selection_set, condition.name.value if condition else type_)
        name = selection.name.value
        if name not in self._fragments:
            fragment = self.pricing.fragments[name]
            self._fragments[name] = self.selected(fragment.selection_set, fragment.type_condition.name.value)
        return self._fragments[name]

    def _field(self, node: FieldNode, type_: str) -> tuple[float, bool]:
        """What it costs, and whether that is for each row of the page that it is a field of."""
        prices = self.pricing.prices.get(type_, {})
        price = prices.get(node.name.value, _FREE)
        within = self.selected(node.selection_set, price.type) if node.selection_set and price.type else _Amount(0, 0)
        given = {each.name.value: each.value for each in node.arguments or ()}
        once, each = price.once + self._argued(given, price.arguments), price.each + within.once
        if price.size is None:
            return once + each, False
        if node.name.value in PAGED and "pageInfo" in prices:
            return once + each, True
        size = self._length(given, price.size)
        if price.is_page:
            return once + each + size * within.each, False
        self.lists[id(node)] = _Assumed(size, each)
        return once + size * each, False

    def _argued(self, given: Mapping[str, ValueNode], priced: Mapping[str, tuple[float, float]]) -> float:
        """What the arguments cost."""
        cost = 0.0
        for name, (each, usual) in priced.items():
            said = self._count(given[name]) if name in given else None
            cost += each * (usual if said is None else said)
        return cost

    def _length(self, given: Mapping[str, ValueNode], size: _Size) -> float:
        said = [self._count(given[name]) for name in size.arguments if name in given]
        return max((each for each in said if each is not None), default=float(size.assumed))

    def _count(self, value: ValueNode | None) -> float | None:
        """The number that an argument is, or the length of the list; null where it says nothing of it."""
        if isinstance(value, VariableNode):
            name = value.name.value
            self.asked.add(name)
            return size_of(self.given[name]) if name in self.given else self._count(self.defaults.get(name))
        if isinstance(value, IntValueNode):
            return size_of(float(value.value))
        return size_of(value.values) if isinstance(value, ListValueNode) else None


def size_of(said: Any) -> float | None:
    """How long a list is that this value asks for, or that it names; null where it says nothing of it."""
    if isinstance(said, int | float) and not isinstance(said, bool):
        return float(min(max(said, 0), LONGEST))
    return float(len(said)) if isinstance(said, Sequence) and not isinstance(said, str) else None
