"""Access tokens: what a made one opens, and everything that opens nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from scribe_desktop.config.logging import Redactor
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.access import TokenScope, TokenState
from scribe_desktop.errors import AccessTokenError, InputError, NotFoundError, SecretStoreError
from scribe_desktop.services.access_tokens import MAX_TOKEN_CHARACTERS, AccessTokens
from scribe_desktop.storage.database import Database, open_database
from tests.fakes import FakeClock, MemorySecrets

YEAR = 365 * 86400
Claims = dict[str, Any]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One file for all tests here; each has its own key and clock."""
    opened = open_database(DataPaths(tmp_path_factory.mktemp("tokens") / "data"))
    yield opened
    opened.close()


@dataclass
class Bench:
    """A data folder's tokens as one process has them, and what they were built from."""

    tokens: AccessTokens
    clock: FakeClock
    secrets: MemorySecrets
    redactor: Redactor
    database: Database

    def another_process(self) -> AccessTokens:
        """The same folder and keyring, nothing in memory shared."""
        return AccessTokens(self.database.unit_of_work, lambda: self.secrets, self.clock, self.redactor.remember)

    @property
    def key(self) -> bytes:
        """The signing key, as an attacker never has it."""
        (text,) = self.secrets.values.values()
        return base64.b64decode(text)


@pytest.fixture
def bench(database: Database) -> Bench:
    clock, secrets, redactor = FakeClock(), MemorySecrets(), Redactor()
    with database.unit_of_work() as work:
        work.tokens.revoke_all(clock.now())
        work.commit()
    tokens = AccessTokens(database.unit_of_work, lambda: secrets, clock, redactor.remember)
    return Bench(tokens, clock, secrets, redactor, database)


