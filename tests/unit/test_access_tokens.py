"""Access tokens: what a made one opens, and everything that opens nothing."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.access import TokenScope
from scribe_desktop.errors import AccessTokenError
from scribe_desktop.services.access_tokens import MAX_TOKEN_CHARACTERS, AccessTokens
from scribe_desktop.storage.database import Database, open_database
from tests.unit.tokens_world import HS256, YEAR, Bench, Claims, bench_of, later, opened, part, signed, tokens_database


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with tokens_database(tmp_path_factory.mktemp("tokens")) as opened:
        yield opened


@pytest.fixture
def bench(database: Database) -> Bench:
    return bench_of(database)


def test_a_made_token_opens_what_its_scope_says(bench: Bench) -> None:
    created = bench.tokens.create("  my   notebook ", TokenScope.READ, 30)
    claims = bench.tokens.verify(created.token)
    assert (claims.jti, claims.scope, claims.name) == (created.row.jti, TokenScope.READ, "my notebook")
    assert claims.scope.allows(TokenScope.READ)
    assert not claims.scope.allows(TokenScope.READ_WRITE)
    writing = bench.tokens.verify(bench.tokens.create("writer", TokenScope.READ_WRITE, 1).token)
    assert writing.scope.allows(TokenScope.READ_WRITE)
    assert writing.scope.allows(TokenScope.READ)


def test_a_token_has_the_claims_of_the_contract_and_no_others(bench: Bench, database: Database) -> None:
    created = bench.tokens.create("claims", TokenScope.READ_WRITE, 365)
    header, payload, _ = created.token.split(".")
    with database.unit_of_work(read_only=True) as work:
        profile = work.profile_id()
    now = int(bench.clock.now().timestamp())
    assert opened(header) == HS256
    assert opened(payload) == {
        "iss": "scribe-desktop",
        "aud": "scribe-local-api",
        "sub": str(profile),
        "scope": "read write",
        "jti": str(created.row.jti),
        "iat": now,
        "nbf": now,
        "exp": now + YEAR,
    }


def test_the_key_is_32_random_bytes_in_the_keyring_and_differs_from_folder_to_folder(
    bench: Bench, tmp_path: Path
) -> None:
    bench.tokens.prepare()
    assert len(bench.key) == 32
    other = open_database(DataPaths(tmp_path / "other"))
    tokens = AccessTokens(other.unit_of_work, lambda: bench.secrets, bench.clock, bench.redactor.remember)
    foreign = tokens.create("elsewhere", TokenScope.READ).token
    other.close()
    assert len(set(bench.secrets.values.values())) == 2
    with pytest.raises(AccessTokenError):
        bench.tokens.verify(foreign)


def changed(**changes: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **changes}


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


WRONG_CLAIMS: dict[str, Callable[[Claims], Any]] = {
    **{f"no {name}": without(name) for name in ("iss", "aud", "sub", "scope", "jti", "iat", "nbf", "exp")},
    **{f"{name} is null": changed(**{name: None}) for name in ("iss", "aud", "sub", "scope", "jti", "iat", "exp")},
    "another issuer": changed(iss="scribe"),
    "issuer in a list": changed(iss=["scribe-desktop"]),
    "another audience": changed(aud="scribe"),
    "audience in a list": changed(aud=["scribe-local-api"]),
    "another profile": changed(sub=str(uuid4())),
    "profile is a number": changed(sub=1),
    "a scope that is none": changed(scope="admin"),
    "a scope in a list": changed(scope=["read", "write"]),
    "more than its row allows": changed(scope="read write"),
    "an unknown id": changed(jti=str(uuid4())),
    "an id that is no UUID": changed(jti="1 OR 1=1"),
    "an id that is a number": changed(jti=7),
    "expired": lambda claims: later(claims, iat=-90000, nbf=-90000, exp=-86400 - 6),
    "issued later": lambda claims: later(claims, iat=6),
    "not valid yet": lambda claims: later(claims, nbf=6),
    "valid for more than a year": lambda claims: {**claims, "exp": claims["iat"] + YEAR + 1},
    "valid for ever": changed(exp=10**300),
    "times in words": changed(exp="tomorrow"),
    "times as text": lambda claims: {**claims, "exp": str(claims["exp"])},
    "times as fractions": lambda claims: {**claims, "exp": claims["exp"] + 0.5},
    "times as truth": changed(iat=True, nbf=True),
    "endless": changed(exp=float("inf")),
    "no number": changed(exp=float("nan")),
    "a list of claims": lambda claims: [claims],
    "a number of claims": lambda claims: 5,
    "no JSON": lambda claims: b"{'iss': 'scribe-desktop'}",
    "no UTF-8": lambda claims: b"\xff\xfe{}",
    "endlessly nested": lambda claims: b"[" * 2000,
}


@pytest.mark.parametrize("wrong", WRONG_CLAIMS)
def test_a_token_with_wrong_claims_opens_nothing_though_rightly_signed(bench: Bench, wrong: str) -> None:
    good = bench.tokens.create("good", TokenScope.READ, 1).token
    claims = opened(good.split(".")[1])
    assert bench.tokens.verify(signed(HS256, claims, bench.key))
    with pytest.raises(AccessTokenError):
        bench.tokens.verify(signed(HS256, WRONG_CLAIMS[wrong](claims), bench.key))


WRONG_HEADERS: dict[str, Any] = {
    "none": {"alg": "none", "typ": "JWT"},
    "NONE": {"alg": "NONE", "typ": "JWT"},
    "lower case": {"alg": "hs256", "typ": "JWT"},
    "HS384": {"alg": "HS384", "typ": "JWT"},
    "HS512": {"alg": "HS512", "typ": "JWT"},
    "RS256": {"alg": "RS256", "typ": "JWT"},
    "ES256": {"alg": "ES256", "typ": "JWT"},
    "missing": {"typ": "JWT"},
    "null": {"alg": None, "typ": "JWT"},
    "a list": {"alg": ["HS256"], "typ": "JWT"},
    "what is critical is unknown": {"alg": "HS256", "crit": ["exp2"], "exp2": 1},
    "detached": {"alg": "HS256", "crit": ["b64"], "b64": False},
    "key id is a number": {"alg": "HS256", "kid": 5},
    "no object": ["HS256"],
    "no JSON": b"HS256",
    "nothing": {},
}


@pytest.mark.parametrize("wrong", WRONG_HEADERS)
@pytest.mark.parametrize("signature", ["sha256", "sha384", "sha512", "none"])
def test_only_hs256_is_accepted_however_it_is_signed(bench: Bench, wrong: str, signature: str) -> None:
    claims = opened(bench.tokens.create("good", TokenScope.READ, 1).token.split(".")[1])
    if signature == "none":
        forged = f"{part(WRONG_HEADERS[wrong])}.{part(claims)}."
    else:
        forged = signed(WRONG_HEADERS[wrong], claims, bench.key, signature)
    with pytest.raises(AccessTokenError):
        bench.tokens.verify(forged)


def test_a_key_that_the_token_brings_along_is_not_used(bench: Bench) -> None:
    claims = opened(bench.tokens.create("good", TokenScope.READ, 1).token.split(".")[1])
    own = b"k" * 32
    header = {**HS256, "jwk": {"kty": "oct", "k": part(own)}, "jku": "http://127.0.0.1:1/key", "kid": "/dev/null"}
    for key in (own, b"", b"secret"):
        with pytest.raises(AccessTokenError):
            bench.tokens.verify(signed(header, claims, key))


def tampered(token: str) -> Iterator[str]:
    """Every spelling near to a token that is not the token."""
    header, payload, signature = token.split(".")
    for index in range(len(token)):
        other = "A" if token[index] != "A" else "B"
        yield token[:index] + other + token[index + 1 :]
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    # The last two bits of the last letter belong to no byte: these spell the same bytes.
    yield from (token[:-1] + alphabet[alphabet.index(token[-1]) + more] for more in (1, 2, 3))
    yield from (token[:-1], token + "A", token + "=", token + "\n", " " + token, token + "\x00", token.upper())
    yield from (f"{header}.{payload}", f"{header}.{payload}.", f"{header}..{signature}", f".{payload}.{signature}")
    yield from (f"{token}.{token}", f"{token}.{signature}", f"{payload}.{header}.{signature}", signature, "", ".", "..")
    yield from ("null", "Bearer", "ü" * 20, "a.b.c", "a" * (MAX_TOKEN_CHARACTERS + 1), f"{token}{'A' * 100_000}")
    yield "\ud800" * 3


def test_whatever_is_not_the_token_letter_for_letter_opens_nothing(bench: Bench) -> None:
    token = bench.tokens.create("good", TokenScope.READ, 1).token
    for one in tampered(token):
        with pytest.raises(AccessTokenError):
            bench.tokens.verify(one)
    assert bench.tokens.verify(token).name == "good"
