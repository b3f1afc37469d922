"""A profile: which headings of which tables give what of the model. It is data, written in TOML (docs/importing.md)."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from math import isfinite
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
    model_validator,
)

from graph.declaration import Kind, Node, Property
from graph.errors import InvalidInput
from graph.model import EDGES, NODES
from graph.values import TimeZone
from seeds.files.dates import DateOrder
from seeds.files.numbers import DecimalMark

__all__ = [
    "PROFILES",
    "EdgeOf",
    "FieldOf",
    "Key",
    "NodeOf",
    "Only",
    "Profile",
    "Reading",
    "Reference",
    "TableOf",
    "profile",
    "shipped",
]

PROFILES: Final = tuple(
    sorted(each.name.removesuffix(".toml") for each in (files("seeds.importing") / "profiles").iterdir())
)
"""The names of those that come with Stakegraph."""

LARGEST: Final = 1_000_000  # bytes of a profile

_LABELS: Final = [*NODES]
_TYPES: Final = [*EDGES]


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def _in_short(given: Any) -> Any:
    """A field may be written as its headings alone."""
    return {"headings": given} if isinstance(given, str | list) else given


def _one_letter(given: str) -> str:
    if len(given) != 1 or given in '"\r':
        raise ValueError('give one character, such as ";", and no quote')
    return given


def _two_ends(given: tuple[float, float]) -> tuple[float, float]:
    if given[0] == given[1]:
        raise ValueError("give two numbers that differ")
    return given


_Headings = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_listed)]
"""The names that one column goes by: the first that a table has is read."""


class _Part(BaseModel):
    """A part of a profile: what it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(_Part):
    """How the files are to be read, where they do not show it themselves. `currency` is that of amounts without one,
    `zone` that of times without one: an IANA time zone.
    """

    encoding: str | None = None
    delimiter: Annotated[str, AfterValidator(_one_letter)] | None = None
    dates: DateOrder | None = None
    decimals: DecimalMark | None = None
    currency: str | None = None
    zone: TimeZone = "UTC"
    headings_in: dict[str, int] = {}


class FieldOf(_Part):
    """Where a field's value comes from: a column, or several that are joined.

    `words` are those of the source for a value of ours, and `otherwise` is the value where none of them fits, or the
    cell is empty. `known` are right spellings: what is nearly one of them is taken for a mistake. A number is moved
    from `scale`, its lowest and highest, to 0 and 1 (-1 and 1 for a stance), or multiplied by `times`. The field is
    only there `when` other fields have one of these values.
    """

    headings: _Headings = []
    join: list[_Headings] = []
    words: dict[str, _Headings] = {}
    known: list[str] = []
    otherwise: str | FiniteFloat | bool | None = None
    scale: Annotated[tuple[FiniteFloat, FiniteFloat], AfterValidator(_two_ends)] | None = None
    times: FiniteFloat = 1.0
    when: dict[str, list[str]] = {}

    @model_validator(mode="after")
    def _is_told(self) -> Self:
        if not self.headings and not self.join and self.otherwise is None:
            raise ValueError("give headings, or join, or otherwise")
        return self


class Key(_Part):
    """What a row is known by again: an id of the source, or else some of its own fields, such as the e-mail address and
    what stands in other `columns`.
    """

    id: _Headings = []
    fields: _Headings = []
    columns: list[_Headings] = []

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.id) == bool(self.fields):
            raise ValueError("give either id or fields")
        if self.columns and not self.fields:
            raise ValueError("columns stand beside fields")
        return self


class Reference(_Part):
    """Another thing that a row names: by its id in the source, by its e-mail address, or by its name; or in one column
    by either of the last two. An organisation's id may also be the key of an account that is there.

    `several`: the cell holds more than one. `make`: it is made where there is none, by its name. `label` may be
    several, of which the first that has it is meant.
    """

    label: _Headings
    id: _Headings = []
    email: _Headings = []
    name: _Headings = []
    several: bool = False
    make: bool = False

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        for label in self.label:
            _demand(label, _LABELS, "kind of node")
        either = bool(self.email) and self.email == self.name and not self.id
        if sum(map(bool, (self.id, self.email, self.name))) != 1 and not either:
            raise ValueError("give exactly one of id, email and name, or the same headings as email and as name")
        if self.make and not self.name:
            raise ValueError("make needs a name")
        return self

    @property
    def headings(self) -> list[str]:
        return self.id or self.email or self.name


class _Thing(_Part):
    """A node or an edge that a row gives."""

    fields: dict[str, Annotated[FieldOf, BeforeValidator(_in_short)]] = {}
    fixed: dict[str, Any] = {}

    def _demand_words(self, kind: Kind) -> None:
        known = {each.word: each for each in kind.properties if not each.internal}
        for word in (*self.fields, *self.fixed):
            _demand(word, list(known), f"field of {kind.label}")
        for word, field in self.fields.items():
            _demand_values(kind, known[word], field)
            for other in field.when:
                _demand(other, list(known), f"field of {kind.label}")


