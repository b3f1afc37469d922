"""The opportunities of a generated account: open ones and those that ended, who takes part in them and for what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from graph.change import Change, Put
from graph.model import AnswersFor, CompetesIn, Favours, For, HasRoleIn, HoldsStance, Offers, Opportunity
from seeds.generated.frame import Frame, Person
from seeds.generated.team import competitor_ids, offering_ids
from seeds.generated.ties import claim
from seeds.generated.words import OFFERINGS

__all__ = ["Deal", "opportunities"]

MEDIAN_AMOUNT: Final = 150_000
ENDS: Final = {"OPEN": 5, "WON": 3, "LOST": 2, "ABANDONED": 1}
MOODS: Final = {"OPEN": (0.15, 0.35), "WON": (0.45, 0.2), "LOST": (-0.25, 0.25), "ABANDONED": (0.0, 0.25)}
KINDS: Final = {"NEW_BUSINESS": 3, "CROSS_SELL": 2, "UPSELL": 2, "RENEWAL": 2, "INITIATIVE": 1}
STAGES: Final = ("Qualified", "Needs understood", "Proposal", "Negotiation")
STANCE_KNOWN, CONTESTED, EARLIER = 0.6, 0.1, 0.3  # the shares of participants whose stance is so
DECIDED_BY_SOMEBODY: Final = 0.85  # in the others nobody is known to decide
OTHER_ROLES: Final = {
    "INFLUENCER": 4,
    "USER": 4,
    "GATEKEEPER": 2,
    "TECHNICAL_BUYER": 2,
    "BUYER": 2,
    "APPROVER": 1,
    "INITIATOR": 1,
    "COACH": 1,
}
WEIGHT: Final = {"BOARD": 1.0, "C_LEVEL": 4.0, "VP": 4.0, "DIRECTOR": 3.0, "MANAGER": 2.0, "STAFF": 0.5}
PROFILES: Final = ("GO_GETTER", "TEACHER", "SKEPTIC", "GUIDE", "FRIEND", "CLIMBER", "BLOCKER")
MODES: Final = ("GROWTH", "TROUBLE", "EVEN_KEEL", "OVERCONFIDENT")
MEDDPICC: Final = {
    "metrics": ("Ten per cent less cost in a year", "Two days less to close the month"),
    "decisionCriteria": ("Price and references", "Security first", "Time until it runs"),
    "decisionProcess": ("A committee, then the board", "The head of the division decides"),
    "paperProcess": ("Procurement, legal, signature", "A framework contract exists"),
    "pain": ("The old system fails at month's end", "Too many suppliers", "An audit found gaps"),
    "nextStep": ("Show a reference", "Meet the finance department", "Send the proposal"),
}


@dataclass(frozen=True, slots=True)
class Deal:
    """A generated opportunity: how the client is inclined, and from when until when people spoke of it."""

    id: str
    title: str
    mood: float
    opens_on: date
    until: date
    participants: Sequence[Person]


def opportunities(frame: Frame, people: Sequence[Person]) -> tuple[list[Deal], list[Change]]:
    """One to five."""
    deals: list[Deal] = []
    changes: list[Change] = []
    for number in range(1, 2 + min(frame.draw.whole(0, 4), frame.draw.whole(0, 4) + 1)):
        deal, made = _opportunity(frame, people, number)
        deals.append(deal)
        changes += [*made, *_participants(frame, deal), *_market(frame, deal, number)]
    return deals, changes


def _opportunity(frame: Frame, people: Sequence[Person], number: int) -> tuple[Deal, list[Change]]:
    draw, offered = frame.draw, frame.draw.whole(0, len(OFFERINGS) - 1)
    outcome, kind = draw.weighted(ENDS), draw.weighted(KINDS)
    days = _days(frame, outcome)
    present = [person for person in people if person.left_on is None]
    deal = Deal(
        id=frame.id(Opportunity, f"opportunity-{number}"),
        title=f"{kind.replace('_', ' ').capitalize()}: {list(OFFERINGS)[offered]}",
        mood=draw.normal(*MOODS[outcome]),
        opens_on=days["opensOn"],
        until=days.get("closedOn", frame.today),
        participants=draw.some_of(present, draw.whole(3, 12), [WEIGHT[person.seniority] for person in present]),
    )
    amount = str(max(1_000, round(draw.lognormal(MEDIAN_AMOUNT, 1.0), -3)))
    about: dict[str, Any] = {"title": deal.title, "kind": kind, "outcome": outcome, "amount": amount}
    about |= {"currency": frame.country.currency, **days, **_stage(frame, outcome), **_notes(frame)}
    changes: list[Change] = [
        Put(Opportunity, {"id": deal.id, **about}),
        Put(For, {"from": deal.id, "to": draw.one_of([frame.root, deal.participants[0].organisation])}),
        Put(Offers, {"from": deal.id, "to": offering_ids(frame.seed)[offered], "amount": amount}),
        Put(AnswersFor, {"from": frame.member(), "to": deal.id}),
    ]
    return deal, changes


def _days(frame: Frame, outcome: str) -> dict[str, date]:
    if outcome == "OPEN":
        closes = frame.today + timedelta(days=frame.draw.whole(-20, 240))  # some are overdue
        return {"opensOn": frame.ago(300, 25), "closesOn": closes}
    closed = frame.ago(700, 10)
    opens = closed - timedelta(days=frame.draw.whole(60, 270))
    return {"opensOn": opens, "closesOn": frame.draw.day(opens + timedelta(days=40), closed), "closedOn": closed}


def _stage(frame: Frame, outcome: str) -> dict[str, Any]:
    if outcome != "OPEN":
        return {"stage": "Closed"}
    threshold = {"threshold": frame.draw.share(0.1, 0.5)} if frame.draw.chance(0.1) else {}
    return {
        "stage": frame.draw.one_of(STAGES),
        "nextStepOn": frame.today + timedelta(frame.draw.whole(1, 30)),
        **threshold,
    }


def _notes(frame: Frame) -> dict[str, str]:
    return {word: frame.draw.one_of(texts) for word, texts in MEDDPICC.items() if frame.draw.chance(0.5)}


# ---------------------------------------------------------------- who takes part


def _participants(frame: Frame, deal: Deal) -> Iterator[Change]:
    """Everybody's roles, openness and stance; a veto is rare."""
    roles = _roles(frame, deal.participants)
    blocker = frame.draw.one_of(deal.participants).id if frame.draw.chance(0.12) else None
    for person in deal.participants:
        part: dict[str, Any] = {"roles": roles[person.id], "veto": person.id == blocker}
        if frame.draw.chance(0.4):
            part |= {"openness": frame.draw.share(0.1, 0.9), "responseMode": frame.draw.one_of(MODES)}
        if frame.draw.chance(0.3):
            part["mobilizerProfile"] = frame.draw.one_of(PROFILES)
        yield Put(HasRoleIn, {"from": person.id, "to": deal.id, **part})
        if not person.placeholder and frame.draw.chance(STANCE_KNOWN):
            yield from _stance(frame, deal, person)


