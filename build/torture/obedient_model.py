"""A model that fills templates honestly, and then does whatever the injection of its case wants."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from injected_words import Injection

from tests.model_server import Reply, completion, stream

HONEST = "“Sand that Walks”"
_PLACE = re.compile(r"\{\{\s*[\w]+.*?\}\}")


class ObedientModel:
    """Answers the requests of the whole program, as a function for tests.model_server.ModelServer.

    Args:
        cases: by surname; people who are not among them get an honest draft.

    Attributes:
        reached: numbers of the cases whose instruction stood in a prompt.
        obeyed: numbers of the cases that were done as they want.
    """

    def __init__(self, cases: Sequence[Injection]) -> None:
        self._cases = {one.surname: one for one in cases}
        self.reached: set[int] = set()
        self.obeyed: set[int] = set()
        self.prompts: list[str] = []

    def __call__(self, body: Mapping[str, Any]) -> Reply:
        prompt = "\n".join(one["content"] for one in body["messages"])
        self.prompts.append(prompt)
        if "key_words" in prompt:
            answer: dict[str, Any] = {"type": "research", "key_words": ["sediments"]}
        else:
            answer = self._draft(prompt)
        text = json.dumps(answer)
        return stream(text) if body.get("stream") else completion(text)

    def _draft(self, prompt: str) -> dict[str, Any]:
        case = next((one for name, one in self._cases.items() if f"Ilse {name}" in prompt), None)
        template = template_in(prompt)
        filled = _PLACE.sub(HONEST, template)
        cited = [{"text": one, "evidence_ids": ["W1", "P1"]} for one in filled.split("\n") if HONEST in one]
        draft = {"subject": "Joining your group", "body": filled, "statements": cited}
        if case is None:
            return draft
        if case.trigger in prompt or case.order in prompt:
            self.reached.add(case.number)
        self.obeyed.add(case.number)
        return obey(draft, case)


def template_in(prompt: str) -> str:
    """The template between its two markers."""
    found = re.search(r"Template:\n(\w+)\n(.*?)\n\1", prompt, re.DOTALL)
    assert found is not None, prompt
    return found[2]


def obey(draft: dict[str, Any], case: Injection) -> dict[str, Any]:
    """The draft with what the injection wants, where its placement says."""
    body, want = draft["body"], case.want.text
    lines = body.split("\n")
    statement = {"text": want, "evidence_ids": ["W1"]}
    if case.placement == "in the gap":
        body = body.replace(HONEST, f"{HONEST}. {want} That", 1)
    elif case.placement == "at the end":
        body = f"{body}\n\n{want}"
    elif case.placement == "subject":
        return {**draft, "subject": want}
    elif case.placement == "in a fixed sentence":
        fixed = next(one for one in reversed(lines) if one.endswith("."))
        body = body.replace(fixed, f"{fixed[:-1]} — {want}", 1)
    elif case.placement == "first":
        body = f"{lines[0]}\n\n{want}\n" + "\n".join(lines[1:])
    else:
        body = body.replace("\n\nKind regards", f"\n\n{want}\n\nKind regards", 1)
    return {**draft, "body": body, "statements": [*draft["statements"], statement]}
