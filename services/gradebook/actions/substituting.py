"""Noting who is away, assigning who stands in, and taking both back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from psycopg import Connection

from kit.errors import AlreadyExists, Conflict, FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.gradebook.actions.asking import Asker, keep_changes, refuse
from services.gradebook.actions.publishing_substitutions import add_substitution
from services.gradebook.domain import substituting as domain
from services.gradebook.domain.rules import reason_problem
from services.gradebook.domain.substituting import Absence, Days, Line, Refusal, StandIn
from services.gradebook.store import substitutions as store
from services.gradebook.store.school_history import SchoolChange
from services.gradebook.store.substitutions import Substitution

# Why a substitution ended that nobody gave a reason for.
RETURNED, REPLACED, MOVED, CANCELLED = "RETURNED", "REPLACED", "MOVED", "CANCELLED"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: saved, or refused."""

    saved: Substitution | None
    refusal: Refusal | None


def record_absence(connection: Connection[Any], asker: Asker, absence: Absence) -> Absence:
    """Notes that a teacher is away; gives it with its id.

    Raises InvalidArgument, NotAllowed for somebody who does not teach here then, AlreadyExists (ALREADY_ABSENT).
    """
    refuse(domain.absence_problem(absence, _today(connection, asker)))
    store.take_substitutions(connection, asker.school_id)
    if not store.is_teacher(connection, asker.school_id, absence.person_id, absence.begin, absence.end):
        raise NotAllowed
    others = store.absences_of_person(connection, asker.school_id, absence.person_id, absence.begin, absence.end)
    if any(each.meets(absence) for each in others):
        raise AlreadyExists("ALREADY_ABSENT", "The teacher is noted as away then: end that absence first.")
    noted = replace(absence, absence_id=new_id(), version=1)
    store.put_absence(connection, asker.school_id, noted, asker.person_id, asker.now)
    keep_changes(connection, asker, SchoolChange(f"absence {noted.absence_id}", "", noted.told, ""))
    return noted


def end_absence(
    connection: Connection[Any], asker: Asker, absence_id: str, seen_version: int, last: date
) -> tuple[Absence, list[Substitution]]:
    """Gives an absence an earlier last day, and ends what stands for lessons of today and later that need no cover any
    more. Raises NotAllowed, Conflict, InvalidArgument (DATE_OUT_OF_RANGE)."""
    today = _today(connection, asker)
    store.take_substitutions(connection, asker.school_id)
    before = store.get_absence(connection, asker.school_id, absence_id)
    if before is None:
        raise NotAllowed
    if before.version != seen_version:
        raise Conflict("VERSION_CONFLICT", "The absence was changed meanwhile: load the day again.")
    if not before.begin - timedelta(days=1) <= last <= before.end:
        raise InvalidArgument("DATE_OUT_OF_RANGE", "An absence ends between the day before it began and its last day.")
    now = replace(before, end=last, version=before.version + 1)
    if last == before.end:
        return before, []
    store.put_absence(connection, asker.school_id, now, asker.person_id, asker.now)
    standing = store.standing_for(
        connection, asker.school_id, before.person_id, max(today, last + timedelta(days=1)), before.end
    )
    ended = _end(connection, asker, _needless(connection, asker.school_id, standing), RETURNED)
    line = SchoolChange(f"absence {absence_id}", before.told, now.told, "")
    keep_changes(connection, asker, line, *(change for _, change in ended))
    return now, [row for row, _ in ended]


def _needless(connection: Connection[Any], school_id: str, standing: Sequence[Substitution]) -> list[Substitution]:
    """Those whose lesson has a teacher who is there, or takes place no more."""
    if not standing:
        return []
    store.lock_lessons(connection, school_id, [each.lesson_id for each in standing])
    days = store.load_days(connection, school_id, sorted({each.day for each in standing}))
    return [
        each for each in standing
        if each.lesson_id not in days.lessons or not days.absent(days.lessons[each.lesson_id])
    ]  # fmt: skip


def assign(connection: Connection[Any], asker: Asker, lines: Sequence[Line]) -> list[Outcome]:
    """Assigns lessons, each line by itself. Raises InvalidArgument for no lines or too many."""
    if not 1 <= len(lines) <= domain.MOST_LINES:
        raise InvalidArgument("TOO_MANY_LINES", f"Assign 1 to {domain.MOST_LINES} lessons at once.")
    today = _today(connection, asker)
    store.take_substitutions(connection, asker.school_id)
    dates = store.lock_lessons(connection, asker.school_id, [line.lesson_id for line in lines])
    days = store.load_days(connection, asker.school_id, sorted(dates))
    outcomes: list[str | Refusal] = []
    changes: list[SchoolChange] = []
    for line in lines:
        refusal = domain.line_refusal(days, line, asker.person_id, today)
        if refusal is None:
            made, told = _assign(connection, asker, days, line)
            changes += told
            outcomes.append(made)
        else:
            outcomes.append(refusal)
    made_ids = [each for each in outcomes if isinstance(each, str)]
    rows = store.get_substitutions(connection, asker.school_id, made_ids)
    for substitution_id in made_ids:
        add_substitution(connection, asker.school_id, rows[substitution_id])
    keep_changes(connection, asker, *changes)
    return [Outcome(rows[each], None) if isinstance(each, str) else Outcome(None, each) for each in outcomes]


