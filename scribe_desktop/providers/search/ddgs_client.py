"""Stands in for ddgs's own client of an engine: every request, redirects too, is noted before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus, urljoin, urlsplit

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

Note = Callable[[str, str], None]
"""The address that is asked, and what is sent there; raises when that cannot be noted."""


class NotingClient:
    """What engines of ddgs know as `http_client`, with the same errors.

    Engines may ask more than once for one search (a form first, a summary afterwards), and redirects may lead to
    another host, so what is noted is what really leaves, request by request.
    """

    def __init__(self, client: Any, query: str, note: Note) -> None:
        self.client = client  # engines set cookies and headers on it
        self._query = query
        self._note = note

    def request(self, method: str, url: str, **options: Any) -> Any:
        """Send one request and follow where it leads. Raises ddgs's errors, and what `note` raises."""
        from ddgs.exceptions import DDGSException
        from ddgs.http_client import Response

        for _ in range(MAX_REDIRECTS + 1):
            answer = self._send(method, url, options)
            target = answer.headers.get("location", "") if answer.status_code in _REDIRECTS else ""
            if not target:
                return Response(answer)
            moved = urljoin(url, target)
            if urlsplit(url).scheme == "https" and urlsplit(moved).scheme != "https":
                raise DDGSException("the engine leads to an unprotected address")
            if answer.status_code not in (307, 308):
                method, options = "GET", {}
            url = moved
        raise DDGSException("the engine leads from one address to the next without an end")

    def get(self, url: str, **options: Any) -> Any:
        """As `request`."""
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> Any:
        """As `request`."""
        return self.request("POST", url, **options)

    def _send(self, method: str, url: str, options: dict[str, Any]) -> Any:
        import primp
        from ddgs.exceptions import DDGSException, TimeoutException

        self._note(url, self._words(url, options))
        try:
            return self.client.request(method, url, follow_redirects=False, **options)
        except primp.TimeoutError as error:
            raise TimeoutException(error) from error
        except Exception as error:  # as in ddgs's own client, whose callers know nothing else
            raise DDGSException(f"{type(error).__name__}: {error!r}") from error

    def _words(self, url: str, options: dict[str, Any]) -> str:
        """The search words where they are sent, else the address."""
        sent = [str(value) for part in ("params", "data") for value in (options.get(part) or {}).values()]
        return self._query if self._query in sent or self._query in unquote_plus(url) else url
