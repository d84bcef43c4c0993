"""Documents as jobs on real PostgreSQL and a real disk: made, given out, cancelled, failed, lost, forgotten."""

import gc
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from zvonok.gradebook.v1 import documents_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.documents.making import Bench, Made, Workshop, make_document, sweep
from kit.documents.model import Column, Document, Section, Table, Value
from kit.documents.workbook import write_workbook
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.ids import new_id
from services.gradebook.actions.documents import SERVICE
from tests.conftest import Pool
from tests.integration.gradebook.documenting import TITLE, Documents, documents_of, sheets_of, text_of
from tests.integration.gradebook.office import TermOffice
from tests.integration.gradebook.world import MONDAY, TODAY, World

DAYS = {"begin_date": MONDAY.isoformat(), "end_date": TODAY.isoformat()}


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> TermOffice:
    return TermOffice(World(pool("gradebook")).begin())


@pytest.fixture
def documents(office: TermOffice, tmp_path: Path) -> Iterator[Documents]:
    with documents_of(office.world, tmp_path / "documents") as made:
        yield made


def run(documents: Documents, statement: Any, *values: object) -> list[tuple[Any, ...]]:
    with transaction(documents.world.pool, EVERY_SCHOOL) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def smallest_files() -> Iterator[None]:
    """The kernel lets no file of the process grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_journal_is_ordered_made_and_given_out_with_names_and_put_on_record(
    documents: Documents, office: TermOffice
) -> None:
    office.mark("5")
    place = documents.world.group_name
    document = documents.order(place, "class_journal", "xlsx", **DAYS)
    queued = documents.state(document, place)
    assert (queued.state, queued.title, queued.reason) == (pb.DOCUMENT_STATE_QUEUED, "", "")
    assert documents.work() == 1
    done = documents.state(document, place)
    assert (done.state, done.done_parts, done.all_parts) == (pb.DOCUMENT_STATE_DONE, 1, 1)
    assert done.expire_time.ToDatetime() - done.end_time.ToDatetime() == timedelta(days=7)
    first, content = documents.download(place, document)
    assert len(content) == done.size
    assert (first.title, first.form) == ("Классный журнал 7А Алгебра", pb.DOCUMENT_FORM_XLSX)
    school = documents.world.school_id
    assert set(first.data_subjects) == {f"schools/{school}/persons/{each}" for each in documents.world.pupil_ids}
    (title, rows), (lessons, taught) = sheets_of(content).items()
    assert (title, lessons) == ("7А Алгебра", "7А Алгебра, Темы уроков и домаш")
    assert any("Тема" in row for row in taught)
    assert rows[0][0] == TITLE
    names = [row[1] for row in rows if isinstance(row[0], int) and isinstance(row[1], str)]
    assert names == ["Абрамова Вера", "Белов Вера", "Васильева Вера", "Громов Вера"]
    assert any(5 in row[2:] for row in rows)
    # What lies on the disk names nobody, and nothing that was under way is left.
    assert len(documents.files()) == 1
    assert documents.files()[0].stat().st_mode & 0o777 == 0o600
    assert "xl/worksheets" not in documents.files()[0].read_bytes().decode("latin-1")
    assert documents.identity.asked == [
        (f"persons/{documents.world.teacher_id}", "gradebook.group_documents.make", place)
    ]


def test_every_paper_is_made_in_both_forms(documents: Documents, office: TermOffice) -> None:
    office.mark("5")
    office.decide(*(office.edit(str(2 + number), pupil=number) for number in range(4)))
    office.close()
    office.publish(None, now=True)
    period = f"{documents.school}/terms/{documents.world.term_id}"
    pupil = documents.world.pupil(1)
    wanted: list[tuple[str, str, dict[str, str], list[str]]] = [
        (documents.class_name, "summary_sheet", {"period": period}, ["Сводная ведомость 7А", "I четверть", "75"]),
        (documents.school, "summary_sheet", {"period": period}, ["Класс 7А", "Белов"]),
        (documents.class_name, "report_card", {}, ["Табель успеваемости 7А", "Алгебра", "Громов"]),
        (pupil, "report_card", {}, ["Белов", "I четверть"]),
        (documents.class_name, "class_journal", DAYS, ["Классный журнал 7А", "Средний балл"]),
        (pupil, "diary_week", {"begin_date": TODAY.isoformat()}, ["Белов Вера", "Алгебра"]),
        (documents.school, "substitution_register", DAYS, ["Журнал замещения уроков"]),
    ]
    for place, kind, about, words in wanted:
        pdf = text_of(documents.made(place, kind, "pdf", **about))
        assert TITLE in pdf and "Страница" in pdf and "Персональные данные" in pdf
        assert [word for word in words if word not in pdf] == [], kind
        sheets = sheets_of(documents.made(place, kind, "xlsx", **about))
        text = " ".join(str(cell) for rows in sheets.values() for row in rows for cell in row if cell is not None)
        assert [word for word in words if word not in text] == [], kind
    assert "Белов" not in text_of(documents.made(documents.world.pupil(2), "report_card"))


def test_what_is_not_published_is_on_no_report_card(documents: Documents, office: TermOffice) -> None:
    office.decide(office.edit("3"))
    assert "Опубликованных отметок нет" in text_of(documents.made(documents.world.pupil(0), "report_card"))


def test_who_lost_the_right_meanwhile_gets_nothing(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", **DAYS)
    documents.identity.allowed = False
    documents.work()
    found = documents.state(document)
    assert (found.state, found.reason) == (pb.DOCUMENT_STATE_FAILED, "RIGHT_ENDED")
    assert documents.files() == []
    with pytest.raises(NotAllowed):
        documents.download(documents.class_name, document)


def test_nobody_gets_what_somebody_else_has_ordered_or_by_the_name_of_another_place(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", **DAYS)
    documents.work()
    with pytest.raises(NotAllowed):
        documents.download(documents.class_name, document, new_id())
    with pytest.raises(NotAllowed):
        documents.download(documents.school, document)
    other = pb.CancelDocumentRequest(school=documents.school, request_id=new_id(), document=document)
    with pytest.raises(NotAllowed):
        documents.world.call(documents.servicer.CancelDocument, other, new_id())
    assert documents.listed(documents.class_name).class_title == "7А"
    assert not documents.listed(documents.class_name, new_id()).documents
    assert not documents.listed(documents.world.group_name).documents


def test_a_cancelled_document_is_not_made_and_one_in_hand_stops(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", **DAYS)
    documents.cancel(document)
    documents.work()
    assert documents.state(document).state == pb.DOCUMENT_STATE_CANCELLED
    documents.repeat(document)
    with pytest.raises(FailedPrecondition) as refused:
        documents.repeat(document)
    assert refused.value.reason == "NOT_ENDED"
    reached = []

    def make(bench: Bench) -> Made:
        for part in range(5):
            bench.reach(part, 5)
            reached.append(part)
            bench.file.write(b"half")
            if part == 2:
                documents.cancel(document)
        return Made("x", frozenset())

    shop = Workshop(SERVICE, documents.world.pool, documents.store, documents.folder / "making", make)
    make_document(shop, documents.world.school_id, document)
    assert reached == [0, 1, 2]
    assert documents.state(document).state == pb.DOCUMENT_STATE_CANCELLED
    assert documents.files() == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_fails_the_document_alone_and_it_is_made_when_there_is_room(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", "xlsx", **DAYS)
    rows: list[list[Value]] = [[new_id(), number] for number in range(5000)]
    section = Section("x", tables=[Table("", [Column("x"), Column("y", kind="number")], rows)])

    def make(bench: Bench) -> Made:
        write_workbook(Document("x", "x", [section], "x"), bench.file, bench.folder)
        return Made("x", frozenset())

    shop = Workshop(SERVICE, documents.world.pool, documents.store, documents.folder / "making", make)
    with smallest_files():
        make_document(shop, documents.world.school_id, document)
    # What the writer of ZIP files says at its end is said inside this test.
    gc.collect()
    found = documents.state(document)
    assert (found.state, found.reason) == (pb.DOCUMENT_STATE_FAILED, "DISK_FULL")
    assert documents.files() == []
    documents.repeat(document)
    make_document(shop, documents.world.school_id, document)
    assert documents.state(document).state == pb.DOCUMENT_STATE_DONE


def test_a_fault_of_ours_fails_one_document_and_tells_nobody_its_insides(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", **DAYS)

    def make(_bench: Bench) -> Made:
        raise KeyError("Абрамова")

    shop = Workshop(SERVICE, documents.world.pool, documents.store, documents.folder / "making", make)
    make_document(shop, documents.world.school_id, document)
    found = documents.state(document)
    assert (found.state, found.reason) == (pb.DOCUMENT_STATE_FAILED, "MAKING_FAILED")


def test_names_that_can_not_be_had_are_waited_for_but_not_for_ever(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", **DAYS)
    documents.identity.away = True
    documents.work()
    assert documents.state(document).state == pb.DOCUMENT_STATE_QUEUED
    assert documents.work() == 0, "it is tried again later"
    for _ in range(4):
        run(documents, "UPDATE outbox SET available_at = now()")
        documents.work()
    found = documents.state(document)
    assert (found.state, found.reason) == (pb.DOCUMENT_STATE_FAILED, "NAMES_AWAY")


def test_a_lost_job_is_found_and_a_doubled_one_does_nothing(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", **DAYS)
    run(documents, "DELETE FROM outbox")
    run(documents, "UPDATE document SET state = 'running', tries = 1, touched_at = now() - interval '1 hour'")
    assert sweep(documents.shop) == 1
    run(documents, "INSERT INTO outbox SELECT gen_random_uuid(), kind, name, school_id, payload FROM outbox")
    assert documents.work() == 2
    assert documents.state(document).state == pb.DOCUMENT_STATE_DONE
    assert run(documents, "SELECT tries FROM document") == [(2,)]
    assert len(documents.files()) == 1
    assert sweep(documents.shop) == 0


def test_after_its_days_key_and_content_are_gone(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", **DAYS)
    documents.work()
    run(documents, "UPDATE document SET expires_at = now() - interval '1 second'")
    with pytest.raises(NotAllowed):
        documents.download(documents.class_name, document)
    assert sweep(documents.shop) == 1
    assert documents.files() == []
    assert run(documents, "SELECT content_key, data_subjects FROM document") == [(None, [])]
    assert documents.state(document).state == pb.DOCUMENT_STATE_EXPIRED


def test_a_damaged_content_is_never_given_out_as_whole(documents: Documents) -> None:
    document = documents.order(documents.class_name, "class_journal", **DAYS)
    documents.work()
    [file] = documents.files()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    with pytest.raises(FailedPrecondition) as refused:
        documents.download(documents.class_name, document)
    assert refused.value.reason == "FILE_DAMAGED"
    file.unlink()
    with pytest.raises(FailedPrecondition) as refused:
        documents.download(documents.class_name, document)
    assert refused.value.reason == "FILE_GONE"


def test_an_order_that_can_not_be_made_is_refused_with_its_reason(documents: Documents) -> None:
    term = f"{documents.school}/terms/{documents.world.term_id}"
    wrong: list[tuple[str, str, str, dict[str, str], str]] = [
        (documents.class_name, "diary_week", "pdf", {}, "UNKNOWN_DOCUMENT"),
        (documents.school, "summary_sheet", "zip", {"period": term}, "UNKNOWN_FORM"),
        (documents.class_name, "summary_sheet", "pdf", {}, "PERIOD_NEEDED"),
        (documents.class_name, "report_card", "pdf", {"period": term}, "YEAR_NEEDED"),
        (documents.class_name, "class_journal", "pdf", {"begin_date": "2027-01-01"}, "DAYS_NEEDED"),
        (documents.world.pupil(), "diary_week", "pdf", {}, "DAYS_NEEDED"),
        (documents.class_name, "class_journal", "pdf", {"begin_date": "2027-01-02", "end_date": "2027-01-01"},
         "DATES_REVERSED"),
        (documents.class_name, "class_journal", "pdf", {"begin_date": "2020-01-01", "end_date": "2027-01-01"},
         "PERIOD_TOO_LONG"),
        (documents.class_name, "class_journal", "pdf", {"begin_date": "x", "end_date": "x"}, "BAD_DATE"),
        (documents.class_name, "summary_sheet", "pdf", {"period": f"schools/{new_id()}/terms/{new_id()}"},
         "BAD_RESOURCE_NAME"),
        (documents.class_name, "report_card", "pdf", {"locale": "de"}, "UNKNOWN_LOCALE"),
    ]  # fmt: skip
    for place, kind, form, about, reason in wrong:
        with pytest.raises(InvalidArgument) as refused:
            documents.order(place, kind, form, **about)
        assert refused.value.reason == reason, (kind, about)


def test_a_person_has_at_most_twenty_in_the_making_and_a_list_has_pages(documents: Documents) -> None:
    ids = [documents.order(documents.class_name, "class_journal", **DAYS) for _ in range(20)]
    with pytest.raises(ServiceError) as refused:
        documents.order(documents.class_name, "class_journal", **DAYS)
    assert refused.value.reason == "TOO_MANY_DOCUMENTS"
    seen, token = [], ""
    while True:
        answer = documents.listed(documents.class_name, page_size=7, page_token=token)
        seen += [each.document for each in answer.documents]
        token = answer.next_page_token
        if not token:
            break
    assert seen == ids[::-1]
