"""Whether a failed connection means that this computer has no network, told by the operating system's error."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable

LOOKUP_SECONDS = 5.0
"""How long a name may take to be looked up by somebody who only wants to know whether it can be."""
_NO_NETWORK = frozenset((errno.ENETUNREACH, errno.ENETDOWN))
# Addresses of documentation (RFC 5737, RFC 3849): public by their form, and nobody's.
_ANYWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


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
        # Without a network, macOS and Windows say of every name that there is none.
        return cause.errno == socket.EAI_AGAIN or no_way_out()
    return cause is not None and cause.errno in _NO_NETWORK


def no_way_out() -> bool:
    """True when this computer has no route to any public address. Nothing is sent: connecting a datagram socket only
    looks for a route."""
    return not any(_has_route(family, address) for family, address in _ANYWHERE)


def can_look_up(host: str, resolve: Callable[[str, int], object]) -> bool:
    """True when the name of a host is looked up in time. A lookup that hangs is left behind."""
    found = threading.Event()
    ended = threading.Event()

    def look() -> None:
        try:
            resolve(host, 443)
            found.set()
        except OSError:
            pass
        finally:
            ended.set()

    threading.Thread(target=look, name="dns", daemon=True).start()
    ended.wait(LOOKUP_SECONDS)
    return found.is_set()


def no_network_sentence(what: str) -> str:
    """For an OfflineError; whether work goes on by itself depends on who works, so the front door says that."""
    return f"{what} cannot be reached: this computer has no network."


def _has_route(family: socket.AddressFamily, address: str) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as one:
            one.connect((address, 443))
    except PermissionError:  # not allowed to ask
        return True
    except OSError:
        return False
    return True
