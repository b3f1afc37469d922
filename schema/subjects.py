"""What is known, feared and planned about a person, an organisation or an opportunity."""

import strawberry

from graph import model
from schema.edges import sources
from schema.insights import Insight
from schema.pending import Open, filtered
from schema.planning import Action
from schema.relay import Node
from schema.risks import Risk

__all__ = ["Subject"]


@strawberry.type
class Subject(Node):
    @strawberry.field(description="What the client wants or fears about it, by key.")
    def insights(self, open: Open = None) -> list[Insight]:  # noqa: A002
        return filtered(sources(self, model.About, model.Insight), open)

    @strawberry.field(description="What may go wrong with it, by key.")
    def risks(self, open: Open = None) -> list[Risk]:  # noqa: A002
        return filtered(sources(self, model.About, model.Risk), open)

    @strawberry.field(description="What we do about it, by key.")
    def actions(self, open: Open = None) -> list[Action]:  # noqa: A002
        return filtered(sources(self, model.About, model.Action), open)
