"""Timing: how long work takes, what it takes against other work, and how that grows."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from statistics import median

__all__ = ["Work", "factor", "growth", "rate", "seconds", "times"]

Work = Callable[[], Awaitable[object]]


async def seconds(*works: Work, repeats: int) -> list[float]:
    """The median time of each work. They take turns, so that what slows the machine slows them all."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(repeats):
        for work, times in zip(works, taken, strict=True):
            began = time.perf_counter()
            await work()
            times.append(time.perf_counter() - began)
    return [median(times) for times in taken]


def times(repeats: int, *works: Callable[[], object]) -> list[float]:
    """As `seconds`, of work that waits for nothing."""

    def later(work: Callable[[], object]) -> Work:
        async def done() -> None:
            work()

        return done

    return asyncio.run(seconds(*map(later, works), repeats=repeats))


async def rate(work: Callable[[int], Awaitable[object]], at_once: int, duration: float) -> float:
    """How often a second the work is done by so many who do it at the same time; it is told who does it."""
    done, began = 0, time.perf_counter()

    async def repeat(who: int) -> None:
        nonlocal done
        while time.perf_counter() - began < duration:
            await work(who)
            done += 1

    await asyncio.gather(*map(repeat, range(at_once)))
    return done / (time.perf_counter() - began)


def factor(ratio: float) -> str:
    """A ratio in words: to two digits."""
    return f"× {ratio:.0f}" if ratio >= 10 else f"× {ratio:.2g}"


def growth(sizes: Sequence[int], times: Sequence[float]) -> str:
    """By which factor the time grows from the first size to the last, as that of a tenfold size."""
    exponent = math.log(times[-1] / times[0]) / math.log(sizes[-1] / sizes[0])
    return factor(10**exponent)
