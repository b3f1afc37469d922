"""The domain model: every node, edge, claim and word that Stakegraph knows, each declared once.

The words are the field's own: buying centre (Webster & Wind), political map (Target Account Selling), Strategic
Selling, MEDDPICC, engagement levels (PMBOK). docs/model.md is made from this file and stands in its order.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field

from graph.declaration import (
    Claim,
    Dated,
    Edge,
    Kind,
    Node,
    Verification,
    edge,
    node,
    optional,
    required,
)
from graph.errors import InvalidInput
from graph.message import Message
from graph.values import (
    Count,
    CountryCode,
    Currency,
    Email,
    Instant,
    Language,
    Money,
    Name,
    Share,
    Signed,
    Text,
    TimeZone,
)

__all__ = [
    "EDGES",
    "NODES",
    "About",
    "Action",
    "ActionKind",
    "Adaptability",
    "AlliedWith",
    "AnswersFor",
    "BuyingRole",
    "Channel",
    "CompetesIn",
    "Competitor",
    "ConflictsWith",
    "DecisionOrientation",
    "DependsOn",
    "Direction",
    "Favours",
    "Financial",
    "For",
    "HasRoleIn",
    "HoldsStance",
    "Influences",
    "Insight",
    "InsightKind",
    "Interaction",
    "InteractionState",
    "Involves",
    "Knows",
    "Kpi",
    "KpiDirection",
    "KpiKind",
    "Line",
    "Manages",
    "ManagesRole",
    "Measurement",
    "Measures",
    "MobilizerProfile",
    "Objective",
    "Offering",
    "Offers",
    "Opportunity",
    "OpportunityKind",
    "Organisation",
    "OrganisationKind",
    "Outcome",
    "Owns",
    "PartOf",
    "Plan",
    "PlanState",
    "PoliticalStatus",
    "RecommendationKind",
    "RelationshipLevel",
    "ReportsTo",
    "Resolution",
    "ResolutionState",
    "ResponseMode",
    "Risk",
    "RiskCategory",
    "RiskResponse",
    "Scenario",
    "Seniority",
    "Serves",
    "Signal",
    "SignalKind",
    "Stakeholder",
    "StanceWord",
    "TeamFunction",
    "TeamMember",
    "Tier",
    "UsageState",
    "Uses",
    "WorksIn",
]

# ---------------------------------------------------------------- organisations and people


class OrganisationKind(StrEnum):
    """What part of a client an organisation is."""

    CLIENT = "CLIENT"
    DIVISION = "DIVISION"
    DEPARTMENT = "DEPARTMENT"


class Tier(StrEnum):
    """How much an account matters to us."""

    STRATEGIC = "STRATEGIC"
    KEY = "KEY"
    GROWTH = "GROWTH"
    STANDARD = "STANDARD"


@node()
class Organisation(Node):
    """A client organisation, or a division or department of one. One at the top of a tree is an account."""

    name: Name = required("What it is called.", searched=True)
    kind: OrganisationKind = required("A client, a division or a department.")
    sector: Name | None = optional("The line of business.")
    country: CountryCode | None = optional("The country of its seat: ISO 3166-1, two letters.")
    employees: Count | None = optional("How many people work there.")
    client_revenue: Money | None = optional("The client's own yearly revenue.", needs="currency")
    currency: Currency | None = optional("The currency of its amounts: ISO 4217.")
    founded: Count | None = optional("The year in which it was founded.")
    tier: Tier | None = optional("How much the account matters to us.")
    time_zone: TimeZone | None = optional("The IANA time zone that the account's days are counted in; null: UTC.")
    business_model: Text | None = optional("How it earns its money.")
    notes: Text | None = optional("Anything else.", personal=True)


class Seniority(StrEnum):
    """The level at which a person works."""

    BOARD = "BOARD"
    C_LEVEL = "C_LEVEL"
    VP = "VP"
    DIRECTOR = "DIRECTOR"
    MANAGER = "MANAGER"
    STAFF = "STAFF"


class PoliticalStatus(StrEnum):
    """Where a person stands in the client's politics (Target Account Selling)."""

    INNER_CIRCLE = "INNER_CIRCLE"
    POLITICAL_STRUCTURE = "POLITICAL_STRUCTURE"
    OUTSIDE = "OUTSIDE"


