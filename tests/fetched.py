"""What the tests fetch once and keep in the user's cache directory, outside the checkout."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from filelock import FileLock

__all__ = ["FETCH_SECONDS", "fetched"]

FETCH_SECONDS: Final = 600


def fetched(name: str, fetch: Callable[[Path], None]) -> Path:
    """The directory of this name in the cache, which `fetch` fills where it is not there: once for two runs."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stakegraph"
    cache.mkdir(parents=True, exist_ok=True)
    whole = cache / name
    with FileLock(f"{whole}.lock", timeout=FETCH_SECONDS):
        if not whole.exists():
            _fetch(whole, fetch)
    return whole


def _fetch(whole: Path, fetch: Callable[[Path], None]) -> None:
    """Fetch into a sibling that gets its name only when it is complete; sweep up what broke off before."""
    for broken_off in whole.parent.glob(f"{whole.name}.part-*"):
        shutil.rmtree(broken_off, ignore_errors=True)
    with TemporaryDirectory(dir=whole.parent, prefix=f"{whole.name}.part-") as part:
        directory = Path(part, "fetched")
        directory.mkdir()
        fetch(directory)
        directory.rename(whole)
