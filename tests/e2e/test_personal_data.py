"""Promise 3: names, e-mail addresses and phones are in identity and in the messages to families, and nowhere else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.string import TextLoader

from deploy.demonstration import names
from deploy.local import rabbitmq
from kit.database import SEE_EVERY_SCHOOL
from tests.platform import read_page

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform"), pytest.mark.timeout(500)]

OTHERS = ("gradebook", "notify", "reports")
_FAMILIES = {form for stem in names.FAMILY_NAMES for form in (stem, f"{stem}а")}
_GIVEN = {*names.MALE_NAMES, *names.FEMALE_NAMES}
_PEOPLE = "|".join(sorted(_FAMILIES | _GIVEN, key=len, reverse=True))
# Every name as a word of its own, as text or escaped as in JSON, and every address and phone by their invented ranges.
_ESCAPED = "|".join(sorted((name.encode("unicode_escape").decode() for name in _FAMILIES), key=len, reverse=True))
NEEDLES = re.compile(
    rf"\b({_PEOPLE})\b|[\w.-]+@pochta\.example|\+7000\d{{7}}|({_ESCAPED.replace(chr(92), chr(92) * 2)})"
)


def found_in(text: str) -> list[str]:
    return sorted({match[0] for match in NEEDLES.finditer(text)})[:5]


def values_of(url: str) -> Iterator[tuple[str, str]]:
    """(table, text) of every row of a database, binary columns as text where they can be read."""
    with psycopg.connect(url, options=SEE_EVERY_SCHOOL) as connection:
        # As text: the register's open spans begin at minus infinity, which no date of Python's is.
        for kind in ("date", "timestamptz"):
            connection.adapters.register_loader(kind, TextLoader)
        # What was migrated when is the owner's alone to read.
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'"
        tables = connection.execute(query).fetchall()
        for (table,) in tables:
            for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))):
                parts = [part.decode("utf-8", "ignore") if isinstance(part, bytes) else str(part) for part in row]
                yield table, " ".join(parts)


def test_the_search_can_find(endpoints: dict[str, Any], state: Path) -> None:
    """The same search finds people where they belong: in identity's database and in the families' letters."""
    assert any(found_in(text) for table, text in values_of(endpoints["databases"]["identity"]) if table == "person")
    assert any(found_in(letter["text"]) for letter in letters_of(endpoints))
    assert found_in('{"name": "Громова"}')
    assert found_in('{"name": "\\u0413\\u0440\\u043e\\u043c\\u043e\\u0432\\u0430"}')


@pytest.mark.parametrize("service", OTHERS)
def test_the_other_databases_hold_nobody(endpoints: dict[str, Any], state: Path, service: str) -> None:
    found = {table: hits for table, text in values_of(endpoints["databases"][service]) if (hits := found_in(text))}
    assert not found


def test_identity_leaves_nobody_in_its_outbox(endpoints: dict[str, Any], state: Path) -> None:
    kept = [text for table, text in values_of(endpoints["databases"]["identity"]) if table in ("outbox", "inbox")]
    assert not [hits for text in kept if (hits := found_in(text))]


def test_logs_hold_nobody(state: Path) -> None:
    # What the loader of the demonstration prints are user names that the demonstration gives to everybody.
    logs = [file for file in (state / "log").rglob("*.log*") if file.is_file()]
    assert len(logs) > 10
    found = {file.name: hits for file in logs if (hits := found_in(file.read_text(encoding="utf-8", errors="ignore")))}
    assert not found


def test_spans_hold_nobody(state: Path) -> None:
    files = [file for file in state.glob("traces.sqlite*") if file.is_file()]
    text = b" ".join(file.read_bytes() for file in files).decode("utf-8", "ignore")
    assert "RecordLesson" in text
    assert not found_in(text)


def test_queue_names_hold_nobody(state: Path) -> None:
    queues = rabbitmq.control(state / "rabbitmq", "list_queues", "name")
    assert "zvonok.notify" in queues
    assert not found_in(queues)


def letters_of(endpoints: dict[str, Any]) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = json.loads(read_page(f"{endpoints['mail_api']}/messages?limit=200"))["messages"]
    assert letters
    return letters


def test_letters_name_nobody_in_their_subjects(endpoints: dict[str, Any], state: Path) -> None:
    assert not [hits for letter in letters_of(endpoints) if (hits := found_in(letter["subject"]))]
