"""The control room's shares, added up from groups to subjects, classes and the school."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.reports.domain.lessons import NO_LESSONS, LessonCounts

# Grade 1 has no marks at all.
YEAR_WITHOUT_MARKS = 1
# Metrics that count pupils, and how many marks of the term they have.
MARKS_OF_COUNTED = {"pupils_without_marks": 0, "pupils_with_one_mark": 1}


@dataclass(frozen=True, slots=True)
class Share:
    """Part over whole; a whole of 0 means "no data"."""

    part: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True)
class PupilCounts:
    """Pupils of groups on a day, and those of them with no and with exactly one current mark in the term."""

    pupils: int = 0
    without_marks: int = 0
    with_one_mark: int = 0

    def __add__(self, other: "PupilCounts") -> "PupilCounts":
        return PupilCounts(
            self.pupils + other.pupils,
            self.without_marks + other.without_marks,
            self.with_one_mark + other.with_one_mark,
        )


NO_PUPILS = PupilCounts()


@dataclass(frozen=True, slots=True)
class Topics:
    """Topics of lesson plans that were due by a day, and how many of these were taught by it."""

    due: int = 0
    taught: int = 0

    def __add__(self, other: "Topics") -> "Topics":
        return Topics(self.due + other.due, self.taught + other.taught)


NO_TOPICS = Topics()


@dataclass(frozen=True, slots=True)
class Participation:
    """People who opened a diary in the period ÷ people of their role. No single group's and no subject's."""

    parents: Share = Share()
    pupils: Share = Share()


NO_PARTICIPATION = Participation()


@dataclass(frozen=True, slots=True)
class Counts:
    """What metrics are made from."""

    lessons: LessonCounts = NO_LESSONS
    pupils: PupilCounts = NO_PUPILS
    topics: Topics = NO_TOPICS

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.lessons + other.lessons, self.pupils + other.pupils, self.topics + other.topics)


@dataclass(frozen=True, slots=True)
class Metrics:
    """See DOMAIN.md, "Control metrics"."""

    lessons_filled: Share
    filled_in_time: Share
    pupils_without_marks: Share
    pupils_with_one_mark: Share
    homework_recorded: Share
    material_covered: Share


@dataclass(frozen=True, slots=True)
class Group:
    """A teaching group with its counts. `class_id` is None where it is mixed from several classes."""

    group_id: str
    subject_title: str
    class_id: str | None
    class_title: str
    year_group: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class TeacherCounts:
    """A teacher with the counts of the lessons that were his or hers by the register."""

    person_id: str
    lessons: LessonCounts


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """A class with the counts of its groups."""

    class_id: str
    class_title: str
    year_group: int
    counts: Counts


def metrics_of(counts: Counts) -> Metrics:
    """The shares of these counts."""
    lessons, pupils = counts.lessons, counts.pupils
    return Metrics(
        lessons_filled=Share(lessons.filled, lessons.due),
        filled_in_time=Share(lessons.filled_in_time, lessons.filled),
        pupils_without_marks=Share(pupils.without_marks, pupils.pupils),
        pupils_with_one_mark=Share(pupils.with_one_mark, pupils.pupils),
        homework_recorded=Share(lessons.homework_recorded, lessons.held),
        material_covered=Share(counts.topics.taught, counts.topics.due),
    )


def group_counts(year_group: int, lessons: LessonCounts, pupils: PupilCounts, topics: Topics = NO_TOPICS) -> Counts:
    """The counts of one group: where there are no marks by rule, nobody lacks one."""
    return Counts(lessons, NO_PUPILS if year_group == YEAR_WITHOUT_MARKS else pupils, topics)


def total_of(groups: Iterable[Group]) -> Counts:
    """All groups together; a pupil counts once in each group."""
    return sum((group.counts for group in groups), Counts())


def by_class(groups: Iterable[Group]) -> list[ClassCounts]:
    """Classes in the order of the school; mixed groups belong to none."""
    found: dict[str, ClassCounts] = {}
    for group in groups:
        if group.class_id is not None:
            known = found.get(group.class_id)
            counts = group.counts if known is None else known.counts + group.counts
            found[group.class_id] = ClassCounts(group.class_id, group.class_title, group.year_group, counts)
    return sorted(found.values(), key=lambda each: (each.year_group, each.class_title, each.class_id))


def by_subject(groups: Iterable[Group]) -> list[tuple[str, Counts]]:
    """Subjects by title."""
    found: dict[str, Counts] = {}
    for group in groups:
        found[group.subject_title] = found.get(group.subject_title, Counts()) + group.counts
    return sorted(found.items())


def by_year_group(groups: Iterable[Group]) -> list[tuple[int, Counts]]:
    """Year groups in their order."""
    found: dict[int, Counts] = {}
    for group in groups:
        found[group.year_group] = found.get(group.year_group, Counts()) + group.counts
    return sorted(found.items())


def teachers_in_full(teachers: Iterable[TeacherCounts]) -> Share:
    """Teachers with every due lesson filled ÷ teachers with due lessons (DOMAIN.md, participation in the work)."""
    due = [teacher.lessons for teacher in teachers if teacher.lessons.due]
    return Share(sum(lessons.filled == lessons.due for lessons in due), len(due))
