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
def shown(accounts: int) -> Iterator[Callable[[int], None]]:
    """To be called with how many are done: draws a bar on a terminal, and writes a line now and then elsewhere."""
    if not sys.stdout.isatty():
        started = time.monotonic()
        yield lambda done: _tell(done, accounts, started)
        return
    with click.progressbar(length=accounts, label="Accounts", show_pos=True) as bar:
        yield lambda done: bar.update(done - bar.pos)


def _tell(done: int, accounts: int, started: float) -> None:
    if done and done % max(1, accounts // STEPS) == 0:
        click.echo(f"{done} of {accounts} accounts after {time.monotonic() - started:.0f} s")
