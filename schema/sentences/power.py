"""How much somebody decides, and where that comes from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from graph.model import HasRoleIn, Opportunity
from schema.language import Language
from schema.sentences.people import absence, name_of, person_of
from schema.voice import Voice, voice_of
from schema.words import word
from scoring.power import Contribution
from scoring.scores import Scores

__all__ = ["power_sentence", "role_in"]

LEAST = 0.005  # what would round to 0 % is not worth a word


def power_sentence(scores: Scores, person: str, language: Language) -> str:
    """How much of the account's power somebody holds, and what it mostly comes from."""
    voice = voice_of(language)
    if person not in scores.power.shares:
        return absence(scores, voice, person)
    who, share = name_of(scores, person), scores.power.of(person)
    if not share:
        return voice.gettext(
            "%(who)s holds no power: they have no role in an open opportunity,"
            " and nobody who has a say listens to them.",
            who=who,
        )
    parts = _parts(scores, voice, person, share)
    if len(parts) == 1:
        [whole] = [told(voice.gettext("all of it")) for _, told in parts]
        return voice.gettext(
            "%(who)s holds %(share)s of the power, %(whole)s.", who=who, share=voice.percent(share), whole=whole
        )
    listed = voice.listed([told(voice.percent(amount / share)) for amount, told in parts])
    return voice.gettext(
        "%(who)s holds %(share)s of the power, of which %(parts)s.", who=who, share=voice.percent(share), parts=listed
    )


def role_in(scores: Scores, voice: Voice, role: HasRoleIn) -> str:
    """As what somebody takes part in what."""
    roles = voice.listed([word(voice, each) for each in role.roles]) or voice.gettext("participant")
    opportunity = scores.account.nodes[role.target]
    title = opportunity.title if isinstance(opportunity, Opportunity) else opportunity.key
    return voice.gettext("%(roles)s in %(what)s", roles=roles, what=voice.quoted(title))


def _parts(scores: Scores, voice: Voice, person: str, share: float) -> list[tuple[float, Callable[[str], str]]]:
    """How much each sort of ground adds to it, the largest first, and how to tell of it."""
    by_role, by_level, by_listener = _sorted(scores.power.contributions(person))
    sorts = [
        (sum(by_role.values()), partial(_by_role, scores, voice, by_role)),
        (by_level, partial(_by_level, scores, voice, person)),
        (sum(by_listener.values()), partial(_by_listener, scores, voice, by_listener)),
    ]
    return sorted((sort for sort in sorts if sort[0] / share >= LEAST), key=lambda sort: -sort[0])


def _sorted(parts: Iterable[Contribution]) -> tuple[Mapping[str, float], float, Mapping[str, float]]:
    """What comes of roles, by their keys, what of the level, and what of who listens, by their ids."""
    by_role: dict[str, float] = defaultdict(float)
    by_listener: dict[str, float] = defaultdict(float)
    by_level = 0.0
    for part in parts:
        if part.listener is not None:
            by_listener[part.listener] += part.amount
        elif part.edges:
            by_role[part.edges[0]] += part.amount
        else:
            by_level += part.amount
    return by_role, by_level, by_listener


def _by_role(scores: Scores, voice: Voice, by_role: Mapping[str, float], part: str) -> str:
    edges = [scores.account.edges[key] for key in _largest_first(by_role)]
    roles = voice.things([role_in(scores, voice, edge) for edge in edges if isinstance(edge, HasRoleIn)])
    return voice.gettext("%(part)s as %(roles)s", part=part, roles=roles)


def _by_level(scores: Scores, voice: Voice, person: str, part: str) -> str:
    level = person_of(scores, person).seniority
    if level is None:
        return voice.gettext("%(part)s although their level is not known", part=part)
    return voice.gettext("%(part)s by level (%(level)s)", part=part, level=word(voice, level))


def _by_listener(scores: Scores, voice: Voice, by_listener: Mapping[str, float], part: str) -> str:
    names = [name_of(scores, each) for each in _largest_first(by_listener)]
    return voice.ngettext(
        "%(part)s because %(names)s listens to them",
        "%(part)s because %(names)s listen to them",
        len(names),
        part=part,
        names=voice.people(names),
    )


def _largest_first(amounts: Mapping[str, float]) -> list[str]:
    return sorted(amounts, key=lambda each: (-amounts[each], each))
