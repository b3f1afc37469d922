"""What a request may still take: its cost is counted on and its time looked at while it is answered."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Sized
from contextvars import ContextVar
from copy import copy
from typing import Any, Final, TypeVar

from graphql import FieldNode, OperationType

from schema.cost import Estimate
from schema.limits import Excess, Limits, OverLimit
from schema.plain_fields import Direct

__all__ = ["Allowance", "Metered", "allowed", "over_time"]


T = TypeVar("T")


class Allowance:
    """What one operation may take, from now on.

    Its cost begins as estimated, and rises by what each list is longer than it was taken to be, before anything of that
    list is worked out. That of a mutation does not: when its answer is made, it is too late to refuse it.
    """

    def __init__(self, limits: Limits, estimate: Estimate, kind: OperationType) -> None:
        self.limits = limits
        self.cost = self.estimated = estimate.cost
        self.lists = {} if kind is OperationType.MUTATION else estimate.lists
        self.until = time.monotonic() + limits.max_seconds

    def renewed(self) -> "Allowance":
        """The same once more, from now on: each event of a subscription is answered by itself."""
        again = copy(self)
        again.cost, again.until = self.estimated, time.monotonic() + self.limits.max_seconds
        return again

    def demand_cost(self) -> None:
        """Raise OverLimit where the cost is too high."""
        if self.cost > self.limits.max_cost:
            text = (
                f"the request asks for too much: its cost is {self.cost:.3g} or more, and {self.limits.max_cost} is"
                f" allowed (setting max_cost); ask for shorter lists, or for less of each item"
            )
            raise OverLimit(Excess.COST, text, self.limits.max_cost, "max_cost", float(f"{self.cost:.3g}"))

    def demand_time(self) -> None:
        """Raise OverLimit where the time is over."""
        if time.monotonic() > self.until:
            raise over_time(self.limits)

    async def in_time(self, answer: Awaitable[T]) -> T:
        """The answer. Raises OverLimit where it is not there in time."""
        try:
            async with asyncio.timeout(self.until - time.monotonic()) as limit:
                return await answer
        except TimeoutError:
            if not limit.expired():
                raise
            raise over_time(self.limits) from None

    def charge(self, nodes: Iterable[FieldNode], length: int) -> None:
        """Count what a list costs more than was assumed. Raises OverLimit."""
        for node in nodes:
            assumed = self.lists.get(id(node))
            if assumed is not None and length > assumed.size:
                self.cost += (length - assumed.size) * assumed.each
                self.demand_cost()


allowed: Final[ContextVar[Allowance | None]] = ContextVar("allowed", default=None)
"""That of the operation that the task is about to execute."""


def over_time(limits: Limits) -> OverLimit:
    """What is told when a request takes too long."""
    text = (
        f"the request took longer than {limits.max_seconds:g} seconds (setting max_seconds); what it was to write may"
        " have been written: with its idempotencyKey it may be sent again"
    )
    return OverLimit(Excess.TIME, text, limits.max_seconds, "max_seconds")


class Metered(Direct):
    """Executes an operation within its allowance: the time is looked at before each object, the cost at each list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allowance = allowed.get()

    @classmethod
    def build(cls, *args: Any, **kwargs: Any) -> Any:
        """An executor, or what is wrong with the variables, with the nearest names where they may be told."""
        allowance = allowed.get()
        hide = allowance is not None and not allowance.limits.suggestions
        return super().build(*args, **{**kwargs, "hide_suggestions": hide})

    def build_per_event_executor(self, payload: Any) -> Any:
        """An executor for one event of a subscription, with an allowance of its own."""
        executor: Any = super().build_per_event_executor(payload)
        if self.allowance is not None:
            executor.allowance = self.allowance.renewed()
        return executor

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The answer, within the time."""
        answer = super().execute_operation(serially)
        return answer if self.allowance is None or not self.is_awaitable(answer) else self.allowance.in_time(answer)

    def execute_fields(self, *args: Any) -> Any:
        """The fields of an object."""
        if self.allowance is not None:
            self.allowance.demand_time()
        return super().execute_fields(*args)

    def complete_list_value(self, return_type: Any, details: Any, info: Any, path: Any, result: Any, *rest: Any) -> Any:
        """The items of a list."""
        if self.allowance is not None and isinstance(result, Sized):
            self.allowance.charge((each.node for each in details), len(result))
        return super().complete_list_value(return_type, details, info, path, result, *rest)
