"""What can be written: one input for every node, edge and claim of the model, made from its declaration."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from graph.change import Change, Drop, Put
from graph.declaration import Claim, Edge, Kind, Property
from graph.declaration import Node as Stored
from graph.errors import InvalidInput
from graph.identity import TEAM, new_key, node_id
from graph.model import EDGES, NODES, TeamMember
from schema.references import stored_id

__all__ = ["ChangeInput", "Scoped", "change_of", "node_values"]


class Scoped(NamedTuple):
    """A change, and the scope that it belongs to."""

    scope: str
    change: Change


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


def _made(name: str, description: str | None, fields: Mapping[str, tuple[Any, str, bool]], **config: Any) -> Any:
    """An input type. `fields` are by their names in the API: the type, the description, and whether required."""
    names = {"from": "source", "to": "target", "id": "identifier"}
    attributes: dict[str, Any] = {"__annotations__": {}, "__doc__": description}
    for word, (kind, text, is_required) in fields.items():
        default = {} if is_required else {"default": strawberry.UNSET}
        attribute = names.get(word, word)
        attributes["__annotations__"][attribute] = kind if is_required else StrawberryOptional(kind)
        attributes[attribute] = strawberry.field(name=word, description=text, **default)
    return strawberry.input(type(name, (), attributes), name=name, description=description, **config)


def _fields(kind: Kind) -> dict[str, tuple[Any, str, bool]]:
    skip = {"by"} if issubclass(kind, Claim) else set()  # an id, and told with the ends
    skip |= {known.word for known in kind.properties if known.internal}
    return {p.word: (_type(p), p.description, False) for p in kind.properties if p.word not in skip}


def _type(known: Property) -> Any:
    return StrawberryList(known.type) if known.is_list else known.type


_NodeRefInput: Final = _made(
    "NodeRefInput",
    "A node of any kind: its id, or its key. Exactly one field is given.",
    {_camel(label): (strawberry.ID, f"The id or key of a node of the kind {label}.", False) for label in NODES},
    one_of=True,
)
_ClaimRefInput: Final = _made(
    "ClaimRefInput",
    "A claim that is taken back, with nothing in its place.",
    {
        "claim": (str, "The claim's key.", True),
        "on": (date, "The first day on which it holds no more.", True),
    },
)
_DropInput: Final = _made(
    "DropInput",
    "What is taken out: a node or an edge.",
    {
        "node": (_NodeRefInput, "The node; people who left are not dropped, but given a leftOn.", False),
        "edge": (str, "The edge's or claim's key.", False),
        "cascade": (bool, "Take what hangs on the node out too; without it, that is refused.", False),
    },
)


def _end_type(kind: type[Edge], end: int) -> Any:
    """A plain id where the end has one kind in every scope, else a reference that names the kind."""
    kinds = {pair[end] for pair in kind.rules.ends}
    by_scope = {team: {p[end] for p in kind.rules.ends if (p[0].team and p[1].team) == team} for team in (False, True)}
    return strawberry.ID if len(kinds) == 1 or all(len(each) <= 1 for each in by_scope.values()) else _NodeRefInput


def _node_input(kind: type[Stored]) -> Any:
    text = "The id, or the key: the caller's own, up to 200 characters. A key is made where none is given."
    return _made(f"{kind.label}Input", kind.__doc__, {"id": (strawberry.ID, text, False), **_fields(kind)})


def _edge_input(kind: type[Edge]) -> Any:
    ends = {
        "from": (_end_type(kind, 0), "Where it starts.", True),
        "to": (_end_type(kind, 1), "Where it ends.", True),
    }
    by = {"by": (strawberry.ID, "Who says so: a team member, or `source:<name>`; not given: you.", False)}
    name = f"{kind.noun}ClaimInput" if issubclass(kind, Claim) else f"{kind.__name__}Input"
    return _made(name, kind.__doc__, {**ends, **(by if issubclass(kind, Claim) else {}), **_fields(kind)})


_PUTS: Final[dict[str, Kind]] = {
    **{f"put{label}": kind for label, kind in NODES.items()},
    **{f"claim{kind.noun}" if issubclass(kind, Claim) else f"put{kind.__name__}": kind for kind in EDGES.values()},
}

ChangeInput: Final = _made(
    "ChangeInput",
    "One change: a put of a node or an edge, a claim, a withdrawal or a drop. Exactly one field is given.",
    {
        **{
            name: (_node_input(kind) if issubclass(kind, Stored) else _edge_input(kind), kind.__doc__ or "", False)
            for name, kind in _PUTS.items()
        },
        "withdraw": (_ClaimRefInput, "Take a claim back, with nothing in its place.", False),
        "drop": (_DropInput, "Take a node or an edge out.", False),
    },
    one_of=True,
)


def change_of(given: Any, scope: str) -> tuple[str, Scoped]:
    """The name of the field that a ChangeInput gives, and the change that it says.

    `scope` is that of the commit; what belongs to the team goes there. Raises InvalidInput, its path led by the name.
    """
    name, value = next((name, value) for name, value in vars(given).items() if value is not strawberry.UNSET)
    make: Callable[[], Scoped] = {
        "withdraw": lambda: _withdrawal(scope, value),
        "drop": lambda: _drop(scope, value),
    }.get(name, lambda: _put(scope, _PUTS[name], value))
    try:
        return name, make()
    except InvalidInput as error:
        raise InvalidInput(error.message, (name, *error.path)) from error


def node_values(kind: Kind, given: Any) -> dict[str, Any]:
    """The fields that an input gives, by the model's words; those not given are left out."""
    values = {known.word: getattr(given, known.word, strawberry.UNSET) for known in kind.properties}
    return {word: value for word, value in values.items() if value is not strawberry.UNSET}


