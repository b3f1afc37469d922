"""Follow-ups: what recommendations that were followed had promised, and what has come of them."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from graph import model
from graph.identity import node_id
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.lift import Lift
from schema.nodes import as_node
from schema.planning import Action, Resolution
from schema.recommendations import Recommendation, recommendation_of
from schema.relay import Node
from scoring.lift import Measures, lift, measures
from scoring.scores import Scores

if TYPE_CHECKING:
    from schema.opportunities import Opportunity

__all__ = ["AccountFollowUps", "FollowUp"]


@strawberry.type(description="A recommendation that was accepted or done: what it had promised, and what has come.")
class FollowUp:
    reading: strawberry.Private[Reading]
    item: strawberry.Private[model.Resolution]
    earlier: strawberry.Private[dict[date, Scores]]

    @strawberry.field(description="The recommendation's key.")
    def key(self) -> str:
        return self.item.recommendation

    @strawberry.field(
        description="The recommendation itself; null where it is not recommended any more.", directives=[cost_of(500)]
    )
    async def recommendation(self, info: Info[Context, None]) -> Recommendation | None:
        return await recommendation_of(info.context, self.reading, self.item.recommendation)

    @strawberry.field(description="What sort of action it is.")
    def kind(self) -> model.RecommendationKind:
        return self.item.kind

    @strawberry.field(description="Whether it was accepted, or done.")
    def state(self) -> model.ResolutionState:
        return self.item.state

    @strawberry.field(description="The decision.")
    def resolution(self) -> Resolution:
        resolution: Resolution = as_node(self.reading, self.item.id)
        return resolution

    @strawberry.field(description="What was made of it; null where it was done without having been accepted.")
    def action(self) -> Action | None:
        action: Action | None = as_node(self.reading, self._action)
        return action

    @strawberry.field(description="The opportunity that it was for; null where it was for the account as a whole.")
    def opportunity(self) -> Annotated["Opportunity", strawberry.lazy("schema.opportunities")] | None:
        opportunity: Opportunity | None = as_node(self.reading, self._opportunity or "")
        return opportunity

    @strawberry.field(description="What it had promised to change.")
    def promised(self) -> Lift:
        return Lift.of(Measures(*(getattr(self.item, f"promised_{name}") for name in Measures._fields)))

    @strawberry.field(
        description="What has changed from the day on which its action started to the day that is read, whatever the "
        "reason: both days are reckoned from what is known now. Null where it has not started.",
        directives=[cost_of(300)],
    )
    async def measured(self) -> Lift | None:
        action = self.reading.account.nodes.get(self._action)
        since = action.starts_on if isinstance(action, model.Action) else None
        if since is None or since > self.reading.day:
            return None
        return Lift.of(await asyncio.to_thread(self._moved, since))

    @property
    def _action(self) -> str:
        return node_id(self.reading.graph.key, model.Action.label, self.item.recommendation)

    @property
    def _opportunity(self) -> str | None:
        about = [edge.target for edge in self.reading.account.out(self._action, model.About)]
        found = [each for each in about if isinstance(self.reading.account.nodes.get(each), model.Opportunity)]
        return found[0] if len(found) == 1 else None

    def _moved(self, since: date) -> Measures:
        if since not in self.earlier:
            self.earlier[since] = self.reading.apart(since)
        opportunity = self._opportunity
        return lift(measures(self.earlier[since], opportunity), measures(self.reading, opportunity))


@strawberry.type
class AccountFollowUps(Node):
    @strawberry.field(
        description="The recommendations that were accepted or done, whose actions started last first, then by key."
    )
    def follow_ups(self) -> list[FollowUp]:
        earlier = {self.reading.day: cast("Scores", self.reading)}
        return [FollowUp(reading=self.reading, item=each, earlier=earlier) for each in _followed(self.reading)]


def _followed(reading: Reading) -> Sequence[model.Resolution]:
    decided = [each for each in reading.resolutions.values() if each.state is not model.ResolutionState.DISMISSED]

    def place(each: model.Resolution) -> tuple[int, str]:
        action = reading.account.nodes.get(node_id(reading.graph.key, model.Action.label, each.recommendation))
        since = action.starts_on if isinstance(action, model.Action) else None
        return -(since.toordinal() if since else 0), each.recommendation

    return sorted(decided, key=place)
