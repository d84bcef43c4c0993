"""The sweep of the portal: every address, as everybody and as nobody, for own, foreign and imaginary things.

Whoever adds a route adds its row to PAGES; expectations come from the naive model of the policy over the roster.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from werkzeug.routing import Map, Rule

from kit.database import SEE_EVERY_SCHOOL
from kit.ids import new_id
from services.portal.app import create_app
from services.portal.pages import PUBLIC
from tests.access.model import Resource, may
from tests.e2e.test_sweep import Sweep
from tests.e2e.visitor import Answer, Visitor
from tests.unit.portal.conftest import portal_config
from tests.unit.portal.fakes import School

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform"), pytest.mark.timeout(300)]

FAMILY = ("guardian", "stranger", "two-schools", "pupil")
STAFF = ("teacher", "class-teacher", "deputy", "director", "administrator", "deputy2")
UNTOUCHED = json.dumps({"v": 0, "p": ["", "", False, "", False], "a": {}, "m": {}})
# Shows a column more, and stores nothing.
ADD_COLUMN = {"action": "add_column", "category": "answer", "request_id": new_id(), "seen": UNTOUCHED}
TOO_LONG = {"content": "pupils", "purpose": "x" * 301}
NO_WEBHOOK = {"webhook": new_id()}
NO_ABSENCE = f"{new_id()}|2020-01-01|{new_id()}/{new_id()}/1"
NO_LESSON = {"group": new_id(), "lesson": new_id()}
SUBSTITUTIONS = ("gradebook.substitutions.read", "identity.staff.read")
UPSIDE_DOWN = {"year_group": "5", "lowest": "5", "highest": "2", "minimum_marks": "3"}
EXEMPTIONS = ("gradebook.class_exemptions.read", "identity.class_pupils.read")
CHECKED = ("identity.verifications.read", "identity.class_pupils.read")
CLASS_PAGE = ("gradebook.absences.read", "identity.class_pupils.read")
JOURNAL = ("gradebook.journal.read", "identity.group_pupils.read")
RECORD = (*JOURNAL, "gradebook.lesson.record")
FILL = {"seen": "{}", "fill": "5"}


@dataclass(frozen=True)
class Page:
    """What an address does for whom."""

    # The kind of thing in the address, and the rights to it that the page needs; none: it is for everybody signed in.
    kind: str = ""
    needs: tuple[str, ...] = ()
    status: int = 200
    # Where rights do not say it: the roles of the demonstration that get the status, and what the others get.
    roles: tuple[str, ...] = ()
    otherwise: int = 404
    # Of a stream: its first event. Who may not is told that it is over, and the page stops asking.
    event: str = ""
    # What a POST says, so that it changes nothing that anybody would miss.
    form: Mapping[str, str] = field(default_factory=dict)
    # Values of the address that are not a thing's.
    values: Mapping[str, str | int] = field(default_factory=dict)
    # What who is not signed in gets; None: the way to the log-in.
    nobody: int | None = None


PAGES: Mapping[str, Page] = {
    "GET static": Page(values={"filename": "base.css"}, nobody=200),
    "GET health.healthz": Page(nobody=200),
    "GET login.form": Page(status=302, nobody=200),
    "POST login.log_in": Page(status=422, form={"username": "nobody", "password": ""}, nobody=422),
    "POST login.choose_language": Page(status=302, form={"language": "ru", "next": "/"}, nobody=302),
    # The session that it ends is opened for it.
    "POST login.log_out": Page(status=302),
    "GET home.start": Page(roles=("pupil", "deputy", "deputy2", "operator"), status=302, otherwise=200),
    "GET journal.index": Page(),
    "GET journal.show": Page("group", JOURNAL),
    "GET journal_file.show": Page("group", ("identity.group_pupils.read",)),
    "GET journal_file.download": Page(
        "group", ("identity.group_pupils.read", "gradebook.marks.export"), values={"content": "marks", "form": "xlsx"}
    ),
    "GET pupil_terms.show": Page("pupil", ("gradebook.diary.read",)),
    "GET summary_sheet.show": Page("class", ("gradebook.summary_sheet.read", "identity.class_pupils.read")),
    "GET summary_sheet.download": Page("class", ("gradebook.summary_sheet.read", "identity.class_pupils.read")),
    "GET periods.show": Page("school", ("gradebook.periods.read",)),
    # A period that there is not.
    "GET periods.flags": Page("school", ("gradebook.periods.read",), status=404, values={"key": "years-2001"}),
    "POST periods.close": Page("school", ("gradebook.periods.change",), status=404, values={"key": "years-2001"}),
    "POST periods.reopen": Page(
        "school", ("gradebook.periods.change",), status=404, values={"key": "years-2001"}, form={"reason": "x"}
    ),
    "POST periods.confirm": Page(
        "school", ("gradebook.periods.change",), status=404, values={"key": "years-2001"},
        form={"protocol": "1", "protocol_date": "2020-01-01"},
    ),
    "POST periods.publish": Page("school", ("gradebook.periods.change",), status=404, values={"key": "years-2001"}),
    "GET term_marks.show": Page("group", JOURNAL),
    # Fills in proposals of a column that there is not, and stores nothing; a save needs another right.
    "POST term_marks.save": Page("group", JOURNAL, form={"action": "take:x", "seen": "{}"}, nobody=401),
    # Without a file there is nothing to look at, and without a table nothing to save.
    "POST journal_file.look": Page("group", ("identity.group_pupils.read",), status=302),
    "POST journal_file.save": Page("group", ("identity.group_pupils.read",), status=302, nobody=401),
    "GET plan.show": Page("group", ("gradebook.lessons.read",)),
    "GET plan.download": Page("group", ("gradebook.lessons.read",)),
    # No topic, a version that there is not, nobody to copy to, a topic that there is not: nothing is changed.
    "POST plan.add": Page("group", ("gradebook.plan.change",), status=409, form={"hours": "1"}),
    "POST plan.change": Page("group", ("gradebook.plan.change",), status=409, values={"topic": new_id()}),
    "POST plan.look": Page(
        "group", ("gradebook.plan.change",), status=302, form={"content": "eA==", "version": "999999"}
    ),
    "POST plan.copy": Page("group", ("gradebook.plan.change",), status=302),
    "POST plan.teach": Page("lesson", ("gradebook.lesson.record",), status=404, form={"topic": new_id()}),
    "GET coverage.show": Page("school", ("gradebook.coverage.read",)),
    "GET homework.of_group": Page("group", ("gradebook.lessons.read",)),
    "GET homework.of_lesson": Page("lesson", JOURNAL),
    # Nothing to do and no file; more minutes than there are; things that nobody has.
    "POST homework.give": Page("lesson", ("gradebook.lesson.record",), status=409),
    "POST homework.minutes": Page("lesson", ("gradebook.lesson.record",), status=302, form={"minutes": "9999"}),
    "POST homework.withdraw": Page(
        "lesson", ("gradebook.lesson.record",), status=404, values={"assignment": new_id()}
    ),
    "GET homework.lesson_file": Page("lesson", ("gradebook.journal.read",), status=404, values={"file": new_id()}),
    "GET homework.pupil_file": Page("pupil", ("gradebook.diary.read",), status=404, values={"file": new_id()}),
    "POST homework.done": Page("pupil", ("gradebook.homework.tick",), status=404, values={"item": new_id()}),
    "GET notice_settings.show": Page("pupil", ("notify.settings.own",)),
    "POST notice_settings.change": Page("pupil", ("notify.settings.own",), status=422, form={"daily_at": "25:00"}),
    "GET notice_settings.show_school": Page("school", ("notify.school_settings.change",)),
    "GET push.worker": Page(nobody=200),
    "POST push.add": Page(status=404, form={"endpoint": "https://10.0.0.1/x", "p256dh": "x", "auth": "x"}),
    "POST push.remove": Page(status=204, form={"endpoint": "https://10.0.0.1/x"}),
    "GET notice_sender.show": Page("school", ("notify.school_settings.change",)),
    "POST notice_sender.change": Page(
        "school", ("notify.school_settings.change",), status=422, form={"title": "x" * 71, "request_id": new_id()}
    ),
    "GET unsubscribe.ask_first": Page(values={"token": "nonsense"}, nobody=200),
    "POST unsubscribe.end": Page(status=404, values={"token": "nonsense"}, nobody=404),
    "POST notice_settings.change_school": Page(
        "school", ("notify.school_settings.change",), status=422, form={"grace": "x", "daily_at": "18:30"}
    ),
    "GET substitutions.show": Page("school", SUBSTITUTIONS),
    "GET substitution_register.show": Page("school", SUBSTITUTIONS),
    "GET substitution_register.download": Page("school", SUBSTITUTIONS),
    # Nobody is named, nothing is chosen; things that nobody has.
    "POST substitutions.record_absence": Page("school", SUBSTITUTIONS, status=422),
    "POST substitutions.assign": Page("school", SUBSTITUTIONS, status=422),
    "POST substitutions.end_absence": Page(
        "school", ("gradebook.substitutions.change",), status=404, form={"last": "2026-09-01"},
        values={"absence": new_id()},
    ),
    "POST substitutions.end": Page(
        "school", ("gradebook.substitutions.change",), status=404, values={"substitution": new_id()}
    ),
    "GET homework_limits.show": Page("school", ("gradebook.rules.read",)),
    "POST homework_limits.change": Page("school", ("gradebook.rules.change",), status=302, form={"year": "99"}),
    "GET lesson.show": Page("lesson", JOURNAL),
    "GET works.new": Page("lesson", JOURNAL),
    # A work that the lesson has not, and one of no kind: nothing is saved.
    "GET works.show": Page("lesson", JOURNAL, status=404, values={"item": new_id()}),
    # Who may read the lesson sees the form's own mistake.
    "POST works.create": Page("lesson", JOURNAL, status=409, form=FILL, nobody=401),
    "POST works.save": Page("lesson", RECORD, status=404, form=FILL, values={"item": new_id()}, nobody=401),
    "POST works.change": Page("lesson", ("gradebook.lesson.record",), status=302, values={"item": new_id()}),
    "POST works.delete": Page("lesson", ("gradebook.lesson.record",), status=302, values={"item": new_id()}),
    # A save needs another right, and is tried at foreign lessons below.
    "POST lesson.save": Page("lesson", JOURNAL, form=ADD_COLUMN, nobody=401),
    "GET diary.own": Page(status=302, roles=FAMILY),
    # Leads on to the diary itself, which decides.
    "GET diary.from_letter": Page(status=302, values={"school": new_id(), "pupil": new_id()}),
    "GET diary.week": Page("pupil", ("gradebook.diary.read",)),
    "GET progress.of_pupil": Page("pupil", ("gradebook.diary.read",)),
    "GET progress.of_group": Page("group", ("gradebook.journal.read", "identity.group_pupils.read")),
    "GET progress.of_class": Page("class", ("gradebook.class_owed_work.read", "identity.class_pupils.read")),
    "GET exemptions.of_class": Page("class", EXEMPTIONS),
    # Nobody is chosen; a pupil whom there is not.
    "POST exemptions.create": Page("class", EXEMPTIONS, status=409, form={"pupil": ""}),
    "POST exemptions.end": Page(
        "class", status=404, form={"end": "2026-12-01", "reason": "x"},
        values={"pupil": new_id(), "exemption": new_id()},
    ),
    "GET scales.show": Page("school", ("gradebook.rules.read", "identity.school_structure.read")),
    # A scale upside down, a kind of work that weighs nothing, one that there is not, a group and a term of nobody.
    "POST scales.set_scale": Page("school", ("gradebook.rules.change",), status=409, form=UPSIDE_DOWN),
    "POST scales.add_category": Page(
        "school", ("gradebook.rules.change",), status=409, form={"title": "x", "weight": "0"}
    ),
    "POST scales.set_category": Page("school", ("gradebook.rules.read",), status=302, values={"code": "nothing"}),
    "POST scales.rebase": Page(
        "school", ("gradebook.rules.change",), status=404, form={"group": new_id(), "term": new_id(), "reason": "x"}
    ),
    "GET progress.of_school": Page("school", ("gradebook.overdue_work.read", "identity.school_structure.read")),
    "GET child_attendance.show": Page("pupil", ("gradebook.diary.read",)),
    "GET attendance.of_class": Page("class", CLASS_PAGE),
    # A day on which nothing was missed; no day ticked, no lesson named, a pupil and a period that there are not.
    "GET attendance.of_day": Page(
        "class", CLASS_PAGE, status=404, values={"pupil": new_id(), "date": "2020-01-01"}
    ),
    "POST attendance.set_reasons": Page(
        "class", ("gradebook.absences.decide",), status=302, form={"reason": "ill", "cells": NO_ABSENCE}
    ),
    "POST attendance.set_day": Page(
        "class", ("gradebook.absences.decide",), status=302, values={"pupil": new_id(), "date": "2020-01-01"},
        form={"cells": NO_ABSENCE, "reason.0": "ill"},
    ),
    "POST attendance.create_period": Page(
        "class", CLASS_PAGE, status=409, form={"pupil": new_id(), "begin": "x", "reason": "ill"}
    ),
    "POST attendance.end_period": Page(
        "class", ("gradebook.absences.decide",), status=404, values={"period": new_id()}
    ),
    "POST attendance.decide_note": Page(
        "class", ("gradebook.absences.decide",), status=404, form={"accept": "1"}, values={"note": new_id()}
    ),
    "GET messages.show": Page("class", ("notify.messages.read", "identity.class_pupils.read")),
    # No text at all is refused before rights are asked about; a character that is none is refused after.
    "POST messages.send": Page(
        "class", ("notify.messages.send", "notify.messages.read", "identity.class_pupils.read"), status=422,
        form={"text": "\a"},
    ),
    "GET messages.report": Page(
        "class", ("notify.messages.read", "identity.class_pupils.read"), status=404, values={"message": new_id()}
    ),
    "GET mass_absence.show": Page("class", CLASS_PAGE),
    # No such day; nothing of that id.
    "POST mass_absence.record": Page(
        "class", CLASS_PAGE, status=409, form={"begin": "x", "kind": "quarantine", "reason": "excused"}
    ),
    "POST mass_absence.undo": Page(
        "class", ("gradebook.absences.decide",), status=404, values={"mass": new_id()}
    ),
    "POST child_attendance.withdraw": Page(
        "pupil", ("gradebook.absence_note.send",), status=404, values={"note": new_id()}
    ),
    # No such day: the page is shown again.
    "POST child_attendance.send": Page(
        "pupil", ("gradebook.absence_note.send",), status=409, form={"begin": "x", "reason": "ill"}
    ),
    "GET attendance_rule.show": Page("school", ("gradebook.rules.read", "identity.school_structure.read")),
    "POST attendance_rule.change": Page("school", ("gradebook.rules.change",), status=302, form={"kind": "nothing"}),
    "GET disclosures.show": Page("pupil", ("identity.disclosures.read",)),
    "GET control_room.room": Page("school", ("reports.control_room.read",)),
    "GET control_room.numbers": Page("school", ("reports.control_room.read",)),
    "GET control_room.behind": Page("school", ("reports.control_room.read",)),
    "GET control_room.pupils": Page("school", ("reports.control_room.read", "identity.school_pupils.read")),
    "GET control_room.events": Page("school", ("reports.control_room.read",), event="moved"),
    "GET teachers.show": Page("school", ("reports.control_room.read", "identity.staff.read")),
    # There is no such metric: nobody is reminded.
    "POST teachers.remind": Page("school", ("reports.teachers.remind",), status=302, form={"metric": "nothing"}),
    "GET municipality.show": Page("municipality", ("reports.municipality.read",)),
    "GET statistics.of_school": Page("school", ("reports.control_room.read",)),
    "GET statistics.of_class": Page("class", ("reports.class_statistics.read", "gradebook.summary_sheet.read")),
    "GET statistics.of_group": Page("group", ("reports.group_statistics.read",)),
    "GET unusual_looks.show": Page("school", ("identity.unusual_looks.read",)),
    "GET personal_data.show": Page("pupil", ("identity.subject_data.read",)),
    "GET personal_data.download": Page("pupil", ("identity.subject_data.read", "gradebook.subject_data.read")),
    "GET personal_data.show_own": Page(),
    "GET personal_data.download_own": Page(),
    # What is asked for there is none: who has the right is told so, and nothing is changed.
    "POST personal_data.consent": Page(
        "pupil", ("identity.consents.change",), status=302, form={"kind": "nothing", "give": "1", "version": "1"}
    ),
    "POST personal_data.correct": Page(
        "pupil", ("identity.correction.request",), status=302, form={"field": "nothing"}
    ),
    "POST personal_data.correct_own": Page(
        status=302, roles=(*FAMILY, *STAFF), otherwise=404, form={"field": "nothing"}
    ),
    "GET verifications.of_class": Page("class", CHECKED),
    # No day until when; checks that there are not; nobody asks.
    "POST verifications.start": Page("class", ("identity.verifications.change",), status=302, form={"due": "x"}),
    "POST verifications.remind": Page(
        "class", ("identity.verifications.change",), status=404, values={"check": new_id()}
    ),
    "POST verifications.end": Page(
        "class", ("identity.verifications.change",), status=404, values={"check": new_id()}
    ),
    "POST verifications.confirm": Page("pupil", ("identity.verification.answer",), status=302),
    "GET changes.of_group": Page("group", JOURNAL),
    "GET changes.of_lesson": Page("lesson", JOURNAL),
    "GET journal_rules.show": Page("school", ("gradebook.rules.read", "identity.school_structure.read")),
    # Values that no rule takes, and things that there are not: nothing is changed.
    "POST journal_rules.set_window": Page(
        "school", ("gradebook.rules.change",), status=302, form={"days": "99999", "version": "1"}
    ),
    "POST journal_rules.set_category_window": Page(
        "school", ("gradebook.rules.read",), status=302, values={"code": "nothing"}
    ),
    "POST journal_rules.lock": Page(
        "school", ("gradebook.rules.change",), status=404, form={"subject": "no such subject"}
    ),
    "POST journal_rules.end_lock": Page(
        "school", ("gradebook.rules.change",), status=404, values={"lock_id": new_id()}
    ),
    "POST journal_rules.decide": Page(
        "school", ("gradebook.unlock.decide",), status=404, form={"grant": "0"}, values={"unlock": new_id()}
    ),
    "GET live.of_journal": Page(event="unread", values={"school": new_id(), "group": new_id()}),
    "GET school.show": Page("school", ("identity.school_structure.read",)),
    "GET oneroster.show": Page("school", ("gradebook.oneroster.import",)),
    "GET oneroster.download": Page("school", ("gradebook.oneroster.export",)),
    # Without a file there is nothing to take in, which is told as a mistake.
    "POST oneroster.send": Page("school", ("gradebook.oneroster.import",), status=409),
    "GET webhooks.show": Page("school", ("reports.webhooks.change",)),
    # Without an address nothing is made.
    "POST webhooks.create": Page("school", ("reports.webhooks.change",), status=409),
    "GET webhooks.log": Page("school", ("reports.webhooks.change",), status=404, values=NO_WEBHOOK),
    "POST webhooks.change": Page("school", ("reports.webhooks.change",), status=404, values=NO_WEBHOOK),
    "POST webhooks.test": Page("school", ("reports.webhooks.change",), status=404, values=NO_WEBHOOK),
    "POST webhooks.rotate": Page("school", ("reports.webhooks.change",), status=404, values=NO_WEBHOOK),
    "POST webhooks.delete": Page("school", ("reports.webhooks.change",), status=404, values=NO_WEBHOOK),
    # Without a span there is nothing to be sent again.
    "POST webhooks.replay": Page("school", ("reports.webhooks.change",), status=302, values=NO_WEBHOOK),
    "GET timetable.show": Page("school", ("gradebook.timetable.read",)),
    "GET timetable_pattern.show": Page("school", ("gradebook.timetable.change",), values={"class_": new_id()}),
    # What was typed is told to be out of date, the bells to be of no known version: nothing is changed.
    "POST timetable_pattern.save": Page(
        "school", ("gradebook.timetable.change",), status=302, values={"class_": new_id()}, nobody=401
    ),
    "GET timetable_calendar.show": Page("school", ("gradebook.timetable.change",)),
    "POST timetable_calendar.save_bells": Page(
        "school", ("gradebook.timetable.change",), status=409, form={"version": "999"}, nobody=401
    ),
    "POST timetable_calendar.save_days": Page(
        "school", ("gradebook.timetable.change",), status=409, form={"version": "999"}, nobody=401
    ),
    "GET timetable_file.show": Page("school", ("gradebook.timetable.change",)),
    "GET timetable_file.download": Page("school", ("gradebook.timetable.change",)),
    # Without a file there is nothing to take in, which is told as a mistake.
    "POST timetable_file.send": Page("school", ("gradebook.timetable.change",), status=409),
    # Lessons that there are not.
    "GET timetable_lesson.show": Page("school", ("gradebook.timetable.change",), status=404, values=NO_LESSON),
    "POST timetable_lesson.move": Page("school", ("gradebook.timetable.change",), status=404, values=NO_LESSON),
    "POST timetable_lesson.cancel": Page(
        "school", ("gradebook.timetable.change",), status=404, form={"reason": "x"}, values=NO_LESSON
    ),
    "POST timetable_lesson.restore": Page("school", ("gradebook.timetable.change",), status=404, values=NO_LESSON),
    "GET timetable.of_child": Page("pupil", ("gradebook.diary.read",)),
    "GET documents.of_school": Page("school", ("gradebook.school_documents.make",)),
    "GET documents.of_class": Page("class", ("gradebook.class_documents.make",)),
    "GET documents.of_group": Page("group", ("gradebook.group_documents.make",)),
    "GET documents.of_pupil": Page("pupil", ("gradebook.pupil_documents.make",)),
    # No kind is chosen; documents that nobody has ordered.
    "POST documents.order_of_school": Page("school", ("gradebook.school_documents.make",), status=409),
    "POST documents.order_of_class": Page("class", ("gradebook.class_documents.make",), status=409),
    "POST documents.order_of_group": Page("group", ("gradebook.group_documents.make",), status=409),
    "POST documents.order_of_pupil": Page("pupil", ("gradebook.pupil_documents.make",), status=409),
    "GET documents.file_of_school": Page(
        "school", ("gradebook.school_documents.make",), status=404, values={"document": new_id()}
    ),
    "GET documents.file_of_class": Page(
        "class", ("gradebook.class_documents.make",), status=404, values={"document": new_id()}
    ),
    "GET documents.file_of_group": Page(
        "group", ("gradebook.group_documents.make",), status=404, values={"document": new_id()}
    ),
    "GET documents.file_of_pupil": Page(
        "pupil", ("gradebook.pupil_documents.make",), status=404, values={"document": new_id()}
    ),
    "POST report_documents.order": Page("school", ("reports.documents.make",), status=409),
    "GET report_documents.file": Page(
        "school", ("reports.documents.make",), status=404, values={"document": new_id()}
    ),
    "POST report_documents.cancel": Page(
        "school", ("reports.documents.make",), status=404, values={"document": new_id()}
    ),
    "POST report_documents.repeat": Page(
        "school", ("reports.documents.make",), status=404, values={"document": new_id()}
    ),
    # Whose document it is decides, not a right.
    "POST documents.cancel": Page(status=404, values={"school": new_id(), "document": new_id()}),
    "POST documents.repeat": Page(status=404, values={"school": new_id(), "document": new_id()}),
    "GET school_data.show": Page("school", ("identity.export.request",)),
    "POST school_data.ask_for": Page("school", ("identity.export.request",), status=302, form=TOO_LONG),
    # Things that nobody has.
    "POST school_data.decide": Page(
        "school", ("identity.correction.decide",), status=404, form={"accept": "1"}, values={"correction": new_id()}
    ),
    "POST school_data.confirm": Page(
        "school", ("identity.export.confirm",), status=404, form={"confirm": "1"}, values={"export": new_id()}
    ),
    "GET school_data.download": Page(
        "school", ("identity.export.request",), status=404, values={"export": new_id()}
    ),
    "GET notices.index": Page(),
    "POST notices.mark_read": Page(status=302, form={"until": "1.0", "request_id": new_id()}),
    # Nobody was sent it.
    "POST messages.confirm": Page(status=404, values={"notice": new_id()}),
    "GET account.show": Page(),
    # Whose session it is decides, not a right: see below.
    "POST account.end": Page(status=404, values={"session_id": new_id()}),
    "GET live.events": Page(event="unread"),
    "GET demonstration.mail": Page(),
    "GET demonstration.mail_html": Page(status=404, values={"message": 10**9}),
}  # fmt: skip
# What mail programs send: the token of a letter is the right to it.
WITHOUT_FORM = ("POST unsubscribe.end",)
POSTS = [name for name in PAGES if name.startswith("POST ") and name not in WITHOUT_FORM]


def the_map() -> Map:
    """The portal's addresses, as the running one has them."""
    return create_app(portal_config(demonstration=True), School().clients()).url_map