def part(document: Any) -> str:
    """A part of a token, spelled by hand."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def opened(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def signed(header: Any, claims: Any, key: bytes, digest: str = "sha256") -> str:
    """A token with any header and claims, really signed."""
    body = f"{part(header)}.{part(claims)}"
    return f"{body}.{part(hmac.new(key, body.encode(), digest).digest())}"


HS256 = {"alg": "HS256", "typ": "JWT"}


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


def later(claims: Claims, **seconds: int) -> Claims:
    return {**claims, **{name: claims[name] + more for name, more in seconds.items()}}


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


def test_five_seconds_of_difference_between_clocks_are_forgiven(bench: Bench) -> None:
    token = bench.tokens.create("day", TokenScope.READ, 1).token
    claims = opened(token.split(".")[1])
    assert bench.tokens.verify(signed(HS256, later(claims, iat=5, nbf=5), bench.key))
    bench.clock.advance(86400 + 4)
    assert bench.tokens.verify(token)
    bench.clock.advance(1)
    with pytest.raises(AccessTokenError, match="expired"):
        bench.tokens.verify(token)
    (row,) = [one for one in bench.tokens.find() if one.name == "day"]
    assert row.state(bench.clock.now()) is TokenState.EXPIRED


def test_revoking_takes_effect_at_once_in_every_process(bench: Bench) -> None:
    created = bench.tokens.create("shared", TokenScope.READ)
    other = bench.another_process()
    assert bench.tokens.verify(created.token) == other.verify(created.token)
    other.revoke(created.row.jti)
    for tokens in (bench.tokens, other):
        with pytest.raises(AccessTokenError, match="revoked"):
            tokens.verify(created.token)
    other.revoke(created.row.jti)
    with pytest.raises(NotFoundError):
        other.revoke(uuid4())


def test_rotating_ends_all_tokens_at_once_in_every_process_and_new_ones_work_everywhere(bench: Bench) -> None:
    here, other = bench.tokens, bench.another_process()
    old = [here.create("one", TokenScope.READ).token, here.temporary(TokenScope.READ).token]
    old_elsewhere = other.temporary(TokenScope.READ).token
    key = bench.key
    assert other.rotate() >= 3
    assert bench.key != key
    for token in old:
        with pytest.raises(AccessTokenError):
            here.verify(token)
    for tokens in (here, other):
        with pytest.raises(AccessTokenError):
            tokens.verify(old_elsewhere)
    new = other.create("one", TokenScope.READ).token
    assert here.verify(new).name == "one"
    newer = here.create("two", TokenScope.READ).token
    assert other.verify(newer).name == "two"


def test_a_process_with_an_old_key_signs_with_the_new_one(bench: Bench) -> None:
    bench.tokens.prepare()
    bench.another_process().rotate()
    token = bench.tokens.create("fresh", TokenScope.READ).token
    assert bench.another_process().verify(token).name == "fresh"


def test_the_keyring_is_not_asked_again_for_what_is_wrongly_signed(bench: Bench) -> None:
    created = bench.tokens.create("good", TokenScope.READ, 1)
    claims = opened(created.token.split(".")[1])
    reads: list[str] = []
    get = bench.secrets.get
    bench.secrets.get = lambda name: reads.append(name) or get(name)  # type: ignore[method-assign,func-returns-value]
    for _ in range(3):
        with pytest.raises(AccessTokenError):
            bench.tokens.verify(signed(HS256, claims, b"guess" * 8))
        assert bench.tokens.verify(created.token)
    assert reads == []


def test_a_token_for_this_run_opens_nothing_in_another_and_goes_with_it(bench: Bench) -> None:
    created = bench.tokens.temporary(TokenScope.READ_WRITE)
    assert bench.tokens.verify(created.token).scope is TokenScope.READ_WRITE
    with pytest.raises(AccessTokenError):
        bench.another_process().verify(created.token)
    assert created.row.expires_at - created.row.created_at <= timedelta(days=30)
    lasting = bench.tokens.create("lasting", TokenScope.READ)
    bench.tokens.close()
    left = {row.jti for row in bench.tokens.find()}
    assert created.row.jti not in left
    assert lasting.row.jti in left


def test_without_a_keyring_the_key_lives_for_one_run(bench: Bench) -> None:
    memory = MemorySecrets()
    memory.persistent = False
    run = AccessTokens(bench.database.unit_of_work, lambda: memory, bench.clock, bench.redactor.remember)
    assert not run.persistent
    token = run.create("short", TokenScope.READ, 365).token
    assert run.verify(token)
    with pytest.raises(InputError, match="short"):
        run.create("short", TokenScope.READ)
    next_memory = MemorySecrets()
    next_run = AccessTokens(bench.database.unit_of_work, lambda: next_memory, bench.clock, bench.redactor.remember)
    with pytest.raises(AccessTokenError):
        next_run.verify(token)
    run.close()
    assert "short" not in [row.name for row in run.find()], "nothing is left of it to be taken for a token that works"


def test_names_are_taken_once_among_the_active(bench: Bench) -> None:
    first = bench.tokens.create("notebook", TokenScope.READ, 1)
    with pytest.raises(InputError, match="notebook"):
        bench.tokens.create("notebook", TokenScope.READ)
    assert bench.tokens.pick("notebook").jti == first.row.jti
    bench.tokens.revoke(first.row.jti)
    second = bench.tokens.create("notebook", TokenScope.READ, 1)
    assert bench.tokens.pick("notebook").jti == second.row.jti
    assert bench.tokens.pick(str(first.row.jti).upper()).jti == first.row.jti
    bench.clock.advance(2 * 86400)
    with pytest.raises(NotFoundError, match="notebook"):
        bench.tokens.pick("notebook")
    assert bench.tokens.create("notebook", TokenScope.READ)


def test_a_name_of_several_runs_asks_for_the_id(bench: Bench) -> None:
    bench.tokens.temporary(TokenScope.READ, "serving")
    bench.another_process().temporary(TokenScope.READ, "serving")
    with pytest.raises(InputError, match="id"):
        bench.tokens.pick("serving")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "bell\x07", "left\u202eright"])
def test_names_that_cannot_be_shown_are_refused(bench: Bench, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        bench.tokens.create(name, TokenScope.READ)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lasts_a_day_to_a_year(bench: Bench, days: int) -> None:
    with pytest.raises(InputError, match="365"):
        bench.tokens.create("days", TokenScope.READ, days)


def test_the_last_use_is_written_at_most_once_a_minute(bench: Bench) -> None:
    jti = bench.tokens.create("used", TokenScope.READ).row.jti

    def last_use() -> Any:
        return next(row.last_used_at for row in bench.tokens.find() if row.jti == jti)

    start = bench.clock.now()
    bench.tokens.touch(jti)
    assert last_use() == start
    bench.clock.advance(59)
    bench.tokens.touch(jti)
    assert last_use() == start
    bench.clock.advance(1)
    bench.tokens.touch(jti)
    assert last_use() == start + timedelta(seconds=60)


def test_a_closed_database_costs_the_last_use_and_no_request(bench: Bench, tmp_path: Path) -> None:
    database = open_database(DataPaths(tmp_path / "closed"))
    tokens = AccessTokens(database.unit_of_work, lambda: bench.secrets, bench.clock, bench.redactor.remember)
    jti = tokens.temporary(TokenScope.READ).row.jti
    before = open_database(DataPaths(tmp_path / "closed"))
    database.close()
    tokens.touch(jti)
    tokens.close()
    with before.unit_of_work(read_only=True) as work:
        (row,) = work.tokens.find()
    before.close()
    assert row.last_used_at is None


def test_neither_token_nor_key_is_stored_shown_or_logged(bench: Bench, database: Database, tmp_path: Path) -> None:
    created = bench.tokens.create("secret", TokenScope.READ)
    (key,) = bench.secrets.values.values()
    assert created.token not in repr(created)
    assert created.token not in bench.redactor.clean(f"made {created.token}")
    assert key not in bench.redactor.clean(f"key {key}")
    with database.unit_of_work(read_only=True) as work:
        dump = repr([list(row) for row in work._open().exec_driver_sql("SELECT * FROM access_tokens")])
    for secret in (created.token, created.token.split(".")[2], key, hashlib.sha256(bench.key).hexdigest()):
        assert secret not in dump


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_damaged_key_is_said_and_mended_by_rotating(bench: Bench, text: str) -> None:
    bench.tokens.prepare()
    (name,) = bench.secrets.values
    bench.secrets.set(name, text)
    other = bench.another_process()
    with pytest.raises(SecretStoreError, match="scribe token rotate"):
        other.create("any", TokenScope.READ)
    other.rotate()
    assert other.verify(other.create("any", TokenScope.READ).token)


def test_an_id_is_a_uuid_of_its_own(bench: Bench) -> None:
    first, second = (bench.tokens.temporary(TokenScope.READ).row.jti for _ in range(2))
    assert isinstance(first, UUID)
    assert first != second
