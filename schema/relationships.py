"""Relationship management: stakeholders, their ties to us, contacts, and what they want or fear."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry

from graph import model
from graph.declaration import Claim as StoredClaim
from schema.context import Reading
from schema.nodes import as_node, node_type
from schema.relay import Node
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
