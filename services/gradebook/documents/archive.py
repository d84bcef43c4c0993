"""The archive of a closed period: PDF documents class by class, the same facts for machines, signed by the school."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import Connection

from kit.database import transaction
from kit.documents.archive import ArchiveWriter, fingerprint_of
from kit.documents.making import CanNotMake, Made
from kit.documents.model import Document
from kit.documents.pdf import write_pdf
from services.gradebook.actions.standings import period_named
from services.gradebook.actions.summing_up import get_summary_sheet
from services.gradebook.documents.class_journal import group_section
from services.gradebook.documents.source import Source
from services.gradebook.documents.summary_sheet import class_section
from services.gradebook.documents.texts import day_text
from services.gradebook.domain.terms import Period
from services.gradebook.store import archives as store
from services.gradebook.store import documents

_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"/\\|?*\x00', "_"))


def write_archive(source: Source) -> Made:
    """Writes it part by part: no more than one group's journal is in memory.

    Raises CanNotMake (NOT_CLOSED, CHANGED_MEANWHILE), Stopped, OSError.
    """
    period = _closed(source)
    with transaction(source.pool, source.school_id) as connection:
        classes = documents.classes_of(connection, source.school_id)
        key = _key(connection, source.school_id, source.now)
    title = f"{source.say('archive')}: {source.period_title(period)}"
    writer = ArchiveWriter(source.bench.file, source.now.astimezone(source.office.zone))
    taken: set[str] = set()
    for class_id, class_title in source.step_by_step(classes):
        folder = _once(f"pdf/{_clean(class_title)}", taken)
        summary = _once(f"{folder}/{source.say('summary_sheet')}", taken)
        _add_pdf(source, writer, f"{summary}.pdf", _summary(source, class_id))
        for subject, journal in _journals(source, class_id, period):
            path = _once(f"{folder}/{source.say('class_journal')}, {_clean(subject)}", taken)
            _add_pdf(source, writer, f"{path}.pdf", journal)
    _add_tables(source, writer, period)
    if _closed(source) != period:
        raise CanNotMake("CHANGED_MEANWHILE")
    writer.close(_facts(source, period, title), key)
    return Made(title, source.office.named - {source.bench.order.asked_by}, fingerprint_of(key))


def _closed(source: Source) -> Period:
    named = source.named()
    with transaction(source.pool, source.school_id) as connection:
        period = period_named(connection, source.school_id, named.period_id, named.school_year)
    if period.state == "open":
        raise CanNotMake("NOT_CLOSED")
    return period


def _key(connection: Connection[Any], school_id: str, now: datetime) -> bytes:
    """The school's key; its first archive makes it."""
    store.hold_keys(connection, school_id)
    key = store.newest_key(connection, school_id)
    if key is None:
        key = Ed25519PrivateKey.generate().private_bytes_raw()
        store.add_key(connection, school_id, fingerprint_of(key), key, now)
    return key


def _clean(title: str) -> str:
    """A title as a part of a path."""
    return title.translate(_NOT_IN_NAMES).strip(". ") or "_"


def _once(name: str, taken: set[str]) -> str:
    """Two of one title have files of their own."""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(found.casefold())
    return found


def _summary(source: Source, class_id: str) -> Document:
    sheet = get_summary_sheet(source.pool, source.school_id, class_id, source.named(), source.now)
    title = f"{source.say('summary_sheet')} {sheet.class_title}, {source.period_title(sheet.period)}"
    return source.document(title, [class_section(source, sheet)], source.period_lines(sheet.period), landscape=True)


def _journals(source: Source, class_id: str, period: Period) -> Iterator[tuple[str, Document]]:
    """(title, journal) of every group of a class, one after another."""
    days = (period.begin, period.end)
    with transaction(source.pool, source.school_id) as connection:
        groups = documents.groups_between(connection, source.school_id, class_id, None, days)
    lines = [source.say("period", begin=day_text(days[0]), end=day_text(days[1])), source.say("legend")]
    for group_id, class_title, subject in groups:
        title = f"{class_title} {subject}".strip()
        section = group_section(source, group_id, title, days)
        yield (
            subject or title,
            source.document(f"{source.say('class_journal')} {title}", [section], lines, landscape=True),
        )


def _add_pdf(source: Source, writer: ArchiveWriter, path: str, document: Document) -> None:
    with tempfile.TemporaryFile(dir=source.bench.folder) as file:
        write_pdf(document, file)
        writer.add(path, file)


def _add_tables(source: Source, writer: ArchiveWriter, period: Period) -> None:
    """The tables, as they stand at one moment, and the names of everybody in them."""
    values = store.values_of(source.school_id, period.period_id, period.school_year, (period.begin, period.end))
    people: set[str] = set()
    with transaction(source.pool, source.school_id) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table, (headings, _) in store.TABLES.items():
            rows = _with_people(headings, store.rows_of(connection, table, values), people)
            _add_table(writer, table, headings, rows)
    names = source.office.names(people)
    rows = ((each, names[each].family, names[each].given, names[each].middle) for each in sorted(people))
    _add_table(writer, "people", ("person_id", "family_name", "given_name", "middle_name"), rows)


def _with_people(
    headings: Sequence[str], rows: Iterable[tuple[Any, ...]], people: set[str]
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    """The rows; whom they name is kept."""
    columns = [number for number, heading in enumerate(headings) if heading in store.PEOPLE]
    for row in rows:
        people.update(row[number] for number in columns if row[number])
        yield row


def _add_table(writer: ArchiveWriter, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """CSV (RFC 4180) in UTF-8: moments and days by ISO 8601, nothing where there is nothing."""
    with writer.part(f"data/{name}.csv") as part:
        lines = io.StringIO()
        out = csv.writer(lines)
        out.writerow(headings)
        for number, row in enumerate(rows, 1):
            out.writerow([_cell(value) for value in row])
            if number % 1000 == 0:
                _flush(lines, part)
        _flush(lines, part)


def _flush(lines: io.StringIO, part: Any) -> None:
    part.write(lines.getvalue().encode())
    lines.seek(0)
    lines.truncate()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _facts(source: Source, period: Period, title: str) -> Mapping[str, Any]:
    order = source.bench.order
    return {
        "title": title,
        "school": {"id": source.school_id, "title": source.office.title},
        "period": {
            "id": period.period_id,
            "title": source.period_title(period),
            "school_year": period.school_year,
            "begin_date": period.begin.isoformat(),
            "end_date": period.end.isoformat(),
            "state": period.state,
            "closed_at": period.closed_at.astimezone(UTC).isoformat() if period.closed_at else None,
            "protocol": period.protocol,
            "protocol_date": period.protocol_date.isoformat() if period.protocol_date else None,
        },
        "made_at": source.now.astimezone(UTC).isoformat(),
        "made_by": order.asked_by,
    }
