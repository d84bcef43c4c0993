"""Files that people give with homework: which names and which contents are taken. Pure; reads the file it is given.

A name says what a file claims to be, its content what it is; both must agree, whatever the sender's program says.
"""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO

import puremagic

from services.gradebook.domain.texts import Problem

LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 10
LONGEST_NAME = 150
_HEAD = 4096
_MOST_PARTS = 5_000
_LARGEST_UNPACKED = 300 * 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "mp3": "audio/mpeg",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "odp": f"{_OPEN}presentation",
}
# What each says of itself in its first bytes, as puremagic names it.
_MAGIC = {
    "pdf": {".pdf"},
    "png": {".png"},
    "jpg": {".jpg"},
    "jpeg": {".jpg"},
    "webp": {".webp"},
    "mp3": {".mp3", ".mpga"},
}
# The part that makes a package of Microsoft's this kind of document.
_OFFICE_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
# Device names of Windows: a file called so can't be saved there.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_NOT_IN_NAMES = set('<>:"|?*\\/')
# Control characters, those without a look of their own, those that turn the direction of writing, private ones.
_BAD_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file's content: its SHA-256 (32 bytes), its size in bytes, its media type."""

    sha256: bytes
    size: int
    media_type: str


def clean_name(name: str) -> str:
    """A name as it is stored: normal form C (Unicode), without blanks around it."""
    return unicodedata.normalize("NFC", name).strip()


def name_problem(name: str) -> Problem | None:
    """Why a name can't be taken."""
    if not name or len(name) > LONGEST_NAME:
        return "FILE_NAME_LENGTH", f"A file name has 1 to {LONGEST_NAME} characters."
    if any(unicodedata.category(sign) in _BAD_CATEGORIES or sign in _NOT_IN_NAMES for sign in name):
        return "BAD_FILE_NAME", 'A file name has no folders in it, no control characters and none of < > : " | ? *'
    if name[0] == "." or name[-1] == "." or ".." in name or _RESERVED.fullmatch(name):
        return "BAD_FILE_NAME", "The file needs another name: this one means something else to a computer."
    if extension_of(name) not in MEDIA_TYPES:
        return "FILE_TYPE_NOT_ALLOWED", f"Files of these types are taken: {', '.join(MEDIA_TYPES)}."
    return None


def extension_of(name: str) -> str:
    """What stands after the last point, in small letters; '' without a point."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def content_problem(name: str, file: IO[bytes], size: int) -> Problem | None:
    """Why a content can't be taken under a name that can. Reads the file from its begin."""
    if not size:
        return "FILE_EMPTY", "The file is empty."
    if size > LARGEST_FILE:
        return too_large()
    extension = extension_of(name)
    file.seek(0)
    if extension == "txt":
        content = file.read(LARGEST_FILE + 1)
        fits = _is_text(content) and not content.startswith(b"%PDF-")
    elif extension in _MAGIC:
        fits = bool(_kinds_of(file.read(_HEAD)) & _MAGIC[extension])
    else:
        fits = _is_document(extension, file)
    if fits:
        return None
    return (
        "FILE_LIES",
        f"The content of the file is not what its name says: .{extension}. Save it anew, in its own type.",
    )


def too_large() -> Problem:
    """The refusal of a file that goes on and on."""
    return "FILE_TOO_LARGE", f"A file holds at most {LARGEST_FILE // 1024 // 1024} MiB."


def _kinds_of(head: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(sign) < 0x20 and sign not in "\t\n\r\f" for sign in text)  # noqa: PLR2004
    return False


def _is_document(extension: str, file: IO[bytes]) -> bool:
    """Whether a package holds the parts of this kind of document, no program, and no more than it can be."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
                return False
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
                return False
            if extension in _OFFICE_PART:
                return {"[Content_Types].xml", _OFFICE_PART[extension]} <= names
            first = parts[0] if parts else None
            return (
                first is not None
                and first.filename == "mimetype"
                and first.file_size < 100  # noqa: PLR2004
                and package.read(first).decode("ascii", "replace") == MEDIA_TYPES[extension]
            )
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        return False
