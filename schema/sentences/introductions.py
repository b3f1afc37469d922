"""Who can bring us to whom."""

from graph.declaration import Edge
from graph.model import AlliedWith, Influences, Knows, ReportsTo
from schema.language import Language
from schema.sentences.people import name_of
from schema.voice import Voice, voice_of
from scoring.introductions import Introduction, Step
from scoring.scores import Scores

__all__ = ["introduction_sentence", "way_in"]


def introduction_sentence(scores: Scores, introduction: Introduction, language: Language) -> str:
    """The way, step by step, and how likely it is to lead there."""
    voice = voice_of(language)
    steps = "; ".join(_step(scores, voice, each) for each in introduction.steps)
    chance = voice.percent(introduction.probability)
    return voice.gettext("%(steps)s. Chance of success: %(chance)s.", steps=steps, chance=chance)


def way_in(scores: Scores, voice: Voice, introduction: Introduction | None) -> str:
    """Who of us can get to somebody, and through whom."""
    if introduction is None:
        return voice.gettext("We know nobody who could introduce us.")
    first, *others = introduction.steps
    member, chance = name_of(scores, first.source), voice.percent(introduction.probability)
    if not others:
        return voice.gettext("Of us, %(member)s knows them best.", member=member)
    names = voice.people([name_of(scores, each.source) for each in others])
    return voice.gettext(
        "%(member)s can introduce us through %(names)s (chance: %(chance)s).",
        member=member,
        names=names,
        chance=chance,
    )


def _step(scores: Scores, voice: Voice, step: Step) -> str:
    source, target = name_of(scores, step.source), name_of(scores, step.target)
    if step.type is Knows:
        return _acquaintance(scores, voice, step, source, target)
    if step.type is AlliedWith:
        return voice.gettext("%(source)s and %(target)s stand together", source=source, target=target)
    if not _leads_forward(scores, step):
        source, target = target, source
    if step.type is Influences:
        return voice.gettext("%(source)s has the ear of %(target)s", source=source, target=target)
    return voice.gettext("%(source)s reports to %(target)s", source=source, target=target)


def _acquaintance(scores: Scores, voice: Voice, step: Step, member: str, person: str) -> str:
    if step.strength >= scores.parameters.in_depth_from:
        return voice.gettext("%(member)s knows %(who)s well", member=member, who=person)
    if step.strength >= scores.parameters.thread_from:
        return voice.gettext("%(member)s knows %(who)s", member=member, who=person)
    return voice.gettext("%(member)s hardly knows %(who)s", member=member, who=person)


def _leads_forward(scores: Scores, step: Step) -> bool:
    """Whether the edge behind a step starts where the step does: it may be gone along either way."""
    return _weight(scores, step.type, step.source, step.target) >= _weight(scores, step.type, step.target, step.source)


def _weight(scores: Scores, kind: type[Edge], source: str, target: str) -> float:
    if kind is Influences:
        found = scores.beliefs.of(Influences).get((source, target))
        return found.effective if found else 0.0
    weights = scores.parameters.line_weights
    lines = [edge for edge in scores.account.out(source, ReportsTo) if edge.target == target]
    return max((weights[line.line] for line in lines if line.stands_on(scores.day)), default=0.0)
