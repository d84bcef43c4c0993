"""Families announce absences: sent, seen, decided, taken back; the words go no further than they should."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from zvonok.gradebook.events.v1 import attendance_pb2 as events_pb2
from zvonok.gradebook.v1 import absence_notes_pb2 as pb

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed, ServiceError
from kit.ids import new_id
from services.gradebook.actions.audit import findings
from services.gradebook.rpc.absence_notes import AbsenceNoteServicer
from tests.integration.gradebook.test_absences import ABSENT, EXCUSED, ILL, NONE, UNEXCUSED, ClassTeacher, cell, record
from tests.integration.gradebook.test_subjects import everything
from tests.integration.gradebook.world import TODAY, World

WORDS = "Температура, идём к врачу"
TOMORROW = TODAY + timedelta(days=1)


class Family:
    """A guardian's calls, and what the class teacher answers."""

    def __init__(self, world: World) -> None:
        self.world, self.person_id, self.teacher = world, new_id(), ClassTeacher(world)
        self.servicer = AbsenceNoteServicer(world.servicer_resources)

    def call(self, name: str, person_id: str = "", **fields: Any) -> Any:
        """A call with a request id of its own; about the first pupil, or for the class."""
        kind = getattr(pb, f"{name}Request")
        names = kind.DESCRIPTOR.fields_by_name
        if "request_id" in names:
            fields.setdefault("request_id", new_id())
        if "pupil" in names:
            fields.setdefault("pupil", self.world.pupil())
        if "class" in names:
            fields.setdefault("class", self.teacher.place)
        return self.world.call(getattr(self.servicer, name), kind(**fields), person_id or self.person_id)

    def send(self, begin: Any = TODAY, end: Any = TODAY, reason: int = ILL, **fields: Any) -> pb.AbsenceNote:
        """Announces an absence."""
        days = {"begin_date": begin.isoformat(), "end_date": end.isoformat()}
        note: pb.AbsenceNote = self.call("SendAbsenceNote", reason=reason, **({"text": WORDS} | days | fields)).note
        return note

    def decide(self, note: str, *, accept: bool, **fields: Any) -> pb.DecideAbsenceNoteResponse:
        """The class teacher's answer."""
        answer: pb.DecideAbsenceNoteResponse = self.call(
            "DecideAbsenceNote", self.teacher.person_id, note=note, accept=accept, **fields
        )
        return answer

    def waiting(self) -> list[str]:
        """Notes of the class that wait."""
        return [each.note for each in self.call("ListClassAbsenceNotes", self.teacher.person_id).notes]

    def announced(self, begin: Any = TODAY, end: Any = TODAY) -> list[tuple[str, str, str]]:
        """What a teacher of the group is told."""
        answer = self.call(
            "ListAnnouncedAbsences", self.world.teacher_id, group=self.world.group_name,
            begin_date=begin.isoformat(), end_date=end.isoformat(),
        )  # fmt: skip
        return [(each.pupil, each.begin_date, each.end_date) for each in answer.absences]


@pytest.fixture
def family(world: World) -> Family:
    return Family(world)


@pytest.fixture(autouse=True)
def told_truly(world: World) -> Iterator[None]:
    yield
    assert list(findings(world.pool, {})) == []


def note_events(world: World) -> list[Any]:
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        rows = connection.execute(
            "SELECT payload FROM outbox WHERE name = 'zvonok.gradebook.absence_note.changed.v1'"
            " ORDER BY created_at, outbox_id"
        ).fetchall()
    return [events_pb2.AbsenceNoteChanged.FromString(row[0]) for row in rows]