def rules() -> dict[str, Rule]:
    """The rule of each method and endpoint."""
    found = {}
    for rule in the_map().iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            found[f"{method} {rule.endpoint}"] = rule
    return found


RULES = rules()


def address(name: str, thing: Resource | None = None) -> str:
    """The path of a page for a thing; a lesson is named by group and lesson."""
    values: dict[str, Any] = dict(PAGES[name].values)
    if thing is not None:
        group, _, lesson = thing.thing.partition(" ")
        # `class` is a word of Python's.
        if thing.kind == "municipality":
            return RULES[name].map.bind("portal").build(name.split()[1], {thing.kind: thing.thing})
        values |= {"school": thing.school, "class_" if thing.kind == "class" else thing.kind: group}
        if lesson:
            values |= {"group": group, "lesson": lesson}
            del values["lesson_group"]
    return RULES[name].map.bind("portal").build(name.split()[1], values)


@dataclass
class Portal:
    """The running portal, and everybody in a browser of their own."""

    sweep: Sweep
    visitors: dict[str, Visitor]
    tokens: dict[str, str]

    @property
    def base(self) -> str:
        return str(self.sweep.endpoints["portal"])

    def visitor(self, role: str) -> Visitor:
        """A new browser in which this role is signed in."""
        [account] = [one for one in self.sweep.endpoints["accounts"] if one["role"] == role]
        return Visitor(self.base).log_in(account["login"], account["password"])

    def things(self, kind: str) -> list[Resource]:
        """Own and foreign ones of different people, and two that there are not: at a real and at no school."""
        real = self.sweep.things["group" if kind == "lesson" else kind]
        school = real[0].school
        if kind == "school":
            return [*real, Resource(kind, nowhere := new_id(), nowhere)]
        if kind != "lesson":
            return [*real, Resource(kind, school, new_id()), Resource(kind, new_id(), new_id())]
        lessons = self.sweep.lessons
        found = [
            Resource("lesson_group", each.school, f"{each.thing} {lessons[each.thing]}")
            for each in real
            if each.thing in lessons
        ]
        mixed = f"{found[0].thing.split()[0]} {found[-1].thing.split()[1]}"
        return [
            *found,
            *(Resource("lesson_group", each, f"{new_id()} {new_id()}") for each in (school, new_id())),
            Resource("lesson_group", school, mixed),
            Resource("lesson_group", school, f"{found[0].thing.split()[0]} {new_id()}"),
        ]

    def expected(self, page: Page, role: str, thing: Resource) -> bool:
        """Whether the role has the page's rights to the thing."""
        group, _, lesson = thing.thing.partition(" ")
        if lesson and self.sweep.lessons.get(group) != lesson:
            return False
        kind = "group" if lesson else thing.kind
        known: dict[str, Mapping[str, object]] = {
            "group": self.sweep.town.groups,
            "school": self.sweep.town.schools,
            "class": self.sweep.town.classes,
            "municipality": dict.fromkeys(self.sweep.town.municipalities),
        }
        if group not in known.get(kind, {group: ""}) or (
            kind != "municipality" and thing.school not in self.sweep.town.schools
        ):
            return False
        person = self.sweep.people[role][0]
        resource = Resource(kind, thing.school, group)
        return all(may(self.sweep.town, self.sweep.days, person, need, resource) for need in page.needs)

    def try_page(self, name: str, role: str, thing: Resource | None = None) -> Answer:
        visitor, path, page = self.visitors[role], address(name, thing), PAGES[name]
        if name.startswith("GET "):
            return visitor.get(path)
        answer = visitor.post(path, self.tokens[role], page.form)
        # What is said once about this is said now, and not on the next page.
        visitor.get("/account")
        return answer


