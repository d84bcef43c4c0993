"""Words of marks by file."""

from flask_babel import lazy_gettext as _l

RULES = {
    "REASON_NOT_BY_FILE": _l("Write Н: the class teacher sets the reason of an absence."),
    "MINUTES_NEEDED": _l("Write the minutes right after ОП, for example ОП5."),
    "ATTENDANCE_TWICE": _l("The columns of one lesson say different things about attendance."),
    "TWO_MARKS": _l("A cell holds one mark. Add a column for another, or write a double mark like 4/5."),
    "UNKNOWN_LESSON": _l("The column belongs to another group or term: download the file of this one."),
    "LESSON_MOVED": _l("The lesson was moved to another day or bell: download the file again."),
    "DATE_NEEDED": _l("Write the date of the lesson above the column."),
    "NO_LESSON_THEN": _l("The group has no lesson on this day and bell."),
    "BELL_NEEDED": _l("There are several lessons on this day: write the number of the bell above the column."),
    "CATEGORY_NEEDED": _l("Write the kind of work above the column."),
    "HEADING_CHANGED": _l(
        "The heading of a column that is in the journal cannot be changed by the file: change it in the journal."
    ),
    "COLUMN_TWICE": _l("The file has this column twice: leave one, or give them different titles."),
    "PUPIL_TWICE": _l("The pupil has two rows: leave one."),
    "PUPIL_UNKNOWN": _l("There is no such pupil in the group. Keep the first column as it was in the file."),
}
PURPOSES = {
    "ExportMarks": _l("taking the class's marks out as a file"),
    "ImportMarks": _l("putting the class's marks in by a file"),
}
