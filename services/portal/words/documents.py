"""Words of documents."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

RULES = {
    "UNKNOWN_DOCUMENT": _l("There is no such document here."),
    "UNKNOWN_FORM": _l("Choose the form of the file."),
    "PERIOD_NEEDED": _l("Choose the period."),
    "YEAR_NEEDED": _l("Choose the school year."),
    "DAYS_NEEDED": _l("Say the days that it is about."),
    "TOO_MANY_DOCUMENTS": _l("Many of your documents are being made already: wait for those or end them."),
    "NOT_ENDED": _l("This document is there or is being made: load the page again."),
    "FILE_GONE": _l("The file is not where it should be. Have it made again."),
    "FILE_DAMAGED": _l("The file is damaged and is not given out. Have it made again."),
}
PURPOSES = {
    "BatchGetNames": _l("making a document"),
    "DownloadSchoolDocument": _l("taking a document of the school"),
    "DownloadClassDocument": _l("taking a document of the class"),
    "DownloadGroupDocument": _l("taking a journal as a document"),
    "DownloadReport": _l("taking a report of the school"),
    "DownloadPupilDocument": _l("taking a document of the child"),
}
# By the end of the enum's name.
KINDS = {
    "summary_sheet": _l("Summary sheet"),
    "report_card": _l("Report card"),
    "class_journal": _l("Class journal"),
    "diary_week": _l("Diary of a week"),
    "substitution_register": _l("Register of substitutions"),
    "term_archive": _l("Archive of a closed period"),
    "report_kind_control": _l("Report on the journals"),
    "report_kind_month": _l("The school's month"),
}
STATES = {
    "queued": _l("waits its turn"),
    "running": _l("is being made"),
    "done": _l("is ready"),
    "failed": _l("could not be made"),
    "cancelled": _l("was cancelled"),
    "expired": _l("its days are over"),
}
# Why one could not be made.
_REASONS = {
    "RIGHT_ENDED": _l("You have no right to it any more."),
    "DISK_FULL": _l("There was no room for it on the disk. Tell the administrators and try again later."),
    "DISK_FAILED": _l("It could not be written to the disk. Tell the administrators and try again later."),
    "NAMES_AWAY": _l("Names could not be had. Try again later."),
    "ACCESS_UNDECIDED": _l("The right to it could not be checked. Try again later."),
    "MAKING_FAILED": _l("Something went wrong on our side, and is on record. Try again, or tell the administrators."),
    "NOTHING_THERE": _l("There is nothing to put into it."),
    "NOT_CLOSED": _l("Only a closed period goes into an archive: close it first."),
    "CHANGED_MEANWHILE": _l("The period was changed while the archive was being made: make it again."),
    "NOT_ALLOWED": _l("There is no such thing any more."),
}


def reason_text(reason: str) -> str:
    """Why a document could not be made, in words."""
    return str(_REASONS[reason]) if reason in _REASONS else gettext("Refused by the rule %(rule)s.", rule=reason)
