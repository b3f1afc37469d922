"""Account planning: the plan of a period, its objectives and the road map, and what became of recommendations."""

from typing import Annotated, cast

import strawberry

from graph import model
from schema.edges import Concerning, Owned, sources, targets
from schema.nodes import as_node, node_type
from schema.pending import is_pending
from schema.relay import Node

__all__ = ["AccountPlans", "Action", "Objective", "Plan", "Resolution"]


@node_type(model.Plan)
class Plan(Node):
    @strawberry.field(description="What it wants, by key.")
    def objectives(self) -> list["Objective"]:
        return sources(self, model.Serves)


@node_type(model.Objective)
class Objective(Concerning, Owned):
    @strawberry.field(description="The plans that it serves, by key.")
    def plans(self) -> list[Plan]:
        return targets(self, model.Serves)

    @strawberry.field(description="Its road map: the steps towards it, by key.")
    def actions(self) -> list["Action"]:
        return sources(self, model.Serves)


@node_type(model.Action)
class Action(Concerning, Owned):
    @strawberry.field(description="What it is a step towards, by key.")
    def objectives(self) -> list[Objective]:
        return targets(self, model.Serves)

    @strawberry.field(description="What must be done before it, by key.")
    def depends_on(self) -> list["Action"]:
        return targets(self, model.DependsOn)

    @strawberry.field(description="What can only be done after it, by key.")
    def required_by(self) -> list["Action"]:
        return sources(self, model.DependsOn)

    @strawberry.field(description="Whether it was not done by the day.")
    def is_open(self) -> bool:
        return is_pending(self.reading.day, None, cast("model.Action", self.item).done_on)

    @strawberry.field(description="Whether it was due before the day, and not done.")
    def is_overdue(self) -> bool:
        action, day = cast("model.Action", self.item), self.reading.day
        return action.due_on is not None and action.due_on < day and is_pending(day, None, action.done_on)


@node_type(model.Resolution)
class Resolution(Node):
    pass


@strawberry.type
class AccountPlans(Node):
    @strawberry.field(description="The account plans, by key.")
    def plans(
        self,
        state: Annotated[
            model.PlanState | None, strawberry.argument(description="Only those that are so far; not given: all.")
        ] = None,
    ) -> list[Plan]:
        found = self.reading.account.all(model.Plan)
        return [as_node(self.reading, plan.id) for plan in found if state in (None, plan.state)]
