"""What a recommendation comes from: the roles, claims, contacts, wishes and measures behind it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from graph import model
from graph.declaration import ALWAYS, Claim, Dated, Edge, Node
from graph.moment import day_of
from schema.context import Reading
from schema.language import Language
from schema.nodes import as_node
from schema.scores import Evidence, EvidenceKind, claim_of
from schema.sentences.consensus import stance_text
from schema.sentences.evidence import (
    contact_text,
    favour_text,
    insight_text,
    kpi_text,
    relationship_text,
    role_text,
    usage_text,
)
from scoring.attainment import measurements
from scoring.recommendation import Recommendation

__all__ = ["grounds_of"]

_Text = Callable[[Reading, Recommendation, Any, Language], str]

_EDGES: Final[Mapping[type[Edge], tuple[EvidenceKind, str, _Text]]] = {
    model.HasRoleIn: (EvidenceKind.ROLE, "target", lambda read, _, roles, spoken: role_text(read, roles[0], spoken)),
    model.Knows: (
        EvidenceKind.RELATIONSHIP,
        "source",
        lambda read, _, claims, spoken: relationship_text(read, claims[0], spoken),
    ),
    model.HoldsStance: (
        EvidenceKind.STANCE,
        "source",
        lambda read, found, claims, spoken: stance_text(read, found.opportunity or "", claims[0].source, spoken),
    ),
    model.Favours: (EvidenceKind.FAVOUR, "target", lambda read, _, claims, spoken: favour_text(read, claims, spoken)),
    model.Uses: (EvidenceKind.USAGE, "target", lambda read, _, uses, spoken: usage_text(read, uses[0], spoken)),
}
"""By the type of edge: what sort of ground it is, which end of it is shown, and what it says."""

_NODES: Final[Mapping[type[Node], tuple[EvidenceKind, _Text]]] = {
    model.Insight: (EvidenceKind.INSIGHT, lambda read, _, insight, spoken: insight_text(read, insight, spoken)),
    model.Interaction: (EvidenceKind.CONTACT, lambda read, _, contact, spoken: contact_text(read, contact, spoken)),
    model.Kpi: (EvidenceKind.KPI, lambda read, _, kpi, spoken: kpi_text(read, kpi, spoken)),
}
_BLENDED: Final = (model.HoldsStance, model.Favours)


def grounds_of(reading: Reading, found: Recommendation) -> list[Evidence]:
    """What a recommendation comes from. The stances of one person are one ground, and so are their leanings."""
    alike: dict[str, list[Edge | Node]] = {}
    for key in found.because:
        item = reading.account.get(key)
        if item is not None:
            group = f"{item.label}|{item.source}" if isinstance(item, _BLENDED) else key
            alike.setdefault(group, []).append(item)
    return [_shown(reading, found, items) for items in alike.values()]


def _shown(reading: Reading, found: Recommendation, items: Sequence[Any]) -> Evidence:
    first = items[0]
    if isinstance(first, Node):
        kind, text = _NODES[type(first)]
        return _ground(reading, kind, first.id, partial(text, reading, found, first), _day(reading, first))
    kind, end, text = _EDGES[type(first)]
    began = [each.valid_from for each in items if isinstance(each, Dated | Claim) and each.valid_from != ALWAYS]
    ground = _ground(reading, kind, getattr(first, end), partial(text, reading, found, items), max(began, default=None))
    ground.claims = [claim_of(reading, each) for each in items if isinstance(each, Claim)]
    return ground


def _ground(
    reading: Reading, kind: EvidenceKind, node: str, tell: Callable[[Language], str], on: date | None
) -> Evidence:
    return Evidence(kind=kind, contribution=None, on=on, node=as_node(reading, node), claims=[], tell=tell)


def _day(reading: Reading, node: Node) -> date | None:
    """Since when it is so."""
    if isinstance(node, model.Interaction):
        return day_of(node.at, reading.graph.root.time_zone)
    if isinstance(node, model.Insight):
        return node.raised_on
    taken = measurements(reading.account, node.id, reading.day)
    return taken[-1].on if taken else None
