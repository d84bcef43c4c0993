"""What the service says of a timetable, in people's words."""

from flask_babel import gettext
from zvonok.gradebook.v1.timetable_pb2 import LessonCounts, Occupation, TimetableRefusal, WeekKind

from services.portal.days import show_day, weekday_of
from services.portal.texts import rule_text


def refusal_text(refusal: TimetableRefusal) -> str:
    """Why something can't be; of a conflict both sides by name."""
    text = rule_text(refusal.rule)
    if not refusal.HasField("other"):
        return text
    wanted, other = occupation_text(refusal.wanted), occupation_text(refusal.other)
    return str(gettext("%(why)s Wanted: %(wanted)s. There already: %(other)s.", why=text, wanted=wanted, other=other))


def occupation_text(one: Occupation) -> str:
    """ "7А Алгебра, среда, урок 3, неделя А, каб. 21"; of a single lesson its date, of a file its line."""
    parts = [
        f"{one.class_title} {one.subject_title}".strip(),
        show_day(one.date, "d MMMM, EEEE") if one.date else weekday_of(one.weekday) if one.weekday else "",
        gettext("bell %(number)s", number=one.bell),
        weeks_text(one.weeks),
        gettext("room %(room)s", room=one.room) if one.room else "",
        gettext("line %(line)s", line=one.line) if one.line else "",
    ]
    return ", ".join(str(part) for part in parts if part)


def weeks_text(weeks: WeekKind) -> str:
    """ "week A"; empty for every week."""
    if weeks == WeekKind.WEEK_KIND_A:
        return str(gettext("week A"))
    return str(gettext("week B")) if weeks == WeekKind.WEEK_KIND_B else ""


def counts_text(counts: LessonCounts) -> str:
    """What becomes of the lessons."""
    return str(
        gettext(
            "Lessons added: %(added)d, taken out: %(dropped)d, changed: %(changed)d.",
            added=counts.added,
            dropped=counts.dropped,
            changed=counts.changed,
        )
    )
