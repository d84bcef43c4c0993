"""Lesson plans on real PostgreSQL: changes, files, copies, what lessons taught, proposals and coverage, events."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import psycopg
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.events.v1 import plans_pb2 as events
from zvonok.gradebook.v1 import gradebook_pb2 as pb
from zvonok.gradebook.v1 import plans_pb2 as plans

from kit.database import EVERY_SCHOOL, open_pool, transaction
from kit.errors import Conflict, FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.actions.replaying import replay_lessons
from services.gradebook.rpc.lesson_plans import PlanServicer
from tests.conftest import DatabaseUrls, Pool
from tests.integration.gradebook.test_rules import Office
from tests.integration.gradebook.world import MONDAY, TODAY, World, _Resources, tell

DAY = timedelta(days=1)


class Planner:
    """A teacher's calls about the group's plan."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.servicer = PlanServicer(_Resources(world.pool))  # type: ignore[arg-type]

    def call(self, name: str, **fields: Any) -> Any:
        kind = getattr(plans, f"{name}Request")
        names = kind.DESCRIPTOR.fields_by_name
        if "group" in names:
            fields.setdefault("group", self.world.group_name)
        if "request_id" in names:
            fields.setdefault("request_id", new_id())
        return self.world.call(getattr(self.servicer, name), kind(**fields))

    def plan(self) -> plans.Plan:
        found: plans.Plan = self.call("GetPlan").plan
        return found

    def file(self, text: str, **fields: Any) -> plans.ImportPlanResponse:
        fields.setdefault("seen_version", self.plan().version)
        answer: plans.ImportPlanResponse = self.call("ImportPlan", content=text.encode(), **fields)
        return answer

    def titles(self) -> list[str]:
        return [topic.title for topic in self.plan().topics]

    def teach(self, day: Any, topic: str) -> str:
        """Writes a topic into the lesson of a day."""
        lesson = self.world.lesson(day)
        seen = self.world.get(lesson).lesson.version
        answer = self.world.record(lesson, lesson_edit=pb.LessonEdit(seen_version=seen, topic=topic))
        assert not answer.refusals
        return lesson

    def told(self, kind: str, message: Any) -> list[Any]:
        with transaction(self.world.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "SELECT payload FROM outbox WHERE name = %s ORDER BY created_at, outbox_id",
                [f"zvonok.gradebook.{kind}.v1"],
            ).fetchall()
        return [message.FromString(row[0]) for row in rows]


@pytest.fixture
def planner(world: World) -> Planner:
    return Planner(world)


PLAN = "Тема;Часы;Вид работы;Домашнее задание\nДроби;2;;§ 1\nКруг;1;контрольная работа;\nРомб;1;;§ 3\n"


def test_topics_are_added_changed_moved_and_deleted(planner: Planner) -> None:
    topic = plans.PlannedTopic(title=" Дроби ", hours=2)
    assert planner.call("SetTopic", topic=topic).plan.version == 1
    planner.call("SetTopic", seen_version=1, topic=plans.PlannedTopic(title="Ромб", hours=1))
    planner.call(
        "SetTopic", seen_version=2, topic=plans.PlannedTopic(title="Круг", hours=1, category="test"), position=2
    )
    assert planner.titles() == ["Дроби", "Круг", "Ромб"]
    first, second, third = planner.plan().topics
    planner.call("MoveTopic", seen_version=3, topic=third.topic, position=1)
    planner.call("SetTopic", seen_version=4, topic=plans.PlannedTopic(topic=second.topic, title="Окружность", hours=3))
    planner.call("DeleteTopic", seen_version=5, topic=first.topic)
    plan = planner.plan()
    assert [(one.title, one.hours) for one in plan.topics] == [("Ромб", 1), ("Окружность", 3)]
    assert plan.version == 6
    last = planner.told("plan.changed", events.PlanChanged)[-1]
    assert (last.version, [one.hours for one in last.topics]) == (6, [1, 3])


def test_two_who_change_one_plan_do_not_overwrite_each_other(planner: Planner) -> None:
    planner.file(PLAN)
    topic = planner.plan().topics[0]
    for name, fields in (
        ("SetTopic", {"topic": plans.PlannedTopic(title="x", hours=1)}),
        ("DeleteTopic", {"topic": topic.topic}),
        ("MoveTopic", {"topic": topic.topic, "position": 2}),
        ("ImportPlan", {"content": PLAN.encode()}),
    ):
        with pytest.raises(Conflict):
            planner.call(name, seen_version=0, **fields)
    assert planner.titles() == ["Дроби", "Круг", "Ромб"]


