"""Whom does a change concern?"""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Any, Final

from graph.declaration import Edge, Node
from graph.identity import account_id
from graph.model import Interaction, Involves, Knows, Organisation, Stakeholder, TeamMember
from graph.snapshot import AccountGraph, differing
from scoring.presence import is_present

__all__ = ["MEETING", "tables", "touched"]

MEETING: Final[tuple[type[Node] | type[Edge], ...]] = (
    Organisation,
    TeamMember,
    Stakeholder,
    Interaction,
    Involves,
    Knows,
)
"""What tells who met whom, and who knows whom."""


def touched(graph: AccountGraph, day: date, before: Sequence[Mapping[str, Any]]) -> Set[str] | None:
    """Of which people, by id, contacts, ties or presence may have changed, among others; None: of everybody.

    `before` are the tables of `MEETING` as they were, in its order. Linear in these tables, which are compared, and in
    the interactions of those concerned.

    >>> from graph.snapshot import Snapshot
    >>> graph = AccountGraph(Snapshot("empty"), Snapshot("team"))
    >>> touched(graph, date(2026, 1, 1), tables(graph, *MEETING))
    set()
    """
    organisations, members, people, interactions, involved, known = zip(before, tables(graph, *MEETING), strict=True)
    root = account_id(graph.key)
    if _zone(organisations[0].get(root)) != _zone(organisations[1].get(root)):
        return None
    if _presences(members[0], day) != _presences(members[1], day):
        return None
    found = _shifted(*people, day)
    met = {each.id for _, each in differing(*interactions)} | {each.source for _, each in differing(*involved)}
    met |= {each.source for who in found for each in graph.account.into(who, Involves)}
    found |= {each.target for _, each in differing(*involved)}
    found |= {each.target for which in met for each in graph.account.out(which, Involves)}
    return found | {each.target for _, each in differing(*known)}


def tables(graph: AccountGraph, *kinds: type[Node] | type[Edge]) -> tuple[Mapping[str, Any], ...]:
    """All of some kinds, a table each: of what is the team's own that of the team, else that of the account.

    Linear in the kinds.

    >>> from graph.snapshot import Snapshot
    >>> tables(AccountGraph(Snapshot("empty"), Snapshot("team")), Stakeholder, TeamMember)
    ({}, {})
    """
    return tuple((graph.team if issubclass(kind, Node) and kind.team else graph.account).table(kind) for kind in kinds)


def _zone(root: Organisation | None) -> str | None:
    return root.time_zone if root else None


def _presences(people: Mapping[str, TeamMember | Stakeholder], day: date) -> dict[str, bool]:
    return {each.id: is_present(each, day) for each in people.values()}


def _shifted(before: Mapping[str, Stakeholder], now: Mapping[str, Stakeholder], day: date) -> set[str]:
    """Those who came or went, or are somebody now or nobody."""

    def place(person: Stakeholder | None) -> tuple[bool, bool] | None:
        return (is_present(person, day), person.placeholder) if person else None

    return {who for who, _ in differing(before, now) if place(before.get(who)) != place(now.get(who))}
