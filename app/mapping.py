"""A mapping: a profile of one's own, as a command or an upload gives it."""

from graph.errors import InvalidInput
from seeds.contacts.kinds import CALENDAR, MAILBOX
from seeds.importing.profile import Profile, profile

__all__ = ["mapping"]


def mapping(text: str, where: str) -> Profile:
    """The profile of a TOML text. Raises InvalidInput, which names each field at fault; `where` is what it is in.

    Calendars and mailboxes are known by the names of their profiles, so that no other may have these.
    """
    known = profile(text, where)
    if known.name in (CALENDAR, MAILBOX):
        raise InvalidInput(f"{where}: name: {known.name!r} is the name of a profile that comes with Stakegraph")
    return known
