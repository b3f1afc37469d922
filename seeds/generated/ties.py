"""Who listens to whom in a generated account, who stands with and against whom, and whom of them we know."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, Final

from graph.change import Change, Put
from graph.declaration import Claim
from graph.model import AlliedWith, ConflictsWith, HoldsStance, Influences, Knows, Manages, RelationshipLevel
from seeds.generated.frame import Frame, Person

__all__ = ["claim", "relationships", "ties"]

VOICES: Final = (1, 4)  # to how many one listens
ALLIED, OPPOSED = 0.4, 0.05  # pairs a person
CONTESTED: Final = 0.06  # the share of claims that another of us sees otherwise
TOPICS: Final = ("budget", "the new system", "hiring", "suppliers", "reorganisation")
KNOWN: Final = {"BOARD": 0.4, "C_LEVEL": 0.9, "VP": 0.8, "DIRECTOR": 0.7, "MANAGER": 0.5, "STAFF": 0.3}
LEVELS: Final = tuple(RelationshipLevel)
LEVEL_WEIGHTS: Final = {0: 1.0, 1: 4.0, 2: 4.0, 3: 2.0, 4: 0.5}


def claim(frame: Frame, kind: type[Claim], source: str, target: str, by: str | None = None, **values: Any) -> Put:
    """What one of us holds true since some day of the last two years; mostly assumed."""
    said = {"by": by or frame.member(), "validFrom": frame.ago(700, 1)}
    sure: dict[str, Any] = {"verification": "CONFIRMED"} if frame.draw.chance(0.2) else {}
    if frame.draw.chance(0.3):
        sure["confidence"] = frame.draw.share(0.2, 0.9)
    return Put(kind, {"from": source, "to": target, **said, **sure, **values})


def ties(frame: Frame, people: Sequence[Person]) -> Iterator[Change]:
    """Influence, alliances and conflicts between people who are there."""
    there = [person for person in people if not person.placeholder]
    yield from _influences(frame, there)
    pairs = _pairs(frame, there, round((ALLIED + OPPOSED) * len(there)))
    opposed = round(OPPOSED * len(there))
    for number, (one, other) in enumerate(pairs):
        kind = ConflictsWith if number < opposed else AlliedWith
        topic = frame.draw.one_of(TOPICS) if frame.draw.chance(0.5) else None
        yield claim(frame, kind, one.id, other.id, weight=frame.draw.share(0.2), topic=topic)


def _influences(frame: Frame, people: Sequence[Person]) -> Iterator[Change]:
    """Each listens to a few, and everybody to the same few: whom one chooses is as likely as their pull."""
    sums = list(accumulate(person.pull for person in people))
    for listener in people:
        voices = {_near(frame, people, sums, listener) for _ in range(frame.draw.whole(*VOICES))}
        for voice in sorted(voices - {listener.id}):
            weight = frame.draw.share(0.1)
            by = frame.member()
            yield claim(frame, Influences, voice, listener.id, by, weight=weight)
            if frame.draw.chance(CONTESTED):
                other = _another(frame, by)
                yield claim(frame, Influences, voice, listener.id, other, weight=round(1.0 - weight, 2))


def _near(frame: Frame, people: Sequence[Person], sums: Sequence[float], listener: Person) -> str:
    """Two draws, of which one from the same function counts: people listen to those about them."""
    first, second = (people[frame.draw.index(sums)] for _ in range(2))
    return second.id if second.function == listener.function else first.id


def _pairs(frame: Frame, people: Sequence[Person], count: int) -> list[tuple[Person, Person]]:
    """Different pairs, most of them within one function."""
    found: dict[frozenset[str], tuple[Person, Person]] = {}
    near: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        near[person.function].append(person)
    for _ in range(count if len(people) > 1 else 0):
        one = frame.draw.one_of(people)
        other = frame.draw.one_of(near[one.function] if frame.draw.chance(0.7) else people)
        if one is not other:
            found.setdefault(frozenset((one.id, other.id)), (one, other))
    return list(found.values())


def _another(frame: Frame, than: str) -> str:
    return frame.draw.one_of([member for member in frame.desk.members if member != than])


# ---------------------------------------------------------------- ours


def relationships(frame: Frame, people: Sequence[Person]) -> Iterator[Change]:
    """Who of us looks after the account, whom we know how well, and who is for us."""
    roles = ("OWNER", "MEMBER", "MEMBER", "MEMBER", "SPONSOR")
    for member, role in zip(frame.desk.members, roles, strict=True):
        yield Put(Manages, {"from": member, "to": frame.root, "role": role})
    for person in people:
        if person.is_there(frame.today) and frame.draw.chance(KNOWN[person.seniority]):
            yield from _known(frame, person)


def _known(frame: Frame, person: Person) -> Iterator[Change]:
    members = {frame.member() for _ in range(frame.draw.whole(1, 3))}
    senior = person.seniority in ("C_LEVEL", "VP")
    for member in sorted(members):
        level = frame.draw.weighted(LEVEL_WEIGHTS)
        target = min(4, level + frame.draw.whole(1, 2)) if senior or frame.draw.chance(0.1) else None
        wish = {"targetLevel": LEVELS[target]} if target is not None else {}
        yield claim(frame, Knows, member, person.id, member, level=LEVELS[level], **wish)
    if frame.draw.chance(0.3):
        stance = max(-1.0, min(1.0, round(frame.draw.normal(0.2, 0.5), 2)))
        yield claim(frame, HoldsStance, person.id, frame.root, stance=stance)
