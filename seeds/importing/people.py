"""Matching: who of those that are there a row means. By key, then by e-mail address; never by name alone."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from graph.declaration import Node
from graph.folding import folded
from graph.identity import account_id, node_id, parse_id
from graph.model import Competitor, Offering, Stakeholder, TeamMember
from graph.snapshot import Snapshot
from seeds.importing.draft import By, key_of
from seeds.importing.stage import Staged

__all__ = ["Match", "matches"]


class Match(NamedTuple):
    """The id of a row's node. `found`: it is that of somebody who was there; `values` keep the row's own."""

    id: str
    found: bool
    values: dict[str, Any]


def matches(rows: Sequence[Staged], snapshot: Snapshot, account: int | None, source: str) -> dict[int, Match]:
    """Whom each row means; `account` is the row that is the account itself.

    A person of the account who was found by their address keeps the row's id as one of their old ones, so that they are
    found again when the address changes. Of our own people, offerings and competitors, the address or the name finds
    them again each time; so does the name what the same source once named and said no more of.
    """
    nodes = [row for row in rows if row.draft.label]
    own = {row.id: _own(row, snapshot, account) for row in nodes}
    found = {line: Match(identifier, False, {}) for line, identifier in own.items()}
    taken = {identifier for identifier in own.values() if identifier in snapshot.nodes}
    known = _known(snapshot)
    for row in nodes:
        if own[row.id] in snapshot.nodes:
            continue
        named = snapshot.nodes.get(_by_name(row, snapshot, source))
        candidates = [named] if named else known.get((row.draft.label, _recognised_by(row)), [])
        if len(candidates) == 1 and candidates[0].id not in taken:
            taken.add(candidates[0].id)
            found[row.id] = _found(candidates[0], own[row.id])
    return found


def _own(row: Staged, snapshot: Snapshot, account: int | None) -> str:
    if row.id == account:
        return account_id(snapshot.scope)
    return snapshot.current(node_id(snapshot.scope, row.draft.label, row.draft.key))


def _by_name(row: Staged, snapshot: Snapshot, source: str) -> str:
    """The id that it had if it was made by its name."""
    is_person = row.draft.label == Stakeholder.label
    key = "" if is_person else key_of(By.NAME, str(row.draft.values.get("name") or ""), source)
    return node_id(snapshot.scope, row.draft.label, key)


def _recognised_by(row: Staged) -> str:
    if row.draft.label in (Stakeholder.label, TeamMember.label):
        return str(row.draft.values.get("email") or "").casefold()
    return folded(str(row.draft.values.get("name") or ""))


def _known(snapshot: Snapshot) -> dict[tuple[str, str], list[Node]]:
    found: defaultdict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in snapshot.nodes.values():
        if isinstance(node, Stakeholder | TeamMember) and node.email:
            found[node.label, node.email.casefold()].append(node)
        elif isinstance(node, Offering | Competitor):
            found[node.label, folded(node.name)].append(node)
    return found


def _found(node: Node, own: str) -> Match:
    if isinstance(node, Stakeholder) and parse_id(own).scope == node.scope:
        return Match(node.id, True, {"mergedIds": [*node.merged_ids, own]})
    return Match(node.id, True, {})
