"""Archives, of which nobody knows what they unpack to: they are checked before they are read, and counted meanwhile."""

import struct
import zlib
from collections.abc import Iterator
from os import SEEK_END
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from seeds.files.limits import Budget

__all__ = ["Package"]

CHUNK: Final = 2**16
MOST_MEMBERS: Final = 10_000
LONGEST_DIRECTORY: Final = 2**23  # bytes
_END: Final = struct.Struct("<4s4H2LH")  # the record at the end of an archive, which says how many members there are
_END_SIGNATURE: Final = b"PK\x05\x06"
_ENCRYPTED: Final = 1
_BROKEN: Final = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError)


class Package:
    """An open archive. What its directory says of itself must keep the limits, and so must what is read of it."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        self._budget = budget
        members, directory = _told_at_the_end(file)
        if members > MOST_MEMBERS or directory > LONGEST_DIRECTORY:
            raise budget.refused(f"holds more than {MOST_MEMBERS} files: take out the tables")
        try:
            self._archive = ZipFile(file)
        except _BROKEN as error:
            raise self._damaged() from error
        self._infos = {info.filename: info for info in self._archive.infolist() if not info.is_dir()}
        budget.take_unpacked(
            sum(info.compress_size for info in self._infos.values()),
            sum(info.file_size for info in self._infos.values()),
        )

    @property
    def names(self) -> list[str]:
        """The names of its files, in their order."""
        return list(self._infos)

    def size(self, name: str) -> int:
        """How many bytes a member says it unpacks to."""
        return self._infos[name].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, part by part."""
        info = self._readable(name)
        unpacked = 0
        try:
            with self._archive.open(info) as member:
                while chunk := member.read(CHUNK):
                    unpacked += len(chunk)
                    self._budget.take_unpacked(info.compress_size, unpacked)
                    self._budget.tick()
                    yield chunk
        except _BROKEN as error:
            raise self._damaged() from error

    def _readable(self, name: str) -> ZipInfo:
        info = self._infos[name]
        if info.flag_bits & _ENCRYPTED:
            raise self._budget.refused("has a password: save it without one")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self._budget.refused("is packed in an unusual way: pack it again as a plain .zip")
        self._budget.take_unpacked(info.compress_size, info.file_size)
        return info

    def _damaged(self) -> Exception:
        return self._budget.refused("is damaged: the archive cannot be unpacked")


def _told_at_the_end(file: IO[bytes]) -> tuple[int, int]:
    """How many members an archive says it has, and in how many bytes it lists them, before the list is read."""
    length = min(file.seek(0, SEEK_END), _END.size + 2**16)
    file.seek(-length, SEEK_END)
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END_SIGNATURE)
    if not 0 <= at <= len(tail) - _END.size:
        return 0, 0
    _, _, _, _, members, directory, _, _ = _END.unpack_from(tail, at)
    return members, directory
