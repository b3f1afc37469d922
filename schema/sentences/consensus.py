"""Whether they will agree, who is for it and who is not, and what is not known."""

from collections.abc import Iterable, Sequence
from typing import Final, cast

from graph.model import Opportunity, StanceWord
from schema.language import Language
from schema.sentences.coverage import nobody_there, vacancy
from schema.sentences.people import asserters, name_of
from schema.voice import Voice, voice_of
from schema.words import word
from scoring.authority import Basis
from scoring.consensus import Consensus, Verdict
from scoring.gaps import GapPair
from scoring.scores import Scores

__all__ = ["consensus_sentence", "gap_sentence", "stance_text"]

LEAST: Final = 0.005  # what would round to 0 % is not worth a word
LEANING: Final = 0.125  # from here on a stance is nearer to a quarter than to nothing
NOTHING: Final = 1e-9


def consensus_sentence(scores: Scores, opportunity: str, language: Language) -> str:
    """How a decision stands and why, how likely agreement is, who may stop it, and what is not known."""
    voice, standing = voice_of(language), scores.consensus_in(opportunity)
    if not standing.people:
        return nobody_there(scores, voice)
    said = [
        _verdict(scores, voice, opportunity, standing),
        _likelihood(voice, standing),
        _grounds(scores, voice, standing),
        _vetoes(scores, voice, standing),
        _nobodys(voice, standing),
        _unknown(scores, voice, standing),
        _closed(scores, voice, opportunity),
    ]
    return " ".join(each for each in said if each)


def gap_sentence(scores: Scores, opportunity: str, pair: GapPair, language: Language) -> str:
    """Who of two will be more for an opportunity than the other, and who could bring them together."""
    voice, standing = voice_of(language), scores.consensus_in(opportunity)
    settle = {who: standing.forecast[standing.people.index(who)] for who in (pair.one, pair.other)}
    less, more = sorted(settle, key=lambda who: settle[who])
    apart = voice.gettext(
        "%(what)s: %(who)s settles nearer to a yes than %(whom)s.",
        what=_title(scores, voice, opportunity),
        who=name_of(scores, more),
        whom=name_of(scores, less),
    )
    if pair.bridge is None:
        return f"{apart} " + voice.gettext("We know nobody who could bring them together.")
    bridge = name_of(scores, pair.bridge.person)
    return f"{apart} " + voice.gettext("Both listen to %(who)s, who could bring them together.", who=bridge)


def stance_text(scores: Scores, opportunity: str, person: str, language: Language) -> str:
    """How much somebody decides in an opportunity, what they think of it, and who says so."""
    voice, standing = voice_of(language), scores.consensus_in(opportunity)
    said = standing.stances[person]
    return voice.gettext(
        "%(who)s holds %(share)s of the power and is %(stance)s, according to %(by)s.",
        who=name_of(scores, person),
        share=voice.percent(standing.power.of(person)),
        stance=_stance(voice, said.value),
        by=voice.people(asserters(scores, said.claims)),
    )


def _stance(voice: Voice, value: float) -> str:
    """What somebody thinks of it, in a word, or in some where they lean to a side without being on it."""
    nearest = StanceWord.nearest(value)
    if nearest is not StanceWord.NEUTRAL or abs(value) < LEANING:
        return word(voice, nearest)
    return voice.gettext("neutral, inclined to it") if value > 0 else voice.gettext("neutral, disinclined to it")


def _verdict(scores: Scores, voice: Voice, opportunity: str, standing: Consensus) -> str:
    what, verdict = _title(scores, voice, opportunity), standing.verdict
    if verdict is Verdict.BLOCKED:
        return _blocked(scores, voice, what, standing)
    if verdict is Verdict.UNKNOWN:
        return voice.gettext("Whether %(what)s will be agreed cannot be told: too little is known.", what=what)
    if verdict is Verdict.AGREED:
        return voice.gettext("%(what)s is as good as agreed.", what=what)
    if verdict is Verdict.SPLIT:
        return _split(scores, voice, what, standing)
    if verdict is Verdict.OPPOSED:
        return voice.gettext("%(what)s meets more opposition than support.", what=what)
    if standing.support.value > NOTHING:
        return voice.gettext("%(what)s leans our way, but is not agreed yet.", what=what)
    return voice.gettext("%(what)s hangs in the balance.", what=what)


def _blocked(scores: Scores, voice: Voice, what: str, standing: Consensus) -> str:
    return voice.ngettext(
        "%(what)s is blocked by one who can stop it and is likely to be against it: %(names)s.",
        "%(what)s is blocked by some who can stop it and are likely to be against it: %(names)s.",
        len(standing.blockers),
        what=what,
        names=_with_odds(scores, voice, standing, standing.blockers),
    )


def _split(scores: Scores, voice: Voice, what: str, standing: Consensus) -> str:
    ours, theirs = (_names(scores, voice, standing, side) for side in _sides(standing))
    split = voice.gettext("%(what)s splits those who decide.", what=what)
    if ours and theirs:
        return f"{split} " + voice.gettext(
            "%(ours)s would pull it towards a yes, %(theirs)s away from it.", ours=ours, theirs=theirs
        )
    if ours or theirs:
        return f"{split} " + voice.gettext("Far from all others: %(names)s.", names=ours or theirs)
    return split


