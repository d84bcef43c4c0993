"""Homework for a group and for single pupils on real PostgreSQL and a real folder: rules, files, who may what, load."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from zvonok.gradebook.events.v1 import homework_pb2 as events
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import homework_pb2 as hw
from zvonok.gradebook.v1 import subjects_pb2

from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.file_store import FileStore
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.actions.files import keep_upload, receive, sweep
from services.gradebook.actions.replaying import replay_lessons
from services.gradebook.rpc.homework import HomeworkServicer
from services.gradebook.rpc.subjects import SubjectServicer
from services.gradebook.store.uploads import Upload
from tests.conftest import ROOT, DatabaseUrls, Pool
from tests.integration.gradebook.test_rules import Office
from tests.integration.gradebook.world import MONDAY, TODAY, World, _Resources, tell
from tests.unit.gradebook.test_files import EXECUTABLE, GOOD, PNG

DAY = timedelta(days=1)


class Homework:
    """Calls about homework; as the teacher unless somebody is named."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.files = FileStore(folder)
        self.servicer = HomeworkServicer(_Resources(world.pool), self.files)  # type: ignore[arg-type]
        self.lesson = world.lesson(TODAY)

    def call(self, name: str, person: str | None = None, **fields: Any) -> Any:
        kind = getattr(hw, f"{name}Request")
        names = kind.DESCRIPTOR.fields_by_name
        if "lesson" in names:
            fields.setdefault("lesson", self.lesson)
        if "group" in names:
            fields.setdefault("group", self.world.group_name)
        if "request_id" in names:
            fields.setdefault("request_id", new_id())
        return self.world.call(getattr(self.servicer, name), kind(**fields), person)

    def give(self, **fields: Any) -> hw.HomeworkItem:
        answer: hw.SetAssignmentResponse = self.call("SetAssignment", **({"text": "Выучить стих"} | fields))
        return answer.item

    def upload(
        self, name: str = "Лист.png", content: bytes = PNG, *, person: str | None = None, **first: Any
    ) -> hw.UploadFileResponse:
        begin = hw.UploadFileRequest(**({"lesson": self.lesson, "request_id": new_id(), "name": name} | first))
        pieces = [hw.UploadFileRequest(chunk=content[at : at + 1000_000]) for at in range(0, len(content), 1000_000)]
        answer: hw.UploadFileResponse = self.world.call(self.servicer.UploadFile, iter([begin, *pieces]), person)
        return answer

    def items(self) -> list[hw.HomeworkItem]:
        return list(self.call("GetLessonHomework").items)

    def diary(self, number: int = 0, begin: Any = TODAY, end: Any = TODAY + 14 * DAY) -> list[hw.PupilHomework]:
        request = pb.GetDiaryRequest(
            pupil=self.world.pupil(number), begin_date=begin.isoformat(), end_date=end.isoformat()
        )
        return list(self.world.call(self.world.servicer.GetDiary, request).homework)

    def download(self, name: str, **fields: Any) -> bytes:
        kind = getattr(hw, f"{name}Request")
        if name == "DownloadFile":
            fields.setdefault("lesson", self.lesson)
        answers = list(self._stream(getattr(self.servicer, name), kind(**fields)))
        assert answers[0].file.name
        return b"".join(answer.chunk for answer in answers)

    def _stream(self, method: Any, request: Any) -> Iterator[Any]:
        return iter(self.world.call(lambda message, context: list(method(message, context)), request))

    def told(self) -> list[events.HomeworkChanged]:
        with transaction(self.world.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "SELECT payload FROM outbox WHERE name = 'zvonok.gradebook.homework.changed.v1'"
                " ORDER BY created_at, outbox_id"
            ).fetchall()
        return [events.HomeworkChanged.FromString(row[0]) for row in rows]

    def count(self, table: str) -> int:
        with transaction(self.world.pool, EVERY_SCHOOL) as connection:
            statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            row = connection.execute(statement).fetchone()
        assert row is not None
        return int(row[0])

    def on_disk(self) -> list[Path]:
        return [path for path in self.files._folder.rglob("*") if path.is_file()]


@pytest.fixture
def homework(world: World, tmp_path: Path) -> Homework:
    return Homework(world, tmp_path / "files")


