"""Periods and their marks as messages, and back."""

import re
from collections import defaultdict
from datetime import date

from zvonok.gradebook.v1 import terms_pb2 as pb

from kit.errors import InvalidArgument
from kit.ids import is_id
from services.gradebook.actions.assessing import TermMarks
from services.gradebook.actions.periods import Named
from services.gradebook.actions.publishing_terms import average_text
from services.gradebook.actions.summing_up import Flagged, Progress, Sheet
from services.gradebook.domain import terms as domain
from services.gradebook.domain.scales import Scale
from services.gradebook.domain.term_sheet import Achievement, Assessment
from services.gradebook.domain.terms import YEAR, Judged, Key, Period, Standing, Wanted
from services.gradebook.domain.texts import clean
from services.gradebook.store.terms import PupilMark

_KIND = {
    "term": pb.TERM_MARK_KIND_TERM,
    "interim": pb.TERM_MARK_KIND_INTERIM,
    "annual": pb.TERM_MARK_KIND_ANNUAL,
    "exam": pb.TERM_MARK_KIND_EXAM,
    "final": pb.TERM_MARK_KIND_FINAL,
}
_KIND_NAME = {number: name for name, number in _KIND.items()}
_STATE = {
    "open": pb.PERIOD_STATE_OPEN,
    "closed": pb.PERIOD_STATE_CLOSED,
    "confirmed": pb.PERIOD_STATE_CONFIRMED,
}
_FLAG = {
    domain.MISSING: pb.FLAG_MISSING,
    domain.DEPARTS: pb.FLAG_DEPARTS,
    domain.FEW_MARKS: pb.FLAG_FEW_MARKS,
}
_PERIOD = re.compile(r"terms/(?P<term>[0-9a-f-]{36})|years/(?P<year>[1-9]\d{3})", re.ASCII)


def read_period(name: str, school_id: str, seen_version: int = 0) -> Named:
    """A period of a school as named. Raises InvalidArgument (BAD_RESOURCE_NAME)."""
    found = _read(name, school_id)
    if found is None:
        raise InvalidArgument(
            "BAD_RESOURCE_NAME",
            "A resource name of the form schools/{school}/terms/{term} or schools/{school}/years/{year} is needed.",
        )
    return Named(found[0], found[1] or None, seen_version)


def _read(name: str, school_id: str) -> tuple[str, int] | None:
    """(id, school year); the nil id for a year, the year 0 for a term."""
    match = _PERIOD.fullmatch(name.removeprefix(f"schools/{school_id}/"))
    if match is None or (match["term"] and not is_id(match["term"])):
        return None
    return (match["term"], 0) if match["term"] else (YEAR, int(match["year"]))


def read_wanted(request: pb.RecordTermMarksRequest, school_id: str) -> list[Wanted]:
    """The decisions of a save. What names something of elsewhere stays as it is, and is refused by itself."""
    pupils = f"schools/{school_id}/pupils/"
    wanted = []
    for number, each in enumerate(request.marks):
        period_id, year = _read(each.period, school_id) or (each.period, 0)
        key = Key(period_id, _KIND_NAME.get(each.kind, ""), each.pupil.removeprefix(pupils))
        wanted.append(Wanted(f"marks[{number}]", key, clean(each.value), each.seen_version, year))
    return wanted


def period_name(school_id: str, period: Period) -> str:
    """Its resource name."""
    part = f"years/{period.school_year}" if period.period_id == YEAR else f"terms/{period.period_id}"
    return f"schools/{school_id}/{part}"


def period_message(school_id: str, period: Period, *, published: bool) -> pb.Period:
    """A period."""
    message = pb.Period(
        period=period_name(school_id, period),
        begin_date=period.begin.isoformat(),
        end_date=period.end.isoformat(),
        school_year=period.school_year,
        state=_STATE[period.state],
        protocol=period.protocol,
        protocol_date=_day(period.protocol_date),
        published=published,
        version=period.version,
    )
    if period.closed_at is not None:
        message.close_time.FromDatetime(period.closed_at)
    if period.publish_at is not None:
        message.publish_time.FromDatetime(period.publish_at)
    return message


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def fill_marks(message: pb.GetTermMarksResponse, school_id: str, marks: TermMarks) -> None:
    """Adds pupils and marks of a group."""
    pupils, loaded = f"schools/{school_id}/pupils/", marks.standings
    of_pupil: dict[str, list[str]] = defaultdict(list)
    for period in marks.periods:
        for pupil_id in loaded.members[period.period_id]:
            of_pupil[pupil_id].append(period_name(school_id, period))
    for pupil_id in sorted(of_pupil):
        message.pupils.add(pupil=pupils + pupil_id, periods=of_pupil[pupil_id])
    for period in marks.periods:
        name, members = period_name(school_id, period), loaded.members[period.period_id]
        for key, standing in sorted(loaded.standings.items(), key=lambda each: (each[0].pupil_id, each[0].kind)):
            if key.period_id == period.period_id and (key.pupil_id in members or standing.value):
                message.marks.append(_mark(name, pupils, key, standing, marks.group.scale))
    message.scale.extend(marks.scale)


