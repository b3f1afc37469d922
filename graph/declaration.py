"""How a node or an edge type is declared, checked, written and read.

A declaration is a class whose fields are made by `required` and `optional`, under `@node` or `@edge`. From it
follow validation, the codecs, the API's inputs and types, and the tables of docs/model.md. `graph/model.py`
holds them all.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, ClassVar, Self, TypeVar, cast, get_args, get_origin

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict
from pydantic.dataclasses import dataclass as validated
from pydantic.fields import FieldInfo

from graph.errors import InvalidInput
from graph.identity import parse_id
from graph.message import Message
from graph.values import Share, Text

__all__ = [
    "ALWAYS",
    "SUPPOSED",
    "Claim",
    "Dated",
    "Edge",
    "Ends",
    "Kind",
    "Node",
    "Property",
    "Rules",
    "Verification",
    "edge",
    "node",
    "optional",
    "required",
]

ALWAYS = date(1, 1, 1)
"""The `validFrom` of a dated edge of which nobody said since when."""

SUPPOSED = "source:supposed"
"""Who claims what is only supposed: it replaces all that is said, and is never written."""


@dataclass(frozen=True, slots=True)
class Property:
    """One field of a declaration. `word` is its name in the API and in the database."""

    name: str
    word: str
    type: Any
    is_list: bool
    required: bool
    default: Any
    description: str
    personal: bool
    needs: str | None
    after: str | None
    internal: bool = False
    searched: bool = False


def required(description: str, *, personal: bool = False, after: str | None = None, searched: bool = False) -> Any:
    """A field that every object of the kind has. By the `searched` one, at most one a kind, a search finds it."""
    extra: JsonDict = {"personal": personal, "after": after, "searched": searched}
    return Field(description=description, json_schema_extra=extra)


def optional(
    description: str,
    *,
    default: object = None,
    personal: bool = False,
    needs: str | None = None,
    after: str | None = None,
    internal: bool = False,
) -> Any:
    """A field that may be absent. Where given, it `needs` another field beside it, or lies `after` another.

    An `internal` one is kept by Stakegraph itself, and not offered to those who write.
    """
    extra: JsonDict = {"personal": personal, "needs": needs, "after": after, "internal": internal}
    return Field(default=default, description=description, json_schema_extra=extra)


def _declared_type(annotation: Any) -> tuple[Any, bool]:
    """The bare type behind `X | None`, `Annotated[X, ...]` and `tuple[X, ...]`, and whether it is a list."""
    if get_origin(annotation) is Annotated:
        return _declared_type(get_args(annotation)[0])
    if isinstance(annotation, UnionType) or str(get_origin(annotation)) == "typing.Union":
        return _declared_type(next(a for a in get_args(annotation) if a is not type(None)))
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0], True
    return annotation, False


def _property(name: str, info: FieldInfo) -> Property:
    bare, is_list = _declared_type(info.annotation)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    return Property(
        name=name,
        word=info.alias or to_camel(name),
        type=bare,
        is_list=is_list,
        required=info.is_required(),
        default=None if info.is_required() else info.get_default(),
        description=info.description or "",
        personal=bool(extra.get("personal")),
        needs=str(extra["needs"]) if extra.get("needs") else None,
        after=str(extra["after"]) if extra.get("after") else None,
        internal=bool(extra.get("internal")),
        searched=bool(extra.get("searched")),
    )


_CONFIG = ConfigDict(
    alias_generator=to_camel,
    validate_by_name=False,
    validate_by_alias=True,
    extra="forbid",
    allow_inf_nan=False,
)
# What people are told, by pydantic's own name of the fault; any other keeps pydantic's sentence.
_SENTENCES = {
    "missing": Message("is required"),
    "unexpected_keyword_argument": Message("is not a field that it has"),
    "enum": Message("must be one of %(expected)s"),
    "greater_than_equal": Message("must be at least %(ge)s, not %(input)s"),
    "less_than_equal": Message("must be at most %(le)s, not %(input)s"),
    "string_too_short": Message("must not be empty"),
    "string_too_long": Message("must have at most %(max_length)s characters"),
    "string_pattern_mismatch": Message("does not have the form that is asked for: %(input)s"),
    "finite_number": Message("must be a finite number, not %(input)s"),
    "decimal_max_digits": Message("must have at most %(max_digits)s digits"),
    "decimal_max_places": Message("must have at most %(decimal_places)s decimal places"),
    "decimal_whole_digits": Message("must have at most %(whole_digits)s digits before the decimal point"),
}


def _fault(kind: str, error: Mapping[str, Any]) -> InvalidInput:
    given = error.get("ctx", {})
    known, own = _SENTENCES.get(error["type"]), given.get("error")
    if known is not None:
        fault: Any = Message(known.sentence, **{**given, "input": repr(error["input"])})
    elif isinstance(own, ValueError):
        fault = own.args[0]
    else:
        fault = error["msg"]
    location = [str(part) for part in error["loc"]]
    if not location:
        return InvalidInput(Message("%(kind)s: %(fault)s", kind=kind, fault=fault))
    return InvalidInput(Message("%(field)s %(fault)s", field=f"{kind}.{location[0]}", fault=fault), location)


class _Declared:
    """What nodes and edges have in common. `label` is the label of a node, the type of an edge."""

    __slots__ = ()
    label: ClassVar[str]
    properties: ClassVar[tuple[Property, ...]]
    identifying: ClassVar[tuple[str, ...]]
    _adapter: ClassVar[TypeAdapter[Any]]
    _worded: ClassVar[tuple[str, ...]]  # the words of lists and enumerations
    _bound: ClassVar[tuple[Property, ...]]  # what others must stand beside, or lie before

    @classmethod
    def decode(cls, values: Mapping[str, Any]) -> tuple[Self | None, list[InvalidInput]]:
        """The object that these values, by their words, make, or every fault that is in them."""
        given = {word: value for word, value in values.items() if value is not None}
        try:
            made = cls._adapter.validate_python(given)
        except ValidationError as error:
            return None, [_fault(cls.label, dict(fault)) for fault in error.errors(include_url=False)]
        faults = [*made.faults()]
        return (None, faults) if faults else (made, [])

    def encode(self) -> dict[str, Any]:
        """The values that `decode` makes this object of; null ones are left out."""
        values: dict[str, Any] = self._adapter.dump_python(self, by_alias=True, exclude_none=True)
        for word in self._worded:
            if word in values:
                values[word] = _plain(values[word])
        return values

    def faults(self) -> Iterable[InvalidInput]:
        """What is wrong between fields that are right one by one."""
        for known in self._bound:
            value = getattr(self, known.name)
            if value is not None and known.needs and getattr(self, known.needs) is None:
                needed = to_camel(known.needs)
                text = Message("%(field)s needs %(other)s beside it", field=self._field(known.word), other=needed)
                yield InvalidInput(text, [needed])
            start = getattr(self, known.after) if known.after else None
            if value is not None and start is not None and value < start:
                words = {"field": self._field(known.word), "other": to_camel(known.after or "")}
                yield InvalidInput(Message("%(field)s must not be before %(other)s", **words), [known.word])

    @classmethod
    def _field(cls, word: str) -> str:
        return f"{cls.label}.{word}"


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


@validated(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Node(_Declared):
    """A node. `revision` is that of its scope when it was last written."""

    team: ClassVar[bool] = False
    identifying: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    revision: int = 0

    @property
    def key(self) -> str:
        """The caller's own id: with the scope and the label it makes the stored one."""
        return parse_id(self.id).key

    @property
    def scope(self) -> str:
        return parse_id(self.id).scope


