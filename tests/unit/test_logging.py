"""Logs: rotated, private, and without secrets."""

from __future__ import annotations

import base64
import json
import logging
import stat
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from scribe_desktop.config.logging import REDACTED, Redactor, set_up_logging


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdef123456789",
        "sk-proj-abcdefghijklmnop",
        "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl",
        'api_key="hunter2hunter2"',
        "password = correcthorse",
        "https://models.example/v1?key=hunter22&x=1",
        "https://maya:correcthorse@models.example/v1",
        "Authorization: Basic bWF5YTpjb3JyZWN0",
        "gsk_abcdefghijklmnop",
    ],
)
def test_what_looks_like_a_secret_is_redacted(text: str) -> None:
    clean = Redactor().clean(f"before {text} after")
    assert REDACTED in clean
    assert clean.startswith("before ")
    assert clean.endswith(" after")


def test_a_known_secret_is_redacted_in_messages_arguments_and_tracebacks(tmp_path: Path) -> None:
    redactor = Redactor()
    redactor.remember("canary-value-9")
    handler = set_up_logging(tmp_path / "logs", redactor)
    logger = logging.getLogger("scribe_desktop.test")
    try:
        logger.info("the key is %s", "canary-value-9")
        try:
            raise ValueError("canary-value-9 was refused")
        except ValueError:
            logger.info("it failed", exc_info=True)
    finally:
        logging.getLogger("scribe_desktop").removeHandler(handler)
        handler.close()
    text = (tmp_path / "logs" / "scribe.log").read_text()
    assert "canary-value-9" not in text
    assert text.count(REDACTED) == 3  # the message, the source line and the error
    assert "Traceback" in text


def test_ordinary_words_stay() -> None:
    redactor = Redactor()
    redactor.remember("abc")
    assert redactor.clean("abc of tokens: the token bucket") == "abc of tokens: the token bucket"


def test_a_known_secret_is_redacted_in_every_writing() -> None:
    redactor = Redactor()
    secret = 'quiet/orchid "7" é'
    redactor.remember(secret)
    inside = base64.b64encode(f"maya:{secret}, and more".encode()).decode()
    for text in (secret, quote(secret), quote_plus(secret), json.dumps(secret), ascii(secret), inside):
        clean = redactor.clean(text)
        assert REDACTED in clean, text
        assert "orchid" not in clean


def test_log_file_is_for_its_owner_only(tmp_path: Path) -> None:
    handler = set_up_logging(tmp_path / "logs", Redactor())
    logging.getLogger("scribe_desktop").removeHandler(handler)
    handler.close()
    assert stat.S_IMODE((tmp_path / "logs" / "scribe.log").stat().st_mode) == 0o600
