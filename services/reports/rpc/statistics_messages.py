"""Statistics as messages."""

from zvonok.reports.v1 import statistics_pb2 as pb

from services.reports.actions.statistics import Statistics
from services.reports.domain.metrics import NO_PARTICIPATION
from services.reports.domain.results import PupilResults, Results, by_class, by_subject, by_year_group, total_of
from services.reports.rpc.messages import share_message
from services.reports.store.term_marks import WHOLE_YEAR


def statistics_message(
    school_id: str, found: Statistics, class_id: str | None = None
) -> pb.Statistics:  # fmt: skip
    """What all statistics have; `class_id`: of a class."""
    school = f"schools/{school_id}"
    people = found.participants.whole
    if class_id is not None:
        people = found.participants.classes.get(class_id, NO_PARTICIPATION)
    message = pb.Statistics(
        parents_taking_part=share_message(people.parents),
        pupils_taking_part=share_message(people.pupils),
        total=results_message(total_of(found.cuts)),
        pupils=pupils_message(sum(found.pupils.values(), PupilResults())),
        terms=[
            pb.TermResults(term=f"{school}/terms/{term_id}", results=results_message(results))
            for term_id, results in found.terms
        ],
        attendance=[
            pb.AttendanceDay(
                **{"class": f"{school}/classes/{row.class_id}" if row.class_id else ""},
                date=row.day.isoformat(),
                places=row.places,
                absent=row.absent,
                ill=row.ill,
                excused=row.excused,
                unexcused=row.unexcused,
                late=row.late,
            )
            for row in found.attendance
        ],
    )
    if found.period is not None:
        assessed = found.period.assessed
        of_year = assessed.period_id == WHOLE_YEAR
        message.period = f"{school}/years/{assessed.school_year}" if of_year else f"{school}/terms/{assessed.period_id}"
        message.begin_date, message.end_date = found.period.begin.isoformat(), assessed.day.isoformat()
        message.as_of_date = assessed.as_of.isoformat()
    return message


def class_messages(school_id: str, found: Statistics) -> list[pb.ClassResults]:
    """Classes in the order of the school; pupils of no class are in none."""
    results = by_class(found.cuts)
    known = [(found.classes[class_id], class_id) for class_id in results if class_id in found.classes]
    return [
        pb.ClassResults(
            **{"class": f"schools/{school_id}/classes/{class_id}"},
            class_title=title,
            year_group=year_group,
            results=results_message(results[class_id]),
            pupils=pupils_message(found.pupils.get(class_id, PupilResults())),
            parents_taking_part=share_message(found.participants.classes.get(class_id, NO_PARTICIPATION).parents),
            pupils_taking_part=share_message(found.participants.classes.get(class_id, NO_PARTICIPATION).pupils),
        )
        for (title, year_group), class_id in sorted(known, key=lambda each: (each[0][1], each[0][0], each[1]))
    ]


def subject_messages(found: Statistics) -> list[pb.SubjectResults]:
    """Subjects by title."""
    return [
        pb.SubjectResults(subject_title=title, results=results_message(results))
        for title, results in by_subject(found.cuts)
    ]


def year_group_messages(found: Statistics) -> list[pb.YearGroupResults]:
    """Year groups in their order."""
    return [
        pb.YearGroupResults(year_group=year_group, results=results_message(results))
        for year_group, results in by_year_group(found.cuts)
    ]


def results_message(results: Results) -> pb.Results:
    """Counts with the shares made of them."""
    index = results.learning_index
    return pb.Results(
        fives=results.fives,
        fours=results.fours,
        threes=results.threes,
        twos=results.twos,
        not_assessed=results.not_assessed,
        exempt=results.exempt,
        without_number=results.without_number,
        missing=results.missing,
        pass_rate=share_message(results.pass_rate),
        quality_rate=share_message(results.quality_rate),
        learning_index="" if index is None else f"{index:.2f}",
        above_average=results.above_average,
        below_average=results.below_average,
    )


def pupils_message(pupils: PupilResults) -> pb.PupilResults:
    """Pupils by what they have."""
    return pb.PupilResults(
        pupils=pupils.pupils,
        excellent=pupils.excellent,
        good=pupils.good,
        with_one_three=pupils.with_one_three,
        failing=pupils.failing,
    )
