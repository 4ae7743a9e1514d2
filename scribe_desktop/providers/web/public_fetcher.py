"""Reads pages of the public web politely and within limits, and from nowhere else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import httpx2

from scribe_desktop import __version__
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.errors import FetchError, OfflineError
from scribe_desktop.ports import ContactLedger, FetchedPage
from scribe_desktop.providers.contacts import host_name, note_from_loop
from scribe_desktop.providers.io_loop import IoLoop
from scribe_desktop.providers.offline import means_no_network, no_network_sentence, no_way_out
from scribe_desktop.providers.web.addresses import AddressGuard
from scribe_desktop.providers.web.body import MAX_WIRE_BYTES, read_body
from scribe_desktop.providers.web.network import ApprovedBackend, ApprovedTransport, Resolver, system_resolver
from scribe_desktop.providers.web.pacing import HostPacer
from scribe_desktop.providers.web.robots import MAX_ROBOTS_BYTES, RobotsAnswer, RobotsCheck

AGENT = "ScribeDesktop"
USER_AGENT = f"{AGENT}/{__version__} (reads single pages for a person writing an email)"
PAGE_SECONDS = 20.0
MAX_REDIRECTS = 5
MAX_AT_ONCE = 4
_TIMEOUT = httpx2.Timeout(10.0, connect=5.0)
_MAX_URL_LENGTH = 2000
_MAX_HEADER_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
    "Accept-Language": "en, *;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class _Request:
    """What a connection is opened for, as the privacy ledger tells it."""

    item_id: UUID | None = None
    purpose: ContactPurpose = ContactPurpose.PAGE
    url: str = ""


# Of the task that fetches: connections are opened deep inside the library, which passes nothing through.
_request: ContextVar[_Request] = ContextVar("_request", default=_Request())  # noqa: B039 - frozen


class PublicFetcher:
    """The PageFetcher port, over sockets.

    Addresses are checked at every connection, so at every redirect too. Pauses between requests to a host do not
    count into the page's 20 seconds; all else does.

    Args:
        loop: where the waiting is done.
        now: the aware UTC time that pages are stamped with (`Clock.now`).
        allowed: host:port entries that may be fetched whatever their address (Settings.fetch_allow).
        resolver: host and port to literal addresses.
        pacer: the pauses between requests to one host.
        page_seconds: how long a page may take, from before its name is looked up.
        verify: certificate authorities, as an ssl.SSLContext; True for the usual ones.
        ledger: told of each connection before it is made; none is made when it cannot write.
    """

    def __init__(
        self,
        loop: IoLoop,
        now: Callable[[], datetime],
        allowed: Iterable[str] = (),
        resolver: Resolver = system_resolver,
        pacer: HostPacer | None = None,
        page_seconds: float = PAGE_SECONDS,
        verify: Any = True,
        ledger: ContactLedger | None = None,
    ) -> None:
        self._loop = loop
        self._now = now
        self._guard = AddressGuard(allowed)
        self._backend = ApprovedBackend(resolver, self._guard.check_addresses, self._announce, metered=True)
        self._pacer = pacer or HostPacer()
        self._page_seconds = page_seconds
        self._verify = verify
        self._ledger = ledger
        self._robots = RobotsCheck(self._read_robots, AGENT)
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._transport: ApprovedTransport | None = None

    def fetch(self, url: str, token: CancelToken) -> FetchedPage:
        """Read one page.

        Raises:
            ForbiddenAddressError: it, or what it redirects to, is not on the public web.
            FetchError: it cannot be read, is too large or too slow, is no page, or its host asks not to read it.
            OfflineError: this computer has no network.
            StorageError: the privacy ledger could not be written.
        """
        return self._loop.run(self._fetch(url, token.item_id), token)

    async def _fetch(self, url: str, item_id: UUID | None) -> FetchedPage:
        _request.set(_Request(item_id))
        async with self._slots:
            budget = _Budget(self._page_seconds)
            current = url
            for _ in range(MAX_REDIRECTS + 1):
                parsed = self._parse(current)
                async with budget.spend(current):
                    await self._robots.check(str(parsed), _origin(parsed))
                await self._pause(parsed)
                async with budget.spend(current), self._get(parsed, ContactPurpose.PAGE) as response:
                    if response.status_code not in _REDIRECTS:
                        return await self._page(url, parsed, response)
                    current = _redirected(parsed, response)
            raise FetchError(f"{url} leads from one page to the next more than {MAX_REDIRECTS} times.")

    async def _page(self, asked: str, url: httpx2.URL, response: httpx2.Response) -> FetchedPage:
        if response.status_code != 200:
            raise FetchError(f"{url} answered with status {response.status_code}{_meaning(response.status_code)}.")
        kind, charset = _content_type(response.headers.get("content-type", ""))
        if kind not in _PAGE_TYPES:
            what = f"of the type {kind[:60]}" if kind else "of a type it does not name"
            raise FetchError(f"{url} is {what}. Only web pages and plain text are read.")
        content = await self._body(url, response)
        return FetchedPage(asked, str(url), content, kind, charset, self._now())

    async def _body(self, url: httpx2.URL, response: httpx2.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "").strip().lower()
        return await read_body(response.aiter_raw(), encoding, str(url))

    async def _read_robots(self, url: str) -> RobotsAnswer:
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            parsed = self._parse(current)
            await self._pause(parsed)
            async with self._get(parsed, ContactPurpose.ROBOTS) as response:
                if response.status_code in _REDIRECTS:
                    current = _redirected(parsed, response)
                    continue
                if not 200 <= response.status_code < 300:
                    return RobotsAnswer(response.status_code)
                encoding = response.headers.get("content-encoding", "").strip().lower()
                body = await read_body(response.aiter_raw(), encoding, url, MAX_ROBOTS_BYTES)
                return RobotsAnswer(response.status_code, body)
        return RobotsAnswer(404)  # RFC 9309: after five redirects, as if there were none

    async def _announce(self, host: str, port: int) -> None:
        asked = _request.get()
        await note_from_loop(self._ledger, asked.item_id, asked.purpose, host_name(host, port), asked.url)

    async def _pause(self, url: httpx2.URL) -> None:
        if not self._guard.is_allow_listed(url.host, _port(url)):
            await self._pacer.turn(url.host)

    @asynccontextmanager
    async def _get(self, url: httpx2.URL, purpose: ContactPurpose) -> AsyncIterator[httpx2.Response]:
        """One GET, its body not yet read; the library's errors become sentences."""
        _request.set(_Request(_request.get().item_id, purpose, str(url)))
        if self._transport is None:  # made in the loop, and late: reading the authorities takes a moment
            self._transport = ApprovedTransport(self._backend, self._verify)
        # Without a client around the transport there are no cookies, no environment and no redirects to turn off.
        request = httpx2.Request("GET", url, headers=_HEADERS, extensions={"timeout": _TIMEOUT.as_dict()})
        try:
            response = await self._transport.handle_async_request(request)
            try:
                if sum(len(name) + len(value) for name, value in response.headers.raw) > _MAX_HEADER_BYTES:
                    raise FetchError(f"{url} sent headers larger than 64 KB, and was left out.")
                response.extensions["network_stream"].allow(MAX_WIRE_BYTES)
                yield response
            finally:
                await response.aclose()
        except httpx2.TimeoutException as error:
            self._raise_if_offline(error)
            raise FetchError(f"{url.host} did not answer in time.") from error
        except httpx2.TransportError as error:
            self._raise_if_offline(error)
            raise FetchError(f"{url.host} could not be reached, or broke off. Check the address.") from error
        except httpx2.HTTPError as error:
            raise FetchError(f"{url} could not be read: {error}.") from error

    def _raise_if_offline(self, error: httpx2.TransportError) -> None:
        """Whether it is the network and not the page. A page's own lookup that fails says nothing: its owner may have
        seen to that, and would hold up everybody behind it in the queue."""
        if no_way_out() and means_no_network(error):
            raise OfflineError(no_network_sentence("The web")) from error

    def _parse(self, url: str) -> httpx2.URL:
        """Check what can be checked before a connection. Raises FetchError, ForbiddenAddressError."""
        shown = url[:200]
        try:
            parsed = httpx2.URL(url)
        except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchError(f"{shown} is not an address of a page.") from error
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise FetchError(f"{shown} is not an address of a page; it must begin with http:// or https://.")
        if len(str(parsed)) > _MAX_URL_LENGTH:
            raise FetchError(f"{shown}… is longer than {_MAX_URL_LENGTH} characters, and was left out.")
        if parsed.userinfo:
            raise FetchError(f"The address of {parsed.host} holds a name or password, and was left out.")
        self._guard.check_port(parsed.host, _port(parsed))
        return parsed.copy_with(fragment=None)


