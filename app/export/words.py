"""What the words of the model are called in a legend or in a cell, where they stand alone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from graph.model import OpportunityKind, Outcome, RelationshipLevel, StanceWord
from schema.voice import Voice
from schema.words import WORDS, word
from scoring.consensus import Verdict
from scoring.resolutions import RecommendationState

__all__ = ["LABELS", "label"]


def _(message: str) -> str:
    """Mark a message for `pybabel extract`; it is translated where it is said."""
    return message


LABELS: Final[Mapping[type[StrEnum], Mapping[StrEnum, str]]] = {
    StanceWord: {
        StanceWord.OPPONENT: _("Opponent"),
        StanceWord.NON_SUPPORTER: _("Rather against"),
        StanceWord.NEUTRAL: _("Neutral"),
        StanceWord.SUPPORTER: _("Supporter"),
        StanceWord.MENTOR: _("Mentor: works for us"),
    },
    RelationshipLevel: {
        RelationshipLevel.NONE: _("None"),
        RelationshipLevel.VENDOR: _("Vendor"),
        RelationshipLevel.CREDIBLE_SOURCE: _("Credible source"),
        RelationshipLevel.PROBLEM_SOLVER: _("Problem solver"),
        RelationshipLevel.TRUSTED_ADVISOR: _("Trusted advisor"),
    },
    OpportunityKind: {
        OpportunityKind.NEW_BUSINESS: _("New business"),
        OpportunityKind.CROSS_SELL: _("Cross-sell"),
        OpportunityKind.UPSELL: _("Upsell"),
        OpportunityKind.RENEWAL: _("Renewal"),
        OpportunityKind.INITIATIVE: _("Initiative"),
    },
    Outcome: {
        Outcome.OPEN: _("Open"),
        Outcome.WON: _("Won"),
        Outcome.LOST: _("Lost"),
        Outcome.ABANDONED: _("Abandoned"),
    },
    Verdict: {
        Verdict.BLOCKED: _("Blocked"),
        Verdict.UNKNOWN: _("Not known"),
        Verdict.AGREED: _("Agreed"),
        Verdict.SPLIT: _("Split"),
        Verdict.OPPOSED: _("Opposed"),
        Verdict.LEANING: _("Leaning"),
    },
    RecommendationState: {
        RecommendationState.OPEN: _("Open"),
        RecommendationState.ACCEPTED: _("Accepted"),
        RecommendationState.DISMISSED: _("Dismissed"),
        RecommendationState.DONE: _("Done"),
    },
}
"""The English label of each member; the catalogues have the others."""


def label(voice: Voice, member: StrEnum) -> str:
    """What a member of an enumeration is called: a label of its own, or its word with a capital."""
    if type(member) in LABELS:
        return voice.gettext(LABELS[type(member)][member])
    said = word(voice, member) if type(member) in WORDS else member.value
    return said[0].upper() + said[1:]
