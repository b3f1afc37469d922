"""What becomes of recommendations: they are accepted, dismissed or done."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import strawberry

from graph import errors, model
from graph.change import Change, Drop, Put
from graph.identity import node_id, parse_id
from graph.message import Message
from graph.viewer import Role
from schema.context import Context, Reading
from schema.language import Language
from schema.recommendations import recommendation_key, recommendations_of
from schema.references import resolve
from schema.sentences.recommendations import recommendation_title
from schema.writing import CommitPayload, Work, mutation
from scoring.recommendation import Recommendation
from scoring.resolutions import RecommendationState, state_on

__all__ = ["ResolutionMutations", "ResolveRecommendationInput"]

_State = model.ResolutionState
REST: Final = timedelta(days=90)  # for which what was done is not recommended again, where nobody says otherwise
ABOUT: Final = frozenset(target.label for source, target in model.About.rules.ends if source is model.Action)
GO_WITH: Final[Mapping[str, frozenset[_State]]] = {
    "owner": frozenset([_State.ACCEPTED]),
    "dueOn": frozenset([_State.ACCEPTED]),
    "title": frozenset([_State.ACCEPTED]),
    "until": frozenset([_State.DISMISSED, _State.DONE]),
}


@strawberry.input(description="A decision on a recommendation.")
class ResolveRecommendationInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or key.")
    recommendation: strawberry.ID = strawberry.field(description="The recommendation's id or key.")
    state: model.ResolutionState = strawberry.field(description="What becomes of it.")
    owner: strawberry.ID | None = strawberry.field(
        default=None,
        description="Who of us will do what is ACCEPTED, an id or a key; not given: who is best placed for it.",
    )
    due_on: date | None = strawberry.field(default=None, description="Until when what is ACCEPTED is to be done.")
    title: str | None = strawberry.field(
        default=None, description="What will be done where it is ACCEPTED; not given: what is recommended, in English."
    )
    until: date | None = strawberry.field(
        default=None,
        description="The day from which what is DISMISSED or DONE may be recommended again; not given: never the one, "
        "after 90 days the other.",
    )
    why: str | None = strawberry.field(default=None, description="Why.")
    if_revision: int | None = strawberry.field(
        default=None, description="Refuse, with a Conflict, unless this is the current revision."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Sent again, it gives the first answer and writes nothing."
    )


async def _resolve_recommendation(work: Work, given: ResolveRecommendationInput) -> CommitPayload:
    reading = await work.read()
    work.errors += _misplaced(given, reading.day)
    try:
        for change in (await _decision(work.context, reading, given)).changes():
            work.put(change)
    except errors.StakegraphError as error:
        work.errors.append(error)
    return await work.commit()


@strawberry.type
class ResolutionMutations:
    resolve_recommendation = mutation(
        _resolve_recommendation,
        role=Role.MEMBER,
        cost=7500,  # all is recommended anew
        description="Decide on a recommendation. Accepted, it becomes an action with an owner; dismissed, it is put "
        "aside; done, its action is done too. Nothing is claimed.",
    )


def _misplaced(given: ResolveRecommendationInput, day: date) -> Iterator[errors.InvalidInput]:
    """What does not go with the decision."""
    said = {"owner": given.owner, "dueOn": given.due_on, "title": given.title, "until": given.until}
    for word, states in GO_WITH.items():
        if said[word] is not None and given.state not in states:
            first, *others = sorted(states)
            told: Message | str = first
            for each in others:
                told = Message("%(one)s and %(other)s", one=told, other=each)
            yield errors.InvalidInput(Message("%(field)s goes with %(states)s only", field=word, states=told), [word])
    if given.until is not None and given.until <= day:
        yield errors.InvalidInput(Message("until must be later than today, not %(day)s", day=given.until), ["until"])


async def _decision(context: Context, reading: Reading, given: ResolveRecommendationInput) -> "_Decision":
    """Raises InvalidInput and NotFound, by the path of `recommendation`."""
    path = ["recommendation"]
    key = recommendation_key(reading.graph.key, given.recommendation, path)
    found = next((each for each in await recommendations_of(context, reading) if each.id == key), None)
    if found is None and (given.state is _State.ACCEPTED or key not in reading.resolutions):
        text = Message("there is no such recommendation any more: %(key)r", key=given.recommendation)
        raise errors.NotFound(text, path)
    by = context.viewer.team_member or context.viewer.subject
    return _Decision(reading, key, found, given, by)


class _Decision:
    """A decision on a recommendation, which is null where it is not recommended any more."""

    def __init__(
        self,
        reading: Reading,
        key: str,
        found: Recommendation | None,
        given: ResolveRecommendationInput,
        by: str,
    ) -> None:
        self.reading = reading
        self.found = found
        self.given = given
        self.key = key
        self.by = by
        self.former = reading.resolutions.get(key)
        self.action = node_id(reading.graph.key, model.Action.label, key)

    def changes(self) -> Iterator[Change]:
        """What is written. Raises NotFound and InvalidInput where there is no such owner, or none at all."""
        yield Put(model.Resolution, {**self._resolution(), **self._promised()})
        if self.found is not None and self.given.state is _State.ACCEPTED:
            yield from self._accepted(self.found)
        elif self.given.state is _State.DONE and self.action in self.reading.account.nodes:
            yield Put(model.Action, {"id": self.action, "doneOn": self.reading.day, "progress": 1})

    @property
    def _is_renewed(self) -> bool:
        """Whether it was accepted already, and is not done: then it keeps its first day and what it promised."""
        was = state_on(self.former, self.reading.day)
        return was is RecommendationState.ACCEPTED and self.action in self.reading.account.nodes

    def _resolution(self) -> Mapping[str, Any]:
        until = self.given.until
        if self.given.state is _State.DONE and until is None:
            until = self.reading.day + REST
        former, own = self.former, node_id(self.reading.graph.key, model.Resolution.label, self.key)
        return {
            "id": former.id if former else own,
            "recommendation": self.key,
            "kind": self.found.kind if self.found else former and former.kind,
            "state": self.given.state,
            "until": until,
            "why": self.given.why,
            "by": self.by,
        }

    def _promised(self) -> Mapping[str, Any]:
        if self.found is None or self.given.state is not _State.ACCEPTED or self._is_renewed:
            return {}
        words = {known.name: known.word for known in model.Resolution.properties}
        return {words[f"promised_{name}"]: value for name, value in self.found.lift._asdict().items()}

    def _accepted(self, found: Recommendation) -> Iterator[Change]:
        """The action, who answers for it, and what it is about."""
        owner, account = self._owner(found), self.reading.account
        yield Put(model.Action, self._action(found))
        for edge in account.into(self.action, model.AnswersFor):
            if edge.source != owner:
                yield Drop(model.AnswersFor, {"from": edge.source, "to": edge.target})
        yield Put(model.AnswersFor, {"from": owner, "to": self.action})
        about = [*found.people, *([found.opportunity] if found.opportunity else []), *found.subjects]
        for each in dict.fromkeys(about):
            if parse_id(each).label in ABOUT:
                yield Put(model.About, {"from": self.action, "to": each})

    def _action(self, found: Recommendation) -> Mapping[str, Any]:
        given, values = self.given, dict[str, Any]({"id": self.action, "doneOn": None, "progress": None})
        if not self._is_renewed or given.title is not None:
            values["title"] = given.title or recommendation_title(self.reading, found, Language.EN)
        if not self._is_renewed or given.due_on is not None:
            values["dueOn"] = given.due_on
        return values if self._is_renewed else {**values, "startsOn": self.reading.day}

    def _owner(self, found: Recommendation) -> str:
        if self.given.owner is not None:
            return resolve(self.reading.graph.team, model.TeamMember, self.given.owner, ("owner",))
        if found.actor is None:
            text = Message("owner is required: nobody of us is best placed for it")
            raise errors.InvalidInput(text, ["owner"])
        return found.actor
