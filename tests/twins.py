"""Twins: two accounts that are alike; one is to be seen, and the other, which bears a mark in all it says, is not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final
from uuid import uuid4

from graph.change import Change, Drop, Put
from graph.declaration import Edge, Node
from graph.identity import TEAM, account_id, node_id, parse_id
from graph.model import (
    EDGES,
    NODES,
    Action,
    Financial,
    Interaction,
    Knows,
    Measurement,
    Organisation,
    Owns,
    Resolution,
    Stakeholder,
    TeamMember,
    WorksIn,
)
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from seeds.borokvar.account import changes as demonstration

OF: Final = "borokvar"
ANNA: Final = node_id(TEAM, TeamMember.label, "reviczky-antal")
SHARED: Final = "somebody who is in all three"
FEW: Final[Mapping[type[Node], int]] = {Interaction: 12, Stakeholder: 18, Measurement: 6, Financial: 4}
"""How many of the template's are taken, the first ones, where not all are."""

WORDS: Final = ("country", "currency", "language", "timeZone", "person")  # texts, but of a vocabulary, or shared


class Twins:
    """A person of the one is the same human being in the other."""

    def __init__(self, day: date) -> None:
        token = uuid4().hex[:12]
        self.day = day
        self.mark = f"zqx{token}"
        self.seen, self.beside, self.unseen = f"seen-{token}", f"beside-{token}", f"unseen-{self.mark}"

    def viewer(self, role: Role) -> Viewer:
        """Somebody who sees the one, and a small one beside it."""
        return Viewer(f"eve-{self.seen}", role, frozenset([self.seen, self.beside]))

    async def write_seen(self, store: Store) -> None:
        """Write the one, and our team where it is not there."""
        team = (await store.team(LOCAL)).nodes
        if ANNA not in team:
            missing = [each for each in _template(self.day)[TEAM] if each.values.get("id") not in team]
            await store.commit({TEAM: missing}, LOCAL)
        await self._write_beside(store)
        await self._write(store, self.seen, "")

    async def write_unseen(self, store: Store) -> None:
        """Write the other, so that nothing of the one's changes."""
        await self._write(store, self.unseen, self.mark)

    async def join(self, store: Store) -> None:
        """Let each own a part of the other, and take something of it back."""
        for one, other in ((self.seen, self.unseen), (self.unseen, self.seen)):
            ends = {"from": account_id(one), "to": account_id(other)}
            await store.commit({one: [Put(Owns, {**ends, "share": 0.25})]}, LOCAL)
            await store.commit({one: [Drop(Owns, ends)]}, LOCAL)
            await store.commit({one: [Put(Owns, {**ends, "share": 0.5})]}, LOCAL)

    async def _write(self, store: Store, scope: str, mark: str) -> None:
        """In two commits, so that there is something that differs."""
        await store.commit({scope: list(self._changes(scope, mark))}, LOCAL)
        who = _renamed(node_id(OF, Stakeholder.label, "double"), scope, mark)
        owns = Put(Owns, {"from": account_id(scope), "to": account_id(self.beside), "share": 0.1})
        better = Put(Knows, {"from": ANNA, "to": who, "by": ANNA, "level": "TRUSTED_ADVISOR"})
        await store.commit({scope: [Put(Stakeholder, {"id": who, "title": f"CFO {mark}"}), owns, better]}, LOCAL)

    async def _write_beside(self, store: Store) -> None:
        who = node_id(self.beside, Stakeholder.label, "there")
        changes = [
            Put(Organisation, {"id": account_id(self.beside), "name": "Beside", "kind": "CLIENT"}),
            Put(Stakeholder, {"id": who, "name": "Somebody There", "person": SHARED}),
            Put(WorksIn, {"from": who, "to": account_id(self.beside)}),
        ]
        await store.commit({self.beside: changes}, LOCAL)

    def id(self, label: str, key: str, *, is_seen: bool = True) -> str:
        """The stored id of what has this key in the template."""
        return _renamed(node_id(OF, label, key), *((self.seen, "") if is_seen else (self.unseen, self.mark)))

    def _changes(self, scope: str, mark: str) -> Iterator[Change]:
        for put in _template(self.day)[OF]:
            values = {word: _value(put, word, value, scope, mark) for word, value in put.values.items()}
            yield replace(put, values=values)


@cache
def _template(day: date) -> Mapping[str, list[Put]]:
    """A part of the demonstration account, and what it lacks: a duplicate, and what was made of a recommendation."""
    whole = demonstration(day)
    found = {scope: [each for each in changes if isinstance(each, Put)] for scope, changes in whole.items()}
    gone = {each for kind, most in FEW.items() for each in _ids(found[OF], kind)[most:]}
    kept = [put for put in found[OF] if gone.isdisjoint(str(put.values.get(word)) for word in ("id", "from", "to"))]
    first = next(put for put in kept if put.kind is Stakeholder)
    double = node_id(OF, Stakeholder.label, "double")
    why = {"recommendation": "ASK:a", "kind": "ASK", "state": "ACCEPTED", "by": ANNA, "why": "Too early"}
    kept += [
        Put(Stakeholder, {"id": double, "name": first.values["name"], "person": SHARED}),
        Put(WorksIn, {"from": double, "to": account_id(OF)}),
        Put(Knows, {"from": ANNA, "to": double, "by": ANNA, "level": "VENDOR"}),
        Put(Resolution, {"id": node_id(OF, Resolution.label, "first"), **why}),
        Put(Action, {"id": node_id(OF, Action.label, "ASK:a"), "title": "Ask", "startsOn": day - timedelta(days=9)}),
    ]
    return {**found, OF: kept}


def _ids(puts: Iterable[Put], kind: type[Node]) -> list[str]:
    return [str(put.values["id"]) for put in puts if put.kind is kind]


def _value(put: Put, word: str, value: Any, scope: str, mark: str) -> Any:
    if not isinstance(value, str):
        return value
    renamed = _renamed(value, scope, mark)
    kind = NODES.get(put.kind.label) or EDGES[put.kind.label]
    known = {each.word: each for each in kind.properties}.get(word)
    if renamed != value or not mark or known is None or known.type is not str or word in WORDS:
        return renamed
    if word == "by" or (issubclass(kind, Edge) and word in kind.identifying):
        return value if "/" in value else f"{value} {mark}"
    return f"{mark}.{value}" if "@" in value else f"{value} {mark}"


def _renamed(said: str, scope: str, mark: str) -> str:
    """The id in the twin, where it is one of the template's."""
    try:
        identity = parse_id(said)
    except ValueError:
        return said
    if identity.scope != OF:
        return said
    if identity.is_account:
        return account_id(scope)
    return node_id(scope, identity.label, f"{identity.key}-{mark}" if mark else identity.key)
