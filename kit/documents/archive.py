"""A signed archive: a ZIP file of parts, a manifest of their digests, the manifest's signature, and the public key.

    …                    the parts
    manifest.json        what it is, and of every part its path, size and SHA-256; which key signed
    manifest.json.sig    Ed25519 (RFC 8032) over the bytes of manifest.json
    key.pem              the public key (SubjectPublicKeyInfo)

Any tool checks it: `openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.json.sig`.
"""

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

FORMAT = "zvonok-archive/1"
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.json.sig", "key.pem"
_OWN = frozenset({MANIFEST, SIGNATURE, KEY})
_CHUNK = 256 * 1024
_LARGEST_OWN = 64 * 1024 * 1024
_SHA256_CHARACTERS = 64


class _Hashed:
    """A part that is being written: its digest and size as it goes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """See IO."""
        self._digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    @property
    def sha256(self) -> str:
        """The digest in hexadecimal."""
        return self._digest.hexdigest()


class ArchiveWriter:
    """An archive that is being written, part after part."""

    def __init__(self, file: IO[bytes], made_at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        # One moment for all: nothing of the order of work is told.
        self._moment = made_at.timetuple()[:6]
        self._parts: list[dict[str, Any]] = []

    @contextmanager
    def part(self, path: str) -> Iterator[_Hashed]:
        """A part to write bytes into. Raises OSError."""
        with self._zip.open(self._info(path), "w", force_zip64=True) as file:
            hashed = _Hashed(file)
            yield hashed
        self._parts.append({"path": path, "size": hashed.size, "sha256": hashed.sha256})

    def add(self, path: str, content: IO[bytes]) -> None:
        """A part that lies in a file, from its begin."""
        content.seek(0)
        with self.part(path) as part:
            while chunk := content.read(_CHUNK):
                part.write(chunk)

    def close(self, facts: Mapping[str, Any], private_key: bytes) -> None:
        """Ends it: the manifest with these facts, and the signature of a raw private key."""
        key = Ed25519PrivateKey.from_private_bytes(private_key)
        public = key.public_key()
        whole = {
            "format": FORMAT,
            **facts,
            "key": {"algorithm": "Ed25519", "fingerprint": fingerprint(public)},
            "files": self._parts,
        }
        manifest = json.dumps(whole, ensure_ascii=False, indent=1).encode()
        own = {
            MANIFEST: manifest,
            SIGNATURE: key.sign(manifest),
            KEY: public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        }
        for path, content in own.items():
            self._zip.writestr(self._info(path), content)
        self._zip.close()

    def _info(self, path: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 over the key as DER (SubjectPublicKeyInfo), in hexadecimal."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def fingerprint_of(private_key: bytes) -> str:
    """The same of the key that belongs to a raw private one."""
    return fingerprint(Ed25519PrivateKey.from_private_bytes(private_key).public_key())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at an archive found. `findings`: (path, what is wrong); none: it is as it was signed."""

    findings: list[tuple[str, str]]
    facts: Mapping[str, Any]
    key_fingerprint: str
    parts: int


def verify(path: Path, expected_key: str = "") -> Verdict:
    """Looks at a whole archive. `expected_key`: the fingerprint that the school published; empty: any key will do.

    Raises OSError for a file that can't be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Check(archive, expected_key.lower().replace(":", "").replace(" ", "")).verdict()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        return Verdict([(path.name, "is no ZIP file, or is damaged as one")], {}, "", 0)


class _Check:
    def __init__(self, archive: zipfile.ZipFile, expected_key: str) -> None:
        self._archive, self._expected = archive, expected_key
        self._findings: list[tuple[str, str]] = []
        self._key = ""

    def verdict(self) -> Verdict:
        names = Counter(info.filename for info in self._archive.infolist())
        self._findings += [(name, "is there twice") for name, count in names.items() if count > 1]
        own = {name: self._own(name) for name in (MANIFEST, SIGNATURE, KEY)}
        self._check_signature(own)
        manifest = self._read_manifest(own[MANIFEST])
        parts = _parts(manifest)
        if parts is None:
            self._findings.append((MANIFEST, "is no manifest of this form"))
            return Verdict(self._findings, {}, self._key, 0)
        for name, (size, sha256) in parts.items():
            self._check_part(name, size, sha256)
        for name in names.keys() - parts.keys() - _OWN:
            self._findings.append((name, "was added: the manifest does not name it"))
        facts = {name: value for name, value in manifest.items() if name not in ("files", "key")}
        return Verdict(self._findings, facts, self._key, len(parts))

    def _own(self, name: str) -> bytes | None:
        try:
            with self._archive.open(name) as file:
                content = file.read(_LARGEST_OWN + 1)
        except KeyError:
            self._findings.append((name, "is missing"))
            return None
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
            self._findings.append((name, "is damaged"))
            return None
        if len(content) > _LARGEST_OWN:
            self._findings.append((name, "is too large"))
            return None
        return content

    def _check_signature(self, own: Mapping[str, bytes | None]) -> None:
        manifest, signature, pem = own[MANIFEST], own[SIGNATURE], own[KEY]
        if pem is None:
            return
        try:
            key = load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PublicKey):
            self._findings.append((KEY, "is no Ed25519 key"))
            return
        self._key = fingerprint(key)
        if self._expected and self._key != self._expected:
            self._findings.append((KEY, f"is another key than the school's: {self._key}"))
        if manifest is None or signature is None:
            return
        try:
            key.verify(signature, manifest)
        except InvalidSignature:
            self._findings.append((SIGNATURE, "does not fit the manifest: one of them, or the key, was changed"))

    def _read_manifest(self, content: bytes | None) -> Mapping[str, Any]:
        try:
            read = json.loads(content or b"")
        except (ValueError, RecursionError):
            return {}
        if not isinstance(read, dict):
            return {}
        named = read.get("key")
        if self._key and (not isinstance(named, dict) or named.get("fingerprint") != self._key):
            self._findings.append((KEY, "is not the key that the manifest names"))
        return read

    def _check_part(self, name: str, size: int, sha256: str) -> None:
        try:
            with self._archive.open(name) as file:
                digest, seen = hashlib.sha256(), 0
                # What says of itself that it is small and is not ends here.
                while seen <= size and (chunk := file.read(_CHUNK)):
                    digest.update(chunk)
                    seen += len(chunk)
        except KeyError:
            self._findings.append((name, "is missing"))
            return
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
            self._findings.append((name, "was changed: it is damaged"))
            return
        if seen != size or digest.hexdigest() != sha256:
            self._findings.append((name, "was changed"))


def _parts(manifest: Mapping[str, Any]) -> dict[str, tuple[int, str]] | None:
    """Path → (size, digest); None where it is no manifest of ours."""
    files = manifest.get("files")
    if manifest.get("format") != FORMAT or not isinstance(files, list):
        return None
    found: dict[str, tuple[int, str]] = {}
    for each in files:
        if not isinstance(each, dict):
            return None
        path, size, sha256 = each.get("path"), each.get("size"), each.get("sha256")
        if not (isinstance(path, str) and isinstance(size, int) and isinstance(sha256, str)):
            return None
        if path in found or path in _OWN or len(sha256) != _SHA256_CHARACTERS:
            return None
        found[path] = (size, sha256)
    return found
