"""Words of scales, comments, owed work, exemptions and what is needed for a mark."""

from flask_babel import lazy_gettext as _l

RULES = {
    "DOUBLE_NOT_ALLOWED": _l("The school gives no double marks in this subject."),
    "NO_MARKS_IN_YEAR_GROUP": _l("The school gives no marks in this year group."),
    "EXEMPT": _l("The pupil is exempt from the subject on this day."),
    "COMMENT_WITHOUT_MARK": _l("A comment belongs to a mark: give one."),
    "OWED_DATE_NEEDED": _l("Say by which day the work is due."),
    "OWED_DATE_OUT_OF_RANGE": _l("Owed work is due from today on, within a year."),
    "DUE_DATE_WITHOUT_OWED_WORK": _l("A day by which work is due belongs to owed work alone: put • in the cell."),
    "LINE_ITEM_HAS_MARKS": _l("There are marks in the column: delete them first."),
    "BAD_YEAR_GROUP": _l("There is no such year group."),
    "BAD_RANGE": _l("Marks are whole numbers from 0 to 100, and the lowest is below the highest."),
    "UNKNOWN_WORD": _l("There is no such mark by word."),
    "BAD_MINIMUM": _l("How many marks a term needs is a number from 0 to 50."),
    "BAD_SUBJECTS": _l("Name subjects by their codes, at most 50."),
    "BAD_THRESHOLDS": _l("A threshold lies above the mark below and not above its own, for example 3.5 for a 4."),
    "TOO_MANY_VALUES": _l("That is too many values."),
    "TERM_CLOSED": _l("The term is closed: its averages stay as they are."),
    "NOT_LEARNT": _l("The pupil does not learn this subject."),
    "EXEMPTION_OUT_OF_RANGE": _l("An exemption ends on its first day or later, within a year."),
    "DOCUMENT_NEEDED": _l("Name the document by its number."),
    "EXEMPTION_OVERLAPS": _l("The pupil is exempt from the subject in a part of this time already."),
    "NOT_EARLIER": _l("An exemption can only be made to end earlier."),
    "BAD_WEIGHT": _l("A weight is a number from 0.01 to 99.99, for example 1.5."),
    "BAD_CATEGORY_CODE": _l("A code is made of lower-case Latin letters, digits and underscores."),
    "CATEGORY_EXISTS": _l("There is a kind of work with this code: change that one."),
    "TOO_MANY_CATEGORIES": _l("That is too many kinds of work."),
}
PURPOSES = {
    "BatchRecordMarks": _l("keeping a lesson"),
    "GetForecast": _l("marks by subject and what is needed"),
    "GetGroupForecast": _l("keeping the class's journal"),
    "ListGroupOwedWork": _l("the list of owed work"),
    "ListPupilOwedWork": _l("the list of owed work"),
    "ListClassOwedWork": _l("the list of owed work"),
    "ListOverdueWork": _l("the list of overdue work"),
    "CreateExemption": _l("an exemption from a subject"),
    "EndExemption": _l("an exemption from a subject"),
    "ListExemptions": _l("exemptions from subjects"),
    "ListClassExemptions": _l("exemptions from subjects"),
}
