"""Relationship management: stakeholders, their ties to us, contacts, and what they want or fear."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from strawberry import Info

from graph import model
from graph.declaration import Claim as StoredClaim
from graph.identity import parse_id
from schema.context import Context, Reading
from schema.nodes import as_node, node_type
from schema.relay import Node, encode_id
from schema.scores import Evidence, EvidenceKind, NoScoreReason, Score, claim_of
from scoring.power import Contribution
from scoring.presence import is_present

if TYPE_CHECKING:
    from schema.accounts import Organisation

__all__ = ["Insight", "Interaction", "Signal", "Stakeholder"]

OF_EDGE = {
    model.HasRoleIn.label: EvidenceKind.ROLE,
    model.Influences.label: EvidenceKind.INFLUENCE,
    model.ReportsTo.label: EvidenceKind.REPORTING_LINE,
    model.AlliedWith.label: EvidenceKind.ALLIANCE,
}


@node_type(model.Stakeholder)
class Stakeholder(Node):
    @strawberry.field(description="The organisation that they work in.")
    def organisation(self) -> Annotated["Organisation", strawberry.lazy("schema.accounts")]:
        homes = [e for e in self.reading.account.out(self.item.id, model.WorksIn) if e.stands_on(self.reading.day)]
        home = homes[0].target if homes else self.reading.graph.root.id
        organisation: Organisation = as_node(self.reading, home, "Organisation")
        return organisation

    @strawberry.field(description="Whom they report to, by solid or dotted line.")
    def managers(self) -> list["Stakeholder"]:
        return self._along(
            line.target
            for line in self.reading.account.out(self.item.id, model.ReportsTo)
            if line.stands_on(self.reading.day)
        )

    @strawberry.field(description="Who reports to them, by solid or dotted line.")
    def reports(self) -> list["Stakeholder"]:
        return self._along(
            line.source
            for line in self.reading.account.into(self.item.id, model.ReportsTo)
            if line.stands_on(self.reading.day)
        )

    @strawberry.field(description="How much they decide in the account, 0 to 1.")
    def power(self) -> Score:
        found = self.reading.power
        if not is_present(cast("model.Stakeholder", self.item), self.reading.day):
            return Score(value=None, basis=found.basis, reason=NoScoreReason.NOT_PRESENT, parts=())
        parts = [_evidence(self.reading, part) for part in found.contributions(self.item.id)]
        return Score(value=found.of(self.item.id), basis=found.basis, reason=None, parts=parts)

    @strawberry.field(description="The same person in other accounts that you may see, by account.")
    async def elsewhere(self, info: Info[Context, None]) -> list["Stakeholder"]:
        person = cast("model.Stakeholder", self.item).person
        found = await info.context.same_people.load(person) if person else []
        others = [identifier for identifier in found if parse_id(identifier).scope != self.item.scope]
        accounts = await asyncio.gather(*(info.context.find(parse_id(i).scope, self.reading.on) for i in others))
        shown = [as_node(account, i) for i, account in zip(others, accounts, strict=True) if account]
        return [each for each in shown if each is not None]

    @strawberry.field(description="The ids of those who were merged into this person; each leads here.")
    def merged_ids(self) -> list[strawberry.ID]:
        person = cast("model.Stakeholder", self.item)
        as_of = self.reading.as_of(person.scope)
        return [encode_id("Stakeholder", each, self.reading.on, as_of) for each in person.merged_ids]

    def _along(self, ids: Iterator[str]) -> list[Any]:
        return [as_node(self.reading, each) for each in ids]


def _evidence(reading: Reading, part: Contribution) -> Evidence:
    edges = [edge for key in part.edges if (edge := reading.account.edges.get(key)) is not None]
    kind = OF_EDGE[edges[0].label] if edges else EvidenceKind.SENIORITY
    through = edges[0].target if kind is EvidenceKind.ROLE else part.listener
    return Evidence(
        kind=kind,
        contribution=part.amount,
        node=as_node(reading, through) if through else None,
        claims=[claim_of(reading, edge) for edge in edges if isinstance(edge, StoredClaim)],
    )


@node_type(model.Interaction)
class Interaction(Node):
    pass


@node_type(model.Insight)
class Insight(Node):
    pass


@node_type(model.Signal)
class Signal(Node):
    pass
