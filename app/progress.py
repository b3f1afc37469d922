"""Progress of a command that goes through many accounts."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

__all__ = ["shown"]

STEPS: Final = 10  # lines in which progress is told where there is no terminal


@contextmanager
def shown(count: int, what: str = "accounts", least: float = 0.0) -> Iterator[Callable[[int], None]]:
    """To be called with how many are done: draws a bar on a terminal, and writes a line now and then elsewhere.

    Such a line is only written after `least` seconds.
    """
    if not sys.stdout.isatty():
        yield _Lines(count, what, least).tell
        return
    with click.progressbar(length=count, label=what.capitalize(), show_pos=True) as bar:
        yield lambda done: bar.update(done - bar.pos)


class _Lines:
    """Progress as lines, one for each tenth."""

    def __init__(self, count: int, what: str, least: float) -> None:
        self._count = count
        self._what = what
        self._least = least
        self._started = time.monotonic()
        self._told = 0

    def tell(self, done: int) -> None:
        seconds, step = time.monotonic() - self._started, max(1, self._count // STEPS)
        if done // step > self._told and seconds >= self._least:
            self._told = done // step
            click.echo(f"{done} of {self._count} {self._what} after {seconds:.0f} s")
