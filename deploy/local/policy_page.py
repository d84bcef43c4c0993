"""docs/guide/who-sees-what.md: the policy table in words, made from the policy and the contracts themselves."""

from collections.abc import Iterator
from importlib import import_module
from itertools import chain

from google.protobuf.descriptor import ServiceDescriptor

from deploy.local.generate import ROOT, proto_files
from kit.rpc.rules import Rule, rules_of
from services.identity.domain import policy

PAGE = ROOT / "docs" / "guide" / "who-sees-what.md"
ROLES = {
    policy.SELF: "the pupil",
    policy.PUPIL: "pupils of the school",
    policy.GUARDIAN: "guardian",
    policy.SUBJECT_TEACHER: "subject teacher",
    policy.SUBSTITUTE: "substitute",
    policy.CLASS_TEACHER: "class teacher",
    policy.DEPUTY_HEAD: "deputy head",
    policy.DIRECTOR: "director",
    policy.JOURNAL_ADMINISTRATOR: "journal administrator",
    policy.MUNICIPAL_OPERATOR: "municipal operator",
}
KINDS = {
    "group": "A teaching group",
    "class": "A class",
    "pupil": "A child",
    "school": "A school",
    "municipality": "A municipality",
}
WORDS = {
    "gradebook.lessons.read": "see its lessons: when, topic, homework, filled or not",
    "gradebook.journal.read": "see its journal: marks and absences",
    "gradebook.lesson.record": "record a lesson",
    "gradebook.plan.change": "change the lesson plan of a group",
    "gradebook.coverage.read": "see how far the groups have come in their lesson plans",
    "gradebook.unlock.request": "ask for an unlock of it",
    "gradebook.oneroster.export": "take all marks out as a OneRoster package",
    "gradebook.oneroster.import": "put marks in by a OneRoster package",
    "gradebook.marks.export": "take its marks out as a file",
    "gradebook.marks.import": "put its marks in by a file",
    "gradebook.group_documents.make": "have its journal as a document",
    "gradebook.class_documents.make": "have its journals, summary sheet and report cards as documents",
    "gradebook.pupil_documents.make": "have the diary of a week and the report card as documents",
    "gradebook.school_documents.make": "have the school's documents and the signed archive of a term",
    "gradebook.term_marks.record": "record its term, annual and final marks",
    "gradebook.summary_sheet.read": "see its term summary sheet",
    "gradebook.periods.read": "see how far the groups are with a term, and flagged term marks",
    "gradebook.periods.change": "close a term, record the council's confirmation, set the publication",
    "identity.group_pupils.read": "see the names of its pupils",
    "identity.substitute.assign": "assign a substitute",
    "identity.class_pupils.read": "see the names of its pupils",
    "identity.verifications.read": "see whose family has checked the pupil's data",
    "identity.verifications.change": "have families check their children's data, remind them, end the check",
    "gradebook.absence_note.send": "announce that the child will be absent",
    "gradebook.absences.read": "see the absences of a class with their reasons",
    "notify.messages.send": "write to the families of the class",
    "notify.messages.read": "see what was written to families and who has read it",
    "gradebook.absences.decide": "set the reasons of absences, for lessons or for days",
    "gradebook.diary.read": "see the diary, marks by subject and owed work",
    "gradebook.exemption.read": "see exemptions from subjects with their documents",
    "gradebook.exemption.change": "exempt the child from a subject, and end that",
    "gradebook.class_owed_work.read": "see the work that its pupils owe",
    "gradebook.class_exemptions.read": "see its pupils' exemptions with their documents",
    "gradebook.overdue_work.read": "see the overdue work of all pupils",
    "gradebook.homework.tick": "say that homework is done",
    "identity.pupil.read": "see the name",
    "identity.disclosures.read": "see who looked at the child's data",
    "identity.subject_data.read": "have all that identity knows of the child",
    "identity.consents.change": "see, give and withdraw consents",
    "identity.correction.request": "ask to have data put right, restricted or erased",
    "identity.verification.answer": "say that the child's data is right, when the school asks",
    "identity.restriction.change": "restrict the processing of the child's data",
    "gradebook.subject_data.read": "have all marks and absences as a file",
    "identity.guardian_rights.change": "see the guardians; record that a court ended or limited their rights",
    "notify.settings.own": "set what they themselves are told of, how and when",
    "identity.school.read": "see its title and terms",
    "identity.school_structure.read": "see its classes and groups",
    "identity.relations.read": "see the staff's rights",
    "identity.relations.change": "give and end the staff's rights",
    "identity.own_correction.request": "ask to have one's own data put right",
    "identity.consents.count": "see how many have consented",
    "identity.correction.decide": "decide on requests to put data right",
    "identity.erasure": "forget people whose retention period is over",
    "identity.export.request": "ask for a bulk export, and have it when somebody else has confirmed it",
    "identity.export.confirm": "confirm or refuse somebody else's bulk export",
    "identity.access.explain": "ask why somebody may see something",
    "identity.unusual_looks.read": "see unusual looks at children's data",
    "gradebook.rules.read": "see the journal's rules and locks",
    "gradebook.rules.change": "change the journal's rules, lock parts of it",
    "identity.school_pupils.read": "see the names of pupils who stand on a list behind a number of the control room",
    "identity.staff.read": "see who works at the school, by name",
    "gradebook.substitutions.read": "see who is away, who stands in, and the register of substitutions",
    "gradebook.substitutions.change": "note who is away and assign who stands in",
    "gradebook.own_substitutions.read": "see where one stands in oneself",
    "gradebook.unlock.decide": "grant or refuse unlocks",
    "gradebook.timetable.read": "see its timetable: when and where which group has lessons",
    "gradebook.timetable.change": "change its timetable, move and cancel lessons",
    "notify.deliveries.count": "see how notices to families got through, as counts",
    "notify.school_settings.change": "set how long a mark waits, and what families are told that chose nothing",
    "reports.webhooks.change": "webhooks of integrations: register, rotate keys, read the log, send again",
    "reports.documents.make": "have the control report and the school's month as documents",
    "reports.control_room.read": "see the control room and the statistics",
    "reports.teachers.remind": "remind teachers of lessons that are not filled",
    "reports.municipality.read": "see how its schools do, in percents without small groups",
    "reports.class_statistics.read": "see the statistics of the class",
    "reports.group_statistics.read": "see the statistics of the group",
    "identity.schools.read": "see its schools",
}
_HEAD = """# Who sees what

Made by `./zvonok generate` from the one table that decides on every call (`services/identity/domain/policy.py`) and
from the contracts; a test compares. What is not here is refused.

A right holds from the first to the last day of the relation that gives it, by the school's own clock, both days
included. When a relation changes, every service forgets older decisions within a second. A group is part of its class
and of its school, a pupil of the classes he is in and of the school he is enrolled at: who has a right on the whole
has it on the parts. Every look at a child's data is written down before the data leaves; the family can read it.
A refused attempt that names a child is written down as well.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *chain.from_iterable(_section(kind) for kind in KINDS), *_disclosed()])


def services() -> list[ServiceDescriptor]:
    """Every service of every contract."""
    modules = [import_module(file.removesuffix(".proto").replace("/", ".") + "_pb2") for file in proto_files()]
    return [service for module in modules for service in module.DESCRIPTOR.services_by_name.values()]


def _section(kind: str) -> Iterator[str]:
    known = {name: one for name, one in policy.POLICY.items() if one.kind == kind and one.relations}
    roles = [role for role in ROLES if any(role in one.relations for one in known.values())]
    yield f"## {KINDS[kind]}\n"
    yield "| may | " + " | ".join(ROLES[role] for role in roles) + " |"
    yield "| --- |" + " :-: |" * len(roles)
    for name, one in known.items():
        yield f"| {WORDS[name]} | " + " | ".join("yes" if role in one.relations else "" for role in roles) + " |"
    yield ""


def _disclosed() -> Iterator[str]:
    yield "## What is written down\n"
    yield "| when somebody calls | the record says |"
    yield "| --- | --- |"
    for method, rule in sorted(rules_of(services()).items()):
        if rule.discloses:
            yield f"| {_short(method)} | {rule.discloses}{_fresh(rule)} |"
    yield ""


def _short(method: str) -> str:
    service, name = method.strip("/").rsplit("/", 1)
    return f"{service.split('.')[1]}: {name}"


def _fresh(rule: Rule) -> str:
    return " (the right is asked anew at every call)" if rule.fresh else ""
