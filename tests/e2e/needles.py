"""People's data in all the forms in which it could leak, and a search for them in whole files."""

import subprocess
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from quopri import encodestring
from urllib.parse import quote

import psycopg

from kit.database import SEE_EVERY_SCHOOL

_AT_ONCE = 500


def forms(text: str) -> dict[str, bytes]:
    """A piece of text as it stands in a file, by the name of the encoding."""
    raw, quoted = text.encode(), "".join(f"%{byte:02X}" for byte in text.encode())
    escaped = text.encode("unicode_escape")
    return {
        "UTF-8": raw,
        "escaped": escaped,
        "escaped, capitals": escaped.upper().replace(rb"\U", rb"\u"),
        "percent": quote(text).encode(),
        "percent, small letters": quote(text).lower().encode() if quote(text) == quoted else quote(text).encode(),
        "quoted-printable": encodestring(raw, quotetabs=True).replace(b"=\n", b"").strip(),
        **{f"base64, from letter {shift}": _base64(raw, shift) for shift in range(3)},
        **{f"base64 for addresses, from letter {shift}": _base64(raw, shift, safe=True) for shift in range(3)},
    }


def _base64(raw: bytes, shift: int, *, safe: bool = False) -> bytes:
    """What stays the same of a text's base64 whatever stands around it, when it begins at this letter of three."""
    encode = urlsafe_b64encode if safe else b64encode
    padded = b"\0" * shift + raw
    first, last = -(-shift * 8 // 6), len(padded) * 8 // 6
    return encode(padded)[first:last]


def people(identity_url: str) -> set[str]:
    """Family names, phones and addresses of everybody; given names are words of other meanings, too."""
    with psycopg.connect(identity_url, options=SEE_EVERY_SCHOOL) as connection:
        rows = connection.execute("SELECT family_name, phone, email FROM person").fetchall()
    names, phones, emails = ({row[column] for row in rows if row[column]} for column in range(3))
    # Addresses by their domain: one needle for all of them.
    return names | {phone.removeprefix("+") for phone in phones} | {f"@{each.partition('@')[2]}" for each in emails}


def search(folder: Path, needles: Iterable[str], files: Iterable[Path]) -> Mapping[Path, set[str]]:
    """Which files hold which of these, in whatever form. `folder` is for the list."""
    known = {form: f"{needle} ({name})" for needle in needles for name, form in forms(needle).items()}
    words = folder / "needles"
    words.write_bytes(b"\n".join(sorted(known)) + b"\n")
    found: dict[Path, set[str]] = {}
    for some in _parts(list(files)):
        command = ["grep", "-aoHZF", "-f", str(words), "--", *map(str, some)]
        answer = subprocess.run(command, env={"LC_ALL": "C"}, capture_output=True, check=False, timeout=200)
        # A file that went away meanwhile is told on the other channel.
        for line in answer.stdout.splitlines():
            name, _, form = line.partition(b"\0")
            found.setdefault(Path(name.decode()), set()).add(known[form])
    return found


def _parts(files: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(files), _AT_ONCE):
        yield files[start : start + _AT_ONCE]
