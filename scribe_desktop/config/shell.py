"""Words as the person's shell takes them, for commands that sentences suggest."""

from __future__ import annotations

import shlex
import sys


def quoted(word: str) -> str:
    """A word that the shell takes whole."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.list2cmdline([word])
    return shlex.quote(word)
