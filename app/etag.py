"""Entity tags (RFC 9110, 8.8.3): what a client holds already need not be sent again."""

import re
from typing import Final

__all__ = ["is_held", "quoted_tag"]

_TAG: Final = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def quoted_tag(*parts: str) -> str:
    """The strong tag of an answer that these parts tell from all others of its address."""
    return f'"{".".join(parts)}"'


def is_held(tag: str, if_none_match: str) -> bool:
    """Whether a client that sends this `If-None-Match` header holds the answer of this tag."""
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)
