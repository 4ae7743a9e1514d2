"""Access tokens from their making to their end: clocks, revoking, new keys, names, the last use."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.access import TokenScope, TokenState
from scribe_desktop.errors import AccessTokenError, InputError, NotFoundError, SecretStoreError
from scribe_desktop.services.access_tokens import AccessTokens
from scribe_desktop.storage.database import Database, open_database
from tests.fakes import MemorySecrets
from tests.unit.tokens_world import HS256, Bench, bench_of, later, opened, signed, tokens_database


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with tokens_database(tmp_path_factory.mktemp("tokens")) as opened:
        yield opened


@pytest.fixture
def bench(database: Database) -> Bench:
    return bench_of(database)


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
