"""Words that stand in cells for nothing, for yes and no, and for sums."""

import re
from typing import Final

__all__ = ["stands_for_a_sum", "stands_for_nothing", "truth"]

_NOTHING: Final = frozenset(
    {
        "#N/A", "#NV", "#HIÁNYZIK", "N/A", "n/a", "N.A.", "n.a.", "NULL", "null", "(null)", "<null>", "[null]", "NaN",
        "nan", "nil", "None", "none", "--None--", "\\N", "-", "--", "---", "–", "—", ".", "(blank)", "(empty)",
        "(üres)",
    }
)  # fmt: skip  # neither NA, which is Namibia, nor Null, which is a surname
_YES: Final = frozenset(
    {
        "1", "1.0", "true", "yes", "y", "x", "✓", "✔", "☑", "on", "igen", "i", "igaz", "ja", "j", "wahr", "oui", "vrai",
        "sí", "si", "tak", "ano", "da",
    }
)  # fmt: skip
_NO: Final = frozenset(
    {
        "0", "0.0", "false", "no", "n", "☐", "✗", "✘", "off", "nem", "hamis", "nein", "falsch", "non", "faux", "nie",
        "ne", "nu",
    }
)  # fmt: skip

_SUM: Final = re.compile(
    r"(?:(?:grand |sub)?totals?|sum|(?:mind)?összesen|(?:gesamt)?summe|gesamt|razem|celkem)\s*(?:\(.{0,40}\))?\s*:?",
    re.IGNORECASE,
)


def stands_for_a_sum(text: str) -> bool:
    """Whether the first cell of a row says that it sums up others: a word for it, perhaps with their number."""
    return bool(_SUM.fullmatch(text))


def stands_for_nothing(text: str) -> bool:
    """Whether a cell that is not empty means that it is."""
    return text in _NOTHING


def truth(text: str) -> bool | None:
    """Yes or no; null where a word is neither."""
    word = text.casefold()
    return True if word in _YES else False if word in _NO else None
