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
    # Files of every kind (kit/sheets.py)
    "FILE_EMPTY": _l("The file is empty, or none was chosen."),
    "FILE_TOO_LARGE": _l("The file is too large."),
    "FILE_NOT_A_TABLE": _l(
        "This is no table: save it as XLSX or CSV. Old .xls files and files with a password cannot be read."
    ),
    "FILE_BROKEN": _l("The file cannot be read: open it in a spreadsheet, save it as XLSX and send that."),
    "TOO_MANY_ROWS": _l("There are too many rows in the file."),
    "TOO_MANY_COLUMNS": _l("There are too many columns in the file."),
    "CELL_TOO_LONG": _l("There is a cell with too long a text."),
    "TOO_MANY_CELLS": _l("Too many cells change at once: divide the file."),
    "FILE_NOT_MARKS": _l(
        "This is no file of marks from this page, or its first row and column were changed: download it again."
    ),
    "FILE_OF_OTHER_GROUP": _l("This is the file of another group."),
    "HEADINGS_MISSING": _l("A row of headings is missing: download the file again."),
    "BELL_NO_NUMBER": _l("The lesson number above the column is no number."),
    "REQUEST_ID_REUSED": _l("This form was already used for something else: open the page again."),
    # OneRoster packages
    "NOT_A_ZIP": _l("This is no OneRoster package: a package is one ZIP file without a password."),
    "PACKAGE_TOO_LARGE": _l("The package is too large: divide it."),
    "FILE_MISSING": _l("The package lacks this file."),
    "FILE_TWICE": _l("The package has two files of this name."),
    "NOT_UTF8": _l("The file must be in UTF-8."),
    "NOT_CSV": _l("This is no CSV table from this line on: look at the quotation marks."),
    "VERSION_UNKNOWN": _l("The manifest must say OneRoster version 1.1 or 1.2."),
    "NOTHING_IN_PACKAGE": _l("There are no categories, line items or results in the package."),
    "COLUMN_MISSING": _l("The column is missing."),
    "TOO_MANY_CELLS_IN_ROW": _l("The row is wider than the heading: look at commas and quotation marks."),
    "VALUE_MISSING": _l("The value is missing."),
    "ROW_TWICE": _l("The package has this twice."),
    "UNKNOWN_STATUS": _l("The status is “active” or empty."),
    "NOTHING_IS_DELETED": _l("A package deletes nothing: delete in the journal."),
    "BAD_WEIGHT": _l("A weight is a number from 0.01 to 99.99."),
    "LINE_ITEM_DIFFERS": _l("This work is in the journal with another class, date, kind or title: change it there."),
    "UNKNOWN_CLASS": _l("The school has no group with this identifier."),
    "UNKNOWN_SCORE_STATUS": _l("There is no such status of a result."),
    "SCORE_OUT_OF_SCALE": _l("There is no such mark: marks of other scales are not converted."),
    "SCORES_DISAGREE": _l("Number and text of the mark say different things."),
}
PURPOSES = {
    "ExportMarks": _l("taking the class's marks out as a file"),
    "ImportMarks": _l("putting the class's marks in by a file"),
    "ExportOneRoster": _l("handing the marks to another system"),
    "ImportOneRoster": _l("taking marks over from another system"),
}
