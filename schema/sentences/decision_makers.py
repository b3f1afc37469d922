"""Whom a decision depends on, and whom we do not reach, or only by one thread."""

from collections.abc import Iterable, Iterator
from typing import cast

from graph.model import BuyingRole, Opportunity
from schema.language import Language
from schema.sentences.introductions import way_in
from schema.sentences.people import last_contact, name_of, person_of, presented
from schema.voice import Voice, voice_of
from scoring.amounts import sums_by_currency
from scoring.contacts import Encounters
from scoring.decision_makers import DecisionMaker, Ground, GroundKind
from scoring.introductions import Introduction
from scoring.scores import Scores

__all__ = ["single_thread_sentence", "uncovered_sentence"]

LONG = 30  # days without contact that are worth a complaint


def uncovered_sentence(
    scores: Scores, maker: DecisionMaker, introduction: Introduction | None, language: Language
) -> str:
    """Who it is, why they matter, what is at stake, when they were last met, and who can bring us to them."""
    voice = voice_of(language)
    who, reasons = presented(scores, maker.person), _reasons(scores, voice, maker)
    placeholder = person_of(scores, maker.person).placeholder
    if placeholder:
        head = voice.gettext(
            "We do not know yet who fills the role of %(who)s, who %(reasons)s.", who=who, reasons=reasons
        )
    else:
        head = voice.gettext("We do not reach %(who)s, who %(reasons)s.", who=who, reasons=reasons)
    met = "" if placeholder else _silence(scores, voice, maker.person)
    said = [head, _stake(scores, voice, maker), met, way_in(scores, voice, introduction)]
    return " ".join(each for each in said if each)


def single_thread_sentence(scores: Scores, maker: DecisionMaker, language: Language) -> str:
    """Who of us alone reaches whom, and why they matter."""
    voice = voice_of(language)
    return voice.gettext(
        "Only %(member)s has a firm tie to %(who)s, who %(reasons)s.",
        member=name_of(scores, scores.reach[maker.person].threads[0]),
        who=presented(scores, maker.person),
        reasons=_reasons(scores, voice, maker),
    )


def _reasons(scores: Scores, voice: Voice, maker: DecisionMaker) -> str:
    """What they can do in which opportunities, those at which most is at stake first, and how much they decide."""
    grounds: dict[str, list[Ground]] = {}
    for ground in maker.grounds:
        if ground.opportunity is not None:
            grounds.setdefault(ground.opportunity, []).append(ground)
    titles: dict[str, list[str]] = {}
    for each in sorted(grounds, key=lambda each: (-scores.stakes[each], each)):
        abilities = voice.listed(list(_abilities(voice, grounds[each])))
        titles.setdefault(abilities, []).append(voice.quoted(_opportunity(scores, each).title))
    reasons = [
        voice.gettext("%(abilities)s %(what)s", abilities=abilities, what=voice.things(named))
        for abilities, named in titles.items()
    ]
    if any(ground.kind is GroundKind.HALF_SET for ground in maker.grounds):
        reasons.append(voice.gettext("holds %(share)s of the power", share=voice.percent(maker.power)))
    return voice.listed(reasons)


def _abilities(voice: Voice, grounds: Iterable[Ground]) -> Iterator[str]:
    """What somebody can do with an opportunity; each stands before its title."""
    for ground in grounds:
        if ground.kind is GroundKind.VETO:
            yield voice.gettext("can stop")
        if BuyingRole.DECIDER in ground.roles:
            yield voice.gettext("decides on")
        if BuyingRole.ECONOMIC_BUYER in ground.roles:
            yield voice.gettext("controls the budget of")
        if BuyingRole.APPROVER in ground.roles:
            yield voice.gettext("must approve")


def _stake(scores: Scores, voice: Voice, maker: DecisionMaker) -> str:
    """What the opportunities that depend on them are worth, and when the first of them is to be decided."""
    opportunities = [_opportunity(scores, each) for each in maker.opportunities]
    sums = sums_by_currency(scores.account, maker.opportunities)
    amounts = voice.listed([voice.money(amount, currency) for currency, amount in sums.items() if amount and currency])
    days = [each.closes_on for each in opportunities if each.closes_on is not None and each.closes_on >= scores.day]
    day = voice.day(min(days)) if days else ""
    if amounts and day:
        return voice.gettext("At stake: %(amounts)s, with a decision by %(day)s.", amounts=amounts, day=day)
    if amounts:
        return voice.gettext("At stake: %(amounts)s.", amounts=amounts)
    return voice.gettext("A decision is expected by %(day)s.", day=day) if day else ""


def _silence(scores: Scores, voice: Voice, person: str) -> str:
    """Since when nobody has been in touch with them."""
    last = scores.encounters.get(person, Encounters()).last
    if last is None or (scores.day - last).days < LONG:
        return last_contact(scores, voice, person)
    return voice.gettext("Nobody has been in touch with them since %(day)s.", day=voice.day(last))


def _opportunity(scores: Scores, identifier: str) -> Opportunity:
    return cast("Opportunity", scores.account.nodes[identifier])
