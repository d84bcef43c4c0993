"""Families announce absences; the class teacher decides."""

from dataclasses import replace
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.errors import FailedPrecondition, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.excusing import Excused, enter_period
from services.gradebook.actions.publishing_absences import add_note_change
from services.gradebook.domain.absence_notes import MOST_WAITING, Note, answer_problem, note_problem
from services.gradebook.domain.absences import REASONS, Period
from services.gradebook.store import absence_notes as store
from services.gradebook.store.absences import is_of_class
from services.gradebook.store.lesson_plans import today_at
from services.gradebook.store.school_history import SchoolChange

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


def send_note(connection: Connection[Any], asker: Asker, note: Note) -> Note:
    """A guardian announces an absence. Raises InvalidArgument, NotAllowed, FailedPrecondition (TOO_MANY_NOTES)."""
    today = today_at(connection, asker.school_id)
    if today is None:
        raise NotAllowed
    refuse(note_problem(note, today))
    if store.waiting_of(connection, asker.school_id, note.pupil_id) >= MOST_WAITING:
        raise FailedPrecondition("TOO_MANY_NOTES", f"At most {MOST_WAITING} notes about a child wait at once.")
    store.add_note(connection, asker.school_id, note)
    _keep(connection, asker, note, "")
    return note


def withdraw_note(connection: Connection[Any], asker: Asker, pupil_id: str, note_id: str) -> Note:
    """Takes back a note that waits. Raises NotAllowed, FailedPrecondition (NOTE_DECIDED)."""
    note = store.lock_note(connection, asker.school_id, note_id)
    if note is None or note.pupil_id != pupil_id:
        raise NotAllowed
    _refuse_decided(note)
    after = replace(note, state="withdrawn", decided_at=asker.now)
    store.close_note(connection, asker.school_id, after, None)
    _keep(connection, asker, after, note.told)
    return after


def decide_note(
    connection: Connection[Any], asker: Asker, class_id: str, note_id: str, reason: str, answer: str, *, accept: bool
) -> tuple[Note, Excused]:
    """Accepts a note, so that its days get a reason (empty: the note's own), or refuses it.

    Raises InvalidArgument, NotAllowed when there is no such note about a pupil of the class, FailedPrecondition
    (NOTE_DECIDED).
    """
    refuse(answer_problem(answer, accept=accept))
    if reason and reason not in REASONS:
        refuse(("UNKNOWN_REASON", "A reason is ill, excused or unexcused."))
    note = store.lock_note(connection, asker.school_id, note_id)
    if note is None or not is_of_class(connection, asker.school_id, class_id, note.pupil_id, note.begin, note.end):
        raise NotAllowed
    _refuse_decided(note)
    after = replace(
        note,
        state="accepted" if accept else "refused",
        answer=answer,
        decided_by=asker.person_id,
        decided_at=asker.now,
    )
    done, period_id = Excused([]), None
    if accept:
        period = Period(
            new_id(), note.pupil_id, note.begin, note.end, reason or note.reason, "", asker.person_id, asker.now
        )
        done, period_id = enter_period(connection, asker, period), period.period_id
    store.close_note(connection, asker.school_id, after, period_id)
    _keep(connection, asker, after, note.told)
    return after, done


def list_notes_of_pupil(pool: Pool, school_id: str, pupil_id: str, after: store.After, most: int) -> list[Note]:
    """A pupil's notes, newest first."""
    with transaction(pool, school_id) as connection:
        return store.notes_of_pupil(connection, school_id, pupil_id, after, most)


def list_notes_of_class(
    pool: Pool, school_id: str, class_id: str, after: store.After, most: int, *, decided: bool
) -> list[Note]:
    """A class's notes: those that wait, oldest first; or all, newest first."""
    with transaction(pool, school_id) as connection:
        return store.notes_of_class(connection, school_id, class_id, after, most, decided=decided)


def list_announced(pool: Pool, school_id: str, group_id: str, begin: date, end: date) -> list[tuple[str, date, date]]:
    """Absences of a group's pupils that are known beforehand: (pupil, first day, last day)."""
    with transaction(pool, school_id) as connection:
        return store.announced_in(connection, school_id, group_id, begin, end)


def _refuse_decided(note: Note) -> None:
    if note.state != "waiting":
        raise FailedPrecondition("NOTE_DECIDED", "The note was decided or taken back already.")


def _keep(connection: Connection[Any], asker: Asker, note: Note, before: str) -> None:
    add_note_change(connection, asker.school_id, note, asker.now)
    keep_changes(connection, asker, SchoolChange(f"absence note {note.note_id}", before, note.told, ""))
