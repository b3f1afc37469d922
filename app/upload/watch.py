"""A watch on an upload: how long it may still take, how many rows it may have, and whether anybody waits for it."""

import time
from collections.abc import Collection
from threading import Event
from typing import Final

from app.answers import Refused
from app.terms import Terms
from seeds.files.limits import Limits, OverLimit

__all__ = ["Watch", "too_large"]

UNPACKED: Final = 10  # times what an upload may have
SETTINGS: Final = {
    "size": "max_upload_megabytes",
    "unpacked": "max_upload_megabytes",
    "rows": "max_upload_rows",
    "seconds": "max_upload_seconds",
}


class Watch:
    """It may be looked at, and stopped, from any thread. `written` are the scopes that were written to so far."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.written: set[str] = set()
        self._ends = time.monotonic() + terms.max_upload_seconds
        self._stopped = Event()

    @property
    def left(self) -> float:
        """How many seconds it may still take."""
        return max(0.0, self._ends - time.monotonic())

    @property
    def limits(self) -> Limits:
        """What each of its files may take."""
        size, seconds = self.terms.max_upload_megabytes * 2**20, self.terms.max_upload_seconds
        return Limits(size=size, unpacked=UNPACKED * size, rows=self.terms.max_upload_rows, seconds=seconds)

    def look(self, rows: int = 0) -> None:
        """Go on, with so many rows read so far. Raises Refused where that is too many, or it has taken too long."""
        if self._stopped.is_set():
            raise Refused(
                503, f"the service ends, and takes the upload again once it is there{self._so_far}", {"code": "ENDING"}
            )
        if not self.left:
            raise self.over_time()
        if rows > self.terms.max_upload_rows:
            raise _refused(
                413, f"the files have more than {self.terms.max_upload_rows} rows", "max_upload_rows", self.terms
            )

    def stop(self) -> None:
        """Nobody waits for it any more: it ends when it is looked at next."""
        self._stopped.set()

    def wrote(self, scopes: Collection[str]) -> None:
        """These scopes were written to."""
        self.written.update(scopes)

    def over_time(self) -> Refused:
        """What is told once it has taken too long."""
        text = f"the upload takes more than {self.terms.max_upload_seconds:g} seconds{self._so_far}"
        return _refused(503, text, "max_upload_seconds", self.terms)

    @property
    def _so_far(self) -> str:
        """What to say of the accounts that are written, where there are any."""
        if not self.written:
            return ""
        return "; some accounts are written whole, and the same upload again goes on with the others"


def too_large(error: OverLimit, terms: Terms) -> Refused:
    """What is told of a file that takes more than a limit; with the setting, where the limit is one."""
    setting = SETTINGS.get(error.limit)
    if setting is None:
        return Refused(413, error.message, {"code": "UPLOAD_TOO_LARGE"})
    return _refused(503 if error.limit == "seconds" else 413, error.message, setting, terms)


def _refused(status: int, text: str, setting: str, terms: Terms) -> Refused:
    code = "TIMEOUT" if status == 503 else "UPLOAD_TOO_LARGE"
    told = {"code": code, "setting": setting, "limit": getattr(terms, setting)}
    return Refused(status, f"{text} (setting {setting})", told)
