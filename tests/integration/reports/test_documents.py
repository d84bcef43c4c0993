"""Reports as documents, on real PostgreSQL: the numbers of the control room, made by the job that the order left."""

import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import grpc
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from zvonok.identity.v1 import access_pb2, access_pb2_grpc, people_pb2, people_pb2_grpc, schools_pb2
from zvonok.reports.v1 import documents_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.documents.making import Workshop, make_document
from kit.errors import InvalidArgument, NotAllowed
from kit.file_store import FileStore
from kit.ids import new_id
from kit.rpc.call import Call, answering
from kit.service import Resources
from services.reports.documents.making import SERVICE, maker
from services.reports.rpc.documents import ReportDocumentServicer
from tests.conftest import Pool
from tests.integration.reports.history import MONDAY, School
from tests.integration.reports.test_read_models import apply

TITLE = "Школа № 5"


class Identity(people_pb2_grpc.PeopleServiceServicer, access_pb2_grpc.AccessServiceServicer):
    """What reports ask of identity, over gRPC."""

    def __init__(self, school: School) -> None:
        self.school, self.allowed = school, True

    def BatchGetNames(self, request: Any, context: Any) -> people_pb2.BatchGetNamesResponse:
        terms = [
            schools_pb2.Term(
                name=f"{request.school}/terms/{term}", title=f"{number} четверть", begin_date=begin.isoformat(),
                end_date=end.isoformat(), school_year=2026,
            )
            for number, (term, begin, end) in enumerate(self.school.terms, 1)
        ]  # fmt: skip
        known = dict(zip(self.school.teacher_ids, ("Ветрова", "Лапина"), strict=True))
        return people_pb2.BatchGetNamesResponse(
            school=schools_pb2.School(name=request.school, title=TITLE, time_zone="Europe/Moscow"),
            terms=terms,
            names=[
                people_pb2.PersonName(person=each, family_name=known.get(each[8:], "Директорова"), given_name="Вера")
                for each in request.persons
            ],
        )

    def BatchCheck(self, request: Any, context: Any) -> access_pb2.BatchCheckResponse:
        return access_pb2.BatchCheckResponse(
            decisions=[access_pb2.Decision(allowed=self.allowed, relation="director") for _ in request.items]
        )


@dataclass
class _Resources:
    pool: Pool


