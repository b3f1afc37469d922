"""What there is to choose from in the register: the model's words, as people say them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.export.words import LABELS, label
from graph.declaration import Verification
from graph.model import (
    Adaptability,
    DecisionOrientation,
    Direction,
    InteractionState,
    ManagesRole,
    MobilizerProfile,
    OrganisationKind,
    PoliticalStatus,
    ResponseMode,
    TeamFunction,
)
from schema.voice import Voice
from schema.words import WORDS

__all__ = ["choices", "sentiments", "strengths", "ties", "yes_or_no"]


def _(message: str) -> str:
    """Mark a message for `pybabel extract`; it is translated where it is said."""
    return message


_OWN: Final[Mapping[type[StrEnum], Mapping[StrEnum, str]]] = {
    OrganisationKind: {
        OrganisationKind.CLIENT: _("Client"),
        OrganisationKind.DIVISION: _("Division"),
        OrganisationKind.DEPARTMENT: _("Department"),
    },
    PoliticalStatus: {
        PoliticalStatus.INNER_CIRCLE: _("Inner circle"),
        PoliticalStatus.POLITICAL_STRUCTURE: _("Has a say"),
        PoliticalStatus.OUTSIDE: _("Outside"),
    },
    DecisionOrientation: {
        DecisionOrientation.FINANCIAL: _("Money"),
        DecisionOrientation.TECHNICAL: _("Technology"),
        DecisionOrientation.BUSINESS: _("Business results"),
        DecisionOrientation.RELATIONSHIP: _("Relationships"),
    },
    Adaptability: {
        Adaptability.INNOVATOR: _("Innovator"),
        Adaptability.VISIONARY: _("Visionary"),
        Adaptability.PRAGMATIST: _("Pragmatist"),
        Adaptability.CONSERVATIVE: _("Conservative"),
        Adaptability.LAGGARD: _("Laggard"),
    },
    TeamFunction: {
        TeamFunction.KAM: _("Key account manager"),
        TeamFunction.EXECUTIVE_SPONSOR: _("Executive sponsor"),
        TeamFunction.SALES: _("Sales"),
        TeamFunction.PRESALES: _("Presales"),
        TeamFunction.DELIVERY: _("Delivery"),
        TeamFunction.SUPPORT: _("Support"),
    },
    ManagesRole: {
        ManagesRole.OWNER: _("Owner of the account"),
        ManagesRole.MEMBER: _("Member of the team"),
        ManagesRole.SPONSOR: _("Sponsor"),
    },
    Verification: {
        Verification.ASSUMED: _("Assumed"),
        Verification.CONFIRMED: _("Confirmed"),
    },
    ResponseMode: {
        ResponseMode.GROWTH: _("Wants to grow"),
        ResponseMode.TROUBLE: _("Is in trouble"),
        ResponseMode.EVEN_KEEL: _("Is content as it is"),
        ResponseMode.OVERCONFIDENT: _("Thinks that all is well"),
    },
    MobilizerProfile: {
        MobilizerProfile.GO_GETTER: _("Go-getter"),
        MobilizerProfile.TEACHER: _("Teacher"),
        MobilizerProfile.SKEPTIC: _("Sceptic"),
        MobilizerProfile.GUIDE: _("Guide"),
        MobilizerProfile.FRIEND: _("Friend"),
        MobilizerProfile.CLIMBER: _("Climber"),
        MobilizerProfile.BLOCKER: _("Blocker"),
    },
    Direction: {
        Direction.INBOUND: _("They came to us"),
        Direction.OUTBOUND: _("We came to them"),
        Direction.MUTUAL: _("Both"),
    },
    InteractionState: {
        InteractionState.PLANNED: _("Planned"),
        InteractionState.HELD: _("Took place"),
        InteractionState.CANCELLED: _("Called off"),
    },
}
"""The English label of each member that has none elsewhere; the catalogues have the others."""


def choices(voice: Voice, words: type[StrEnum]) -> tuple[str, ...]:
    """The words of an enumeration, in its order."""
    if words in LABELS or words in WORDS:
        return tuple(label(voice, member) for member in words)
    return tuple(voice.gettext(_OWN[words][member]) for member in words)


def ties(voice: Voice) -> tuple[str, ...]:
    """How two stakeholders stand to each other."""
    return (
        voice.gettext("has influence on"),
        voice.gettext("stands together with"),
        voice.gettext("is in conflict with"),
    )


def strengths(voice: Voice) -> tuple[str, ...]:
    """How strong something is: a quarter, a half, three quarters, and all there can be."""
    return voice.gettext("Weak"), voice.gettext("Medium"), voice.gettext("Strong"), voice.gettext("Very strong")


def sentiments(voice: Voice) -> tuple[str, ...]:
    """How a contact went, from -1 to 1."""
    very_badly, badly = voice.gettext("Very badly"), voice.gettext("Badly")
    well, very_well = voice.gettext("Well"), voice.gettext("Very well")
    return very_badly, badly, voice.gettext("Neither well nor badly"), well, very_well


def yes_or_no(voice: Voice) -> tuple[str, ...]:
    """For boxes that are ticked or not."""
    return voice.gettext("Yes"), voice.gettext("No")
