"""Subscriptions: what can be watched as it changes."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import Info

from graph.sight import entry_seen
from graph.steps import Step
from graph.viewer import Role
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.journal import ObjectChange, recorded_changes
from schema.nodes import as_node
from schema.permission import permitted_to
from schema.references import account_key

if TYPE_CHECKING:
    from schema.accounts import Account

__all__ = ["AccountChange", "Subscription"]


@strawberry.type(description="One commit to an account, told as soon as it is written.", directives=[cost_of(5)])
class AccountChange:
    step: strawberry.Private[Step]
    revision: int = strawberry.field(
        description="The revision that it made: the `since` with which to go on after a disconnect."
    )
    at: datetime = strawberry.field(description="When it was written.")
    actor: str = strawberry.field(description="Who wrote it.", directives=[permitted_to(Role.ANALYST)])

    @strawberry.field(description="What it changed, before and after.", directives=[permitted_to(Role.ANALYST)])
    def objects(self, info: Info[Context, None]) -> list[ObjectChange]:
        return recorded_changes(partial(self._reading, info.context), self.step)

    @strawberry.field(
        description="The account as this revision left it, with the ids of now where none has followed yet, else with "
        "those of an `asOf` of this revision: what is past never takes the place of what is. Null: it was dropped.",
        directives=[cost_of(50)],
    )
    async def account(
        self, info: Info[Context, None]
    ) -> Annotated["Account", strawberry.lazy("schema.accounts")] | None:
        reading = await self._reading(info.context)
        account: Any = as_node(reading, reading.graph.root.id) if reading else None
        return account  # type: ignore[no-any-return]  # an account is the node of its root

    async def _reading(self, context: Context) -> Reading | None:
        return await context.at(self.step.entry.scope, self.revision)


@strawberry.type(description="What can be watched.")
class Subscription:
    @strawberry.subscription(
        description="Every revision of an account, once and in order, whoever writes it and wherever: those after "
        "`since`, then each as it is written. After a disconnect, subscribe again with `since` as the last revision "
        "that came. It goes on where the account is dropped, and when it is made again."
    )
    async def account_changed(
        self,
        info: Info[Context, None],
        account_id: Annotated[strawberry.ID, strawberry.argument(description="The account's id or key.")],
        since: Annotated[
            int | None,
            strawberry.argument(
                description="The revision that you know: what follows on it is told first. Not given: from now on."
            ),
        ] = None,
    ) -> AsyncGenerator[AccountChange, None]:
        context = info.context
        steps = context.store.follow(account_key(account_id), context.viewer, since)
        async with aclosing(steps):
            async for step in steps:
                await context.readmit()
                context.viewer.demand_sight(step.entry.scope)
                yield _told(replace(step, entry=entry_seen(step.entry, context.viewer)))


def _told(step: Step) -> AccountChange:
    entry = step.entry
    return AccountChange(step=step, revision=entry.revision, at=entry.at, actor=entry.actor)
