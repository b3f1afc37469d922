"""What is refused before it is looked at: foreign hosts and origins, other bodies than JSON, bodies too long.

Without authentication, whoever reaches the port may do everything. It is open to this machine only; but so is
the browser, and any page may send it here. So the Host must be a name of this machine (else a page could reach us
under a name of its own that it points at 127.0.0.1), a page of another origin may neither write nor open a WebSocket,
and a body must be JSON by its type, which no page may send elsewhere without asking first. With authentication no page
can send what tells who asks, unless it was told; then other hosts are served too. An upload is no JSON, but a form, as
any page may send it elsewhere: so it must bear a header that a page cannot send with a form.
"""

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answers import Refused, refusal

__all__ = ["UPLOADS", "Guard", "is_from_elsewhere"]

UPLOADS: Final = "/imports"
"""Where files are uploaded, and nowhere else."""

LOCAL_HOST: Final = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([^\s";]*)')
ANY: Final = "*"
PORT: Final = re.compile(r":\d{1,5}$")
READING: Final = ("GET", "HEAD", "OPTIONS")
NOT_OF_FORMS: Final = ("authorization", "x-requested-with")


class _Length(NamedTuple):
    """How long a body may be, by a setting that counts in units of so many bytes."""

    setting: str
    most: int
    unit: str
    size: int


class Guard:
    """ASGI middleware around all routes."""

    def __init__(
        self,
        app: ASGIApp,
        max_body_kilobytes: int,
        allowed_hosts: Collection[str] = (),
        max_upload_megabytes: int = 0,
    ) -> None:
        self.app = app
        self.body = _Length("max_body_kilobytes", max_body_kilobytes, "kB", 2**10)
        self.upload = _Length("max_upload_megabytes", max_upload_megabytes, "MB", 2**20)
        self.allowed_hosts = allowed_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused, is_upload = None, scope["type"] == "http" and scope["path"] == UPLOADS
        if scope["type"] in ("http", "websocket"):
            refused = _refused(scope.get("method"), Headers(scope=scope), self.allowed_hosts, is_upload=is_upload)
        if refused is not None:
            await refused(scope, receive, send)
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            await self.app(scope, _counted(receive, self.upload if is_upload else self.body), send)


def _refused(
    method: str | None, headers: Headers, allowed_hosts: Collection[str], *, is_upload: bool
) -> Response | None:
    """Without a method, it is a WebSocket."""
    host = headers.get("host", "")
    if not _is_served(host, allowed_hosts):
        return refusal(421, f"only {', '.join(('localhost', '127.0.0.1', '[::1]', *allowed_hosts))} are served")
    if method in READING:
        return None
    if is_from_elsewhere(headers):
        return refusal(403, "a page of another origin may not send this")
    if is_upload:
        return _refused_upload(headers)
    if method is not None and not _is_json(headers.get("content-type", "")):
        return refusal(415, "the body must be JSON in UTF-8, with the header Content-Type: application/json")
    return None


def _refused_upload(headers: Headers) -> Response | None:
    if headers.get("content-type", "").lower().split(";")[0].strip() != "multipart/form-data":
        return refusal(415, "files are uploaded as a form, with the header Content-Type: multipart/form-data")
    if not any(name in headers for name in NOT_OF_FORMS):
        return refusal(403, "an upload must bear the header Authorization, or X-Requested-With with any value")
    return None


def _is_served(host: str, allowed_hosts: Collection[str]) -> bool:
    if ANY in allowed_hosts or LOCAL_HOST.fullmatch(host):
        return True
    return PORT.sub("", host).lower() in allowed_hosts


def is_from_elsewhere(headers: Headers) -> bool:
    """Whether a page of another origin sends this. Only browsers tell, in one header or the other."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    host = headers.get("host", "").lower()
    return site not in ("none", "same-origin") or (origin is not None and origin.partition("://")[2].lower() != host)


def _is_json(content_type: str) -> bool:
    """Whether a body is JSON, in the one encoding that JSON has."""
    kind, charset = content_type.lower().split(";")[0].strip(), CHARSET.search(content_type.lower())
    return kind == "application/json" and (charset is None or charset[1] in ("utf-8", "utf8"))


def _counted(receive: Receive, length: _Length) -> Receive:
    """Refuse a body once too much of it has come, whatever it says of its length."""
    received = 0

    async def counting() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > length.most * length.size:
            text = f"the request's body is longer than {length.most} {length.unit} (setting {length.setting})"
            told = {"code": "BODY_TOO_LONG", "setting": length.setting, "limit": length.most}
            raise Refused(413, text, told)
        return message

    return counting