@dataclass
class Reports:
    """The reports of one school, and the person who orders them."""

    pool: Pool
    school: School
    shop: Workshop
    servicer: ReportDocumentServicer
    identity: Identity
    person: str
    channel: grpc.Channel

    @property
    def name(self) -> str:
        return f"schools/{self.school.school_id}"

    def call(self, method: Any, request: Any, person: str = "") -> Any:
        with answering(Call(f"persons/{person or self.person}", new_id(), "portal", "", "director", "")):
            return method(request, None)

    def order(self, kind: Any, form: Any, **about: str) -> str:
        wanted = pb.ReportOrder(kind=kind, form=form, **about)
        request = pb.CreateReportRequest(school=self.name, request_id=new_id(), order=wanted)
        return str(self.call(self.servicer.CreateReport, request).report)

    def work(self) -> None:
        with transaction(self.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute("DELETE FROM outbox WHERE kind = 'task' RETURNING name, payload").fetchall()
        for name, payload in rows:
            assert name == self.shop.job
            make_document(self.shop, *json.loads(payload))

    def state(self, report: str) -> pb.Report:
        answer = self.call(self.servicer.ListReports, pb.ListReportsRequest(school=self.name))
        found: pb.Report
        [found] = [each for each in answer.reports if each.report == report]
        return found

    def download(self, report: str, person: str = "") -> tuple[pb.DownloadReportResponse, bytes]:
        wanted = pb.DownloadReportRequest(school=self.name, report=report)
        parts = self.call(lambda asked, context: list(self.servicer.DownloadReport(asked, context)), wanted, person)
        return parts[0], b"".join(each.chunk for each in parts)


@pytest.fixture
def reports(pool: Callable[[str], Pool], tmp_path: Path) -> Iterator[Reports]:
    database = pool("reports")
    with reports_of(a_school_with_lessons(database), database, tmp_path) as found:
        yield found


def a_school_with_lessons(database: Pool) -> School:
    """Three lessons of a day, one of them filled."""
    school = School()
    for group, bell in ((0, 1), (0, 2), (1, 3)):
        school.plan(group, MONDAY, bell)
    school.enter(0, True, True, "given", MONDAY)
    apply(database, school.events)
    return school


@contextmanager
def reports_of(school: School, database: Pool, folder: Path) -> Iterator[Reports]:
    """The reports of a school, with an identity that listens."""
    identity = Identity(school)
    server = grpc.server(ThreadPoolExecutor(4))
    people_pb2_grpc.add_PeopleServiceServicer_to_server(identity, server)
    access_pb2_grpc.add_AccessServiceServicer_to_server(identity, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    store = FileStore(folder)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        shop = Workshop(SERVICE, database, store, folder / "making", maker(database, channel))
        servicer = ReportDocumentServicer(cast("Resources", _Resources(database)), store)
        yield Reports(database, school, shop, servicer, identity, new_id(), channel)
    server.stop(None)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_control_report_has_the_numbers_of_the_control_room(reports: Reports) -> None:
    day = MONDAY.isoformat()
    pdf = reports.order(pb.REPORT_KIND_CONTROL, pb.REPORT_FORM_PDF, date=day)
    xlsx = reports.order(pb.REPORT_KIND_CONTROL, pb.REPORT_FORM_XLSX, date=day)
    reports.work()
    assert reports.state(pdf).state == pb.REPORT_STATE_DONE
    first, content = reports.download(pdf)
    assert first.title == "Отчёт о ведении журналов, 1 четверть"
    assert {each.rpartition("/")[2] for each in first.data_subjects} == set(reports.school.teacher_ids)
    text = text_of(content)
    for words in (TITLE, "Уроки заполнены 1 3 33,33", "Ветрова Вера", "По предметам", "для кого: Директорова Вера"):
        assert words in text, words
    book = load_workbook(io.BytesIO(reports.download(xlsx)[1]))
    assert book.sheetnames == ["Школа в целом", "По классам", "По параллелям", "По предметам", "По учителям"]
    rows = [[cell.value for cell in row] for row in book["Школа в целом"].iter_rows()]
    [filled] = [row for row in rows if row[0] == "Уроки заполнены"]
    assert filled[1:4] == [1, 3, 33.33]


def test_the_month_has_attendance_and_every_lesson_that_was_not_filled(reports: Reports) -> None:
    for number in range(1200):
        reports.school.plan(number % 3, MONDAY + timedelta(days=number % 29), 1 + number % 7)
    apply(reports.pool, reports.school.events)
    report = reports.order(pb.REPORT_KIND_MONTH, pb.REPORT_FORM_XLSX, date="2025-09-17")
    reports.work()
    assert (reports.state(report).done_parts, reports.state(report).all_parts) == (4, 4)
    first, content = reports.download(report)
    assert first.title == "Отчёт школы за месяц, 09.2025"
    book = load_workbook(io.BytesIO(content), read_only=True)
    behind = [row for row in book["Незаполненные уроки"].iter_rows(values_only=True) if row[0] and row[1]]
    # More than a page of the list, and its heading.
    assert len(behind) == 1 + 1202
    assert "Посещаемость" in book.sheetnames


def test_who_has_no_right_any_more_and_who_did_not_order_it_get_nothing(reports: Reports) -> None:
    report = reports.order(pb.REPORT_KIND_CONTROL, pb.REPORT_FORM_XLSX)
    reports.identity.allowed = False
    reports.work()
    assert (reports.state(report).state, reports.state(report).reason) == (pb.REPORT_STATE_FAILED, "RIGHT_ENDED")
    reports.identity.allowed = True
    again = pb.RepeatReportRequest(school=reports.name, request_id=new_id(), report=report)
    reports.call(reports.servicer.RepeatReport, again)
    reports.work()
    assert reports.download(report)[1]
    with pytest.raises(NotAllowed):
        reports.download(report, new_id())
    for wanted, reason in (
        (pb.ReportOrder(form=pb.REPORT_FORM_PDF), "UNKNOWN_DOCUMENT"),
        (pb.ReportOrder(kind=pb.REPORT_KIND_MONTH), "UNKNOWN_FORM"),
        (pb.ReportOrder(kind=pb.REPORT_KIND_MONTH, form=pb.REPORT_FORM_PDF), "DAYS_NEEDED"),
        (pb.ReportOrder(kind=pb.REPORT_KIND_MONTH, form=pb.REPORT_FORM_PDF, date="x"), "BAD_DATE"),
    ):
        request = pb.CreateReportRequest(school=reports.name, request_id=new_id(), order=wanted)
        with pytest.raises(InvalidArgument) as refused:
            reports.call(reports.servicer.CreateReport, request)
        assert refused.value.reason == reason