@pytest.fixture(scope="module")
def portal(endpoints: dict[str, Any], state: Path) -> Portal:
    found = Portal(Sweep(endpoints), {}, {})
    for role in found.sweep.people:
        found.visitors[role] = found.visitor(role)
        found.tokens[role] = found.visitors[role].token("/account")
    return found


def test_every_route_of_the_portal_has_its_row() -> None:
    assert RULES.keys() == PAGES.keys()
    assert {name.split()[1] for name, page in PAGES.items() if page.nobody not in (None, 401)} == PUBLIC


@pytest.mark.parametrize("name", PAGES)
def test_nobody_gets_no_further_than_the_log_in(portal: Portal, name: str) -> None:
    page, visitor = PAGES[name], Visitor(portal.base)
    thing = portal.things(page.kind)[0] if page.kind else None
    path = address(name, thing)
    if name.startswith("POST "):
        answer = visitor.post(path, visitor.token(), page.form)
    else:
        answer = visitor.get(path)
        # A live part of a page is not led anywhere.
        if page.nobody is None:
            assert visitor.ask("GET", path, headers={"Sec-Fetch-Dest": "empty"}).status == 401
    assert answer.status == (page.nobody or 302)
    if page.nobody is None:
        assert answer.headers["Location"].startswith("/login")
    # A cookie that no session has is no better than none.
    visitor.cookies["zvonok"] = "x" * 43
    if page.nobody is None and name.startswith("GET ") and name != "GET diary.from_letter":
        assert visitor.get(path).headers["Location"].startswith("/login")