class DecisionOrientation(StrEnum):
    """What a person looks at first in a decision."""

    FINANCIAL = "FINANCIAL"
    TECHNICAL = "TECHNICAL"
    BUSINESS = "BUSINESS"
    RELATIONSHIP = "RELATIONSHIP"


class Adaptability(StrEnum):
    """How a person meets what is new."""

    INNOVATOR = "INNOVATOR"
    VISIONARY = "VISIONARY"
    PRAGMATIST = "PRAGMATIST"
    CONSERVATIVE = "CONSERVATIVE"
    LAGGARD = "LAGGARD"


class Channel(StrEnum):
    """How people were in contact."""

    MEETING = "MEETING"
    WORKSHOP = "WORKSHOP"
    EVENT = "EVENT"
    CALL = "CALL"
    VIDEO = "VIDEO"
    EMAIL = "EMAIL"
    MESSAGE = "MESSAGE"


@node()
class Stakeholder(Node):
    """A person in an account: what the team knows of them there."""

    name: Name = required("The person's name; of a placeholder, the role's.", personal=True, searched=True)
    email: Email | None = optional("E-mail address.", personal=True)
    phone: Name | None = optional("Telephone number.", personal=True)
    language: Language | None = optional("The language they prefer: a BCP 47 tag, such as hu.", personal=True)
    location: Name | None = optional("Where they work.", personal=True)
    title: Name | None = optional("Job title.")
    seniority: Seniority | None = optional("The level at which they work.")
    function: Name | None = optional("The function they work in, such as Finance.")
    placeholder: bool = optional("A role that must exist and in which nobody is known.", default=False)
    joined_on: date | None = optional("When they joined the client.")
    left_on: date | None = optional("When they left the client; those who left are kept.", after="joined_on")
    political_status: PoliticalStatus | None = optional("Where they stand in the client's politics.")
    decision_orientation: DecisionOrientation | None = optional("What they look at first in a decision.")
    adaptability: Adaptability | None = optional("How they meet what is new.")
    preferred_channel: Channel | None = optional("How they like to be reached.", personal=True)
    communication_style: Text | None = optional("How they like to be spoken to.", personal=True)
    interest: Share | None = optional("How much our business matters to them, 0 to 1.")
    cadence_days: Annotated[int, Field(ge=1, le=3650)] | None = optional(
        "They should be met at least once in so many days."
    )
    notes: Text | None = optional("Anything else.", personal=True)
    person: Name | None = optional("The same value on the stakeholders who are one human being in several accounts.")
    merged_ids: tuple[str, ...] = optional(
        "The ids of those who were merged into this one.", default=(), personal=True, internal=True
    )
    erased_on: date | None = optional("When their personal data were erased.", internal=True)


class TeamFunction(StrEnum):
    """What somebody does on our side."""

    KAM = "KAM"
    EXECUTIVE_SPONSOR = "EXECUTIVE_SPONSOR"
    SALES = "SALES"
    PRESALES = "PRESALES"
    DELIVERY = "DELIVERY"
    SUPPORT = "SUPPORT"


@node(team=True)
class TeamMember(Node):
    """Someone on our side."""

    name: Name = required("The person's name.", personal=True)
    email: Email | None = optional("E-mail address.", personal=True)
    function: TeamFunction | None = optional("What they do on our side.")
    joined_on: date | None = optional("When they joined us.")
    left_on: date | None = optional("When they left us; those who left are kept.", after="joined_on")
    erased_on: date | None = optional("When their personal data were erased.", internal=True)


# ---------------------------------------------------------------- opportunities and contacts


class OpportunityKind(StrEnum):
    """What sort of agreement is sought."""

    NEW_BUSINESS = "NEW_BUSINESS"
    CROSS_SELL = "CROSS_SELL"
    UPSELL = "UPSELL"
    RENEWAL = "RENEWAL"
    INITIATIVE = "INITIATIVE"


