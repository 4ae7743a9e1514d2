"""Politeness: pauses and robots.txt, without a socket."""

from __future__ import annotations

import asyncio

import pytest

from scribe_desktop.errors import FetchError
from scribe_desktop.providers.web.pacing import HostPacer
from scribe_desktop.providers.web.robots import RobotsAnswer, RobotsCheck


class Time:
    """Seconds that pass by sleeping only."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def test_requests_to_one_host_are_a_second_apart() -> None:
    time = Time()
    pacer = HostPacer(time.monotonic, time.sleep)

    async def ask() -> None:
        for host in ("a.example", "a.example", "b.example", "a.example"):
            await pacer.turn(host)
        time.now = 10.0
        await pacer.turn("a.example")

    asyncio.run(ask())
    assert time.slept == [1.0, 2.0]


class Robots:
    """A host's robots.txt, counted."""

    def __init__(self, *answers: RobotsAnswer | FetchError) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.time = Time()
        self.check = RobotsCheck(self.read, "ScribeDesktop", self.time.monotonic)

    async def read(self, url: str) -> RobotsAnswer:
        self.asked.append(url)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def allows(self, path: str) -> bool:
        try:
            asyncio.run(self.check.check(f"https://site.example{path}", "https://site.example"))
        except FetchError:
            return False
        return True


def test_robots_rules_are_followed_and_asked_for_once() -> None:
    robots = Robots(RobotsAnswer(200, b"User-agent: *\nDisallow: /private/\nAllow: /\n"))
    assert robots.allows("/people/")
    assert not robots.allows("/private/people")
    assert robots.asked == ["https://site.example/robots.txt"]


def test_rules_for_this_program_win_over_rules_for_all() -> None:
    robots = Robots(RobotsAnswer(200, b"User-agent: *\nAllow: /\n\nUser-agent: ScribeDesktop\nDisallow: /\n"))
    assert not robots.allows("/people/")


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410])
def test_host_without_robots_allows_everything(status: int) -> None:
    assert Robots(RobotsAnswer(status)).allows("/people/")


@pytest.mark.parametrize("answer", [RobotsAnswer(500), RobotsAnswer(503), RobotsAnswer(429), FetchError("gone")])
def test_host_whose_wishes_cannot_be_known_is_left_alone_for_a_minute(answer: RobotsAnswer | FetchError) -> None:
    robots = Robots(answer, RobotsAnswer(404))
    assert not robots.allows("/")
    assert not robots.allows("/")
    assert len(robots.asked) == 1
    robots.time.now = 61.0
    assert robots.allows("/")


def test_robots_file_of_anything_is_read_without_a_fuss() -> None:
    assert Robots(RobotsAnswer(200, b"<html>\xff\xfe\0 not a robots file")).allows("/")
