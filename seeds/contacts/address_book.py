"""Who has which e-mail address: of us, and of the stakeholders of the accounts."""

from collections import Counter, defaultdict
from typing import Final

from graph.model import Interaction, Organisation, Stakeholder, TeamMember, WorksIn
from graph.snapshot import AccountGraph, Snapshot

__all__ = ["AddressBook"]

PUBLIC: Final = frozenset(
    {
        *(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "icloud.com",
        ),
        *("me.com", "aol.com", "gmx.net", "gmx.de", "gmx.at", "web.de", "t-online.de", "t-online.hu", "proton.me"),
        *("protonmail.com", "freemail.hu", "citromail.hu", "indamail.hu", "upcmail.hu", "mail.ru", "yandex.ru"),
        *("wp.pl", "o2.pl", "seznam.cz", "centrum.cz", "orange.fr", "free.fr", "libero.it"),
    }
)  # domains of which everybody can have an address


class AddressBook:
    """The addresses of people who are known, in lower case. An account is learnt, and not held."""

    def __init__(self, team: Snapshot) -> None:
        self._ours = {each.email.casefold() for each in team.all(TeamMember) if each.email}
        self._theirs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._employers: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._zones: dict[str, str | None] = {}
        self._contacts: set[tuple[str, str]] = set()

    def learn(self, graph: AccountGraph) -> None:
        """The people of an account, and its contacts."""
        account = graph.account
        self._zones[account.scope] = graph.root.time_zone
        self._contacts |= {(account.scope, contact.key.rpartition("-")[2]) for contact in account.all(Interaction)}
        for person in account.all(Stakeholder):
            if person.email:
                self._theirs[person.email.casefold()][account.scope] += 1
                self._learn_employers(account, person)

    def is_ours(self, address: str) -> bool:
        """Whether it is that of one of us."""
        return address in self._ours

    def scopes(self, address: str) -> Counter[str]:
        """How many stakeholders of which accounts have it."""
        return self._theirs.get(address, Counter())

    def time_zone(self, scope: str) -> str | None:
        """The time zone in which an account's days are counted."""
        return self._zones[scope]

    def has_contact(self, scope: str, key: str) -> bool:
        """Whether the account has a contact whose key ends so, behind the name of its source."""
        return (scope, key) in self._contacts

    def employer(self, address: str) -> str:
        """The organisation where most of those work whose address has this domain; empty where none is known."""
        found = self._employers.get(_domain(address))
        return min(found, key=lambda name: (-found[name], name)) if found else ""

    def _learn_employers(self, account: Snapshot, person: Stakeholder) -> None:
        domain = _domain(person.email or "")
        for edge in account.out(person.id, WorksIn) if domain not in PUBLIC else ():
            if isinstance(where := account.nodes.get(edge.target), Organisation):
                self._employers[domain][where.name] += 1


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()
