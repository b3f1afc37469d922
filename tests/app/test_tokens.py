"""Tokens of an issuer: which are believed, and what they say."""

import base64
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.issuer import Issuer
from app.tokens import ALGORITHMS, Claims, InvalidToken, claims_of
from app.trust import Trust
from graph.viewer import Role
from tests.app.issuer import AUDIENCE, OTHERS, RSA, Issued, jwk

LONG_AFTER = 4_102_444_800  # the year 2100: the same for all processes that collect these tests
SMALL = rsa.generate_private_key(65537, 1024)  # noqa: S505  # which is to be refused


@pytest.fixture
def trust(issued: Issued) -> Trust:
    return Trust(issuer=issued.address, audience=AUDIENCE)


async def read(issued: Issued, trust: Trust, token: str) -> Claims:
    return await claims_of(token, trust, Issuer(issued.address))


async def test_a_token_says_who_somebody_is_and_until_when(issued: Issued, trust: Trust) -> None:
    claims = await read(issued, trust, issued.token(exp=int(time.time()) + 77))
    assert (claims.subject, claims.role, claims.accounts, claims.member) == ("anna", Role.VIEWER, None, None)
    assert 70 < claims.expires.timestamp() - time.time() <= 77


@pytest.mark.parametrize("algorithm", [each for each in ALGORITHMS if each not in ("ES384", "ES512")])
async def test_every_asymmetric_algorithm_will_do(issued: Issued, trust: Trust, algorithm: str) -> None:
    key = OTHERS.get(algorithm, RSA["first"])
    issued.keys = [jwk(key, "first")]
    assert (await read(issued, trust, issued.token(key, algorithm=algorithm))).subject == "anna"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "others"},
        {"aud": ["others"]},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "local"},
        {"sub": "key:crm"},
        {"sub": "x" * 256},
        {"exp": None},
        {"exp": "never"},
        {"iat": None},
        {"iat": LONG_AFTER},
        {"nbf": LONG_AFTER},
    ],
    ids=str,
)
async def test_a_token_for_others_or_of_another_time_is_not_believed(
    issued: Issued, trust: Trust, claims: dict[str, Any]
) -> None:
    token = issued.token(**claims)
    with pytest.raises(InvalidToken, match=r"^the token is not valid here$"):
        await read(issued, trust, token)


async def test_clocks_may_differ_a_little(issued: Issued, trust: Trust) -> None:
    now = int(time.time())
    given: list[dict[str, Any]] = [{"exp": now - 20}, {"iat": now + 20}, {"nbf": now + 20}]
    for claims in given:
        assert (await read(issued, trust, issued.token(**claims))).subject == "anna"
    with pytest.raises(InvalidToken, match=r"^the token has expired$"):
        await read(issued, trust, issued.token(exp=now - 40))


def unsigned(token: str, algorithm: str) -> str:
    header = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "kid": "first"}).encode()).rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def signed_by_the_public_key(token: str) -> str:
    """What passes where the public key is taken for a secret that both sides share."""
    public = RSA["first"].public_key()
    secret = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed = unsigned(token, "HS256").rstrip(".")
    mark = hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


async def test_nobody_signs_but_the_issuer(issued: Issued, trust: Trust) -> None:
    good = issued.token()
    forged = [
        issued.token(RSA["second"]),  # under the name of the first
        issued.token(RSA["second"], kid="second"),
        unsigned(good, "none"),
        unsigned(good, "None"),
        unsigned(good, "RS256"),
        signed_by_the_public_key(good),
        good[:-9] + ("A" * 9),
    ]
    for token in forged:
        with pytest.raises(InvalidToken):
            await read(issued, trust, token)


async def test_a_key_checks_only_what_it_is_for(issued: Issued, trust: Trust) -> None:
    issued.keys = [jwk(RSA["first"], "first", alg="RS512")]
    assert (await read(issued, trust, issued.token(algorithm="RS512"))).subject == "anna"
    with pytest.raises(InvalidToken):
        await read(issued, trust, issued.token(algorithm="RS256"))
    issued.keys = [jwk(OTHERS["ES256"], "first")]
    with pytest.raises(InvalidToken):
        await read(issued, trust, issued.token())


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")  # that is the point
async def test_a_short_key_checks_nothing(issued: Issued, trust: Trust) -> None:
    issued.keys = [jwk(SMALL, "first")]
    with pytest.raises(InvalidToken):
        await read(issued, trust, issued.token(SMALL))


async def test_what_must_be_understood_and_is_not_is_refused(issued: Issued, trust: Trust) -> None:
    body = jwt.decode(issued.token(), options={"verify_signature": False})
    token = jwt.encode(body, RSA["first"], "RS256", {"kid": "first", "crit": ["b65"], "b65": True})
    with pytest.raises(InvalidToken):
        await read(issued, trust, token)


async def test_what_is_nested_too_deeply_or_lasts_too_long_is_not_believed(issued: Issued, trust: Trust) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 9000).decode().rstrip("=")
    for token in (f"{deep}.x.x", issued.token(exp=10**30), issued.token(exp=10**16)):
        with pytest.raises(InvalidToken):
            await read(issued, trust, token)


@given(st.one_of(st.text(), st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}", fullmatch=True)))
@settings(max_examples=60)
async def test_nonsense_is_no_token(token: str) -> None:
    trust = Trust(issuer="http://127.0.0.1:1", audience=AUDIENCE)
    with pytest.raises(InvalidToken):
        await claims_of(token, trust, Issuer(trust.issuer))


@pytest.mark.parametrize(
    ("said", "role"),
    [
        (None, None),
        ("analyst", Role.ANALYST),
        (["Analyst", "OWNER", "viewer", "janitor"], Role.OWNER),
        ("openid analyst", Role.ANALYST),
        (["janitor"], None),
        ([], None),
        ({"admin": True}, None),
        ([["admin"], 7], None),
    ],
)
async def test_the_greatest_of_our_roles_counts(issued: Issued, trust: Trust, said: Any, role: Role | None) -> None:
    assert (await read(issued, trust, issued.token(roles=said))).role == role


async def test_claims_may_lie_deep_or_have_dots_in_their_names(issued: Issued) -> None:
    trust = Trust(
        issuer=issued.address,
        audience=AUDIENCE,
        role_claim="realm_access.roles",
        accounts_claim="https://stakegraph.example/accounts",
        member_claim="email",
    )
    more: dict[str, Any] = {"https://stakegraph.example/accounts": ["acme", "globex"], "email": "anna@us.example"}
    claims = await read(issued, trust, issued.token(realm_access={"roles": ["offline", "owner"]}, **more))
    assert (claims.role, claims.accounts, claims.member) == (Role.OWNER, ("acme", "globex"), "anna@us.example")
    assert (await read(issued, trust, issued.token(realm_access="owner"))).role is None
    unverified = await read(issued, trust, issued.token(email_verified=False, **more))
    assert unverified.member is None


@pytest.mark.parametrize(
    ("said", "accounts"),
    [(None, None), ("*", ("*",)), (["acme"], ("acme",)), ([], ()), (7, ()), ({"acme": 1}, ()), ("a b", ("a", "b"))],
)
async def test_what_cannot_be_read_as_accounts_is_none(
    issued: Issued, trust: Trust, said: Any, accounts: tuple[str, ...] | None
) -> None:
    assert (await read(issued, trust, issued.token(accounts=said))).accounts == accounts