@validated(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Edge(_Declared):
    """An edge without a life of its own: there, or not. `revision` as in Node."""

    rules: ClassVar["Rules"]
    identifying: ClassVar[tuple[str, ...]] = ("from", "to")

    source: str = Field(alias="from", description="The id of the node that it starts at.")
    target: str = Field(alias="to", description="The id of the node that it ends at.")
    revision: int = 0

    @classmethod
    def key_of(cls, identity: Mapping[str, Any]) -> str:
        """What tells this edge from all others of its scope; `identity` holds the `identifying` words."""
        return "|".join([cls.label, *(str(identity[word]) for word in cls.identifying)])

    @classmethod
    def settled_by(cls, identity: Mapping[str, Any]) -> tuple[str, ...]:
        """What an edge of this identity settles: of several that settle the same, one can hold on any one day."""
        words = ("to",) if cls.rules.one_a_target else ("from",) if cls.rules.one_a_source else ("from", "to")
        return (cls.label, *(str(identity.get(word)) for word in words))

    @classmethod
    def parse_key(cls, key: str) -> dict[str, str]:
        """The words that a key was made of. Raises ValueError where it is not a key of this type."""
        label, *parts = key.split("|", len(cls.identifying))
        if label != cls.label or len(parts) != len(cls.identifying):
            raise ValueError(Message("that is not the key of a %(kind)s edge: %(key)r", kind=cls.label, key=key))
        return dict(zip(cls.identifying, parts, strict=True))

    @property
    def key(self) -> str:
        return self.key_of({"from": self.source, "to": self.target})

    def stands_on(self, day: date) -> bool:
        """Whether the edge holds on this day."""
        return True


@validated(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Dated(Edge):
    """An edge that holds from the day `validFrom` until, but not including, `validTo`."""

    identifying: ClassVar[tuple[str, ...]] = ("from", "to", "validFrom")

    valid_from: date = optional("The first day on which it holds; 0001-01-01: always.", default=ALWAYS)
    valid_to: date | None = optional("The first day on which it holds no more; null: it still does.")

    @property
    def key(self) -> str:
        return self.key_of({"from": self.source, "to": self.target, "validFrom": self.valid_from})

    def stands_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: "Dated") -> bool:
        """Whether there is a day on which both hold."""
        return self.valid_from < (other.valid_to or date.max) and other.valid_from < (self.valid_to or date.max)

    def faults(self) -> Iterable[InvalidInput]:
        yield from _Declared.faults(self)
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            words = {"field": self._field("validTo"), "other": "validFrom"}
            yield InvalidInput(Message("%(field)s must be after %(other)s", **words), ["validTo"])


class Verification(StrEnum):
    """How sure the one who says it is."""

    ASSUMED = "ASSUMED"
    CONFIRMED = "CONFIRMED"


@validated(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Claim(Edge):
    """What somebody holds true. What one says of one thing is a timeline: each claim ends where the next begins.

    `span` is the length of the range of its value, and `measure` the name of the field that holds it.
    """

    identifying: ClassVar[tuple[str, ...]] = ("from", "to", "validFrom", "by")
    noun: ClassVar[str]
    measure: ClassVar[str]
    span: ClassVar[float] = 1.0

    by: str = required("Who says so: a team member's id, or `source:<name>`.")
    valid_from: date = required("The day from which they say so.")
    confidence: Share | None = optional("How sure they are, 0 to 1; null: 0.9 where confirmed, 0.6 where assumed.")
    verification: Verification = optional("Assumed or confirmed.", default=Verification.ASSUMED)
    withdrawn_on: date | None = optional(
        "The day on which they took it back, with nothing in its place.", after="valid_from"
    )
    note: Text | None = optional("Why they say so.", personal=True)

    @property
    def key(self) -> str:
        identity = {"from": self.source, "to": self.target, "validFrom": self.valid_from, "by": self.by}
        return self.key_of(identity)

    @classmethod
    def settled_by(cls, identity: Mapping[str, Any]) -> tuple[str, ...]:
        """A claim settles itself alone: all claims stand beside each other."""
        first, second, *rest = (str(identity.get(word)) for word in cls.identifying)
        ends = sorted([first, second]) if cls.rules.undirected else [first, second]
        return (cls.label, *ends, *rest)

    @property
    def value(self) -> float | None:
        """The value as a number; null where the claim gives none."""
        value = getattr(self, self.measure)
        return None if value is None else float(getattr(value, "weight", value))

    def stands_on(self, day: date) -> bool:
        """Whether it had begun and was not withdrawn; that no later claim took its place is for the timeline."""
        return self.valid_from <= day and (self.withdrawn_on is None or day < self.withdrawn_on)

    def faults(self) -> Iterable[InvalidInput]:
        yield from _Declared.faults(self)
        if not _names_an_asserter(self.by):
            words = {"field": self._field("by"), "by": self.by}
            yield InvalidInput(
                Message("%(field)s must be a team member's id, or source:<name>: %(by)r", **words), ["by"]
            )


def _names_an_asserter(by: str) -> bool:
    if by.startswith("source:"):
        return bool(by.removeprefix("source:").strip())
    try:
        return parse_id(by).label == "TeamMember"
    except ValueError:
        return False


Kind = type[Node] | type[Edge]
Ends = tuple[type[Node], type[Node]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the edges of a type must obey, beside each one's own fields.

    ends            the kinds that it may join
    one_a_source    a source has one at a time, at the most
    required        ... and at the least
    one_a_target    a target has one at the most
    acyclic         those that answer true to this make no cycle, on any day
    undirected      stored from the smaller id to the larger
    owning          the source is part of the target, and goes when the target is dropped with `cascade`
    abroad          the target may lie in another account
    account_only    where the target is an organisation, it is the account itself
    """

    ends: tuple[Ends, ...]
    one_a_source: bool = False
    required: bool = False
    one_a_target: bool = False
    acyclic: Callable[[Any], bool] | None = None
    undirected: bool = False
    owning: bool = False
    abroad: bool = False
    account_only: bool = False

    @property
    def team(self) -> bool:
        """Whether it lives in the team's scope: both of its ends do."""
        return any(source.team and target.team for source, target in self.ends)


N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)
D = TypeVar("D", bound=_Declared)


def _complete(cls: type[D], label: str) -> type[D]:
    declared = cast("type[D]", validated(cls, frozen=True, slots=True, kw_only=True, config=_CONFIG))
    fields: dict[str, FieldInfo] = declared.__pydantic_fields__  # type: ignore[attr-defined]  # a pydantic dataclass has it
    hidden = {"revision", "source", "target"} if issubclass(declared, Edge) else {"revision", "id"}
    declared.properties = tuple(_property(n, info) for n, info in fields.items() if n not in hidden)
    declared.label = label
    declared._worded = tuple(known.word for known in declared.properties if known.is_list or _is_enum(known.type))
    declared._bound = tuple(known for known in declared.properties if known.needs or known.after)
    declared._adapter = TypeAdapter(declared)
    return declared


def node(*, team: bool = False) -> Callable[[type[N]], type[N]]:
    """Declare a kind of node, of the accounts or of the team."""

    def declare(cls: type[N]) -> type[N]:
        made = _complete(cls, cls.__name__)
        made.team = team
        return made

    return declare


def edge(*ends: Ends, **rules: Any) -> Callable[[type[E]], type[E]]:
    """Declare a type of edge between these kinds, under these `Rules`."""

    def declare(cls: type[E]) -> type[E]:
        made = _complete(cls, re.sub("(?<!^)(?=[A-Z])", "_", cls.__name__).upper())
        made.rules = Rules(ends, **rules)
        return made

    return declare
