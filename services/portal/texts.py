"""Codes of the contracts in people's words. The texts are English here; the Russian ones are in translations/."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from services.portal.days import show_day, show_time
from services.portal.roles import control_room_schools, exporting_schools, unusual_looks_schools

ROLES = {
    "pupil": _l("pupil"),
    "guardian": _l("parent or guardian"),
    "subject_teacher": _l("teacher"),
    "substitute": _l("substitute teacher"),
    "class_teacher": _l("class teacher"),
    "deputy_head": _l("deputy head"),
    "journal_administrator": _l("journal administrator"),
    "director": _l("director"),
    "municipal_operator": _l("municipal operator"),
    "ops": _l("operations"),
    "service": _l("the gradebook itself"),
    "self": _l("the pupil"),
    "own": _l("the family itself"),
    "other": _l("a person without a right to it"),
}
CATEGORIES = {
    "answer": _l("answer"),
    "test": _l("test"),
    "dictation": _l("dictation"),
    "independent_work": _l("independent work"),
    "homework": _l("homework (work)"),
}
# What a look was at, in the accusative: "looked at …".
DISCLOSED = {
    "marks": _l("marks and attendance"),
    "names": _l("the child's name and class"),
    "contacts": _l("addresses for notices"),
    "disclosures": _l("this record"),
    "notices": _l("notices"),
    "own": _l("its own start page and notices"),
    "rights": _l("rights"),
    "everything": _l("all data of the child"),
    "consents": _l("consents"),
    "corrections": _l("requests for correction"),
    "restriction": _l("the restriction of processing"),
    "family ties": _l("who the guardians are"),
    "bulk export": _l("a file with many people's data"),
}
# What a look was for: every method has one purpose, so the record's method tells it.
PURPOSES = {
    "GetDiary": _l("reading the diary"),
    "GetJournal": _l("keeping the class's journal"),
    "GetLesson": _l("keeping a lesson"),
    "RecordLesson": _l("keeping a lesson"),
    "ListGroupPupils": _l("the list of a group"),
    "ListClassPupils": _l("the list of a class"),
    "GetPupil": _l("showing whose page it is"),
    "GetMe": _l("the start page"),
    "BatchGetContacts": _l("sending a notice"),
    "ListNotices": _l("reading notices"),
    "ListDisclosures": _l("reading who looked"),
    "ListUnusualLooks": _l("checking unusual looks"),
    "Explain": _l("checking rights"),
    "ListRelations": _l("checking rights"),
    "ListGuardians": _l("checking rights"),
    "RecordGuardianOrder": _l("carrying out a court's order"),
    "LiftGuardianOrder": _l("carrying out a court's order"),
    "GetSubjectData": _l("giving the family its data"),
    "GetOwnData": _l("giving the family its data"),
    "ListConsents": _l("consents of the family"),
    "GiveConsent": _l("consents of the family"),
    "WithdrawConsent": _l("consents of the family"),
    "RequestCorrection": _l("a request of the family"),
    "ListCorrections": _l("a request of the family"),
    "DecideCorrection": _l("a request of the family"),
    "RestrictProcessing": _l("restricting the use of the data"),
    "LiftRestriction": _l("restricting the use of the data"),
    "DownloadExport": _l("an export that two people of the school answer for"),
}
# Fields of a person's record, and what can be asked for besides.
DATA_FIELDS = {
    "family_name": _l("family name"),
    "given_name": _l("given name"),
    "middle_name": _l("middle name"),
    "birth_date": _l("date of birth"),
    "email": _l("e-mail"),
    "phone": _l("phone"),
    "username": _l("user name"),
    "other": _l("something else"),
    "restriction": _l("restrict the use of the data"),
    "lift_restriction": _l("lift the restriction"),
    "erasure": _l("erase the data"),
}
# Where a request or an export stands, and what an export holds.
DATA_STATES = {
    "open": _l("waits for the school"),
    "accepted": _l("accepted"),
    "refused": _l("refused, with an answer"),
    "waiting": _l("waits for a second person"),
    "confirmed": _l("confirmed"),
    "refused_export": _l("not confirmed"),
    "expired": _l("its time is over"),
    "pupils": _l("pupils with classes"),
    "guardians": _l("guardians with addresses"),
    "staff": _l("staff with roles"),
}
# Relations that are no roles.
TIES = {
    "class_pupil": _l("in the class"),
    "group_pupil": _l("in the group"),
    "has_guardian": _l("has a guardian"),
    "has_guardian_without_rights": _l("has a guardian without rights"),
    "guardian_without_rights": _l("guardian without rights"),
}
# Why a look is unusual.
UNUSUAL = {
    "outside_hours": _l("outside working hours"),
    "refused": _l("refused"),
    "many_children": _l("many children in a short time"),
    "outside_own_classes": _l("children of other classes"),
}
RULES = {
    "VERSION_CONFLICT": _l("Someone else saved this meanwhile."),
    "NOT_IN_GROUP_ON_DATE": _l("The pupil was not in the group on this date."),
    "NOT_IN_SCALE": _l("There is no such mark. Possible: 5, 4, 3, 2, н/а, осв, зачёт, незачёт, or two marks like 4/5."),
    "EDIT_WINDOW_CLOSED": _l("The time for entering and correcting in this lesson is over."),
    "NO_MARKS_IN_GRADE_1": _l("There are no marks in the first grade."),
    "LESSON_CANCELLED": _l("The lesson was cancelled."),
    "FUTURE_LESSON": _l("The lesson has not taken place yet."),
    "MINUTES_OUT_OF_RANGE": _l("Minutes of lateness: from 1 to 60."),
    "DUE_DATE_OUT_OF_RANGE": _l("Homework is due from the lesson's day on, within a year."),
    "BAD_DATE": _l("There is no such date."),
    "HOMEWORK_NONE_WITH_TEXT": _l("Either there is no homework, or write what it is."),
    "ABSENT_WITH_ANSWER": _l("A pupil who was absent has no mark for an answer: correct one of the two."),
    "TOO_MANY_LINE_ITEMS": _l("A lesson has at most ten columns."),
    "UNKNOWN_CATEGORY": _l("The school has no such kind of work."),
    "UNKNOWN_LINE_ITEM": _l("The column could not be made, or is gone."),
    "PERIOD_LOCKED": _l("This part of the journal is locked. Ask the deputy head for an unlock."),
    "OLD_VERSION": _l("There is a newer text: read it first."),
    "TOO_YOUNG": _l("A pupil decides from the age of 14 on. Ask a parent."),
    "BY_LAW": _l("This is done by law: consent is neither needed nor withdrawn."),
    "BAD_VALUE": _l("This does not look like a right value: a name is not empty, a date is written 2015-03-09."),
    "BAD_TEXT": _l("The text is too long or holds characters that cannot be kept."),
    "EXPLANATION_NEEDED": _l("Say what is wrong."),
    "TOO_MANY_REQUESTS": _l("Many requests wait already: the school decides those first."),
    "ANSWER_NEEDED": _l("Say why it is refused."),
    "ALREADY_DECIDED": _l("It was decided already."),
    "OWN_REQUEST": _l("Somebody else decides about your own data."),
    "RETENTION_NOT_OVER": _l("The retention period is not over: the journal must still be kept."),
    "NOT_RESTRICTED": _l("The use of this data is not restricted."),
    "PURPOSE_NEEDED": _l("Say what the export is for."),
    "SECOND_PERSON_NEEDED": _l("Somebody else than who asked confirms an export."),
    "NOT_WAITING": _l("It was decided already, or nobody decided in time: ask anew."),
    "TEXT_TOO_LONG": _l("The text is too long."),
    "BAD_CHARACTER": _l("There is a character in the text that cannot be kept."),
}
CHANNELS = {"in_app": _l("on this page"), "email": _l("e-mail")}
DELIVERIES = {
    "held": _l("waits a little"),
    "queued": _l("being sent"),
    "sent": _l("delivered"),
    "failed": _l("failed, will be tried again"),
    "abandoned": _l("could not be delivered"),
    "retracted": _l("taken back"),
}
NUMERIC_MARKS = ("2", "3", "4", "5")


def word(table: dict[str, Any], code: str) -> str:
    """The text of a code in the language of the page; the code itself when the table does not know it yet."""
    return str(table.get(code, code))


def role_text(code: str) -> str:
    """A reader's role; empty where a refused reader had none."""
    if code.startswith("services/"):
        code = "service"
    return word(ROLES, code or "other")