def as_expected(page: Page, answer: Answer, *, allowed: bool) -> bool:
    if page.event:
        return (answer.status, answer.text) == (200, page.event if allowed else "over")
    return answer.status == (page.status if allowed else 404)


@pytest.mark.parametrize("name", [name for name in PAGES if PAGES[name].kind])
def test_everybody_gets_their_own_and_the_one_refusal_for_all_else(portal: Portal, name: str) -> None:
    page, wrong, seen = PAGES[name], [], set()
    for role in portal.visitors:
        refusals: set[Any] = set()
        for thing in portal.things(page.kind):
            allowed = portal.expected(page, role, thing)
            answer = portal.try_page(name, role, thing)
            seen.add(allowed)
            if not as_expected(page, answer, allowed=allowed):
                wrong.append((role, thing, answer.status))
            if not allowed:
                refusals.add(answer.essence)
        # Foreign things and such as there are not: one page, to the letter.
        assert len(refusals) <= 1, (role, refusals)
    assert not wrong
    assert seen == {True, False}


@pytest.mark.parametrize("name", [name for name in PAGES if not PAGES[name].kind and name != "POST login.log_out"])
def test_what_names_no_thing_of_another_is_as_the_table_says(portal: Portal, name: str) -> None:
    page = PAGES[name]
    got = {role: portal.try_page(name, role).status for role in portal.visitors}
    assert got == {
        role: page.status if not page.roles or role in page.roles else page.otherwise for role in portal.visitors
    }


