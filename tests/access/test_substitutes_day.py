"""A substitute saves on the substitution's days and on no other, whatever the page is made to send: over the wire."""

from datetime import UTC, datetime, timedelta

import pytest
from zvonok.gradebook.v1 import changes_pb2, gradebook_pb2

from kit.consumer import Event
from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from kit.rpc.client import with_token
from kit.rpc.door import RELATIONS_VERSION
from services.identity.actions import access
from services.identity.events import HANDLERS
from tests.access.doors import ANSWERED, REFUSED, Platform
from tests.integration.gradebook.substituting import Staff


@pytest.mark.parametrize(
    ("days", "may"),
    [((0, 0), True), ((-1, 1), True), ((-7, -1), False), ((1, 1), False)],
    ids=["today", "around today", "over yesterday", "from tomorrow"],
)
def test_a_substitute_saves_on_the_days_of_the_substitution_alone(
    platform: Platform, days: tuple[int, int], may: bool
) -> None:
    platform.serve_gradebook_and_reports()
    there, world, names = platform.town.own, platform.worlds["own"], platform.names("own")
    substitute = there.person()
    there.relate(substitute, "substitute", "group", there.group_id, days=days)
    token = with_token(platform.token(substitute))
    save = gradebook_pb2.RecordLessonRequest(
        request_id=new_id(), lesson=names.lesson, lesson_edit=gradebook_pb2.LessonEdit(seen_version=1, topic="Замена")
    )
    queue = changes_pb2.RecordLessonsRequest(group=names.group, saves=[save])
    expected = ANSWERED if may else REFUSED
    for method, request in (
        ("GradebookService/RecordLesson", save),
        ("ChangeService/RecordLessons", queue),
        ("GradebookService/GetLesson", gradebook_pb2.GetLessonRequest(lesson=names.lesson)),
    ):
        assert platform.outcome(method, request, token) == expected, method
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        saved = connection.execute("SELECT count(*) FROM change_history WHERE cell = 'topic'").fetchone()
    assert saved == (int(may),)


def test_an_assignment_opens_that_group_on_that_day_alone_and_its_end_shuts_it_at_once(platform: Platform) -> None:
    """From the deputy head's assignment in gradebook, by its event, to identity's right; asked over the wire."""
    platform.serve_gradebook_and_reports()
    there, world, names = platform.town.own, platform.worlds["own"], platform.names("own")
    [(today,)] = there.run("SELECT (now() AT TIME ZONE %s)::date", there.zone)
    staff = Staff(world, people={"bob": there.person()})
    there.relate(staff.people["bob"], "subject_teacher", "group", staff.groups["8A algebra"])
    elsewhere = gradebook_pb2.ListLessonsRequest(
        groups=[f"{names.school}/groups/{staff.groups['7A history']}"],
        begin_date=today.isoformat(),
        end_date=today.isoformat(),
    )
    other = world.call(world.servicer.ListLessons, elsewhere).lessons[0].name

    def may(lesson: str) -> bool:
        """Whether Bob can save the lesson, now that every right of until now is known."""
        version = str(access.relations_version(there.pool))
        token = (*with_token(platform.token(staff.people["bob"])), (RELATIONS_VERSION, version))
        save = gradebook_pb2.RecordLessonRequest(request_id=new_id(), lesson=lesson)
        outcome = platform.outcome("GradebookService/RecordLesson", save, token)
        assert outcome in (ANSWERED, REFUSED)
        return outcome == ANSWERED

    def tell() -> None:
        """Identity's consumer applies what gradebook has told, all of it again and newest first."""
        handler = HANDLERS["zvonok.gradebook.substitution.changed.v1"]
        for message in reversed(staff.told()):
            with transaction(there.pool, EVERY_SCHOOL) as connection:
                handler.apply(connection, message, Event(new_id(), "", datetime.now(UTC), None))

    staff.away("ann", begin=today, end=today + timedelta(days=1))
    staff.assign(staff.line(staff.lesson(1, today + timedelta(days=1)), "bob"))
    tell()
    assert not may(names.lesson), "the day before"
    [outcome] = staff.assign(staff.line(staff.lesson(1, today), "bob"))
    tell()
    assert may(names.lesson)
    assert not may(other), "another group of the class"
    staff.call("EndSubstitution", substitution=outcome.substitution.substitution, seen_version=1)
    tell()
    assert not may(names.lesson), "taken back"
