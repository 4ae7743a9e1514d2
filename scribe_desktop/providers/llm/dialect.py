"""What a model's server understands of the OpenAI protocol, learned from its answers and remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import openai


class AnswerFormat(IntEnum):
    """How JSON is asked for, best first."""

    JSON_SCHEMA = 0
    JSON_OBJECT = 1
    TEXT = 2


class Dialect:
    """The form of requests for one model. Not safe for use from several threads at once: the client's lock guards it.

    A refusal only changes the form while no answer has shown that the form is understood; after that a refusal
    is about the request itself.
    """

    def __init__(self) -> None:
        self.format = AnswerFormat.JSON_SCHEMA
        self._proven = False
        self._length_parameter = "max_tokens"
        self._with_temperature = True

    def request(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        schema_name: str,
        temperature: float,
        max_tokens: int,
    ) -> dict[str, Any]:
        """The parameters of a chat completion, without the model's name."""
        request: dict[str, Any] = {"messages": [dict(one) for one in messages], self._length_parameter: max_tokens}
        if self._with_temperature:
            request["temperature"] = temperature
        if self.format is AnswerFormat.JSON_SCHEMA:
            described = {"name": schema_name, "schema": dict(schema), "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": described}
            return request
        if self.format is AnswerFormat.JSON_OBJECT:
            request["response_format"] = {"type": "json_object"}
        # Into the last message, not a new one: some chat templates refuse a second system message.
        last = request["messages"][-1]
        last["content"] = (
            f"{last['content']}\n\nAnswer with one JSON object and nothing else. It must match this JSON Schema:\n"
            + json.dumps(schema, ensure_ascii=False)
        )
        return request

    def adapt(self, error: openai.APIStatusError) -> bool:
        """Change the form after a refusal (400 or 422); False when the form is not, or no longer, in question."""
        parameter = error.param or ""
        if parameter == self._length_parameter == "max_tokens":
            self._length_parameter = "max_completion_tokens"
            return True
        if parameter == "temperature" and self._with_temperature:
            self._with_temperature = False
            return True
        named_another = bool(parameter) and not parameter.startswith("response_format")
        if named_another or error.code == "context_length_exceeded":
            return False
        return self._step_down()

    def adapt_to_prose(self) -> None:
        """Note that the answer held no JSON at all: a server that does not know a format may ignore it in silence."""
        self._step_down()

    def prove(self) -> None:
        """Note that an answer came in the form that was asked for."""
        self._proven = True

    def forget_guesses(self) -> None:
        """Note that the plainest form was refused too, so the form was not the reason."""
        if not self._proven:
            self.format = AnswerFormat.JSON_SCHEMA

    def _step_down(self) -> bool:
        if self._proven or self.format is AnswerFormat.TEXT:
            return False
        self.format = AnswerFormat(self.format + 1)
        return True
