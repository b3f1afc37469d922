"""How much work something is, by what it calls: the same on any machine, however busy."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["LITTLE", "Work", "work"]

LITTLE = 2_000_000
"""Calls and returns that take a tenth of a second or two on an idle machine."""


class Work:
    """How many calls and returns there were in this thread."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, _frame: FrameType, _event: str, _arg: object) -> None:
        self.count += 1


@contextmanager
def work() -> Iterator[Work]:
    """Within the block, calls are counted."""
    done, before = Work(), sys.getprofile()
    sys.setprofile(done.add)
    try:
        yield done
    finally:
        sys.setprofile(before)
