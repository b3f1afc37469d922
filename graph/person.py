"""A person as the database holds them: their ids in every account, what names them, and what is with or about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from graph import cypher
from graph.connection import Transaction
from graph.declaration import Kind
from graph.erasure import ERASED
from graph.errors import InvalidInput, NotFound
from graph.identity import TEAM, parse_id
from graph.mentions import Names
from graph.message import Message
from graph.model import About, Involves, Resolution, Stakeholder, TeamMember
from graph.reading import entry_batches, read_scope
from graph.snapshot import Snapshot

__all__ = ["Person", "Register", "find_person", "person_scope"]

_NAMING: Final = ("name", "email", "phone", "person")
_PEOPLE: Final[tuple[Kind, ...]] = (Stakeholder, TeamMember)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is meant, in the scopes in which something is held about them. `related` as an Eraser takes it."""

    ids: frozenset[str]
    names: Names
    related: frozenset[str]
    held: Mapping[str, Snapshot]

    @property
    def revisions(self) -> dict[str, int]:
        return {scope: snapshot.revision for scope, snapshot in self.held.items()}


class Register:
    """What one scope has ever held of people: what named each of them, and what was with or about whom."""

    def __init__(self) -> None:
        self.naming: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._person: dict[str, str | None] = {}
        self._merged: dict[str, set[str]] = defaultdict(set)
        self._ties: set[tuple[str, str]] = set()
        self._decided: set[tuple[str, str]] = set()

    def take(self, kind: Kind, key: str, values: Mapping[str, Any] | None) -> None:
        """Take note of what became of one thing."""
        if issubclass(kind, Involves | About):
            ends = kind.parse_key(key)
            self._ties.add((ends["from"], ends["to"]))
        elif kind in _PEOPLE and values is not None:
            self._take_person(key, values)
        elif kind is Resolution and values is not None and values.get("by"):
            self._decided.add((key, values["by"]))

    def _take_person(self, key: str, values: Mapping[str, Any]) -> None:
        is_role = bool(values.get("placeholder"))
        naming = self.naming[key]
        for word in _NAMING:
            if values.get(word) and values[word] != ERASED and not (is_role and word == "name"):
                naming[word].add(values[word])
        self._person[key] = values.get("person")
        for other in values.get("mergedIds", ()):
            self._merged[key].add(other)
            self._merged[other].add(key)

    def same(self, identifier: str) -> set[str]:
        """The ids of the one who has, or had, this id: theirs, and those merged with it. Empty: nobody has."""
        found, queue = set[str](), [identifier] if identifier in self.naming else []
        while queue:
            current = queue.pop()
            found.add(current)
            queue += self._merged[current] - found
        return found

    def links(self, ids: Iterable[str]) -> set[str]:
        """The values that link these to stakeholders of other accounts, as they were last."""
        return {link for identifier in ids if (link := self._person.get(identifier))}

    def values(self, ids: Iterable[str], word: str) -> set[str]:
        """Every value that a field of these ever had."""
        return {value for identifier in ids if identifier in self.naming for value in self.naming[identifier][word]}

    def related(self, ids: frozenset[str], names: Names) -> Iterator[str]:
        """The ids of what has ever been with or about these, or decided by them."""
        yield from (source for source, target in self._ties if target in ids)
        yield from (key for key, by in self._decided if by in ids or names.identifies(by))


def person_scope(identifier: str) -> str:
    """The scope in which the person of this id lives. Raises InvalidInput where it is no person's id."""
    try:
        identity = parse_id(identifier)
    except ValueError as error:
        raise InvalidInput(Message("%(fault)s: %(id)r", fault=error.args[0], id=identifier), ["id"]) from error
    if identity.label not in {kind.label for kind in _PEOPLE}:
        text = Message("%(kind)s is no kind of person: name a Stakeholder or a TeamMember", kind=identity.label)
        raise InvalidInput(text, ["id"])
    return identity.scope


async def find_person(tx: Transaction, identifier: str) -> Person:
    """Who has this id, and everywhere that something is held about them. Raises InvalidInput, NotFound.

    All these scopes are read within the transaction, at one revision each. Linear in their journals; for one of us the
    database also looks through the other journals for what names them.
    """
    home = person_scope(identifier)
    search = _Search(tx)
    await search.read(home)
    ids = search.registers[home].same(identifier)
    if not ids:
        identity = parse_id(identifier)
        raise NotFound(Message("there is no %(kind)s %(key)r", kind=identity.label, key=identity.key), ["id"])
    if home == TEAM:
        await search.read_all(await _scopes_naming(tx, ids, search.registers[home]))
    else:
        ids |= await _linked(tx, search, home, ids)
    return search.person(frozenset(ids))


class _Search:
    """The scopes that have been read so far."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.held: dict[str, Snapshot] = {}
        self.registers: dict[str, Register] = {}

    async def read_all(self, scopes: Iterable[str]) -> None:
        for scope in sorted(set(scopes) - self.held.keys()):
            await self.read(scope)

    async def read(self, scope: str) -> None:
        register = self.registers[scope] = Register()
        ledger = await (await self.tx.run(cypher.TOUCH, scope=scope, token=str(uuid4()))).single()
        self.held[scope] = Snapshot(scope)
        if ledger is None:
            return
        self.held[scope] = await read_scope(self.tx, scope, ledger["revision"])
        async for entries in entry_batches(self.tx, scope, ledger["revision"]):
            for change in (change for entry in entries for change in entry.changes):
                register.take(change.kind, change.key, change.values)

    def person(self, ids: frozenset[str]) -> Person:
        names = self._names(ids)
        related = {each for register in self.registers.values() for each in register.related(ids, names)}
        held = {scope: self.held[scope] for scope in sorted(self.held)}
        return Person(ids, names, frozenset(related), held)

    def _names(self, ids: frozenset[str]) -> Names:
        naming = {w: {v for r in self.registers.values() for v in r.values(ids, w)} for w in _NAMING}
        keys = {parse_id(identifier).key for identifier in ids}
        own = {parse_id(identifier).key for identifier in ids if parse_id(identifier).scope == TEAM}
        return Names(naming["name"], naming["email"], naming["phone"], keys | naming["person"], own)


async def _linked(tx: Transaction, search: _Search, home: str, ids: set[str]) -> set[str]:
    """The ids of the same human being in other accounts, and in this one."""
    result = await tx.run(cypher.SAME_PERSON, persons=sorted(search.registers[home].links(ids)), scopes=None)
    linked = {row["id"] async for row in result}
    await search.read_all(parse_id(identifier).scope for identifier in linked)
    return {same for identifier in linked for same in search.registers[parse_id(identifier).scope].same(identifier)}


async def _scopes_naming(tx: Transaction, ids: set[str], register: Register) -> set[str]:
    """The scopes whose journal names one of us, be it as an author, an end or an actor."""
    addresses = {form for email in register.values(ids, "email") for form in (email, email.lower())}
    keys = {parse_id(identifier).key for identifier in ids}
    result = await tx.run(cypher.NAMING, told=sorted(ids | addresses), actors=sorted(keys | addresses))
    return {row["scope"] async for row in result}
