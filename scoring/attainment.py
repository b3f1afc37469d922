"""How far has a KPI come?"""

from datetime import date

from graph.model import Kpi, Measurement, Measures
from graph.snapshot import Snapshot

__all__ = ["attainment", "mean_attainment", "measurements"]


def measurements(snapshot: Snapshot, kpi: str, day: date) -> tuple[Measurement, ...]:
    """The values of a KPI, by its id, that were taken by a day, the oldest first. Linear in them, and a sort.

    >>> measurements(Snapshot("empty"), "empty/Kpi/x", date(2026, 1, 1))
    ()
    """
    found = (snapshot.nodes[edge.source] for edge in snapshot.into(kpi, Measures))
    taken = [each for each in found if isinstance(each, Measurement) and each.on <= day]
    return tuple(sorted(taken, key=lambda each: (each.on, each.id)))


def attainment(snapshot: Snapshot, kpi: Kpi, day: date) -> float | None:
    """How much of the way from its baseline to its target a KPI has come by a day, 0..1.

    clip((latest - baseline) / (target - baseline), 0, 1). Null where one of the three is missing, or where there is no
    way to go. Linear in its measurements.

    >>> made, _ = Kpi.decode({"id": "a/Kpi/x", "name": "Margin", "kind": "PROFITABILITY", "target": 0.2})
    >>> attainment(Snapshot("a"), made, date(2026, 1, 1)) is None
    True
    """
    taken = measurements(snapshot, kpi.id, day)
    if not taken or kpi.baseline is None or kpi.target is None or kpi.target == kpi.baseline:
        return None
    return min(1.0, max(0.0, (taken[-1].value - kpi.baseline) / (kpi.target - kpi.baseline)))


def mean_attainment(snapshot: Snapshot, day: date) -> float | None:
    """The mean of the attainments of an account's KPIs that have one, 0..1; null where none has.

    Linear in the measurements.

    >>> mean_attainment(Snapshot("empty"), date(2026, 1, 1)) is None
    True
    """
    each_one = [attainment(snapshot, kpi, day) for kpi in snapshot.all(Kpi)]
    known = [found for found in each_one if found is not None]
    return sum(known) / len(known) if known else None
