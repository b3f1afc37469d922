"""Whereabouts: what a reference leads to, among what was read and what the database has."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from graph.declaration import Node
from graph.folding import folded
from graph.identity import parse_id
from graph.model import NODES
from seeds.importing.cells import Wrong
from seeds.importing.draft import By, Mention, Ref
from seeds.importing.report import Reason
from seeds.importing.stage import Spot, Stage
from seeds.importing.words import nearest

__all__ = ["Found", "Homes", "Whereabouts", "homes_among"]

MOST_NAMES: Final = 5_000  # that a misspelt one is compared with
MOST_PROPOSED: Final = 500  # misspelt names for which that is done

Homes = Mapping[Ref, list[str]]
"""What the database has by a reference: stored ids."""


class Found(NamedTuple):
    """Where a reference leads: to something that was read, or to something that the database has, by its id."""

    label: str
    scope: str
    staged: Spot | None = None
    id: str = ""


class Whereabouts:
    """Looks references up. What was read comes before what the database has."""

    def __init__(self, stage: Stage, homes: Homes) -> None:
        self._stage = stage
        self._homes = homes
        self._proposals: dict[Ref, str] = {}

    def of(self, mention: Mention, scope: str | None = None) -> Found | Wrong:
        """What is meant, in a scope if one is given; else what is wrong with the mention."""
        wrong = Wrong(Reason.REFERENCE_MISSING, " or ".join(dict.fromkeys(ref.label for ref in mention.refs)))
        for ref in mention.refs:
            found = self._of_ref(ref, None if NODES[ref.label].team else scope)
            if isinstance(found, Found):
                return found
            if found.reason is not Reason.REFERENCE_MISSING:
                wrong = found
        return wrong

    def own(self, ref: Ref) -> str:
        """The id of a thing itself in the database; empty where it is not there."""
        return next(iter(self._homes.get(ref, ())), "")

    def proposal(self, wrong: Wrong, mention: Mention) -> str:
        """The name that a misspelt one is likely to mean, of what was read and of what the database has."""
        ref = mention.refs[0]
        if ref.by is not By.NAME or wrong.reason is not Reason.REFERENCE_MISSING:
            return ""
        if ref not in self._proposals and len(self._proposals) < MOST_PROPOSED:
            self._proposals[ref] = self._nearest(ref, mention.text)
        return self._proposals.get(ref, "")

    def _nearest(self, ref: Ref, text: str) -> str:
        here = [known.value for known in self._homes if known.label == ref.label and known.by is By.NAME]
        names = {**{value: value for value in here}, **self._stage.names(ref.label)}
        return names.get(nearest(text, names), "") if len(names) <= MOST_NAMES else ""

    def _of_ref(self, ref: Ref, scope: str | None) -> Found | Wrong:
        staged = self._stage.find(ref)
        here = [each for each in staged if scope is None or each.scope in ("", scope)]
        elsewhere = [each for each in staged if each not in here]
        if len(here) > 1:
            return Wrong(Reason.REFERENCE_AMBIGUOUS, f"{len(here)} rows have it")
        if here and here[0].kept:
            return Found(ref.label, here[0].scope, staged=here[0])
        return self._at_home(ref, scope, elsewhere)

    def _at_home(self, ref: Ref, scope: str | None, elsewhere: list[Spot]) -> Found | Wrong:
        ids = self._homes.get(ref, [])
        homes = [each for each in ids if scope is None or parse_id(each).scope == scope]
        if len(homes) == 1:
            return Found(ref.label, parse_id(homes[0]).scope, id=homes[0])
        if homes:
            return Wrong(Reason.REFERENCE_AMBIGUOUS, f"{len(homes)} are there already")
        others = [each.scope for each in elsewhere if each.kept] + [parse_id(each).scope for each in ids]
        if others:
            return Wrong(Reason.REFERENCE_ELSEWHERE, others[0])
        return Wrong(Reason.REFERENCE_MISSING, ref.label)


def homes_among(nodes: Iterable[Node]) -> dict[Ref, list[str]]:
    """All references that lead to these nodes."""
    found: dict[Ref, list[str]] = {}
    for node in nodes:
        for ref in _refs(node):
            found.setdefault(ref, []).append(node.id)
    return found


def _refs(node: Node) -> Iterator[Ref]:
    identity = parse_id(node.id)
    yield Ref(identity.label, By.ID, identity.key)
    if email := getattr(node, "email", None):
        yield Ref(identity.label, By.EMAIL, email.casefold())
    if name := getattr(node, "name", None) or getattr(node, "title", None):
        yield Ref(identity.label, By.NAME, folded(name))
    for old in getattr(node, "merged_ids", ()):
        yield Ref(identity.label, By.ID, parse_id(old).key)
