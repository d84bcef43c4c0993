"""Promise 3: names, e-mail addresses and phones are in identity and in the messages to families, and nowhere else."""

import json
import re
import time
from base64 import b64encode, urlsafe_b64encode
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
from tests.e2e.needles import forms, people, search
from tests.platform import messages_of, read_page

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
        # What was migrated when is the owner's alone to read; a partition is read by its table.
        query = (
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition AND relname <> 'migration'"
        )
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


@pytest.mark.parametrize("encoding", forms("Громова"))
@pytest.mark.parametrize("planted", ["Громова", "70001234567", "@pochta.example"])
def test_the_search_in_files_finds_what_is_planted(tmp_path: Path, planted: str, encoding: str) -> None:
    file = tmp_path / "any.log"
    file.write_bytes(b'{"at": "' + forms(planted)[encoding] + b'", "\xff\x00": 1}\n')
    assert search(tmp_path, ["Шмелёва", planted], [file])[file]
    assert not search(tmp_path, ["Шмелёва"], [file])


def test_the_search_in_files_finds_what_is_encoded_in_the_midst_of_a_text(tmp_path: Path) -> None:
    file = tmp_path / "any.log"
    for before in ("", "a", "ab", "abc"):
        for encode in (b64encode, urlsafe_b64encode):
            file.write_bytes(encode(f"{before}Мать: Громова А. В.".encode()))
            assert search(tmp_path, ["Громова"], [file]), before


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


def left_alone(endpoints: dict[str, Any], state: Path) -> list[Path]:
    """Where people may stand: identity's database, what any database was about to write, letters, the package."""
    with psycopg.connect(endpoints["databases"]["identity"]) as connection:
        [(oid,)] = connection.execute("SELECT oid FROM pg_database WHERE datname = 'identity'").fetchall()
    cluster = state / "postgres" / "data"
    return [cluster / "base" / str(oid), cluster / "pg_wal", state / "demonstration"]


def test_no_file_of_the_platform_holds_anybody(endpoints: dict[str, Any], state: Path, tmp_path: Path) -> None:
    """Everything on disk: logs of all processes, the broker's files, the trace store, the other databases' pages."""
    needles, alone = people(endpoints["databases"]["identity"]), left_alone(endpoints, state)
    assert len(needles) > 1000
    everything = [file for file in state.rglob("*") if file.is_file() and not file.is_symlink()]
    letters = [file for file in everything if file.name.startswith("mail.sqlite")]
    files = [file for file in everything if file not in letters and not set(alone) & set(file.parents)]
    names = {str(file.relative_to(state)).partition("/")[0] for file in files}
    assert {"log", "postgres", "rabbitmq", "traces.sqlite"} <= names
    assert search(tmp_path, needles, letters), "the search finds people where they belong"
    found = search(tmp_path, needles, files)
    assert not found, {str(file.relative_to(state)): sorted(hits)[:5] for file, hits in found.items()}


def test_metrics_hold_nobody(endpoints: dict[str, Any], state: Path, tmp_path: Path) -> None:
    # Processes send theirs every 15 seconds.
    file, ends = tmp_path / "metrics", time.monotonic() + 60
    while "GradebookService/RecordLesson" not in (text := read_page(endpoints["metrics"]).decode()):
        assert time.monotonic() < ends, text[:2000]
    file.write_text(text, encoding="utf-8")
    assert not found_in(text)
    assert not search(tmp_path, people(endpoints["databases"]["identity"]), [file])


@pytest.mark.parametrize(
    "what",
    [
        ("list_queues", "name", "arguments"),
        ("list_exchanges", "name", "arguments"),
        ("list_bindings", "source_name", "destination_name", "routing_key"),
        ("list_connections", "name", "client_properties"),
        ("list_consumers", "queue_name", "consumer_tag"),
    ],
    ids=lambda what: str(what[0]),
)
def test_the_brokers_names_hold_nobody(
    endpoints: dict[str, Any], state: Path, tmp_path: Path, what: tuple[str, ...]
) -> None:
    text, file = rabbitmq.control(state / "rabbitmq", *what), tmp_path / "names"
    assert "zvonok" in text or "notify" in text
    file.write_text(text, encoding="utf-8")
    assert not found_in(text)
    assert not search(tmp_path, people(endpoints["databases"]["identity"]), [file])


# As whom the gateways of other channels than mail stand in the demonstration's mailbox.
GATEWAYS = {"sms", "messenger"}


def letters_of(endpoints: dict[str, Any]) -> list[dict[str, Any]]:
    letters = [each for each in messages_of(endpoints["mail_api"]) if each["from"] not in GATEWAYS]
    assert letters
    return letters


def test_sms_and_messengers_are_told_of_nobody(endpoints: dict[str, Any], state: Path, tmp_path: Path) -> None:
    """Whoever carries them reads that there is news, and no more (the demonstration sends by both)."""
    texts = [(each["from"], each["text"]) for each in messages_of(endpoints["mail_api"]) if each["from"] in GATEWAYS]
    assert {channel for channel, _ in texts} == GATEWAYS
    file = tmp_path / "texts"
    file.write_text("\n".join(text for _, text in texts), encoding="utf-8")
    assert not found_in(file.read_text(encoding="utf-8"))
    assert not search(tmp_path, people(endpoints["databases"]["identity"]), [file])


def test_letters_name_nobody_on_their_outside(endpoints: dict[str, Any], state: Path, tmp_path: Path) -> None:
    """Subject, Message-ID and every other header but the address it goes to."""
    letters, file = letters_of(endpoints), tmp_path / "headers"
    heads = [{name: text for name, text in each["headers"].items() if name != "To"} for each in letters]
    assert all({"Subject", "Message-ID"} <= head.keys() for head in heads)
    assert all(found_in(each["headers"]["To"]) for each in letters)
    text = json.dumps(
        [*heads, *({"id": each["message_id"], "from": each["from"]} for each in letters)], ensure_ascii=False
    )
    file.write_text(text, encoding="utf-8")
    assert not found_in(text)
    assert not search(tmp_path, people(endpoints["databases"]["identity"]), [file])
