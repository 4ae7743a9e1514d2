"""Commands that the command line suggests, with the data folder that they need."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from scribe_desktop.config.paths import default_data_dir

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext


def hint(app: AppContext, command: str) -> str:
    """The command as the person must type it: with --data-dir when this is not the folder it would take by itself."""
    root = app.paths.root
    if root == default_data_dir().expanduser().absolute():
        return command
    return f"{command} --data-dir {shlex.quote(str(root))}"
