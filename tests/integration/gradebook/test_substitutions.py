"""Absences, lessons to cover, assignment and the register on real PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.v1 import gradebook_pb2, timetable_pb2
from zvonok.gradebook.v1 import substitutions_pb2 as pb

from kit.errors import AlreadyExists, Conflict, FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.actions.replaying import replay_lessons
from services.gradebook.rpc.timetable import TimetableServicer
from tests.conftest import Pool
from tests.integration.gradebook.substituting import Staff
from tests.integration.gradebook.world import TODAY, World, tell

DAY = timedelta(days=1)
SUPERVISING, MERGED, SELF_STUDY = (
    pb.SUBSTITUTION_KIND_SUPERVISING, pb.SUBSTITUTION_KIND_MERGED, pb.SUBSTITUTION_KIND_SELF_STUDY,
)  # fmt: skip


@pytest.fixture
def staff(pool: Callable[[str], Pool]) -> Staff:
    return Staff(World(pool("gradebook")).begin())


def names(staff: Staff, people: Any) -> list[str]:
    known = {f"persons/{person}": name for name, person in staff.people.items()}
    return [known[each] for each in people]


def test_a_day_shows_who_is_away_what_is_to_cover_and_who_could_best_first(staff: Staff) -> None:
    assert not staff.day().lessons
    absence = staff.away("ann")
    day = staff.day()
    assert [each.absence for each in day.absences] == [absence.absence]
    assert [(each.bell, each.subject_title, names(staff, each.absent_persons)) for each in day.lessons] == [
        (1, "Алгебра", ["ann"]), (2, "GEO", ["ann"]),
    ]  # fmt: skip
    first, second = day.lessons
    assert names(staff, (each.person for each in first.candidates)) == ["bob", "eve", "dan", "cid"], "cid has a lesson"
    assert [(each.teaches_subject, each.knows_class) for each in first.candidates] == [
        (True, False), (False, True), (False, False), (False, True),
    ]  # fmt: skip
    assert names(staff, (each.person for each in second.candidates)) == ["cid", "bob", "dan", "eve"]
    assert [each.merges for each in second.candidates] == [False, False, False, True]
    assert (first.candidates[0].lessons_of_day, first.candidates[0].lessons_of_week) == (1, 7)
    assert names(staff, [first.proposed_person, second.proposed_person]) == ["bob", "cid"]
    assert set(names(staff, day.teachers)) == {"ann", "bob", "cid", "dan", "eve"}
    assert not staff.day(TODAY + DAY).lessons


def test_a_lesson_with_another_teacher_who_is_there_needs_nobody(staff: Staff) -> None:
    staff.away("ann", bells=[2])
    assert [each.bell for each in staff.day().lessons] == [2], "away at one bell of the day"
    group = staff.world.group(version=2)
    extra = group.teachers.add()
    extra.CopyFrom(group.teachers[0])
    extra.person_id = staff.people["dan"]
    tell(staff.world.pool, group)
    staff.away("ann", bells=[1])
    assert [each.bell for each in staff.day().lessons] == [2], "dan teaches the first lesson too"


def test_a_whole_day_is_assigned_at_once_and_shown_everywhere(staff: Staff) -> None:
    staff.away("ann")
    lines = [
        pb.SubstituteLine(
            lesson=each.lesson, person=each.proposed_person, kind=pb.SUBSTITUTION_KIND_SUBSTITUTE
        )
        for each in staff.day().lessons
    ]  # fmt: skip
    request_id = new_id()
    saved = staff.assign(*lines, request_id=request_id)
    assert not [each.rule for each in saved if each.rule]
    assert staff.assign(*lines, request_id=request_id) == saved, "a repeat gives the first answer"
    day = staff.day()
    assert names(staff, (each.substitution.person for each in day.lessons)) == ["bob", "cid"]
    assert not [each for each in day.lessons if each.candidates or each.proposed_person]
    [lesson] = staff.world.lessons(TODAY, TODAY)
    assert (lesson.substitute, lesson.substitution_kind) == (staff.person("bob"), pb.SUBSTITUTION_KIND_SUBSTITUTE)
    world = staff.world
    assert world.get(lesson.name).lesson.substitute == staff.person("bob")
    diary = world.call(
        world.servicer.GetDiary,
        gradebook_pb2.GetDiaryRequest(
            pupil=world.pupil(), begin_date=TODAY.isoformat(), end_date=(TODAY + DAY).isoformat()
        ),
    )
    shown = {(each.lesson.date, each.lesson.bell): each.lesson.substitute for each in diary.lessons}
    assert shown[TODAY.isoformat(), 1] == staff.person("bob")
    assert shown[(TODAY + DAY).isoformat(), 1] == ""
    register = staff.register()
    assert [(each.bell, *names(staff, [each.absent_person, each.person]), each.filled) for each in register] == [
        (1, "ann", "bob", False), (2, "ann", "cid", False),
    ]  # fmt: skip
    own = staff.call(
        "ListOwnSubstitutions", staff.people["cid"], begin_date=TODAY.isoformat(), end_date=TODAY.isoformat()
    )
    assert [each.bell for each in own.substitutions] == [2]
    told = staff.told()
    assert [(each.date, each.bell, each.person_id, each.state, each.version) for each in told] == [
        (TODAY.isoformat(), 1, staff.people["bob"], "assigned", 1),
        (TODAY.isoformat(), 2, staff.people["cid"], "assigned", 1),
    ]
    assert not list(findings(world.pool, {}))


def test_each_line_is_saved_or_refused_by_itself_and_both_sides_are_named(staff: Staff) -> None:
    staff.away("ann")
    first, second = staff.lesson(1), staff.lesson(2)
    saved = staff.assign(staff.line(first, "cid"), staff.line(second, "cid"))
    assert [each.rule for each in saved] == ["CANDIDATE_BUSY", ""]
    assert (saved[0].other_person, saved[0].other_subject_title, saved[0].other_class_title) == (
        staff.person("cid"), "HIS", "7A",
    )  # fmt: skip
    [again] = staff.assign(staff.line(second, "bob"))
    assert (again.rule, again.other_person) == ("ALREADY_COVERED", staff.person("cid"))
    twice = staff.assign(staff.line(first, "bob"), staff.line(first, "dan"))
    assert [each.rule for each in twice] == ["", "ALREADY_COVERED"], "lines of one batch see each other"


def test_kinds_replacement_and_taking_back(staff: Staff) -> None:
    staff.away("ann")
    first, second = staff.lesson(1), staff.lesson(2)
    study, merged = staff.assign(staff.line(first, kind=SELF_STUDY), staff.line(second, "eve", MERGED))
    assert (study.substitution.person, merged.substitution.person) == ("", staff.person("eve"))
    kinds = {each.bell: each.substitution_kind for each in staff.world.lessons(TODAY, TODAY)}
    assert kinds == {1: SELF_STUDY}
    seen = study.substitution
    [replaced] = staff.assign(
        staff.line(first, "dan", SUPERVISING, replaces=seen.substitution, seen_version=seen.version)
    )
    assert not replaced.rule
    [late] = staff.assign(staff.line(first, "bob", replaces=seen.substitution, seen_version=seen.version))
    assert late.rule == "VERSION_CONFLICT"
    assert [(each.version, each.state, each.person_id) for each in staff.told()[2:]] == [
        (2, "ended", ""), (1, "assigned", staff.people["dan"]),
    ]  # fmt: skip
    now = replaced.substitution
    with pytest.raises(Conflict):
        staff.call("EndSubstitution", substitution=now.substitution, seen_version=9)
    ended = staff.call("EndSubstitution", substitution=now.substitution, seen_version=1, reason="вышла").substitution
    assert (ended.state, ended.version, ended.end_reason) == (pb.SUBSTITUTION_STATE_ENDED, 2, "вышла")
    with pytest.raises(FailedPrecondition):
        staff.call("EndSubstitution", substitution=now.substitution, seen_version=2)
    assert staff.world.lessons(TODAY, TODAY)[0].substitution_kind == pb.SUBSTITUTION_KIND_UNSPECIFIED
    assert [each.bell for each in staff.register()] == [2]
    everything = staff.register(ended=True)
    assert sorted(each.end_reason for each in everything) == ["", "REPLACED", "вышла"]
    assert not list(findings(staff.world.pool, {}))


def test_who_is_back_earlier_takes_back_what_nobody_needs_any_more(staff: Staff) -> None:
    absence = staff.away("ann", end=TODAY + 2 * DAY)
    lessons = [staff.lesson(1, TODAY + number * DAY) for number in range(3)]
    staff.assign(*(staff.line(each, "bob") for each in lessons))
    answer = staff.call(
        "EndTeacherAbsence", absence=absence.absence, seen_version=1, last_date=(TODAY + DAY).isoformat()
    )
    assert (answer.absence.end_date, answer.absence.version) == ((TODAY + DAY).isoformat(), 2)
    assert [each.lesson for each in answer.ended_substitutions] == lessons[2:]
    assert [each.lesson for each in staff.register(TODAY, TODAY + 2 * DAY)] == lessons[:2]
    with pytest.raises(Conflict):
        staff.call("EndTeacherAbsence", absence=absence.absence, seen_version=1, last_date=TODAY.isoformat())
    with pytest.raises(InvalidArgument):
        staff.call(
            "EndTeacherAbsence", absence=absence.absence, seen_version=2, last_date=(TODAY + 3 * DAY).isoformat()
        )
    gone = staff.call(
        "EndTeacherAbsence", absence=absence.absence, seen_version=2, last_date=(TODAY - DAY).isoformat()
    ).absence
    assert gone.ended
    assert not staff.day().absences
    assert not staff.register(TODAY, TODAY + 2 * DAY)


def test_an_absence_is_noted_once_and_listed_page_by_page(staff: Staff) -> None:
    staff.away("ann", bells=[1])
    staff.away("ann", bells=[2])
    with pytest.raises(AlreadyExists):
        staff.away("ann", begin=TODAY - DAY, end=TODAY + DAY)
    staff.away("bob", begin=TODAY + DAY, kind=pb.ABSENCE_KIND_COURSE)
    days = {"begin_date": TODAY.isoformat(), "end_date": (TODAY + DAY).isoformat()}
    seen: list[pb.TeacherAbsence] = []
    token = ""
    while True:
        page = staff.call("ListTeacherAbsences", page_size=1, page_token=token, **days)
        seen += page.absences
        token = page.next_page_token
        if not token:
            break
    assert names(staff, (each.person for each in seen)) == ["ann", "ann", "bob"]
    with pytest.raises(NotAllowed):
        staff.call(
            "RecordTeacherAbsence", person=f"persons/{new_id()}", kind=pb.ABSENCE_KIND_ILL, **days
        )  # fmt: skip


def test_the_register_is_read_page_by_page(staff: Staff) -> None:
    staff.away("ann", end=TODAY + DAY)
    lessons = [staff.lesson(bell, TODAY + number * DAY) for number in range(2) for bell in (1, 2)]
    staff.assign(*(staff.line(each, "dan") for each in lessons))
    days = {"begin_date": TODAY.isoformat(), "end_date": (TODAY + DAY).isoformat()}
    found, token = [], ""
    for _ in range(2):
        page = staff.call("ListSubstitutions", page_size=2, page_token=token, **days)
        found += [each.lesson for each in page.substitutions]
        token = page.next_page_token
    assert (found, token) == (lessons, "")
    assert not staff.call("ListSubstitutions", person=staff.person("bob"), **days).substitutions


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("AssignSubstitutes", {"lines": []}),
        ("AssignSubstitutes", {"lines": [pb.SubstituteLine(lesson="schools/x")]}),
        ("GetDayToCover", {"date": "07.09.2027"}),
        ("ListSubstitutions", {"begin_date": "2027-09-02", "end_date": "2027-09-01"}),
        ("ListSubstitutions", {"begin_date": "2027-09-01", "end_date": "2027-09-01", "page_token": "WyJ4Il0"}),
        ("ListTeacherAbsences", {"begin_date": "2027-09-01", "end_date": "2027-09-01", "page_token": "WyJ4IiwieCJd"}),
        ("EndSubstitution", {"substitution": "1"}),
    ],
)
def test_wrong_requests_are_refused_with_a_clear_error(staff: Staff, method: str, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        staff.call(method, **fields)


def test_attacks_on_assignment_change_nothing(staff: Staff) -> None:
    """A foreign lesson, a foreign teacher, too many lines, reversed dates, oneself."""
    staff.away("ann")
    first = staff.lesson(1)
    with pytest.raises(InvalidArgument, match="200"):
        staff.assign(*(staff.line(first, "bob") for _ in range(201)))
    foreign = Staff(World(staff.world.pool).begin())
    foreign.away("ann")
    with pytest.raises(InvalidArgument):
        staff.assign(staff.line(foreign.lesson(1), "bob"))
    school, _, rest = foreign.lesson(1).partition("/groups/")
    disguised = f"{staff.school}/groups/{rest}"
    assert school != staff.school
    stranger = pb.SubstituteLine(lesson=first, person=foreign.person("bob"), kind=pb.SUBSTITUTION_KIND_SUBSTITUTE)
    outcomes = staff.assign(staff.line(disguised, "bob"), stranger)
    assert [each.rule for each in outcomes] == ["NO_SUCH_LESSON", "NOT_STAFF"]
    [own] = staff.call("AssignSubstitutes", staff.people["bob"], lines=[staff.line(first, "bob")]).outcomes
    assert own.rule == "OWN_RIGHT"
    with pytest.raises(InvalidArgument):
        staff.away("bob", begin=TODAY, end=TODAY - DAY)
    with pytest.raises(NotAllowed):
        foreign.call("EndSubstitution", substitution=new_id(), seen_version=1)
    assert not staff.told()
    assert not staff.register(ended=True)


def test_a_lesson_that_is_moved_cancelled_or_taken_out_ends_its_substitution(staff: Staff) -> None:
    tomorrow, later = TODAY + DAY, TODAY + 2 * DAY
    staff.away("ann", end=later)
    moved, cancelled, dropped = (staff.lesson(1, day) for day in (TODAY, tomorrow, later))
    staff.assign(*(staff.line(each, "bob") for each in (moved, cancelled, dropped)))
    timetable = TimetableServicer(staff.world.servicer_resources)
    for version, bell in ((1, 1), (2, 6)):
        move = timetable_pb2.LessonMove(
            lesson=moved, seen_version=version, date=TODAY.isoformat(), bell=bell, room=f"{bell}00"
        )
        wanted = timetable_pb2.MoveLessonsRequest(school=staff.school, request_id=new_id(), moves=[move])
        answer = staff.world.call(timetable.MoveLessons, wanted)
        assert not answer.refusals
        assert bool(answer.lessons[0].substitute) == (bell == 1), "another room is no other time"
    staff.world.call(
        timetable.CancelLesson,
        timetable_pb2.CancelLessonRequest(
            school=staff.school, lesson=cancelled, request_id=new_id(), seen_version=1, reason="Карантин"
        ),
    )
    tell(staff.world.pool, staff.world.group(version=2, periods=[]))
    register = staff.register(TODAY, later, ended=True)
    assert {each.lesson: each.end_reason for each in register} == {
        moved: "MOVED", cancelled: "CANCELLED", dropped: "MOVED",
    }  # fmt: skip
    assert [each.state for each in staff.told()] == ["assigned"] * 3 + ["ended"] * 3
    assert [(each.lesson, each.HasField("substitution")) for each in staff.day().lessons if each.bell == 6] == [
        (moved, False)
    ]
    assert not list(findings(staff.world.pool, {}))


def test_what_is_told_again_is_what_stands(staff: Staff) -> None:
    staff.away("ann")
    staff.assign(staff.line(staff.lesson(1), "bob"))
    [before] = staff.told()
    replay_lessons(staff.world.pool, staff.world.school_id)
    again = staff.told()[1]
    assert again.replayed
    again.replayed = False
    assert again == before


def test_two_who_assign_one_teacher_at_once_do_not_both_get_him(staff: Staff) -> None:
    staff.away("ann")
    staff.away("cid")
    lessons = [each.lesson for each in staff.day().lessons if each.bell == 1]
    assert len(lessons) == 2
    with ThreadPoolExecutor(2) as both:
        outcomes = [each[0] for each in both.map(lambda lesson: staff.assign(staff.line(lesson, "dan")), lessons)]
    assert sorted(each.rule for each in outcomes) == ["", "CANDIDATE_BUSY"]


def test_nothing_is_half_done_when_the_answer_could_not_be_kept(staff: Staff) -> None:
    staff.away("ann")
    with pytest.raises(ServiceError):
        staff.assign(staff.line(staff.lesson(1), "bob"), request_id="no uuid")
    assert not staff.register(ended=True)
    assert not staff.told()
