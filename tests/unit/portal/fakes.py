"""Stand-ins for the services' stubs: one small school in memory, answers by hand. No rule of access is played here."""

import datetime
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc import error_details_pb2, status_pb2
from zvonok.gradebook.v1 import bulk_pb2, changes_pb2, rules_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as gradebook
from zvonok.gradebook.v1 import subjects_pb2 as journal_pb2
from zvonok.identity.v1 import access_pb2, exports_pb2, people_pb2, schools_pb2, sessions_pb2, subjects_pb2
from zvonok.notify.v1 import notify_pb2
from zvonok.reports.v1 import reports_pb2

from kit.ids import new_id
from services.portal.clients import Clients
from tests.unit.portal.fake_marks import CATEGORIES as WORK_CATEGORIES
from tests.unit.portal.fake_marks import FakeMarks, scale
from tests.unit.portal.fakes_attendance import AbsenceNoteFakes, AttendanceFakes, MassAbsenceFakes
from tests.unit.portal.fakes_channels import ChannelFakes
from tests.unit.portal.fakes_documents import DocumentFakes, ReportFakes
from tests.unit.portal.fakes_homework import HomeworkFakes, PlanFakes
from tests.unit.portal.fakes_messages import MessageFakes
from tests.unit.portal.fakes_notices import NoticeFakes
from tests.unit.portal.fakes_statistics import TOWN, StatisticsFakes
from tests.unit.portal.fakes_substitutions import SubstitutionFakes
from tests.unit.portal.fakes_terms import FIRST, TermFakes
from tests.unit.portal.fakes_timetable import FakeTimetable
from tests.unit.portal.fakes_verifications import VerificationFakes
from tests.unit.portal.fakes_webhooks import WebhookFakes

SCHOOL = f"schools/{new_id()}"
CLASS = f"{SCHOOL}/classes/{new_id()}"
GROUP = f"{SCHOOL}/groups/{new_id()}"
CORRECTION, EXPORT = new_id(), new_id()
LOCK = new_id()
TERM = f"{SCHOOL}/terms/{new_id()}"
NAMES = [
    ("Абрамова", "Вера"), ("Белов", "Игорь"), ("Васильева", "Ника"), ("Громов", "Лев"), ("Дятлова", "Юна"),
    ("Ершов", "Марк"), ("Жукова", "Яна"), ("Зимин", "Тихон"), ("Иванова", "Алиса"), ("Крылов", "Ефим"),
    ("Лаптева", "Зоя"), ("Мохов", "Захар"), ("Носова", "Инга"), ("Орлов", "Демид"), ("Панова", "Рада"),
    ("Рощин", "Эрик"), ("Садовникова-Преображенская", "Александра"), ("Тополев", "Савва"),
]  # fmt: skip
CLASSES = [f"{SCHOOL}/classes/{new_id()}" for _ in range(6)]
PUPILS = [f"{SCHOOL}/pupils/{new_id()}" for _ in NAMES]
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=3))).date()


class FakeError(grpc.RpcError):
    """A refusal as a stub raises it."""

    def __init__(self, code: grpc.StatusCode, trailing: tuple[tuple[str, bytes], ...] = ()) -> None:
        super().__init__()
        self._code, self._trailing = code, trailing

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return "refused" if not self._trailing else "m"

    def trailing_metadata(self) -> Any:
        return self._trailing


def refusal(code: grpc.StatusCode, reason: str = "", **metadata: str) -> FakeError:
    """A refusal with an ErrorInfo, as kit.rpc sends it."""
    if not reason:
        return FakeError(code)
    detail = any_pb2.Any()
    detail.Pack(error_details_pb2.ErrorInfo(reason=reason, domain="zvonok", metadata=metadata))
    status = status_pb2.Status(code=code.value[0], message="m", details=[detail])
    return FakeError(code, (("grpc-status-details-bin", status.SerializeToString()),))


def moment(minutes_ago: int = 0) -> Timestamp:
    found = Timestamp()
    found.FromDatetime(datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=minutes_ago))
    return found


