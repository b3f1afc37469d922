"""What text may hold where it is written into XML, or into a cell."""

import re
from typing import Final

__all__ = ["legal"]

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without the characters that XML 1.0 does not know (its section 2.2), however they are written.

    >>> legal("Anna\\x00 \\x0bBéla\\ufffe")
    'Anna Béla'
    """
    return _FORBIDDEN.sub("", text)