class Outcome(StrEnum):
    """How an opportunity ended, if it did."""

    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"
    ABANDONED = "ABANDONED"


@node()
class Opportunity(Node):
    """Something that the client must agree on."""

    title: Name = required("What it is about.", searched=True)
    kind: OpportunityKind = optional("What sort of agreement is sought.", default=OpportunityKind.NEW_BUSINESS)
    stage: Name | None = optional("The stage of our own sales process.")
    amount: Money | None = optional("What it is worth.", needs="currency")
    currency: Currency | None = optional("The currency of the amount: ISO 4217.")
    opens_on: date | None = optional("From when on it is open; null: it always was.")
    closes_on: date | None = optional("When the client is expected to decide.", after="opens_on")
    closed_on: date | None = optional("When it ended.", after="opens_on")
    threshold: Signed | None = optional("The support at which the client agrees, -1 to 1; null: 0.25.")
    outcome: Outcome = optional("How it ended, if it did.", default=Outcome.OPEN)
    metrics: Text | None = optional("MEDDPICC: the gain that the client expects, in figures.")
    decision_criteria: Text | None = optional("MEDDPICC: what they judge by.")
    decision_process: Text | None = optional("MEDDPICC: how they come to a decision.")
    paper_process: Text | None = optional("MEDDPICC: what must be signed, by whom, in which order.")
    pain: Text | None = optional("MEDDPICC: what hurts them today.")
    next_step: Text | None = optional("What happens next.")
    next_step_on: date | None = optional("When it happens.")


class Direction(StrEnum):
    """Who came to whom."""

    INBOUND = "INBOUND"
    OUTBOUND = "OUTBOUND"
    MUTUAL = "MUTUAL"


class InteractionState(StrEnum):
    """Whether a contact took place."""

    PLANNED = "PLANNED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"


@node()
class Interaction(Node):
    """A dated contact, past or planned."""

    at: Instant = required("When it begins.")
    channel: Channel = required("How people were in contact.")
    direction: Direction = optional("Who came to whom.", default=Direction.MUTUAL)
    state: InteractionState = optional("Whether it took place.", default=InteractionState.HELD)
    sentiment: Signed | None = optional("How it went, -1 to 1.")
    subject: Text | None = optional("What it was about.", personal=True)
    notes: Text | None = optional("What was said.", personal=True)


# ---------------------------------------------------------------- what the client wants, and the market


class InsightKind(StrEnum):
    """What sort of wish or fear it is."""

    GOAL = "GOAL"
    PRESSURE = "PRESSURE"
    INITIATIVE = "INITIATIVE"
    OBSTACLE = "OBSTACLE"
    NEED = "NEED"
    CONCERN = "CONCERN"


@node()
class Insight(Node):
    """What the client wants or fears."""

    kind: InsightKind = required("What sort of wish or fear it is.")
    text: Text = required("What it is.", personal=True)
    verification: Verification = optional("Assumed or confirmed.", default=Verification.ASSUMED)
    severity: Share | None = optional("How much it weighs for them, 0 to 1.")
    raised_on: date | None = optional("When it came up.")
    due_on: date | None = optional("Until when they want an answer.", after="raised_on")
    answered_on: date | None = optional("When we answered it.", after="raised_on")
    resolved_on: date | None = optional("When it was settled.", after="raised_on")


class SignalKind(StrEnum):
    """What sort of news it is."""

    TREND = "TREND"
    COMPETITOR = "COMPETITOR"
    NEWS = "NEWS"
    REGULATION = "REGULATION"


@node()
class Signal(Node):
    """Something in the market."""

    kind: SignalKind = required("What sort of news it is.")
    text: Text = required("What happened.", personal=True)
    source: Name | None = optional("Where we have it from.")
    url: Annotated[Name, Field(pattern="^https?://")] | None = optional("Where to read it.")
    at: Instant | None = optional("When it happened.")
    impact: Signed | None = optional("What it means for our business, -1 to 1.")


@node(team=True)
class Offering(Node):
    """What we sell."""

    name: Name = required("What it is called.")
    category: Name | None = optional("The sort of offering.")


