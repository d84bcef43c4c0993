"""Words of the timetable."""

from flask_babel import lazy_gettext as _l

RULES = {
    # Conflicts
    "PUPILS_BUSY": _l("Pupils of this group have another lesson at this time."),
    "TEACHER_BUSY": _l("The teacher has another lesson at this time."),
    "ROOM_TAKEN": _l("The room is taken at this time."),
    # The pattern
    "ENTRY_TWICE": _l("The group has two lessons at one time."),
    "GROUP_TWICE": _l("The group is named twice."),
    "LESSON_TWICE": _l("The lesson is named twice."),
    "GROUP_ENDED": _l("The group has ended."),
    "NOT_A_TEACHER_OF_GROUP": _l("The teacher does not teach this group in these days."),
    "BEGINS_IN_PAST": _l("A change holds from today on at the earliest: what was stays."),
    "OUTSIDE_TERMS": _l("The group has no term in these days."),
    "NO_SUCH_BELL": _l("The bell schedule of this day has no such bell."),
    "NO_A_WEEKS": _l("Say first on the page of bells and days which weeks are A weeks."),
    "BAD_WEEKDAY": _l("There is no such day of the week. Write, for example, Monday or 1."),
    "TOO_MANY_PARTS": _l("That is too much at once: divide it."),
    # Bells and days
    "TITLE_NEEDED": _l("Give every bell schedule a title of its own."),
    "BELLS_NEEDED": _l("Set bells for this day of the week first."),
    "BELLS_OVERLAP": _l("A lesson begins before the one before it has ended, or ends before it begins."),
    "BELL_TWICE": _l("A lesson number stands twice."),
    "BAD_TIME_OF_DAY": _l("Write begin and end like 08:30."),
    "WEEKDAY_TWICE": _l("A day of the week has one bell schedule."),
    "UNKNOWN_BELL_SCHEDULE": _l("There is no such bell schedule any more."),
    "SCHEDULE_IN_USE": _l("A special day goes by this bell schedule: give it another one first."),
    "DAYS_OVERLAP": _l("A day stands twice."),
    "DAY_IN_PAST": _l("Days before today stay as they were. Cancel their lessons one by one."),
    "WEEKS_IN_PAST": _l("The weeks before today stay as they were: name the Monday of a week to come."),
    "A_WEEKS_NEEDED": _l("Groups have lessons in A or B weeks: say which weeks are A weeks."),
    "NOT_A_MONDAY": _l("Name the Monday on which an A week begins."),
    "OFF_OR_LESSONS": _l("Say whether the day is off, or by which day of the week or bells it goes."),
    "ONE_DAY": _l("Only days off can be several at once."),
    "DATE_OUT_OF_RANGE": _l("The day lies too far from today."),
    "ROOM_NEEDED": _l("Name the room."),
    # Single lessons
    "DATE_IN_PAST": _l("A lesson is moved to today or to a day to come."),
    "DAY_OFF": _l("There are no lessons on this day."),
    "LESSON_RECORDED": _l("The lesson was held, or holds marks or attendance: it stays where it is."),
    "NOT_CANCELLED": _l("The lesson is not cancelled."),
    "CANCELLED_LESSON_THERE": _l("A cancelled lesson of the group stands there: restore it, or choose another time."),
    # Files
    "UNKNOWN_GROUP": _l("There is no such group: take titles and codes from the template."),
    "AMBIGUOUS_GROUP": _l("Several groups are called so: fill in the group's title or its code."),
    "BAD_WEEKS": _l("Weeks are A, B or empty: every week."),
    "TIMETABLE_HEADING_NEEDED": _l("The file has no heading with day, lesson and group: best take the template."),
    "EVENT_BROKEN": _l("This event cannot be read."),
    "EVENT_WITHOUT_TIME": _l("The event has no time of day."),
    "RULE_NOT_WEEKLY": _l("A lesson repeats every week or every other week."),
    "NO_BELL_AT_TIME": _l("No bell of this day of the week rings at this time."),
    "EVENT_NOT_WEEKLY": _l("The event is in few weeks of the file: take it out, and move that lesson by itself."),
}
