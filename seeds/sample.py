"""The sample accounts that come with Stakegraph, by name."""

from collections.abc import Callable, Mapping
from typing import Final

from graph.change import Change
from seeds.borokvar import account as borokvar
from seeds.krackhardt import account as krackhardt

__all__ = ["SAMPLES"]

SAMPLES: Final[Mapping[str, Callable[[], dict[str, list[Change]]]]] = {
    "borokvar": borokvar.changes,
    "krackhardt": krackhardt.changes,
}
"""Borókvári Művek, an invented group and the first to look at; Krackhardt's managers, 21 real people (SOURCE.md)."""
