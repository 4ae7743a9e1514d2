"""Whether a failed connection means that this computer has no network, told by the operating system's error."""

from __future__ import annotations

import errno
import socket

_NO_NETWORK = frozenset((errno.ENETUNREACH, errno.ENETDOWN))


def root_os_error(error: BaseException) -> OSError | None:
    """The operating system's error at the bottom of a chain of causes, None when there is none."""
    seen: BaseException | None = error
    found: OSError | None = None
    for _ in range(10):
        if seen is None:
            break
        if isinstance(seen, OSError) and (seen.errno is not None or isinstance(seen, socket.gaierror)):
            found = seen
        seen = seen.exceptions[0] if isinstance(seen, BaseExceptionGroup) else seen.__cause__ or seen.__context__
    return found


def means_no_network(error: BaseException) -> bool:
    """True when no name can be looked up for now, or no network can be reached at all."""
    cause = root_os_error(error)
    if isinstance(cause, socket.gaierror):
        return cause.errno == socket.EAI_AGAIN
    return cause is not None and cause.errno in _NO_NETWORK


def no_network_sentence(what: str) -> str:
    """For an OfflineError; whether work goes on by itself depends on who works, so the front door says that."""
    return f"{what} cannot be reached: this computer has no network."
