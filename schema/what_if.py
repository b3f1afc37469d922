"""What if: an account before and after something that is only supposed. Nothing is written."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import strawberry
from strawberry import Info

from graph import errors, model
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.inputs import ChangeInput
from schema.journal import PersonDelta, person_deltas
from schema.lift import Lift
from schema.moment import OnDay
from schema.nodes import as_node
from schema.recommendations import followed, recommendation_key, recommendations_of
from schema.references import account_key, resolve
from schema.supposed_changes import changed
from schema.suppositions import SuppositionInput, suppositions_of
from scoring.lift import lift, measures
from scoring.recommendation import NO_LIFT, Recommendation
from scoring.suppositions import SupposedStance, Supposition, supposed

if TYPE_CHECKING:
    from schema.accounts import Account

__all__ = ["WhatIf", "WhatIfQueries"]

MOST_FOLLOWED: Final = 20


@strawberry.type(
    description="An account as it is, and as it would be. What is read of the latter bears ids of its own, which lead "
    "nowhere: it is kept nowhere."
)
class WhatIf:
    now: strawberry.Private[Reading]
    then: strawberry.Private[Reading]
    opportunity: strawberry.Private[str | None]
    is_null: strawberry.Private[bool]
    is_asked: strawberry.Private[bool]

    @strawberry.field(description="The account as it is.")
    def before(self) -> Annotated["Account", strawberry.lazy("schema.accounts")]:
        account: Account = as_node(self.now, self.now.graph.root.id)
        return account

    @strawberry.field(description="The account as it would be.")
    def after(self) -> Annotated["Account", strawberry.lazy("schema.accounts")]:
        account: Account = as_node(self.then, self.then.graph.root.id)
        return account

    @strawberry.field(description="Whose power or coverage would differ, the largest change of either first.")
    def people(self) -> list[PersonDelta]:
        return person_deltas(self.now, self.then)

    @strawberry.field(
        description="What would change in what we measure. Null throughout where nothing is supposed; where answers "
        "alone are (ASK), the change of the agreement's probability is null too.",
        directives=[cost_of(200)],
    )
    def lift(
        self,
        opportunity: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="Of which opportunity, an id or a key; not given: of the one that the recommendations and "
                "the stances are about, if it is one."
            ),
        ] = None,
    ) -> Lift:
        if self.is_null:
            return Lift.of(NO_LIFT)
        about = self.opportunity
        if opportunity is not None:
            about = resolve(self.now.account, model.Opportunity, opportunity, ("opportunity",))
        found = lift(measures(self.now, about), measures(self.then, about))
        return Lift.of(found._replace(agreement_probability=None) if self.is_asked else found)


@strawberry.type
class WhatIfQueries:
    @strawberry.field(
        description="What an account would be if some recommendations had been followed, then some changes been made, "
        "and then some things been so. Nothing is written.",
        directives=[cost_of(800)],
    )
    async def what_if(
        self,
        info: Info[Context, None],
        account_id: Annotated[strawberry.ID, strawberry.argument(description="The account's id, or key.")],
        changes: Annotated[
            list[ChangeInput] | None,
            strawberry.argument(description="Changes of the account and of our team, as `commit` takes them."),
        ] = None,
        suppositions: Annotated[
            list[SuppositionInput] | None,
            strawberry.argument(description="What is so, in the place of all that is said of the same things."),
        ] = None,
        recommendations: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description="Ids or keys, followed one after the other: each as it is recommended by then, else as it "
                f"is now. {MOST_FOLLOWED} at the most."
            ),
        ] = None,
        on: OnDay = None,
    ) -> WhatIf:
        now = await info.context.account(account_key(account_id), on)
        then, done = await _followed(info.context, now, recommendations or ())
        graph = await changed(info.context, then, changes) if changes else then.graph
        told = suppositions_of(graph, suppositions or ())
        if changes or told or not done:
            then = then.supposing(supposed(graph, now.day, told), f"{changes}\n{told}")
        return WhatIf(
            now=now,
            then=then,
            opportunity=_about(now, done, told),
            is_null=not changes and not told and not any(each.supposes or each.changes for each in done),
            is_asked=not changes and not told and {each.kind for each in done} == {model.RecommendationKind.ASK},
        )


def _about(now: Reading, done: Iterable[Recommendation], told: Iterable[Supposition]) -> str | None:
    """The opportunity that something is supposed of, if it is one."""
    named = {each.opportunity for each in done if each.opportunity is not None}
    named |= {each.towards for each in told if isinstance(each, SupposedStance)} - {now.graph.root.id}
    return named.pop() if len(named) == 1 else None


async def _followed(context: Context, now: Reading, given: Sequence[str]) -> tuple[Reading, list[Recommendation]]:
    """The account once they have been followed, and what each was by then."""
    if len(given) > MOST_FOLLOWED:
        raise errors.InvalidInput(f"give {MOST_FOLLOWED} recommendations at the most, not {len(given)}")
    then, done = now, list[Recommendation]()
    for index, each in enumerate(given):
        path = ("recommendations", str(index))
        key = recommendation_key(now.graph.key, each, path)
        if key in {known.id for known in done}:
            continue
        found = await _recommended(context, then, key) or await _recommended(context, now, key)
        if found is None:
            raise errors.NotFound(f"{'.'.join(path)}: there is no such recommendation any more: {each!r}", path)
        then = followed(then, found)
        done.append(found)
    return then, done


async def _recommended(context: Context, reading: Reading, key: str) -> Recommendation | None:
    return next((each for each in await recommendations_of(context, reading) if each.id == key), None)
