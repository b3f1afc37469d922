"""The addresses in a header such as To: names, comments and groups around them taken off (RFC 5322, 3.4).

The standard library reads them far too slowly for a mailbox, or otherwise from one release of Python to the next.
"""

import re
from typing import Final

from seeds.files.emails import email

__all__ = ["addresses"]

_ANGLES: Final = re.compile(r"<([^<>]*)>")
_GROUP: Final = re.compile(r"\A[^@<]*:")
_LINK: Final = re.compile(r"\A\s*mailto:", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[,;]")


def addresses(text: str) -> list[str]:
    """All addresses, in lower case, each once. What is none, such as half of a name, is passed over.

    >>> addresses('"Kiss, Anna" <anna@x.example>, Sales: BOB@x.example (at home);')
    ['anna@x.example', 'bob@x.example']
    """
    found = (_address(part) for part in _BETWEEN.split(_outspoken(text)))
    return list(dict.fromkeys(address for address in found if address))


def _address(part: str) -> str:
    named = _ANGLES.search(part)
    bare = named[1] if named else part if _LINK.match(part) else _GROUP.sub("", part)
    return (email(bare.strip(" \t\r\n<>'")).value or "").casefold() if "@" in bare else ""


def _outspoken(text: str) -> str:
    """The text without what stands in quotes and brackets; where those do not match, all of it but for their signs."""
    if '"' not in text and "(" not in text:
        return text
    kept, depth, quoted, escaped = [], 0, False, False
    for letter in text:
        if escaped or letter == "\\":
            escaped = not escaped and letter == "\\"
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter in "()" and not quoted:
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif not quoted and not depth:
            kept.append(letter)
    return re.sub(r'["()\\]', " ", text) if quoted or depth else "".join(kept)
