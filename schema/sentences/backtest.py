"""How good forecasts were, in a few sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from schema.language import Language
from schema.voice import Voice, voice_of
from scoring.backtest import Verification

__all__ = ["Horizon", "backtest_sentence", "horizon_sentence"]


@dataclass(frozen=True, slots=True)
class Horizon:
    """How good the forecasts were so many days before the end, and of how many opportunities there was none.

    `hindsight` counts the forecasts that were made with it; `least` are the forecasts from which one can judge.
    """

    days: int
    verification: Verification
    ended: int
    unknown: int
    not_open: int
    hindsight: int
    least: int

    @property
    def is_too_few(self) -> bool:
        return self.verification.count < self.least


def backtest_sentence(accounts: int, unreckoned: int, horizons: Sequence[Horizon], language: Language) -> str:
    """What is not known yet, and how good the forecasts were that were made closest to the end."""
    voice = voice_of(language)
    missing = voice.ngettext(
        "%(count)s account of %(accounts)s has no summary yet.",
        "%(count)s accounts of %(accounts)s have no summary yet.",
        unreckoned,
        accounts=voice.number(accounts),
    )
    nearest = min(horizons, key=lambda each: each.days)
    return " ".join([*([missing] if unreckoned else []), horizon_sentence(nearest, language)])


def horizon_sentence(horizon: Horizon, language: Language) -> str:
    """The Brier score, against what it is measured by, on how many forecasts it rests, and what is left out."""
    voice = voice_of(language)
    if not horizon.ended:
        return voice.gettext("No opportunity has been won or lost yet of which there are summaries.")
    said = [_score(voice, horizon), *_comparison(voice, horizon), *_doubts(voice, horizon), *_left_out(voice, horizon)]
    return " ".join(said)


def _score(voice: Voice, horizon: Horizon) -> str:
    told, days = horizon.verification, voice.number(horizon.days)
    if told.brier_score is None:
        return voice.gettext("There is no forecast of %(days)s days before the end.", days=days)
    return voice.ngettext(
        "%(days)s days before the end, %(count)s forecast had a Brier score of %(score)s (0 is best).",
        "%(days)s days before the end, %(count)s forecasts had a Brier score of %(score)s (0 is best).",
        told.count,
        days=days,
        score=voice.decimal(told.brier_score),
    )


def _comparison(voice: Voice, horizon: Horizon) -> list[str]:
    told = horizon.verification
    if told.base_rate is None:
        return []
    if told.skill is None:
        return [voice.gettext("All ended alike, so there is nothing to compare that with.")]
    rate = voice.percent(told.base_rate)
    if told.skill > 0:
        better = voice.percent(told.skill)
        return [
            voice.gettext(
                "That is %(better)s better than to forecast for each what share of all was won, %(rate)s.",
                better=better,
                rate=rate,
            )
        ]
    better = voice.gettext("To forecast for each what share of all was won, %(rate)s, would be no worse.", rate=rate)
    return [better]


def _doubts(voice: Voice, horizon: Horizon) -> list[str]:
    said = []
    if horizon.is_too_few and horizon.verification.count:
        least = voice.number(horizon.least)
        said.append(voice.gettext("These are too few to judge by: it takes %(least)s.", least=least))
    if horizon.hindsight:
        said.append(
            voice.ngettext(
                "%(count)s of them was made with hindsight.",
                "%(count)s of them were made with hindsight.",
                horizon.hindsight,
            )
        )
    return said


def _left_out(voice: Voice, horizon: Horizon) -> list[str]:
    said = []
    if horizon.unknown:
        said.append(
            voice.ngettext(
                "Too little was known of %(count)s opportunity.",
                "Too little was known of %(count)s opportunities.",
                horizon.unknown,
            )
        )
    if horizon.not_open:
        said.append(voice.ngettext("%(count)s was not open yet.", "%(count)s were not open yet.", horizon.not_open))
    return said
