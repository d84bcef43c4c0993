"""Words of absences and their reasons."""

from flask_babel import lazy_gettext as _l

RULES = {
    "NOT_ABSENT": _l("The pupil is not recorded absent in this lesson: there is nothing to give a reason for."),
    "NOT_IN_CLASS_ON_DATE": _l("The pupil was not in the class on this date."),
    "UNKNOWN_REASON": _l("Choose a reason: ill, excused or unexcused."),
    "OTHER_REASON": _l("Another reason stands there already."),
    "UNKNOWN_FULL_DAY_KIND": _l("Choose what makes a full day of absence."),
    "LESSONS_OUT_OF_RANGE": _l("The number of lessons: from 2 to 10."),
    "REASON_NOT_OF_FAMILIES": _l("Choose: ill, or another good reason."),
    "NOTE_DECIDED": _l("The note was decided or taken back already."),
    "TOO_LONG_AGO": _l("These days are too long ago: write to the class teacher."),
    "TOO_MANY_NOTES": _l("Too many notes about the child wait already: take one back, or wait for an answer."),
    "DAY_TOO_FAR": _l("The days must lie within a year of today."),
}
PURPOSES = {
    "SendAbsenceNote": _l("telling the school of an absence"),
    "WithdrawAbsenceNote": _l("telling the school of an absence"),
    "ListPupilAbsenceNotes": _l("looking at the family's notes"),
    "ListClassAbsenceNotes": _l("looking at the family's notes"),
    "DecideAbsenceNote": _l("finding out why the pupil was absent"),
    "ListAnnouncedAbsences": _l("keeping a lesson"),
    "GetClassAttendance": _l("looking after the class's attendance"),
    "GetPupilAttendance": _l("looking at the pupil's attendance"),
    "SetAbsenceReasons": _l("finding out why the pupil was absent"),
    "CreateAbsencePeriod": _l("finding out why the pupil was absent"),
    "EndAbsencePeriod": _l("finding out why the pupil was absent"),
    "ListAbsencePeriods": _l("finding out why the pupil was absent"),
}
