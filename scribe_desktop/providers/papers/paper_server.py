"""Asks a server of papers or books for JSON: within time and size, at its pace, noted in the ledger.

The clients of OpenAlex, Semantic Scholar and Crossref build the question and read the answer; what they send goes
through here (docs/decisions/0020-paper-sources.md says why).
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from scribe_desktop import __version__
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.errors import OfflineError, PaperSourceError
from scribe_desktop.ports import Clock, ContactLedger
from scribe_desktop.providers.contacts import note_contact
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.loopback import is_loopback
from scribe_desktop.providers.offline import no_network_sentence, no_way_out
from scribe_desktop.providers.papers.pace import Pace

LOGGER = logging.getLogger(__name__)

USER_AGENT = f"ScribeDesktop/{__version__}"

ATTEMPTS = 2
# Two attempts and the longest pause between them fit the step's 30 s: 2 × 10 + 5.
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 4.0, 8.0, 10.0
RETRY_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0
"""A server that asks for a longer pause (Retry-After) is left alone."""

MAX_BYTES = 16 * 1024 * 1024
"""Decoded. Fifty papers of collaborations with a hundred authors each are 5 MB."""

_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))


class PaperServer:
    """One server. Safe to call from several threads.

    Args:
        name: as the person reads it ("OpenAlex").
        url: where its API begins, as set ("https://api.openalex.org").
        pause: seconds between two requests to a public host; this computer's own is not made to wait.
        ledger: where each contact is noted before it is made.
    """

    def __init__(
        self,
        name: str,
        url: str,
        loop: IoLoop,
        clock: Clock,
        pause: float = 0.0,
        purpose: ContactPurpose = ContactPurpose.PAPERS,
        ledger: ContactLedger | None = None,
    ) -> None:
        self.name = name
        self.url = url.rstrip("/")
        self._loop = loop
        self._clock = clock
        self._pace = Pace(clock, 0.0 if is_loopback(url) else pause)
        self._purpose = purpose
        self._ledger = ledger
        self._authorities: ssl.SSLContext | None = None

    def get(
        self,
        url: str,
        token: CancelToken,
        sent: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The JSON object at an address; what passes is tried once more.

        Args:
            url: the whole address, or a path below the server's.
            sent: what leaves this computer, in words, for the ledger.

        Raises PaperSourceError, OfflineError, what the ledger raises, and WorkInterrupted or StepTimeoutError as the
        token says.
        """
        whole = url if "://" in url else self.url + url
        cause: Exception | None = None
        for attempt in range(1, ATTEMPTS + 1):
            self._pace.keep(token)
            note_contact(self._ledger, token.item_id, self._purpose, whole, sent, proxied=False)
            pause = RETRY_PAUSE_SECONDS
            try:
                status, answer, pause_asked = self._loop.run(self._ask(whole, params, headers), token)
            except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, UnicodeError) as error:
                if not is_loopback(self.url) and no_way_out():
                    raise OfflineError(no_network_sentence(self._where)) from error
                failure, again, cause = self._unreachable(error), isinstance(error, httpx2.TransportError), error
            else:
                if status == 200:
                    return self._parsed(answer)
                failure, again, cause = self._refused(status, answer, pause_asked), status in _AGAIN, None
                pause = RETRY_PAUSE_SECONDS if pause_asked is None else pause_asked
            if not again or attempt == ATTEMPTS or pause > LONGEST_PAUSE_SECONDS:
                break
            LOGGER.info("%s: %s Asking again.", self.name, failure)
            token.sleep(pause)
        raise PaperSourceError(failure) from cause

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Takes what reading an answer raises for an answer this server does not give. Raises PaperSourceError."""
        try:
            yield
        except PaperSourceError:
            raise
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise self._misread(error) from error

    @property
    def _host(self) -> str:
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def _where(self) -> str:
        return f"{self.name} at {self._host}"

    async def _ask(
        self, url: str, params: Mapping[str, str] | None, headers: Mapping[str, str] | None
    ) -> tuple[int, bytes, float | None]:
        """Status, body, and the pause in seconds that the server asks for."""
        timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        base = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        if self._authorities is None:  # reading them takes a moment, so only once
            self._authorities = httpx2.create_ssl_context(trust_env=False)
        client = httpx2.AsyncClient(verify=self._authorities, timeout=timeout, trust_env=False, follow_redirects=False)
        async with (
            asyncio.timeout(WHOLE_SECONDS),
            client,
            client.stream("GET", url, params=params, headers={**base, **(headers or {})}) as response,
        ):
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise httpx2.DecodingError(f"more than {MAX_BYTES} bytes")
            return response.status_code, bytes(body), self._pause_asked(response.headers.get("retry-after", ""))

    def _pause_asked(self, value: str) -> float | None:
        """Seconds, from the two forms of a Retry-After header; None without one that can be read."""
        value = value.strip()
        if value.isascii() and value.isdigit():
            return float(value)
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        return max(0.0, (moment.astimezone(UTC) - self._clock.now()).total_seconds())

    def _parsed(self, body: bytes) -> dict[str, Any]:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._misread(error) from error
        if not isinstance(data, dict):
            raise self._misread(TypeError("not an object"))
        return data

    def _misread(self, error: Exception) -> PaperSourceError:
        LOGGER.info("%s: %s", self.name, type(error).__name__)
        return PaperSourceError(self._strange)

    @property
    def _strange(self) -> str:
        return f"{self._where} did not answer as it should; check the address in Settings."

    def _refused(self, status: int, answer: bytes, pause: float | None) -> str:
        if status == 429:
            when = f"; it asks for a pause of {pause:.0f} seconds" if pause else ""
            return f"{self._where} was asked too often for now (429){when}."
        if status in (401, 403):
            return f"{self._where} refused the request ({status}); check the key in Settings."
        if status in (301, 302, 303, 307, 308):
            return f"{self._where} has moved ({status}); put its new address into Settings."
        return f"{self._where} answered with an error ({status}){_reason(answer)}."

    def _unreachable(self, error: Exception) -> str:
        if isinstance(error, (httpx2.TimeoutException, TimeoutError)):
            return f"{self._where} did not answer in time."
        if isinstance(error, (httpx2.DecodingError, httpx2.InvalidURL, UnicodeError)):
            return self._strange
        return (
            f"{self._where} cannot be reached; check that this computer is online and the address in Settings is right."
        )


def _reason(answer: bytes) -> str:
    """What a server of papers says of its refusal, in brackets of a sentence; "" when it says nothing short."""
    try:
        data = json.loads(answer)
        said = data.get("message") or data.get("error")
        said = said[0].get("message") if isinstance(said, list) else said
    except (ValueError, LookupError, AttributeError, RecursionError):
        return ""
    text = " ".join(said.split()).rstrip(".") if isinstance(said, str) else ""
    return f": {text[:160]}" if text else ""
