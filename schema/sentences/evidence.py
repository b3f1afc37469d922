"""What a part of a score came from."""

from collections.abc import Sequence

from graph.declaration import Claim, Edge
from graph.model import (
    Favours,
    HasRoleIn,
    Influences,
    Insight,
    Interaction,
    Involves,
    Knows,
    Kpi,
    Line,
    ReportsTo,
    Stakeholder,
    TeamMember,
    Uses,
)
from graph.moment import day_of
from schema.language import Language
from schema.sentences.people import asserters, name_of, person_of
from schema.sentences.power import role_in
from schema.voice import voice_of
from schema.words import word
from scoring.attainment import attainment
from scoring.departures import Departure
from scoring.scores import Scores

__all__ = [
    "contact_text",
    "departure_text",
    "favour_text",
    "insight_text",
    "kpi_text",
    "level_text",
    "listening_text",
    "relationship_text",
    "role_text",
    "usage_text",
]


def role_text(scores: Scores, role: HasRoleIn, language: Language) -> str:
    """As what somebody takes part."""
    voice = voice_of(language)
    who = name_of(scores, role.source)
    return voice.gettext("%(who)s takes part as %(role)s.", who=who, role=role_in(scores, voice, role))


def level_text(scores: Scores, person: str, language: Language) -> str:
    """At which level somebody works."""
    voice = voice_of(language)
    stakeholder = person_of(scores, person)
    if stakeholder.seniority is None:
        return voice.gettext("The level at which %(who)s works is not known.", who=stakeholder.name)
    level = word(voice, stakeholder.seniority)
    return voice.gettext("The level at which %(who)s works: %(level)s.", who=stakeholder.name, level=level)


def listening_text(scores: Scores, speaker: str, listener: str, edges: Sequence[Edge], language: Language) -> str:
    """Why one listens to another, by the edge or the claims of one type that say so."""
    voice = voice_of(language)
    one, other, first = name_of(scores, listener), name_of(scores, speaker), edges[0]
    if isinstance(first, ReportsTo):
        if first.line is Line.DOTTED:
            return voice.gettext("%(who)s reports to %(whom)s by a dotted line.", who=one, whom=other)
        return voice.gettext("%(who)s reports to %(whom)s.", who=one, whom=other)
    by = voice.people(asserters(scores, [edge for edge in edges if isinstance(edge, Claim)]))
    if isinstance(first, Influences):
        return voice.gettext("%(who)s listens to %(whom)s, according to %(by)s.", who=one, whom=other, by=by)
    return voice.gettext("%(who)s and %(whom)s stand together, according to %(by)s.", who=one, whom=other, by=by)


def contact_text(scores: Scores, contact: Interaction, language: Language) -> str:
    """Through which channel, when, and between whom."""
    voice = voice_of(language)
    channel = word(voice, contact.channel)
    involved = [scores.graph.node(edge.target) for edge in scores.account.out(contact.id, Involves)]
    return voice.gettext(
        "%(channel)s on %(day)s: %(ours)s with %(theirs)s.",
        channel=channel[0].upper() + channel[1:],
        day=voice.day(day_of(contact.at, scores.graph.root.time_zone)),
        ours=voice.people([each.name for each in involved if isinstance(each, TeamMember)]),
        theirs=voice.people([each.name for each in involved if isinstance(each, Stakeholder)]),
    )


def relationship_text(scores: Scores, claim: Knows, language: Language) -> str:
    """What one of us is to somebody, who says so, and since when."""
    voice = voice_of(language)
    return voice.gettext(
        "To %(who)s, %(member)s is %(level)s, according to %(by)s since %(day)s.",
        who=name_of(scores, claim.target),
        member=name_of(scores, claim.source),
        level=word(voice, claim.level) if claim.level else "",
        by=asserters(scores, [claim])[0],
        day=voice.day(claim.valid_from),
    )


def departure_text(scores: Scores, departure: Departure, person: str, language: Language) -> str:
    """What is left of the power that is reached with somebody once one of us has left."""
    voice = voice_of(language)
    now = scores.power.of(person) * scores.reach[person].coverage
    return voice.gettext(
        "Through %(who)s we reach %(now)s of the power; once %(member)s has left, %(left)s.",
        who=name_of(scores, person),
        member=name_of(scores, departure.who),
        now=voice.percent(now),
        left=voice.percent(max(0.0, now - dict(departure.losses).get(person, 0.0))),
    )


def insight_text(scores: Scores, insight: Insight, language: Language) -> str:
    """What the client wants or fears, and since when."""
    voice = voice_of(language)
    text = voice.quoted(insight.text)
    if insight.raised_on is None:
        return text
    return voice.gettext("%(text)s, raised on %(day)s.", text=text, day=voice.day(insight.raised_on))


def kpi_text(scores: Scores, kpi: Kpi, language: Language) -> str:
    """How far a KPI has come."""
    voice = voice_of(language)
    share = attainment(scores.account, kpi, scores.day)
    if share is None:
        return voice.quoted(kpi.name)
    return voice.gettext(
        "%(what)s has come %(share)s of the way from its baseline to its target.",
        what=voice.quoted(kpi.name),
        share=voice.percent(share),
    )


def favour_text(scores: Scores, claims: Sequence[Favours], language: Language) -> str:
    """Towards which competitor somebody leans, and who says so."""
    voice, first = voice_of(language), claims[0]
    return voice.gettext(
        "%(who)s leans towards %(competitor)s, according to %(by)s.",
        who=name_of(scores, first.source),
        competitor=name_of(scores, first.target),
        by=voice.people(asserters(scores, claims)),
    )


def usage_text(scores: Scores, use: Uses, language: Language) -> str:
    """That there is room for an offering."""
    voice = voice_of(language)
    organisation, offering = name_of(scores, use.source), name_of(scores, use.target)
    return voice.gettext("%(organisation)s could have %(offering)s.", organisation=organisation, offering=offering)
