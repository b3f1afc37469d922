"""On which terms requests are answered: how much of anything, how often, and with what to look around."""

from dataclasses import dataclass
from typing import Final

from schema.limits import DEFAULTS, Limits

__all__ = ["OPEN", "Terms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an application is told. Each but `limits`, which has more of them, is a setting of the same name."""

    limits: Limits = DEFAULTS
    max_body_kilobytes: int = 1024
    max_requests_per_minute: int | None = None
    graphiql: bool = True


OPEN: Final = Terms()
"""The usual ones where only this machine asks."""
