"""What can be written: one input for every node, edge and claim of the model, made from its declaration."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from graph.change import ANYTHING, Change, Drop, Put
from graph.declaration import Claim, Edge, Kind, Property
from graph.declaration import Node as Stored
from graph.errors import InvalidInput, Refused
from graph.identity import TEAM, new_key, node_id
from graph.message import Message
from graph.model import EDGES, NODES, TeamMember
from schema.references import stored_id

__all__ = [
    "ChangeInput",
    "NodeRefInput",
    "asserter",
    "change_of",
    "claim_fields",
    "faults_of",
    "fields_of",
    "input_of",
    "is_given",
    "labels_of",
    "node_values",
    "referred",
    "verb_of",
]


class _Scoped(NamedTuple):
    """A change, and the scope that it belongs to."""

    scope: str
    change: Change


_ATTRIBUTES: Final = {
    "from": "source",
    "to": "target",
    "id": "identifier",
    "accountId": "account_id",
    "ifRevision": "if_revision",
    "idempotencyKey": "idempotency_key",
}


def _camel(name: str) -> str:
    return name[0].lower() + name[1:]


def is_given(value: object) -> bool:
    """Whether an input gives a value, and not null."""
    return value is not strawberry.UNSET and value is not None


def input_of(name: str, description: str | None, fields: Mapping[str, tuple[Any, str, bool]], **config: Any) -> Any:
    """An input type. `fields` are by their names in the API: the type, the description, and whether required."""
    attributes: dict[str, Any] = {"__annotations__": {}, "__doc__": description}
    for word, (kind, text, is_required) in fields.items():
        default = {} if is_required else {"default": strawberry.UNSET}
        attribute = _ATTRIBUTES.get(word, word)
        attributes["__annotations__"][attribute] = kind if is_required else StrawberryOptional(kind)
        attributes[attribute] = strawberry.field(name=word, description=text, **default)
    return strawberry.input(type(name, (), attributes), name=name, description=description, **config)


def verb_of(name: str, description: str, fields: Mapping[str, tuple[Any, str, bool]]) -> Any:
    """The input of a mutation of one account: which, these fields, and on what terms."""
    account = {"accountId": (strawberry.ID, "The account's id or key.", True)}
    terms = {
        "ifRevision": (int, "Refuse, with a Conflict, unless this is the current revision.", False),
        "idempotencyKey": (str, "Sent again, it gives the first answer and writes nothing.", False),
    }
    return input_of(name, description, {**account, **fields, **terms})


def fields_of(kind: Kind, *words: str) -> dict[str, tuple[Any, str, bool]]:
    """The fields of a node or an edge as an input takes them: these, else all."""
    skip = {"by"} if issubclass(kind, Claim) else set()  # an id, and told with the ends
    skip |= {known.word for known in kind.properties if known.internal}
    return {
        p.word: (_type(p), p.description, False)
        for p in kind.properties
        if p.word not in skip and (p.word in words or not words)
    }


def _type(known: Property) -> Any:
    return StrawberryList(known.type) if known.is_list else known.type


NodeRefInput: Final = input_of(
    "NodeRefInput",
    "A node of any kind: its id, or its key. Exactly one field is given.",
    {_camel(label): (strawberry.ID, f"The id or key of a node of the kind {label}.", False) for label in NODES},
    one_of=True,
)
_ClaimRefInput: Final = input_of(
    "ClaimRefInput",
    "A claim that is taken back, with nothing in its place.",
    {
        "claim": (str, "The claim's key.", True),
        "on": (date, "The first day on which it holds no more.", True),
    },
)
_DropInput: Final = input_of(
    "DropInput",
    "What is taken out: a node or an edge.",
    {
        "node": (NodeRefInput, "The node; people who left are not dropped, but given a leftOn.", False),
        "edge": (str, "The edge's or claim's key.", False),
        "cascade": (bool, "Take what hangs on the node out too; without it, that is refused.", False),
    },
)


def _end_type(kind: type[Edge], end: int) -> Any:
    """A plain id where the end has one kind in every scope, else a reference that names the kind."""
    kinds = {pair[end] for pair in kind.rules.ends}
    by_scope = {team: {p[end] for p in kind.rules.ends if (p[0].team and p[1].team) == team} for team in (False, True)}
    return strawberry.ID if len(kinds) == 1 or all(len(each) <= 1 for each in by_scope.values()) else NodeRefInput


def _node_input(kind: type[Stored]) -> Any:
    text = "The id, or the key: the caller's own, up to 200 characters. A key is made where none is given."
    return input_of(f"{kind.label}Input", kind.__doc__, {"id": (strawberry.ID, text, False), **fields_of(kind)})


def _edge_input(kind: type[Edge]) -> Any:
    ends = {
        "from": (_end_type(kind, 0), "Where it starts.", True),
        "to": (_end_type(kind, 1), "Where it ends.", True),
    }
    if issubclass(kind, Claim):
        return input_of(f"{kind.noun}ClaimInput", kind.__doc__, {**ends, **claim_fields(kind)})
    return input_of(f"{kind.__name__}Input", kind.__doc__, {**ends, **fields_of(kind)})


def claim_fields(kind: type[Claim]) -> dict[str, tuple[Any, str, bool]]:
    """The fields of a claim beside its ends."""
    by = (strawberry.ID, "Who says so: a team member, or `source:<name>`; not given: you.", False)
    return {"by": by, **fields_of(kind)}


_PUTS: Final[dict[str, Kind]] = {
    **{f"put{label}": kind for label, kind in NODES.items()},
    **{f"claim{kind.noun}" if issubclass(kind, Claim) else f"put{kind.__name__}": kind for kind in EDGES.values()},
}

ChangeInput: Final = input_of(
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


def change_of(given: Any, scope: str) -> tuple[str, _Scoped]:
    """The name of the field that a ChangeInput gives, and the change that it says.

    `scope` is that of the commit; what belongs to the team goes there. Raises Refused, each path led by the name.
    """
    name, value = next((name, value) for name, value in vars(given).items() if value is not strawberry.UNSET)
    make: Callable[[], _Scoped] = {
        "withdraw": lambda: _withdrawal(scope, value),
        "drop": lambda: _drop(scope, value),
    }.get(name, lambda: _put(scope, _PUTS[name], value))
    try:
        return name, make()
    except Refused as refused:
        raise Refused([error.under(name) for error in refused.errors]) from refused
    except InvalidInput as error:
        raise Refused([error.under(name)]) from error


def labels_of(given: Any) -> frozenset[str]:
    """The labels of what a ChangeInput may be about; a withdrawal mends nothing else."""
    name = next(name for name, value in vars(given).items() if value is not strawberry.UNSET)
    if name == "withdraw":
        return frozenset()
    return frozenset([_PUTS[name].label]) if name in _PUTS else ANYTHING


def node_values(kind: Kind, given: Any) -> dict[str, Any]:
    """The fields that an input gives, by the model's words; those not given are left out."""
    values = {known.word: getattr(given, known.word, strawberry.UNSET) for known in kind.properties}
    return {word: value for word, value in values.items() if value is not strawberry.UNSET}


