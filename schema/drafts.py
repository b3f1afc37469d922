"""The draft: a node that people write in one go with its edges, as one list of changes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import strawberry

from graph import model
from graph.change import Put
from graph.declaration import Edge
from graph.declaration import Node as Stored
from graph.errors import InvalidInput
from graph.identity import new_key, node_id
from graph.message import Message
from graph.replacement import replacement
from schema.context import Reading
from schema.inputs import faults_of, is_given, node_values, referred
from schema.writing import Work

__all__ = ["OWNER", "SINCE", "Draft", "End", "key_field", "node_named", "stakeholder_named"]

OWNER: Final = (strawberry.ID, "Who of us answers for it, an id or a key; not given: as it is, null: nobody.", False)
SINCE: Final = (
    date,
    "From when on the dated edges hold that differ from what is known; not given: always for what is new, else today.",
    False,
)


def key_field(what: str) -> tuple[Any, str, bool]:
    """The field by which a node is named, or left to get a new key."""
    return (
        strawberry.ID,
        f"The {what}'s id, or key: your own, up to 200 characters. A key is made where none is given.",
        False,
    )


class End(NamedTuple):
    """An end of an edge as an input names it: its kind, what is said, and where within the edge's own input."""

    kind: type[Stored]
    said: str
    path: tuple[str, ...] = ()


def node_named(given: Any) -> End:
    """The other end that a NodeRefInput names."""
    kind, word, said = referred(given)
    return End(kind, said, (word,))


def stakeholder_named(given: Any) -> End:
    """The other end that an input names as its `stakeholder`."""
    return End(model.Stakeholder, given.stakeholder, ("stakeholder",))


class Draft:
    """A node as an input gives it. Its edges of a type are replaced where the input says something of them."""

    def __init__(
        self, work: Work, reading: Reading, kind: type[Stored], given: Any, path: tuple[str, ...] = ()
    ) -> None:
        self.work = work
        self.path = path
        self.account = reading.account
        self.given = given
        named = self._named(End(kind, given.identifier), (*path, "id")) if is_given(given.identifier) else None
        self.node = named or node_id(work.scope, kind.label, new_key())
        self.is_new = self.node not in self.account.nodes
        is_dated = "since" in vars(given) and is_given(given.since)
        self.day = given.since if is_dated else None if self.is_new else reading.day
        values = node_values(kind, given)
        if named is None and is_given(given.identifier):
            work.errors += [fault.under(*path) for fault in faults_of(kind, values)]
            work.amiss.add(kind.label)
        else:
            work.put(Put(kind, {**values, "id": self.node}), path)

    def one(self, along: type[Edge], end: type[Stored], word: str, *, outward: bool = True, usual: str = "") -> None:
        """Replace its edges of a type by the one that a field names: null by none, of a new node by the `usual`."""
        said = getattr(self.given, word)
        if self.is_new and usual and not is_given(said):
            said = usual
        if said is None and along.rules.required:
            self.work.errors.append(InvalidInput(Message("%(field)s is required", field=word), (*self.path, word)))
        elif said is not strawberry.UNSET:
            self._replace(
                along, {} if said is None else {(*self.path, word): End(end, said)}, (*self.path, word), {}, outward
            )

    def owner(self) -> None:
        """Replace who of us answers for it."""
        self.one(model.AnswersFor, model.TeamMember, "owner", outward=False)

    def several(
        self, along: type[Edge], word: str, end_of: Callable[[Any], End], *, outward: bool = True
    ) -> Sequence[str]:
        """Replace its edges of a type by those that a list names, each with the edge's own fields; null: by none.

        `end_of` may raise InvalidInput. Answers the ids at the other ends.
        """
        ends: dict[tuple[str, ...], End] = {}
        values: dict[tuple[str, ...], Mapping[str, Any]] = {}
        if (given := getattr(self.given, word)) is strawberry.UNSET:
            return ()
        for index, each in enumerate(given or ()):
            place = (*self.path, word, str(index))
            values[place] = {} if isinstance(each, str) else node_values(along, each)
            try:
                ends[place] = end_of(each)
            except InvalidInput as error:
                self.work.errors.append(error.under(*place))
                self.work.amiss.add(along.label)
        return self._replace(along, ends, (*self.path, word), values, outward)

    def _replace(
        self,
        along: type[Edge],
        ends: Mapping[tuple[str, ...], End],
        path: tuple[str, ...],
        values: Mapping[tuple[str, ...], Mapping[str, Any]],
        outward: bool,
    ) -> Sequence[str]:
        places: dict[str, tuple[str, ...]] = {}
        for place, end in ends.items():
            identifier = self._named(end, (*place, *end.path))
            if identifier in places:
                self.work.errors.append(InvalidInput(Message("the same is named twice"), (*place, *end.path)))
            elif identifier is not None:
                places[identifier] = place
        if len(places) < len(ends):
            self.work.amiss.add(along.label)
        wanted = {identifier: values.get(place, {}) for identifier, place in places.items()}
        for change, other in replacement(self.account, along, self.node, wanted, self.day, outward=outward):
            place = places.get(other or "", path)
            at = ends[place].path if place in ends else ()
            self.work.put(change, place, {("to" if outward else "from"): at})
        return list(places)

    def _named(self, end: End, path: Sequence[str]) -> str | None:
        """The stored id; null where it is none, which the work then knows."""
        identifier = self.work.named(end.kind, end.said, path)
        return None if identifier is None else self.account.current(identifier)
