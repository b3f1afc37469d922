"""Which of a profile's tables a table is: by its name and its headings."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from seeds.files.table import Table
from seeds.importing.profile import EdgeOf, FieldOf, NodeOf, Profile, Reference, TableOf
from seeds.importing.sensitive import sensitivity
from seeds.importing.words import spelt

__all__ = ["Headings", "headings_of", "is_passed", "recognised", "unlike"]

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


class Headings:
    """The headings of a table, by how they are compared. Those of sensitive columns are kept apart."""

    def __init__(self, headings: Iterable[str]) -> None:
        self.sensitive: dict[str, str] = {}
        self.used: set[str] = set()
        self._known: dict[str, str] = {}
        for heading in headings:
            if kind := sensitivity(heading):
                self.sensitive[heading] = kind
            else:
                self._known.setdefault(spelt(heading), heading)

    def first(self, candidates: Sequence[str]) -> str | None:
        """The first of the candidates that the table has, as it spells it."""
        return next((self._known[spelt(each)] for each in candidates if spelt(each) in self._known), None)

    @property
    def unused(self) -> list[str]:
        """Those that nothing was read of."""
        return [heading for heading in self._known.values() if heading not in self.used]


def recognised(table: Table, profile: Profile) -> TableOf | None:
    """The table of the profile that this one is: one of its name before others, then the one that uses most of it."""
    headings = Headings(table.headings)
    fitting = [each for each in profile.tables if not _missing(each, headings)]
    named = [each for each in fitting if _is_called(each, table)]
    known = named or [each for each in fitting if each.needs]
    return max(known, key=lambda each: _uses(each, headings), default=None)


def is_passed(table: Table, profile: Profile) -> bool:
    """Whether the profile says of a table, by its name, that it holds nothing."""
    return spelt(_name(table)) in map(spelt, profile.passes)


def unlike(table: Table, profile: Profile) -> str:
    """Why a table is none of the profile's: what the nearest of them needs."""
    headings = Headings(table.headings)
    named = [each for each in profile.tables if _is_called(each, table)]
    nearest = max(named or profile.tables, key=lambda each: _uses(each, headings))
    missing = _missing(nearest, headings)
    called = nearest.names[0] if nearest.names else (nearest.node.label if nearest.node else nearest.edges[0].type)
    return f"{called} needs {' and '.join(missing)}" if missing else f"it is not called {called}"


def _missing(known: TableOf, headings: Headings) -> list[str]:
    """What the table would need, and this one does not have."""
    return [group[0] for group in known.needs if headings.first(group) is None]


def _is_called(known: TableOf, table: Table) -> bool:
    return spelt(_name(table)) in map(spelt, known.names)


def _name(table: Table) -> str:
    return table.sheet or _SUFFIX.sub("", table.file.rsplit("/", 1)[-1])


def _uses(known: TableOf, headings: Headings) -> int:
    return len({found for each in headings_of(known) if (found := headings.first(each))})


def headings_of(known: TableOf) -> Iterator[Sequence[str]]:
    """The names of each column that a table of a profile may have."""
    yield from ([heading] for heading in known.but)
    things: list[NodeOf | EdgeOf] = [*([known.node] if known.node else []), *known.edges]
    for thing in things:
        yield from _of_fields(thing.fields)
        yield from (each.headings for each in _references(thing))
    if known.node:
        for key in known.node.key:
            yield from filter(None, (key.id, *key.columns))


def _of_fields(fields: Mapping[str, FieldOf]) -> Iterator[Sequence[str]]:
    for field in fields.values():
        yield field.headings
        yield from field.join


def _references(thing: NodeOf | EdgeOf) -> list[Reference]:
    if isinstance(thing, NodeOf):
        return thing.within
    return [each for each in (thing.from_, thing.to) if each]
