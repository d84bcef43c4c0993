"""What a lesson plan tells: its topics with their lessons, what comes next, how far groups have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import NotAllowed
from services.gradebook.actions.plan_file import file_of
from services.gradebook.domain import lesson_plans as domain
from services.gradebook.domain.lesson_plans import Coverage, PlanLesson, Proposal
from services.gradebook.domain.plan_sheet import KINDS
from services.gradebook.store import lesson_plans as store
from services.gradebook.store.lesson_plans import GroupPlan
from services.gradebook.store.rules import categories_of

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with the group's lessons that are not cancelled, in order."""

    plan: GroupPlan
    lessons: list[PlanLesson]

    def coverage(self, day: date) -> Coverage:
        """How far the group had come at the end of a day."""
        return domain.coverage(self.plan.topics, self.lessons, day)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the plan's page shows."""

    view: PlanView
    parallel: list[GroupPlan]
    day: date


def view_of(connection: Connection[Any], school_id: str, group_id: str) -> PlanView:
    """A group's plan. Raises NotAllowed when there is no such group."""
    found = _views(connection, school_id, [group_id])
    if not found:
        raise NotAllowed
    return found[0]


def get_plan(pool: Pool, school_id: str, group_id: str, day: date | None) -> PlanPage:
    """A group's plan as of a day (None: today). Raises NotAllowed when there is no such group."""
    with transaction(pool, school_id) as connection:
        view = view_of(connection, school_id, group_id)
        return PlanPage(
            view, store.parallel_groups(connection, school_id, group_id), day or _today(connection, school_id)
        )


def propose_topics(pool: Pool, school_id: str, group_id: str, begin: date, end: date) -> list[Proposal]:
    """The next topics for the group's lessons without one, between two days. Raises NotAllowed."""
    with transaction(pool, school_id) as connection:
        view = view_of(connection, school_id, group_id)
    proposals = domain.propose(view.plan.topics, view.lessons)
    return [each for each in proposals if begin <= each.lesson.day <= end]


def batch_get_coverage(
    pool: Pool, school_id: str, group_ids: Sequence[str], day: date | None
) -> tuple[list[PlanView], date]:
    """The plans of the groups that are known, and the day that is asked for (None: today)."""
    with transaction(pool, school_id) as connection:
        return _views(connection, school_id, group_ids), day or _today(connection, school_id)


def list_coverage(
    pool: Pool, school_id: str, after: str | None, most: int, day: date | None
) -> tuple[list[PlanView], date]:
    """The same of the school's groups by class and subject, after the given group."""
    with transaction(pool, school_id) as connection:
        views = _views(connection, school_id, store.groups_after(connection, school_id, after, most))
        return views, day or _today(connection, school_id)


def _views(connection: Connection[Any], school_id: str, group_ids: Sequence[str]) -> list[PlanView]:
    plans = store.plans_of(connection, school_id, group_ids)
    lessons = store.lessons_of(connection, school_id, [plan.group_id for plan in plans])
    return [PlanView(plan, lessons[plan.group_id]) for plan in plans]


def _today(connection: Connection[Any], school_id: str) -> date:
    day = store.today_at(connection, school_id)
    if day is None:
        raise NotAllowed
    return day


def export_plan(pool: Pool, school_id: str, group_id: str, language: str) -> bytes:
    """A group's plan as an XLSX file. Raises NotAllowed when there is no such group."""
    with transaction(pool, school_id) as connection:
        view = view_of(connection, school_id, group_id)
        titles = {each.code: each.title for each in categories_of(connection, school_id) if each.title}
    return file_of(view.plan.topics, KINDS[language] | titles, language)