def test_a_note_is_accepted_and_gives_its_days_their_reason(world: World, family: Family) -> None:
    lesson = world.lesson()
    record(world, lesson)
    request_id = new_id()
    note = family.send(TODAY, TOMORROW, request_id=request_id)
    assert (note.state, note.text, note.reason, note.sent_by) == (
        pb.ABSENCE_NOTE_STATE_WAITING, WORDS, ILL, f"persons/{family.person_id}",
    )  # fmt: skip
    assert family.send(TODAY, TOMORROW, request_id=request_id) == note
    assert family.waiting() == [note.note]
    answer = family.decide(note.note, accept=True, answer="Выздоравливайте")
    assert [(each.lesson, each.reason) for each in answer.absences] == [(lesson, ILL)]
    assert cell(world, lesson) == (ABSENT, ILL, 2)
    assert not family.waiting()
    [shown] = family.call("ListPupilAbsenceNotes").notes
    assert shown == answer.note
    assert (shown.state, shown.answer) == (pb.ABSENCE_NOTE_STATE_ACCEPTED, "Выздоравливайте")
    events = note_events(world)
    assert [(each.state, each.sent_by, each.decided_by) for each in events] == [
        ("waiting", family.person_id, ""),
        ("accepted", family.person_id, family.teacher.person_id),
    ]
    with pytest.raises(FailedPrecondition) as error:
        family.decide(note.note, accept=False, answer="Нет")
    assert error.value.reason == "NOTE_DECIDED"


def test_a_refusal_says_why_and_changes_no_absence(world: World, family: Family) -> None:
    record(world, world.lesson())
    note = family.send().note
    with pytest.raises(InvalidArgument) as error:
        family.decide(note, accept=False)
    assert error.value.reason == "REASON_NEEDED"
    refused = family.decide(note, accept=False, answer="Нужна справка").note
    assert (refused.state, refused.answer) == (pb.ABSENCE_NOTE_STATE_REFUSED, "Нужна справка")
    assert cell(world, world.lesson()) == (ABSENT, NONE, 1)
    assert not family.announced()


def test_the_class_teacher_may_accept_it_with_another_reason(world: World, family: Family) -> None:
    record(world, world.lesson())
    family.decide(family.send(reason=EXCUSED).note, accept=True, reason=UNEXCUSED)
    assert cell(world, world.lesson()) == (ABSENT, UNEXCUSED, 2)


def test_a_note_that_waits_is_taken_back(family: Family) -> None:
    note = family.send().note
    other = {"pupil": family.world.pupil(1)}
    with pytest.raises(NotAllowed):
        family.call("WithdrawAbsenceNote", note=note, **other)
    assert family.call("WithdrawAbsenceNote", note=note).note.state == pb.ABSENCE_NOTE_STATE_WITHDRAWN
    for again in (lambda: family.call("WithdrawAbsenceNote", note=note), lambda: family.decide(note, accept=True)):
        with pytest.raises(FailedPrecondition):
            again()
    assert not family.waiting()
    assert not family.announced()


def test_teachers_of_the_day_are_told_the_fact_alone(world: World, family: Family) -> None:
    family.send(TODAY, TOMORROW)
    family.teacher.period(TOMORROW, TOMORROW, pupil=world.pupil(1))
    assert sorted(family.announced(TODAY, TODAY + timedelta(days=5))) == sorted(
        [
            (world.pupil(), TODAY.isoformat(), TOMORROW.isoformat()),
            (world.pupil(1), TOMORROW.isoformat(), TOMORROW.isoformat()),
        ]
    )
    assert [pupil for pupil, _, _ in family.announced()] == [world.pupil()]
    fields = {each.name for each in pb.AnnouncedAbsence.DESCRIPTOR.fields}
    assert fields == {"pupil", "begin_date", "end_date"}


def test_the_words_stand_in_the_note_alone(world: World, family: Family) -> None:
    note = family.send().note
    family.decide(note, accept=True, answer="Выздоравливайте")
    with transaction(world.pool, EVERY_SCHOOL) as connection:
        told = connection.execute("SELECT payload FROM outbox").fetchall()
        lines = connection.execute("SELECT rule || old_value || new_value || reason FROM rule_history").fetchall()
        cells = connection.execute("SELECT old_value || new_value || reason FROM change_history").fetchall()
    for word in ("Температура", "Выздоравливайте"):
        assert not any(word.encode() in row[0] for row in told)
        assert not any(word in row[0] for row in [*lines, *cells])