@node(team=True)
class Competitor(Node):
    """Who else sells."""

    name: Name = required("What it is called.")
    strengths: Text | None = optional("What speaks for them.", personal=True)
    weaknesses: Text | None = optional("What speaks against them.", personal=True)


# ---------------------------------------------------------------- the account plan


class PlanState(StrEnum):
    """How far a plan is."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"


@node()
class Plan(Node):
    """The account plan of a period."""

    title: Name = required("What it is called.")
    starts_on: date | None = optional("Its first day.")
    ends_on: date | None = optional("Its last day.", after="starts_on")
    review_on: date | None = optional("When it is looked at next.")
    state: PlanState = optional("How far it is.", default=PlanState.DRAFT)


@node()
class Objective(Node):
    """What the plan wants."""

    title: Name = required("What is wanted.")
    starts_on: date | None = optional("When work on it starts.")
    due_on: date | None = optional("When it is due.", after="starts_on")
    done_on: date | None = optional("When it was reached.")
    progress: Share | None = optional("How far it is, 0 to 1.")


class ActionKind(StrEnum):
    """What sort of step it is."""

    ACTION = "ACTION"
    MILESTONE = "MILESTONE"
    COMMITMENT = "COMMITMENT"


@node()
class Action(Node):
    """A step of the plan's road map."""

    title: Name = required("What is done.")
    kind: ActionKind = optional(
        "What sort of step it is; a commitment was promised to the client.", default=ActionKind.ACTION
    )
    starts_on: date | None = optional("When it starts.")
    due_on: date | None = optional("When it is due.", after="starts_on")
    done_on: date | None = optional("When it was done.")
    progress: Share | None = optional("How far it is, 0 to 1.")


# ---------------------------------------------------------------- risk, performance, money


class RiskCategory(StrEnum):
    """Where a risk comes from."""

    RELATIONSHIP = "RELATIONSHIP"
    MARKET = "MARKET"
    ECONOMIC = "ECONOMIC"
    COMPETITIVE = "COMPETITIVE"
    DELIVERY = "DELIVERY"
    FINANCIAL = "FINANCIAL"


class RiskResponse(StrEnum):
    """What we do about a risk."""

    AVOID = "AVOID"
    REDUCE = "REDUCE"
    TRANSFER = "TRANSFER"
    ACCEPT = "ACCEPT"


@node()
class Risk(Node):
    """What may go wrong."""

    title: Name = required("What may go wrong.")
    category: RiskCategory = required("Where it comes from.")
    probability: Share | None = optional("How likely it is, 0 to 1.")
    impact: Share | None = optional("How much harm it does, 0 to 1.")
    amount: Money | None = optional("What it would cost, in the account's currency.")
    response: RiskResponse | None = optional("What we do about it.")
    raised_on: date | None = optional("When it was seen.")
    closed_on: date | None = optional("When it was over.", after="raised_on")
    mitigation: Text | None = optional("How we make it smaller.", personal=True)
    review_on: date | None = optional("When it is looked at next.")


class KpiKind(StrEnum):
    """What is measured."""

    REVENUE_GROWTH = "REVENUE_GROWTH"
    PROFITABILITY = "PROFITABILITY"
    SATISFACTION = "SATISFACTION"
    RETENTION = "RETENTION"
    SHARE_OF_WALLET = "SHARE_OF_WALLET"
    OTHER = "OTHER"


class KpiDirection(StrEnum):
    """Which way is better."""

    UP = "UP"
    DOWN = "DOWN"


@node()
class Kpi(Node):
    """What the account is measured by."""

    name: Name = required("What it is called.")
    kind: KpiKind = required("What is measured.")
    unit: Name | None = optional("The unit of its values.")
    baseline: float | None = optional("Where it started.")
    target: float | None = optional("Where it shall be.")
    direction: KpiDirection = optional("Which way is better.", default=KpiDirection.UP)
    amount: Money | None = optional("What it stands for.", needs="currency")
    currency: Currency | None = optional("The currency of the amount: ISO 4217.")


@node()
class Measurement(Node):
    """One value of a KPI."""

    on: date = required("The day it was taken.")
    value: float = required("The value, in the KPI's unit.")


