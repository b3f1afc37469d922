"""Account planning: the plan of a period, its objectives and the road map, and what became of recommendations."""

from datetime import date
from typing import Annotated, Any, cast

import strawberry
from strawberry.types.base import StrawberryList

from graph import model
from graph.viewer import Role
from schema.context import Reading
from schema.drafts import OWNER, Draft, End, key_field, node_named
from schema.edges import Concerning, Owned, sources, targets
from schema.inputs import NodeRefInput, fields_of, verb_of
from schema.nodes import as_node, node_type
from schema.relay import Node
from schema.writing import CommitPayload, Work, mutation
from scoring.presence import is_within
from scoring.progress import elapsed, plan_progress
from scoring.road_map import Step, road_map

__all__ = [
    "AccountPlans",
    "Action",
    "Objective",
    "Plan",
    "PlanningMutations",
    "PutActionInput",
    "Resolution",
    "RoadMapStep",
]


@node_type(model.Plan)
class Plan(Node):
    @strawberry.field(description="What it wants, by key.")
    def objectives(self) -> list["Objective"]:
        return sources(self, model.Serves)

    @strawberry.field(
        description="How far it is on the day, 0 to 1: the mean of its objectives. Null where it is known of none."
    )
    def progress(self) -> float | None:
        return plan_progress(self.reading.account, cast("model.Plan", self.item), self.reading.day)

    @strawberry.field(description="The share of its days that have begun, 0 to 1; null where its days are not known.")
    def elapsed(self) -> float | None:
        return elapsed(cast("model.Plan", self.item), self.reading.day)

    @strawberry.field(description="Its actions, each after all that it depends on, and else by the day they are due.")
    def road_map(self) -> list["RoadMapStep"]:
        steps = road_map(self.reading.account, self.item.id, self.reading.day)
        return [RoadMapStep(reading=self.reading, step=step) for step in steps]


@strawberry.type(description="An action of a plan, and what it waits for.")
class RoadMapStep:
    reading: strawberry.Private[Reading]
    step: strawberry.Private[Step]

    @strawberry.field(description="The action.")
    def action(self) -> "Action":
        action: Action = as_node(self.reading, self.step.action)
        return action

    @strawberry.field(
        description="The first day on which it can start: its own, or that on which all before it is done. "
        "Null where nothing is known of either."
    )
    def earliest_start_on(self) -> date | None:
        return self.step.starts_on

    @strawberry.field(description="Whether something that must be done before it is not.")
    def is_blocked(self) -> bool:
        return bool(self.step.blocked_by)

    @strawberry.field(description="What must be done before it, and is not; by key.")
    def blocked_by(self) -> list["Action"]:
        return [as_node(self.reading, each) for each in self.step.blocked_by]

    @strawberry.field(description="Whether what must be done before it ends too late for the day on which it is due.")
    def is_delayed(self) -> bool:
        return self.step.is_delayed


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
        return is_within(self.reading.day, None, cast("model.Action", self.item).done_on)

    @strawberry.field(description="Whether it was due before the day, and not done.")
    def is_overdue(self) -> bool:
        action, day = cast("model.Action", self.item), self.reading.day
        return action.due_on is not None and action.due_on < day and is_within(day, None, action.done_on)


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


PutActionInput: Any = verb_of(
    "PutActionInput",
    "A step of the plan's road map, with who does it and what it is about.",
    {
        "id": key_field("action"),
        **fields_of(model.Action),
        "objective": (strawberry.ID, "Which objective it serves; not given: as it is, null: none.", False),
        "dependsOn": (
            StrawberryList(strawberry.ID),
            "All actions that must be done before it; not given: as it is, null: none.",
            False,
        ),
        "about": (
            StrawberryList(NodeRefInput),
            "All whom or what it concerns; not given: as it is, null: none.",
            False,
        ),
        "owner": OWNER,
    },
)


async def _put_action(work: Work, given: PutActionInput) -> CommitPayload:
    draft = Draft(work, await work.read(), model.Action, given)
    draft.one(model.Serves, model.Objective, "objective")
    draft.several(model.DependsOn, "dependsOn", lambda each: End(model.Action, each))
    draft.several(model.About, "about", node_named)
    draft.owner()
    return await work.commit()


@strawberry.type
class PlanningMutations:
    put_action = mutation(
        _put_action,
        role=Role.MEMBER,
        cost=400,
        description="Write a step of the road map, new or known, with its owner, its objective, what it waits for and "
        "what it is about.",
    )
