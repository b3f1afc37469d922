"""The issuer of tokens (OpenID Connect): its keys, fetched when they are needed and kept for a while."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
import orjson
import structlog

from app.addresses import keys_address
from graph.errors import Unavailable

__all__ = ["IssuedKey", "Issuer"]

DISCOVERY: Final = "/.well-known/openid-configuration"
FRESH: Final = 600.0  # seconds for which keys are used without a look whether there are others
KEPT: Final = 3_600.0  # seconds for which they are used while the issuer does not answer
PAUSE: Final = 10.0  # seconds from one look to the next, whoever asks for a key that is not known
PATIENCE: Final = 5.0  # seconds within which the issuer must begin to answer
LONGEST: Final = 1_000_000  # bytes of what it answers
KINDS: Final = ("RSA", "EC", "OKP")  # asymmetric: who can check a signature cannot make one

_log = structlog.get_logger(__name__)


class IssuedKey:
    """A key with which an issuer signs: `told` is what it says of it (a JWK)."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self._ready: dict[str, jwt.PyJWK] = {}

    def ready(self, algorithm: str) -> jwt.PyJWK:
        """The key for signatures by an algorithm, made once. Raises jwt.PyJWTError where it is for another."""
        if self.told.get("alg", algorithm) != algorithm:
            raise jwt.InvalidAlgorithmError(f"signed by {algorithm!r}, and the key is for {self.told['alg']!r}")
        if algorithm not in self._ready:
            self._ready[algorithm] = jwt.PyJWK(dict(self.told), algorithm=algorithm)
        return self._ready[algorithm]


class Issuer:
    """The keys with which an issuer signs, by their ids.

    They are looked for in the background once they are no longer fresh, and at once when a token names another, but
    not more often than every ten seconds. While the issuer does not answer, those that are known go on working for an
    hour. `clock` tells seconds.
    """

    def __init__(self, address: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.address = address
        self._clock = clock
        self._keys: Mapping[str | None, IssuedKey] = {}
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._failed = False
        self._looking: set[asyncio.Task[None]] = set()

    async def key(self, identifier: str | None) -> IssuedKey | None:
        """The key of this id; null where the issuer has none. Without an id, its only one.

        Raises Unavailable where the issuer would have to be asked, and does not answer.
        """
        if self._age() > KEPT:
            await self._look()
            self._demand_some()
        elif self._age() > FRESH and self._may_look():
            self._look_later()
        if identifier not in self._keys:
            await self._look()
        found = self._keys.get(identifier)
        if found is None and self._failed:
            raise _away()
        return found

    async def _look(self) -> None:
        """Fetch the keys, unless that was tried just now; whoever comes meanwhile waits for the same."""
        if self._may_look():
            self._look_later()
        if self._looking:
            await asyncio.wait(self._looking)

    def _look_later(self) -> None:
        self._tried_at = self._clock()
        task = asyncio.create_task(self._fetch())
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def _fetch(self) -> None:
        """In a thread, as names, certificates and an issuer that is slow take their time."""
        tried_at = self._clock()
        try:
            self._keys = await asyncio.to_thread(_keys_of, self.address)
        except Exception as error:  # whatever it is, those that are known stay
            self._failed = True
            _log.warning("the issuer's keys cannot be read", issuer=self.address, reason=str(error))
        else:
            self._failed, self._read_at = False, tried_at
            _log.info("the issuer's keys were read", issuer=self.address, keys=len(self._keys))

    def _age(self) -> float:
        return float("inf") if self._read_at is None else self._clock() - self._read_at

    def _may_look(self) -> bool:
        return not self._looking and (self._tried_at is None or self._clock() - self._tried_at >= PAUSE)

    def _demand_some(self) -> None:
        if self._age() > KEPT:
            raise _away()


def _away() -> Unavailable:
    return Unavailable("who signs in cannot be told now: the issuer of tokens does not answer")


def _keys_of(issuer: str) -> Mapping[str | None, IssuedKey]:
    """What the issuer signs with now. Raises OSError and ValueError."""
    told = _fetched(issuer.rstrip("/") + DISCOVERY)
    if told.get("issuer") != issuer:
        raise ValueError(f"it calls itself {told.get('issuer')!r}: give that as --oidc-issuer if it is yours")
    found = _fetched(keys_address(str(told.get("jwks_uri")))).get("keys")
    if not isinstance(found, list):
        raise ValueError("its jwks_uri tells no keys")
    keys: dict[str | None, IssuedKey] = {each.get("kid"): IssuedKey(each) for each in found if _signs(each)}
    return {**keys, None: next(iter(keys.values()))} if len(keys) == 1 else keys


def _signs(key: Any) -> bool:
    usable = isinstance(key, dict) and isinstance(key.get("kid", ""), str)
    return usable and key.get("kty") in KINDS and key.get("use", "sig") == "sig"


def _fetched(address: str) -> Mapping[str, Any]:
    """A JSON object. Raises OSError, ValueError."""
    request = Request(address, headers={"Accept": "application/json", "User-Agent": "stakegraph"})  # noqa: S310
    with _OPENER.open(request, timeout=PATIENCE) as answer:
        body = answer.read(LONGEST + 1)
    told = orjson.loads(body) if len(body) <= LONGEST else None
    if not isinstance(told, dict):
        raise ValueError(f"{address} answers no JSON object")
    return told


class _NoRedirects(HTTPRedirectHandler):
    """Whoever could send us elsewhere could choose the keys."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        raise URLError(f"it sends us on to {newurl!r}")


_OPENER: Final = build_opener(_NoRedirects)
