"""Performance management: what the account is measured by, and our business with it."""

from datetime import date
from typing import Annotated, Final, cast

import strawberry

from graph import model
from schema.edges import Concerning, Owned, sources, targets
from schema.moment import demand_period
from schema.money import Money
from schema.nodes import as_node, node_type
from schema.ordering import BY_ID, Column, Order
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate

__all__ = ["AccountPerformance", "Financial", "Kpi", "Measurement"]

BY_DAY: Final = Order[model.Measurement](Column("on", lambda taken: taken.on.isoformat()), BY_ID)


@node_type(model.Kpi)
class Kpi(Owned):
    @strawberry.field(description="Its values up to the day, the oldest first.")
    def measurements(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection["Measurement"]:
        page = Page(first, after, last, before)
        return paginate(self._taken(), BY_DAY, lambda taken: as_node(self.reading, taken.id), page)

    @strawberry.field(description="Its newest value on the day; null where there is none.")
    def latest(self) -> "Measurement | None":
        newest = self._newest()
        measurement: Measurement | None = as_node(self.reading, newest.id) if newest else None
        return measurement

    @strawberry.field(
        description="How much of the way from the baseline to the target is done on the day, 0 to 1. "
        "Null where one of them or the value is missing, or where there is no way to go."
    )
    def attainment(self) -> float | None:
        kpi, newest = cast("model.Kpi", self.item), self._newest()
        if kpi.baseline is None or kpi.target is None or newest is None or kpi.target == kpi.baseline:
            return None
        return min(1.0, max(0.0, (newest.value - kpi.baseline) / (kpi.target - kpi.baseline)))

    def _newest(self) -> model.Measurement | None:
        return max(self._taken(), key=lambda taken: (taken.on, taken.id), default=None)

    def _taken(self) -> list[model.Measurement]:
        found = [each.item for each in sources(self, model.Measures)]
        return [taken for taken in found if taken.on <= self.reading.day]


@node_type(model.Measurement)
class Measurement(Node):
    @strawberry.field(description="What was measured.")
    def kpi(self) -> Kpi:
        measured: Kpi = targets(self, model.Measures)[0]
        return measured


@node_type(model.Financial)
class Financial(Concerning):
    @strawberry.field(description="What is left of the revenue after the cost; null where either is missing.")
    def margin(self) -> Money | None:
        figures = cast("model.Financial", self.item)
        if figures.revenue is None or figures.cost is None:
            return None
        return Money.of(self.reading, figures.revenue - figures.cost, figures.currency)


@strawberry.type
class AccountPerformance(Node):
    @strawberry.field(description="What the account is measured by, by key.")
    def kpis(self) -> list[Kpi]:
        return [as_node(self.reading, kpi.id) for kpi in self.reading.account.all(model.Kpi)]

    @strawberry.field(description="Our business with the account, by period.")
    def financials(
        self,
        scenario: Annotated[
            model.Scenario | None, strawberry.argument(description="Only booked, planned or foreseen figures.")
        ] = None,
        since: Annotated[
            date | None, strawberry.argument(name="from", description="Only periods that end on this day or later.")
        ] = None,
        until: Annotated[
            date | None, strawberry.argument(name="to", description="Only periods that start on this day or earlier.")
        ] = None,
    ) -> list[Financial]:
        demand_period(since, until, ("from", "to"))
        found = [
            figures
            for figures in self.reading.account.all(model.Financial)
            if scenario in (None, figures.scenario)
            and (since is None or since <= figures.ends_on)
            and (until is None or figures.starts_on <= until)
        ]
        found.sort(key=lambda figures: (figures.starts_on, figures.ends_on, figures.id))
        return [as_node(self.reading, figures.id) for figures in found]