def _mark(period: str, pupils: str, key: Key, standing: Standing, scale: Scale) -> pb.TermMark:
    return pb.TermMark(
        period=period,
        kind=_KIND[key.kind],
        pupil=pupils + key.pupil_id,
        value=standing.value,
        version=standing.version,
        average=average_text(standing),
        mark_count=standing.mark_count,
        proposal=domain.proposal(standing.average, scale),
        flags=[] if scale.empty else [_FLAG[flag] for flag in domain.flags(key.kind, standing, scale.minimum_marks)],
    )


def recorded(school_id: str, judged: Judged) -> pb.RecordTermMarksResponse:
    """What became of a save."""
    message, pupils = pb.RecordTermMarksResponse(), f"schools/{school_id}/pupils/"
    saved = [(wanted, stored.version + 1, True) for wanted, stored in judged.changes]
    same = [(wanted, stored.version, False) for wanted, stored in judged.same]
    for wanted, version, changed in sorted(saved + same, key=lambda each: int(each[0].field[6:-1])):
        period_id = wanted.key.period_id
        message.marks.add(
            period=f"schools/{school_id}/"
            + (f"years/{wanted.school_year}" if period_id == YEAR else f"terms/{period_id}"),
            kind=_KIND[wanted.key.kind],
            pupil=pupils + wanted.key.pupil_id,
            value=wanted.value,
            version=version,
            changed=changed,
        )
    for refusal in judged.refusals:
        # What somebody else has stored discloses it, and so names the pupil.
        shown = refusal.current.version > 0
        message.refusals.add(
            field=refusal.wanted.field,
            rule=refusal.rule,
            message=refusal.message,
            current_value=refusal.current.value,
            current_version=refusal.current.version,
            pupil=pupils + refusal.wanted.key.pupil_id if shown else "",
        )
    return message


def fill_sheet(message: pb.GetSummarySheetResponse, school_id: str, sheet: Sheet) -> None:
    """Adds subjects, pupils and numbers of a summary sheet."""
    message.class_title = sheet.class_title
    for subject in sheet.subjects:
        message.subjects.add(
            subject_code=subject.code, subject_title=subject.title, assessment=_assessment(subject.assessment)
        )
    for pupil_id in sorted(sheet.marks):
        entry = message.pupils.add(pupil=f"schools/{school_id}/pupils/{pupil_id}")
        for (code, kind), standing in sorted(sheet.marks[pupil_id].items()):
            entry.marks.add(subject_code=code, kind=_KIND[kind], value=standing.value, average=average_text(standing))
    message.total.CopyFrom(_assessment(sheet.total))
    message.achievement.CopyFrom(_achievement(sheet.achievement))


def _assessment(assessment: Assessment) -> pb.Assessment:
    shares = [assessment.pass_rate, assessment.quality_rate, assessment.learning_index]
    pass_rate, quality_rate, learning_index = ("" if share is None else f"{share:.2f}" for share in shares)
    return pb.Assessment(
        fives=assessment.fives,
        fours=assessment.fours,
        threes=assessment.threes,
        twos=assessment.twos,
        not_assessed=assessment.not_assessed,
        exempt=assessment.exempt,
        missing=assessment.missing,
        pass_rate=pass_rate,
        quality_rate=quality_rate,
        learning_index=learning_index,
    )


def _achievement(achievement: Achievement) -> pb.Achievement:
    return pb.Achievement(
        pupils=achievement.pupils,
        excellent=achievement.excellent,
        good=achievement.good,
        with_one_three=achievement.with_one_three,
        failing=achievement.failing,
    )


def progress(school_id: str, row: Progress) -> pb.GroupProgress:
    """How far a group is."""
    message = pb.GroupProgress(
        group=f"schools/{school_id}/groups/{row.group.group_id}",
        class_title=row.group.class_title,
        subject_title=row.group.subject_title,
        pupils=row.pupils,
        decided=row.decided,
        departing=row.departing,
        with_few_marks=row.with_few_marks,
    )
    # The field's name is a word of Python's.
    setattr(message, "class", f"schools/{school_id}/classes/{row.group.class_id}" if row.group.class_id else "")
    return message


def flagged(school_id: str, name: str, row: Flagged) -> pb.FlaggedMark:
    """A decision to look at; `name`: its period."""
    return pb.FlaggedMark(
        group=f"schools/{school_id}/groups/{row.group.group_id}",
        class_title=row.group.class_title,
        subject_title=row.group.subject_title,
        mark=_mark(name, f"schools/{school_id}/pupils/", row.key, row.standing, row.group.scale),
    )


def fill_pupil(
    message: pb.GetPupilTermMarksResponse, school_id: str, periods: list[Period], marks: list[PupilMark]
) -> None:
    """Adds a pupil's published marks by subject."""
    names = {period.period_id: period_name(school_id, period) for period in periods}
    message.periods.extend(period_message(school_id, period, published=True) for period in periods)
    subjects: dict[str, pb.PupilSubjectMarks] = {}
    for mark in marks:
        if mark.subject_title not in subjects:
            subjects[mark.subject_title] = message.subjects.add(subject_title=mark.subject_title)
        subjects[mark.subject_title].marks.add(
            period=names[mark.period_id],
            kind=_KIND[mark.kind],
            value=mark.value,
            average="" if mark.average is None else f"{mark.average:.2f}",
        )
