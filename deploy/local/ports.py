"""Loopback ports of our own."""

import hashlib
import socket

# Below 32768: above it the kernel gives ports to outgoing connections and may have given ours.
_LOWEST, _HIGHEST = 15_000, 32_000


def free_block(seed: str, size: int) -> int:
    """The first of `size` neighbouring ports that nobody listens on; the same seed looks at the same place first.

    Raises OSError when there is none.
    """
    blocks = (_HIGHEST - _LOWEST) // size
    first = int(hashlib.sha256(seed.encode()).hexdigest(), 16) % blocks
    for step in range(blocks):
        start = _LOWEST + (first + step) % blocks * size
        if all(is_free(start + offset) for offset in range(size)):
            return start
    raise OSError(f"there are no {size} free ports between {_LOWEST} and {_HIGHEST}")


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
