"""Words of absences and their reasons."""

from flask_babel import lazy_gettext as _l

RULES = {
    "NOT_ABSENT": _l("The pupil is not recorded absent in this lesson: there is nothing to give a reason for."),
    "NOT_IN_CLASS_ON_DATE": _l("The pupil was not in the class on this date."),
    "UNKNOWN_REASON": _l("Choose a reason: ill, excused or unexcused."),
    "OTHER_REASON": _l("Another reason stands there already."),
    "UNKNOWN_FULL_DAY_KIND": _l("Choose what makes a full day of absence."),
    "LESSONS_OUT_OF_RANGE": _l("The number of lessons: from 2 to 10."),
    "DAY_TOO_FAR": _l("The days must lie within a year of today."),
}
PURPOSES = {
    "GetClassAttendance": _l("looking after the class's attendance"),
    "GetPupilAttendance": _l("looking at the pupil's attendance"),
    "SetAbsenceReasons": _l("finding out why the pupil was absent"),
    "CreateAbsencePeriod": _l("finding out why the pupil was absent"),
    "EndAbsencePeriod": _l("finding out why the pupil was absent"),
    "ListAbsencePeriods": _l("finding out why the pupil was absent"),
}
