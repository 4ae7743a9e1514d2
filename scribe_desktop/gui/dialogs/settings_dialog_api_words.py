"""The words of the local API's page: scopes, states, days, and lines for scripts."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale

from scribe_desktop.domain.access import TokenScope, TokenState
from scribe_desktop.gui.wording import Chip, Tone, tr

TOKEN_PLACE = "YOUR_TOKEN"
"""What a token is put in place of."""


def scope_word(scope: TokenScope) -> str:
    """What a token may do."""
    return tr("Read") if scope is TokenScope.READ else tr("Read and write")


def token_chip(state: TokenState) -> Chip:
    """How a token's state is shown."""
    return {
        TokenState.ACTIVE: Chip("completed", tr("Active"), Tone.SUCCESS),
        TokenState.EXPIRED: Chip("pending", tr("Expired"), Tone.NEUTRAL),
        TokenState.REVOKED: Chip("cancelled", tr("Revoked"), Tone.NEUTRAL),
    }[state]


def day(moment: datetime) -> str:
    """A day as the person's calendar shows it ("3 Mar 2025")."""
    local = moment.astimezone()
    month = QLocale().monthName(local.month, QLocale.FormatType.ShortFormat)
    return tr("{day} {month} {year}").format(day=local.day, month=month, year=local.year)


def curl_lines(base_url: str) -> str:
    """A command that lists the queue."""
    return f'curl -H "Authorization: Bearer {TOKEN_PLACE}" {base_url}/api/queue/'


def python_lines(base_url: str) -> str:
    """A script that lists the queue, with nothing but Python itself."""
    return f"""\
import json
from urllib.request import Request, urlopen

url = "{base_url}/api/queue/"
headers = {{"Authorization": "Bearer {TOKEN_PLACE}"}}
with urlopen(Request(url, headers=headers)) as answer:
    print(json.load(answer))"""
