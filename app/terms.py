"""On which terms requests are answered: how much of anything, how often, and with what to look around."""

from dataclasses import dataclass
from typing import Final

from app.trusted import TrustedDocuments
from schema.limits import DEFAULTS, Limits

__all__ = ["OPEN", "Terms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an application is told. Each but `limits`, which has more of them, is a setting of the same name."""

    limits: Limits = DEFAULTS
    max_body_kilobytes: int = 1024
    max_requests_per_minute: int | None = None
    max_uploads: int = 2
    max_upload_megabytes: int = 50
    max_upload_rows: int = 200_000
    max_upload_seconds: float = 300
    max_subscriptions: int = 2_000
    max_socket_operations: int = 100
    answers_megabytes: int = 64
    graphiql: bool = True
    allowed_hosts: tuple[str, ...] = ()
    trusted_documents: TrustedDocuments | None = None
    only_trusted_documents: bool = False


OPEN: Final = Terms()
"""The usual ones where only this machine asks."""
