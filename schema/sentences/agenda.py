"""What is due."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from graph.model import Action, ActionKind, Insight, Interaction, Involves, Opportunity, Plan, Risk, Stakeholder
from schema.language import Language
from schema.sentences.people import presented
from schema.voice import Voice, voice_of
from schema.words import word
from scoring.agenda import AgendaKind, Entry
from scoring.scores import Scores

__all__ = ["agenda_sentence"]


def agenda_sentence(scores: Scores, entry: Entry, language: Language) -> str:
    """What is due, without the day."""
    return TOLD[entry.kind](scores, voice_of(language), scores.account.nodes[entry.node])


def _action(scores: Scores, voice: Voice, action: Action) -> str:
    what = voice.quoted(action.title)
    if action.kind is ActionKind.COMMITMENT:
        return voice.gettext("Promised to the client: %(what)s", what=what)
    if action.kind is ActionKind.MILESTONE:
        return voice.gettext("Milestone: %(what)s", what=what)
    return voice.gettext("Due: %(what)s", what=what)


def _answer(scores: Scores, voice: Voice, insight: Insight) -> str:
    return voice.gettext("Answer due: %(what)s", what=voice.quoted(insight.text))


def _contact_due(scores: Scores, voice: Voice, person: Stakeholder) -> str:
    return voice.gettext("Last day to meet within the cadence: %(who)s", who=presented(scores, person.id))


def _contact(scores: Scores, voice: Voice, contact: Interaction) -> str:
    involved = (scores.account.nodes.get(edge.target) for edge in scores.account.out(contact.id, Involves))
    names = [each.name for each in involved if isinstance(each, Stakeholder)]
    channel = word(voice, contact.channel)
    said = channel[0].upper() + channel[1:]
    if names:
        said = voice.gettext("%(channel)s with %(names)s", channel=said, names=voice.people(names))
    return f"{said}: {contact.subject}" if contact.subject else said


def _decision(scores: Scores, voice: Voice, opportunity: Opportunity) -> str:
    return voice.gettext("A decision is expected: %(what)s", what=voice.quoted(opportunity.title))


def _next_step(scores: Scores, voice: Voice, opportunity: Opportunity) -> str:
    said = voice.gettext("Next step in %(what)s", what=voice.quoted(opportunity.title))
    return f"{said}: {opportunity.next_step}" if opportunity.next_step else said


def _plan_review(scores: Scores, voice: Voice, plan: Plan) -> str:
    return voice.gettext("Review of the plan: %(what)s", what=voice.quoted(plan.title))


def _risk_review(scores: Scores, voice: Voice, risk: Risk) -> str:
    return voice.gettext("Review of the risk: %(what)s", what=voice.quoted(risk.title))


TOLD: Final[Mapping[AgendaKind, Callable[[Scores, Voice, Any], str]]] = {
    AgendaKind.ACTION_DUE: _action,
    AgendaKind.ANSWER_DUE: _answer,
    AgendaKind.CONTACT_DUE: _contact_due,
    AgendaKind.CONTACT_PLANNED: _contact,
    AgendaKind.DECISION: _decision,
    AgendaKind.NEXT_STEP: _next_step,
    AgendaKind.PLAN_REVIEW: _plan_review,
    AgendaKind.RISK_REVIEW: _risk_review,
}
