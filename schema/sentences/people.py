"""Who somebody is, whether they are there, and when they were last met."""

from collections.abc import Iterable
from typing import cast

from graph.declaration import Claim
from graph.identity import parse_id
from graph.model import Stakeholder
from schema.voice import Voice
from scoring.contacts import Encounters
from scoring.scores import Scores

__all__ = ["absence", "asserters", "last_contact", "name_of", "person_of", "presented", "unknown_role"]


def person_of(scores: Scores, identifier: str) -> Stakeholder:
    """The stakeholder of an id."""
    return cast("Stakeholder", scores.account.nodes[identifier])


def name_of(scores: Scores, identifier: str) -> str:
    """What somebody of them or of us is called; the key, where that is all that is known."""
    return str(getattr(scores.graph.node(identifier), "name", parse_id(identifier).key))


def presented(scores: Scores, identifier: str) -> str:
    """A stakeholder's name, and their title where they have one."""
    person = person_of(scores, identifier)
    return f"{person.name} ({person.title})" if person.title else person.name


def asserters(scores: Scores, claims: Iterable[Claim]) -> list[str]:
    """The names of those who say so, and of the sources."""
    authors = dict.fromkeys(claim.by for claim in claims)
    return [by.removeprefix("source:") if by.startswith("source:") else name_of(scores, by) for by in authors]


def absence(scores: Scores, voice: Voice, identifier: str) -> str:
    """Why somebody has no score: they left, or have not come yet."""
    person = person_of(scores, identifier)
    if person.left_on is not None and person.left_on <= scores.day:
        day = voice.day(person.left_on)
        return voice.gettext("There is no score: %(who)s left the client on %(day)s.", who=person.name, day=day)
    day = voice.day(person.joined_on or scores.day)
    return voice.gettext("There is no score: %(who)s joins the client on %(day)s.", who=person.name, day=day)


def unknown_role(scores: Scores, voice: Voice, identifier: str) -> str:
    """That nobody is known in a role."""
    return voice.gettext("We do not know yet who fills this role: %(who)s.", who=presented(scores, identifier))


def last_contact(scores: Scores, voice: Voice, identifier: str) -> str:
    """When anybody was last in touch with somebody."""
    last = scores.encounters.get(identifier, Encounters()).last
    if last is None:
        return voice.gettext("As far as is recorded, nobody has ever been in touch with them.")
    if last == scores.day:
        return voice.gettext("The last contact was on %(day)s.", day=voice.day(last))
    return voice.gettext(
        "The last contact was on %(day)s, %(ago)s.", day=voice.day(last), ago=voice.ago(scores.day - last)
    )
