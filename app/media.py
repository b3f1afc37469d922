"""In which media type a request is answered: the one that its Accept header likes best."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from starlette.datastructures import Headers

__all__ = ["EVENT_STREAM", "GRAPHQL", "HTML", "JSON", "listed", "preferred"]

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"
EVENT_STREAM: Final = "text/event-stream"
HTML: Final = "text/html"

_RANGE: Final = re.compile(r"\s*([!#$%&'*+.^_`|~\w-]+)/([!#$%&'*+.^_`|~\w-]+)\s*((?:;[^;]*)*)")
_QUALITY: Final = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)")


class _Range(NamedTuple):
    """A part of an Accept header: the types that it names, as `text/*`, and how much it likes them."""

    kind: str
    subtype: str
    quality: float

    @property
    def precision(self) -> int:
        """A type counts for itself more than as one of many."""
        return (self.kind != "*") + (self.subtype != "*")

    def names(self, media_type: str) -> bool:
        kind, subtype = media_type.split("/")
        return self.kind in ("*", kind) and self.subtype in ("*", subtype)


def listed(headers: Headers, name: str) -> str:
    """The whole of a header that is a list, which may come in several lines (RFC 9110, 5.3); empty if it is none."""
    return ",".join(headers.getlist(name))


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """Which of the types offered an `Accept` header (RFC 9110, 12.5.1) likes best; null where it likes none.

    Of two that it likes as well, the one that it names more precisely, or else first, or else that is offered first.
    An empty header likes everything.
    """
    ranges = list(_ranges(accept or "*/*"))
    liked = []
    for media_type in offered:
        naming = [(each.precision, -at, each.quality) for at, each in enumerate(ranges) if each.names(media_type)]
        if naming and (best := max(naming))[2] > 0:
            liked.append((best[2], best[0], best[1], media_type))
    return max(liked, key=lambda each: each[:3])[3] if liked else None


def _ranges(accept: str) -> Iterator[_Range]:
    """What cannot be read of it counts nowhere."""
    for part in accept.lower().split(","):
        if found := _RANGE.fullmatch(part):
            quality = _QUALITY.search(found[3])
            yield _Range(found[1], found[2], float(quality[1]) if quality else 1.0)
