"""What can be written: every kind of node, edge and claim of the model, with every field of it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from graph.declaration import Claim, Kind, Property
from graph.identity import TEAM, node_id
from graph.model import EDGES, NODES
from graph.viewer import LOCAL
from schema.api import schema
from schema.relay import decode_id
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]
Changes = list[dict[str, Any]]

HOMES: Final = {"Stakeholder": ("putWorksIn", ""), "Opportunity": ("putFor", ""), "Measurement": ("putMeasures", "kpi")}
"""The edge that a node cannot be without, and to what: an empty key is the account's."""

SPECIAL: Final[Mapping[str, Any]] = {
    "currency": "EUR",
    "country": "HU",
    "url": "https://example.com",
    "email": "a@example.com",
    "language": "hu",
    "timeZone": "Europe/Budapest",
}
LAST: Final = (
    "endsOn",
    "validTo",
    "withdrawnOn",
    "dueOn",
    "closesOn",
    "closedOn",
    "leftOn",
    "answeredOn",
    "resolvedOn",
)
PLAIN: Final[Mapping[Any, tuple[Any, Any]]] = {
    str: ("one", "other"),
    bool: (False, True),
    float: (0.25, 0.5),
    int: (1, 2),
    date: ("2026-02-01", "2026-03-01"),
    datetime: ("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
    Decimal: ("1.5", "2.5"),
}


def value(known: Property, stage: int) -> Any:
    """A value of a field, another one at each stage where the field has several."""
    if known.word in SPECIAL:
        return SPECIAL[known.word]
    if known.word in LAST:
        return "2027-01-01"
    if isinstance(known.type, type) and issubclass(known.type, StrEnum):
        word = list(known.type)[-1 - stage].value
        return [word] if known.is_list else word
    return PLAIN[known.type][stage]


def values(kind: Kind, stage: int) -> dict[str, Any]:
    """Every field of a kind that others may write."""
    known = [p for p in kind.properties if not p.internal and not (issubclass(kind, Claim) and p.word == "by")]
    return {p.word: "2026-01-01" if p.word == "validFrom" else value(p, stage) for p in known}


def thing(label: str, key: str, account: str, stage: int = 0) -> Changes:
    """A put of a node, and of the edge without which it cannot be."""
    put = {f"put{label}": {"id": key, **values(NODES[label], stage)}}
    if label not in HOMES:
        return [put]
    name, home = HOMES[label]
    return [put, {name: {"from": key, "to": home or account}}]


def named(kind: type[Any], key: str) -> dict[str, str]:
    return {kind.label[0].lower() + kind.label[1:]: key}


def is_so(kind: Kind, stage: int, stored: Mapping[str, Any]) -> bool:
    """Whether what is stored has the values of the stage."""
    made, faults = kind.decode({**stored, **values(kind, stage)})
    assert faults == []
    assert made is not None
    return made.encode() == dict(stored)


@pytest.fixture
async def account(ask: Ask, new_account: NewAccount) -> str:
    """An account with nothing but a KPI."""
    key = await new_account()
    await ask.write(key, {"putKpi": {"id": "kpi", "name": "K", "kind": "OTHER"}})
    return key


async def test_every_kind_of_node_is_put_changed_and_dropped(ask: Ask, account: str) -> None:
    keys = {label: f"{label.lower()}-{account}" for label in NODES}
    for stage in (0, 1):
        await ask.write(account, *(each for label in NODES for each in thing(label, keys[label], account, stage)))
        graph = await ask.store.snapshot(account, LOCAL)
        for label, kind in NODES.items():
            node = graph.node(node_id(TEAM if kind.team else account, label, keys[label]))
            assert node is not None
            assert is_so(kind, stage, node.encode()), label
    drops = [{"drop": {"node": named(kind, keys[label]), "cascade": True}} for label, kind in NODES.items()]
    dropped = (await ask.commit(account, *drops))["dropped"]
    assert {said.type for each in dropped if (said := decode_id(each))} == set(NODES)


def takes_references(change: str, word: str) -> bool:
    """Whether an end is named with its kind."""
    changes = schema._schema.type_map["ChangeInput"]
    assert isinstance(changes, GraphQLInputObjectType)
    given = get_named_type(changes.fields[change].type)
    assert isinstance(given, GraphQLInputObjectType)
    return str(get_named_type(given.fields[word].type)) == "NodeRefInput"


async def test_every_type_of_edge_is_put_changed_and_dropped(ask: Ask, account: str) -> None:
    puts: dict[int, Changes] = {0: [], 1: []}
    nodes: Changes = []
    for number, kind in enumerate(EDGES.values()):
        name = f"claim{kind.noun}" if issubclass(kind, Claim) else f"put{kind.__name__}"
        keys = {"from": f"{number}a-{account}", "to": f"{number}b-{account}"}
        ends = dict(zip(keys, kind.rules.ends[0], strict=True))
        for word, end in ends.items():
            made = thing(end.label, keys[word], account)
            nodes += [each for each in made if name not in each]
        said = {word: named(ends[word], key) if takes_references(name, word) else key for word, key in keys.items()}
        for stage in puts:
            puts[stage].append({name: {**values(kind, stage), **said}})
    await ask.write(account, *nodes, *puts[0])
    await ask.write(account, *puts[1])
    graph = await ask.store.snapshot(account, LOCAL)
    drops: Changes = []
    for kind in EDGES.values():
        found = [each for each in graph.account.all(kind) if is_so(kind, 1, each.encode())]
        assert found, kind.label
        drops += [] if kind.rules.required else [{"drop": {"edge": found[-1].key}}]
    assert (await ask.commit(account, *drops))["dropped"] == [each["drop"]["edge"] for each in drops]
