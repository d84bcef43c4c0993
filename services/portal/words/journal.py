"""Words of the journal and the diary."""

from flask_babel import lazy_gettext as _l

RULES = {
    "VERSION_CONFLICT": _l("Someone else saved this meanwhile."),
    "NOT_IN_GROUP_ON_DATE": _l("The pupil was not in the group on this date."),
    "NOT_IN_SCALE": _l("There is no such mark. Possible: 5, 4, 3, 2, н/а, осв, зачёт, незачёт, or two marks like 4/5."),
    "EDIT_WINDOW_CLOSED": _l("The time for entering and correcting in this lesson is over."),
    "NO_MARKS_IN_GRADE_1": _l("There are no marks in the first grade."),
    "LESSON_CANCELLED": _l("The lesson was cancelled."),
    "FUTURE_LESSON": _l("The lesson has not taken place yet."),
    "MINUTES_OUT_OF_RANGE": _l("Minutes of lateness: from 1 to 60."),
    "DUE_DATE_OUT_OF_RANGE": _l("Homework is due from the lesson's day on, within a year."),
    "FIELD_REQUIRED": _l("Not all that is needed is filled in or chosen."),
    "BAD_DATE": _l("There is no such date."),
    "HOMEWORK_NONE_WITH_TEXT": _l("Either there is no homework, or write what it is."),
    "ABSENT_WITH_ANSWER": _l("A pupil who was absent has no mark for an answer: correct one of the two."),
    "TOO_MANY_LINE_ITEMS": _l("A lesson has at most ten columns."),
    "UNKNOWN_CATEGORY": _l("The school has no such kind of work."),
    "UNKNOWN_LINE_ITEM": _l("The column could not be made, or is gone."),
    "PERIOD_LOCKED": _l("This part of the journal is locked. Ask the deputy head for an unlock."),
    "TEXT_TOO_LONG": _l("The text is too long."),
    "BAD_CHARACTER": _l("There is a character in the text that cannot be kept."),
}
PURPOSES = {
    "GetDiary": _l("reading the diary"),
    "GetJournal": _l("keeping the class's journal"),
    "GetLesson": _l("keeping a lesson"),
    "RecordLesson": _l("keeping a lesson"),
}