class RecommendationKind(StrEnum):
    """What is recommended."""

    COVER = "COVER"
    BACK_UP = "BACK_UP"
    REVIVE = "REVIVE"
    DEEPEN = "DEEPEN"
    IDENTIFY = "IDENTIFY"
    ASK = "ASK"
    CONVENE = "CONVENE"
    PERSUADE = "PERSUADE"
    RESOLVE = "RESOLVE"
    COUNTER = "COUNTER"
    PROPOSE = "PROPOSE"
    CORRECT = "CORRECT"


class ResolutionState(StrEnum):
    """What became of a recommendation."""

    ACCEPTED = "ACCEPTED"
    DISMISSED = "DISMISSED"
    DONE = "DONE"


@node()
class Resolution(Node):
    """What became of a recommendation. The `promised` fields are the lift that it was accepted for."""

    recommendation: Name = required("The recommendation's id.")
    kind: RecommendationKind = required("What was recommended.")
    state: ResolutionState = required("What became of it.")
    until: date | None = optional("Until when it stays dismissed.")
    why: Text | None = optional("Why.", personal=True)
    by: Name | None = optional("Who decided so.")
    promised_coverage: float | None = optional("The promised change of coverage.")
    promised_support: float | None = optional("The promised change of support.")
    promised_agreement_probability: float | None = optional("The promised change of the agreement's probability.")
    promised_resilience: float | None = optional("The promised change of resilience.")
    promised_least_coverage: float | None = optional("The promised change of the least coverage left.")
    promised_uncertainty: float | None = optional("The promised change of the support's standard deviation.")
    promised_support_gap: float | None = optional("The promised change of the gap in support.")


class Scenario(StrEnum):
    """Whether figures are booked, planned or foreseen."""

    ACTUAL = "ACTUAL"
    BUDGET = "BUDGET"
    FORECAST = "FORECAST"


@node()
class Financial(Node):
    """Our business with the account in a period."""

    starts_on: date = required("The first day of the period.")
    ends_on: date = required("The last day of the period.", after="starts_on")
    scenario: Scenario = required("Booked, planned or foreseen.")
    revenue: Money | None = optional("What we earn.", needs="currency")
    cost: Money | None = optional("What we spend.", needs="currency")
    currency: Currency | None = optional("The currency of its amounts: ISO 4217.")


# ---------------------------------------------------------------- edges: the organisation


@edge((Organisation, Organisation), one_a_source=True, acyclic=lambda _: True)
class PartOf(Edge):
    """The part belongs to the whole."""


@edge((Organisation, Organisation), abroad=True)
class Owns(Edge):
    """The first holds a share of the second, which may be another account."""

    share: Share | None = optional("The share held, 0 to 1.")


@edge((Stakeholder, Organisation), one_a_source=True, required=True)
class WorksIn(Dated):
    """Where a person works: in exactly one organisation at a time."""


class Line(StrEnum):
    """How firmly somebody reports."""

    SOLID = "SOLID"
    DOTTED = "DOTTED"


@edge(
    (Stakeholder, Stakeholder),
    (TeamMember, TeamMember),
    acyclic=lambda report: report.line is Line.SOLID,
)
class ReportsTo(Dated):
    """The first reports to the second. Several managers are allowed, a cycle of solid lines is not."""

    line: Line = optional("How firmly.", default=Line.SOLID)


# ---------------------------------------------------------------- edges: who thinks what of whom


@edge((Stakeholder, Stakeholder))
class Influences(Claim):
    """The second listens to the first."""

    noun: ClassVar[str] = "Influence"
    measure: ClassVar[str] = "weight"

    weight: Share = required("How much, 0 to 1.")


@edge((Stakeholder, Stakeholder), undirected=True)
class AlliedWith(Claim):
    """Two people who stand together."""

    noun: ClassVar[str] = "Alliance"
    measure: ClassVar[str] = "weight"

    weight: Share = required("How much, 0 to 1.")
    topic: Name | None = optional("In what.")


