"""Codes of the contracts in people's words. The texts are English here; the Russian ones are in translations/."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from zvonok.gradebook.v1.gradebook_pb2 import WorkCategory
from zvonok.identity.v1.verifications_pb2 import (
    VERIFICATION_ANSWER_CONFIRMED,
    VERIFICATION_ANSWER_CORRECTION,
    VERIFICATION_ANSWER_WAITING,
)

from services.portal import menu
from services.portal.days import bell_times, days_later, show_day, show_time, weekday_of, weekday_short
from services.portal.roles import control_room_schools, municipalities
from services.portal.words import PURPOSES, RULES
from services.portal.words.notices import DELIVERY_REASONS, NOTICE_KINDS, NOTICE_MODES, NOTICE_TITLES, STAND_INS
from services.portal.words.substitutions import kind_text

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
    "attendance": _l("absences and their reasons"),
    "homework": _l("homework"),
    "names": _l("the child's name and class"),
    "contacts": _l("addresses for notices"),
    "disclosures": _l("this record"),
    "notices": _l("notices"),
    "messages": _l("who has read a message"),
    "exemptions": _l("exemptions from subjects"),
    "own": _l("its own start page and notices"),
    "rights": _l("rights"),
    "everything": _l("all data of the child"),
    "consents": _l("consents"),
    "corrections": _l("requests for correction"),
    "restriction": _l("the restriction of processing"),
    "verification": _l("whether the data was checked"),
    "family ties": _l("who the guardians are"),
    "work": _l("how lessons are recorded and who is away"),
    "staff": _l("names of the staff"),
    "document": _l("a document"),
    "bulk export": _l("a file with many people's data"),
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
# What a family has answered to a check of its data.
CHECKED = {
    VERIFICATION_ANSWER_WAITING: _l("no answer yet"),
    VERIFICATION_ANSWER_CONFIRMED: _l("all is right"),
    VERIFICATION_ANSWER_CORRECTION: _l("a correction is requested"),
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
# Kinds of marks of a term and of a year.
TERM_KINDS = {
    "term": _l("Mark of the term"),
    "interim": _l("Interim"),
    "annual": _l("Annual"),
    "exam": _l("Exam"),
    "final": _l("Final"),
}
CHANNELS = {
    "in_app": _l("on this page"),
    "email": _l("e-mail"),
    "web_push": _l("in the browser"),
    "messenger": _l("messenger"),
    "sms": _l("SMS"),
}
DELIVERIES = {
    "held": _l("waits a little"),
    "queued": _l("being sent"),
    "sent": _l("delivered"),
    "failed": _l("not taken"),
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


def category_titles(categories: Iterable[WorkCategory]) -> dict[str, str]:
    """What the school calls its own kinds of work; the others have words of the interface."""
    return {one.code: one.title for one in categories if one.title}


def delivery_reason(code: str, state: str = "") -> str:
    """Why a delivery waits or ended; empty where the code says nothing to people, unless it is being sent again."""
    # What a channel that fails has answered is for operators; people see that it is tried again, and why.
    known = code if code in DELIVERY_REASONS else "CHANNEL_DOWN" if code and state == "queued" else ""
    return word(DELIVERY_REASONS, known) if known else ""


def register(app: Flask) -> None:
    """Makes these words known to the templates."""
    app.jinja_env.filters.update(
        role=role_text,
        category=lambda code: word(CATEGORIES, code),
        first_upper=lambda text: text[:1].upper() + text[1:],
        term_kind=lambda code: word(TERM_KINDS, code),
        disclosed=lambda code: word(DISCLOSED, code),
        unusual=lambda code: word(UNUSUAL, code),
        purpose=lambda method: word(PURPOSES, method.rpartition("/")[2]),
        unusual_count=unusual_count,
        channel=lambda code: word(CHANNELS, code),
        notice_kind=lambda code: word(NOTICE_KINDS, code),
        notice_title=lambda code: word(NOTICE_TITLES, code),
        stand_in=lambda code: word(STAND_INS, code),
        delivery_reason=delivery_reason,
        notice_mode=lambda code: word(NOTICE_MODES, code),
        delivery=lambda code: word(DELIVERIES, code),
        rule=rule_text,
        full_name=full_name,
        short_name=short_name,
        times=times,
        mark_tone=mark_tone,
        municipalities=municipalities,
        control_rooms=control_room_schools,
        office_schools=menu.office_schools,
        data_field=lambda code: word(DATA_FIELDS, code),
        data_state=lambda code: word(DATA_STATES, code),
        checked=lambda answer: CHECKED.get(answer, ""),
        tie=lambda code: word(TIES, code) if code in TIES else role_text(code),
        day=show_day,
        clock=show_time,
        substitution=kind_text,
        days_later=days_later,
        weekday_of=weekday_of,
        sort_by=lambda items, key: sorted(items, key=key),
        weekday_short=weekday_short,
        bell_times=bell_times,
        joined=joined,
    )
    app.jinja_env.globals.update(percent=percent, menu=menu)
