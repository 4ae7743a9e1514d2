"""Paths with and without their final slash, and the methods each of them has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from scribe_desktop.api.answers import error_response

_PARAMETER = re.compile(r"\{\w+\}")


class Paths:
    """Raw ASGI middleware before the router.

    A path is found without a redirect, which would drop the token in many clients. A method that a path has not is
    refused here: the router would take `DELETE /api/queue/pause` for the id "pause", and knows one method a route.
    """

    def __init__(self, app: ASGIApp, methods: Mapping[str, Iterable[str]]) -> None:
        """`methods` are those of each path, which may have {parameters}."""
        self._app = app
        self._fixed: dict[str, tuple[str, frozenset[str]]] = {}
        self._with_parameters: list[tuple[re.Pattern[str], frozenset[str]]] = []
        for path, names in methods.items():
            allowed = frozenset(name.upper() for name in names)
            if _PARAMETER.search(path):
                self._with_parameters.append((re.compile(_PARAMETER.sub("[^/]+", path)), allowed))
            else:
                self._fixed[path.removesuffix("/")] = (path, allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a method, or hand on under the path as the router knows it."""
        path = scope["path"] if scope["path"].endswith("//") else scope["path"].removesuffix("/")
        scope["path"], allowed = self._fixed.get(path) or (path, self._allowed(path))
        if allowed and scope["method"] not in allowed:
            refusal = error_response(405, "Method Not Allowed", {"Allow": ", ".join(sorted(allowed))})
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _allowed(self, path: str) -> frozenset[str]:
        return next((allowed for pattern, allowed in self._with_parameters if pattern.fullmatch(path)), frozenset())
