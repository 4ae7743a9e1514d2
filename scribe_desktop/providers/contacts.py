"""Telling the privacy ledger of a contact before it is made: host names, proxies, and from within the loop."""

from __future__ import annotations

import asyncio
import threading
import urllib.request
from urllib.parse import urlsplit
from uuid import UUID

from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.ports import ContactLedger

_USUAL_PORTS = (80, 443)


def host_name(host: str, port: int | None) -> str:
    """A host as the ledger names it: with its port unless that is the usual one, an IPv6 address in brackets."""
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return shown if port is None or port in _USUAL_PORTS else f"{shown}:{port}"


def host_of(url: str) -> str:
    """The host of an address, as the ledger names it."""
    parts = urlsplit(url)
    return host_name(parts.hostname or "", parts.port)


def proxy_of(url: str) -> str | None:
    """The proxy that the environment sets for an address, as the ledger names it; None when there is none."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return host_of(proxy if "://" in proxy else f"http://{proxy}") if proxy else None


def note_contact(
    ledger: ContactLedger | None, item_id: UUID | None, purpose: ContactPurpose, url: str, sent: str, proxied: bool
) -> None:
    """Note that `sent` goes to the host of `url`, and the proxy it goes through where the environment's are used.

    Blocks for the ledger's commit, so not for the loop's thread. Raises StorageError: then nothing may be sent.
    """
    if ledger is None:
        return
    proxy = proxy_of(url) if proxied else None
    if proxy is not None:
        ledger.note(item_id, purpose, proxy, f"(as a proxy: everything for {host_of(url)} passes through it)")
    ledger.note(item_id, purpose, host_of(url), sent)


async def note_from_loop(
    ledger: ContactLedger | None, item_id: UUID | None, purpose: ContactPurpose, host: str, sent: str
) -> None:
    """Note a contact from the loop's thread, which goes on with other connections meanwhile. Raises StorageError."""
    if ledger is None:
        return
    loop = asyncio.get_running_loop()
    noted: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if noted.done():  # nobody waits any more
            return
        if error is None:
            noted.set_result(None)
        else:
            noted.set_exception(error)

    def write() -> None:
        problem: BaseException | None = None
        try:
            ledger.note(item_id, purpose, host, sent)
        except BaseException as error:
            problem = error
        try:
            loop.call_soon_threadsafe(settle, problem)
        except RuntimeError:  # the loop was closed while we wrote
            return

    # A daemon thread: those of asyncio's executor would keep the program from ending.
    threading.Thread(target=write, name="ledger", daemon=True).start()
    await noted
