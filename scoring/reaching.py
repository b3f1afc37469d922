"""Whom should we meet?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from graph.change import Change, Put
from graph.identity import node_id
from graph.model import (
    BuyingRole,
    HasRoleIn,
    Interaction,
    Involves,
    Knows,
    RecommendationKind,
    RelationshipLevel,
    Stakeholder,
    WorksIn,
)
from scoring.authority import Basis
from scoring.contacts import Contact
from scoring.introductions import Introduction
from scoring.lift import Lift, lift, lift_of_newcomer, lift_of_ties, measures
from scoring.recommendation import Recommendation, Stakes, proposed
from scoring.scores import Scores
from scoring.suppositions import SupposedTie, supposed

__all__ = ["best_placed", "reaching"]

SUPPOSED = "supposed"  # the key of whatever a recommendation supposes to be there


def reaching(scores: Scores, stakes: Stakes, introductions: Mapping[str, Introduction]) -> Iterator[Recommendation]:
    """Recommendations that better whom we reach: COVER, BACK_UP, REVIVE, DEEPEN and IDENTIFY.

    `introductions` are the best ways to people (`scoring.introductions`). Linear in the people and ties, with a lift
    for each recommendation.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> scores = Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1))
    >>> list(reaching(scores, Stakes(scores), {}))
    []
    """
    found = (
        *_cover(scores, stakes, introductions),
        *_back_up(scores, stakes),
        *_revive(scores, stakes),
        *_deepen(scores, stakes),
        *_identify(scores, stakes),
    )
    yield from (each for each in found if each is not None)


def best_placed(scores: Scores, person: str, without: Sequence[str] = ()) -> str | None:
    """Who of us is best placed to approach somebody: who has the strongest tie, then by id.

    It is one of those who look after the account or have a tie in it, else any of us. Linear in these.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> best_placed(Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1)), "a/Stakeholder/x") is None
    True
    """

    def work() -> str | None:
        found = scores.reach.get(person)
        strengths = {tie.member: tie.strength for tie in found.ties} if found else {}
        members = [member for member in scores.members if member not in without]
        return min(members, key=lambda member: (-strengths.get(member, 0.0), member), default=None)

    return scores.unswayed(("best placed", person, *without), work)


def _cover(
    scores: Scores, stakes: Stakes, introductions: Mapping[str, Introduction]
) -> Iterator[Recommendation | None]:
    for maker in scores.uncovered:
        way = introductions.get(maker.person)
        actor = way.steps[0].source if way else best_placed(scores, maker.person)
        if actor is not None and not _is_placeholder(scores, maker.person):
            via = [step.source for step in way.steps[1:]] if way else []
            for_what = stakes.first(ground.opportunity for ground in maker.grounds if ground.opportunity)
            yield _tie(
                scores,
                stakes,
                RecommendationKind.COVER,
                actor,
                maker.person,
                for_what,
                via,
                _grounds(scores, maker.person),
            )


def _back_up(scores: Scores, stakes: Stakes) -> Iterator[Recommendation | None]:
    for maker in scores.single_threaded:
        actor = best_placed(scores, maker.person, scores.reach[maker.person].threads)
        if actor is not None:
            for_what = stakes.first(ground.opportunity for ground in maker.grounds if ground.opportunity)
            because = _grounds(scores, maker.person)
            yield _tie(scores, stakes, RecommendationKind.BACK_UP, actor, maker.person, for_what, (), because)


def _tie(
    scores: Scores,
    stakes: Stakes,
    kind: RecommendationKind,
    actor: str,
    person: str,
    opportunity: str | None,
    via: Sequence[str] = (),
    because: Sequence[str] = (),
    level: RelationshipLevel = RelationshipLevel.CREDIBLE_SOURCE,
) -> Recommendation | None:
    tie = SupposedTie(actor, person, level, scores.parameters.supposed_confidence)
    return proposed(
        scores,
        stakes,
        kind,
        [person],
        lift_of_ties(scores, [tie], opportunity),
        actor=actor,
        via=via,
        opportunity=opportunity,
        supposes=[tie],
        because=because,
    )


def _revive(scores: Scores, stakes: Stakes) -> Iterator[Recommendation | None]:
    """Those whom nobody has met for longer than their cadence; whom nobody ever met is not revived."""
    for person, cadence in scores.cadences.items():
        if cadence.overdue:
            actor = best_placed(scores, person)
            if actor is not None:
                yield _meeting(scores, stakes, actor, person)


def _meeting(scores: Scores, stakes: Stakes, actor: str, person: str) -> Recommendation | None:
    """One meeting today, of the two alone."""
    interaction = node_id(scores.account.scope, Interaction.label, f"{SUPPOSED}-{person.rsplit('/', 1)[1]}")
    contact = Contact(interaction, scores.day, (person,), (actor,), 1.0, outbound=False)
    for_what = _takes_part(scores, stakes, person)
    return proposed(
        scores,
        stakes,
        RecommendationKind.REVIVE,
        [person],
        lift_of_ties(scores, [], for_what, {(actor, person): contact}),
        actor=actor,
        opportunity=for_what,
        changes=_held_today(scores, interaction, person, actor),
        because=_last_contacts(scores, person),
    )


def _last_contacts(scores: Scores, person: str) -> Sequence[str]:
    """The ids of what was held with somebody on the last day on which one of us met them."""
    held = {each.interaction: each.on for tie in scores.reach[person].ties for each in tie.contacts}
    return sorted(each for each, on in held.items() if on == max(held.values()))


def _held_today(scores: Scores, interaction: str, person: str, actor: str) -> Sequence[Change]:
    noon = datetime.combine(scores.day, time(12), tzinfo=ZoneInfo(scores.graph.root.time_zone or "UTC"))
    return [
        Put(Interaction, {"id": interaction, "at": noon, "channel": "MEETING"}),
        Put(Involves, {"from": interaction, "to": person}),
        Put(Involves, {"from": interaction, "to": actor}),
    ]


def _deepen(scores: Scores, stakes: Stakes) -> Iterator[Recommendation | None]:
    for (member, person), tie in scores.ties.items():
        wanted = tie.target_level
        now = tie.declared.blend.value if tie.declared else 0.0
        if wanted is not None and now < wanted.weight:
            for_what = _takes_part(scores, stakes, person)
            said = [claim.key for claim in tie.declared.blend.claims] if tie.declared else []
            yield _tie(scores, stakes, RecommendationKind.DEEPEN, member, person, for_what, (), said, wanted)


def _identify(scores: Scores, stakes: Stakes) -> Iterator[Recommendation | None]:
    for person in scores.reach:
        actor = best_placed(scores, person) if _is_placeholder(scores, person) else None
        if actor is not None:
            yield _known(scores, stakes, actor, person)
    for opportunity in stakes.amounts:
        vacant = scores.power_in(opportunity).authority.vacancy > 0
        person = node_id(scores.account.scope, Stakeholder.label, f"{SUPPOSED}-{opportunity.rsplit('/', 1)[1]}")
        actor = best_placed(scores, person) if vacant else None
        if actor is not None:
            yield _named(scores, stakes, actor, person, opportunity)


def _known(scores: Scores, stakes: Stakes, actor: str, person: str) -> Recommendation | None:
    """Somebody known in a role in which nobody is."""
    tie = SupposedTie(actor, person, RelationshipLevel.VENDOR, scores.parameters.supposed_confidence)
    changes = [Put(Stakeholder, {"id": person, "placeholder": False})]
    opportunity = _takes_part(scores, stakes, person)
    if any(scores.account.into(person, kind) for kind in (Involves, Knows)):
        moved = _anew(scores, tie, changes, opportunity)  # what was recorded of nobody would count then
    else:
        moved = lift_of_ties(scores, [tie], opportunity)
    return _identified(scores, stakes, tie, changes, opportunity, moved, [person])


def _named(scores: Scores, stakes: Stakes, actor: str, person: str, opportunity: str) -> Recommendation | None:
    """Somebody of unknown stance who decides in an opportunity, in the place of nobody."""
    tie = SupposedTie(actor, person, RelationshipLevel.VENDOR, scores.parameters.supposed_confidence)
    changes = [
        Put(Stakeholder, {"id": person, "name": "?"}),
        Put(WorksIn, {"from": person, "to": scores.graph.root.id}),
        Put(HasRoleIn, {"from": person, "to": opportunity, "roles": [BuyingRole.DECIDER.value]}),
    ]
    weights, authority = scores.parameters, scores.power_in(opportunity).authority
    by_roles = all(scores.power_in(each).authority.basis is Basis.ROLES for each in stakes.amounts)
    if by_roles and weights.role_weights.get(BuyingRole.DECIDER) == weights.vacancy_weight:
        moved = lift_of_newcomer(scores, tie, scores.stakes[opportunity] * authority.vacancy, opportunity)
    else:
        moved = _anew(scores, tie, changes, opportunity)
    return _identified(scores, stakes, tie, changes, opportunity, moved, [])


def _anew(scores: Scores, tie: SupposedTie, changes: Sequence[Change], opportunity: str | None) -> Lift:
    graph = scores.unswayed(("anew", tie, opportunity), lambda: supposed(scores.graph, scores.day, [tie], changes))
    then = scores.beside(graph)
    return lift(measures(scores, opportunity), measures(then, opportunity))


def _identified(
    scores: Scores,
    stakes: Stakes,
    tie: SupposedTie,
    changes: Sequence[Change],
    opportunity: str | None,
    moved: Lift,
    people: Sequence[str],
) -> Recommendation | None:
    return proposed(
        scores,
        stakes,
        RecommendationKind.IDENTIFY,
        people,
        moved,
        actor=tie.member,
        opportunity=opportunity,
        supposes=[tie],
        changes=changes,
        because=[role for person in people for role in _grounds(scores, person)],
    )


def _grounds(scores: Scores, person: str) -> Sequence[str]:
    """The keys of the roles that somebody has on the day in what is open."""
    return [
        role.key
        for role in scores.account.out(person, HasRoleIn)
        if role.stands_on(scores.day) and role.target in scores.stakes
    ]


def _takes_part(scores: Scores, stakes: Stakes, person: str) -> str | None:
    """The opportunity in which somebody takes part at which most is at stake."""
    roles = scores.account.out(person, HasRoleIn)
    return stakes.first(role.target for role in roles if role.stands_on(scores.day))


def _is_placeholder(scores: Scores, person: str) -> bool:
    stakeholder = scores.account.nodes.get(person)
    return isinstance(stakeholder, Stakeholder) and stakeholder.placeholder
