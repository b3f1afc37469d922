"""What a request may ask for at the most, and how it is told that it asks for more."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
)

__all__ = ["DEFAULTS", "Excess", "Limits", "OverLimit", "demand_shape"]

NESTED: Final = 100  # fragments within fragments


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one request may take, and what it may be told of the schema. Each is a setting of the same name."""

    max_cost: int = 100_000
    max_depth: int = 20
    max_aliases: int = 100
    max_root_fields: int = 20
    max_directives: int = 50
    max_tokens: int = 2_000
    max_seconds: float = 30
    introspection: bool = True
    suggestions: bool = True


DEFAULTS: Final = Limits()


class Excess(StrEnum):
    """What there is too much of, in a request that is refused."""

    COST = "QUERY_TOO_COSTLY"
    DEPTH = "QUERY_TOO_DEEP"
    ALIASES = "TOO_MANY_ALIASES"
    ROOT_FIELDS = "TOO_MANY_ROOT_FIELDS"
    DIRECTIVES = "TOO_MANY_DIRECTIVES"
    LENGTH = "QUERY_TOO_LONG"
    REPETITION = "QUERY_TOO_REPETITIVE"
    TIME = "TIMEOUT"


class OverLimit(GraphQLError):
    """A request that asks for more than a limit allows. It names the setting that the limit is, where it is one."""

    def __init__(
        self, excess: Excess, message: str, limit: float, setting: str | None = None, value: float | None = None
    ) -> None:
        told = {"code": excess.value, "setting": setting, "limit": limit, "value": value}
        super().__init__(message, extensions={name: each for name, each in told.items() if each is not None})
        self.excess = excess


def demand_shape(document: DocumentNode, limits: Limits) -> None:
    """Raise OverLimit where a document is too deep, or has too much of something.

    It may be any that could be parsed. Linear in its length: each fragment is looked at once.
    """
    shape = _Shape(document)
    _demand(Excess.ALIASES, "it has {} aliases", "max_aliases", shape.aliases, limits.max_aliases)
    _demand(Excess.DIRECTIVES, "it has {} directives", "max_directives", shape.directives, limits.max_directives)
    for operation, part in shape.operations:
        roots = shape.root_fields(operation)
        _demand(Excess.ROOT_FIELDS, "it has {} root fields", "max_root_fields", roots, limits.max_root_fields)
        _demand(Excess.DEPTH, "it is {} levels deep", "max_depth", shape.depth(part), limits.max_depth)


def _demand(excess: Excess, told: str, setting: str, value: int, limit: int) -> None:
    if value > limit:
        text = f"the request asks for too much: {told.format(value)}, and {limit} are allowed (setting {setting})"
        raise OverLimit(excess, text, limit, setting, value)


class _Part(NamedTuple):
    """An operation or a fragment by itself: its depth, and the fragments in it, each with the depth it stands at."""

    depth: int
    spreads: list[tuple[str, int]]


class _Shape:
    """How a document is built."""

    def __init__(self, document: DocumentNode) -> None:
        self.operations: list[tuple[OperationDefinitionNode, _Part]] = []
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        self.aliases = self.directives = 0
        self._parts: dict[str, _Part] = {}
        self._depths: dict[str, int] = {}
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.operations.append((definition, self._part(definition)))
            elif isinstance(definition, FragmentDefinitionNode):
                self.fragments[definition.name.value] = definition
                self._parts[definition.name.value] = self._part(definition)

    def depth(self, part: "_Part", nested: int = 0) -> int:
        """How many fields stand within each other at the deepest place, those of fragments included."""
        if nested > NESTED:
            text = f"the request asks for too much: fragments stand within each other more than {NESTED} deep"
            raise OverLimit(Excess.DEPTH, text, NESTED)
        deepest = part.depth
        for name, level in part.spreads:
            if name not in self._depths and name in self._parts:
                self._depths[name] = 0  # what leads to itself is refused later, as is what is not there
                self._depths[name] = self.depth(self._parts[name], nested + 1)
            deepest = max(deepest, level + self._depths.get(name, 0))
        return deepest

    def root_fields(self, operation: OperationDefinitionNode) -> int:
        """How many fields it has at the top, those of fragments included; what is answered as one counts once."""
        return len(set(self._names(operation.selection_set, set())))

    def _part(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> _Part:
        deepest, spreads, waiting = 0, [], [(definition.selection_set, 1)]
        self.directives += len(definition.directives or ())
        self.directives += sum(len(each.directives or ()) for each in definition.variable_definitions or ())
        while waiting:
            selections, level = waiting.pop()
            for selection in selections.selections:
                self.directives += len(selection.directives or ())
                if isinstance(selection, FragmentSpreadNode):
                    spreads.append((selection.name.value, level - 1))
                    continue
                if isinstance(selection, FieldNode):
                    self.aliases += selection.alias is not None
                    deepest = max(deepest, level)
                if within := getattr(selection, "selection_set", None):
                    waiting.append((within, level + isinstance(selection, FieldNode)))
        return _Part(deepest, spreads)

    def _names(self, selections: SelectionSetNode, seen: set[str]) -> Iterator[str]:
        waiting = [selections]
        while waiting:
            for selection in waiting.pop().selections:
                if isinstance(selection, FieldNode):
                    yield (selection.alias or selection.name).value
                elif not isinstance(selection, FragmentSpreadNode):
                    waiting.append(selection.selection_set)  # type: ignore[attr-defined]
                elif selection.name.value in self.fragments and selection.name.value not in seen:
                    seen.add(selection.name.value)
                    waiting.append(self.fragments[selection.name.value].selection_set)
