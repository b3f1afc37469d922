"""What an upload asks for: as what its files are to be read, and what is to become of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.mapping import mapping
from app.reading_as import DATES, DECIMALS, reading_as
from graph.errors import InvalidInput
from seeds.importing.profile import PROFILES, Profile, shipped

__all__ = ["FIELDS", "Order"]

READING: Final[Mapping[str, Mapping[str, object] | None]] = {
    "dates": DATES,
    "decimals": DECIMALS,
    "currency": None,
    "encoding": None,
}
FIELDS: Final = ("profile", "mapping", "account", *READING, "commit", "token", "leftOut")
"""The fields of a form that make an order."""

SWITCH: Final = {"true": True, "false": False, "": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted. Without a `profile` the files are accounts that Stakegraph exported, calendars, or mailboxes.

    `token` is that of the preview that was looked at. `left_out`: the rows that are to be mended are wanted, too.
    """

    profile: Profile | None = None
    account: str | None = None
    commit: bool = False
    token: str | None = None
    left_out: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Order":
        """The order that the fields of a form make. Raises InvalidInput, which names the field."""
        return cls(
            profile=_profile(given),
            account=given.get("account") or None,
            commit=_switch(given, "commit"),
            token=given.get("token") or None,
            left_out=_switch(given, "leftOut"),
        )


def _profile(given: Mapping[str, str]) -> Profile | None:
    name, own = given.get("profile"), given.get("mapping")
    reading = {word: _one_of(given, word, READING[word]) for word in READING}
    if name and own:
        raise InvalidInput("give either a profile or a mapping, not both", ["mapping"])
    if own:
        return reading_as(mapping(own, "mapping"), reading)
    if not name:
        return None
    if name not in PROFILES:
        raise InvalidInput(f"profile must be one of {', '.join(PROFILES)}, not {name!r}", ["profile"])
    return reading_as(shipped(name), reading)


def _one_of(given: Mapping[str, str], word: str, known: Mapping[str, object] | None) -> str | None:
    told = given.get(word) or None
    if told is not None and known is not None and told not in known:
        raise InvalidInput(f"{word} must be one of {', '.join(known)}, not {told!r}", [word])
    return told


def _switch(given: Mapping[str, str], word: str) -> bool:
    told = given.get(word, "")
    if told not in SWITCH:
        raise InvalidInput(f"{word} must be true or false, not {told!r}", [word])
    return SWITCH[told]
