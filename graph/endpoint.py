"""Where a database answers, and as whom to ask it."""

from dataclasses import dataclass, field

__all__ = ["Endpoint"]


@dataclass(frozen=True)
class Endpoint:
    """A database's address and credentials. `database` is None where the server's own default will do."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str | None = None