class Stream:
    """A gRPC stream that gives its messages and then waits until it is cancelled."""

    def __init__(self, *messages: Any, hold: bool = True) -> None:
        self._messages, self._hold, self.cancelled = messages, hold, threading.Event()

    def cancel(self) -> None:
        self.cancelled.set()

    def __iter__(self) -> Iterator[Any]:
        yield from self._messages
        if self._hold:
            self.cancelled.wait(30)


def lesson_of(date: datetime.date, bell: int, *, filled: bool = True, group: str = GROUP) -> gradebook.Lesson:
    return gradebook.Lesson(
        name=f"{group}/lessons/{new_id()}",
        date=date.isoformat(),
        bell=bell,
        room=str(200 + bell),
        state=gradebook.LESSON_STATE_HELD if filled else gradebook.LESSON_STATE_PLANNED,
        topic="Линейные уравнения с одной переменной" if filled else "",
        homework=gradebook.Homework(text="§ 12, № 341–344 (чётные)") if filled else None,
        attendance_confirmed=filled,
        version=1,
        subject_title="Алгебра",
        class_title="7А",
        filled=filled,
    )


class School(
    PlanFakes,
    HomeworkFakes,
    AttendanceFakes,
    AbsenceNoteFakes,
    MassAbsenceFakes,
    TermFakes,
    SubstitutionFakes,
    NoticeFakes,
    ChannelFakes,
    MessageFakes,
    StatisticsFakes,
    VerificationFakes,
):
    """What the fake services answer; tests change its fields and read `calls`."""

    def __init__(self, *roles: str) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.fail: dict[str, Exception] = {}
        self.answers: dict[str, Any] = {}
        self.streams: dict[str, Stream] = {}
        self.roles = roles or ("subject_teacher",)
        # Pupils whose data the person is asked to check, with until when.
        self.to_check: dict[str, str] = {}
        self.school, self.term, self.pupils = SCHOOL, TERM.rpartition("/")[2], PUPILS
        self.class_names, self.today = CLASSES, TODAY
        self.timetable = FakeTimetable(GROUP, CLASS)
        days = [TODAY - datetime.timedelta(days=ago) for ago in range(40) if (TODAY.weekday() - ago) % 7 < 5]
        self.lessons = [lesson_of(day, 2, filled=day < TODAY) for day in sorted(days)]
        self.lesson = lesson_of(TODAY, 3, filled=False)
        self.lessons += [self.lesson]
        self.item = gradebook.LineItem(
            name=f"{self.lesson.name}/lineItems/{new_id()}", category="test", weight="2", version=1
        )
        self.marks = [
            gradebook.Mark(line_item=self.item.name, pupil=pupil, value=value, version=1)
            for pupil, value in zip(PUPILS, ["5", "4", "", "3", "2", "н/а", "4/5"], strict=False)
            if value
        ]
        self.attendance = [
            gradebook.AttendanceEntry(pupil=PUPILS[2], attendance=gradebook.ATTENDANCE_ABSENT, version=1),
            gradebook.AttendanceEntry(pupil=PUPILS[4], attendance=gradebook.ATTENDANCE_LATE, minutes_late=7, version=1),
        ]

    def clients(self) -> Clients:
        """The stubs over this school."""

        def stub(*methods: Any) -> Any:
            return SimpleNamespace(**{method.__name__: self._method(method) for method in methods})

        return Clients(
            sessions=stub(self.LogIn, self.IssueToken, self.LogOut, self.ListSessions, self.EndSession),
            people=stub(
                self.GetMe,
                self.ListGroupPupils,
                self.ListClassPupils,
                self.GetPupil,
                self.BatchGetPupilNames,
                self.ListStaff,
            ),
            schools=stub(self.ListTerms, self.ListClasses, self.ListGroups),
            access=stub(self.ListDisclosures, self.ListUnusualLooks),
            subjects=stub(
                self.GetSubjectData,
                self.GetOwnData,
                self.GiveConsent,
                self.WithdrawConsent,
                self.RequestCorrection,
                self.RequestOwnCorrection,
                self.ListCorrections,
                self.DecideCorrection,
            ),
            verifications=stub(*VerificationFakes.methods(self)),
            exports=stub(self.CreateExport, self.DecideExport, self.ListExports, self.DownloadExport),
            journal_subjects=SimpleNamespace(GetSubjectData=self._method(self.JournalData)),
            gradebook=stub(self.ListLessons, self.GetLesson, self.RecordLesson, self.GetJournal, self.GetDiary),
            changes=stub(self.ListChanges, self.WatchJournal),
            rules=stub(
                self.GetRules,
                self.SetCategory,
                self.SetEditWindow,
                self.CreateLock,
                self.EndLock,
                self.ListLocks,
                self.RequestUnlock,
                self.DecideUnlock,
                self.ListUnlocks,
                self.ListOwnUnlocks,
            ),
            attendance=stub(*AttendanceFakes.methods(self)),
            absence_notes=stub(*AbsenceNoteFakes.methods(self)),
            mass_absences=stub(*MassAbsenceFakes.methods(self)),
            timetable=self.timetable.stub(self._method),
            plans=stub(*PlanFakes.methods(self)),
            homework=stub(*HomeworkFakes.methods(self)),
            substitutions=stub(*SubstitutionFakes.methods(self)),
            term_marks=stub(*TermFakes.methods(self)),
            documents=DocumentFakes(self._method).stub(),
            report_documents=stub(*ReportFakes().methods()),
            bulk=stub(self.ExportMarks, self.ImportMarks, self.ExportOneRoster, self.ImportOneRoster),
            notices=stub(self.ListNotices, self.MarkNoticesRead, self.WatchUnread, self.CountDeliveries),
            notice_settings=stub(*NoticeFakes.methods(self)),
            channels=stub(*ChannelFakes.methods(self)),
            messages=stub(*MessageFakes.methods(self)),
            **FakeMarks(PUPILS, GROUP, SCHOOL).stubs(self._method),
            webhooks=stub(*WebhookFakes().methods()),
            statistics=stub(*StatisticsFakes.methods(self)),
            control_room=stub(
                self.GetControlRoom,
                self.ListLessonsBehind,
                self.ListPupilsBehind,
                self.WatchControlRoom,
                self.ListTeacherMetrics,
                self.RemindTeachers,
            ),
            municipality=stub(self.GetMunicipality),
        )

    def _method(self, method: Any) -> Any:
        name = method.__name__

        def call(request: Any, metadata: Any = (), timeout: float | None = None) -> Any:
            self.calls.append((name, request))
            if name in self.fail:
                raise self.fail[name]
            if name in self.answers:
                return self.answers[name]
            return method(request)

        return call

    def asked(self, name: str) -> list[Any]:
        return [request for called, request in self.calls if called == name]

    # personal data
    def GetSubjectData(self, request: Any) -> Any:
        return subjects_pb2.GetSubjectDataResponse(record=self.record(request.pupil.rpartition("/")[2]))

    def GetOwnData(self, request: Any) -> Any:
        return subjects_pb2.GetOwnDataResponse(record=self.record(new_id()))

    def record(self, person: str) -> subjects_pb2.SubjectRecord:
        return subjects_pb2.SubjectRecord(
            person=f"persons/{person}",
            given_name="Вера",
            family_name="Абрамова",
            birth_date="2014-02-03",
            look_count=12,
            relations=[
                subjects_pb2.SubjectRelation(relation="class_pupil", object_title="7А", begin_date="2026-09-01"),
                subjects_pb2.SubjectRelation(relation="has_guardian"),
            ],
            consents=[
                subjects_pb2.Consent(kind="journal", version=1, title_ru="Ведение журнала", text_ru="По закону."),
                subjects_pb2.Consent(
                    kind="photo", version=2, title_ru="Фотография", title_en="Photograph", text_ru="Можно ли?",
                    withdrawable=True, given_version=1,
                ),
            ],
            corrections=[
                subjects_pb2.Correction(
                    correction=new_id(), field="family_name", proposed="Абрамцева", ask_time=moment(60),
                    state=subjects_pb2.CORRECTION_STATE_REFUSED, answer="В документах иначе",
                )
            ],
        )  # fmt: skip

    def GiveConsent(self, request: Any) -> Any:
        return subjects_pb2.GiveConsentResponse()

    def WithdrawConsent(self, request: Any) -> Any:
        return subjects_pb2.WithdrawConsentResponse()

    def RequestCorrection(self, request: Any) -> Any:
        return subjects_pb2.RequestCorrectionResponse(correction=new_id())

    def RequestOwnCorrection(self, request: Any) -> Any:
        return subjects_pb2.RequestOwnCorrectionResponse(correction=new_id())

    def ListCorrections(self, request: Any) -> Any:
        correction = subjects_pb2.Correction(
            correction=CORRECTION, person_name="Абрамова Вера", field="family_name", current="Абрамова",
            proposed="Абрамцева", explanation="Ошибка", ask_time=moment(60), state=subjects_pb2.CORRECTION_STATE_OPEN,
        )  # fmt: skip
        return subjects_pb2.ListCorrectionsResponse(corrections=[correction])

    def DecideCorrection(self, request: Any) -> Any:
        return subjects_pb2.DecideCorrectionResponse()

    def JournalData(self, request: Any) -> Any:
        mark = journal_pb2.SubjectMark(date="2026-10-05", bell=2, subject_title="Алгебра", value="5")
        for _ in range(4):
            yield journal_pb2.GetSubjectDataResponse(marks=[mark] * 1000)

    def CreateExport(self, request: Any) -> Any:
        return exports_pb2.CreateExportResponse(export=new_id())

    def DecideExport(self, request: Any) -> Any:
        return exports_pb2.DecideExportResponse()

    def ListExports(self, request: Any) -> Any:
        export = exports_pb2.Export(
            export=EXPORT, content=exports_pb2.EXPORT_CONTENT_PUPILS, purpose="Олимпиада", asked_by="persons/x",
            asked_by_name="Ветрова Полина", ask_time=moment(5), state=exports_pb2.EXPORT_STATE_WAITING,
        )  # fmt: skip
        return exports_pb2.ListExportsResponse(exports=[export])

    def DownloadExport(self, request: Any) -> Any:
        yield exports_pb2.DownloadExportResponse(data_subjects=["x"])
        yield exports_pb2.DownloadExportResponse(chunk=b"xlsx")

    # sessions
    def LogIn(self, request: Any) -> Any:
        if request.password != "right":
            raise refusal(grpc.StatusCode.UNAUTHENTICATED, "WRONG_CREDENTIALS")
        return sessions_pb2.LogInResponse(
            session_secret="secret-1", person=f"persons/{new_id()}", expire_time=moment(-600)
        )

    def IssueToken(self, request: Any) -> Any:
        return sessions_pb2.IssueTokenResponse(access_token="token", expire_time=moment(-10))

    def LogOut(self, request: Any) -> Any:
        return sessions_pb2.LogOutResponse()

    def ListSessions(self, request: Any) -> Any:
        one = sessions_pb2.Session(
            session=new_id(), device="Firefox, Linux", create_time=moment(300), last_used_time=moment(1), current=True
        )
        other = sessions_pb2.Session(
            session=new_id(), device="Chrome, Android", create_time=moment(9000), last_used_time=moment(700)
        )
        return sessions_pb2.ListSessionsResponse(sessions=[one, other])

    def EndSession(self, request: Any) -> Any:
        return sessions_pb2.EndSessionResponse()

    # identity
    def _pupil(self, number: int) -> Any:
        return people_pb2.Pupil(
            name=PUPILS[number], family_name=NAMES[number][0], given_name=NAMES[number][1], class_title="7А",
            begin_date="2026-09-01", **{"class": CLASS},
        )  # fmt: skip

    def _group(self) -> Any:
        return schools_pb2.Group(
            name=GROUP, title="7А Алгебра", subject_title="Алгебра", class_title="7А", year_group=7, **{"class": CLASS}
        )

    def GetMe(self, request: Any) -> Any:
        me = people_pb2.GetMeResponse(
            person=people_pb2.Person(
                name=f"persons/{new_id()}",
                given_name="Полина",
                family_name="Ветрова",
                middle_name="Олеговна",
                locale="ru",
            ),
            roles=[
                people_pb2.Role(role=role, scope=TOWN if role == "municipal_operator" else SCHOOL)
                for role in self.roles
            ],
            schools=[schools_pb2.School(name=SCHOOL, title="Школа № 4", time_zone="Europe/Moscow")],
        )
        if "subject_teacher" in self.roles:
            me.groups.append(self._group())
        if "class_teacher" in self.roles:
            me.classes.append(schools_pb2.SchoolClass(name=CLASS, title="7А", year_group=7))
        if "guardian" in self.roles:
            me.children.extend([self._pupil(0), self._pupil(4)])
        if "pupil" in self.roles:
            me.pupils.append(self._pupil(0))
        for pupil, due in self.to_check.items():
            me.verifications.add(pupil=pupil, due_date=due)
        return me

    def ListGroupPupils(self, request: Any) -> Any:
        return people_pb2.ListGroupPupilsResponse(
            pupils=[self._pupil(n) for n in range(len(NAMES))], group=self._group()
        )

    def ListClassPupils(self, request: Any) -> Any:
        return people_pb2.ListClassPupilsResponse(
            pupils=[self._pupil(n) for n in range(len(NAMES))],
            **{"class": schools_pb2.SchoolClass(name=CLASS, title="7А", year_group=7)},
        )

    def GetPupil(self, request: Any) -> Any:
        return people_pb2.GetPupilResponse(pupil=self._pupil(0))

    def BatchGetPupilNames(self, request: Any) -> Any:
        pupils = [self._pupil(n) for n in range(len(NAMES))]
        return people_pb2.BatchGetPupilNamesResponse(pupils=[one for one in pupils if one.name in request.pupils])

    def ListTerms(self, request: Any) -> Any:
        quarters = [("1 четверть", 60, 20), ("2 четверть", 19, -40), ("3 четверть", -50, -120)]
        names = {"1 четверть": f"{SCHOOL}/terms/{FIRST}", "2 четверть": TERM}
        return schools_pb2.ListTermsResponse(
            terms=[
                schools_pb2.Term(
                    name=names.get(title) or f"{SCHOOL}/terms/{new_id()}",
                    title=title,
                    begin_date=(TODAY - datetime.timedelta(days=begin)).isoformat(),
                    end_date=(TODAY - datetime.timedelta(days=end)).isoformat(),
                    school_year=2027,
                )
                for title, begin, end in quarters
            ]
        )

    def ListDisclosures(self, request: Any) -> Any:
        entry = access_pb2.DisclosureEntry
        return access_pb2.ListDisclosuresResponse(
            entries=[
                entry(time=moment(2), reader_role="guardian", kind="refused", refused=True, count=2),
                entry(
                    time=moment(5),
                    reader_name="Ветрова Полина Олеговна",
                    reader_role="subject_teacher",
                    kind="marks",
                    count=3,
                    unusual=["outside_hours"],
                ),
                entry(time=moment(15), reader_role="service", kind="contacts", count=1),
                entry(time=moment(2000), reader_role="guardian", kind="names", count=1),
            ]
        )

    def ListUnusualLooks(self, request: Any) -> Any:
        look = access_pb2.UnusualLook
        answer = access_pb2.ListUnusualLooksResponse(recent_count=1000, next_page_token="older")
        if not request.count_only:
            answer.looks.extend([
                look(time=moment(2), reader_role="guardian", kind="marks", reasons=["refused"], refused=True, count=2,
                     children=1),
                look(time=moment(90), reader=f"persons/{new_id()}", reader_name="Ветрова Полина Олеговна",
                     reader_role="deputy_head", kind="names", reasons=["many_children", "outside_hours"], count=5,
                     children=125),
            ])  # fmt: skip
        return answer

    # gradebook
    def ListLessons(self, request: Any) -> Any:
        return gradebook.ListLessonsResponse(
            lessons=[one for one in self.lessons if request.begin_date <= one.date <= request.end_date]
        )

    def _members(self) -> Any:
        averages = ["4.67", "4.00", "", "3.25", "2.80", "", "4.50"]
        return [
            gradebook.GroupPupil(pupil=pupil, begin_date="2026-09-01", average=averages[n % 7])
            for n, pupil in enumerate(PUPILS)
        ]

    def GetLesson(self, request: Any) -> Any:
        return gradebook.GetLessonResponse(
            lesson=self.lesson, pupils=self._members(), line_items=[self.item] if self.item else [],
            marks=self.marks, attendance=self.attendance, scale=scale(), categories=WORK_CATEGORIES,
        )  # fmt: skip

    def RecordLesson(self, request: Any) -> Any:
        return gradebook.RecordLessonResponse(lesson=self.lesson)

    def GetJournal(self, request: Any) -> Any:
        items, marks, attendance = [], [], []
        shown = [one for one in self.lessons if request.begin_date <= one.date <= request.end_date]
        for number, lesson in enumerate(shown):
            item = gradebook.LineItem(name=f"{lesson.name}/lineItems/{new_id()}", category="answer")
            items.append(item)
            for pupil_number, pupil in enumerate(PUPILS):
                key = (number * 7 + pupil_number * 5) % 23
                if lesson.filled and key < 5:
                    marks.append(gradebook.Mark(line_item=item.name, pupil=pupil, value="54325"[key], version=1))
                elif lesson.filled and key in {7, 8}:
                    state = gradebook.ATTENDANCE_ABSENT if key == 7 else gradebook.ATTENDANCE_LATE
                    attendance.append(
                        gradebook.AttendanceEntry(
                            pupil=pupil, attendance=state, minutes_late=5, version=1, lesson=lesson.name
                        )
                    )
        return gradebook.GetJournalResponse(
            lessons=shown, pupils=self._members(), line_items=items, marks=marks, attendance=attendance
        )

    def GetRules(self, request: Any) -> Any:
        categories = [
            rules_pb2.Category(code="answer", weight="1", version=1),
            rules_pb2.Category(code="project", title="Проект", weight="2", version=1),
            rules_pb2.Category(code="test", weight="2", version=1),
        ]
        return rules_pb2.GetRulesResponse(rules=rules_pb2.Rules(categories=categories))

    def SetCategory(self, request: Any) -> Any:
        return rules_pb2.SetCategoryResponse()

    def SetEditWindow(self, request: Any) -> Any:
        return rules_pb2.SetEditWindowResponse()

    def CreateLock(self, request: Any) -> Any:
        return rules_pb2.CreateLockResponse()

    def EndLock(self, request: Any) -> Any:
        return rules_pb2.EndLockResponse()

    def ListLocks(self, request: Any) -> Any:
        lock = rules_pb2.Lock(lock=LOCK, term=TERM, reason="Итоги выставлены", lock_time=moment(600))
        return rules_pb2.ListLocksResponse(locks=[lock])

    def RequestUnlock(self, request: Any) -> Any:
        return rules_pb2.RequestUnlockResponse()

    def DecideUnlock(self, request: Any) -> Any:
        return rules_pb2.DecideUnlockResponse()

    def ListUnlocks(self, request: Any) -> Any:
        return rules_pb2.ListUnlocksResponse()

    def ListOwnUnlocks(self, request: Any) -> Any:
        return rules_pb2.ListOwnUnlocksResponse()

    def ListClasses(self, request: Any) -> Any:
        return schools_pb2.ListClassesResponse(classes=[schools_pb2.SchoolClass(name=CLASS, title="7А", year_group=7)])

    def ListGroups(self, request: Any) -> Any:
        group = self._group()
        group.subject_code = "ALG"
        return schools_pb2.ListGroupsResponse(groups=[group])

    def ListChanges(self, request: Any) -> Any:
        return changes_pb2.ListChangesResponse()

    def WatchJournal(self, request: Any) -> Any:
        return self.streams.setdefault("journal", Stream(changes_pb2.WatchJournalResponse()))

    def ExportMarks(self, request: Any) -> Any:
        shown = [one for one in self.lessons if request.begin_date <= one.date <= request.end_date]
        columns = [
            bulk_pb2.MarksColumn(
                key=str(n), lesson=one.name, date=one.date, bell=one.bell, category="answer", seen_history=n,
                line_item=f"{one.name}/lineItems/{new_id()}" if n % 2 else "",
            )
            for n, one in enumerate(shown)
        ]  # fmt: skip
        rows = [
            bulk_pb2.MarksRow(
                pupil=pupil,
                cells=[] if request.empty else [["5", "Н", "", "ОП5 4/5"][(n + m) % 4] for m in range(len(columns))],
                begin_date="2026-09-01",
            )
            for n, pupil in enumerate(sorted(PUPILS))
        ]
        return bulk_pb2.ExportMarksResponse(columns=columns, rows=rows)

    def ImportMarks(self, request: Any) -> Any:
        return bulk_pb2.ImportMarksResponse(applied=not request.dry_run, unchanged=3)

    def ExportOneRoster(self, request: Any) -> Any:
        yield bulk_pb2.ExportOneRosterResponse(data_subjects=PUPILS)
        yield bulk_pb2.ExportOneRosterResponse(chunk=b"PK")
        yield bulk_pb2.ExportOneRosterResponse(chunk=b"zip")

    def ImportOneRoster(self, request: Any) -> Any:
        files = [bulk_pb2.OneRosterFile(file="results", rows=9, created=4, changed=2, unchanged=3)]
        return iter([bulk_pb2.ImportOneRosterResponse(applied=not request.dry_run, files=files)])

    def GetDiary(self, request: Any) -> Any:
        lessons = []
        begin = datetime.date.fromisoformat(request.begin_date)
        subjects = ["Русский язык", "Алгебра", "Основы безопасности и защиты Родины", "Биология", "Физика"]
        for offset in range(5):
            for bell, subject in enumerate(subjects, 1):
                one = lesson_of(begin + datetime.timedelta(days=offset), bell)
                one.subject_title = subject
                entry = gradebook.DiaryLesson(lesson=one)
                if (offset + bell) % 3 == 0:
                    entry.marks.append(gradebook.DiaryMark(value="5432"[(offset + bell) % 4], category="answer"))
                if (offset, bell) == (2, 2):
                    entry.attendance.attendance = gradebook.ATTENDANCE_ABSENT
                if (offset, bell) == (3, 1):
                    entry.attendance.attendance = gradebook.ATTENDANCE_LATE
                    entry.attendance.minutes_late = 10
                lessons.append(entry)
        return gradebook.GetDiaryResponse(lessons=lessons)

    # notices and reports
    def ListNotices(self, request: Any) -> Any:
        item = notify_pb2.NoticeItem
        delivery = notify_pb2.Delivery
        return notify_pb2.ListNoticesResponse(
            unread=1,
            notices=[
                *self.more_notices,
                notify_pb2.Notice(
                    notice=new_id(), pupil=PUPILS[0], kind="mark", lesson_date=TODAY.isoformat(), lesson_bell=3,
                    subject_title="Алгебра", create_time=moment(3),
                    items=[
                        item(kind="mark", category="answer", new_value="5"),
                        item(kind="mark", category="test", old_value="3", new_value="4"),
                    ],
                    deliveries=[delivery(channel="in_app", state="sent"), delivery(channel="email", state="queued")],
                ),
                notify_pb2.Notice(
                    notice=new_id(), pupil=PUPILS[4], kind="absence", lesson_date=TODAY.isoformat(), lesson_bell=3,
                    subject_title="Физика", create_time=moment(3000), read=True,
                    items=[item(kind="absence", new_value="absent")],
                    deliveries=[delivery(channel="email", state="sent"), delivery(channel="in_app", state="sent")],
                ),
            ],
        )  # fmt: skip

    def MarkNoticesRead(self, request: Any) -> Any:
        return notify_pb2.MarkNoticesReadResponse()

    def WatchUnread(self, request: Any) -> Any:
        return self.streams.setdefault("unread", Stream(notify_pb2.WatchUnreadResponse(unread=3)))

    def GetControlRoom(self, request: Any) -> Any:
        share = reports_pb2.Share

        def metrics(seed: int, size: int) -> Any:
            return reports_pb2.Metrics(
                lessons_filled=share(part=size * (seed % 9 + 1) // 10, whole=size),
                filled_in_time=share(part=size * (seed % 9 + 1) // 13, whole=size * (seed % 9 + 1) // 10),
                pupils_without_marks=share(part=seed % 5, whole=25 * size // 10),
                pupils_with_one_mark=share(part=seed % 7, whole=25 * size // 10),
                homework_recorded=share(part=seed, whole=seed + 3) if seed % 4 else share(),
                material_covered=share(part=size * 8 // 10, whole=size),
                parents_taking_part=share(part=seed * 3, whole=45),
                pupils_taking_part=share(part=seed * 2, whole=25),
            )

        classes = [f"{year}{letter}" for year in (5, 6, 7) for letter in "АБ"]
        subjects = ["Алгебра", "Биология", "Русский язык", "Физика"]
        return reports_pb2.GetControlRoomResponse(
            total=metrics(7, 1240),
            classes=[
                reports_pb2.ClassMetrics(
                    class_title=title,
                    year_group=int(title[0]),
                    metrics=metrics(number, 60),
                    **{"class": CLASSES[number]},
                )
                for number, title in enumerate(classes)
            ],
            subjects=[
                reports_pb2.SubjectMetrics(subject_title=one, metrics=metrics(n + 2, 90))
                for n, one in enumerate(subjects)
            ],
            groups=[
                reports_pb2.GroupMetrics(
                    group=f"{SCHOOL}/groups/{new_id()}", class_title=c, subject_title=s, metrics=metrics(n + m, 20)
                )
                for n, c in enumerate(classes)
                for m, s in enumerate(subjects)
            ],
            year_groups=[reports_pb2.YearGroupMetrics(year_group=y, metrics=metrics(y, 200)) for y in (5, 6, 7)],
            teachers_in_full=share(part=31, whole=45),
            weeks=[
                reports_pb2.WeekMetrics(
                    begin_date=(TODAY - datetime.timedelta(days=7 * ago)).isoformat(), metrics=metrics(9 - ago, 300)
                )
                for ago in (4, 3, 2, 1, 0)
            ],
            begin_date=request.begin_date or (TODAY - datetime.timedelta(days=19)).isoformat(),
            end_date=request.end_date or request.as_of_date,
            as_of_date=request.as_of_date,
            before=reports_pb2.Comparison(
                begin_date=(TODAY - datetime.timedelta(days=60)).isoformat(),
                end_date=(TODAY - datetime.timedelta(days=41)).isoformat(),
                total=metrics(5, 1200),
            ),
            update_time=moment(0),
        )

    def ListLessonsBehind(self, request: Any) -> Any:
        lesson = reports_pb2.LessonBehind(
            lesson=self.lesson.name, date=TODAY.isoformat(), class_title="7А", subject_title="Алгебра"
        )
        return reports_pb2.ListLessonsBehindResponse(lessons=[lesson], next_page_token="more")

    def ListPupilsBehind(self, request: Any) -> Any:
        behind = [
            reports_pb2.PupilBehind(pupil=pupil, group=GROUP, class_title="7А", subject_title="Алгебра")
            for pupil in reversed(PUPILS[:3])
        ]
        return reports_pb2.ListPupilsBehindResponse(pupils=behind, next_page_token="more")

    def WatchControlRoom(self, request: Any) -> Any:
        return self.streams.setdefault("room", Stream(reports_pb2.WatchControlRoomResponse()))
