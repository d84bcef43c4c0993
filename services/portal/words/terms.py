"""Words of term, annual and final marks."""

from flask_babel import lazy_gettext as _l

RULES = {
    "UNKNOWN_PERIOD": _l("The group has no such term or year, or it has no such mark."),
    "FUTURE_PERIOD": _l("It has not begun yet."),
    "PERIOD_CLOSED": _l("The deputy head has closed this: ask for an unlock of the group."),
    "CELL_TWICE": _l("The mark is there twice."),
    "NOT_OPEN": _l("This is closed already: load the page again."),
    "NOT_CLOSED": _l("Close it first."),
    "TERM_MARKS_MISSING": _l("Some pupils have no mark yet. Wait for them, or close without."),
    "PROTOCOL_NEEDED": _l("Write the number of the council's protocol."),
    "PROTOCOL_OF_THE_FUTURE": _l("The day of the council cannot be in the future."),
    "PUBLICATION_OUT_OF_RANGE": _l("Choose a moment that is still to come, within a year."),
    "PUBLISHED": _l("Families see these marks already."),
}
PURPOSES = {
    "GetTermMarks": _l("setting term marks"),
    "RecordTermMarks": _l("setting term marks"),
    "GetSummarySheet": _l("the summary sheet of the class"),
    "ListFlags": _l("looking through term marks that depart from the average"),
    "GetPupilTermMarks": _l("reading term marks"),
}
