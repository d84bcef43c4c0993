"""Keeps the Russian catalogue in step with the source: `python -m services.portal.catalogue`.

Collects the English texts of templates and modules, keeps the translations that there are, writes messages.po and
messages.mo (both are committed, so that a fresh clone speaks Russian), and lists the texts without a translation.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).parent
RUSSIAN = FOLDER / "translations" / "ru" / "LC_MESSAGES"
_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
_KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None}


def texts_of_source() -> set[str | tuple[str, str]]:
    """Every English text of the portal; pairs of singular and plural where a number decides."""
    found = extract_from_dir(str(FOLDER), method_map=_METHODS, keywords=_KEYWORDS)
    return {(message[0], message[1]) if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def read_catalogue() -> Catalog:
    """The catalogue as it is committed."""
    with (RUSSIAN / "messages.po").open("rb") as file:
        return read_po(file, locale="ru")


def updated(old: Catalog) -> Catalog:
    """The catalogue of the present source with the old translations; new texts are empty."""
    header = "# Russian texts of the portal. The source texts are English, in templates and modules."
    # A new date in the header would make every run a change.
    new = Catalog(
        locale="ru", project="Zvonok", charset="utf-8", header_comment=header, fuzzy=False,
        creation_date=old.creation_date,
    )  # fmt: skip
    for text in texts_of_source():
        known = old.get(text[0] if isinstance(text, tuple) else text)
        new.add(text, known.string if known else "")
    return new


def _forms(string: object) -> tuple[str, ...]:
    return tuple(map(str, string)) if isinstance(string, (tuple, list)) else (str(string or ""),)


def missing(catalogue: Catalog) -> list[str]:
    """The texts without a translation."""
    empty = [one for one in catalogue if one.id and not all(_forms(one.string))]
    return sorted(one.id[0] if isinstance(one.id, tuple) else str(one.id) for one in empty)


def compiled(catalogue: Catalog) -> bytes:
    """The binary form that gettext reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> int:
    """Writes both files; returns 1 when a translation is missing."""
    catalogue = updated(read_catalogue())
    with (RUSSIAN / "messages.po").open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, no_location=True)
    (RUSSIAN / "messages.mo").write_bytes(compiled(read_catalogue()))
    left = missing(catalogue)
    for text in left:
        print(f"without a translation: {text}", file=sys.stderr)  # noqa: T201 - a command line
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
