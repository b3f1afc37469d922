"""Where on the map?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from graph.model import Line, ReportsTo
from graph.snapshot import Snapshot

__all__ = ["layout"]


def layout(snapshot: Snapshot, people: Sequence[str], day: date) -> Mapping[str, tuple[float, float]]:
    """A place for each person: layers by solid line, siblings in the order of their ids.

    Whoever reports to nobody here is in layer y = 0, their reports in y = 1, and so on. Leaves stand side by side,
    one unit apart, and a manager over the middle of their reports. Whoever has several managers stands under the
    first by id. The same snapshot has the same places, and a small change keeps everybody's order.

    Parameters
    ----------
    snapshot : the account
    people : the ids to place
    day : the day whose lines count

    Returns
    -------
    x and y by id; x from 0 to the right, y from 0 downwards, in units of one place.

    Notes
    -----
    Linear in the people and lines, and a sort.

    Examples
    --------
    >>> layout(Snapshot("empty"), ["a/Stakeholder/x", "a/Stakeholder/y"], date(2026, 1, 1))
    {'a/Stakeholder/x': (0.0, 0.0), 'a/Stakeholder/y': (1.0, 0.0)}

    References
    ----------
    The layered drawing of a tree as in Reingold, E. M. and Tilford, J. S. (1981). Tidier drawings of trees. IEEE
    Transactions on Software Engineering 7, 223-228; without their sharing of columns, which moves whole branches.
    """
    here = set(people)
    reports: dict[str | None, list[str]] = defaultdict(list)
    for person in sorted(here):
        reports[_manager(snapshot, person, here, day)].append(person)
    depth = _depths(reports)
    x = _columns(reports, sorted(depth, key=lambda person: -depth[person]))
    return {person: (x[person], float(depth[person])) for person in sorted(here)}


def _manager(snapshot: Snapshot, person: str, here: set[str], day: date) -> str | None:
    lines = [line for line in snapshot.out(person, ReportsTo) if line.line is Line.SOLID and line.stands_on(day)]
    return min((line.target for line in lines if line.target in here), default=None)


def _depths(reports: Mapping[str | None, list[str]]) -> dict[str, int]:
    depth = dict.fromkeys(reports.get(None, []), 0)
    queue = list(depth)
    for manager in queue:  # grows while it is walked
        for person in reports.get(manager, []):
            depth[person] = depth[manager] + 1
            queue.append(person)
    return depth


def _columns(reports: Mapping[str | None, list[str]], bottom_up: Sequence[str]) -> dict[str, float]:
    x: dict[str, float] = {}
    stack = list(reversed(reports.get(None, [])))
    column = 0.0
    while stack:  # leaves from left to right
        person = stack.pop()
        if reports.get(person):
            stack += reversed(reports[person])
        else:
            x[person] = column
            column += 1.0
    for person in bottom_up:
        if person not in x:
            below = [x[each] for each in reports[person]]
            x[person] = (below[0] + below[-1]) / 2
    return x