def test_a_save_to_a_foreign_lesson_is_refused_like_one_to_none(portal: Portal) -> None:
    """With everything that a right save would have: only the lesson is another's."""
    form = {"request_id": new_id(), "seen": UNTOUCHED, "topic": "Тема"}
    essences = set()
    for role in ("guardian", "pupil", "deputy", "director", "administrator", "operator", "deputy2"):
        for thing in portal.things("lesson"):
            path = address("POST lesson.save", thing)
            answer = portal.visitors[role].post(path, portal.tokens[role], form)
            assert answer.status == 404, (role, thing, answer.status)
            essences.add((role, answer.essence))
    assert len({role for role, _ in essences}) == len(essences)


def session_of(portal: Portal, role: str) -> tuple[str, bool]:
    """The newest session of a role, and whether it stands."""
    with psycopg.connect(portal.sweep.endpoints["databases"]["identity"], options=SEE_EVERY_SCHOOL) as database:
        query = "SELECT session_id::text, ended_at IS NULL FROM session WHERE person_id = %s ORDER BY session_id"
        found, stands = database.execute(query, [portal.sweep.people[role][0]]).fetchall()[-1]
        return str(found), bool(stands)


def test_nobody_ends_anothers_session(portal: Portal) -> None:
    victim = portal.visitor("teacher")
    session, _ = session_of(portal, "teacher")
    urls = RULES["POST account.end"].map.bind("portal")
    paths = [urls.build("account.end", {"session_id": each}) for each in (session, new_id())]
    foreign, imaginary = (portal.visitors["guardian"].post(path, portal.tokens["guardian"], {}) for path in paths)
    assert foreign.essence == imaginary.essence
    assert session_of(portal, "teacher") == (session, True)
    assert victim.post(paths[0], victim.token("/account"), {}).status == 302
    assert session_of(portal, "teacher") == (session, False)


