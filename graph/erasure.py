"""Erasure: what becomes of a scope and of its journal when a person is erased. Pure: nothing is written here."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, get_args, get_type_hints
from uuid import uuid4

from graph.declaration import Edge, Kind, Node, Property
from graph.errors import Unavailable
from graph.identity import new_key, node_id, parse_id
from graph.journal import Entry, Recorded
from graph.mentions import Names
from graph.model import EDGES, NODES, Organisation
from graph.snapshot import Snapshot
from graph.values import CountryCode, Currency, Email, Language, TimeZone

__all__ = ["ERASED", "Eraser"]

ERASED: Final = "Erased"
"""What a field that may not be empty holds once its value is erased."""

_VOCABULARIES: Final = (CountryCode, Currency, Language, TimeZone)
_IDENTIFIERS: Final = frozenset(["by", "person", "recommendation"])  # of nodes: not free texts
_AN_ID: Final = re.compile(r"[\w.~%-]+/[A-Za-z]+/[\w.~%-]+", re.ASCII)


class Eraser:
    """One erasure of a person, as a function of things: nodes, edges, journal entries, whole scopes.

    `ids` are the person's in every scope, `names` what names them, `related` the ids of what is with or about them:
    contacts that they took part in, insights and risks about them, decisions of theirs. Then

    - a node of the person loses every personal field (a required one says "Erased"), its `person`, and its id;
    - the personal fields, which are the free texts, of what is related, and of every edge that leads from or to them
      or is a claim of theirs, go too;
    - wherever else an id of theirs stands, the new one does;
    - an id, an author or an actor that identifies them is replaced by a random one;
    - where `mentions` are to go, a mask takes the place of their names in all other texts.

    The same thing always becomes the same, so erasing a snapshot and replaying the erased journal agree.
    """

    def __init__(
        self, ids: Iterable[str], names: Names, related: Iterable[str], day: date, *, mentions: bool = False
    ) -> None:
        self.ids = frozenset(ids)
        self.names = names
        self.related = frozenset(related)
        self.day = day.isoformat()
        self.mentions = mentions
        self._references = {identifier: _anew(identifier) for identifier in sorted(self.ids)}
        self._pseudonyms: dict[str, str] = {}

    # ------------------------------------------------------------ scopes and entries

    def snapshot(self, snapshot: Snapshot) -> Snapshot:
        """The same revision with the erased shown as erased."""
        altered = list(self.altered(snapshot))
        put, gone = [new for _, new in altered], [old for old, new in altered if _key(old) != _key(new)]
        return snapshot.amended(snapshot.revision, put, gone)

    def altered(self, snapshot: Snapshot, revision: int | None = None) -> Iterator[tuple[Node | Edge, Node | Edge]]:
        """Each thing that an erasure alters, before and after: written at the revision, if one is given."""
        items: list[Node | Edge] = [*snapshot.nodes.values(), *snapshot.edges.values()]
        for item in items:
            values = item.encode()
            after = self.values(type(item), _key(item), values)
            if after != values:
                yield item, _made(type(item), after if revision is None else {**after, "revision": revision})

    def entry(self, entry: Entry) -> Entry:
        """The entry as if the erased had never been known by name."""
        return replace(
            entry,
            actor=self.identifier(entry.actor),
            idempotency_key=self.identifier(entry.idempotency_key),
            changes=tuple(map(self.recorded, entry.changes)),
        )

    def recorded(self, change: Recorded) -> Recorded:
        """One change of an entry."""
        values = None if change.values is None else self.values(change.kind, change.key, change.values)
        return replace(change, key=self.key(change.kind, change.key), values=values)

    # ------------------------------------------------------------ one thing

    def key(self, kind: Kind, key: str) -> str:
        """The id or edge key that takes the place of this one."""
        if not issubclass(kind, Edge):
            return self.reference(key)
        return kind.key_of(_sorted_ends(kind, {w: self.reference(v) for w, v in kind.parse_key(key).items()}))

    def values(self, kind: Kind, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values, by their words, of the thing of this id or key."""
        is_person, fields = key in self.ids, _FIELDS[kind.label]
        private = is_person or self.is_about(kind, key)
        kept: dict[str, Any] = {}
        for word, value in values.items():
            known = fields.get(word)
            if word in kind.identifying:
                kept[word] = self.reference(value) if isinstance(value, str) else value
            elif known and known.personal and private:
                kept |= {word: ERASED} if known.required else {}
            elif not (is_person and word == "person"):
                kept |= self._field(kind, word, value)
        return {**kept, "erasedOn": self.day} if is_person else _sorted_ends(kind, kept)

    def is_about(self, kind: Kind, key: str) -> bool:
        """Whether what the thing says is about the person, with them or from them."""
        if not issubclass(kind, Edge):
            return key in self.related
        identity = kind.parse_key(key)
        return any(identity[word] in self.ids for word in ("from", "to", "by") if word in identity)

    def _field(self, kind: Kind, word: str, value: Any) -> dict[str, Any]:
        """One field of what is not the person's own; empty where nothing is left of it."""
        texts = _TEXTS[kind.label]
        if word not in texts:
            return {word: value}
        if isinstance(value, list):
            return {word: [self.reference(each) for each in value]}
        if word in _IDENTIFIERS:
            return {word: self.identifier(value)}
        text = self.text(value)
        return {} if text != value and texts[word] else {word: text}

    # ------------------------------------------------------------ words

    def reference(self, said: str) -> str:
        """The id, or the author of a claim, that takes the place of this one."""
        if said not in self._references:
            self._references[said] = self._new_reference(said)
        return self._references[said]

    def _new_reference(self, said: str) -> str:
        if said.startswith("source:"):
            return f"source:{self.identifier(said.removeprefix('source:'))}"
        try:
            identity = parse_id(said)
        except ValueError:
            return said
        return _anew(said) if _may_be_renamed(identity.label) and self._identified(identity.key) else said

    def identifier(self, said: str) -> str:
        """A name that machines use, such as an actor's."""
        told = self._with_new_ids(said)
        if not self._identified(told):
            return told
        return self._pseudonyms.setdefault(said, f"erased-{uuid4()}")

    def text(self, text: str) -> str:
        """A free text of others."""
        told = self._with_new_ids(text)
        return self.names.masked(told) if self.mentions else told

    def _identified(self, said: str) -> bool:
        return self.names.mentions(said) if self.mentions else self.names.identifies(said)

    def _with_new_ids(self, text: str) -> str:
        if "/" not in text:
            return text
        return _AN_ID.sub(lambda found: self.reference(found[0]), text)


