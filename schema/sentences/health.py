"""How an account is, what that comes from, and where it is heading."""

from schema.language import Language
from schema.voice import Voice, voice_of
from schema.words import word
from scoring.health import Health, Movement
from scoring.scores import Scores

__all__ = ["health_sentence"]

QUARTER = 90  # the age that a sentence compares with


def health_sentence(scores: Scores, language: Language) -> str:
    """The health in a number and a word, what costs it most, what is not known, and what it was a quarter ago."""
    voice, health = voice_of(language), scores.health
    if health.value is None or health.word is None:
        account = scores.graph.root.name
        return voice.gettext("There is no score: nothing is known yet of the health of %(account)s.", account=account)
    said = [
        voice.gettext(
            "The health of %(account)s is %(value)s of 100 (%(word)s).",
            account=scores.graph.root.name,
            value=voice.number(round(health.value)),
            word=word(voice, health.word),
        ),
        _costs(voice, health),
        _unknown(voice, health),
        *(_moved(voice, health.value, each) for each in scores.movement if each.days_ago == QUARTER),
    ]
    return " ".join(each for each in said if each)


def _costs(voice: Voice, health: Health) -> str:
    """The two parts by which most is missing."""
    missing = {part.kind: part.weight * (1 - part.value) for part in health.parts}
    most = sorted((kind for kind in missing if missing[kind] >= 0.005), key=lambda kind: -missing[kind])[:2]
    values = {part.kind: part.value for part in health.parts}
    if not most:
        return ""
    parts = voice.listed([f"{word(voice, kind)} ({voice.percent(values[kind])})" for kind in most])
    return voice.gettext("Most is lost by: %(parts)s.", parts=parts)


def _unknown(voice: Voice, health: Health) -> str:
    if not health.missing:
        return ""
    parts = voice.listed([word(voice, kind) for kind in health.missing])
    return voice.gettext("Nothing is known of: %(parts)s.", parts=parts)


def _moved(voice: Voice, now: float, moved: Movement) -> str:
    if moved.value is None:
        return ""
    days, value = voice.number(moved.days_ago), voice.number(round(moved.value))
    if round(now) == round(moved.value):
        return voice.gettext("It is about what it was %(days)s days ago.", days=days)
    if now > moved.value:
        return voice.gettext("It has risen from %(value)s within %(days)s days.", value=value, days=days)
    return voice.gettext("It has fallen from %(value)s within %(days)s days.", value=value, days=days)
