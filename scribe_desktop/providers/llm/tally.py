"""Counts what one question to a model costs over all its attempts."""

from __future__ import annotations

from dataclasses import replace

from scribe_desktop.domain.tokens import estimated_tokens
from scribe_desktop.ports import ModelUsage


class Tally:
    """Requests sent, and tokens as the server counts them; an answer that comes without a count is estimated."""

    def __init__(self) -> None:
        self.usage = ModelUsage()

    def sent(self) -> None:
        """A request goes out."""
        self.usage = replace(self.usage, calls=self.usage.calls + 1)

    def answered(self, tokens_in: int, tokens_out: int, prompt: str, answer: str) -> None:
        """An answer came, with the server's count; zeros when it does not count."""
        if tokens_in or tokens_out:
            self._add(tokens_in, tokens_out)
        else:
            self._add(estimated_tokens(prompt), estimated_tokens(answer))
            self.usage = replace(self.usage, estimated=True)

    def broke_off(self, tokens_in: int, tokens_out: int) -> None:
        """An answer broke off after the server had counted so much."""
        self._add(tokens_in, tokens_out)

    def _add(self, tokens_in: int, tokens_out: int) -> None:
        usage = self.usage
        self.usage = replace(usage, tokens_in=usage.tokens_in + tokens_in, tokens_out=usage.tokens_out + tokens_out)
