"""Which addresses may be called, and that nothing else is."""

import socket
from typing import Any

import pytest

from kit.outward import CallFailed, Outward, is_allowed


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_addresses_are_called(address: str) -> None:
    assert is_allowed(address, loopback=False)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.10", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)  # fmt: skip
def test_inner_addresses_are_not_in_whatever_disguise(address: str) -> None:
    assert not is_allowed(address, loopback=False)


def test_loopback_is_this_machine_alone() -> None:
    assert is_allowed("127.0.0.1", loopback=True)
    assert is_allowed("::ffff:127.0.0.1", loopback=True)
    assert not is_allowed("10.0.0.1", loopback=True)
    assert not is_allowed("169.254.169.254", loopback=True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://localhost/", "ADDRESS_NOT_ALLOWED"),
        ("https://127.1/", "ADDRESS_NOT_ALLOWED"),
        ("https://2130706433/", "ADDRESS_NOT_ALLOWED"),
        ("https://[::ffff:127.0.0.1]/", "ADDRESS_NOT_ALLOWED"),
        ("http://93.184.216.34/", "ADDRESS_NOT_ALLOWED"),
        ("https://nowhere.invalid/", "NOT_RESOLVED"),
    ],
)
def test_the_address_behind_the_name_counts(url: str, reason: str) -> None:
    with pytest.raises(CallFailed, match=reason):
        Outward().post(url, b"", {})


def test_one_inner_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads to both is somebody's trick; and the name is asked once, so it can't change its mind."""
    asked: list[Any] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("93.184.216.34", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(CallFailed, match="ADDRESS_NOT_ALLOWED"):
        Outward().post("https://both.example/", b"", {})
    assert asked == ["both.example"]