def rule_text(rule: str) -> str:
    """What a refusal by this rule means to the teacher."""
    return str(RULES[rule]) if rule in RULES else gettext("Refused by the rule %(rule)s.", rule=rule)


def full_name(person: Any) -> str:
    """Family name, given name, middle name, as registers have it."""
    return " ".join(part for part in (person.family_name, person.given_name, person.middle_name) if part)


def short_name(person: Any) -> str:
    """Family and given name, as journals have it."""
    return " ".join(part for part in (person.family_name, person.given_name) if part)


def times(count: int) -> str:
    """ "3 times" """
    return str(ngettext("%(num)d time", "%(num)d times", count))


def unusual_count(report: Any) -> str:
    """ "3 in seven days", "1000 or more in seven days" """
    if report.more:
        return str(gettext("%(num)d or more in seven days", num=report.count))
    return str(ngettext("%(num)d in seven days", "%(num)d in seven days", report.count))


def percent(part: int, whole: int) -> int:
    """A share in whole percent. Never 0 or 100 unless it is: one pupil of 700 is not none."""
    if whole <= 0:
        raise ValueError("a share of nothing has no percent")
    if part in (0, whole):
        return 100 * part // whole
    return min(99, max(1, (200 * part + whole) // (2 * whole)))


def mark_tone(value: str) -> str:
    """How a mark is drawn: by its lowest numeric part; "word" for marks that are no numbers."""
    parts = [part for part in value.split("/") if part in NUMERIC_MARKS]
    return f"m{min(parts)}" if parts else "word"


def joined(parts: Iterable[str]) -> str:
    """Parts that are not empty, with a middle dot between."""
    return " · ".join(part for part in parts if part)


def register(app: Flask) -> None:
    """Makes these words known to the templates."""
    app.jinja_env.filters.update(
        role=role_text,
        category=lambda code: word(CATEGORIES, code),
        disclosed=lambda code: word(DISCLOSED, code),
        unusual=lambda code: word(UNUSUAL, code),
        purpose=lambda method: word(PURPOSES, method.rpartition("/")[2]),
        unusual_count=unusual_count,
        channel=lambda code: word(CHANNELS, code),
        delivery=lambda code: word(DELIVERIES, code),
        rule=rule_text,
        full_name=full_name,
        short_name=short_name,
        times=times,
        mark_tone=mark_tone,
        control_rooms=control_room_schools,
        unusual_looks_schools=unusual_looks_schools,
        exporting_schools=exporting_schools,
        data_field=lambda code: word(DATA_FIELDS, code),
        data_state=lambda code: word(DATA_STATES, code),
        tie=lambda code: word(TIES, code) if code in TIES else role_text(code),
        day=show_day,
        clock=show_time,
        joined=joined,
    )
    app.jinja_env.globals["percent"] = percent