def reason(call: Callable[[], Any]) -> str:
    with pytest.raises(ServiceError) as refused:
        call()
    return refused.value.reason


def test_homework_for_single_pupils_is_theirs_alone(homework: Homework) -> None:
    world = homework.world
    item = homework.give(pupils=[world.pupil(1)], minutes=20)
    assert (item.due_date, item.due_next_lesson) == ((TODAY + DAY).isoformat(), True)
    assert (list(item.pupils), item.pupil_count) == ([world.pupil(1)], 1)
    [own] = homework.diary(1)
    assert (own.text, own.personal, own.minutes, own.done) == ("Выучить стих", True, 20, False)
    assert homework.diary(0) == []
    listed = homework.call("ListHomework", begin_date=TODAY.isoformat(), end_date=(TODAY + 7 * DAY).isoformat()).items
    assert [(one.text, list(one.pupils), one.pupil_count) for one in listed] == [("", [], 1)]


def test_homework_of_the_class_is_in_everybodys_diary_on_the_day_it_is_due(homework: Homework) -> None:
    due = (TODAY + 3 * DAY).isoformat()
    text = pb.Homework(text="§ 12", due_date=due)
    homework.world.record(homework.lesson, lesson_edit=pb.LessonEdit(seen_version=1, homework=text))
    homework.give(text="Карта", due_date=due)
    for number in range(3):
        found = homework.diary(number, TODAY + 3 * DAY, TODAY + 3 * DAY)
        assert [(one.text, one.due_date, one.assignment) for one in found] == [
            ("§ 12", due, False), ("Карта", due, True),
        ]  # fmt: skip
    assert homework.diary(0, TODAY + DAY, TODAY + 2 * DAY) == []
    told = homework.told()
    assert [(one.state, one.due_date, list(one.pupil_ids), one.item_id == one.lesson_id) for one in told] == [
        ("given", due, [], True),
        ("given", due, [], False),
    ]
    homework.world.record(homework.lesson, lesson_edit=pb.LessonEdit(seen_version=2, homework=pb.Homework(none=True)))
    assert (homework.told()[-1].state, homework.told()[-1].due_date) == ("none", "")


