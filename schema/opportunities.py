"""Opportunity management: what the client must agree on, who takes part, what we offer and who else does."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import strawberry
from strawberry.types.base import StrawberryList

from graph import model
from graph.viewer import Role
from schema.consensus import Consensus, Estimate
from schema.context import Reading
from schema.cost import cost_of
from schema.drafts import OWNER, SINCE, Draft, End, key_field, stakeholder_named
from schema.edges import Owned, sources
from schema.inputs import fields_of, input_of, verb_of
from schema.market import Competitor, Offering
from schema.meddpicc import Meddpicc, meddpicc_of
from schema.moment import demand_period, is_during
from schema.money import Money
from schema.names import called, holding
from schema.nodes import as_node, node_type
from schema.ordering import BY_ID, Order
from schema.relay import After, Before, Connection, First, Last, Node, Page, paginate
from schema.scores import Basis, Blend
from schema.subjects import Subject
from schema.writing import CommitPayload, Work, mutation
from scoring.presence import is_open

if TYPE_CHECKING:
    from schema.organisations import Organisation
    from schema.relationships import Stakeholder

__all__ = [
    "AccountOpportunities",
    "Offer",
    "Opportunity",
    "OpportunityFilter",
    "OpportunityMutations",
    "Participant",
    "PutOpportunityInput",
    "participations",
]

BY_KEY: Final = Order[model.Opportunity](BY_ID)


@strawberry.type(description="A person who takes part in a decision.")
class Participant:
    reading: strawberry.Private[Reading]
    item: strawberry.Private[model.HasRoleIn]

    @strawberry.field(description="Who it is.")
    def stakeholder(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")]:
        person: Stakeholder = as_node(self.reading, self.item.source)
        return person

    @strawberry.field(description="In what they take part.")
    def opportunity(self) -> "Opportunity":
        opportunity: Opportunity = as_node(self.reading, self.item.target)
        return opportunity

    @strawberry.field(description="As what they take part.")
    def roles(self) -> list[model.BuyingRole]:
        return list(self.item.roles)

    @strawberry.field(description="Whether they can stop it.")
    def veto(self) -> bool:
        return self.item.veto

    @strawberry.field(description="How open they are to be moved in it, 0 to 1; null: nobody has said.")
    def openness(self) -> float | None:
        return self.item.openness

    @strawberry.field(description="How they see the gap between today and what they need.")
    def response_mode(self) -> model.ResponseMode | None:
        return self.item.response_mode

    @strawberry.field(description="Whether they move a group.")
    def mobilizer_profile(self) -> model.MobilizerProfile | None:
        return self.item.mobilizer_profile

    @strawberry.field(description="How much they decide in it, 0 to 1.")
    def power(self) -> float:
        return self.reading.power_in(self.item.target).of(self.item.source)

    @strawberry.field(description="For or against it: towards it, or else towards the account. Null: nobody has said.")
    def stance(self) -> Blend | None:
        found = self.reading.stances_in(self.item.target).get(self.item.source)
        return Blend.of(self.reading, found) if found else None

    @strawberry.field(
        description="Where they settle in it once they have heard those whom they listen to, -1 to 1."
        " Null where they are not there."
    )
    def forecast(self) -> Estimate | None:
        standing = self.reading.consensus_in(self.item.target)
        if self.item.source not in standing.people:
            return None
        return Estimate.of(standing.settles(standing.people.index(self.item.source)))


@strawberry.type(description="What we offer in an opportunity.")
class Offer:
    offering: Offering = strawberry.field(description="Which of our offerings.")
    amount: Money | None = strawberry.field(description="Its part of the opportunity's amount.")


@node_type(model.Opportunity)
class Opportunity(Subject, Owned):
    @strawberry.field(description="The organisation that it is for.")
    def organisation(self) -> Annotated["Organisation", strawberry.lazy("schema.organisations")]:
        (edge,) = self.reading.account.out(self.item.id, model.For)
        organisation: Organisation = as_node(self.reading, edge.target, "Organisation")
        return organisation

    @strawberry.field(description="What we offer in it, by key.")
    def offerings(self) -> list[Offer]:
        currency = cast("model.Opportunity", self.item).currency
        return [
            Offer(offering=offering, amount=Money.known(self.reading, edge.amount, currency))
            for edge in self.reading.account.out(self.item.id, model.Offers)
            if (offering := as_node(self.reading, edge.target)) is not None
        ]

    @strawberry.field(description="Who else is after it, by key.")
    def competitors(self) -> list[Competitor]:
        return sources(self, model.CompetesIn)

    @strawberry.field(description="Whether it had opened by the day, and not closed.")
    def is_open(self) -> bool:
        return is_open(cast("model.Opportunity", self.item), self.reading.day)

    @strawberry.field(description="Who takes part on the day, by key.", directives=[cost_of(50)])
    def participants(self) -> list[Participant]:
        return participations(self.reading, self.reading.account.into(self.item.id, model.HasRoleIn))

    @strawberry.field(description="What is known of the deal by MEDDPICC, letter by letter, and what is missing.")
    def meddpicc(self) -> Meddpicc:
        return meddpicc_of(self.reading, cast("model.Opportunity", self.item))

    @strawberry.field(description="The power of a decider whom nobody has named: nobody's.")
    def vacant_power(self) -> float:
        return self.reading.power_in(self.item.id).vacant

    @strawberry.field(description="What the power in it rests on.")
    def basis(self) -> Basis:
        return Basis(self.reading.power_in(self.item.id).basis.value)

    @strawberry.field(
        description="Whether those who decide will agree, and what it would take.", directives=[cost_of(100)]
    )
    def consensus(self) -> Consensus:
        return Consensus(reading=self.reading, opportunity=self.item.id)


@strawberry.input(description="Which opportunities to show: those that are all of this.")
class OpportunityFilter:
    open: bool | None = strawberry.field(
        default=None, description="Only those open on the day, or only those that are not."
    )
    kinds: list[model.OpportunityKind] | None = strawberry.field(default=None, description="Only of these kinds.")
    stage: str | None = strawberry.field(
        default=None, description="Only those at this stage; case and accents do not count."
    )
    closes_from: date | None = strawberry.field(
        default=None, description="Only those that the client is expected to decide on this day or later."
    )
    closes_to: date | None = strawberry.field(
        default=None, description="Only those that the client is expected to decide on this day or earlier."
    )
    text: str | None = strawberry.field(
        default=None, description="Only those whose title holds every word of it; case and accents do not count."
    )


@strawberry.type
class AccountOpportunities(Node):
    @strawberry.field(description="What the client must agree on, by key.")
    def opportunities(
        self,
        filter: Annotated[  # noqa: A002
            OpportunityFilter | None, strawberry.argument(description="Which of them to show; not given: all.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Opportunity]:
        found = list(_wanted(self.reading, filter or OpportunityFilter()))
        return paginate(found, BY_KEY, lambda each: as_node(self.reading, each.id), Page(first, after, last, before))


_RoleInput: Any = input_of(
    "ParticipantInput",
    "Somebody who takes part in a decision.",
    {
        "stakeholder": (strawberry.ID, "Who it is: an id or a key.", True),
        **fields_of(model.HasRoleIn, "roles", "veto", "openness", "responseMode", "mobilizerProfile"),
    },
)
_OfferInput: Any = input_of(
    "OfferInput",
    "What we offer in an opportunity.",
    {"offering": (strawberry.ID, "The offering's id or key.", True), **fields_of(model.Offers)},
)

PutOpportunityInput: Any = verb_of(
    "PutOpportunityInput",
    "Something that the client must agree on, with who takes part in it.",
    {
        "id": key_field("opportunity"),
        **fields_of(model.Opportunity),
        "organisation": (
            strawberry.ID,
            "For which organisation, an id or a key; not given: as it is, and of what is new the account itself.",
            False,
        ),
        "participants": (
            StrawberryList(_RoleInput),
            "All who take part in the decision; not given: as it is, null: none.",
            False,
        ),
        "offerings": (StrawberryList(_OfferInput), "All that we offer in it; not given: as it is, null: none.", False),
        "competitors": (
            StrawberryList(strawberry.ID),
            "All who else is after it, ids or keys; not given: as it is, null: none.",
            False,
        ),
        "owner": OWNER,
        "since": SINCE,
    },
)


async def _put_opportunity(work: Work, given: PutOpportunityInput) -> CommitPayload:
    draft = Draft(work, await work.read(), model.Opportunity, given)
    draft.one(model.For, model.Organisation, "organisation", usual=work.scope)
    draft.several(model.HasRoleIn, "participants", stakeholder_named, outward=False)
    draft.several(model.Offers, "offerings", lambda each: End(model.Offering, each.offering, ("offering",)))
    draft.several(model.CompetesIn, "competitors", lambda each: End(model.Competitor, each), outward=False)
    draft.owner()
    return await work.commit()


@strawberry.type
class OpportunityMutations:
    put_opportunity = mutation(
        _put_opportunity,
        role=Role.MEMBER,
        cost=600,
        description="Write what is known of an opportunity, new or known, with whom it is for, who takes part, what we "
        "offer, who else is after it and who answers for it.",
    )


def participations(reading: Reading, roles: Iterable[model.HasRoleIn]) -> list[Participant]:
    """The roles that stand on the day."""
    return [Participant(reading=reading, item=role) for role in roles if role.stands_on(reading.day)]


def _wanted(reading: Reading, wanted: OpportunityFilter) -> Iterator[model.Opportunity]:
    demand_period(wanted.closes_from, wanted.closes_to, ("filter.closesFrom", "filter.closesTo"))
    at_stage, titled = called(wanted.stage), holding(wanted.text)
    for each in reading.account.all(model.Opportunity):
        if (
            wanted.open in (None, is_open(each, reading.day))
            and (wanted.kinds is None or each.kind in wanted.kinds)
            and is_during(each.closes_on, wanted.closes_from, wanted.closes_to)
            and at_stage(each.stage)
            and titled(each.title)
        ):
            yield each
