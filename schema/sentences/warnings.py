"""What is wrong, or about to go wrong."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, cast

from graph.declaration import Claim
from graph.model import Action, Insight, Opportunity, Risk
from schema.language import Language
from schema.sentences.decision_makers import single_thread_sentence
from schema.sentences.people import asserters, name_of, person_of, presented
from schema.voice import Voice, voice_of
from scoring.scores import Scores
from scoring.warnings import EarlyWarning, WarningKind

__all__ = ["warning_sentence"]


def warning_sentence(scores: Scores, warning: EarlyWarning, language: Language) -> str:
    """What is wrong, with whom or what, and since when."""
    if warning.kind is WarningKind.SINGLE_THREAD:
        [maker] = [each for each in scores.single_threaded if each.person == warning.subjects[0]]
        return single_thread_sentence(scores, maker, language)
    return TOLD[warning.kind](scores, voice_of(language), warning)


def _champion(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    person, *stood_for = warning.subjects
    who, what, day = presented(scores, person), _titles(scores, voice, stood_for), _day(voice, warning.since)
    if person_of(scores, person).left_on == warning.since:
        return voice.gettext(
            "%(who)s, who stood up for us in %(what)s, left the client on %(day)s.", who=who, what=what, day=day
        )
    return voice.gettext(
        "%(who)s has not been champion or coach in %(what)s since %(day)s.", who=who, what=what, day=day
    )


def _vacant(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    first, *others = warning.subjects
    if isinstance(scores.account.nodes[first], Opportunity):
        return voice.gettext("Nobody is named who decides on %(what)s.", what=_titles(scores, voice, [first]))
    return voice.gettext(
        "We do not know yet who fills the role of %(who)s, on whom a decision depends: %(what)s.",
        who=presented(scores, first),
        what=_titles(scores, voice, others),
    )


def _silence(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    [person] = warning.subjects
    cadence, who = scores.cadences[person], presented(scores, person)
    share = voice.percent(scores.power.of(person))
    if cadence.met is None:
        said = voice.gettext(
            "As far as is recorded, nobody has ever met %(who)s, who holds %(share)s of the power.",
            who=who,
            share=share,
        )
    else:
        said = voice.ngettext(
            "Nobody has met %(who)s, who holds %(share)s of the power, since %(day)s; it should be once a day.",
            "Nobody has met %(who)s, who holds %(share)s of the power, since %(day)s;"
            " it should be once in %(count)s days.",
            cadence.days,
            who=who,
            share=share,
            day=_day(voice, cadence.met),
        )
    if not cadence.is_planned:
        return said
    return f"{said} " + voice.gettext("The next contact is planned for %(day)s.", day=_day(voice, cadence.next))


def _competitor(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    person, competitor = warning.subjects
    return voice.gettext(
        "%(who)s, who holds %(share)s of the power, leans towards %(competitor)s, according to %(by)s.",
        who=presented(scores, person),
        share=voice.percent(scores.power.of(person)),
        competitor=name_of(scores, competitor),
        by=_authors(scores, voice, warning),
    )


def _contested(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    person, *opportunities = warning.subjects
    return voice.gettext(
        "It is contested what %(who)s thinks of %(what)s: we hear different things from %(by)s.",
        who=presented(scores, person),
        what=_titles(scores, voice, opportunities),
        by=_authors(scores, voice, warning),
    )


def _promise(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    what, day = voice.quoted(_action(scores, warning).title), _day(voice, warning.since)
    return voice.gettext("Promised to the client by %(day)s, and not done: %(what)s.", day=day, what=what)


def _answer(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    insight = cast("Insight", scores.account.nodes[warning.subjects[0]])
    what, day = voice.quoted(insight.text), _day(voice, warning.since)
    return voice.gettext("To be answered by %(day)s, and not answered: %(what)s", day=day, what=what)


def _late(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    what, day = voice.quoted(_action(scores, warning).title), _day(voice, warning.since)
    return voice.gettext("Due by %(day)s, and not done: %(what)s.", day=day, what=what)


def _review(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    risk = cast("Risk", scores.account.nodes[warning.subjects[0]])
    what, day = voice.quoted(risk.title), _day(voice, warning.since)
    return voice.gettext("This risk was to be looked at again by %(day)s: %(what)s.", day=day, what=what)


TOLD: Final[Mapping[WarningKind, Callable[[Scores, Voice, EarlyWarning], str]]] = {
    WarningKind.CHAMPION_LEFT: _champion,
    WarningKind.VACANT_DECIDER: _vacant,
    WarningKind.SILENCE: _silence,
    WarningKind.COMPETITOR_TIE: _competitor,
    WarningKind.CONTESTED_STANCE: _contested,
    WarningKind.OVERDUE_PROMISE: _promise,
    WarningKind.OVERDUE_ANSWER: _answer,
    WarningKind.OVERDUE_ACTION: _late,
    WarningKind.OVERDUE_REVIEW: _review,
}


def _action(scores: Scores, warning: EarlyWarning) -> Action:
    return cast("Action", scores.account.nodes[warning.subjects[0]])


def _titles(scores: Scores, voice: Voice, opportunities: Iterable[str]) -> str:
    found = (cast("Opportunity", scores.account.nodes[each]) for each in opportunities)
    return voice.things([voice.quoted(each.title) for each in found])


def _authors(scores: Scores, voice: Voice, warning: EarlyWarning) -> str:
    edges = (scores.account.edges[key] for key in warning.edges)
    return voice.people(asserters(scores, [edge for edge in edges if isinstance(edge, Claim)]))


def _day(voice: Voice, day: date | None) -> str:
    return voice.day(day) if day else ""