def test_a_session_that_was_logged_out_opens_nothing_more(portal: Portal) -> None:
    visitor = portal.visitor("guardian")
    before = dict(visitor.cookies)
    assert visitor.post("/logout", visitor.token("/account"), {}).status == 302
    assert Visitor(portal.base, before).get("/account").headers["Location"].startswith("/login")


@pytest.mark.parametrize("name", RULES)
def test_other_methods_are_not_allowed(portal: Portal, name: str) -> None:
    page = PAGES[name]
    path = address(name, portal.things(page.kind)[0] if page.kind else None)
    adapter = RULES[name].map.bind("portal")
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(adapter.allowed_methods(path)):
        for visitor in (portal.visitors["guardian"], Visitor(portal.base)):
            assert visitor.ask(method, path, {"csrf_token": portal.tokens["guardian"]}).status == 405, method


@pytest.mark.parametrize("name", POSTS)
def test_a_post_that_another_site_could_have_sent_is_refused(portal: Portal, name: str) -> None:
    page = PAGES[name]
    visitor = portal.visitor("teacher")
    own, anothers = visitor.token("/account"), portal.tokens["guardian"]
    path = address(name, portal.things(page.kind)[0] if page.kind else None)
    abroad = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    tries = {
        "without a token": visitor.ask("POST", path, page.form),
        "with an empty token": visitor.post(path, "", page.form),
        "with the token of another": visitor.post(path, anothers, page.form),
        "with a damaged token": visitor.post(path, own[:-1], page.form),
        "from another site without a token": visitor.ask("POST", path, page.form, abroad),
        "from another site with the token of another": visitor.post(path, anothers, page.form, abroad),
        "from another site with the own token": visitor.post(path, own, page.form, abroad),
        "from a frame without an origin": visitor.post(path, own, page.form, {"Origin": "null"}),
        "from the same name and another port": visitor.post(path, own, page.form, {"Origin": f"{portal.base}1"}),
    }
    assert {how: answer.status for how, answer in tries.items()} == dict.fromkeys(tries, 400)
    # And it has done nothing: the session stands, nothing typed is shown to be sent again.
    assert visitor.get("/account").status == 200
    assert not [how for how, answer in tries.items() if "request_id" in answer.text]
    same = {"Origin": portal.base, "Sec-Fetch-Site": "same-origin"}
    assert visitor.post(path, own, page.form, same).status != 400


@pytest.mark.parametrize("name", WITHOUT_FORM)
def test_what_needs_no_form_is_refused_from_another_site_all_the_same(portal: Portal, name: str) -> None:
    page, visitor = PAGES[name], Visitor(portal.base)
    assert visitor.ask("POST", address(name, None), page.form).status == page.nobody
    for abroad in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert visitor.ask("POST", address(name, None), page.form, abroad).status == 400