def test_a_request_sent_twice_changes_once(planner: Planner) -> None:
    request_id = new_id()
    for _ in range(2):
        answer = planner.call("SetTopic", request_id=request_id, topic=plans.PlannedTopic(title="Дроби", hours=1))
        assert answer.plan.version == 1
    assert planner.titles() == ["Дроби"]


def test_wrong_and_foreign_things_are_refused(planner: Planner, pool: Callable[[str], Pool]) -> None:
    planner.file(PLAN)
    with pytest.raises(InvalidArgument) as refused:
        planner.call("SetTopic", seen_version=1, topic=plans.PlannedTopic(title="x", hours=0))
    assert refused.value.reason == "HOURS_OUT_OF_RANGE"
    for fields in ({"topic": new_id()}, {"group": f"schools/{planner.world.school_id}/groups/{new_id()}"}):
        with pytest.raises((NotAllowed, Conflict)):
            planner.call("DeleteTopic", **({"seen_version": 1, "topic": new_id()} | fields))
    with pytest.raises(NotAllowed):
        planner.call("GetPlan", group=f"schools/{new_id()}/groups/{planner.world.group_id}")
    with pytest.raises(InvalidArgument):
        planner.call("MoveTopic", seen_version=1, topic=planner.plan().topics[0].topic, position=0)


def test_a_file_is_shown_first_then_taken(planner: Planner) -> None:
    shown = planner.file(PLAN, preview=True)
    assert [(one.title, one.hours, one.category, one.homework) for one in shown.plan.topics] == [
        ("Дроби", 2, "", "§ 1"), ("Круг", 1, "test", ""), ("Ромб", 1, "", "§ 3"),
    ]  # fmt: skip
    assert planner.plan() == plans.Plan(group=planner.world.group_name)
    planner.file(PLAN)
    planner.file("Topic\nSphere\n", append=True)
    assert planner.titles() == ["Дроби", "Круг", "Ромб", "Sphere"]


def test_a_file_with_one_wrong_line_changes_nothing_and_says_where(planner: Planner) -> None:
    planner.file(PLAN)
    answer = planner.file("Тема;Часы\nШар;1\nКонус;много\n;2\n")
    assert [(one.line, one.column, one.rule) for one in answer.problems] == [
        (3, "hours", "HOURS_OUT_OF_RANGE"),
        (4, "topic", "TOPIC_NEEDED"),
    ]
    assert not answer.HasField("plan")
    assert planner.titles() == ["Дроби", "Круг", "Ромб"]
    for content in (b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04 broken"):
        with pytest.raises(InvalidArgument):
            planner.call("ImportPlan", seen_version=1, content=content)


def test_what_is_exported_can_be_taken_again_and_an_empty_plan_is_a_template(planner: Planner) -> None:
    planner.file(PLAN)
    for language, heading in (("ru", "Тема урока"), ("en", "Topic")):
        content = planner.call("ExportPlan", language=language).content
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert sheet["A1"].value == heading
        version = planner.plan().version
        answer = planner.call("ImportPlan", seen_version=version, content=content)
        assert not answer.problems
        assert answer.plan.version == version, "the same plan is no change"
    other = World(planner.world.pool).begin()
    template = Planner(other).call("ExportPlan").content
    assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(template)).worksheets[0][1]] == [
        "Тема урока", "Часы", "Вид работы", "Домашнее задание",
    ]  # fmt: skip


def test_a_lesson_of_the_planned_words_teaches_the_topic_in_the_same_save(planner: Planner) -> None:
    planner.file(PLAN)
    lesson = planner.teach(TODAY - DAY, "дроби.")
    plan = planner.plan()
    assert [[one.lesson for one in topic.lessons] for topic in plan.topics] == [[lesson], [], []]
    assert [topic.taught for topic in plan.topics] == [False, False, False], "it takes two lessons"
    planner.teach(TODAY, "Дроби")
    assert planner.plan().topics[0].taught
    planner.teach(TODAY - DAY, "Экскурсия")
    assert not planner.plan().topics[0].taught
    assert [one.topic for one in planner.call("GetPlan").unplanned] == ["Экскурсия"]
    told = planner.told("lesson_topic.changed", events.LessonTopicChanged)
    assert [(bool(one.topic_id), one.version) for one in told] == [(True, 1), (True, 1), (False, 2)]