def test_the_next_lesson_follows_the_timetable(homework: Homework) -> None:
    homework.give()
    with transaction(homework.world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE lesson SET state = 'cancelled' WHERE date = %s", [TODAY + DAY])
    [item] = homework.items()
    assert item.due_date == (TODAY + 2 * DAY).isoformat()
    with transaction(homework.world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE lesson SET state = 'cancelled' WHERE date > %s", [TODAY])
    [item] = homework.items()
    assert (item.due_date, item.due_next_lesson) == ("", True)
    assert [one.due_date for one in homework.diary()] == [""], "given today, due on no day yet"


def test_an_assignment_is_changed_and_taken_back(homework: Homework) -> None:
    world = homework.world
    item = homework.give(pupils=[world.pupil(0), world.pupil(1)])
    with pytest.raises(Conflict):
        homework.give(assignment=item.item, seen_version=0)
    changed = homework.give(assignment=item.item, seen_version=1, text="Другое", pupils=[world.pupil(1)])
    assert (changed.version, changed.text) == (2, "Другое")
    assert homework.diary(0) == []
    last = homework.told()[-1]
    assert (list(last.former_pupil_ids), last.version) == ([world.pupil_ids[0]], 2)
    same = homework.give(assignment=item.item, seen_version=2, text="Другое", pupils=[world.pupil(1)])
    assert same.version == 2
    homework.call("WithdrawAssignment", assignment=item.item, seen_version=2)
    assert homework.diary(1) == []
    assert homework.told()[-1].state == "withdrawn"
    assert reason(lambda: homework.give(assignment=item.item, seen_version=3)) == "NOT_ALLOWED"
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        rows = connection.execute("SELECT old_value, new_value FROM rule_history ORDER BY number").fetchall()
    assert len(rows) == 3
    assert rows[2][1] == ""
    assert not list(findings(world.pool, {}))


def test_a_request_sent_twice_gives_once(homework: Homework) -> None:
    request_id = new_id()
    first, second = (homework.give(request_id=request_id) for _ in range(2))
    assert first == second
    assert len(homework.items()) == 1


def test_hand_made_calls_are_refused_by_the_rules_name(homework: Homework) -> None:
    world = homework.world
    stranger = f"schools/{world.school_id}/pupils/{new_id()}"
    elsewhere = f"schools/{new_id()}/pupils/{world.pupil_ids[0]}"
    later = new_id()
    tell(
        world.pool,
        world.group(
            2,
            pupils=[(each, MONDAY.isoformat(), "") for each in world.pupil_ids]
            + [(later, (TODAY + DAY).isoformat(), "")],
        ),
    )
    for pupil in (stranger, elsewhere, f"schools/{world.school_id}/pupils/{later}"):
        assert reason(lambda pupil=pupil: homework.give(pupils=[pupil])) == "NOT_IN_GROUP_ON_DATE"  # type: ignore[misc]
    for fields, rule in (
        ({"due_date": (TODAY - DAY).isoformat()}, "DUE_DATE_OUT_OF_RANGE"),
        ({"due_date": (TODAY + 400 * DAY).isoformat()}, "DUE_DATE_OUT_OF_RANGE"),
        ({"due_date": (TODAY - DAY).isoformat(), "text": ""}, "DUE_DATE_OUT_OF_RANGE"),
        ({"due_date": "завтра"}, "BAD_DATE"),
        ({"text": ""}, "ASSIGNMENT_EMPTY"),
        ({"text": "x" * 4001}, "TEXT_TOO_LONG"),
        ({"text": "a\u202eb"}, "BAD_CHARACTER"),
        ({"minutes": 601}, "ESTIMATE_OUT_OF_RANGE"),
        ({"minutes": -5}, "ESTIMATE_OUT_OF_RANGE"),
        ({"add_uploads": [new_id()]}, "UNKNOWN_UPLOAD"),
        ({"remove_files": [new_id()]}, "NOT_ALLOWED"),
        ({"assignment": new_id(), "seen_version": 1}, "NOT_ALLOWED"),
        ({"lesson": f"{world.group_name}/lessons/{new_id()}"}, "NOT_ALLOWED"),
        ({"lesson": f"schools/{new_id()}/groups/{world.group_id}/lessons/{new_id()}"}, "NOT_ALLOWED"),
    ):
        assert reason(lambda fields=fields: homework.give(**fields)) == rule  # type: ignore[misc]
    assert (homework.count("assignment"), homework.told()) == (0, [])


def test_locks_windows_and_cancelled_lessons_hold_for_homework(homework: Homework) -> None:
    office = Office(homework.world)
    given = homework.give()
    old = homework.world.lesson(TODAY - 5 * DAY)
    office.call("SetEditWindow", edit_days=2, seen_version=1)
    assert reason(lambda: homework.give(lesson=old)) == "EDIT_WINDOW_CLOSED"
    office.call("CreateLock", subject_code="ALG")
    for call in (
        homework.give,
        lambda: homework.call("WithdrawAssignment", assignment=given.item, seen_version=1),
        lambda: homework.call("SetHomeworkMinutes", minutes=10),
    ):
        assert reason(call) == "PERIOD_LOCKED"
    with transaction(homework.world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE lesson SET state = 'cancelled' WHERE date = %s", [TODAY])
    assert reason(homework.give) == "LESSON_CANCELLED"


def test_a_pupil_ticks_and_the_teacher_sees_who(homework: Homework) -> None:
    world = homework.world
    world.record(homework.lesson, lesson_edit=pb.LessonEdit(seen_version=1, homework=pb.Homework(text="§ 12")))
    own = homework.give(pupils=[world.pupil(0)])
    lesson_id = homework.lesson.rpartition("/")[2]
    for item in (own.item, lesson_id):
        homework.call("SetHomeworkDone", pupil=world.pupil(0), item=item, done=True)
    homework.call("SetHomeworkDone", pupil=world.pupil(1), item=lesson_id, done=True)
    homework.call("SetHomeworkDone", pupil=world.pupil(1), item=lesson_id, done=False)
    assert [one.done for one in homework.diary(0)] == [True, True]
    assert [one.done for one in homework.diary(1)] == [False]
    assert sorted((one.assignment, list(one.done_by), one.done_count, one.pupil_count) for one in homework.items()) == [
        (False, [world.pupil(0)], 1, 4),
        (True, [world.pupil(0)], 1, 1),
    ]
    foreign = World(world.pool).begin()
    for pupil, item in (
        (world.pupil(1), own.item),
        (world.pupil(0), new_id()),
        (f"schools/{world.school_id}/pupils/{new_id()}", lesson_id),
        (foreign.pupil(0), lesson_id),
        (world.pupil(0), world.lesson(TODAY + DAY).rpartition("/")[2]),
    ):
        with pytest.raises(NotAllowed):
            homework.call("SetHomeworkDone", pupil=pupil, item=item, done=True)


@pytest.mark.parametrize("extension", ["pdf", "png", "docx", "odt", "txt"])
def test_a_file_goes_in_and_comes_out_as_it_was(homework: Homework, extension: str) -> None:
    sent = homework.upload(f"Задание.{extension}", GOOD[extension])
    item = homework.give(text="", add_uploads=[sent.upload], pupils=[homework.world.pupil(0)])
    [file] = item.files
    assert (file.name, file.size) == (f"Задание.{extension}", len(GOOD[extension]))
    assert homework.download("DownloadFile", file=file.file) == GOOD[extension]
    assert homework.download("DownloadPupilFile", file=file.file, pupil=homework.world.pupil(0)) == GOOD[extension]
    assert [one.name for one in homework.diary(0)[0].files] == [file.name]
    assert homework.told()[-1].files == 1


def test_a_family_gets_what_was_given_by_name_and_what_was_ticked_in_its_data(homework: Homework) -> None:
    world = homework.world
    lesson_id = homework.lesson.rpartition("/")[2]
    world.record(homework.lesson, lesson_edit=pb.LessonEdit(seen_version=1, homework=pb.Homework(text="§ 12")))
    own = homework.give(text="Карточка", add_uploads=[homework.upload().upload], pupils=[world.pupil(0)])
    homework.give(text="Для другого", pupils=[world.pupil(1)])
    taken_back = homework.give(text="Зря", pupils=[world.pupil(0)])
    homework.call("WithdrawAssignment", assignment=taken_back.item, seen_version=1)
    for item in (own.item, lesson_id):
        homework.call("SetHomeworkDone", pupil=world.pupil(0), item=item, done=True)
    servicer = SubjectServicer(_Resources(world.pool))  # type: ignore[arg-type]
    request = subjects_pb2.GetSubjectDataRequest(pupil=world.pupil(0))
    found = [row for part in world.call(servicer.GetSubjectData, request) for row in part.homework]
    told = {(one.text, tuple(one.files), one.personal, one.withdrawn, one.done) for one in found}
    assert told == {
        ("§ 12", (), False, False, True),
        ("Карточка", ("Лист.png",), True, False, True),
        ("Зря", (), True, True, False),
    }
    assert [one.HasField("done_time") for one in found] == [one.done for one in found]


def test_a_file_of_other_peoples_homework_is_refused(homework: Homework) -> None:
    world = homework.world
    file = homework.give(add_uploads=[homework.upload().upload], pupils=[world.pupil(0)]).files[0].file
    class_file = homework.give(add_uploads=[homework.upload().upload]).files[0].file
    foreign = World(world.pool).begin()
    left = new_id()
    tell(
        world.pool,
        world.group(
            2,
            pupils=[(each, MONDAY.isoformat(), "") for each in world.pupil_ids]
            + [(left, MONDAY.isoformat(), (TODAY - DAY).isoformat())],
        ),
    )
    assert homework.download("DownloadPupilFile", file=class_file, pupil=world.pupil(1)) == PNG
    for name, fields in (
        ("DownloadPupilFile", {"file": file, "pupil": world.pupil(1)}),
        ("DownloadPupilFile", {"file": file, "pupil": foreign.pupil(0)}),
        ("DownloadPupilFile", {"file": class_file, "pupil": f"schools/{world.school_id}/pupils/{left}"}),
        (
            "DownloadPupilFile",
            {"file": class_file, "pupil": f"schools/{foreign.school_id}/pupils/{world.pupil_ids[0]}"},
        ),
        ("DownloadFile", {"file": file, "lesson": world.lesson(TODAY + DAY)}),
        ("DownloadFile", {"file": file, "lesson": foreign.lesson(TODAY)}),
        ("DownloadFile", {"file": new_id()}),
    ):
        with pytest.raises(NotAllowed):
            homework.download(name, **fields)


def test_a_file_taken_off_is_gone_for_all_and_stays_in_the_history(homework: Homework) -> None:
    item = homework.give(add_uploads=[homework.upload().upload])
    file = item.files[0].file
    after = homework.give(assignment=item.item, seen_version=1, remove_files=[file])
    assert not after.files
    with pytest.raises(NotAllowed):
        homework.download("DownloadFile", file=file)
    with transaction(homework.world.pool, EVERY_SCHOOL) as connection:
        rows = connection.execute("SELECT name, added_by, removed_by FROM homework_file").fetchall()
    assert rows == [("Лист.png", homework.world.teacher_id, homework.world.teacher_id)]
    assert sweep(homework.world.pool, homework.files, older_than=-60) == 0, "the history names it"


def test_an_upload_belongs_to_who_sent_it_for_which_lesson(homework: Homework) -> None:
    sent = homework.upload(person=new_id()).upload
    assert reason(lambda: homework.give(add_uploads=[sent])) == "UNKNOWN_UPLOAD"
    mine = homework.upload().upload
    other = homework.world.lesson(TODAY + DAY)
    assert reason(lambda: homework.give(lesson=other, add_uploads=[mine])) == "UNKNOWN_UPLOAD"
    homework.give(add_uploads=[mine])
    assert reason(lambda: homework.give(add_uploads=[mine])) == "UNKNOWN_UPLOAD"


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("x.png", b"a" * (10 * 1024 * 1024 + 1), "FILE_TOO_LARGE"),
        ("x.pdf", EXECUTABLE, "FILE_LIES"),
        ("x.png", GOOD["pdf"], "FILE_LIES"),
        ("x.exe", EXECUTABLE, "FILE_TYPE_NOT_ALLOWED"),
        ("../../x.png", PNG, "BAD_FILE_NAME"),
        ("..\\x.png", PNG, "BAD_FILE_NAME"),
        ("nul.png", PNG, "BAD_FILE_NAME"),
        ("x\u202e.png", PNG, "BAD_FILE_NAME"),
        ("x.png", b"", "FILE_EMPTY"),
    ],
)
def test_files_that_are_wrong_are_refused_and_leave_nothing(
    homework: Homework, name: str, content: bytes, rule: str
) -> None:
    assert reason(lambda: homework.upload(name, content)) == rule
    assert (homework.count("file_upload"), homework.on_disk()) == (0, [])


def test_a_stream_that_changes_its_mind_is_refused(homework: Homework) -> None:
    first = hw.UploadFileRequest(lesson=homework.lesson, request_id=new_id(), name="x.png")
    for part, rule in (
        (hw.UploadFileRequest(name="y.png", chunk=PNG), "ONE_FILE_A_STREAM"),
        (hw.UploadFileRequest(chunk=b"x" * (1024 * 1024 + 1)), "CHUNK_TOO_LARGE"),
    ):
        parts = iter([first, part])
        assert reason(lambda parts=parts: homework.world.call(homework.servicer.UploadFile, parts)) == rule  # type: ignore[misc]
    foreign = {"lesson": f"{homework.world.group_name}/lessons/{new_id()}"}
    assert reason(lambda: homework.upload(**foreign)) == "NOT_ALLOWED"
    assert homework.on_disk() == []


def test_an_upload_sent_twice_is_one_and_one_content_is_stored_once(homework: Homework) -> None:
    request_id = new_id()
    first, second = (homework.upload(request_id=request_id) for _ in range(2))
    assert first == second
    assert homework.count("file_upload") == 1
    homework.upload("Другое имя.png")
    assert (homework.count("file_upload"), len(homework.on_disk())) == (2, 1)
    assert reason(lambda: homework.upload("y.pdf", GOOD["pdf"], request_id=request_id)) == "REQUEST_ID_REUSED"


def test_what_nothing_names_is_swept_and_what_is_given_stays(homework: Homework) -> None:
    kept = homework.give(add_uploads=[homework.upload("a.pdf", GOOD["pdf"]).upload]).files[0].file
    homework.upload()
    assert sweep(homework.world.pool, homework.files) == 0, "a day has not gone by"
    assert homework.count("file_upload") == 1
    assert sweep(homework.world.pool, homework.files, older_than=-60) == 1
    assert (homework.count("file_upload"), len(homework.on_disk())) == (0, 1)
    assert homework.download("DownloadFile", file=kept) == GOOD["pdf"]


def test_a_content_that_is_just_being_named_again_is_not_swept(homework: Homework) -> None:
    """The race that would leave a row without its file: a content is old and unnamed, and is named in this moment."""
    homework.upload()
    with transaction(homework.world.pool, EVERY_SCHOOL) as connection:
        connection.execute("DELETE FROM file_upload")
    _, school, _, group, _, lesson = homework.lesson.split("/")
    place = Upload(school, group, lesson, homework.world.teacher_id, new_id(), "Лист.png")
    incoming = receive(homework.files, "Лист.png", [PNG])
    with ThreadPoolExecutor(1) as thread:
        with transaction(homework.world.pool, school) as connection:
            keep_upload(connection, homework.files, place, incoming, datetime.now(UTC))
            swept = thread.submit(sweep, homework.world.pool, homework.files, -60)
            wait_until_waiting(homework.world.pool)
            assert not swept.done()
        assert swept.result(timeout=30) == 0
    item = homework.give(add_uploads=[place.upload_id])
    assert homework.download("DownloadFile", file=item.files[0].file) == PNG


def wait_until_waiting(pool: Pool) -> None:
    """Until a session of this database waits for somebody's advisory lock."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        with pool.connection() as connection:
            row = connection.execute(
                """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
            ).fetchone()
        if row and row[0]:
            return
    raise AssertionError("nobody waits")


