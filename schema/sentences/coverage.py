"""Whom we reach, and how far we have come."""

from schema.language import Language
from schema.sentences.people import absence, last_contact, name_of, person_of, unknown_role
from schema.voice import Voice, voice_of
from schema.words import word
from scoring.scores import Scores
from scoring.status import Status

__all__ = ["coverage_sentence", "nobody_there", "reach_sentence", "status_sentence", "vacancy"]


def reach_sentence(scores: Scores, person: str, language: Language) -> str:
    """How well we reach somebody, who of us does, and when the last contact was."""
    voice = voice_of(language)
    found = scores.reach.get(person)
    if found is None:
        return absence(scores, voice, person)
    if person_of(scores, person).placeholder:
        return unknown_role(scores, voice, person)
    level = voice.gettext(
        "We cover %(who)s to %(share)s (%(level)s).",
        who=name_of(scores, person),
        share=voice.percent(found.coverage),
        level=word(voice, found.level),
    )
    return " ".join([level, _threads(scores, voice, person), last_contact(scores, voice, person)])


def coverage_sentence(scores: Scores, language: Language) -> str:
    """How much of the power we reach, and who of the powerful is missing."""
    voice = voice_of(language)
    if scores.coverage is None:
        return nobody_there(scores, voice)
    said = [
        voice.gettext(
            "We reach %(share)s of the power at %(account)s.",
            share=voice.percent(scores.coverage),
            account=scores.graph.root.name,
        )
    ]
    if scores.decision_makers:
        said.append(_missing(scores, voice))
    if scores.power.vacant:
        said.append(vacancy(voice, scores.power.vacant))
    return " ".join(said)


def status_sentence(scores: Scores, language: Language) -> str:
    """How far we have come with the account."""
    voice = voice_of(language)
    if scores.status is Status.NO_TIES:
        return voice.gettext("None of us has a tie to anybody there yet.")
    if scores.status is Status.NO_KEY_PLAYER:
        return voice.gettext("We have ties there, but we reach none of the key players.")
    if scores.status is Status.NO_SUPPORTER:
        return voice.gettext("We reach key players, but none of them is known to support us.")
    return voice.gettext("We reach key players, and at least one of them supports us.")


def nobody_there(scores: Scores, voice: Voice) -> str:
    """Why an account of nobody has no coverage."""
    return voice.gettext("There is no score: we know nobody at %(account)s yet.", account=scores.graph.root.name)


def vacancy(voice: Voice, share: float) -> str:
    """How much of the power is nobody's, and why."""
    return voice.gettext("%(share)s of the power is nobody's, as no decider is named.", share=voice.percent(share))


def _threads(scores: Scores, voice: Voice, person: str) -> str:
    threads = scores.reach[person].threads
    if not threads:
        return voice.gettext("None of us has a firm tie to them.")
    return voice.ngettext(
        "One of us has a firm tie to them: %(names)s.",
        "%(count)s of us have a firm tie to them: %(names)s.",
        len(threads),
        names=voice.people([name_of(scores, each) for each in threads]),
    )


def _missing(scores: Scores, voice: Voice) -> str:
    if not scores.uncovered:
        return voice.gettext("Everybody on whom a decision depends is reached.")
    names = [f"{name_of(scores, each.person)} ({voice.percent(each.power)})" for each in scores.uncovered]
    return voice.ngettext(
        "Missing, though a decision depends on them: %(names)s.",
        "Missing, though decisions depend on them: %(names)s.",
        len(names),
        names=voice.people(names),
    )
