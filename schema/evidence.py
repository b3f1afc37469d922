"""Scores of an account and of its people, each with the very edges, claims and contacts that it came from."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple, cast

from graph import model
from graph.declaration import ALWAYS, Dated, Edge
from graph.declaration import Claim as StoredClaim
from graph.moment import day_of
from schema.context import Reading
from schema.nodes import as_node
from schema.scores import Basis, Evidence, EvidenceKind, NoScoreReason, Score, Tell, claim_of
from schema.sentences.coverage import coverage_sentence, reach_sentence
from schema.sentences.departures import resilience_sentence
from schema.sentences.evidence import (
    contact_text,
    departure_text,
    level_text,
    listening_text,
    relationship_text,
    role_text,
)
from schema.sentences.power import power_sentence
from scoring.power import Contribution
from scoring.strength import Part

__all__ = ["coverage_score", "power_score", "reach_score", "resilience_score"]

HEARD: Final = {
    model.Influences.label: EvidenceKind.INFLUENCE,
    model.ReportsTo.label: EvidenceKind.REPORTING_LINE,
    model.AlliedWith.label: EvidenceKind.ALLIANCE,
}


class _Left(NamedTuple):
    """What part of the coverage is left with one of them once one of us has gone."""

    person: str
    amount: float


def power_score(reading: Reading, person: str) -> Score:
    """How much somebody decides in the account."""
    found = reading.power
    there = person in found.shares
    return Score(
        value=found.of(person) if there else None,
        basis=Basis(found.basis.value),
        reason=None if there else NoScoreReason.NOT_PRESENT,
        parts=partial(found.contributions, person) if there else list,
        show=partial(_of_power, reading, person),
        tell=partial(power_sentence, reading, person),
    )


def reach_score(reading: Reading, person: str) -> Score:
    """How well our team reaches somebody."""
    found = reading.reach.get(person)
    return Score(
        value=found.coverage if found else None,
        basis=Basis.TIES,
        reason=None if found else NoScoreReason.NOT_PRESENT,
        parts=lambda: found.parts if found else (),
        show=partial(_of_ties, reading),
        tell=partial(reach_sentence, reading, person),
    )


def coverage_score(reading: Reading) -> Score:
    """How much of the account's power our team reaches."""
    return Score(
        value=reading.coverage,
        basis=Basis.TIES,
        reason=NoScoreReason.EMPTY if reading.coverage is None else None,
        parts=partial(_coverage_parts, reading),
        show=partial(_of_ties, reading),
        tell=partial(coverage_sentence, reading),
    )


def resilience_score(reading: Reading) -> Score:
    """What part of the coverage is left at the least when one of us leaves."""
    reason = NoScoreReason.EMPTY if reading.coverage is None else NoScoreReason.NOTHING_COVERED
    return Score(
        value=reading.resilience,
        basis=Basis.TIES,
        reason=reason if reading.resilience is None else None,
        parts=partial(_left, reading),
        show=partial(_of_departure, reading),
        tell=partial(resilience_sentence, reading),
    )


def _coverage_parts(reading: Reading) -> list[Part]:
    """What each contact and claim adds to the power that is reached, over all of those whom it is about."""
    amounts: dict[str, float] = defaultdict(float)
    for person, found in reading.reach.items():
        for part in found.parts:
            amounts[part.source] += reading.power.of(person) * part.amount
    parts = (Part(source, amount) for source, amount in amounts.items() if amount > 0)
    return sorted(parts, key=lambda part: (-part.amount, part.source))


def _left(reading: Reading) -> list[_Left]:
    """With each person whom we reach, what the costliest departure would leave."""
    if not reading.coverage or reading.resilience is None:
        return []
    lost = dict(reading.departures[0].losses)
    reached = {person: reading.power.of(person) * found.coverage for person, found in reading.reach.items()}
    left = [_Left(who, (now - lost.get(who, 0.0)) / reading.coverage) for who, now in reached.items() if now > 0]
    return sorted(left, key=lambda each: (-each.amount, each.person))


def _of_power(reading: Reading, person: str, part: Contribution) -> Evidence:
    edges = [reading.account.edges[key] for key in part.edges]
    if part.listener is not None:
        kind, through = HEARD[edges[0].label], part.listener
        tell = partial(listening_text, reading, person, through, edges)
        return _evidence(reading, kind, part.amount, through, edges, tell)
    if not edges:
        return _evidence(reading, EvidenceKind.SENIORITY, part.amount, None, (), partial(level_text, reading, person))
    role = cast("model.HasRoleIn", edges[0])
    return _evidence(reading, EvidenceKind.ROLE, part.amount, role.target, edges, partial(role_text, reading, role))


def _of_ties(reading: Reading, part: Part) -> Evidence:
    claim = reading.account.edges.get(part.source)
    if isinstance(claim, model.Knows):
        tell = partial(relationship_text, reading, claim)
        return _evidence(reading, EvidenceKind.RELATIONSHIP, part.amount, claim.source, [claim], tell)
    contact = cast("model.Interaction", reading.account.nodes[part.source])
    return Evidence(
        kind=EvidenceKind.CONTACT,
        contribution=part.amount,
        on=day_of(contact.at, reading.graph.root.time_zone),
        node=as_node(reading, contact.id),
        claims=[],
        tell=partial(contact_text, reading, contact),
    )


def _of_departure(reading: Reading, left: _Left) -> Evidence:
    tell = partial(departure_text, reading, reading.departures[0], left.person)
    return _evidence(reading, EvidenceKind.DEPARTURE, left.amount, left.person, (), tell)


def _evidence(
    reading: Reading, kind: EvidenceKind, amount: float, node: str | None, edges: Sequence[Edge], tell: Tell
) -> Evidence:
    """What came from some edges or claims: since the newest of them holds."""
    began = [edge.valid_from for edge in edges if isinstance(edge, Dated | StoredClaim) and edge.valid_from != ALWAYS]
    return Evidence(
        kind=kind,
        contribution=amount,
        on=max(began, default=None),
        node=as_node(reading, node) if node else None,
        claims=[claim_of(reading, edge) for edge in edges if isinstance(edge, StoredClaim)],
        tell=tell,
    )
