"""Bulk exports: a second person, a limit, a watermark, a record."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from zvonok.identity.v1 import exports_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from kit.rpc.call import Call, answering
from kit.rpc.data_subjects import data_subjects
from services.identity.rpc.exports import ExportServicer
from tests.conftest import Pool
from tests.integration.identity.test_explaining import School


class Office:
    """A school with a deputy head who asks and a director who confirms."""

    def __init__(self, pool: Pool) -> None:
        self.school = School(pool)
        self.servicer = ExportServicer(self.school)  # type: ignore[arg-type]  (the pool is all it takes)
        self.deputy = self.school.person("deputy_head", "school")
        self.director = self.school.person("director", "school")
        self.name = f"schools/{self.school.id}"

    def sql(self, statement: Any, *values: Any) -> Any:
        with transaction(self.school.pool, EVERY_SCHOOL) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def call(self, name: str, by: str = "", **fields: Any) -> Any:
        kind = getattr(pb, f"{name}Request")
        defaults = {"school": self.name, "request_id": new_id()}
        given = {key: value for key, value in defaults.items() if key in kind.DESCRIPTOR.fields_by_name} | fields
        with answering(Call(f"persons/{by or self.deputy}", new_id(), "portal", "", "deputy_head", "")):
            answer = getattr(self.servicer, name)(kind(**given), None)
            return list(answer) if name == "DownloadExport" else answer

    def ask(self, content: int = pb.EXPORT_CONTENT_PUPILS, purpose: str = "Заявка на олимпиаду", **fields: Any) -> str:
        return str(self.call("CreateExport", content=content, purpose=purpose, **fields).export)

    def confirmed(self, content: int = pb.EXPORT_CONTENT_PUPILS, **fields: Any) -> str:
        export = self.ask(content, **fields)
        self.call("DecideExport", self.director, export=export, confirm=True)
        return export

    def download(self, export: str, by: str = "") -> list[Any]:
        return self.call("DownloadExport", by, export=export)  # type: ignore[no-any-return]

    def pupil(self, family_name: str, born: date | None = None) -> str:
        pupil = self.school.person("pupil", "school")
        self.sql("UPDATE person SET family_name = %s, birth_date = %s WHERE person_id = %s", family_name, born, pupil)
        return pupil

    def state(self) -> int:
        return int(self.call("ListExports").exports[0].state)


@pytest.fixture
def office(pool: Callable[[str], Pool]) -> Office:
    return Office(pool("identity"))


def sheet_of(parts: list[Any]) -> Any:
    book = load_workbook(io.BytesIO(b"".join(part.chunk for part in parts)))
    return book, book.active


def test_a_file_names_whom_it_holds_before_its_first_byte_and_carries_its_watermark(office: Office) -> None:
    born = date(2014, 2, 3)
    pupils = {office.pupil("Вишнякова", born), office.pupil("=HYPERLINK(1)"), office.pupil("00123")}
    export = office.confirmed()
    parts = office.download(export)
    assert {name.rpartition("/")[2] for name in data_subjects(parts[0])} == pupils
    assert not parts[0].chunk
    assert all(not data_subjects(part) for part in parts[1:])
    book, sheet = sheet_of(parts)
    mark = sheet["A1"].value
    for told in (export, "Заявка на олимпиаду", "Школа", "Получил: Фамилия Имя", "Подтвердил: Фамилия Имя"):
        assert told in mark
    assert export in sheet.oddHeader.center.text
    assert export in book.properties.keywords
    assert mark == book.properties.description
    assert [cell.value for cell in sheet[2]] == ["Фамилия", "Имя", "Отчество", "Класс", "Дата рождения"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=3)}
    assert set(rows) == {"Вишнякова", "=HYPERLINK(1)", "00123"}
    assert rows["=HYPERLINK(1)"][0].data_type == "s", "text, and no formula"
    assert (rows["Вишнякова"][4].value.date(), rows["Вишнякова"][4].number_format) == (born, "dd.mm.yyyy")
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$1:$2")
    assert office.call("ListExports").exports[0].downloads == 1


def test_guardians_and_staff_have_files_of_their_own(office: Office) -> None:
    pupil, guardian = office.pupil("Вишнякова"), office.school.person()
    office.sql("UPDATE person SET email = 'g@example.org' WHERE person_id = %s", guardian)
    office.sql(
        "INSERT INTO relation (relation_id, person_id, relation, object_kind, object_id) VALUES (%s, %s, 'guardian',"
        " 'pupil', %s)", new_id(), guardian, pupil,
    )  # fmt: skip
    parts = office.download(office.confirmed(pb.EXPORT_CONTENT_GUARDIANS))
    _, sheet = sheet_of(parts)
    # The file names the child too, and so does the record.
    assert {name.rpartition("/")[2] for name in parts[0].data_subjects} == {guardian, pupil}
    assert [cell.value or "" for cell in sheet[3]] == ["", "Вишнякова Имя", "Фамилия", "Имя", "", "g@example.org", ""]
    _, sheet = sheet_of(office.download(office.confirmed(pb.EXPORT_CONTENT_STAFF)))
    assert {row[3].value for row in sheet.iter_rows(min_row=3)} == {"deputy_head", "director"}


def test_a_second_person_is_needed(office: Office) -> None:
    export = office.ask()
    with pytest.raises(FailedPrecondition) as refused:
        office.call("DecideExport", export=export, confirm=True)
    assert refused.value.reason == "SECOND_PERSON_NEEDED"
    with pytest.raises(FailedPrecondition) as refused:
        office.download(export)
    assert refused.value.reason == "NOT_CONFIRMED"
    with pytest.raises(Exception, match="export"):
        office.sql("UPDATE export SET state = 'confirmed', decided_by = asked_by, decided_at = now()")
    office.call("DecideExport", office.director, export=export, confirm=False)
    assert office.state() == pb.EXPORT_STATE_REFUSED
    for again in (True, False):
        with pytest.raises(FailedPrecondition):
            office.call("DecideExport", office.director, export=export, confirm=again)
    with pytest.raises(FailedPrecondition):
        office.download(export)


def test_the_file_is_for_who_asked_and_for_three_times(office: Office) -> None:
    office.pupil("Вишнякова")
    export = office.confirmed()
    with pytest.raises(NotAllowed):
        office.download(export, by=office.director)
    for _ in range(3):
        assert office.download(export)
    with pytest.raises(FailedPrecondition) as refused:
        office.download(export)
    assert refused.value.reason == "TOO_MANY_DOWNLOADS"


def test_time_runs_out_before_and_after_the_confirmation(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, confirmed = office.ask(), office.confirmed()
    monkeypatch.setattr("services.identity.domain.exporting.LIFE", timedelta(0))
    with pytest.raises(FailedPrecondition):
        office.call("DecideExport", office.director, export=waiting, confirm=True)
    with pytest.raises(FailedPrecondition):
        office.download(confirmed)
    assert {each.state for each in office.call("ListExports").exports} == {pb.EXPORT_STATE_EXPIRED}


def test_too_many_rows_are_refused_and_not_cut(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        office.pupil(f"Ученик {number}")
    monkeypatch.setattr("services.identity.domain.exporting.MOST_ROWS", 2)
    with pytest.raises(FailedPrecondition) as refused:
        office.download(office.confirmed())
    assert refused.value.reason == "TOO_MANY_ROWS"
    assert office.call("ListExports").exports[0].downloads == 0


def test_who_is_restricted_or_of_another_school_is_not_in_it(office: Office) -> None:
    hidden, shown = office.pupil("Тайнова"), office.pupil("Вишнякова")
    other = Office(office.school.pool)
    other.pupil("Чужой")
    office.sql(
        "INSERT INTO restriction (restriction_id, school_id, person_id, reason, begun_by, begun_at)"
        " VALUES (%s, %s, %s, 'x', %s, now())", new_id(), office.school.id, hidden, office.director,
    )  # fmt: skip
    parts = office.download(office.confirmed())
    assert {name.rpartition("/")[2] for name in parts[0].data_subjects} == {shown}
    with pytest.raises(NotAllowed):
        other.call("DecideExport", other.director, export=office.ask(), confirm=True)
    with pytest.raises(InvalidArgument):
        office.ask(**{"class": f"{other.name}/classes/{new_id()}"})
    with pytest.raises(NotAllowed):
        office.ask(**{"class": f"{office.name}/classes/{new_id()}"})
    with pytest.raises(InvalidArgument):
        office.ask(pb.EXPORT_CONTENT_STAFF, **{"class": f"{office.name}/classes/{new_id()}"})


@pytest.mark.parametrize("fields", [{"purpose": " "}, {"purpose": "x" * 301}, {"purpose": "a\nb"}, {"content": 0}])
def test_a_wrong_request_is_refused(office: Office, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        office.ask(**fields)
    assert not office.call("ListExports").exports


def test_pages_of_exports_lose_none(office: Office) -> None:
    made = {office.ask() for _ in range(5)}
    found: list[str] = []
    token = ""
    while True:
        page = office.call("ListExports", page_size=2, page_token=token)
        found += [each.export for each in page.exports]
        token = page.next_page_token
        if not token:
            break
    assert (len(found), set(found)) == (len(made), made)
