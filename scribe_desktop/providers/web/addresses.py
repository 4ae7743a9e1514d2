"""Which addresses pages may be fetched from: public ones only, and what the person allowed by host and port."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

from scribe_desktop.errors import ForbiddenAddressError

PUBLIC_PORTS = frozenset({80, 443})

_V4_REFUSED = tuple(
    ipaddress.IPv4Network(one)
    for one in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; some clouds' metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's metadata at an address that looks public
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved and broadcast
    )
)
_V6_GLOBAL = ipaddress.IPv6Network("2000::/3")  # all else is special: loopback, ::/96, NAT64, private, multicast
_V6_REFUSED = tuple(
    ipaddress.IPv6Network(one)
    for one in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether a literal IPv4 or IPv6 address belongs to the public internet.

    IPv4-mapped addresses are judged as the IPv4 address in them. Special ranges: IANA's special-purpose registries.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.scope_id is not None:
            return False
        if parsed.ipv4_mapped is None:
            return parsed in _V6_GLOBAL and not any(parsed in network for network in _V6_REFUSED)
        parsed = parsed.ipv4_mapped
    return not any(parsed in network for network in _V4_REFUSED)


class AddressGuard:
    """Judges hosts, ports and resolved addresses.

    Args:
        allowed: host:port entries (Settings.fetch_allow) that may be fetched whatever address they have.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = frozenset(_split(entry) for entry in allowed)

    def is_allow_listed(self, host: str, port: int) -> bool:
        """Whether the person allowed this host and port."""
        return (_plain(host), port) in self._allowed

    def check_port(self, host: str, port: int) -> None:
        """Raises ForbiddenAddressError for ports other than 80 and 443."""
        if port not in PUBLIC_PORTS and not self.is_allow_listed(host, port):
            raise ForbiddenAddressError(f"Pages are read from ports 80 and 443 only; {host} asks for port {port}.")

    def check_addresses(self, host: str, port: int, addresses: Sequence[str]) -> None:
        """Raises ForbiddenAddressError when any of the addresses of the host is not public."""
        if self.is_allow_listed(host, port):
            return
        self.check_port(host, port)
        refused = next((one for one in addresses if not is_public(one)), None)
        if refused is not None:
            raise ForbiddenAddressError(
                f"{host} leads to {refused}, which is not a public address. Pages are read from the public web only."
            )


def _split(entry: str) -> tuple[str, int]:
    host, _, port = entry.rpartition(":")
    return _plain(host), int(port)


def _plain(host: str) -> str:
    """A host as compared: lower case, no brackets, no dot at the end."""
    return host.strip("[]").rstrip(".").lower()
