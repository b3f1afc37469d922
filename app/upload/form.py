"""The form of an upload: its fields, and its files, which are kept on disk."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Final, NamedTuple

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from app.upload.watch import Watch
from graph.errors import InvalidInput
from seeds.files.limits import Budget
from seeds.files.source import Source, stored

__all__ = ["Form", "read_form"]

FILES: Final = "files"
MAPPING: Final = "mapping"
MOST_FILES: Final = 100
MOST_FIELDS: Final = 50
LONGEST_FIELD: Final = 2**18  # bytes
LONGEST_NAME: Final = 200


class Form(NamedTuple):
    """What was sent."""

    fields: Mapping[str, str]
    files: Sequence[Source]


async def read_form(request: Request, directory: Path, known: Sequence[str], watch: Watch) -> Form:
    """Read the body to its end, with its files kept in the directory.

    Raises HTTPException where it is no form or takes too much, and InvalidInput where there is a field that is not
    known, or one too many.
    """
    try:
        async with asyncio.timeout(watch.left) as time, aclosing(_Parser(request)) as parser:
            form = await parser.parse()
            return await asyncio.to_thread(_kept, form, directory, known, watch)
    except MultiPartException as error:
        raise HTTPException(400, f"the request's body is not a form: {error.message}") from error
    except TimeoutError:
        if not time.expired():
            raise
        raise watch.over_time() from None


class _Parser(MultiPartParser):
    """As it is, but for what breaks off: of that, what had come is not taken for the whole."""

    def __init__(self, request: Request) -> None:
        most = {"max_files": MOST_FILES, "max_fields": MOST_FIELDS, "max_part_size": LONGEST_FIELD}
        super().__init__(request.headers, request.stream(), **most)
        self._ended = False

    def on_end(self) -> None:
        self._ended = True

    async def parse(self) -> FormData:
        form = await super().parse()
        if not self._ended:
            raise MultiPartException("It breaks off before its last boundary.")
        return form

    async def aclose(self) -> None:
        """Give back what it keeps of files."""
        for file in self._files_to_close_on_error:
            file.close()


def _kept(form: FormData, directory: Path, known: Sequence[str], watch: Watch) -> Form:
    fields: dict[str, str] = {}
    files: list[Source] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) and name == FILES:
            budget = Budget(_plain(value.filename), watch.limits)
            files.append(Source(budget.file, stored(value.file, directory / str(len(files)), budget)))
            continue
        if name not in known or (isinstance(value, UploadFile) and name != MAPPING):
            kind = "file" if isinstance(value, UploadFile) else "field"
            raise InvalidInput(
                f"there is no {kind} {name!r} in an upload: {FILES} are files, fields {', '.join(known)}", [name]
            )
        if name in fields:
            raise InvalidInput(f"{name} is given more than once", [name])
        fields[name] = _text(value) if isinstance(value, UploadFile) else value
    if not files:
        raise InvalidInput(f"there is no file: give one or several as {FILES}", [FILES])
    return Form(fields, files)


def _text(file: UploadFile) -> str:
    content = file.file.read(LONGEST_FIELD + 1)
    if len(content) > LONGEST_FIELD:
        raise InvalidInput(f"{MAPPING} is longer than {LONGEST_FIELD // 2**10} kB", [MAPPING])
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{MAPPING} is not text in UTF-8: {error}", [MAPPING]) from error


def _plain(name: str | None) -> str:
    """The name of a file without where it was, as it is told of it and never a path here."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-LONGEST_NAME:].strip() or "upload"
