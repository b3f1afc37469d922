"""What to do next: recommendations, each with what it would bring, and the best of them together."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import strawberry
from strawberry import Info

from graph import model
from graph.errors import InvalidInput, NotFound
from graph.identity import node_id, parse_id
from graph.message import Message
from schema.context import Context, Reading
from schema.cost import ListSize, cost_of
from schema.grounds import grounds_of
from schema.introductions import acquaintances, best_introductions_in
from schema.language import InLanguage
from schema.lift import Lift
from schema.nodes import as_node, described_enum
from schema.ordering import Column, Order, OrderDirection
from schema.planning import Resolution
from schema.references import resolve
from schema.relay import After, Before, Connection, First, Last, Node, Page, decode_id, encode_id, paginate
from schema.scores import Evidence
from schema.sentences.recommendations import recommendation_sentence
from schema.suppositions import Supposition, supposed_by
from scoring.recommendation import Recommendation as Found
from scoring.recommendations import plan, recommendations
from scoring.resolutions import PENDING, RecommendationState, state_on
from scoring.robustness import robustness
from scoring.suppositions import supposed

if TYPE_CHECKING:
    from schema.accounts import Account, TeamMember
    from schema.opportunities import Opportunity
    from schema.relationships import Stakeholder

__all__ = [
    "AccountRecommendations",
    "Recommendation",
    "RecommendationFilter",
    "followed",
    "recommendation_key",
    "recommendation_of",
    "recommendations_of",
]

TYPE: Final = "Recommendation"
MOST_ACTIONS: Final = 10

BY_PRIORITY: Final = Order[Found](
    Column("priority", lambda found: found.priority, OrderDirection.DESC), Column("id", lambda found: found.id)
)

described_enum(RecommendationState)


@strawberry.type(description="One action that is recommended, and what it would bring.")
class Recommendation(Node):
    item: strawberry.Private[Found]  # type: ignore[assignment]  # it is worked out, and stored nowhere

    @strawberry.field(description="The global id: the same tomorrow, and when another colleague is better placed.")
    def id(self) -> strawberry.ID:
        reading, scope = self.reading, self.reading.graph.key
        stored = node_id(scope, TYPE, self.item.id)
        return encode_id(TYPE, stored, reading.on, reading.as_of(scope), reading.supposed)

    @strawberry.field(description="What tells it from all others of the account.")
    def key(self) -> str:
        return self.item.id

    @strawberry.field(description="What sort of action it is.")
    def kind(self) -> model.RecommendationKind:
        return self.item.kind

    @strawberry.field(description="The account that it is about.")
    def account(self) -> Annotated["Account", strawberry.lazy("schema.accounts")]:
        account: Account = as_node(self.reading, self.reading.graph.root.id)
        return account

    @strawberry.field(description="What it is for; null where it is for the account as a whole.")
    def opportunity(self) -> Annotated["Opportunity", strawberry.lazy("schema.opportunities")] | None:
        opportunity: Opportunity | None = as_node(self.reading, self.item.opportunity or "")
        return opportunity

    @strawberry.field(description="Who of us is best placed for it.")
    def actor(self) -> Annotated["TeamMember", strawberry.lazy("schema.accounts")] | None:
        actor: TeamMember | None = as_node(self.reading, self.item.actor or "")
        return actor

    @strawberry.field(description="With whom, the first of them; null where it is with nobody in particular.")
    def stakeholder(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")] | None:
        return self.stakeholders()[0] if self.item.people else None

    @strawberry.field(description="With whom, all of them.")
    def stakeholders(self) -> list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]]:
        return [as_node(self.reading, each) for each in self.item.people]

    @strawberry.field(description="Through whom, in their order.")
    def via(self) -> list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]]:
        return [as_node(self.reading, each) for each in self.item.via]

    @strawberry.field(
        description="What else it is about: a wish, an offering and an organisation, a KPI, a competitor."
    )
    def subjects(self) -> list[Node]:
        return [as_node(self.reading, each) for each in self.item.subjects]

    @strawberry.field(description="What it is worth an hour: the greater, the sooner.")
    def priority(self) -> float:
        return self.item.priority

    @strawberry.field(description="How many hours it is likely to take.")
    def effort_hours(self) -> float:
        return self.item.effort

    @strawberry.field(
        description="What it would change, as `whatIf` of it shows. Null throughout where it supposes nothing; of ASK, "
        "the change of the agreement's probability is null too, as nobody knows the answer beforehand."
    )
    def lift(self) -> Lift:
        return Lift.of(self.item.lift)

    @strawberry.field(description="What it is supposed to bring about.")
    def supposes(self) -> list[Supposition]:
        return supposed_by(self.reading, self.item)

    @strawberry.field(description="What it comes from.")
    def evidence(
        self, first: Annotated[int, strawberry.argument(description="How many at the most.")] = 10
    ) -> list[Evidence]:
        return grounds_of(self.reading, self.item)[: max(first, 0)]

    @strawberry.field(description="What to do and why, who is best placed for it, and what it would bring.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return recommendation_sentence(self.reading, self.item, language or info.context.language)

    @strawberry.field(description="How far it has come.")
    def state(self) -> RecommendationState:
        return state_on(self.reading.resolutions.get(self.item.id), self.reading.day)

    @strawberry.field(description="What was decided on it last; null where nothing was.")
    def resolution(self) -> Resolution | None:
        decided = self.reading.resolutions.get(self.item.id)
        resolution: Resolution | None = as_node(self.reading, decided.id) if decided else None
        return resolution

    @strawberry.field(
        description="Whether it would stay if we were a little wrong about who listens to whom: in what share of 64 "
        "draws it is among the first ten. This takes 64 times as long as the recommendations themselves.",
        directives=[cost_of(4000)],
    )
    async def robustness(self, info: Info[Context, None]) -> float:
        return (await _robustness_in(info.context, self.reading)).get(self.item.id, 0.0)


@strawberry.input(description="Which recommendations to show: those that are all of this.")
class RecommendationFilter:
    kinds: list[model.RecommendationKind] | None = strawberry.field(default=None, description="Only of these kinds.")
    opportunity: strawberry.ID | None = strawberry.field(
        default=None, description="Only for this opportunity: an id or a key."
    )
    team_member: strawberry.ID | None = strawberry.field(
        default=None, description="Only those for which this one of us is best placed: an id or a key."
    )
    stakeholder: strawberry.ID | None = strawberry.field(
        default=None, description="Only those with this person: an id or a key."
    )
    states: list[RecommendationState] | None = strawberry.field(
        default=None, description="Only those that have come so far; not given: OPEN and ACCEPTED."
    )


@strawberry.type
class AccountRecommendations(Node):
    @strawberry.field(description="What to do next, what is worth most an hour first.", directives=[cost_of(7000)])
    async def recommendations(
        self,
        info: Info[Context, None],
        filter: Annotated[  # noqa: A002
            RecommendationFilter | None,
            strawberry.argument(description="Which of them to show; not given: all that are open or accepted."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Recommendation]:
        found = await recommendations_of(info.context, self.reading)
        wanted = _wanted(self.reading, found, filter or RecommendationFilter())
        return paginate(wanted, BY_PRIORITY, lambda each: _shown(self.reading, each), Page(first, after, last, before))

    @strawberry.field(
        description="The best actions together, in their order: each is what is worth most once those before it have "
        "brought what they are supposed to, and is read at that supposed moment. Fewer where nothing is left to gain.",
        directives=[ListSize(slicing_arguments=["count"])],
    )
    async def best_actions(
        self,
        info: Info[Context, None],
        count: Annotated[
            int,
            strawberry.argument(description=f"How many at the most: 1 to {MOST_ACTIONS}.", directives=[cost_of(5000)]),
        ] = 3,
    ) -> list[Recommendation]:
        if not 1 <= count <= MOST_ACTIONS:
            words = {"field": "count", "most": MOST_ACTIONS, "count": count}
            raise InvalidInput(Message("%(field)s must be 1 to %(most)s, not %(count)s", **words), ["count"])
        elsewhere, reading = await acquaintances(info.context, self.reading), self.reading
        best: list[Recommendation] = []
        for each in await asyncio.to_thread(plan, reading, count, elsewhere):
            best.append(_shown(reading, each))
            reading = followed(reading, each)
        return best


async def recommendations_of(context: Context, reading: Reading) -> Sequence[Found]:
    """What to do next in an account, by priority; ways over the other accounts that the viewer may see count too."""
    if reading.recommended is None:
        reading.recommended = asyncio.ensure_future(_made(context, reading))
    return await reading.recommended


async def recommendation_of(context: Context, reading: Reading, key: str) -> Recommendation | None:
    """The recommendation of this key; null where it is not recommended any more."""
    found = await recommendations_of(context, reading)
    return next((_shown(reading, each) for each in found if each.id == key), None)


def recommendation_key(scope: str, given: str, path: Sequence[str]) -> str:
    """The key of a recommendation of an account, by its id or key. Raises InvalidInput and NotFound."""
    said = decode_id(given)
    if said is None:
        return given
    try:
        identity = parse_id(said.id)
    except ValueError:
        identity = None
    if identity is None or identity.label != TYPE:
        raise InvalidInput(Message("that is not the id of a %(kind)s: %(id)r", kind=TYPE, id=given), path)
    if identity.scope != scope:
        words = {"kind": Message("recommendation"), "key": given}
        raise NotFound(Message("there is no %(kind)s %(key)r in this account", **words), path)
    return identity.key


def followed(reading: Reading, found: Found) -> Reading:
    """The account as if a recommendation had brought what it is supposed to."""
    graph = supposed(reading.graph, reading.day, found.supposes, found.changes)
    return reading.supposing(graph, f"{found.supposes}\n{found.changes}")


async def _made(context: Context, reading: Reading) -> Sequence[Found]:
    introductions = await best_introductions_in(context, reading)
    return await asyncio.to_thread(recommendations, reading, introductions)  # others are answered meanwhile


async def _robustness_in(context: Context, reading: Reading) -> Mapping[str, float]:
    if reading.robustness is None:
        reading.robustness = asyncio.ensure_future(_drawn(context, reading))
    return await reading.robustness


async def _drawn(context: Context, reading: Reading) -> Mapping[str, float]:
    introductions = await best_introductions_in(context, reading)
    return await asyncio.to_thread(robustness, reading, introductions)


def _wanted(reading: Reading, found: Sequence[Found], wanted: RecommendationFilter) -> list[Found]:
    opportunity = _named(reading, model.Opportunity, wanted.opportunity, "opportunity")
    person = _named(reading, model.Stakeholder, wanted.stakeholder, "stakeholder")
    member = _named(reading, model.TeamMember, wanted.team_member, "teamMember")
    states = PENDING if wanted.states is None else wanted.states
    return [
        each
        for each in found
        if (wanted.kinds is None or each.kind in wanted.kinds)
        and opportunity in (None, each.opportunity)
        and (person is None or person in each.people)
        and member in (None, each.actor)
        and state_on(reading.resolutions.get(each.id), reading.day) in states
    ]


def _named(
    reading: Reading,
    kind: type[model.Opportunity] | type[model.Stakeholder] | type[model.TeamMember],
    given: str | None,
    word: str,
) -> str | None:
    if given is None:
        return None
    snapshot = reading.graph.team if kind is model.TeamMember else reading.account
    return resolve(snapshot, kind, given, ("filter", word))


def _shown(reading: Reading, found: Found) -> Recommendation:
    return Recommendation(reading=reading, item=found)
