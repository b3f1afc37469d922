"""References from one scope into another: what they name must exist, and may not be dropped under them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from uuid import uuid4

from graph import cypher
from graph.change import Effect
from graph.connection import Transaction
from graph.declaration import Claim, Edge, Node
from graph.errors import InUse, NotFound, StakegraphError
from graph.identity import parse_id
from graph.model import TeamMember
from graph.viewer import Viewer

__all__ = ["missing_abroad", "references_abroad", "refuse_drops_in_use_abroad"]


async def missing_abroad(
    tx: Transaction, effects: Mapping[str, Effect], viewer: Viewer
) -> AsyncIterator[tuple[str, StakegraphError]]:
    """An error for each reference into another scope that leads nowhere, with the scope that it is in.

    What lies in an account that the viewer may not see does not exist for them.
    """
    named = [(scope, *reference) for scope, effect in effects.items() for reference in references_abroad(effect)]
    unknown = {i for *_, i in named if _known(effects, i) is None and viewer.sees(parse_id(i).scope)}
    found: set[str] = set()
    if unknown:
        row = await (await tx.run(cypher.EXISTING, ids=sorted(unknown))).single(strict=True)
        found = set(row["ids"])
    for scope, edge, word, identifier in named:
        known = _known(effects, identifier)
        if known is False or (known is None and identifier not in found):
            identity = parse_id(identifier)
            text = f"{edge.label}.{word}: there is no {identity.label} {identity.key!r}"
            yield scope, NotFound(text, (*effects[scope].paths.get(edge.key, ()), word))


def references_abroad(effect: Effect) -> Iterator[tuple[Edge, str, str]]:
    """Each edge that is put and names something in another scope, by which word, and what: its id."""
    for edge in effect.put:
        if isinstance(edge, Edge):
            ends = [("from", edge.source), ("to", edge.target)]
            if isinstance(edge, Claim) and not edge.by.startswith("source:"):
                ends.append(("by", edge.by))
            yield from ((edge, word, end) for word, end in ends if end not in effect.after.nodes)


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
            text = f"{node.label} {node.key!r} is in use in {', '.join(seen) or 'an account'}"
            text += "; say when they left instead" if isinstance(node, TeamMember) else ""
            yield InUse(text, seen, effect.paths.get(node.id, ()))


async def _users(tx: Transaction, statement: str, ids: list[str], scope: str) -> dict[str, list[str]]:
    result = await tx.run(statement, ids=ids, scope=scope)
    return {row["id"]: sorted(row["scopes"]) async for row in result}