def _sides(standing: Consensus) -> tuple[list[int], list[int]]:
    """Who settles well above the support and who well below it, each by how much that adds to the polarization.

    Left out is whoever is moved mostly by those of unknown stance, and whoever settles near the middle.
    """
    middle, usual = standing.support.value, standing.polarization**0.5
    away = {who: float(standing.forecast[who] - middle) for who in standing.participants if standing.foreseen[who]}
    far = sorted(
        (who for who in away if abs(away[who]) >= usual / 2),
        key=lambda who: (-standing.formal[who] * away[who] ** 2, who),
    )
    return [who for who in far if away[who] > 0], [who for who in far if away[who] < 0]


def _likelihood(voice: Voice, standing: Consensus) -> str:
    """How much support there is of what is needed, and how likely agreement is."""
    if standing.agreement_probability is None:
        return ""
    needed, chance = voice.percent(standing.threshold), voice.percent(standing.agreement_probability)
    if standing.support_gap > NOTHING:
        return voice.gettext(
            "The support is %(gap)s short of the %(needed)s that is needed, and the probability of an agreement is"
            " %(chance)s.",
            gap=voice.percent(standing.support_gap),
            needed=needed,
            chance=chance,
        )
    return voice.gettext(
        "The support is %(support)s, where %(needed)s is needed, and the probability of an agreement is %(chance)s.",
        support=voice.percent(standing.support.value),
        needed=needed,
        chance=chance,
    )


def _grounds(scores: Scores, voice: Voice, standing: Consensus) -> str:
    """Who carries an agreement, or who stands in the way of one."""
    if standing.verdict is Verdict.AGREED:
        names = _names(scores, voice, standing, _moving(standing, 1))
        return voice.gettext("The support comes from %(names)s.", names=names) if names else ""
    if standing.verdict in (Verdict.OPPOSED, Verdict.LEANING):
        names = _names(scores, voice, standing, _moving(standing, -1))
        return voice.gettext("The opposition comes from %(names)s.", names=names) if names else ""
    return ""


def _moving(standing: Consensus, sign: int) -> list[int]:
    """Whose stance moves the support up (1) or down (-1) by anything worth a word, the most first."""
    parts = sign * standing.shares * standing.means
    return sorted((i for i in range(len(parts)) if parts[i] >= LEAST), key=lambda i: (-parts[i], i))


def _vetoes(scores: Scores, voice: Voice, standing: Consensus) -> str:
    """Who else may stop it."""
    sure = standing.parameters.agreed_from
    unsure = [who for who in standing.vetoers if who not in standing.blockers and _against(standing, who) > 1 - sure]
    if not unsure:
        return ""
    names = _with_odds(scores, voice, standing, unsure)
    return voice.gettext("A veto cannot be ruled out: %(names)s.", names=names)


def _nobodys(voice: Voice, standing: Consensus) -> str:
    """What of the power rests on nobody who is known to take part."""
    if standing.power.basis is Basis.SENIORITY:
        return voice.gettext("As nobody is known to take part in the decision, power goes by level.")
    return vacancy(voice, standing.power.vacant) if standing.power.vacant else ""


def _unknown(scores: Scores, voice: Voice, standing: Consensus) -> str:
    """Who of the powerful has a stance that is not known."""
    shares = {who: float(standing.shares[who]) for who in range(len(standing.people)) if not standing.known[who]}
    if sum(shares.values()) < LEAST:
        return ""
    ordered = sorted(shares, key=lambda who: (-shares[who], who))
    listed = [who for who in ordered if shares[who] >= LEAST] or ordered
    return voice.gettext(
        "The stance of %(share)s of the power is not known: %(names)s.",
        share=voice.percent(sum(shares.values())),
        names=voice.people([f"{_name(scores, standing, who)} ({voice.percent(shares[who])})" for who in listed]),
    )


def _closed(scores: Scores, voice: Voice, opportunity: str) -> str:
    closed = _opportunity(scores, opportunity).closed_on
    if closed is None or closed > scores.day:
        return ""
    return voice.gettext("The decision has been closed since %(day)s.", day=voice.day(closed))


def _against(standing: Consensus, person: int) -> float:
    """How likely it is that a participant settles below 0."""
    return 1 - standing.settles(person).at_least(0.0)


def _with_odds(scores: Scores, voice: Voice, standing: Consensus, people: Iterable[int]) -> str:
    """Who they are, each with the probability that they will be against it."""
    odds = sorted(((_against(standing, who), who) for who in people), key=lambda each: (-each[0], each[1]))
    return voice.people([f"{_name(scores, standing, who)} ({voice.percent(chance)})" for chance, who in odds])


def _names(scores: Scores, voice: Voice, standing: Consensus, people: Sequence[int]) -> str:
    return voice.people([_name(scores, standing, who) for who in people]) if people else ""


def _name(scores: Scores, standing: Consensus, person: int) -> str:
    return name_of(scores, standing.people[person])


def _title(scores: Scores, voice: Voice, opportunity: str) -> str:
    return voice.quoted(_opportunity(scores, opportunity).title)


def _opportunity(scores: Scores, identifier: str) -> Opportunity:
    return cast("Opportunity", scores.account.nodes[identifier])
