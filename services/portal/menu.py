"""The menus: which pages there are of a school, a group, a class and a child, and whom they concern.

Menus only: what a person may see is decided by the services.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from zvonok.identity.v1.people_pb2 import GetMeResponse
from zvonok.identity.v1.schools_pb2 import School

HEADS = frozenset({"deputy_head", "director"})
OFFICE = HEADS | {"journal_administrator"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its endpoint, its title, what it is for, and the roles it concerns (none: all who have the place)."""

    endpoint: str
    title: Any
    note: Any = ""
    roles: frozenset[str] = frozenset()
    # Shows lessons and marks.
    marks: bool = False


# Their addresses take `school`.
SCHOOL = (
    Entry("control_room.room", _l("Control room"), _l("how the journals are kept, today and on any day"), HEADS),
    Entry("statistics.of_school", _l("Statistics"), _l("results and attendance, in numbers and charts"), HEADS),
    Entry("timetable.show", _l("Timetable"), _l("weeks of classes and rooms, bells, days off"), OFFICE),
    Entry("substitutions.show", _l("Substitutions"), _l("who is away, who stands in, the register of a month"), OFFICE),
    Entry(
        "journal_rules.show",
        _l("Rules of the journal"),
        _l("how long lessons can be edited, what is locked, who asks to open it"),
        OFFICE,
    ),
    Entry("attendance_rule.show", _l("Attendance"), _l("what counts as a full day, and every class"), OFFICE),
    Entry(
        "notice_settings.show_school",
        _l("Notices to families"),
        _l("how long a mark waits, what families are told that have chosen nothing"),
        OFFICE,
    ),
    Entry("coverage.show", _l("Material covered"), _l("how far every class has come in its lesson plans"), OFFICE),
    Entry(
        "homework_limits.show", _l("Limits of homework"), _l("how many minutes a day are enough in each year"), OFFICE
    ),
    Entry("scales.show", _l("Marks and weights"), _l("what a mark can be, kinds of work and what they weigh"), OFFICE),
    Entry("progress.of_school", _l("Overdue work"), _l("work that pupils owe and have not handed in"), HEADS),
    Entry(
        "periods.show",
        _l("Term marks"),
        _l("closing a term, flags, the council, when families see the marks"),
        HEADS,
    ),
    Entry(
        "documents.of_school",
        _l("Documents"),
        _l("summary sheets, the register of substitutions, the signed archive of a term"),
        HEADS,
    ),
    Entry("school_data.show", _l("Personal data"), _l("requests of families, exports that two answer for"), OFFICE),
    Entry("oneroster.show", "OneRoster", _l("marks for other systems and from them"), OFFICE),
    Entry(
        "webhooks.show",
        _l("Webhooks"),
        _l("other systems that are told what happens, and the log of it"),
        frozenset({"director", "journal_administrator"}),
    ),
    Entry(
        "unusual_looks.show",
        _l("Unusual looks"),
        _l("who looked at children's data at odd times or in numbers"),
        frozenset({"director", "journal_administrator"}),
    ),
)
# `school` and `group`.
GROUP = (
    Entry("journal.show", _l("Journal"), marks=True),
    Entry("progress.of_group", _l("Progress"), marks=True),
    Entry("plan.show", _l("Plan")),
    Entry("homework.of_group", _l("Homework")),
    Entry("term_marks.show", _l("Term marks"), marks=True),
    Entry("statistics.of_group", _l("Statistics"), marks=True),
    Entry("journal_file.show", _l("File"), marks=True),
    Entry("documents.of_group", _l("Documents"), marks=True),
    Entry("changes.of_group", _l("Changes"), marks=True),
)
# `school` and `class_`; for the class teacher's start page.
CLASS: tuple[Entry, ...] = (
    Entry("attendance.of_class", _l("Attendance"), _l("absences and their reasons")),
    Entry("messages.show", _l("Messages to families"), _l("write to the families, see who has read it")),
    Entry(
        "verifications.of_class",
        _l("Check of personal data"),
        _l("have the families check it, see who has answered"),
    ),
    Entry("mass_absence.show", _l("Class away"), _l("quarantine, excursion: the whole class or a part of it")),
    Entry("summary_sheet.show", _l("Summary sheet"), _l("term and annual marks in all subjects")),
    Entry("documents.of_class", _l("Documents"), _l("report cards, journals, summary sheets to print and keep")),
    Entry("statistics.of_class", _l("Statistics"), _l("results, attendance, pupils to look at")),
    Entry("progress.of_class", _l("Owed work"), _l("work that pupils have to hand in")),
    Entry("exemptions.of_class", _l("Exemptions"), _l("who is exempt from a subject, by which document")),
)
# `school` and `pupil`.
CHILD = (
    Entry("diary.week", _l("Diary")),
    Entry("progress.of_pupil", _l("Progress")),
    Entry("pupil_terms.show", _l("Term marks")),
    Entry("child_attendance.show", _l("Attendance")),
    Entry("timetable.of_child", _l("Timetable")),
    Entry("documents.of_pupil", _l("Documents")),
    Entry("disclosures.show", _l("Who looked at the data")),
)


def roles_at(person: GetMeResponse, school: str) -> frozenset[str]:
    """The roles that a person has at a school (schools/{school})."""
    return frozenset(role.role for role in person.roles if role.scope == school)


def school_entries(person: GetMeResponse, school: str) -> list[Entry]:
    """The pages of a school that concern a person."""
    roles = roles_at(person, school)
    return [entry for entry in SCHOOL if not entry.roles or entry.roles & roles]


def sees_marks(person: GetMeResponse, school: str) -> bool:
    """Whether lessons and marks of groups concern a person: not who administers the journal and is nothing else at
    the school."""
    return roles_at(person, school) != {"journal_administrator"}


def group_entries(person: GetMeResponse, school: str) -> list[Entry]:
    """The pages of a group that concern a person."""
    return [entry for entry in GROUP if not entry.marks or sees_marks(person, school)]


def office_schools(person: GetMeResponse) -> list[School]:
    """The schools of which at least one page concerns the person."""
    return [school for school in person.schools if school_entries(person, school.name)]
