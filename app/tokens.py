"""Tokens of an issuer (JSON Web Tokens): whether one is valid, and what it says of who bears it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import jwt
import structlog

from app.issuer import Issuer
from app.trust import Trust
from graph.keys import OF_KEYS
from graph.viewer import LOCAL, Role

__all__ = ["Claims", "InvalidToken", "claims_of"]

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""All asymmetric: with one that is not, whoever can check a token could make it."""

LEEWAY: Final = 30  # seconds that clocks may differ
LEAST_BITS: Final = 2048  # of an RSA key
LONGEST_SUBJECT: Final = 255  # characters
LONGEST_REASON: Final = 200  # characters: it may repeat what somebody sent
REQUIRED: Final = ("iss", "aud", "sub", "exp", "iat")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says. `accounts` are keys, or `*`; `member` is a key of one of us, or their e-mail address."""

    subject: str
    role: Role | None
    accounts: tuple[str, ...] | None
    member: str | None
    expires: datetime


class InvalidToken(Exception):
    """A token that is not believed. What is told of the reason helps nobody to make a better one."""


async def claims_of(token: str, trust: Trust, issuer: Issuer) -> Claims:
    """What a token says. Raises InvalidToken, and Unavailable where the issuer's keys cannot be had."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm, key = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS or "crit" in header:
            raise jwt.InvalidAlgorithmError(f"signed by {algorithm!r}")
        known = await issuer.key(key)
        if known is None:
            raise jwt.InvalidKeyError(f"no key {key!r}")
        return _claims(_verified(token, known.ready(algorithm), trust), trust)
    except jwt.ExpiredSignatureError as error:
        raise InvalidToken("the token has expired") from error
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
        _log.info("a token is not valid", reason=f"{type(error).__name__}: {error}"[:LONGEST_REASON])
        raise InvalidToken("the token is not valid here") from error


def _verified(token: str, key: jwt.PyJWK, trust: Trust) -> Mapping[str, Any]:
    if key.key_type == "RSA" and key.key.key_size < LEAST_BITS:
        raise jwt.InvalidKeyError(f"a key of {key.key.key_size} bits")
    claims: Mapping[str, Any] = jwt.decode(
        token,
        key,
        algorithms=list(ALGORITHMS),
        audience=trust.audience,
        issuer=trust.issuer,
        leeway=LEEWAY,
        options={"require": list(REQUIRED)},
    )
    return claims


def _claims(claims: Mapping[str, Any], trust: Trust) -> Claims:
    subject = claims["sub"].strip()
    if not 0 < len(subject) <= LONGEST_SUBJECT or subject == LOCAL.subject or subject.startswith(OF_KEYS):
        raise ValueError("sub is empty, too long, or what others are called here")
    accounts = _claim(claims, trust.accounts_claim)
    member = _claim(claims, trust.member_claim)
    is_verified = trust.member_claim != "email" or claims.get("email_verified", True) is True
    return Claims(
        subject=subject,
        role=max(_roles(_claim(claims, trust.role_claim)), key=list(Role).index, default=None),
        accounts=None if accounts is None else tuple(_words(accounts)),
        member=member if isinstance(member, str) and member and is_verified else None,
        expires=datetime.fromtimestamp(claims["exp"], UTC),
    )


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this name, or the one that is reached by it from object to object: `realm_access.roles`."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _roles(said: Any) -> Iterator[Role]:
    """Those of our roles that are named, in any case; all else that is said there is for others."""
    for word in _words(said):
        if word.upper() in Role.__members__:
            yield Role(word.upper())


def _words(said: Any) -> list[str]:
    """Of a list, or of words with spaces between them."""
    if isinstance(said, str):
        return said.split()
    return [each for each in said if isinstance(each, str)] if isinstance(said, list) else []
