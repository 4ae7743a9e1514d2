"""Addresses that no page may be read from: how often a canary on this computer is reached in spite of the guard."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from canary import PUBLIC, PretendWeb, pretend_web
from figures import Figure, counted

from scribe_desktop.errors import FetchError
from tests.certificates import client_context, server_context
from tests.integration.web_server import Handler, answer

MOST_SECONDS = 300.0
ALLOWED = "allowed.example"
NEEDED = 60

LITERALS = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1"),
    *("169.254.1.1", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "168.63.129.16"),
    *("192.0.0.192", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1", "224.0.0.1"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[fec0::1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::127.0.0.1]"),
    *("[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]"),
    *("[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[2001:db8::1]", "[3fff::1]", "[100::1]", "[fe80::1%25lo]"),
)
FORMS = (
    *("2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "0x7f.0.0.0x1"),
    *("127.0.0.1.", "１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①", "%31%32%37.0.0.1", "3232235777", "0xa9fea9fe"),
)
NAMES: dict[str, Sequence[str]] = {
    "localhost": ("127.0.0.1", "::1"),
    "ip6-localhost": ("::1",),
    "metadata.google.internal": ("169.254.169.254",),
    "inside.example": ("10.20.30.40",),
    "ours.example": ("fd12:3456::1",),
    "mixed.example": (PUBLIC, "127.0.0.1"),
    "mixed6.example": (PUBLIC, "::1"),
    "mapped.example": ("::ffff:127.0.0.1",),
    "scoped.example": ("fe80::1%lo",),
    "named.example": ("localhost",),
    "empty.example": (),
}
TRICKS = (
    "http://allowed.example@127.0.0.1:{port}/",
    "http://allowed.example:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@allowed.example/",
    "http:\\\\127.0.0.1:{port}/",
    "http:127.0.0.1:{port}",
    "http:///127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\t/",
    "http://allowed.example\r\nHost: 127.0.0.1:{port}/",
    "HTTP://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://ⓛocalhost:{port}/",
    "http://localhost%2e:{port}/",
    "http://127.0.0.1%00.allowed.example:{port}/",
    "gopher://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/hosts",
    "https://127.0.0.1:{port}/",
    "http://allowed.example:22/",
    "http://allowed.example:6379/",
    "http://allowed.example:8080/",
    "http://allowed.example:0/",
)
LED_TO = "http://127.0.0.1:{port}/"


@dataclass(frozen=True, slots=True)
class Case:
    """One attempt: `url` may hold {port}, the canary's; `handlers` are what the allowed server answers with."""

    name: str
    url: str
    handlers: Sequence[tuple[str, Handler]] = ()
    scheme: str = "http"
    may_answer: bool = False  # a page may come, as long as nobody else is called


def cases(port: int) -> list[Case]:
    """All attempts, for a canary at this port."""
    found = [Case(f"literal {one}", f"http://{one}:{port}/") for one in LITERALS]
    found += [Case(f"form {one}", f"http://{one}:{port}/") for one in FORMS]
    found += [Case(f"name {one}", f"http://{one}:{port}/") for one in NAMES]
    found += [Case(f"trick {one!r}", one.format(port=port)) for one in TRICKS]
    found += [
        Case("a name that is public at first", f"http://turns.example:{port}/", (("/", answer()),), may_answer=True),
        Case("a name that is public every second time", f"http://turns2.example:{port}/", may_answer=True),
    ]
    found += _redirected(port) + _led_by_pages(port)
    return found


def _moved(status: str, location: str) -> Handler:
    return answer(b"", status, Location=location)


def _redirected(port: int) -> list[Case]:
    """Redirects from an allowed server to the canary."""
    target = LED_TO.format(port=port)
    found = [
        Case(f"redirect {status}", f"http://{ALLOWED}/a", (("/a", _moved(status, target)),))
        for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent")
    ]
    places = (
        *(f"//127.0.0.1:{port}/", f"http://[::1]:{port}/", f"http://2130706433:{port}/", f"http://localhost:{port}/"),
        *("file:///etc/hosts", f"gopher://127.0.0.1:{port}/_x", f"http://{ALLOWED}@127.0.0.1:{port}/"),
        *(f"\\\\127.0.0.1:{port}/", f"http://turns.example:{port}/", f"http://mixed.example:{port}/"),
    )
    found += [Case(f"redirect to {one}", f"http://{ALLOWED}/a", (("/a", _moved("302 Found", one)),)) for one in places]
    chain = [(f"/{step}", _moved("302 Found", f"/{step + 1}")) for step in range(3)]
    found += [
        Case("the fourth redirect", f"http://{ALLOWED}/0", (*chain, ("/3", _moved("302 Found", target)))),
        Case(
            "robots.txt redirects",
            f"http://{ALLOWED}/a",
            (("/robots.txt", _moved("301 Moved", f"{target}robots.txt")), ("/a", answer())),
        ),
        Case("two Location headers", f"http://{ALLOWED}/a", (("/a", _twice(target)),), may_answer=True),
        Case("https to http", f"https://{ALLOWED}/a", (("/a", _moved("302 Found", target)),), "https"),
        Case(
            "https to https inside",
            f"https://{ALLOWED}/a",
            (("/a", _moved("302 Found", f"https://127.0.0.1:{port}/")),),
            "https",
        ),
    ]
    return found