class _Budget:
    """The seconds a page may take, spent piece by piece."""

    def __init__(self, seconds: float) -> None:
        self._total = seconds
        self._left = seconds

    @asynccontextmanager
    async def spend(self, url: str) -> AsyncIterator[None]:
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError as error:
            raise FetchError(f"{url} took longer than {self._total:g} seconds, and was left out.") from error
        finally:
            self._left = max(0.0, self._left - (time.monotonic() - began))


def _redirected(url: httpx2.URL, response: httpx2.Response) -> str:
    location = response.headers.get("location", "")
    if not location:
        raise FetchError(f"{url} says that the page has moved, but not where to.")
    target = urljoin(str(url), location)
    if url.scheme == "https" and not target.lower().startswith("https:"):
        raise FetchError(f"{url} leads from a protected address (https) to an unprotected one, and was left out.")
    return target


def _content_type(header: str) -> tuple[str, str | None]:
    """Media type in lower case, and charset."""
    message = Message()
    message["content-type"] = header or "unknown"
    kind = header.partition(";")[0].strip().lower()
    charset = message.get_param("charset")
    return kind, charset.strip() if isinstance(charset, str) and charset.strip() else None


def _origin(url: httpx2.URL) -> str:
    return str(url.copy_with(raw_path=b"/"))[:-1]


def _port(url: httpx2.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _meaning(status: int) -> str:
    known = {401: " (needs a password)", 403: " (not allowed)", 404: " (not found)", 410: " (gone)"}
    return known.get(status, " (too many requests)" if status == 429 else "")