def test_a_teacher_says_what_a_lesson_taught_in_other_words(planner: Planner) -> None:
    planner.file(PLAN)
    lesson = planner.teach(TODAY, "Рисуем окружности")
    circle = planner.plan().topics[1]
    plan = planner.call("SetLessonTopic", lesson=lesson, topic=circle.topic).plan
    assert [topic.taught for topic in plan.topics] == [False, True, False]
    planner.teach(TODAY, "Рисуем окружности и круги")
    assert planner.plan().topics[1].taught, "what was said by hand stays"
    planner.teach(TODAY, "Ромб")
    assert [topic.taught for topic in planner.plan().topics] == [False, False, True]
    planner.call("SetLessonTopic", lesson=lesson, topic="")
    assert not any(topic.taught for topic in planner.plan().topics)
    with pytest.raises(NotAllowed):
        planner.call("SetLessonTopic", lesson=lesson, topic=new_id())
    with pytest.raises(InvalidArgument) as refused:
        planner.call("SetLessonTopic", lesson=planner.world.lesson(TODAY - DAY), topic=circle.topic)
    assert refused.value.reason == "LESSON_WITHOUT_TOPIC"


def test_locks_and_windows_hold_for_what_a_lesson_taught(planner: Planner) -> None:
    planner.file(PLAN)
    lesson = planner.teach(TODAY - 5 * DAY, "Рисуем")
    office = Office(planner.world)
    office.call("SetEditWindow", edit_days=2, seen_version=1)
    topic = planner.plan().topics[0].topic
    with pytest.raises(FailedPrecondition) as refused:
        planner.call("SetLessonTopic", lesson=lesson, topic=topic)
    assert refused.value.reason == "EDIT_WINDOW_CLOSED"
    office.call("SetEditWindow", edit_days=30, seen_version=2)
    office.call("CreateLock", subject_code="ALG")
    with pytest.raises(FailedPrecondition) as refused:
        planner.call("SetLessonTopic", lesson=lesson, topic=topic)
    assert refused.value.reason == "PERIOD_LOCKED"
    until = Timestamp()
    until.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
    unlock = office.call("RequestUnlock", place=lesson, reason="забыл")
    office.call("DecideUnlock", unlock=unlock.unlock, grant=True, until=until)
    assert planner.call("SetLessonTopic", lesson=lesson, topic=topic).plan.topics[0].lessons


def test_a_plan_that_comes_late_finds_the_lessons_that_taught_it(planner: Planner) -> None:
    lesson = planner.teach(TODAY - DAY, "Круг")
    planner.teach(TODAY, "Экскурсия")
    planner.file(PLAN)
    assert [[one.lesson for one in topic.lessons] for topic in planner.plan().topics] == [[], [lesson], []]
    assert len(planner.told("lesson_topic.changed", events.LessonTopicChanged)) == 1


def test_what_lessons_have_taught_stays_in_the_plan(planner: Planner) -> None:
    planner.file(PLAN)
    planner.teach(TODAY, "Круг")
    with pytest.raises(FailedPrecondition) as refused:
        planner.file("Тема\nДроби\nРомб\n")
    assert (refused.value.reason, refused.value.metadata["positions"]) == ("TOPIC_TAUGHT", "2")
    with pytest.raises(FailedPrecondition):
        planner.call("DeleteTopic", seen_version=1, topic=planner.plan().topics[1].topic)
    planner.file("Тема\nШар\nКРУГ\n")
    plan = planner.plan()
    assert [(topic.title, topic.taught) for topic in plan.topics] == [("Шар", False), ("КРУГ", True)]


def test_proposals_and_coverage_follow_the_lessons(planner: Planner) -> None:
    planner.file(PLAN)
    days = {"begin_date": MONDAY.isoformat(), "end_date": (MONDAY + 27 * DAY).isoformat()}
    found = planner.call("ProposeTopics", **days).proposals
    assert [(one.date, one.topic.title, one.position, one.hour) for one in found] == [
        (MONDAY.isoformat(), "Дроби", 1, 1),
        ((MONDAY + DAY).isoformat(), "Дроби", 1, 2),
        ((MONDAY + 2 * DAY).isoformat(), "Круг", 2, 1),
        ((MONDAY + 3 * DAY).isoformat(), "Ромб", 3, 1),
    ]
    planner.teach(MONDAY, "Дроби")
    planner.teach(MONDAY + DAY, "Ромб")
    found = planner.call("ProposeTopics", **days).proposals
    assert [(one.date, one.topic.title) for one in found] == [((MONDAY + 2 * DAY).isoformat(), "Круг")]
    third = planner.call("GetPlan", as_of_date=(MONDAY + 2 * DAY).isoformat()).coverage
    assert (third.topics_due, third.due_topics_taught, third.topics_taught, third.topics) == (2, 1, 2, 3)
    [listed] = planner.call(
        "ListCoverage", school=f"schools/{planner.world.school_id}", as_of_date=(MONDAY + 2 * DAY).isoformat()
    ).coverage
    assert listed == third
    [batch] = planner.call("BatchGetCoverage", groups=[planner.world.group_name]).coverage
    assert batch.date == TODAY.isoformat()
    with pytest.raises(InvalidArgument):
        planner.call("BatchGetCoverage", groups=[planner.world.group_name, f"schools/{new_id()}/groups/{new_id()}"])