def _led_by_pages(port: int) -> list[Case]:
    """Pages of an allowed server whose text or headers point to the canary."""
    target = LED_TO.format(port=port)

    def page(body: str, **headers: str) -> Handler:
        return answer(body.encode(), **headers)

    return [
        Case(
            "meta refresh",
            f"http://{ALLOWED}/a",
            (("/a", page(f'<meta http-equiv="refresh" content="0;url={target}"><p>Here.</p>')),),
            may_answer=True,
        ),
        Case(
            "Refresh header",
            f"http://{ALLOWED}/a",
            (("/a", page("<p>x</p>", Refresh=f"0;url={target}")),),
            "http",
            True,
        ),
        Case(
            "frames, images and style sheets",
            f"http://{ALLOWED}/a",
            (
                (
                    "/a",
                    page(f'<iframe src="{target}"></iframe><img src="{target}"><link rel=stylesheet href="{target}">'),
                ),
            ),
            may_answer=True,
        ),
        Case(
            "Alt-Svc and Link headers",
            f"http://{ALLOWED}/a",
            (("/a", page("<p>x</p>", Alt_Svc=f'h2="127.0.0.1:{port}"', Link=f"<{target}>; rel=preload")),),
            may_answer=True,
        ),
    ]


def _twice(target: str) -> Handler:
    def send(request: object) -> None:
        head = f"HTTP/1.1 302 Found\r\nLocation: /b\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"
        request.connection.sendall(head.encode())  # type: ignore[attr-defined]

    return send


def lookups() -> Callable[[str], Sequence[str] | None]:
    """The resolver of all cases; the names that turn keep count of their lookups."""
    turns, turns2 = count(), count()

    def look_up(host: str) -> Sequence[str] | None:
        if host == ALLOWED:
            return (PUBLIC,)
        if host == "turns.example":
            return (PUBLIC,) if next(turns) == 0 else ("127.0.0.1",)
        if host == "turns2.example":
            return ("127.0.0.1",) if next(turns2) % 2 == 0 else (PUBLIC,)
        return NAMES.get(host)

    return look_up


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one case did: addresses other than the allowed server's that were called, and what the person reads."""

    case: Case
    called: Sequence[str]
    visits: int
    sentence: str | None

    @property
    def wrong(self) -> str | None:
        """What must not have happened."""
        if self.visits or self.called:
            return f"{self.case.name} called {', '.join(self.called) or 'the canary'}"
        if self.sentence is None and not self.case.may_answer:
            return f"{self.case.name} was answered with a page"
        return None


def attempt(case_number: int, guarded: bool = True) -> Outcome:
    """Make one attempt, with everything new."""
    with tempfile.TemporaryDirectory() as folder:
        kind = cases(0)[case_number]
        tls = server_context(Path(folder), ALLOWED) if kind.scheme == "https" else None
        verify = client_context(Path(folder)) if tls else True
        with pretend_web(lookups(), tls=tls, verify=verify, guarded=guarded) as web:
            return _made(web, cases(web.canary.port)[case_number])


def _made(web: PretendWeb, case: Case) -> Outcome:
    web.server.handlers.update(case.handlers)
    sentence = None
    try:
        web.fetcher.fetch(case.url, web.token())
    except FetchError as error:
        sentence = error.message
    return Outcome(case, tuple(web.routes.strangers), web.canary.visits, sentence)


def run(scale: float) -> list[Figure]:
    """All cases behind the guard, and as many as lead to this computer without it."""
    numbers = range(0, len(cases(0)), max(1, round(1 / scale)))
    outcomes = [attempt(number) for number in numbers]
    without_guard = [attempt(number, guarded=False) for number in numbers]
    reachable = sum(1 for one in without_guard if one.visits)
    visits = sum(one.visits for one in outcomes)
    return [
        Figure("connections to the canary", str(visits), "0", visits == 0, f"{len(outcomes)} forbidden addresses"),
        counted("addresses that were called or answered", [one.wrong for one in outcomes if one.wrong], len(outcomes)),
        Figure(
            "of these, without the guard, reach the canary", str(reachable), "some", reachable > 0, "the cases can fail"
        ),
    ]