class NodeOf(_Thing):
    """The node that a row is. Of several keys the first counts that the row has. `within`: where it belongs, such as a
    person's organisation, an organisation's parent, or the opportunity of a contact; the first that the row names.
    """

    label: str
    key: Annotated[list[Key], Field(min_length=1)]
    within: list[Reference] = []

    @property
    def kind(self) -> type[Node]:
        return NODES[self.label]

    @model_validator(mode="after")
    def _is_of_the_model(self) -> Self:
        _demand(self.label, _LABELS, "kind of node")
        self._demand_words(self.kind)
        for word in [word for key in self.key for word in key.fields]:
            _demand(word, [*self.fields], "field of this node")
        given = {*self.fields, *self.fixed}
        if missing := [known.word for known in self.kind.properties if known.required and known.word not in given]:
            raise ValueError(f"{self.label} needs the field {missing[0]}")
        return self


class Only(_Part):
    """The rows that are meant: those in which a column has one of these words; without words, in which it is empty."""

    headings: _Headings
    words: _Headings = []


class EdgeOf(_Thing):
    """An edge that a row gives; an end that is not told is the row's own node. Where `only` is told, not every row
    does: edges of several types may share a table that has a column for the type.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    type: str
    from_: Reference | None = Field(default=None, alias="from")
    to: Reference | None = None
    to_account: bool = False
    only: Only | None = None

    @property
    def kind(self) -> Kind:
        return EDGES[self.type]

    @model_validator(mode="after")
    def _is_of_the_model(self) -> Self:
        _demand(self.type, _TYPES, "type of edge")
        self._demand_words(self.kind)
        if self.to_account and self.to:
            raise ValueError("an edge leads to the account, or to something else")
        return self


class TableOf(_Part):
    """What a table holds. It is known by the name of its file, sheet or object, or by the headings that it `needs`.

    Rows in which one of the columns `but` says yes are left out, as those that were deleted.
    """

    names: _Headings = []
    needs: list[_Headings] = []
    but: _Headings = []
    node: NodeOf | None = None
    edges: list[EdgeOf] = []

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if not self.names and not self.needs:
            raise ValueError("give names or needs, by which the table is known")
        if self.node is None and not self.edges:
            raise ValueError("give a node or edges, which its rows are")
        for edge in self.edges:
            if self.node is None and (edge.from_ is None or (edge.to is None and not edge.to_account)):
                raise ValueError(f"{edge.type} needs from and to, as the row is no node")
            if edge.from_ is None and edge.to is None and not edge.to_account:
                raise ValueError(f"{edge.type} needs from or to")
        return self


class Profile(_Part):
    """A profile. Its name is that of the source: claims are `source:<name>`, and keys begin with it. Tables of a name
    among `passes` hold nothing to import, as one that says how to fill in the others.
    """

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9]{0,29}$")]
    says: str = ""
    reading: Reading = Reading()
    passes: _Headings = []
    tables: Annotated[list[TableOf], Field(min_length=1)]


def shipped(name: str) -> Profile:
    """One of those that come with Stakegraph."""
    text = (files("seeds.importing") / "profiles" / f"{name}.toml").read_text(encoding="utf-8")
    return profile(text, f"{name}.toml")


def profile(text: str, where: str) -> Profile:
    """The profile of a TOML text. Raises InvalidInput, which names each field at fault; `where` is what it is in."""
    if len(text) > LARGEST:
        raise InvalidInput(f"{where} is too long for a profile")
    try:
        return Profile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{where} is no TOML: {error}") from error
    except ValidationError as error:
        raise InvalidInput("; ".join(_sentences(where, error))) from error


def _sentences(where: str, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
        message = str(fault["msg"]).removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            message = "there is no such field in a profile"
        yield f"{where}: {path or 'the profile'}: {message}"


def _demand(word: str, known: list[str], what: str) -> None:
    if word not in known:
        near = difflib.get_close_matches(word, known, n=1, cutoff=0.0)
        raise ValueError(f"there is no {what} {word!r}; the nearest is {near[0]!r}")


def _demand_values(kind: Kind, known: Property, field: FieldOf) -> None:
    """Refuse words for a value that the field cannot have."""
    values: Mapping[str, Any] = getattr(known.type, "__members__", {})
    given = [*field.words, *([str(field.otherwise)] if field.otherwise is not None else [])]
    for value in given if values else []:
        _demand(value, list(values), f"{kind.label}.{known.word}")
    for value in field.words if known.type in (float, int) else ():
        if not _is_number(value):
            raise ValueError(f"words of {kind.label}.{known.word} stand for numbers, and {value!r} is none")


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False