def parallel(world: World, title: str, **changes: Any) -> str:
    """Another group of the school; its name."""
    group_id = new_id()
    tell(world.pool, world.group(group_id=group_id, class_title=title, class_id=new_id(), **changes))
    return f"schools/{world.school_id}/groups/{group_id}"


def test_a_plan_goes_to_parallel_classes_in_one_action(planner: Planner) -> None:
    planner.file(PLAN)
    others = [parallel(planner.world, "7Б"), parallel(planner.world, "7В")]
    page = planner.call("GetPlan")
    assert [(one.group, one.topics) for one in page.parallel] == [(others[0], 0), (others[1], 0)]
    copied = planner.call("CopyPlan", groups=[planner.world.group_name, *others]).plans
    assert [[topic.title for topic in plan.topics] for plan in copied] == [["Дроби", "Круг", "Ромб"]] * 2
    ids = {topic.topic for plan in copied for topic in plan.topics}
    assert len(ids) == 6, "each group has topics of its own"
    with pytest.raises(Conflict) as refused:
        planner.call("CopyPlan", groups=[planner.world.group_name, *others], seen_versions={others[0]: 1})
    assert refused.value.metadata["group"] == others[1].rpartition("/")[2]
    wrong = parallel(planner.world, "8А", year_group=8)
    third = parallel(planner.world, "7Г")
    with pytest.raises(FailedPrecondition) as different:
        planner.call("CopyPlan", groups=[planner.world.group_name, third, wrong])
    assert different.value.reason == "DIFFERENT_COURSE"
    assert not planner.call("GetPlan", group=third).plan.topics, "to all or to none"
    with pytest.raises(FailedPrecondition):
        planner.call("CopyPlan", groups=[third, others[0]])
    with pytest.raises(InvalidArgument):
        planner.call("CopyPlan", groups=[planner.world.group_name])


def test_coverage_is_listed_in_pages(planner: Planner) -> None:
    names = [planner.world.group_name, parallel(planner.world, "7Б"), parallel(planner.world, "7В")]
    seen, token = [], ""
    while True:
        answer = planner.call(
            "ListCoverage", school=f"schools/{planner.world.school_id}", page_size=1, page_token=token
        )
        seen += [one.group for one in answer.coverage]
        token = answer.next_page_token
        if not token:
            break
    assert seen == names


def test_a_cancelled_lesson_is_neither_due_nor_a_place_for_a_topic(planner: Planner) -> None:
    planner.file(PLAN)
    with transaction(planner.world.pool, EVERY_SCHOOL) as connection:
        connection.execute("UPDATE lesson SET state = 'cancelled' WHERE date <= %s", [MONDAY + DAY])
    answer = planner.call("GetPlan", as_of_date=(MONDAY + 2 * DAY).isoformat())
    assert answer.coverage.topics_due == 0
    assert answer.plan.topics[0].due_date == (MONDAY + 3 * DAY).isoformat()


def test_a_replay_tells_the_plan_again(planner: Planner) -> None:
    planner.file(PLAN)
    planner.teach(TODAY, "Круг")
    replay_lessons(planner.world.pool, planner.world.school_id)
    plan = planner.told("plan.changed", events.PlanChanged)[-1]
    link = planner.told("lesson_topic.changed", events.LessonTopicChanged)[-1]
    assert (plan.replayed, plan.version, len(plan.topics)) == (True, 1, 3)
    assert (link.replayed, link.version, link.topic_id) == (True, 1, plan.topics[1].topic_id)


def test_changes_of_a_plan_are_links_of_the_schools_chain(database: Callable[[str], DatabaseUrls]) -> None:
    urls = database("gradebook")
    pool = open_pool(urls.app)
    try:
        planner = Planner(World(pool).begin())
        planner.file(PLAN)
        planner.call("SetTopic", seen_version=1, topic=plans.PlannedTopic(title="Шар", hours=1))
        assert not list(findings(pool, {}))
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            connection.execute("ALTER TABLE rule_history DISABLE TRIGGER USER")
            connection.execute("UPDATE rule_history SET new_value = 'Куб' WHERE new_value LIKE 'Шар%'")
        assert len(list(findings(pool, {}))) == 1
    finally:
        pool.close()
