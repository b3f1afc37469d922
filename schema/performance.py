"""Performance management: what the account is measured by, and our business with it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, cast

import strawberry

from graph import model
from schema.context import Reading
from schema.edges import Concerning, Owned, targets
from schema.moment import demand_period
from schema.money import Money
from schema.nodes import as_node, described_enum, node_type
from schema.ordering import BY_ID, Column, Order
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate
from scoring.attainment import attainment, measurements
from scoring.figures import Figures as Sums
from scoring.figures import Performance as Found
from scoring.figures import performance
from scoring.trend import Heading, Trend, trend

__all__ = ["AccountPerformance", "Figures", "Financial", "Kpi", "KpiTrend", "Measurement", "Performance"]

described_enum(Heading)

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
        taken = self._taken()
        newest: Measurement | None = as_node(self.reading, taken[-1].id) if taken else None
        return newest

    @strawberry.field(
        description="How much of the way from the baseline to the target is done on the day, 0 to 1. "
        "Null where one of them or the value is missing, or where there is no way to go."
    )
    def attainment(self) -> float | None:
        return attainment(self.reading.account, cast("model.Kpi", self.item), self.reading.day)

    @strawberry.field(description="Where its newest values are heading; null for fewer than two days.")
    def trend(self) -> "KpiTrend | None":
        found = trend(cast("model.Kpi", self.item), self._taken(), self.reading.parameters)
        return None if found is None else KpiTrend.of(found)

    def _taken(self) -> Sequence[model.Measurement]:
        return measurements(self.reading.account, self.item.id, self.reading.day)


@strawberry.type(description="Where the newest values of a KPI are heading.")
class KpiTrend:
    slope: float = strawberry.field(description="How much it rises in a quarter, in its unit.")
    heading: Heading = strawberry.field(description="Whether that is the way that it should.")
    values: int = strawberry.field(description="From how many values that is told.")
    reaches_target_on: date | None = strawberry.field(
        description="The day on which it reaches the target at this pace; null: it has, or does not in ten years."
    )

    @classmethod
    def of(cls, found: Trend) -> "KpiTrend":
        """A trend as the API shows it."""
        return cls(
            slope=found.slope,
            heading=found.heading,
            values=found.values,
            reaches_target_on=found.reaches_target_on,
        )


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


@strawberry.type(description="Sums over some periods; one is null where the amount of one of the figures is missing.")
class Figures:
    revenue: Money | None = strawberry.field(description="What we earn.")
    cost: Money | None = strawberry.field(description="What we spend.")
    margin: Money | None = strawberry.field(description="What is left of the revenue after the cost.")
    periods: int = strawberry.field(description="Over how many periods.")


@strawberry.type(description="Our business with an account in one currency: what is booked, planned and foreseen.")
class Performance:
    reading: strawberry.Private[Reading]
    found: strawberry.Private[Found]

    @strawberry.field(description="Which currency: ISO 4217; null where nobody has said.")
    def currency(self) -> str | None:
        return self.found.currency

    @strawberry.field(description="What is booked; null where nothing is.")
    def actual(self) -> Figures | None:
        return self._shown(self.found.totals.get(model.Scenario.ACTUAL))

    @strawberry.field(description="What was planned; null where nothing was.")
    def budget(self) -> Figures | None:
        return self._shown(self.found.totals.get(model.Scenario.BUDGET))

    @strawberry.field(description="What is foreseen; null where nothing is.")
    def forecast(self) -> Figures | None:
        return self._shown(self.found.totals.get(model.Scenario.FORECAST))

    @strawberry.field(description="What is booked, less what was planned for the same periods; null: there are none.")
    def against_budget(self) -> Figures | None:
        return self._shown(self.found.against.get(model.Scenario.BUDGET))

    @strawberry.field(description="What is booked, less what was foreseen for the same periods; null: there are none.")
    def against_forecast(self) -> Figures | None:
        return self._shown(self.found.against.get(model.Scenario.FORECAST))

    def _shown(self, sums: Sums | None) -> Figures | None:
        if sums is None:
            return None
        amounts = (self._money(amount) for amount in (sums.revenue, sums.cost, sums.margin))
        revenue, cost, margin = amounts
        return Figures(revenue=revenue, cost=cost, margin=margin, periods=sums.periods)

    def _money(self, amount: Decimal | None) -> Money | None:
        return Money.known(self.reading, amount, self.found.currency)


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

    @strawberry.field(description="Our business with the account, summed over the periods: one for each currency.")
    def performance(
        self,
        since: Annotated[
            date | None, strawberry.argument(name="from", description="Only periods that start on this day or later.")
        ] = None,
        until: Annotated[
            date | None, strawberry.argument(name="to", description="Only periods that end on this day or earlier.")
        ] = None,
    ) -> list[Performance]:
        demand_period(since, until, ("from", "to"))
        return [
            Performance(reading=self.reading, found=each) for each in performance(self.reading.account, since, until)
        ]
