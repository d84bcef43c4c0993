"""A substitute saves on the substitution's days and on no other, whatever the page is made to send: over the wire."""

import pytest
from zvonok.gradebook.v1 import changes_pb2, gradebook_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from kit.rpc.client import with_token
from tests.access.test_attacks import ANSWERED, REFUSED, Platform


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
