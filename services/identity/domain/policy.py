"""THE policy: which relations grant which permission. Nothing else on the platform decides on access.

A permission holds on one kind of resource. A relation grants it when the person stands in that relation, today, to the
resource itself or to something it is a part of: a group is part of its class and of its school; a pupil is part of the
classes he is in and of the school he is enrolled at (DOMAIN.md "Roles"). What is not in this table is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Relations as they stand in the table `relation`; SELF is the person as the pupil concerned.
SELF = "self"
PUPIL = "pupil"
GUARDIAN = "guardian"
SUBJECT_TEACHER = "subject_teacher"
SUBSTITUTE = "substitute"
CLASS_TEACHER = "class_teacher"
DEPUTY_HEAD = "deputy_head"
DIRECTOR = "director"
JOURNAL_ADMINISTRATOR = "journal_administrator"
MUNICIPAL_OPERATOR = "municipal_operator"
OPS = "ops"
# On record, and grants nothing: a court has taken the rights away.
GUARDIAN_WITHOUT_RIGHTS = "guardian_without_rights"
# Before the name of a permission: what an integration client may at a school.
SCOPE = "scope:"

# What a relation is held to.
OBJECT_KIND = {
    SELF: "pupil",
    PUPIL: "school",
    GUARDIAN: "pupil",
    SUBJECT_TEACHER: "group",
    SUBSTITUTE: "group",
    CLASS_TEACHER: "class",
    DEPUTY_HEAD: "school",
    DIRECTOR: "school",
    JOURNAL_ADMINISTRATOR: "school",
    MUNICIPAL_OPERATOR: "municipality",
}

_HEADS = (DEPUTY_HEAD, DIRECTOR)
_TEACHERS = (SUBJECT_TEACHER, SUBSTITUTE)
_FAMILY = (GUARDIAN, SELF)


@dataclass(frozen=True, slots=True)
class Permission:
    """On which kind of resource it holds; which relations and services have it; whether clients can."""

    kind: str
    relations: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    # Whether it can be a scope of an integration client.
    clients: bool = False


POLICY: Mapping[str, Permission] = {
    # The journal of a group
    "gradebook.lessons.read": Permission(
        "group", (*_TEACHERS, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR), clients=True
    ),
    "gradebook.journal.read": Permission("group", (*_TEACHERS, CLASS_TEACHER, *_HEADS)),
    "gradebook.lesson.record": Permission("group", _TEACHERS),
    "gradebook.plan.change": Permission("group", (SUBJECT_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.unlock.request": Permission("group", _TEACHERS),
    # A whole term at once is no part of a substitute's lesson.
    "gradebook.marks.export": Permission("group", (SUBJECT_TEACHER, CLASS_TEACHER, *_HEADS)),
    "gradebook.group_documents.make": Permission("group", (SUBJECT_TEACHER, CLASS_TEACHER, *_HEADS)),
    "gradebook.marks.import": Permission("group", (SUBJECT_TEACHER,)),
    "gradebook.term_marks.record": Permission("group", (SUBJECT_TEACHER,)),
    "identity.group_pupils.read": Permission(
        "group", (*_TEACHERS, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR), clients=True
    ),
    # A whole term at once is no part of a substitute's lesson.
    "reports.group_statistics.read": Permission("group", (SUBJECT_TEACHER, CLASS_TEACHER, *_HEADS)),
    "identity.substitute.assign": Permission("group", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    # A class
    "gradebook.class_owed_work.read": Permission("class", (CLASS_TEACHER, *_HEADS)),
    "gradebook.class_exemptions.read": Permission("class", (CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.summary_sheet.read": Permission("class", (CLASS_TEACHER, *_HEADS)),
    "gradebook.class_documents.make": Permission("class", (CLASS_TEACHER, *_HEADS)),
    "identity.class_pupils.read": Permission("class", (CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR), clients=True),
    # Checks of personal data: whoever answers for a class, and for pupils' data at the school.
    "identity.verifications.read": Permission("class", (CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    "identity.verifications.change": Permission("class", (CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    "notify.messages.send": Permission("class", (CLASS_TEACHER,)),
    "notify.messages.read": Permission("class", (CLASS_TEACHER, *_HEADS)),
    "gradebook.absences.read": Permission("class", (CLASS_TEACHER, *_HEADS)),
    # The second step of attendance is the class teacher's: a subject teacher and a substitute record the fact alone.
    "gradebook.absences.decide": Permission("class", (CLASS_TEACHER, *_HEADS)),
    "reports.class_statistics.read": Permission("class", (CLASS_TEACHER, *_HEADS)),
    # A child
    "gradebook.exemption.read": Permission("pupil", (*_FAMILY, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.exemption.change": Permission("pupil", (CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.diary.read": Permission("pupil", (*_FAMILY, CLASS_TEACHER, *_HEADS)),
    "gradebook.pupil_documents.make": Permission("pupil", (*_FAMILY, CLASS_TEACHER, *_HEADS)),
    "gradebook.homework.tick": Permission("pupil", (SELF,)),
    "gradebook.absence_note.send": Permission("pupil", (GUARDIAN,)),
    "identity.pupil.read": Permission("pupil", (*_FAMILY, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    "identity.disclosures.read": Permission("pupil", _FAMILY),
    "identity.subject_data.read": Permission("pupil", _FAMILY),
    "identity.consents.change": Permission("pupil", _FAMILY),
    "identity.correction.request": Permission("pupil", _FAMILY),
    "identity.verification.answer": Permission("pupil", _FAMILY),
    "identity.restriction.change": Permission("pupil", (DIRECTOR, JOURNAL_ADMINISTRATOR)),
    "gradebook.subject_data.read": Permission("pupil", _FAMILY),
    # Each guardian's own: nobody else sets or reads what a person wants to be told.
    "notify.settings.own": Permission("pupil", (GUARDIAN,)),
    "identity.guardian_rights.change": Permission("pupil", (DIRECTOR, JOURNAL_ADMINISTRATOR)),
    # A school
    "identity.school.read": Permission(
        "school", (PUPIL, GUARDIAN, *_TEACHERS, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR), ("cli",), clients=True
    ),
    "identity.school_pupils.read": Permission("school", _HEADS),
    "identity.staff.read": Permission("school", (*_TEACHERS, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    "identity.school_structure.read": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR), ("cli",), clients=True),
    "identity.relations.read": Permission("school", (DIRECTOR, JOURNAL_ADMINISTRATOR)),
    "identity.relations.change": Permission("school", (DIRECTOR, JOURNAL_ADMINISTRATOR)),
    "identity.own_correction.request": Permission(
        "school", (PUPIL, GUARDIAN, *_TEACHERS, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)
    ),
    "identity.consents.count": Permission("school", (DIRECTOR, JOURNAL_ADMINISTRATOR)),
    "identity.correction.decide": Permission("school", (DIRECTOR, JOURNAL_ADMINISTRATOR)),
    "identity.erasure": Permission("school", (DIRECTOR, JOURNAL_ADMINISTRATOR)),
    "identity.export.request": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "identity.export.confirm": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "identity.access.explain": Permission("school", (JOURNAL_ADMINISTRATOR, DIRECTOR)),
    "gradebook.rules.read": Permission("school", (*_TEACHERS, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR)),
    # Marks by ids. The journal administrator loads them and does not read them.
    "gradebook.oneroster.export": Permission("school", _HEADS, clients=True),
    "gradebook.oneroster.import": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.rules.change": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.coverage.read": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.overdue_work.read": Permission("school", _HEADS),
    "gradebook.substitutions.read": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.substitutions.change": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "gradebook.own_substitutions.read": Permission("school", (*_TEACHERS, CLASS_TEACHER, *_HEADS)),
    "gradebook.unlock.decide": Permission("school", _HEADS),
    "gradebook.school_documents.make": Permission("school", _HEADS),
    "gradebook.periods.read": Permission("school", _HEADS),
    "gradebook.periods.change": Permission("school", _HEADS),
    # A timetable names nobody but teachers by id, and hangs on the wall: everybody of the school may read it.
    "gradebook.timetable.read": Permission(
        "school", (PUPIL, GUARDIAN, *_TEACHERS, CLASS_TEACHER, *_HEADS, JOURNAL_ADMINISTRATOR), clients=True
    ),
    "gradebook.timetable.change": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "identity.unusual_looks.read": Permission("school", (JOURNAL_ADMINISTRATOR, DIRECTOR)),
    "notify.deliveries.count": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "notify.school_settings.change": Permission("school", (*_HEADS, JOURNAL_ADMINISTRATOR)),
    "reports.control_room.read": Permission("school", _HEADS),
    "reports.documents.make": Permission("school", _HEADS),
    "reports.teachers.remind": Permission("school", _HEADS),
    "reports.webhooks.change": Permission("school", (DIRECTOR, JOURNAL_ADMINISTRATOR), clients=True),
    # A municipality: no personal data
    "identity.schools.read": Permission("municipality", (MUNICIPAL_OPERATOR,), ("cli",)),
    "reports.municipality.read": Permission("municipality", (MUNICIPAL_OPERATOR,)),
    # The platform itself: services, and the operator's program
    "identity.access.check": Permission("platform", services=("gradebook", "notify", "reports", "portal")),
    "identity.disclosures.record": Permission("platform", services=("gradebook", "notify", "reports", "portal")),
    "identity.contacts.read": Permission("platform", services=("notify",)),
    "identity.names.read": Permission("platform", services=("gradebook", "reports")),
    "identity.offices.grant": Permission("platform", services=("cli",)),
    "identity.clients.manage": Permission("platform", services=("cli",)),
    "identity.roster.import": Permission("platform", services=("cli",)),
    "identity.roster.replay": Permission("platform", services=("cli",)),
    "gradebook.lessons.replay": Permission("platform", services=("cli",)),
    "reports.read_models.rebuild": Permission("platform", services=("cli",)),
}


def granted_to_service(service: str, permission: str) -> bool:
    """Whether a service itself has the permission."""
    known = POLICY.get(permission)
    return known is not None and service in known.services


def grants() -> tuple[list[str], list[str], list[str]]:
    """The policy as three columns of equal length: permission, relation, kind of thing the relation is held to."""
    rows = [
        (name, relation, OBJECT_KIND[relation])
        for name, permission in POLICY.items()
        for relation in permission.relations
    ]
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
