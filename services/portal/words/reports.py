"""Words of the control room and the reports."""

from flask_babel import lazy_gettext as _l

PURPOSES = {
    "ListTeacherMetrics": _l("control of how journals are kept"),
    "ListPupilsBehind": _l("control of who has marks"),
    "ListTeacherResults": _l("statistics of results by teacher"),
}
