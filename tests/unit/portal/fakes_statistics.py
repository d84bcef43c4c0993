"""Stand-ins for reports' statistics: a school of six classes in its second term."""

import datetime
from typing import Any

from zvonok.reports.v1 import municipality_pb2, reports_pb2
from zvonok.reports.v1 import statistics_pb2 as pb

from kit.ids import new_id
from tests.unit.portal.fakes_substitutions import STAFF
from tests.unit.portal.fakes_terms import FIRST

TOWN = f"municipalities/{new_id()}"
TEACHERS = list(STAFF.values())

_SUBJECTS = ("Алгебра", "Биология", "Русский язык", "Физика", "Основы безопасности и защиты Родины")


def results(seed: int, size: int) -> pb.Results:
    """A distribution that differs from seed to seed."""
    fives, fours = size * (2 + seed % 4) // 10, size * (4 - seed % 3) // 10
    twos, missing = seed % 3, seed % 2
    threes = max(0, size - fives - fours - twos)
    share = reports_pb2.Share
    return pb.Results(
        fives=fives, fours=fours, threes=threes, twos=twos, exempt=seed % 2, missing=missing,
        pass_rate=share(part=fives + fours + threes, whole=size), quality_rate=share(part=fives + fours, whole=size),
        learning_index=f"{(100 * fives + 64 * fours + 36 * threes + 16 * twos) / size:.2f}",
        above_average=seed % 4, below_average=seed % 2,
    )  # fmt: skip


class StatisticsFakes:
    """StatisticsService."""

    # As tests/unit/portal/fakes.py names them.
    school: str
    term: str
    class_names: list[str]
    today: datetime.date

    def methods(self) -> list[Any]:
        return [self.GetSchoolStatistics, self.GetClassStatistics, self.GetGroupStatistics, self.ListTeacherResults]

    def statistics(self, period: str, classes: list[str]) -> pb.Statistics:
        begin = self.today - datetime.timedelta(days=60)
        days = [begin + datetime.timedelta(days=number) for number in range(60)]
        pupils = pb.PupilResults(pupils=150, excellent=12, good=48, with_one_three=9, failing=4)
        return pb.Statistics(
            total=results(5, 600),
            pupils=pupils,
            terms=[
                pb.TermResults(term=f"{self.school}/terms/{FIRST}", results=results(3, 590)),
                pb.TermResults(term=f"{self.school}/terms/{self.term}", results=results(5, 600)),
            ],
            attendance=[
                pb.AttendanceDay(
                    date=day.isoformat(), places=150, absent=(number * (place + 2)) % 23, **{"class": name}
                )
                for number, day in enumerate(days)
                if day.weekday() < 6 and number not in (20, 21)
                for place, name in enumerate(classes)
            ],
            parents_taking_part=reports_pb2.Share(part=151, whole=260),
            pupils_taking_part=reports_pb2.Share(part=97, whole=150),
            period=period, begin_date=begin.isoformat(), end_date=self.today.isoformat(),
            as_of_date=self.today.isoformat(),
        )  # fmt: skip

    def subjects(self) -> list[pb.SubjectResults]:
        return [pb.SubjectResults(subject_title=one, results=results(n, 150)) for n, one in enumerate(_SUBJECTS)]

    def GetSchoolStatistics(self, request: Any) -> Any:
        titles = [f"{year}{letter}" for year in (5, 6, 7) for letter in "АБ"]
        return pb.GetSchoolStatisticsResponse(
            statistics=self.statistics(request.period, self.class_names),
            classes=[
                pb.ClassResults(
                    class_title=title, year_group=int(title[0]), results=results(number, 300),
                    pupils=pb.PupilResults(pupils=25, excellent=2, good=8, with_one_three=number, failing=number % 2),
                    parents_taking_part=reports_pb2.Share(part=20 + number, whole=44),
                    pupils_taking_part=reports_pb2.Share(part=15 + number, whole=25),
                    **{"class": name},
                )
                for number, (title, name) in enumerate(zip(titles, self.class_names, strict=False))
            ],
            subjects=self.subjects(),
            year_groups=[pb.YearGroupResults(year_group=year, results=results(year, 600)) for year in (5, 6, 7)],
        )  # fmt: skip

    def GetClassStatistics(self, request: Any) -> Any:
        return pb.GetClassStatisticsResponse(
            statistics=self.statistics(request.period, [getattr(request, "class")]),
            class_title="7А", subjects=self.subjects(),
        )  # fmt: skip

    def GetGroupStatistics(self, request: Any) -> Any:
        return pb.GetGroupStatisticsResponse(
            statistics=self.statistics(request.period, [""]), class_title="7А", subject_title="Алгебра"
        )

    def ListTeacherResults(self, request: Any) -> Any:
        return pb.ListTeacherResultsResponse(
            teachers=[
                pb.TeacherResults(teacher=person, results=results(n, 90)) for n, person in enumerate(TEACHERS[1:])
            ]
        )

    def ListTeacherMetrics(self, request: Any) -> Any:
        share = reports_pb2.Share
        return reports_pb2.ListTeacherMetricsResponse(
            teachers=[
                reports_pb2.TeacherMetrics(
                    teacher=person,
                    metrics=reports_pb2.Metrics(
                        lessons_filled=share(part=40 - 3 * n, whole=40),
                        filled_in_time=share(part=30 - n, whole=40 - 3 * n),
                        homework_recorded=share(part=36 - 3 * n, whole=40 - 3 * n),
                    ),
                )
                for n, person in enumerate(TEACHERS)
            ]
        )

    def RemindTeachers(self, request: Any) -> Any:
        return reports_pb2.RemindTeachersResponse(reminded=2, already_reminded=1)

    def GetMunicipality(self, request: Any) -> Any:
        def metrics(seed: int, *, hidden: str = "") -> Any:
            made = municipality_pb2.MunicipalMetrics()
            for place, field in enumerate(made.DESCRIPTOR.fields):
                told = getattr(made, field.name)
                told.state = municipality_pb2.AGGREGATE_STATE_SHOWN
                told.percent = (40 + 7 * seed + 11 * place) % 101
                if field.name.startswith(hidden or " "):
                    told.CopyFrom(municipality_pb2.Aggregate(state=municipality_pb2.AGGREGATE_STATE_HIDDEN))
            return made

        return municipality_pb2.GetMunicipalityResponse(
            total=metrics(0),
            schools=[
                municipality_pb2.MunicipalSchool(
                    school=f"schools/{new_id()}", school_title=title, metrics=metrics(n, hidden=hidden)
                )
                for n, (title, hidden) in enumerate(
                    [("Школа № 1", ""), ("Школа № 4", ""), ("Школа № 12", ""), ("Школа при больнице", "pupils")]
                )
            ],
        )
