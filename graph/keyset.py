"""Keysets: the order of rows by some columns, and what comes before or after a place in it, as Cypher."""

from collections.abc import Sequence

__all__ = ["Columns", "after", "before", "order"]

Columns = Sequence[tuple[str, bool]]
"""Expressions, each with whether it falls. All together they tell each row from all others; nulls are last."""


def order(columns: Columns, *, backwards: bool = False) -> str:
    """What to order by; `backwards`, what is last comes first.

    Where a database puts nulls turns with the direction: so being null is a column of its own.
    """
    null = "IS NOT NULL" if backwards else "IS NULL"
    return ", ".join(
        f"{value} {null}, {value} {'DESC' if falls is not backwards else 'ASC'}" for value, falls in columns
    )


def after(columns: Columns, place: str) -> str:
    """Whether a row comes after a place: a parameter that is null, and then all do, or holds the columns' values."""
    return _beyond(columns, place, backwards=False)


def before(columns: Columns, place: str) -> str:
    """Whether a row comes before a place, as `after`."""
    return _beyond(columns, place, backwards=True)


def _beyond(columns: Columns, place: str, *, backwards: bool) -> str:
    told, same = [f"{place} IS NULL"], ""
    for number, (value, falls) in enumerate(columns):
        there = f"{place}[{number}]"
        later = f"{value} {'<' if falls is not backwards else '>'} {there}"
        null, known = (there, value) if backwards else (value, there)
        told.append(f"{same}({later} OR {null} IS NULL AND {known} IS NOT NULL)")
        same += f"({value} = {there} OR {value} IS NULL AND {there} IS NULL) AND "
    return f"({' OR '.join(told)})"