def _put(scope: str, kind: Kind, given: Any) -> Scoped:
    values = node_values(kind, given)
    if issubclass(kind, Stored):
        own = TEAM if kind.team else scope
        named = given.identifier is not strawberry.UNSET and given.identifier is not None
        key = given.identifier if named else new_key()
        identifier = stored_id(kind, own, key, ("id",)) if named else node_id(own, kind.label, key)
        return Scoped(own, Put(kind, {"id": identifier, **values}))
    values |= {"from": _end(kind, 0, scope, given.source), "to": _end(kind, 1, scope, given.target)}
    if issubclass(kind, Claim) and given.by is not strawberry.UNSET and given.by is not None:
        is_source = given.by.startswith("source:")
        values["by"] = given.by if is_source else stored_id(TeamMember, TEAM, given.by, ("by",))
    return Scoped(scope, Put(kind, values))


def _end(kind: type[Edge], end: int, scope: str, given: Any) -> str:
    path = (("from", "to")[end],)
    if not isinstance(given, str):
        return _referred(scope, given, path)
    pairs = [pair for pair in kind.rules.ends if (pair[0].team and pair[1].team) == (scope == TEAM)]
    if not pairs:
        raise InvalidInput(f"{kind.label} does not belong to the team: name an account", path)
    return stored_id(pairs[0][end], scope, given, path)


def _referred(scope: str, given: Any, path: tuple[str, ...]) -> str:
    name, value = next((name, value) for name, value in vars(given).items() if value is not strawberry.UNSET)
    kind = next(kind for label, kind in NODES.items() if _camel(label) == name)
    return stored_id(kind, scope, value, (*path, name))


def _withdrawal(scope: str, given: Any) -> Scoped:
    kind, identity = _parsed(given.claim, "claim")
    if not issubclass(kind, Claim):
        raise InvalidInput(f"{kind.label} is no claim: drop it, or end it with validTo", ["claim"])
    return Scoped(scope, Put(kind, {**identity, "withdrawnOn": given.on}, known=True))


def _drop(scope: str, given: Any) -> Scoped:
    cascade = given.cascade is True
    chosen = [each for each in (given.node, given.edge) if each is not strawberry.UNSET and each is not None]
    if len(chosen) != 1:
        raise InvalidInput("drop takes either a node or an edge", ["node"])
    if isinstance(chosen[0], str):
        kind, identity = _parsed(chosen[0], "edge")
        team = all(identity[word].startswith(f"{TEAM}/") for word in ("from", "to"))
        return Scoped(TEAM if team else scope, Drop(kind, identity, cascade))
    identifier = _referred(scope, chosen[0], ("node",))
    label = identifier.split("/")[1]
    return Scoped(TEAM if NODES[label].team else scope, Drop(NODES[label], {"id": identifier}, cascade))


def _parsed(key: str, word: str) -> tuple[type[Edge], dict[str, str]]:
    kind = EDGES.get(key.split("|")[0])
    try:
        if kind is None:
            raise ValueError(f"that is not the key of an edge or claim: {key!r}")
        return kind, kind.parse_key(key)
    except ValueError as error:
        raise InvalidInput(str(error), [word]) from error
