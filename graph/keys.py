"""API keys: how services, and calendars, say who they are; kept beside the journal, and of each its hash alone."""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from graph import cypher
from graph.codec import native
from graph.connection import Connection, Transaction
from graph.moment import bounds_of, day_of
from graph.viewer import Role, Viewer

__all__ = ["OF_KEYS", "PREFIX", "ApiKey", "Keys", "drop_keys_of", "key_id", "new_api_key"]

PREFIX: Final = "sgk_"
"""What every key begins with, so that people and scanners know one where they see it."""

OF_KEYS: Final = "key:"
"""What the subject of whoever asks with a key begins with, and nobody else's."""

SECRET: Final = 32  # random bytes: nobody guesses these, so a plain hash of them will do


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """One key. `id` is the part of it that may be known.

    `accounts` are the keys of those that it sees; null: all. `calendar` is the id of the one of us whose agenda is all
    that it opens; null: it opens whatever its role permits. It works until the end of the day `until`, in UTC.
    """

    id: str
    name: str
    hash: str
    role: Role
    accounts: tuple[str, ...] | None
    calendar: str | None
    made_on: date
    until: date | None

    def is_told_by(self, token: str) -> bool:
        """Whether the token is this key. Takes as long wherever they differ."""
        return hmac.compare_digest(_hash(token), self.hash)

    @property
    def expires(self) -> datetime | None:
        """From when on it is worth nothing."""
        return None if self.until is None else bounds_of(self.until, None)[1]

    @property
    def viewer(self) -> Viewer:
        """Who asks with it. Nobody who signs in elsewhere is called so."""
        accounts = None if self.accounts is None else frozenset(self.accounts)
        return Viewer(f"{OF_KEYS}{self.name}", self.role, accounts, self.calendar)


class Keys:
    """The keys that there are. Several may have one name: so one can take the place of another without a pause."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self) -> list[ApiKey]:
        """All of them, by name, then by id."""
        return [_key(native(row["key"])) for row in await self._connection.ask(cypher.KEYS)]

    async def add(self, key: ApiKey) -> None:
        """Keep a key."""

        async def write(tx: Transaction) -> None:
            await (await tx.run(cypher.PUT_KEY, id=key.id, key=_row(key))).consume()

        await self._connection.transact(write)

    async def revoke(self, identifier: str) -> bool:
        """Forget a key by its id; false where there is none."""

        async def drop(tx: Transaction) -> bool:
            found = await (await tx.run(cypher.KEY, id=identifier)).single()
            await (await tx.run(cypher.DROP_KEY, id=identifier)).consume()
            return found is not None

        return await self._connection.transact(drop)


def new_api_key(
    name: str,
    role: Role,
    now: datetime,
    *,
    accounts: tuple[str, ...] | None = None,
    calendar: str | None = None,
    until: date | None = None,
) -> tuple[ApiKey, str]:
    """A new key, and what its holder is given, which is told nowhere else."""
    identifier = secrets.token_hex(8)
    token = f"{PREFIX}{identifier}_{secrets.token_urlsafe(SECRET)}"
    key = ApiKey(
        id=identifier,
        name=name,
        hash=_hash(token),
        role=role,
        accounts=accounts,
        calendar=calendar,
        made_on=day_of(now, None),
        until=until,
    )
    return key, token


async def drop_keys_of(tx: Transaction, members: Iterable[str]) -> None:
    """Forget the keys of the calendars of some of us, by their ids."""
    await (await tx.run(cypher.DROP_KEYS_OF, ids=list(members))).consume()


def key_id(token: str) -> str:
    """The id that a token bears, whether or not there is such a key."""
    return token.removeprefix(PREFIX).partition("_")[0]


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _row(key: ApiKey) -> dict[str, Any]:
    accounts = None if key.accounts is None else list(key.accounts)
    values = {**asdict(key), "role": key.role.value, "accounts": accounts}
    words = {"made_on": "madeOn"}
    return {words.get(name, name): value for name, value in values.items() if value is not None}


def _key(row: Mapping[str, Any]) -> ApiKey:
    accounts = row.get("accounts")
    return ApiKey(
        id=row["id"],
        name=row["name"],
        hash=row["hash"],
        role=Role(row["role"]),
        accounts=None if accounts is None else tuple(accounts),
        calendar=row.get("calendar"),
        made_on=row["madeOn"],
        until=row.get("until"),
    )