@edge((Stakeholder, Stakeholder), undirected=True)
class ConflictsWith(Claim):
    """Two people who stand against each other."""

    noun: ClassVar[str] = "Conflict"
    measure: ClassVar[str] = "weight"

    weight: Share = required("How much, 0 to 1.")
    topic: Name | None = optional("In what.")


class RelationshipLevel(StrEnum):
    """What we are to somebody."""

    NONE = "NONE"
    VENDOR = "VENDOR"
    CREDIBLE_SOURCE = "CREDIBLE_SOURCE"
    PROBLEM_SOLVER = "PROBLEM_SOLVER"
    TRUSTED_ADVISOR = "TRUSTED_ADVISOR"

    @property
    def weight(self) -> float:
        """The level as a number, 0 to 1 (docs/scoring.md, Strength)."""
        return _LEVEL_WEIGHTS[self]


_LEVEL_WEIGHTS: Final = {
    RelationshipLevel.NONE: 0.0,
    RelationshipLevel.VENDOR: 0.2,
    RelationshipLevel.CREDIBLE_SOURCE: 0.45,
    RelationshipLevel.PROBLEM_SOLVER: 0.7,
    RelationshipLevel.TRUSTED_ADVISOR: 0.9,
}


@edge((TeamMember, Stakeholder))
class Knows(Claim):
    """One of us has a relationship with one of them."""

    noun: ClassVar[str] = "Relationship"
    measure: ClassVar[str] = "level"

    level: RelationshipLevel | None = optional("What we are to them; may be absent beside a target.")
    target_level: RelationshipLevel | None = optional("What we want to be to them: a wish, of which the newest stands.")

    def faults(self) -> Iterable[InvalidInput]:
        yield from Claim.faults(self)
        if self.level is None and self.target_level is None:
            yield InvalidInput(Message("KNOWS.level is required where there is no targetLevel"), ["level"])


class ManagesRole(StrEnum):
    """What somebody is for an account."""

    OWNER = "OWNER"
    MEMBER = "MEMBER"
    SPONSOR = "SPONSOR"


@edge((TeamMember, Organisation))
class Manages(Dated):
    """One of us looks after an organisation."""

    role: ManagesRole = required("What they are for it.")


# ---------------------------------------------------------------- edges: opportunities


class BuyingRole(StrEnum):
    """What a person is in a decision: the buying centre's roles, Strategic Selling's and MEDDPICC's."""

    INITIATOR = "INITIATOR"
    USER = "USER"
    INFLUENCER = "INFLUENCER"
    BUYER = "BUYER"
    DECIDER = "DECIDER"
    APPROVER = "APPROVER"
    GATEKEEPER = "GATEKEEPER"
    CHAMPION = "CHAMPION"
    ECONOMIC_BUYER = "ECONOMIC_BUYER"
    TECHNICAL_BUYER = "TECHNICAL_BUYER"
    COACH = "COACH"


class ResponseMode(StrEnum):
    """How a buyer sees the gap between today and what they need (Strategic Selling)."""

    GROWTH = "GROWTH"
    TROUBLE = "TROUBLE"
    EVEN_KEEL = "EVEN_KEEL"
    OVERCONFIDENT = "OVERCONFIDENT"


class MobilizerProfile(StrEnum):
    """Who moves a group, and who does not (The Challenger Customer)."""

    GO_GETTER = "GO_GETTER"
    TEACHER = "TEACHER"
    SKEPTIC = "SKEPTIC"
    GUIDE = "GUIDE"
    FRIEND = "FRIEND"
    CLIMBER = "CLIMBER"
    BLOCKER = "BLOCKER"


def _distinct(roles: tuple[BuyingRole, ...]) -> tuple[BuyingRole, ...]:
    return tuple(dict.fromkeys(roles))


@edge((Stakeholder, Opportunity))
class HasRoleIn(Dated):
    """A person takes part in a decision."""

    roles: Annotated[tuple[BuyingRole, ...], AfterValidator(_distinct)] = optional("As what.", default=())
    veto: bool = optional("Whether they can stop it.", default=False)
    openness: Share | None = optional("How open they are to be moved in it, 0 to 1; null: 0.5.")
    response_mode: ResponseMode | None = optional("How they see the gap between today and what they need.")
    mobilizer_profile: MobilizerProfile | None = optional("Whether they move a group.")


