"""Only public addresses may be fetched from."""

from __future__ import annotations

import pytest

from scribe_desktop.errors import ForbiddenAddressError
from scribe_desktop.providers.web.addresses import AddressGuard, is_public

REFUSED = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::808:808",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::808:808",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
    "",
]
PUBLIC = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", REFUSED)
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(ForbiddenAddressError, match=r"10\.0\.0\.1"):
        AddressGuard().check_addresses("site.example", 443, ["8.8.8.8", "10.0.0.1"])


def test_other_ports_are_refused() -> None:
    with pytest.raises(ForbiddenAddressError, match="8080"):
        AddressGuard().check_port("site.example", 8080)


def test_allowed_host_and_port_is_the_one_exception() -> None:
    guard = AddressGuard(["127.0.0.1:8000", "[::1]:9000", "Local.Example:81"])
    guard.check_addresses("127.0.0.1", 8000, ["127.0.0.1"])
    guard.check_addresses("::1", 9000, ["::1"])
    guard.check_addresses("local.example.", 81, ["10.0.0.1"])
    with pytest.raises(ForbiddenAddressError):
        guard.check_addresses("127.0.0.1", 8001, ["127.0.0.1"])
    with pytest.raises(ForbiddenAddressError):
        guard.check_addresses("other.example", 8000, ["127.0.0.1"])
