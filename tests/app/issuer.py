"""An issuer of tokens (OpenID Connect) that the tests run: its discovery, its keys, and what it signs."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

AUDIENCE = "stakegraph"

RSA = {"first": rsa.generate_private_key(65537, 2048), "second": rsa.generate_private_key(65537, 2048)}
OTHERS: Mapping[str, Any] = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}


def jwk(key: Any, kid: str | None, **more: str) -> dict[str, Any]:
    """The public half of a key."""
    kinds: list[tuple[Any, Any]] = [
        (rsa.RSAPrivateKey, RSAAlgorithm),
        (ec.EllipticCurvePrivateKey, ECAlgorithm),
        (ed25519.Ed25519PrivateKey, OKPAlgorithm),
    ]
    algorithm = next(each for kind, each in kinds if isinstance(key, kind))
    told: dict[str, Any] = algorithm.to_jwk(key.public_key(), as_dict=True)
    return {**told, **({"kid": kid} if kid else {}), **more}


class Issued:
    """The issuer: `keys` are those that it tells of, `asked` the paths that it was asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.begin()

    def begin(self) -> None:
        """As it is before anything has happened."""
        self.keys: list[Any] = [jwk(RSA["first"], "first")]
        self.discovery: Any = {"issuer": self.address, "jwks_uri": f"{self.address}/keys"}
        self.asked: list[str] = []
        self.is_away = False
        self.may_answer = threading.Event()
        self.may_answer.set()

    def token(self, key: Any = RSA["first"], kid: str | None = "first", algorithm: str = "RS256", **claims: Any) -> str:
        """A token that is as it should be, but for these claims; those that are None are left out."""
        now = int(time.time())
        usual = {"iss": self.address, "aud": AUDIENCE, "sub": "anna", "iat": now, "exp": now + 60, "roles": ["viewer"]}
        whole = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        return jwt.encode(whole, key, algorithm, {"kid": kid} if kid else None)

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        self.may_answer.wait(10)  # it has a thread of its own
        if self.is_away:
            return Response(status_code=503)
        if request.url.path == "/elsewhere":
            return RedirectResponse("/keys")
        told = self.discovery if request.url.path.endswith("/openid-configuration") else {"keys": self.keys}
        return told if isinstance(told, Response) else JSONResponse(told)


@contextmanager
def running_issuer() -> Iterator[Issued]:
    """An issuer on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        issued = Issued(f"http://127.0.0.1:{listener.getsockname()[1]}")
        application = Starlette(routes=[Route("/{path:path}", issued.answer)])
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield issued
        server.should_exit = True
        thread.join()
