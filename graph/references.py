"""References from one scope into another: what they name must exist, and may not be dropped under them."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from uuid import uuid4

from graph import cypher
from graph.change import Effect
from graph.connection import Transaction
from graph.declaration import Claim, Edge, Node
from graph.errors import InUse, NotFound, StakegraphError
from graph.identity import Identity, parse_id
from graph.message import Message
from graph.model import TeamMember
from graph.viewer import Viewer

__all__ = ["in_use_abroad", "missing_abroad", "no_such", "references_abroad", "refuse_drops_in_use_abroad"]


async def missing_abroad(
    tx: Transaction, effects: Mapping[str, Effect], viewer: Viewer, amiss: Mapping[str, Collection[str]]
) -> AsyncIterator[tuple[str, StakegraphError]]:
    """An error for each reference into another scope that leads nowhere, with the scope that it is in.

    What lies in an account that the viewer may not see does not exist for them. What a scope may lack only because
    it is `amiss` there, by its id or its label, is not told.
    """
    named = [
        (scope, *reference)
        for scope, effect in effects.items()
        for reference in references_abroad(effect)
        if _leads_from(scope, reference[-1])
    ]
    unknown = {i for *_, i in named if _known(effects, i) is None and viewer.sees(parse_id(i).scope)}
    found: set[str] = set()
    if unknown:
        row = await (await tx.run(cypher.EXISTING, ids=sorted(unknown))).single(strict=True)
        found = set(row["ids"])
    for scope, edge, word, identifier in named:
        known = _known(effects, identifier)
        identity = parse_id(identifier)
        if known is False and {identifier, identity.label} & {*amiss.get(identity.scope, ())}:
            continue
        if known is False or (known is None and identifier not in found):
            yield scope, no_such(edge, word, identity).under(*effects[scope].paths.get(edge.key, ()), word)


def no_such(edge: Edge | type[Edge], word: str, identity: Identity) -> NotFound:
    """The error of a reference that leads nowhere."""
    words = {"field": f"{edge.label}.{word}", "kind": identity.label, "key": identity.key}
    return NotFound(Message("%(field)s: there is no %(kind)s %(key)r", **words))


def references_abroad(effect: Effect) -> Iterator[tuple[Edge, str, str]]:
    """Each edge that is put and names something in another scope, by which word, and what: its id."""
    for edge in effect.put:
        if isinstance(edge, Edge):
            ends = [("from", edge.source), ("to", edge.target)]
            if isinstance(edge, Claim) and not edge.by.startswith("source:"):
                ends.append(("by", edge.by))
            yield from ((edge, word, end) for word, end in ends if end not in effect.after.nodes)


def _leads_from(scope: str, identifier: str) -> bool:
    """Whether it is an id, and of another scope: all else was told already."""
    try:
        return parse_id(identifier).scope != scope
    except ValueError:
        return False


def _known(effects: Mapping[str, Effect], identifier: str) -> bool | None:
    """Whether it exists once all is written; null where only the database can tell."""
    effect = effects.get(parse_id(identifier).scope)
    return None if effect is None else identifier in effect.after.nodes


async def refuse_drops_in_use_abroad(tx: Transaction, effect: Effect, viewer: Viewer) -> AsyncIterator[StakegraphError]:
    """An error for each dropped node that another scope still refers to, by an edge or as the author of a claim.

    Accounts that the viewer may not see are not named.
    """
    dropped = [item for item in effect.dropped if isinstance(item, Node)]
    if not dropped:
        return
    ids, scope = [node.id for node in dropped], effect.after.scope
    users = await _users(tx, cypher.FOREIGN_EDGES, ids, scope)
    members = [node.id for node in dropped if isinstance(node, TeamMember)]
    if members:
        await (await tx.run(cypher.TOUCH_ALL, token=str(uuid4()))).consume()
        for member, scopes in (await _users(tx, cypher.FOREIGN_CLAIMS, members, scope)).items():
            users[member] = sorted({*users.get(member, []), *scopes})
    for node in dropped:
        if node.id in users:
            seen = [user for user in users[node.id] if viewer.sees(user)]
            yield in_use_abroad(node, seen, effect.paths.get(node.id, ()))


def in_use_abroad(node: Node, seen: Sequence[str], path: Sequence[str]) -> InUse:
    """The error of a drop of what other scopes refer to; those that are `seen` are named."""
    words = {"kind": node.label, "key": node.key, "scopes": ", ".join(seen) or Message("an account")}
    if isinstance(node, TeamMember):
        return InUse(
            Message("%(kind)s %(key)r is in use in %(scopes)s; say when they left instead", **words), seen, path
        )
    return InUse(Message("%(kind)s %(key)r is in use in %(scopes)s", **words), seen, path)


async def _users(tx: Transaction, statement: str, ids: list[str], scope: str) -> dict[str, list[str]]:
    result = await tx.run(statement, ids=ids, scope=scope)
    return {row["id"]: sorted(row["scopes"]) async for row in result}
