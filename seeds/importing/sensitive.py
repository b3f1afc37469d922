"""Columns that no stakeholder map may hold: what is private, protected by law, or opens a bank account."""

import re
from typing import Final

from graph.folding import folded

__all__ = ["sensitivity"]

_KINDS: Final[dict[str, str]] = {
    "date or place of birth": r"birth ?(?:date|day|place|year)?|date of birth|place of birth|dob|age|szuletes\w*|szul "
    r"(?:ido|datum|hely)|eletkor",
    "gender": r"gender|sex|pronouns?|nem|neme|nemi identitas",
    "origin": r"ethnic\w*|race|racial \w+|nationality|etnik\w*|nemzetiseg\w*|allampolgarsag\w*",
    "religion or politics": r"religio\w*|denomination|political (?:party|opinion|view)s?|trade union|vallas\w*"
    r"|felekezet|part(?:allas|tagsag)|szakszervezet\w*",
    "health": r"health(?! ?care)\w*|disabilit\w*|medical (?:record|condition|history)|blood (?:type|group)|egeszseg\w*"
    r"|fogyatek\w*|betegseg\w*|vercsoport",
    "private life": r"marital status|sexual \w+|mothers (?:maiden )?name|anyja neve|housing status|csaladi allapot\w*"
    r"|gyerm?ekek szama|number of children|criminal \w+",
    "income or credit": r"income|salar(?:y|ies)|wages?|credit (?:score|card)|cvv|iban|bank account|jovedelem\w*"
    r"|fizetes\w*|bankszamla\w*|bankkartya\w*|hitelkartya\w*",
    "personal number": r"(?:drivers? |driving )?licen[cs]e (?:number|no|id)|driv\w+ licen[cs]e|passport|ssn"
    r"|social security|national id|id card|identity card|personal (?:id|identification|number)"
    r"|jogositvany\w*|utlevel\w*|szemelyi (?:igazolvany|szam|azonosito)\w*|taj(?: szam)?|adoazonosito\w*",
}
_PATTERNS: Final = {kind: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for kind, pattern in _KINDS.items()}
_CAMEL: Final = re.compile(r"(?<=[^\W\d_])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")
_ALONE: Final = frozenset({"age", "nem", "sex", "race"})  # words that mean something else beside others


def sensitivity(heading: str) -> str | None:
    """What is sensitive about the column of this heading, English or Hungarian; null where nothing is.

    >>> sensitivity("Driving_License_Number__c"), sensitivity("Anyja neve"), sensitivity("Licence fee")
    ('personal number', 'private life', None)
    """
    words = folded(_CAMEL.sub(" ", heading.replace("'", "").replace("’", "")))
    words = words.removesuffix(" c").strip()
    for kind, pattern in _PATTERNS.items():
        found = pattern.search(words)
        if found and (found[0] == words or found[0] not in _ALONE):
            return kind
    return None
