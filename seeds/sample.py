"""The sample accounts that come with Stakegraph, by name."""

from collections.abc import Callable, Mapping
from typing import Final

from graph.change import Change
from seeds.krackhardt import account as krackhardt

__all__ = ["SAMPLES"]

SAMPLES: Final[Mapping[str, Callable[[], dict[str, list[Change]]]]] = {"krackhardt": krackhardt.changes}