def _roles(frame: Frame, people: Sequence[Person]) -> Mapping[str, list[str]]:
    """The most senior decides, mostly; somebody has the money, somebody speaks for us; each other has a role too."""
    roles: dict[str, list[str]] = {person.id: [frame.draw.weighted(OTHER_ROLES)] for person in people}
    ranked = sorted(people, key=lambda person: (-WEIGHT[person.seniority], person.id))
    if frame.draw.chance(DECIDED_BY_SOMEBODY):
        roles[ranked[0].id] = ["DECIDER"]
        payer = next((person for person in ranked if person.function in ("Finance", "Procurement")), ranked[0])
        roles[payer.id] = [*(role for role in roles[payer.id] if role == "DECIDER"), "ECONOMIC_BUYER"]
    else:
        roles = {who: [role for role in named if role != "APPROVER"] for who, named in roles.items()}
    if len(people) > 2 and frame.draw.chance(0.6):
        roles[ranked[-1].id].append("CHAMPION")
    return roles


def _stance(frame: Frame, deal: Deal, person: Person) -> Iterator[Change]:
    """What one of us says of them, sometimes after having said another thing, or against a colleague."""
    by, day = frame.member(), frame.draw.day(deal.opens_on + timedelta(days=10), deal.until - timedelta(days=5))
    stance = frame.draw.normal(deal.mood, 0.35)
    yield claim(frame, HoldsStance, person.id, deal.id, by, stance=_rounded(frame, stance), validFrom=day)
    if frame.draw.chance(EARLIER):
        early = frame.draw.day(deal.opens_on - timedelta(days=30), deal.opens_on)
        yield claim(frame, HoldsStance, person.id, deal.id, by, stance=_rounded(frame, stance - 0.3), validFrom=early)
    if frame.draw.chance(CONTESTED):
        other = frame.draw.one_of([member for member in frame.desk.members if member != by])
        contrary = stance - 1.0 if stance > 0 else stance + 1.0
        yield claim(frame, HoldsStance, person.id, deal.id, other, stance=_rounded(frame, contrary), validFrom=day)


def _rounded(frame: Frame, stance: float) -> float:
    """Within its range, and as people say it: half of the time one of the five words."""
    steps = 2 if frame.draw.chance(0.5) else 100
    return max(-1.0, min(1.0, round(stance * steps) / steps))


# ---------------------------------------------------------------- the market


def _market(frame: Frame, deal: Deal, number: int) -> Iterator[Change]:
    rivals = frame.draw.some_of(competitor_ids(frame.seed), frame.draw.whole(0, 2))
    for rival in rivals:
        yield Put(CompetesIn, {"from": rival, "to": deal.id})
    if number == 1:  # one leaning each, as it is towards the competitor and not the opportunity
        leaning = [person for person in deal.participants if not person.placeholder and frame.draw.chance(0.1)]
        for person in leaning if rivals else []:
            yield claim(frame, Favours, person.id, rivals[0], weight=frame.draw.share(0.2))