@pytest.mark.parametrize(
    ("begin", "end", "fields", "rule"),
    [
        (0, -1, {}, "DATES_REVERSED"),
        (-32, 0, {}, "TOO_LONG_AGO"),
        (0, 184, {}, "PERIOD_TOO_LONG"),
        (367, 368, {}, "DAY_TOO_FAR"),
        (0, 0, {"reason": UNEXCUSED}, "REASON_NOT_OF_FAMILIES"),
        (0, 0, {"reason": NONE}, "REASON_NOT_OF_FAMILIES"),
        (0, 0, {"text": "х" * 501}, "TEXT_TOO_LONG"),
        (0, 0, {"text": "x" * 1_000_000}, "TEXT_TOO_LONG"),
        (0, 0, {"text": "болен\u0000"}, "BAD_CHARACTER"),
        (0, 0, {"text": "болен\u202e"}, "BAD_CHARACTER"),
    ],
)
def test_a_note_that_cannot_be_is_refused_and_its_words_are_in_no_error(
    family: Family, begin: int, end: int, fields: dict[str, Any], rule: str
) -> None:
    with pytest.raises(InvalidArgument) as error:
        family.send(TODAY + timedelta(days=begin), TODAY + timedelta(days=end), **fields)
    assert error.value.reason == rule
    assert "болен" not in error.value.message + str(error.value.metadata)


def test_lines_are_kept_and_markup_is_text(family: Family) -> None:
    text = "Первая строка\nвторая <script>alert(1)</script>"
    assert family.send(text=text).text == text


def test_at_most_ten_wait_at_once_also_when_they_come_together(family: Family) -> None:
    for _ in range(8):
        family.send()
    refused: list[str] = []

    def send() -> None:
        try:
            family.send()
        except ServiceError as error:
            refused.append(error.reason)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["TOO_MANY_NOTES"] * 2
    assert len(family.waiting()) == 10


def test_another_classs_teacher_finds_no_note(family: Family) -> None:
    note = family.send().note
    family.teacher.place = f"schools/{family.world.school_id}/classes/{new_id()}"
    assert not family.waiting()
    with pytest.raises(NotAllowed):
        family.decide(note, accept=True)
    with pytest.raises(NotAllowed):
        family.decide(new_id(), accept=True)


def test_pages_hold_each_note_once(family: Family) -> None:
    sent = [family.send().note for _ in range(5)]
    family.decide(sent[0], accept=False, answer="Нет")
    for name, fields, expected in (
        ("ListClassAbsenceNotes", {}, sent[1:]),
        ("ListClassAbsenceNotes", {"decided": True}, sent[::-1]),
        ("ListPupilAbsenceNotes", {}, sent[::-1]),
    ):
        found, token = [], ""
        while True:
            answer = family.call(name, page_size=2, page_token=token, **fields)
            found += [each.note for each in answer.notes]
            token = answer.next_page_token
            if not token:
                break
        assert found == expected, (name, fields)


def test_the_family_takes_its_notes_and_certificates_along(world: World, family: Family) -> None:
    note = family.send().note
    family.decide(note, accept=False, answer="Нужна справка")
    period = family.teacher.period(TODAY, TODAY, document="справка № 8").period
    family.teacher.call("EndAbsencePeriod", period=period.period)
    found = everything(world)
    assert [(each.text, each.state, each.answer) for each in found.absence_notes] == [
        (WORDS, "refused", "Нужна справка")
    ]
    assert [(each.reason, each.document, each.ended) for each in found.absence_periods] == [
        ("ill", "справка № 8", True)
    ]
    assert not everything(world, 1).absence_notes
