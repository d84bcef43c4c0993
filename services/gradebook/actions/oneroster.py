"""A school's gradebook as a OneRoster package, and such a package in: all of it or nothing."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO, Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import NotAllowed
from services.gradebook.actions import ruling
from services.gradebook.actions.asking import Asker
from services.gradebook.actions.recording import Save, record_lesson
from services.gradebook.domain.oneroster import (
    ALL_FILES,
    CATEGORIES,
    COLUMNS,
    HIGHEST,
    LINE_ITEMS,
    LOWEST,
    RESULTS,
    category_id,
    result_id,
    score_of,
)
from services.gradebook.domain.oneroster_planning import Known, PackagePlan, plan_package, wishes_of
from services.gradebook.domain.oneroster_reading import Fault, Package, read_package
from services.gradebook.domain.rules import Category
from services.gradebook.store import bulk
from services.gradebook.store import oneroster as store
from services.gradebook.store import rules as rule_store

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
_KEPT_IN_MEMORY = 4 * 1024 * 1024
_REASON = "OneRoster"


@dataclass(frozen=True, slots=True)
class Exported:
    """A package, ready to be read from its begin, and whose marks it holds."""

    pupil_ids: list[str]
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a package."""

    applied: bool
    plan: PackagePlan
    faults: list[Fault]


def export_package(pool: Pool, school_id: str, begin: date, end: date, reader: str, now: datetime) -> Exported:
    """The package of a school between two days, as it stands at one moment; row by row, so memory stays flat.

    `reader` is who takes it ("persons/…"), and stands in the manifest. Raises NotAllowed for an unknown school.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115  (whoever reads it closes it)
    with transaction(pool, school_id) as connection, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if not store.is_school(connection, school_id):
            raise NotAllowed
        categories = rule_store.categories_of(connection, school_id)
        _write(package, "manifest", ("propertyName", "value"), _manifest(school_id, reader, now))
        _write(package, CATEGORIES, COLUMNS[CATEGORIES], _category_rows(school_id, categories))
        items = store.items_between(connection, school_id, begin, end)
        _write(package, LINE_ITEMS, COLUMNS[LINE_ITEMS], _item_rows(school_id, categories, items))
        marks = store.marks_between(connection, school_id, begin, end)
        _write(package, RESULTS, COLUMNS[RESULTS], _result_rows(marks))
        pupils = store.pupils_with_marks(connection, school_id, begin, end)
    file.seek(0)
    return Exported(pupils, file)


def _write(package: zipfile.ZipFile, name: str, heading: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    with package.open(f"{name}.csv", "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(heading)
        writer.writerows(rows)


def _manifest(school_id: str, reader: str, now: datetime) -> Iterator[tuple[str, str]]:
    yield "manifest.version", "1.0"
    yield "oneroster.version", "1.2"
    for file in ALL_FILES:
        yield f"file.{file}", "bulk" if file in COLUMNS else "absent"
    yield "source.systemName", f"Zvonok, {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {reader}"
    yield "source.systemCode", school_id


def _category_rows(school_id: str, categories: Iterable[Category]) -> Iterator[tuple[str, ...]]:
    for each in categories:
        yield category_id(school_id, each.code), "", "", each.title or each.code, f"{each.weight.normalize():f}"


def _item_rows(
    school_id: str, categories: Iterable[Category], items: Iterable[store.ItemOut]
) -> Iterator[tuple[str, ...]]:
    titles = {each.code: each.title or each.code for each in categories}
    ids = {code: category_id(school_id, code) for code in titles}
    for item in items:
        day = item.day.isoformat()
        yield (
            item.item_id, "", "", item.title or titles[item.category], "", day, day, item.group_id,
            ids[item.category], item.term_id, LOWEST, HIGHEST, school_id, str(item.bell),
        )  # fmt: skip


def _result_rows(marks: Iterable[store.MarkOut]) -> Iterator[tuple[str, ...]]:
    for mark in marks:
        status, score, text = score_of(mark.value)
        yield (
            result_id(mark.item_id, mark.pupil_id), "", "", mark.item_id, mark.pupil_id, status, score,
            mark.day.isoformat(), "", text, mark.group_id, "", "", "", "", str(mark.version),
        )  # fmt: skip


def import_package(connection: Connection[Any], asker: Asker, content: bytes, *, dry_run: bool) -> Imported:
    """Takes a package in, in the caller's transaction, lesson by lesson by the rules of a save: all of it or nothing.

    A dry run does everything too, and takes it back. Raises InvalidArgument, FailedPrecondition for categories.
    """
    package = read_package(content)
    known = _known(connection, asker.school_id, package)
    plan = plan_package(package, known, asker.school_id)
    applied = False
    with connection.transaction() as attempt:
        if not package.faults:
            _apply(connection, asker, plan, package)
        if package.faults or dry_run:
            raise psycopg.Rollback(attempt)
        applied = bool(plan.categories or plan.saves)
    return Imported(applied, plan, package.faults)


def _apply(connection: Connection[Any], asker: Asker, plan: PackagePlan, package: Package) -> None:
    for category in plan.categories:
        ruling.set_category(connection, asker, category, _REASON)
    lessons = sorted(plan.saves)
    teachers = store.teachers_of(connection, asker.school_id, lessons)
    for lesson_id in lessons:
        group_id, wanted = plan.saves[lesson_id]
        save = Save(
            asker.school_id, group_id, lesson_id, asker.person_id, asker.request_id, wanted, all_or_nothing=False,
            teacher_id=teachers.get(lesson_id, ""),
        )  # fmt: skip
        pupils = {mark.field: mark.pupil_id for mark in wanted.marks}
        for refusal in record_lesson(connection, save, asker.now).refusals:
            file, _, line = refusal.field.partition("/")
            package.faults.append(
                Fault(
                    f"{file}.csv", int(line), "", refusal.rule, refusal.message, refusal.current,
                    pupils.get(refusal.field, ""),
                )
            )  # fmt: skip


def _known(connection: Connection[Any], school_id: str, package: Package) -> Known:
    """What the school has of it; the lessons concerned are locked, in the order of their ids."""
    wishes = wishes_of(package, school_id)
    places = store.places_on(connection, school_id, wishes.days)
    lessons = {place.lesson_id for found in places.values() for place in found}
    lessons |= {item.lesson_id for item in store.items_of(connection, school_id, wishes.items).values()}
    bulk.lock_lessons(connection, school_id, sorted(lessons))
    return Known(
        categories={each.code: each for each in rule_store.categories_of(connection, school_id)},
        groups=store.groups_among(connection, school_id, {group for group, _ in wishes.days}),
        places=store.places_on(connection, school_id, wishes.days),
        items=store.items_of(connection, school_id, wishes.items),
        marks=store.marks_of(connection, school_id, sorted(lessons)),
    )