def _put(scope: str, kind: Kind, given: Any) -> _Scoped:
    values = node_values(kind, given)
    if issubclass(kind, Stored):
        own = TEAM if kind.team else scope
        named = is_given(given.identifier)
        key = given.identifier if named else new_key()
        identify = partial(stored_id, kind, own, key, ("id",)) if named else partial(node_id, own, kind.label, key)
        return _Scoped(own, _made(kind, values, {"id": identify}))
    ends = {"from": partial(_end, kind, 0, scope, given.source), "to": partial(_end, kind, 1, scope, given.target)}
    by = {"by": partial(asserter, given)} if issubclass(kind, Claim) else {}
    return _Scoped(scope, _made(kind, values, {**ends, **by}))


def _made(kind: Kind, values: Mapping[str, Any], identity: Mapping[str, Callable[[], str | None]]) -> Put:
    """A put of these values, and of the words that identify it. Raises Refused with all that is wrong with either."""
    found: dict[str, str | None] = {}
    errors: list[InvalidInput] = []
    for word, make in identity.items():
        try:
            found[word] = make()
        except InvalidInput as error:
            errors.append(error)
    if errors:
        raise Refused([*errors, *faults_of(kind, values)])
    return Put(kind, {**values, **{word: value for word, value in found.items() if value is not None}})


