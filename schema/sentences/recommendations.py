"""What to do next, with whom and through whom, and what that would bring."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, cast

from graph.model import (
    Insight,
    InsightKind,
    Kpi,
    Offering,
    Opportunity,
    RecommendationKind,
    RelationshipLevel,
    StanceWord,
    Uses,
)
from schema.language import Language
from schema.sentences.people import name_of, presented
from schema.voice import Voice, voice_of
from schema.words import word
from scoring.attainment import attainment
from scoring.contacts import Encounters
from scoring.lift import measures
from scoring.recommendation import Recommendation
from scoring.scores import Scores
from scoring.suppositions import SupposedTie

__all__ = ["recommendation_sentence", "recommendation_title"]

SHORT: Final = 100  # letters of what somebody wrote
LONGEST_NAME: Final = 300
LEAST: Final = 0.0005  # what would round to no point at all is not worth a word
TOLD: Final = 2  # of the things that a recommendation brings

_Told = tuple[str, list[str]]


def recommendation_sentence(scores: Scores, recommendation: Recommendation, language: Language) -> str:
    """What to do, why or how, who of us is best placed for it, and what it would bring."""
    voice = voice_of(language)
    action, reasons = _KINDS[recommendation.kind](scores, voice, recommendation)
    said = "; ".join([*reasons, *_who(scores, voice, recommendation), *_gain(scores, voice, recommendation)])
    return voice.gettext("%(action)s: %(said)s.", action=action, said=said) if said else f"{action}."


def recommendation_title(scores: Scores, recommendation: Recommendation, language: Language) -> str:
    """What to do, and no more: as long as a name may be."""
    action, _ = _KINDS[recommendation.kind](scores, voice_of(language), recommendation)
    return _short(action, LONGEST_NAME)


# ---------------------------------------------------------------- what to do, by kind


def _cover(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    return voice.gettext("Meet %(who)s", who=presented(scores, found.people[0])), []


def _back_up(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    person = found.people[0]
    action = voice.gettext("Give %(who)s a second contact among us", who=presented(scores, person))
    threads = scores.reach[person].threads
    if not threads:
        return action, []
    return action, [voice.gettext("so far, only %(member)s reaches them", member=name_of(scores, threads[0]))]


def _revive(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    person = found.people[0]
    action = voice.gettext("Get in touch with %(who)s again", who=presented(scores, person))
    last = scores.encounters.get(person, Encounters()).last
    if last is None:
        return action, []
    return action, [voice.gettext("the last contact was %(ago)s", ago=voice.ago(scores.day - last))]


def _deepen(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    tie = cast("SupposedTie", found.supposes[0])
    member, wanted = name_of(scores, tie.member), word(voice, tie.level)
    who = presented(scores, tie.person)
    action = voice.gettext("%(member)s should become %(wanted)s to %(who)s", member=member, wanted=wanted, who=who)
    known = scores.ties.get((tie.member, tie.person))
    if known is None or known.declared is None:
        return action, []
    level = _nearest(known.declared.blend.value)
    return action, [voice.gettext("so far %(level)s", level=word(voice, level))]


def _identify(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    if found.people:
        who = name_of(scores, found.people[0])
        return voice.gettext("Find out who fills the role of %(who)s", who=who), []
    what = _what(scores, voice, found)
    return voice.gettext("Find out who decides on %(what)s", what=what), [voice.gettext("no decider is named yet")]


def _ask(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    who, what = presented(scores, found.people[0]), _what(scores, voice, found)
    action = voice.gettext("Ask %(who)s what they think of %(what)s", who=who, what=what)
    said = scores.consensus_in(found.opportunity or "").stances.get(found.people[0])
    if said is not None and said.contested:
        return action, [voice.gettext("what is said of it differs")]
    if said is not None:
        return action, [voice.gettext("what is said of it is not sure")]
    return action, [voice.gettext("nobody has said so far")]


def _convene(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    names = voice.people([presented(scores, each) for each in found.people])
    action = voice.gettext("Bring %(names)s together on %(what)s", names=names, what=_what(scores, voice, found))
    bridge = name_of(scores, found.via[0])
    return action, [voice.gettext("they stand apart, and both listen to %(bridge)s", bridge=bridge)]


def _persuade(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    who, what = presented(scores, found.people[0]), _what(scores, voice, found)
    action = voice.gettext("Persuade %(who)s of %(what)s", who=who, what=what)
    said = scores.consensus_in(found.opportunity or "").stances.get(found.people[0])
    if said is None or not said.known:
        return action, [voice.gettext("their stance is not known yet")]
    stance = word(voice, StanceWord.nearest(said.value))
    return action, [voice.gettext("so far they are %(stance)s", stance=stance)]


def _resolve(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    insight = cast("Insight", scores.account.nodes[found.subjects[0]])
    text, names = voice.quoted(_short(insight.text)), voice.people([name_of(scores, each) for each in found.people])
    if insight.kind is InsightKind.OBSTACLE:
        action = voice.gettext("Remove the obstacle %(text)s with %(names)s", text=text, names=names)
    else:
        action = voice.gettext("Settle the concern %(text)s with %(names)s", text=text, names=names)
    weighs = voice.gettext("it weighs on %(what)s", what=_what(scores, voice, found))
    if insight.due_on is None or scores.day <= insight.due_on:
        return action, [weighs]
    return action, [voice.gettext("an answer was due on %(day)s", day=voice.day(insight.due_on)), weighs]


def _counter(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    who, competitor = name_of(scores, found.people[0]), name_of(scores, found.subjects[0])
    action = voice.gettext("Counter the pull of %(competitor)s on %(who)s", competitor=competitor, who=who)
    weighs = voice.gettext("it weighs on %(what)s", what=_what(scores, voice, found))
    friends = [name_of(scores, each) for each in found.via]
    if not friends:
        return action, [weighs]
    heard = voice.ngettext(
        "they listen to %(names)s, who is for it",
        "they listen to %(names)s, who are for it",
        len(friends),
        names=voice.people(friends),
    )
    return action, [weighs, heard]


def _propose(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    need, offering, organisation = found.subjects
    sold, wish = cast("Offering", scores.graph.node(offering)), cast("Insight", scores.account.nodes[need])
    where = name_of(scores, organisation)
    action = voice.gettext("Propose %(offering)s to %(organisation)s", offering=sold.name, organisation=where)
    reasons = [voice.gettext("it would serve what they want: %(text)s", text=voice.quoted(_short(wish.text)))]
    uses = [edge for edge in scores.account.out(organisation, Uses) if edge.target == offering]
    currency = scores.graph.root.currency
    if uses and uses[0].value and currency:
        amount = voice.money(uses[0].value, currency)
        reasons.append(voice.gettext("it is worth %(amount)s a year", amount=amount))
    return action, reasons


def _correct(scores: Scores, voice: Voice, found: Recommendation) -> _Told:
    kpi = cast("Kpi", scores.account.nodes[found.subjects[0]])
    action = voice.gettext("Bring %(what)s back on course", what=voice.quoted(kpi.name))
    come = voice.percent(attainment(scores.account, kpi, scores.day) or 0.0)
    return action, [voice.gettext("it has come %(share)s of the way to its target", share=come)]


_KINDS: Final[Mapping[RecommendationKind, Callable[[Scores, Voice, Recommendation], _Told]]] = {
    RecommendationKind.COVER: _cover,
    RecommendationKind.BACK_UP: _back_up,
    RecommendationKind.REVIVE: _revive,
    RecommendationKind.DEEPEN: _deepen,
    RecommendationKind.IDENTIFY: _identify,
    RecommendationKind.ASK: _ask,
    RecommendationKind.CONVENE: _convene,
    RecommendationKind.PERSUADE: _persuade,
    RecommendationKind.RESOLVE: _resolve,
    RecommendationKind.COUNTER: _counter,
    RecommendationKind.PROPOSE: _propose,
    RecommendationKind.CORRECT: _correct,
}


# ---------------------------------------------------------------- who does it, and what it brings


def _who(scores: Scores, voice: Voice, found: Recommendation) -> list[str]:
    if found.actor is None or found.kind is RecommendationKind.DEEPEN:
        return []
    member = name_of(scores, found.actor)
    if found.kind is RecommendationKind.COVER and found.via:
        names = voice.people([name_of(scores, each) for each in found.via])
        return [voice.gettext("%(member)s can introduce you through %(names)s", member=member, names=names)]
    return [voice.gettext("%(member)s is best placed for it", member=member)]


def _gain(scores: Scores, voice: Voice, found: Recommendation) -> list[str]:
    """The most important of what it would bring, as far as it is worth a word."""
    lift, now = found.lift, measures(scores, found.opportunity)
    likelier, reached, left = lift.agreement_probability or 0.0, lift.coverage or 0.0, lift.least_coverage or 0.0
    surer, closer = -(lift.uncertainty or 0.0), -(lift.support_gap or 0.0)
    parts: list[tuple[float, Callable[[], str]]] = [
        (2 * likelier, partial(_likelier, voice, likelier)),
        (reached, partial(_reached, voice, reached)),
        (0.5 * left, partial(_left, voice, left)),
        (0.5 * surer, partial(_surer, voice, surer / (now.uncertainty or 1.0))),
        (0.5 * closer, partial(_closer, voice, closer / (now.support_gap or 1.0))),
    ]
    worth = sorted((part for part in parts if part[0] >= LEAST), key=lambda part: -part[0])[:TOLD]
    clauses = [told() for _, told in worth]
    if len(clauses) < TOLD:
        return clauses
    return [voice.gettext("%(one)s, and %(other)s", one=clauses[0], other=clauses[1])]


def _likelier(voice: Voice, rise: float) -> str:
    return voice.ngettext(
        "agreement becomes likelier by %(points)s point",
        "agreement becomes likelier by %(points)s points",
        _count(voice, rise),
        points=voice.points(rise),
    )


def _reached(voice: Voice, rise: float) -> str:
    return voice.ngettext(
        "coverage rises by %(points)s point",
        "coverage rises by %(points)s points",
        _count(voice, rise),
        points=voice.points(rise),
    )


def _left(voice: Voice, rise: float) -> str:
    return voice.ngettext(
        "%(points)s point more of it would outlast the loss of any one of us",
        "%(points)s points more of it would outlast the loss of any one of us",
        _count(voice, rise),
        points=voice.points(rise),
    )


def _surer(voice: Voice, fall: float) -> str:
    return voice.gettext("the uncertainty about the support falls by %(share)s", share=voice.percent(fall))


def _closer(voice: Voice, fall: float) -> str:
    if fall > 1 - LEAST:
        return voice.gettext("the support reaches what is needed")
    return voice.gettext("the support that is missing shrinks by %(share)s", share=voice.percent(fall))


def _count(voice: Voice, rise: float) -> int:
    return 1 if voice.points(rise) == "1" else 2


# ---------------------------------------------------------------- words


def _what(scores: Scores, voice: Voice, found: Recommendation) -> str:
    opportunity = scores.account.nodes.get(found.opportunity or "")
    return voice.quoted(opportunity.title) if isinstance(opportunity, Opportunity) else ""


def _nearest(level: float) -> RelationshipLevel:
    return min(RelationshipLevel, key=lambda each: (abs(each.weight - level), each.weight))


def _short(text: str, most: int = SHORT) -> str:
    """Its first words, where it is long."""
    whole = text.removesuffix(".")
    return whole if len(whole) <= most else f"{whole[: most - 1].rsplit(' ', 1)[0].rstrip(' ,;:.–-')}…"