def _assign(connection: Connection[Any], asker: Asker, days: Days, line: Line) -> tuple[str, list[SchoolChange]]:
    """Saves a line that was judged; what replaces another ends that. Gives the id, and the lines of the history."""
    changes = []
    if line.replaces is not None:
        before = store.get_substitutions(connection, asker.school_id, [line.replaces])
        changes = [change for _, change in _end(connection, asker, list(before.values()), REPLACED)]
    lesson = days.lessons[line.lesson_id]
    absent_id = days.absent(lesson)[0]
    absence = days.absence_of(absent_id, lesson.day, lesson.bell)
    assert absence is not None  # noqa: S101  (a lesson to cover)
    made = Substitution(
        new_id(), lesson.lesson_id, lesson.group_id, lesson.day, lesson.bell, absent_id, absence.kind,
        line.person_id, line.kind, "assigned", 1, asker.person_id, asker.now, "",
    )  # fmt: skip
    store.add_substitution(connection, asker.school_id, made)
    days.put(StandIn(made.substitution_id, made.lesson_id, made.person_id, 1))
    changes.append(SchoolChange(f"substitution {made.substitution_id}", "", made.told, ""))
    return made.substitution_id, changes


def end_substitution(
    connection: Connection[Any], asker: Asker, substitution_id: str, seen_version: int, reason: str
) -> Substitution:
    """Takes one back. Raises NotAllowed, Conflict, FailedPrecondition (ALREADY_ENDED), InvalidArgument."""
    refuse(reason_problem(reason, needed=False))
    store.take_substitutions(connection, asker.school_id)
    found = store.get_substitutions(connection, asker.school_id, [substitution_id]).get(substitution_id)
    if found is None:
        raise NotAllowed
    if found.state == "ended":
        raise FailedPrecondition("ALREADY_ENDED", "This substitution was taken back already.")
    if found.version != seen_version:
        raise Conflict("VERSION_CONFLICT", "The substitution was changed meanwhile: load the day again.")
    store.lock_lessons(connection, asker.school_id, [found.lesson_id])
    ended = _end(connection, asker, [found], reason)
    if not ended:
        raise Conflict("VERSION_CONFLICT", "The substitution was changed meanwhile: load the day again.")
    keep_changes(connection, asker, ended[0][1])
    return ended[0][0]


def end_of_lessons(connection: Connection[Any], asker: Asker, lesson_ids: Sequence[str], reason: str) -> None:
    """Ends what stands for lessons that are moved or cancelled (their rows are locked): the day is another, or none.

    Whoever moves the lesson sees it to be covered on its new day, if its teacher is away then too.
    """
    ended = _end(connection, asker, store.standing_in(connection, asker.school_id, lesson_ids), reason)
    keep_changes(connection, asker, *(change for _, change in ended))


def end_of_dropped(connection: Connection[Any], school_id: str, lesson_ids: Sequence[str]) -> None:
    """Ends what stands for lessons that a new timetable took out; nobody asked for it one by one."""
    for row in store.standing_in(connection, school_id, lesson_ids):
        if store.end_substitution(connection, school_id, row.substitution_id, MOVED):
            now = replace(row, state="ended", version=row.version + 1, end_reason=MOVED)
            add_substitution(connection, school_id, now)


def _end(
    connection: Connection[Any], asker: Asker, rows: Sequence[Substitution], reason: str
) -> list[tuple[Substitution, SchoolChange]]:
    """Ends substitutions whose lessons are locked; tells the others of it. Gives each with its line of the history."""
    ended = []
    for row in rows:
        if not store.end_substitution(connection, asker.school_id, row.substitution_id, reason):
            continue
        now = replace(row, state="ended", version=row.version + 1, end_reason=reason)
        add_substitution(connection, asker.school_id, now)
        ended.append((now, SchoolChange(f"substitution {row.substitution_id}", row.told, now.told, reason)))
    return ended


def _today(connection: Connection[Any], asker: Asker) -> date:
    today = store.today_at(connection, asker.school_id, asker.now)
    if today is None:
        raise NotAllowed
    return today
