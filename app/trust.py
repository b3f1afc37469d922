"""Trust: whose tokens are believed, and how they are read."""

from dataclasses import dataclass

__all__ = ["Trust"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose tokens are believed, for whom they must be made out, and which claims say what somebody may do."""

    issuer: str
    audience: str
    role_claim: str = "roles"
    accounts_claim: str = "accounts"
    member_claim: str = "team_member"
