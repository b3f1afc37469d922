"""Documents drawn at random from the schema: deep, with aliases, fragments, and lists of any length."""

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
    is_union_type,
)
from hypothesis import strategies as st

__all__ = ["documents"]

LENGTHS: Final = (1, 1, 2, 2, 3, 3, 5, 5, 10, 10, 50, 500, 501, 0, 2**31 - 1)
TEXTS: Final = ('""', '"a"', '"Kovács Éva"', '"\\u0000"', '"2026-02-30"', '"{}"', '"' + "x" * 300 + '"')
VALUES: Final = {
    "Int": LENGTHS,
    "Float": (0, 1, -1, 0.5, 1e308),
    "Boolean": ("true", "false"),
    "Date": ('"2026-11-25"', '"2020-01-01"', '"9999-12-31"', '"0001-01-01"'),
    "DateTime": ('"2026-11-25T12:00:00Z"', '"1970-01-01T00:00:00+14:00"'),
    "Decimal": ('"1"', '"-0.01"', '"1e30"'),
}
ROOM: Final = 6  # levels
PARTS: Final = 5  # fields of one selection
LEFT_OUT: Final = ("robustness", "document")  # it takes seconds; it is JSON, in which nobody can count objects


def documents(schema: GraphQLSchema, ids: Sequence[str], roots: Sequence[str]) -> st.SearchStrategy[str]:
    """Valid queries of these root fields, which ask for things of these ids, of which the first is an account's."""
    seeds = st.integers(0, 2**32)  # from which they are drawn evenly, as no strategy for each of their parts would be
    return seeds.map(lambda seed: _Drawing(schema, ids, Random(seed)).document(roots))  # noqa: S311  # no secret


class _Drawing:
    def __init__(self, schema: GraphQLSchema, ids: Sequence[str], chance: Random) -> None:
        self.schema = schema
        self.ids = ids
        self.chance = chance
        self.fragments: list[tuple[GraphQLNamedType, str]] = []

    def document(self, roots: Sequence[str]) -> str:
        query: Any = self.schema.query_type
        asked = [self.chance.choice(roots) for _ in range(self.chance.choice((1, 1, 1, 2)))]
        fields = " ".join(f"r{i}: {self._field(query.fields[name], name, ROOM)}" for i, name in enumerate(asked))
        fragments = (f"fragment F{i} on {kind} {text}" for i, (kind, text) in enumerate(self.fragments))
        return f"{{ {fields} }} {' '.join(fragments)}"

    def _selection(self, kind: Any, room: int) -> str:
        if room and self.chance.random() < 0.2:
            return f"{{ {self._fragment(kind, room)} }}"
        parts = [] if room else ["__typename"]
        fields = (
            {} if is_union_type(kind) else {name: kind.fields[name] for name in kind.fields if name not in LEFT_OUT}
        )
        names = [name for name, each in fields.items() if room or is_leaf_type(get_named_type(each.type))]
        for name in self.chance.sample(names, min(len(names), self.chance.randint(1, PARTS))):
            text = self._field(fields[name], name, room)
            parts.append(text)
            if self.chance.random() < 0.1:
                parts.append(f"a{len(parts)}: {self._field(fields[name], name, 0)}")
        if is_abstract_type(kind) and room:
            actual = self.chance.choice([*self.schema.get_possible_types(kind)])
            parts.append(f"... on {actual} {self._selection(actual, room - 1)}")
        return f"{{ {' '.join(parts)} }}"

    def _fragment(self, kind: GraphQLNamedType, room: int) -> str:
        """Spread twice; maybe one that is there already."""
        known = [i for i, (each, _) in enumerate(self.fragments) if each is kind]
        if known and self.chance.random() < 0.5:
            return f"...F{self.chance.choice(known)}"
        text = self._selection(kind, room - 1)
        self.fragments.append((kind, text))
        name = f"...F{len(self.fragments) - 1}"
        return f"{name} ... on {kind} {{ {name} __typename }}"

    def _field(self, field: GraphQLField, name: str, room: int) -> str:
        given = [
            f"{word}: {self._value(each.type, word)}"
            for word, each in field.args.items()
            if is_required_argument(each) or self._is_given(word, each)
        ]
        kind = get_named_type(field.type)
        selection = "" if is_leaf_type(kind) else self._selection(kind, max(room - 1, 0))
        return f"{name}{'(' + ', '.join(given) + ')' if given else ''} {selection}"

    def _is_given(self, word: str, argument: GraphQLArgument) -> bool:
        return self.chance.random() < {"first": 0.5, "asOf": 0.05}.get(word, 0.1)

    def _value(self, type_: Any, word: str) -> str:
        type_ = get_nullable_type(type_)
        if is_list_type(type_):
            return f"[{', '.join(self._value(type_.of_type, word) for _ in range(self.chance.choice((0, 1, 1, 3))))}]"
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        if is_enum_type(type_):
            return str(self.chance.choice([*type_.values]))
        if type_.name == "ID":
            account = word == "accountId" or self.chance.random() < 0.5
            return f'"{self.ids[0] if account else self.chance.choice(self.ids)}"'
        return str(self.chance.choice(VALUES.get(type_.name, TEXTS)))

    def _object(self, type_: GraphQLInputObjectType) -> str:
        if type_.extensions["strawberry-definition"].is_one_of:
            names = [self.chance.choice([*type_.fields])]
        else:
            fields = type_.fields.items()
            names = [name for name, each in fields if is_required_input_field(each) or self.chance.random() < 0.2]
        return f"{{{', '.join(f'{name}: {self._value(type_.fields[name].type, name)}' for name in names)}}}"
