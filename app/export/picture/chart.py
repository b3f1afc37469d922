"""Who stands under whom on the map, and in which part of the client."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Line, ReportsTo
from schema.context import Reading
from schema.stakeholder_map import MapFilter, MapGroup, MapNode, StakeholderMap, stakeholder_map

__all__ = ["Branch", "Chart", "Report", "chart_of"]


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting line, by the keys of both. The `chief` one is the one by which the layout places people."""

    person: str
    manager: str
    line: Line
    is_chief: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """People of one division, from the topmost down, who stand side by side on the map; by their keys."""

    division: str
    head: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """The people of a map with their order. `homes` are the names of the organisations that they work in."""

    map: StakeholderMap
    people: Mapping[str, MapNode]
    reports: Sequence[Report]
    branches: Sequence[Branch]
    homes: Mapping[str, str]


def chart_of(reading: Reading) -> Chart:
    """The chart of an account. Linear in the people, lines and organisations, and a sort."""
    drawn = stakeholder_map(reading, MapFilter())
    people = {node.key: node for node in drawn.nodes}
    reports = _reports(reading, people)
    homes = {node: group for group in drawn.groups for node in group.nodes}
    names = {key: group.label for key, group in homes.items() if group.parent is not None}
    divisions = _divisions(drawn.groups, homes)
    return Chart(drawn, people, reports, list(_branches(people, reports, divisions)), names)


def _reports(reading: Reading, people: Mapping[str, MapNode]) -> list[Report]:
    """The lines between people of the map. Of several solid ones, the first by id places somebody, as in the layout."""
    keys = {node.stakeholder.item.id: node.key for node in people.values() if node.stakeholder}
    lines = [
        line
        for line in reading.account.all(ReportsTo)
        if line.stands_on(reading.day) and line.source in keys and line.target in keys
    ]
    chiefs: dict[str, str] = {}
    for line in lines:
        if line.line is Line.SOLID:
            chiefs[line.source] = min(line.target, chiefs.get(line.source, line.target))
    return [
        Report(
            keys[line.source],
            keys[line.target],
            line.line,
            line.line is Line.SOLID and chiefs[line.source] == line.target,
        )
        for line in lines
    ]


def _divisions(groups: Sequence[MapGroup], homes: Mapping[str, MapGroup]) -> dict[str, str]:
    """The name of the division, right under the account, that each person works in; nobody's who work above them."""
    known = {group.key: group for group in groups}

    def division(group: MapGroup) -> str | None:
        above = known[group.parent] if group.parent else None
        if above is None:
            return None
        return group.label if above.parent is None else division(above)

    found = {key: division(group) for key, group in homes.items()}
    return {key: name for key, name in found.items() if name is not None}


def _branches(
    people: Mapping[str, MapNode], reports: Sequence[Report], divisions: Mapping[str, str]
) -> Iterator[Branch]:
    """Every part of the tree of people that one division begins, with all who stand under its head; none of one."""
    below: dict[str, list[str]] = defaultdict(list)
    chiefs: dict[str, str] = {}
    for report in reports:
        if report.is_chief:
            below[report.manager].append(report.person)
            chiefs[report.person] = report.manager
    for key in people:
        division = divisions.get(key)
        if division is None or (key in chiefs and divisions.get(chiefs[key]) == division):
            continue
        under = [key]
        for each in under:  # grows while it is walked
            under += below[each]
        if len(under) > 1:
            yield Branch(division, key, tuple(under))
