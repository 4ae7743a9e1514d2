"""Addresses among the settings. Each check raises SettingsError with a sentence that names the setting.

`shown` is the setting's name as the person may have written it.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from scribe_desktop.errors import SettingsError

_KEY_IN_QUERY = re.compile(r"(?:^|&)(?:[\w-]*key|[\w-]*token|password|secret|auth)=", re.IGNORECASE)


def check_url(shown: str, value: str) -> None:
    """An address, or nothing; without a password or a key, because settings are kept in a plain file."""
    if not value:
        return
    parts = urlsplit(value)
    if "@" in parts.netloc or _KEY_IN_QUERY.search(parts.query):
        raise SettingsError(
            f"{shown} holds a password or a key. Leave it out, because settings are kept in a plain file; the model's "
            "key has a field of its own in Settings, and SCRIBE_LLM_API_KEY."
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{shown} is {value!r}; it must begin with http:// or https:// and name a host.")


def check_host_port(shown: str, entry: str) -> None:
    """A host and a port, such as 127.0.0.1:8000 or [::1]:8000."""
    host, _, port = entry.rpartition(":")
    bare = host.strip("[]")
    if not bare or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"{shown} has {entry!r}; each entry is host:port, for example 127.0.0.1:8000.")
    if ":" in bare:
        try:
            ipaddress.IPv6Address(bare)
        except ValueError as error:
            raise SettingsError(f"{shown} has {entry!r}; write IPv6 addresses as [address]:port.") from error
