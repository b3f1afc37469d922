"""A draft: what one row of a table says, before anything is known of what else there is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from graph.model import NODES
from seeds.importing.words import compared

__all__ = ["By", "Draft", "EdgeDraft", "Mention", "Ref", "key_of", "ref"]


class By(StrEnum):
    """How a thing is referred to."""

    ID = "ID"
    EMAIL = "EMAIL"
    NAME = "NAME"


class Ref(NamedTuple):
    """A thing by its key, its e-mail address or its name, each in the form in which they are compared."""

    label: str
    by: By
    value: str


def ref(label: str, by: By, text: str, source: str) -> Ref:
    """The reference that a cell of this source makes."""
    if by is By.ID:
        return Ref(label, by, key_of(by, text, source))
    return Ref(label, by, text.casefold() if by is By.EMAIL else compared(text))


def key_of(by: By, text: str, source: str) -> str:
    """The key of what the source knows so: its own id, its address or its name, behind the source's name."""
    if by is By.NAME:
        text = compared(text).replace(" ", "-")
    return f"{source}-{text.casefold() if by is By.EMAIL else text}"


@dataclass(frozen=True, slots=True)
class Mention:
    """What a cell names: one of the things that `refs` refer to, the first that there is. `make`: else it is made."""

    refs: tuple[Ref, ...]
    column: str
    text: str
    make: bool = False


@dataclass(frozen=True, slots=True)
class EdgeDraft:
    """An edge of the row. An end that is null is the row's own node; `account`: it leads to the account."""

    type: str
    values: Mapping[str, Any]
    columns: Mapping[str, str]
    source: Mention | None = None
    target: Mention | None = None
    account: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as a node, with its edges; where `label` is empty, as edges alone.

    `by` is what its key is made of. `values` are by the model's words, as JSON has them, and `columns` tells where each
    came from.
    """

    label: str = ""
    key: str = ""
    by: By = By.ID
    values: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    within: Sequence[Mention] = ()
    edges: Sequence[EdgeDraft] = ()

    @property
    def refs(self) -> list[Ref]:
        """All by which others may name it."""
        if not self.label:
            return []
        email, name = (
            str(self.values.get("email") or ""),
            str(self.values.get("name") or self.values.get("title") or ""),
        )
        made = [Ref(self.label, By.ID, self.key)]
        made += [Ref(self.label, By.EMAIL, email.casefold())] if email else []
        return made + ([Ref(self.label, By.NAME, compared(name))] if compared(name) else [])

    def parts(self) -> Iterator["Draft"]:
        """The draft without the edges by which one of us leads to the account, and these, which live there."""
        if not self.label or not NODES[self.label].team:
            yield self
            return
        yield replace(self, edges=[edge for edge in self.edges if not edge.account])
        own = Mention((self.refs[0],), "", str(self.values.get("name") or self.key))
        if led := [replace(edge, source=own) for edge in self.edges if edge.account]:
            yield Draft(edges=led)

    def stored(self) -> bytes:
        """The draft as it is kept on disk."""
        return orjson.dumps(self, default=tuple)

    @classmethod
    def restored(cls, stored: bytes) -> "Draft":
        """The draft that was stored so."""
        told = orjson.loads(stored)
        edges = [
            EdgeDraft(**{**each, "source": _mention(each["source"]), "target": _mention(each["target"])})
            for each in told["edges"]
        ]
        within = [mention for each in told["within"] if (mention := _mention(each))]
        return cls(**{**told, "by": By(told["by"]), "within": within, "edges": edges})


def _mention(told: Any) -> Mention | None:
    if told is None:
        return None
    return Mention(**{**told, "refs": tuple(Ref(label, By(by), value) for label, by, value in told["refs"])})