def test_a_content_that_is_gone_or_damaged_is_told(homework: Homework) -> None:
    file = homework.give(add_uploads=[homework.upload().upload]).files[0].file
    [path] = homework.on_disk()
    path.write_bytes(b"other")
    assert reason(lambda: homework.download("DownloadFile", file=file)) == "FILE_DAMAGED"
    path.unlink()
    assert reason(lambda: homework.download("DownloadFile", file=file)) == "FILE_GONE"


_KILLED = """
    import os, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from kit.database import open_pool, transaction
    from services.gradebook.actions import files
    from kit.file_store import FileStore
    from services.gradebook.store.uploads import Upload
    url, folder, school, group, lesson, person, upload = sys.argv[1:]
    store, pool = FileStore(Path(folder)), open_pool(url)
    incoming = files.receive(store, "x.txt", [b"content"])
    with transaction(pool, school) as connection:
        place = Upload(school, group, lesson, person, upload, "x.txt")
        files.keep_upload(connection, store, place, incoming, datetime.now(UTC))
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_between_file_and_commit_leaves_no_row_and_the_file_is_swept(
    database: Callable[[str], DatabaseUrls], tmp_path: Path
) -> None:
    urls = database("gradebook")
    pool = open_pool(urls.app)
    try:
        homework = Homework(World(pool).begin(), tmp_path)
        _, school, _, group, _, lesson = homework.lesson.split("/")
        program = [sys.executable, "-c", textwrap.dedent(_KILLED), urls.app, str(tmp_path), school, group, lesson]
        environ = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}"}
        done = subprocess.run([*program, new_id(), new_id()], env=environ, cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL
        assert (homework.count("file_upload"), homework.count("homework_file")) == (0, 0)
        assert len(homework.on_disk()) == 1
        assert sweep(pool, homework.files, older_than=-60) == 1
        assert homework.on_disk() == []
    finally:
        pool.close()


def test_load_is_the_sum_of_all_subjects_and_a_teacher_is_warned(homework: Homework) -> None:
    world = homework.world
    due = (TODAY + 2 * DAY).isoformat()
    physics = new_id()
    tell(world.pool, world.group(group_id=physics, subject_code="PHY", subject_title="Физика", periods=["mon-2"]))
    homework.give(minutes=100, due_date=due)
    warned = homework.call("SetAssignment", text="Задачи", minutes=60, due_date=due)
    assert (warned.overloaded.minutes, warned.overloaded.limit_minutes) == (160, 150)
    calm = homework.call("SetAssignment", text="Задачи", minutes=60, due_date=(TODAY + 3 * DAY).isoformat())
    assert not calm.HasField("overloaded")
    days = {"begin_date": TODAY.isoformat(), "end_date": (TODAY + 7 * DAY).isoformat()}
    own = homework.call("GetHomeworkLoad", **days)
    seen = homework.call("GetHomeworkLoad", group=f"schools/{world.school_id}/groups/{physics}", **days)
    assert own == seen, "the physics teacher sees what others have given"
    assert [(day.date, day.items, day.minutes, day.overloaded) for day in own.days] == [
        (due, 2, 160, True),
        ((TODAY + 3 * DAY).isoformat(), 1, 60, False),
    ]
    assert [part.subject_title for part in own.days[0].parts] == ["Алгебра", "Алгебра"]
    school = f"schools/{world.school_id}"
    limits = homework.call("SetHomeworkLimit", school=school, year_group=7, minutes=200).limits
    assert (limits[6].minutes, limits[6].own, limits[7].minutes, limits[7].own) == (200, True, 150, False)
    assert not homework.call("GetHomeworkLoad", **days).days[0].overloaded
    homework.call("SetHomeworkLimit", school=school, year_group=7)
    assert homework.call("GetHomeworkLimits", school=school).limits[6].minutes == 150
    for fields in ({"year_group": 13, "minutes": 5}, {"year_group": 7, "minutes": 601}):
        with pytest.raises(InvalidArgument):
            homework.call("SetHomeworkLimit", school=school, **fields)


def test_the_time_of_class_homework_is_estimated(homework: Homework) -> None:
    assert reason(lambda: homework.call("SetHomeworkMinutes", minutes=10)) == "NO_HOMEWORK"
    homework.world.record(homework.lesson, lesson_edit=pb.LessonEdit(seen_version=1, homework=pb.Homework(text="§ 12")))
    assert homework.call("SetHomeworkMinutes", minutes=170).overloaded.minutes == 170
    assert (homework.items()[0].minutes, homework.told()[-1].minutes) == (170, 170)
    homework.call("SetHomeworkMinutes", minutes=0)
    assert homework.items()[0].minutes == 0


def test_a_lesson_that_holds_homework_is_not_dropped_by_the_timetable(homework: Homework) -> None:
    lesson = homework.world.lesson(TODAY + 2 * DAY)
    homework.give(lesson=lesson)
    tell(homework.world.pool, homework.world.group(2, periods=["mon-5"]))
    assert homework.world.get(lesson).lesson.name == lesson


def test_a_replay_tells_homework_again(homework: Homework) -> None:
    homework.world.record(homework.lesson, lesson_edit=pb.LessonEdit(seen_version=1, homework=pb.Homework(text="§ 12")))
    item = homework.give(pupils=[homework.world.pupil(0)])
    gone = homework.give()
    homework.call("WithdrawAssignment", assignment=gone.item, seen_version=1)
    before = {one.item_id: one for one in homework.told()}
    replay_lessons(homework.world.pool, homework.world.school_id)
    again = {one.item_id: one for one in homework.told() if one.replayed}
    assert again.keys() == before.keys()
    for name, second in again.items():
        first = before[name]
        fields = ("state", "due_date", "version", "pupil_ids", "files")
        assert [getattr(first, each) for each in fields] == [getattr(second, each) for each in fields]
    assert again[item.item].pupil_ids


def test_texts_and_file_names_are_in_no_event(homework: Homework) -> None:
    homework.give(
        text="Тайное слово", add_uploads=[homework.upload("Тайное имя.png").upload], pupils=[homework.world.pupil(0)]
    )
    with transaction(homework.world.pool, EVERY_SCHOOL) as connection:
        payloads = b"".join(row[0] for row in connection.execute("SELECT payload FROM outbox").fetchall())
    assert "Тайное".encode() not in payloads


def test_too_many_uploads_wait(homework: Homework) -> None:
    with transaction(homework.world.pool, EVERY_SCHOOL) as connection:
        connection.execute(
            """INSERT INTO file_upload SELECT %s, gen_random_uuid(), %s, %s, 'x', 'x.png', 'image/png', 1, now()
               FROM generate_series(1, 50)""",
            [homework.world.school_id, homework.lesson.rpartition("/")[2], homework.world.teacher_id],
        )
    with pytest.raises(FailedPrecondition) as refused:
        homework.upload()
    assert refused.value.reason == "TOO_MANY_UPLOADS"
