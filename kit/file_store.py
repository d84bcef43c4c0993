"""Contents of files, each once, in a folder under their SHA-256 (docs/adr/0107). Rows say what they are and whose."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from kit.ids import new_id

_CHUNK = 256 * 1024
_HASH_CHARACTERS = 64


class Incoming:
    """A content that is being written: hashed as it comes, in a file that is nobody's yet."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path, self.file, self.size = path, file, 0
        self._digest = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        """Adds bytes."""
        self.file.write(chunk)
        self._digest.update(chunk)
        self.size += len(chunk)

    @property
    def sha256(self) -> bytes:
        """The digest of what has come so far."""
        return self._digest.digest()


class FileStore:
    """The folder. Every write is on disk before its name is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"

    def begin(self) -> Incoming:
        """Begins a content; `keep` or `drop` ends it."""
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._incoming / new_id()
        return Incoming(path, os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b"))

    def keep(self, incoming: Incoming) -> None:
        """Gives a content its name: its digest. Another of the same content is replaced by it, and so made young."""
        incoming.file.flush()
        os.fsync(incoming.file.fileno())
        incoming.file.close()
        path = self.path_of(incoming.sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        incoming.path.rename(path)
        for folder in (path.parent, self._folder):
            _sync(folder)

    def drop(self, incoming: Incoming) -> None:
        """Forgets a content that was not kept; nothing to do for one that was."""
        incoming.file.close()
        incoming.path.unlink(missing_ok=True)

    def path_of(self, sha256: bytes) -> Path:
        """Where a content is, or would be."""
        name = sha256.hex()
        return self._folder / name[:2] / name

    def read(self, sha256: bytes) -> Iterator[bytes]:
        """A content in pieces. Raises FileNotFoundError at once; at the end ValueError when it is not what it was."""
        file = self.path_of(sha256).open("rb")

        def pieces() -> Iterator[bytes]:
            digest = hashlib.sha256()
            with file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                    yield chunk
            if digest.digest() != sha256:
                raise ValueError("the content is not what it was")

        return pieces()

    def older_than(self, seconds: float) -> Iterator[bytes]:
        """Digests of the contents that came longer ago than this."""
        before = time.time() - seconds
        for path in self._folder.glob("??/*"):
            with suppress(OSError, ValueError):
                if len(path.name) == _HASH_CHARACTERS and path.stat().st_mtime < before:
                    yield bytes.fromhex(path.name)

    def is_older_than(self, sha256: bytes, seconds: float) -> bool:
        """Whether a content is there and came longer ago than this."""
        with suppress(OSError):
            return self.path_of(sha256).stat().st_mtime < time.time() - seconds
        return False

    def remove(self, sha256: bytes) -> None:
        """Takes a content away."""
        self.path_of(sha256).unlink(missing_ok=True)

    def drop_unfinished(self, seconds: float) -> int:
        """Takes away what began to come longer ago than this and never ended; how many."""
        before, gone = time.time() - seconds, 0
        for path in self._incoming.glob("*"):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    gone += 1
        return gone


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
