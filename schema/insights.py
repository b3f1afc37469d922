"""What the client wants or fears, and what happens in the market."""

from typing import TYPE_CHECKING, Annotated, Final, cast

import strawberry

from graph import model
from schema.edges import Concerning, Owned, sources
from schema.nodes import as_node, node_type
from schema.ordering import BY_ID, Column, Order, OrderDirection
from schema.pending import Open, filtered
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate
from scoring.presence import is_within

if TYPE_CHECKING:
    from schema.market import Offering

__all__ = ["AccountInsights", "Insight", "Signal"]

NEWEST_FIRST: Final = Order[model.Signal](
    Column(
        "at", lambda signal: signal.at.isoformat(timespec="microseconds") if signal.at else None, OrderDirection.DESC
    ),
    BY_ID,
)


@node_type(model.Insight)
class Insight(Concerning, Owned):
    @strawberry.field(description="Which of our offerings would serve it, by key.")
    def served_by(self) -> list[Annotated["Offering", strawberry.lazy("schema.market")]]:
        return sources(self, model.Serves)

    @strawberry.field(description="Whether it had come up by the day, and was not settled.")
    def is_open(self) -> bool:
        insight = cast("model.Insight", self.item)
        return is_within(self.reading.day, insight.raised_on, insight.resolved_on)


@node_type(model.Signal)
class Signal(Concerning):
    pass


@strawberry.type
class AccountInsights(Node):
    @strawberry.field(description="What the client wants or fears, by key.")
    def insights(
        self,
        kinds: Annotated[
            list[model.InsightKind] | None, strawberry.argument(description="Only of these kinds; not given: of all.")
        ] = None,
        open: Open = None,  # noqa: A002
    ) -> list[Insight]:
        found = [each for each in self.reading.account.all(model.Insight) if kinds is None or each.kind in kinds]
        return filtered([as_node(self.reading, each.id) for each in found], open)

    @strawberry.field(description="What happens in the market, the newest first; what bears no date comes last.")
    def signals(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Signal]:
        def shown(signal: model.Signal) -> Signal:
            node: Signal = as_node(self.reading, signal.id)
            return node

        return paginate(self.reading.account.all(model.Signal), NEWEST_FIRST, shown, Page(first, after, last, before))
