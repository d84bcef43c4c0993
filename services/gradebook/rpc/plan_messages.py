"""Lesson plans as messages."""

from datetime import date

from zvonok.gradebook.v1 import plans_pb2 as pb

from services.gradebook.actions.covering import PlanPage, PlanView
from services.gradebook.actions.lesson_plans import Imported
from services.gradebook.domain.lesson_plans import Proposal, Topic, due_days, given_by, taught_topics
from services.gradebook.store.lesson_plans import GroupPlan


def _group(school_id: str, group_id: str) -> str:
    return f"schools/{school_id}/groups/{group_id}"


def topic_message(topic: Topic) -> pb.PlannedTopic:
    """A topic without its lessons."""
    return pb.PlannedTopic(
        topic=topic.topic_id, title=topic.title, hours=topic.hours, category=topic.category, homework=topic.homework
    )


def plan(school_id: str, view: PlanView) -> pb.Plan:
    """A plan with the lessons that taught its topics."""
    group = _group(school_id, view.plan.group_id)
    message = pb.Plan(group=group, version=view.plan.version)
    taught = taught_topics(view.plan.topics, given_by(view.lessons))
    for topic, due in zip(view.plan.topics, due_days(view.plan.topics, view.lessons), strict=True):
        one = topic_message(topic)
        one.taught = topic.topic_id in taught
        one.due_date = due.isoformat() if due else ""
        message.topics.append(one)
    lessons = {topic.topic: topic.lessons for topic in message.topics}
    for lesson in view.lessons:
        if lesson.topic_id in lessons:
            lessons[lesson.topic_id].add(lesson=f"{group}/lessons/{lesson.lesson_id}", date=lesson.day.isoformat())
    return message


def plan_page(school_id: str, page: PlanPage) -> pb.GetPlanResponse:
    """All that the plan's page shows."""
    view = page.view
    group, known = _group(school_id, view.plan.group_id), {topic.topic_id for topic in view.plan.topics}
    return pb.GetPlanResponse(
        plan=plan(school_id, view),
        coverage=coverage(school_id, view, page.day),
        unplanned=[
            pb.UnplannedLesson(
                lesson=f"{group}/lessons/{lesson.lesson_id}", date=lesson.day.isoformat(), topic=lesson.topic
            )
            for lesson in view.lessons
            if lesson.topic and lesson.topic_id not in known
        ],
        parallel=[
            pb.ParallelGroup(
                group=_group(school_id, each.group_id),
                class_title=each.class_title,
                subject_title=each.subject_title,
                topics=len(each.topics),
                version=each.version,
            )
            for each in page.parallel
        ],
    )


def coverage(school_id: str, view: PlanView, day: date) -> pb.Coverage:
    """How far a group had come on a day."""
    found = view.coverage(day)
    return pb.Coverage(
        group=_group(school_id, view.plan.group_id),
        class_title=view.plan.class_title,
        subject_title=view.plan.subject_title,
        date=day.isoformat(),
        topics=found.topics,
        topics_due=found.due,
        due_topics_taught=found.due_taught,
        topics_taught=found.taught,
        hours_left=found.hours_left,
        lessons_left=found.lessons_left,
        plan_version=view.plan.version,
    )


def imported(school_id: str, made: Imported) -> pb.ImportPlanResponse:
    """The plan that a file made, or its problems."""
    message = pb.ImportPlanResponse(
        problems=[
            pb.ImportProblem(line=each.line, column=each.column, rule=each.rule, message=each.message)
            for each in made.problems
        ]
    )
    if made.plan is not None:
        message.plan.CopyFrom(_bare_plan(school_id, made.plan))
    return message


def _bare_plan(school_id: str, plan: GroupPlan) -> pb.Plan:
    return pb.Plan(group=_group(school_id, plan.group_id), version=plan.version, topics=map(topic_message, plan.topics))


def proposal(group: str, each: Proposal) -> pb.TopicProposal:
    """A topic for a lesson."""
    return pb.TopicProposal(
        lesson=f"{group}/lessons/{each.lesson.lesson_id}",
        date=each.lesson.day.isoformat(),
        topic=topic_message(each.topic),
        position=each.position,
        hour=each.hour,
    )
