"""Contents of documents: each under a key of its own, so that neither the folder nor the database alone gives any away,
and forgetting the key forgets the content (docs/adr/0158)."""

import os
from collections.abc import Iterator
from typing import IO

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

from kit.file_store import FileStore

_CHUNK = 256 * 1024
_KEY_BYTES, _COUNTER_BYTES = 32, 16


def keep_sealed(store: FileStore, content: IO[bytes]) -> tuple[bytes, bytes, int]:
    """Keeps a content from its begin; gives its digest as it lies there, its key and its size. Raises OSError.

    The key is used once, so the counter can begin at zero; the digest under which it lies tells every change of it.
    """
    key = os.urandom(_KEY_BYTES)
    encryptor = _cipher(key).encryptor()
    content.seek(0)
    incoming = store.begin()
    try:
        while chunk := content.read(_CHUNK):
            incoming.write(encryptor.update(chunk))
        size = incoming.size
        digest = incoming.sha256
        store.keep(incoming)
    except BaseException:
        store.drop(incoming)
        raise
    return digest, key, size


def read_sealed(store: FileStore, sha256: bytes, key: bytes) -> Iterator[bytes]:
    """A content in pieces. Raises OSError at once, ValueError at the end when it is not what it was."""
    pieces = store.read(sha256)
    decryptor = _cipher(key).decryptor()
    return (decryptor.update(piece) for piece in pieces)


def _cipher(key: bytes) -> Cipher[CTR]:
    return Cipher(AES256(key), CTR(bytes(_COUNTER_BYTES)))
