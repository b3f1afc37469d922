"""Text as a search compares it: without case, accents and punctuation."""

import unicodedata

__all__ = ["LONGEST", "folded"]

LONGEST = 300  # characters, as many as a name may have: some letters are folded into many, and indexes have bounds

# Letters that people write without their stroke, tail or tie, and that Unicode does not take apart; apostrophes that
# it takes for letters.
_PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "ŧ": "t", "þ": "th",
     "ə": "e", "ʻ": " ", "ʼ": " "}
)  # fmt: skip


def folded(text: str) -> str:
    """The words of a text, in lower case, without accents, a space between them.

    That is Unicode's case folding (ß becomes ss) and compatibility decomposition without the marks (ő becomes o), and
    a short table of what neither takes apart (ł becomes l). All but letters and digits parts words. Folding again
    changes nothing, and a word of one script is not turned into another's.
    """
    letters = _decomposed(_decomposed(text.casefold()).casefold()).translate(_PLAIN)
    words = "".join(letter if letter.isalnum() else " " for letter in letters).split()
    return " ".join(words)[:LONGEST].rstrip()


def _decomposed(text: str) -> str:
    """The text without marks, each letter in its compatible form."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.category(c).startswith("M"))
