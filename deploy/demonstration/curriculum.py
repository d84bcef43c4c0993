"""What is taught in which year, and a weekly timetable in which nobody is in two places at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
_BELLS = 8
_PRIMARY = {
    "Русский язык": 5, "Литературное чтение": 4, "Математика": 4, "Окружающий мир": 2, "Изобразительное искусство": 1,
    "Музыка": 1, "Труд": 1, "Физическая культура": 3,
}  # fmt: skip
_MIDDLE = {
    "Русский язык": 5, "Литература": 3, "Математика": 5, "История": 2, "География": 1, "Биология": 1, "Информатика": 1,
    "Изобразительное искусство": 1, "Музыка": 1, "Труд": 2, "Физическая культура": 3, "Английский язык": 3,
}  # fmt: skip
_UPPER = {
    "Русский язык": 4, "Литература": 2, "Алгебра": 3, "Геометрия": 2, "История": 2, "Обществознание": 1, "География": 2,
    "Биология": 2, "Физика": 2, "Информатика": 1, "Труд": 1, "Физическая культура": 2, "Английский язык": 3,
}  # fmt: skip
_HIGH = {
    "Русский язык": 2, "Литература": 3, "Алгебра": 4, "Геометрия": 2, "История": 3, "Обществознание": 2, "География": 1,
    "Биология": 1, "Физика": 3, "Химия": 2, "Информатика": 2, "Физическая культура": 3, "Английский язык": 3,
}  # fmt: skip
SPLIT = "Английский язык"
_CLASS_TEACHERS_OWN = {"Русский язык", "Литературное чтение", "Математика", "Окружающий мир", "Труд"}
_HOURS_A_TEACHER = 24


def hours_of(year_group: int) -> dict[str, int]:
    """Lessons a week by subject."""
    if year_group == 1:
        return _PRIMARY
    if year_group <= 4:
        return _PRIMARY | {SPLIT: 2}
    if year_group <= 6:
        return _MIDDLE
    if year_group <= 9:
        return _UPPER | ({"Химия": 2} if year_group > 7 else {})
    return _HIGH


@dataclass(slots=True)
class Course:
    """One subject of one class: its teachers (two where it is split) and, once placed, its weekly bells."""

    class_title: str
    subject: str
    hours: int
    teachers: list[int]
    periods: list[str] = field(default_factory=list)


def assign_teachers(classes: list[tuple[str, int]]) -> tuple[list[Course], list[str]]:
    """Courses of all classes (title, year group), and for each teacher number the subject or "primary:<class>"."""
    teachers: list[str] = []
    load: dict[int, int] = defaultdict(int)
    of_subject: dict[str, list[int]] = defaultdict(list)
    courses = []

    def take(subject: str, hours: int, without: set[int]) -> int:
        for number in of_subject[subject]:
            if number not in without and load[number] + hours <= _HOURS_A_TEACHER:
                load[number] += hours
                return number
        teachers.append(subject)
        number = len(teachers) - 1
        of_subject[subject].append(number)
        load[number] = hours
        return number

    for title, year in classes:
        own = None
        if year <= 4:
            teachers.append(f"primary:{title}")
            own = len(teachers) - 1
        for subject, hours in hours_of(year).items():
            if own is not None and subject in _CLASS_TEACHERS_OWN:
                courses.append(Course(title, subject, hours, [own]))
                continue
            first = take(subject, hours, set())
            both = [first, take(subject, hours, {first})] if subject == SPLIT else [first]
            courses.append(Course(title, subject, hours, both))
    return courses, teachers


def place(courses: list[Course], random: Random) -> None:
    """Gives every course its bells: classes have a lesson on each day, and no class or teacher two at a time."""
    busy: set[tuple[str, str]] = set()
    a_day: dict[tuple[str, str], int] = defaultdict(int)
    same_day: dict[tuple[int, str], int] = defaultdict(int)
    order = sorted(range(len(courses)), key=lambda number: (-len(courses[number].teachers), -courses[number].hours))
    for number in order:
        course = courses[number]
        holders = [course.class_title, *map(str, course.teachers)]
        for _ in range(course.hours):
            free = [
                (same_day[number, day], a_day[course.class_title, day], bell, random.random(), day)
                for day in DAYS
                for bell in range(1, _BELLS + 1)
                if not any((holder, f"{day}-{bell}") in busy for holder in holders)
            ]
            if not free:
                raise ValueError(f"no free bell is left for {course.class_title} {course.subject}")
            *_, bell, _, day = min(free)
            course.periods.append(f"{day}-{bell}")
            busy.update((holder, f"{day}-{bell}") for holder in holders)
            a_day[course.class_title, day] += 1
            same_day[number, day] += 1
