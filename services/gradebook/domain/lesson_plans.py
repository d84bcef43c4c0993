"""Lesson plans: what comes next, what is taught, what is due (DOMAIN.md "Control metrics", material covered). Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.gradebook.domain.texts import LONGEST_HOMEWORK, LONGEST_TOPIC, Problem, bad_text

MOST_HOURS = 99
MOST_TOPICS = 500
_NOT_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Topic:
    """A planned topic. Id '': a new one."""

    topic_id: str
    title: str
    hours: int = 1
    # Of the control work that it ends with; empty: none.
    category: str = ""
    homework: str = ""

    @property
    def told(self) -> str:
        """How it stands in the history."""
        return f"{self.title} · {self.hours} · {self.category} · {self.homework}"


@dataclass(frozen=True, slots=True)
class PlanLesson:
    """A lesson of the group that is not cancelled: the topic written in it, and which of the plan it teaches."""

    lesson_id: str
    day: date
    topic: str = ""
    topic_id: str | None = None
    # The teacher said which; else the words were the same.
    by_hand: bool = False
    # Of the row that says which; 0: there is none.
    version: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A planned topic for a lesson; which of the topic's hours it would be, from 1."""

    lesson: PlanLesson
    topic: Topic
    position: int
    hour: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a group had come on a day."""

    topics: int
    due: int
    due_taught: int
    taught: int
    hours_left: int
    lessons_left: int


def title_key(title: str) -> str:
    """What two titles share that have the same words: case, signs and blanks do not count, ё is е."""
    return _NOT_WORDS.sub(" ", title.casefold().replace("ё", "е")).strip()


def topic_problem(topic: Topic, categories: Iterable[str]) -> Problem | None:
    """Why a topic can't be taken."""
    if not topic.title:
        return "TOPIC_NEEDED", "Write what the topic is."
    if not 1 <= topic.hours <= MOST_HOURS:
        return "HOURS_OUT_OF_RANGE", f"A topic takes 1 to {MOST_HOURS} lessons."
    if topic.category and topic.category not in categories:
        return "UNKNOWN_CATEGORY", "Choose a category of the school, or none."
    return bad_text(topic.title, LONGEST_TOPIC) or bad_text(topic.homework, LONGEST_HOMEWORK, lines=True)


def taught_topics(topics: Sequence[Topic], given: Mapping[str, int]) -> set[str]:
    """Ids of the topics that are taught, by the number of lessons given to each.

    A topic is taught when it has its hours, or has begun and a later one has begun too: the teacher has gone on.
    """
    taught, later_begun = set(), False
    for topic in reversed(topics):
        lessons = given.get(topic.topic_id, 0)
        if lessons >= topic.hours or (lessons and later_begun):
            taught.add(topic.topic_id)
        later_begun = later_begun or lessons > 0
    return taught


def given_by(lessons: Iterable[PlanLesson], day: date = date.max) -> dict[str, int]:
    """How many lessons up to a day taught each topic."""
    counts: dict[str, int] = {}
    for lesson in lessons:
        if lesson.topic_id is not None and lesson.day <= day:
            counts[lesson.topic_id] = counts.get(lesson.topic_id, 0) + 1
    return counts


def propose(topics: Sequence[Topic], lessons: Sequence[PlanLesson]) -> list[Proposal]:
    """The plan's hours that are not given yet, in order, for the lessons without a topic, in order."""
    given = given_by(lessons)
    taught = taught_topics(topics, given)
    hours = [
        (topic, position, hour)
        for position, topic in enumerate(topics, 1)
        if topic.topic_id not in taught
        for hour in range(given.get(topic.topic_id, 0) + 1, topic.hours + 1)
    ]
    free = [lesson for lesson in lessons if not lesson.topic and lesson.topic_id is None]
    return [Proposal(lesson, *hour) for lesson, hour in zip(free, hours, strict=False)]


def due_days(topics: Sequence[Topic], lessons: Sequence[PlanLesson]) -> list[date | None]:
    """For each topic the day of the lesson by which its last hour is due; None: there are too few lessons."""
    days, hours = [], 0
    for topic in topics:
        hours += topic.hours
        days.append(lessons[hours - 1].day if hours <= len(lessons) else None)
    return days


def coverage(topics: Sequence[Topic], lessons: Sequence[PlanLesson], day: date) -> Coverage:
    """How far the group had come at the end of a day."""
    given = given_by(lessons, day)
    taught = taught_topics(topics, given)
    due = {
        topic.topic_id
        for topic, last in zip(topics, due_days(topics, lessons), strict=True)
        if last is not None and last <= day
    }
    left = sum(max(0, each.hours - given.get(each.topic_id, 0)) for each in topics if each.topic_id not in taught)
    return Coverage(
        topics=len(topics),
        due=len(due),
        due_taught=len(due & taught),
        taught=len(taught),
        hours_left=left,
        lessons_left=sum(lesson.day > day for lesson in lessons),
    )


def links_after(topics: Sequence[Topic], lessons: Sequence[PlanLesson]) -> list[tuple[PlanLesson, str | None]]:
    """The lessons that teach another topic after a change of the plan, each with that topic.

    A lesson keeps what it teaches while that is in the plan; one that teaches nothing takes a topic of its own words.
    """
    known = {topic.topic_id for topic in topics}
    by_words: dict[str, list[Topic]] = {}
    for topic in topics:
        by_words.setdefault(title_key(topic.title), []).append(topic)
    given = given_by(lesson for lesson in lessons if lesson.topic_id in known)
    changed = []
    for lesson in lessons:
        if lesson.topic_id in known:
            continue
        chosen = chosen_topic(by_words.get(title_key(lesson.topic), []), given, None) if lesson.topic else None
        if chosen is not None:
            given[chosen] = given.get(chosen, 0) + 1
        if chosen != lesson.topic_id:
            changed.append((lesson, chosen))
    return changed


def chosen_topic(same_words: Sequence[Topic], given: Mapping[str, int], now: str | None) -> str | None:
    """Which of the topics with the words of a lesson's topic the lesson teaches.

    What it teaches now, where that is one of them; else the first that has hours left; else the last.
    """
    ids = [topic.topic_id for topic in same_words]
    if now in ids or not ids:
        return now if now in ids else None
    return next((each.topic_id for each in same_words if given.get(each.topic_id, 0) < each.hours), ids[-1])


def replaced(stored: Sequence[Topic], wanted: Sequence[Topic]) -> list[Topic]:
    """The wanted topics, each with the id of a stored one of the same words, in order; the others are new ones."""
    free: dict[str, list[str]] = {}
    for topic in stored:
        free.setdefault(title_key(topic.title), []).append(topic.topic_id)
    result = []
    for topic in wanted:
        ids = free.get(title_key(topic.title))
        kept = ids.pop(0) if ids else ""
        result.append(Topic(kept, topic.title, topic.hours, topic.category, topic.homework))
    return result
