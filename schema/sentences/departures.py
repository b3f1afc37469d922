"""What somebody's leaving would cost."""

from schema.language import Language
from schema.sentences.coverage import nobody_there
from schema.sentences.people import name_of
from schema.voice import Voice, voice_of
from scoring.departures import Departure
from scoring.scores import Scores

__all__ = ["departure_sentence", "resilience_sentence"]


def departure_sentence(scores: Scores, departure: Departure, language: Language) -> str:
    """What becomes of the coverage if one of us, or of them, leaves; and with whom of them most of it is lost."""
    voice = voice_of(language)
    who, (before, after) = name_of(scores, departure.who), _change(scores, voice, departure)
    if before == after:
        return voice.gettext("If %(who)s leaves, the coverage stays at about %(share)s.", who=who, share=after)
    falls = voice.gettext(
        "If %(who)s leaves, the coverage falls from %(before)s to %(after)s.", who=who, before=before, after=after
    )
    greatest, _ = departure.losses[0]
    if greatest == departure.who:
        return falls
    return f"{falls} " + voice.gettext("The greatest loss is the tie to %(who)s.", who=name_of(scores, greatest))


def resilience_sentence(scores: Scores, language: Language) -> str:
    """Whose leaving would cost most, and what would be left."""
    voice = voice_of(language)
    if scores.coverage is None:
        return nobody_there(scores, voice)
    if scores.resilience is None:
        return voice.gettext("There is no score: we reach nobody yet, so there is nothing to lose.")
    costliest = scores.departures[0]
    before, after = _change(scores, voice, costliest)
    if before == after:
        return voice.gettext("Whoever of us leaves, the coverage stays at about %(share)s.", share=after)
    return voice.gettext(
        "%(who)s is the one whose leaving would cost most: the coverage would fall from %(before)s to %(after)s,"
        " so that %(left)s of it would be left.",
        who=name_of(scores, costliest.who),
        before=before,
        after=after,
        left=voice.percent(scores.resilience),
    )


def _change(scores: Scores, voice: Voice, departure: Departure) -> tuple[str, str]:
    """The coverage before and after."""
    now = scores.coverage or 0.0
    return voice.percent(now), voice.percent(max(0.0, now - departure.cost))
