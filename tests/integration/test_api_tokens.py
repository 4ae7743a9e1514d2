"""Every way to ask without a right token."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest

from scribe_desktop.domain.access import TokenScope
from tests.integration.api_world import World, running_api

KEY = b"another key of thirty-two bytes!"


pytestmark = pytest.mark.filterwarnings("ignore:The HMAC key is")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running_api(tmp_path_factory.mktemp("tokens")) as world:
        yield world


def claims(world: World, **changes: Any) -> dict[str, Any]:
    """The claims of the world's token, some changed, or left out where None."""
    document = jwt.decode(world.token, options={"verify_signature": False})
    return {name: value for name, value in {**document, **changes}.items() if value is not None}


def signed(world: World, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    return jwt.encode(claims(world, **changes), world.signing_key(), algorithm, headers)


def part(document: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def unsigned(world: World, algorithm: str) -> str:
    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims(world))}."


def spelled_otherwise(world: World) -> str:
    """The last character of the signature has bits that decoding ignores."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return world.token[:-1] + letters[letters.index(world.token[-1]) ^ 1]


def hours(world: World, number: float) -> int:
    return int((world.app.clock.now() + timedelta(hours=number)).timestamp())


ATTACKS: dict[str, Callable[[World], str | None]] = {
    "no token": lambda world: None,
    "empty": lambda world: "Bearer ",
    "only the word": lambda world: "Bearer",
    "another scheme": lambda world: f"Basic {world.token}",
    "no scheme": lambda world: world.token,
    "two tokens": lambda world: f"Bearer {world.token} {world.token}",
    "two tokens in a list": lambda world: f"Bearer {world.token}, Bearer {world.token}",
    "nonsense": lambda world: "Bearer nonsense",
    "three parts of nonsense": lambda world: "Bearer a.b.c",
    "cut off": lambda world: f"Bearer {world.token[:-1]}",
    "something behind it": lambda world: f"Bearer {world.token}x",
    "padded": lambda world: f"Bearer {world.token}=",
    "spelled otherwise": lambda world: f"Bearer {spelled_otherwise(world)}",
    "in quotes": lambda world: f'Bearer "{world.token}"',
    "very long": lambda world: f"Bearer {world.token}{'x' * 20_000}",
    "no signature": lambda world: f"Bearer {world.token.rpartition('.')[0]}.",
    "alg none": lambda world: f"Bearer {unsigned(world, 'none')}",
    "alg None": lambda world: f"Bearer {unsigned(world, 'None')}",
    "alg nOnE": lambda world: f"Bearer {unsigned(world, 'nOnE')}",
    "alg empty": lambda world: f"Bearer {unsigned(world, '')}",
    "alg none, signature kept": lambda world: f"Bearer {unsigned(world, 'none')}{world.token.rpartition('.')[2]}",
    "another key": lambda world: f"Bearer {jwt.encode(claims(world), KEY, 'HS256')}",
    "an empty key": lambda world: f"Bearer {jwt.encode(claims(world), KEY, 'HS256').rpartition('.')[0]}.AAAA",
    "HS384 with the right key": lambda world: f"Bearer {signed(world, 'HS384')}",
    "HS512 with the right key": lambda world: f"Bearer {signed(world, 'HS512')}",
    "claims of one, signature of another": lambda world: (
        f"Bearer {world.token.rpartition('.')[0]}.{world.read_token.rpartition('.')[2]}"
    ),
    "a key in the header": lambda world: (
        "Bearer " + jwt.encode(claims(world), KEY, "HS256", {"jwk": {"kty": "oct", "k": part({})}, "kid": "/dev/null"})
    ),
    "expired": lambda world: (
        f"Bearer {signed(world, iat=hours(world, -3), nbf=hours(world, -3), exp=hours(world, -1))}"
    ),
    "not valid yet": lambda world: f"Bearer {signed(world, nbf=hours(world, 1))}",
    "issued in the future": lambda world: f"Bearer {signed(world, iat=hours(world, 1))}",
    "more than 365 days": lambda world: f"Bearer {signed(world, iat=hours(world, -1), exp=hours(world, 365 * 24))}",
    "another issuer": lambda world: f"Bearer {signed(world, iss='someone-else')}",
    "another audience": lambda world: f"Bearer {signed(world, aud='another-api')}",
    "several audiences": lambda world: f"Bearer {signed(world, aud=['scribe-local-api', 'another-api'])}",
    "another profile": lambda world: f"Bearer {signed(world, sub=str(uuid4()))}",
    "an unknown id": lambda world: f"Bearer {signed(world, jti=str(uuid4()))}",
    "an id that is none": lambda world: f"Bearer {signed(world, jti='1')}",
    "more scope than it was made with": lambda world: (
        "Bearer "
        + jwt.encode(
            {**jwt.decode(world.read_token, options={"verify_signature": False}), "scope": "read write"},
            world.signing_key(),
            "HS256",
        )
    ),
    "an unknown scope": lambda world: f"Bearer {signed(world, scope='admin')}",
    "a time as text": lambda world: f"Bearer {signed(world, exp='9999999999')}",
    **{
        f"without {name}": lambda world, name=name: f"Bearer {signed(world, **{name: None})}"  # type: ignore[misc]
        for name in ("iss", "aud", "sub", "scope", "jti", "iat", "nbf", "exp")
    },
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_token_that_is_not_right_opens_nothing(world: World, attack: str) -> None:
    value = ATTACKS[attack](world)
    lines = [] if value is None else [f"Authorization: {value}"]
    for method, path in (("GET", "/api/queue/"), ("POST", "/api/queue/pause"), ("GET", "/api/openapi.json")):
        request = "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {world.host}", *lines, "", ""])
        status, text = world.raw(request.encode("latin-1"))
        assert status == 401
        assert "\r\nwww-authenticate: Bearer\r\n" in text
        assert '{"detail":"' in text
    assert world.app.queue.pause_state().reason is None


def test_two_authorization_headers_are_one_too_many(world: World) -> None:
    assert world.raw(world.head("GET", "/api/queue/", f"Authorization: Bearer {world.token}"))[0] == 401


def test_a_token_in_the_address_opens_nothing(world: World) -> None:
    with world.new_client() as client:
        for name in ("token", "access_token", "authorization"):
            assert client.get("/api/queue/", params={name: world.token}).status_code == 401


def test_the_scheme_may_be_written_in_any_case(world: World) -> None:
    with world.new_client() as client:
        answer = client.get("/api/queue/", headers={"Authorization": f"bearer {world.token}"})
        assert answer.status_code == 200


def test_a_token_for_reading_reads_and_changes_nothing(world: World) -> None:
    (item_id,) = world.submit("Ada Quist")
    with world.new_client(world.read_token) as reader:
        for path in ("/api/queue/", "/api/queue/summary", "/api/email/", "/api/templates/", "/api/openapi.json"):
            assert reader.get(path).status_code == 200
        for method, path in (
            ("POST", "/api/queue/batch"), ("DELETE", f"/api/queue/{item_id}"), ("POST", f"/api/queue/{item_id}/retry"),
            ("POST", "/api/queue/pause"), ("POST", "/api/queue/resume"), ("POST", "/api/email/generate"),
            ("PATCH", f"/api/email/{uuid4()}"),
        ):  # fmt: skip
            answer = reader.request(method, path, json={})
            assert (answer.status_code, answer.json()) == (403, {"detail": "This token may only read"})
    assert [entry["status"] for entry in world.listed()] == ["pending"]


def test_a_revoked_token_is_refused_at_once(world: World) -> None:
    created = world.app.tokens.temporary(TokenScope.READ_WRITE)
    with world.new_client(created.token) as client:
        assert client.get("/api/queue/").status_code == 200
        world.app.tokens.revoke(created.row.jti)
        assert client.get("/api/queue/").status_code == 401


def test_the_use_of_a_token_is_noted(world: World) -> None:
    created = world.app.tokens.temporary(TokenScope.READ)
    with world.new_client(created.token) as client:
        client.get("/api/queue/")
    (row,) = [one for one in world.app.tokens.find() if one.jti == created.row.jti]
    assert row.last_used_at is not None


def test_no_token_and_no_name_comes_into_the_log(world: World) -> None:
    world.submit("Prof. Ilse Varnholt")
    with world.new_client("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl") as client:
        client.get("/api/queue/", params={"name": "Varnholt"})
    for secret in (world.token, world.read_token, "eyJ", "Varnholt"):
        assert secret not in world.log()
