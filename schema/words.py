"""What the words of the model and of the scores are called in a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from graph.model import BuyingRole, Channel, RelationshipLevel, Seniority, StanceWord
from schema.voice import Voice
from scoring.coverage import CoverageLevel
from scoring.health import HealthWord
from scoring.parameters import HealthPart

__all__ = ["WORDS", "word"]


def _(message: str) -> str:
    """Mark a message for `pybabel extract`; it is translated where it is said."""
    return message


WORDS: Final[Mapping[type[StrEnum], Mapping[StrEnum, str]]] = {
    BuyingRole: {
        BuyingRole.INITIATOR: _("initiator"),
        BuyingRole.USER: _("user"),
        BuyingRole.INFLUENCER: _("influencer"),
        BuyingRole.BUYER: _("buyer"),
        BuyingRole.DECIDER: _("decider"),
        BuyingRole.APPROVER: _("approver"),
        BuyingRole.GATEKEEPER: _("gatekeeper"),
        BuyingRole.CHAMPION: _("champion"),
        BuyingRole.ECONOMIC_BUYER: _("economic buyer"),
        BuyingRole.TECHNICAL_BUYER: _("technical buyer"),
        BuyingRole.COACH: _("coach"),
    },
    Seniority: {
        Seniority.BOARD: _("board member"),
        Seniority.C_LEVEL: _("C-level"),
        Seniority.VP: _("vice-president"),
        Seniority.DIRECTOR: _("director"),
        Seniority.MANAGER: _("manager"),
        Seniority.STAFF: _("staff"),
    },
    RelationshipLevel: {
        RelationshipLevel.NONE: _("a stranger"),
        RelationshipLevel.VENDOR: _("a vendor"),
        RelationshipLevel.CREDIBLE_SOURCE: _("a credible source"),
        RelationshipLevel.PROBLEM_SOLVER: _("a problem solver"),
        RelationshipLevel.TRUSTED_ADVISOR: _("a trusted advisor"),
    },
    StanceWord: {
        StanceWord.OPPONENT: _("an opponent"),
        StanceWord.NON_SUPPORTER: _("rather against it"),
        StanceWord.NEUTRAL: _("neutral"),
        StanceWord.SUPPORTER: _("a supporter"),
        StanceWord.MENTOR: _("a mentor"),
    },
    CoverageLevel: {
        CoverageLevel.UNKNOWN: _("nobody known"),
        CoverageLevel.NO_CONTACT: _("no contact"),
        CoverageLevel.BRIEF: _("brief contact"),
        CoverageLevel.MULTIPLE: _("repeated contact"),
        CoverageLevel.IN_DEPTH: _("in-depth contact"),
    },
    HealthWord: {
        HealthWord.GOOD: _("good"),
        HealthWord.FAIR: _("fair"),
        HealthWord.POOR: _("poor"),
    },
    HealthPart: {
        HealthPart.COVERAGE: _("coverage"),
        HealthPart.AGREEMENT: _("chance of agreement"),
        HealthPart.RESILIENCE: _("resilience"),
        HealthPart.FRESHNESS: _("freshness of contacts"),
        HealthPart.RISK: _("risks"),
        HealthPart.KPIS: _("KPIs"),
        HealthPart.PLAN: _("progress of the plan"),
    },
    Channel: {
        Channel.MEETING: _("meeting"),
        Channel.WORKSHOP: _("workshop"),
        Channel.EVENT: _("event"),
        Channel.CALL: _("call"),
        Channel.VIDEO: _("video call"),
        Channel.EMAIL: _("e-mail"),
        Channel.MESSAGE: _("message"),
    },
}
"""The English word of each member; the catalogues have the others."""


def word(voice: Voice, member: StrEnum) -> str:
    """What a member of an enumeration is called."""
    return voice.gettext(WORDS[type(member)][member])