class StanceWord(StrEnum):
    """A stance in a word."""

    OPPONENT = "OPPONENT"
    NON_SUPPORTER = "NON_SUPPORTER"
    NEUTRAL = "NEUTRAL"
    SUPPORTER = "SUPPORTER"
    MENTOR = "MENTOR"

    @property
    def stance(self) -> float:
        """The word as a number, -1 to 1."""
        return (list(StanceWord).index(self) - 2) / 2

    @classmethod
    def nearest(cls, stance: float) -> "StanceWord":
        """The word for a number; half-way between two, the one nearer to neutral."""
        return min(cls, key=lambda word: (abs(word.stance - stance), abs(word.stance)))


@edge((Stakeholder, Opportunity), (Stakeholder, Organisation), account_only=True)
class HoldsStance(Claim):
    """Whether a person is for or against an opportunity, or us in the account as a whole."""

    noun: ClassVar[str] = "Stance"
    measure: ClassVar[str] = "stance"
    span: ClassVar[float] = 2.0

    stance: Signed = required("-1 (against) to 1 (for).")


@edge((Opportunity, Organisation), one_a_source=True, required=True)
class For(Edge):
    """The organisation that an opportunity is for."""


@edge((Opportunity, Offering))
class Offers(Edge):
    """What we offer in an opportunity."""

    amount: Money | None = optional("Its part of the amount, in the opportunity's currency.")


@edge((Competitor, Opportunity))
class CompetesIn(Edge):
    """Who else is after an opportunity."""


@edge((Stakeholder, Competitor))
class Favours(Claim):
    """A person leans towards a competitor."""

    noun: ClassVar[str] = "Favour"
    measure: ClassVar[str] = "weight"

    weight: Share = required("How much, 0 to 1.")


# ---------------------------------------------------------------- edges: contacts, plans, the market


@edge((Interaction, Stakeholder), (Interaction, TeamMember))
class Involves(Edge):
    """Who took part in a contact."""

    initiator: bool = optional("Whether the contact came from them.", default=False)


@edge(
    *(
        (subject, about)
        for subject in (Insight, Signal, Objective, Action, Risk, Financial)
        for about in (Stakeholder, Organisation, Opportunity, Offering, Competitor)
    )
)
class About(Edge):
    """Whom or what it concerns."""


@edge((Measurement, Kpi), one_a_source=True, required=True, owning=True)
class Measures(Edge):
    """The KPI that a value belongs to."""


@edge((Objective, Plan), (Action, Objective), (Offering, Insight), owning=True)
class Serves(Edge):
    """The objective serves the plan, the action the objective, the offering the insight."""


@edge((Action, Action), acyclic=lambda _: True)
class DependsOn(Edge):
    """The first can only be done after the second."""


@edge(
    *((TeamMember, what) for what in (Stakeholder, Opportunity, Insight, Objective, Action, Risk, Kpi)),
    one_a_target=True,
)
class AnswersFor(Edge):
    """Who of us is responsible for it: one each."""


class UsageState(StrEnum):
    """What an organisation has of an offering: the whitespace grid."""

    INSTALLED = "INSTALLED"
    OPEN = "OPEN"
    TARGET = "TARGET"
    COMPETITOR = "COMPETITOR"


@edge((Organisation, Offering))
class Uses(Edge):
    """A field of the whitespace grid."""

    state: UsageState = required("What they have of it.")
    competitor: Name | None = optional("Whose they have instead.")
    value: Money | None = optional("What it is worth a year, in the account's currency.")


def _declared(base: Kind) -> dict[str, Kind]:
    return {
        kind.label: kind
        for kind in globals().values()
        if isinstance(kind, type) and issubclass(kind, base) and kind.__module__ == __name__
    }


NODES: Final[dict[str, type[Node]]] = _declared(Node)  # type: ignore[assignment]  # narrowed by `base`
"""Every kind of node, by its label."""

EDGES: Final[dict[str, type[Edge]]] = _declared(Edge)  # type: ignore[assignment]  # narrowed by `base`
"""Every type of edge, by its name."""