def _anew(identifier: str) -> str:
    identity = parse_id(identifier)
    return node_id(identity.scope, identity.label, new_key())


def _may_be_renamed(label: str) -> bool:
    """What lies in the team or may be an account is known beyond the scopes that an erasure reads."""
    kind = NODES.get(label)
    return kind is not None and not kind.team and kind is not Organisation


def _sorted_ends(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    if issubclass(kind, Edge) and kind.rules.undirected:
        source, target = sorted([values["from"], values["to"]])
        return {**values, "from": source, "to": target}
    return values


def _free(kind: Kind) -> dict[str, bool]:
    """The fields that hold any text: whether it has a form that a mask would break."""
    hints = get_type_hints(kind, include_extras=True)
    bare = {known.word: _bare(hints[known.name]) for known in kind.properties if known.type is str}
    return {word: hint == Email for word, hint in bare.items() if hint not in _VOCABULARIES}


def _bare(hint: Any) -> Any:
    """What stands beside None."""
    parts = [part for part in get_args(hint) if part is not type(None)]
    return parts[0] if len(parts) == 1 and type(None) in get_args(hint) else hint


def _key(item: Node | Edge) -> str:
    return item.id if isinstance(item, Node) else item.key


def _made(kind: Kind, values: Mapping[str, Any]) -> Node | Edge:
    item, faults = kind.decode(values)
    if item is None:
        raise Unavailable(f"an erasure would leave what the model refuses: {faults[0].message}")
    return item


_KINDS: Final[dict[str, Kind]] = {**NODES, **EDGES}
_FIELDS: Final[dict[str, dict[str, Property]]] = {
    label: {known.word: known for known in kind.properties} for label, kind in _KINDS.items()
}
_TEXTS: Final = {label: _free(kind) for label, kind in _KINDS.items()}