def faults_of(kind: Kind, values: Mapping[str, Any]) -> list[InvalidInput]:
    """What is wrong with the given values, whatever else is missing."""
    _, faults = kind.decode(values)
    return [each for each in faults if each.path and each.path[0] in values.keys() - {*kind.identifying}]


def asserter(given: Any) -> str | None:
    """Whose a claim is, where its input says so. Raises InvalidInput."""
    if not is_given(given.by):
        return None
    is_source: bool = given.by.startswith("source:")
    return str(given.by) if is_source else stored_id(TeamMember, TEAM, given.by, ("by",))


def _end(kind: type[Edge], end: int, scope: str, given: Any) -> str:
    path = (("from", "to")[end],)
    if not isinstance(given, str):
        return _referred(scope, given, path)
    pairs = [pair for pair in kind.rules.ends if (pair[0].team and pair[1].team) == (scope == TEAM)]
    if not pairs:
        raise InvalidInput(Message("%(kind)s does not belong to the team: name an account", kind=kind.label), path)
    return stored_id(pairs[0][end], scope, given, path)


def _referred(scope: str, given: Any, path: tuple[str, ...]) -> str:
    kind, name, value = referred(given)
    return stored_id(kind, scope, value, (*path, name))


def referred(given: Any) -> tuple[type[Stored], str, str]:
    """What a NodeRefInput names: the kind, the word for it, and what is said."""
    name, value = next((name, value) for name, value in vars(given).items() if value is not strawberry.UNSET)
    return next(kind for label, kind in NODES.items() if _camel(label) == name), name, value


def _withdrawal(scope: str, given: Any) -> _Scoped:
    kind, identity = _parsed(given.claim, "claim")
    if not issubclass(kind, Claim):
        raise InvalidInput(Message("%(kind)s is no claim: drop it, or end it with validTo", kind=kind.label), ["claim"])
    return _Scoped(scope, Put(kind, {**identity, "withdrawnOn": given.on}, known=True))


def _drop(scope: str, given: Any) -> _Scoped:
    cascade = given.cascade is True
    chosen = [each for each in (given.node, given.edge) if is_given(each)]
    if len(chosen) != 1:
        raise InvalidInput(Message("drop takes either a node or an edge"), ["node"])
    if isinstance(chosen[0], str):
        kind, identity = _parsed(chosen[0], "edge")
        team = all(identity[word].startswith(f"{TEAM}/") for word in ("from", "to"))
        return _Scoped(TEAM if team else scope, Drop(kind, identity, cascade))
    identifier = _referred(scope, chosen[0], ("node",))
    label = identifier.split("/")[1]
    return _Scoped(TEAM if NODES[label].team else scope, Drop(NODES[label], {"id": identifier}, cascade))


def _parsed(key: str, word: str) -> tuple[type[Edge], dict[str, str]]:
    kind = EDGES.get(key.split("|")[0])
    try:
        if kind is None:
            raise ValueError(Message("that is not the key of an edge or claim: %(key)r", key=key))
        return kind, kind.parse_key(key)
    except ValueError as error:
        raise InvalidInput(error.args[0], [word]) from error
