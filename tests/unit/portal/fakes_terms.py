"""Stand-ins for term marks: answers by hand, which tests replace."""

import datetime
from typing import Any

from zvonok.gradebook.v1 import terms_pb2 as pb

from kit.ids import new_id

TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=3))).date()
SCALE = ["5", "4", "3", "2", "зачёт", "незачёт", "н/а", "осв"]
FIRST = new_id()


def period(school: str, part: str, begin: int, end: int, **fields: Any) -> pb.Period:
    """A period that began and ends so many days ago."""
    days = [(TODAY - datetime.timedelta(days=ago)).isoformat() for ago in (begin, end)]
    values = {"state": pb.PERIOD_STATE_OPEN, "school_year": 2027, "version": 3} | fields
    return pb.Period(period=f"{school}/{part}", begin_date=days[0], end_date=days[1], **values)


class TermFakes:
    """TermMarkService. A term that is over and closed, one that runs, and the year."""

    # As tests/unit/portal/fakes.py names them.
    school: str
    term: str
    pupils: list[str]

    def methods(self) -> list[Any]:
        return [
            self.GetTermMarks, self.RecordTermMarks, self.GetSummarySheet, self.GetPeriod, self.ListPeriods,
            self.ListFlags, self.ClosePeriod, self.ReopenPeriod, self.ConfirmPeriod, self.SetPublication,
            self.GetPupilTermMarks,
        ]  # fmt: skip

    def periods(self) -> list[pb.Period]:
        closed = {"state": pb.PERIOD_STATE_CLOSED}
        return [
            period(self.school, f"terms/{FIRST}", 60, 20, **closed),
            period(self.school, f"terms/{self.term}", 19, -40),
            period(self.school, "years/2027", 60, -120),
        ]

    def GetTermMarks(self, request: Any) -> Any:
        first, second, year = (each.period for each in self.periods())
        mark = pb.TermMark
        term, annual = pb.TERM_MARK_KIND_TERM, pb.TERM_MARK_KIND_ANNUAL
        return pb.GetTermMarksResponse(
            periods=self.periods(),
            pupils=[pb.TermPupil(pupil=each, periods=[first, second, year]) for each in self.pupils[:3]],
            marks=[
                mark(period=first, kind=term, pupil=self.pupils[0], value="4", version=1, average="3.40", proposal="3",
                     mark_count=5, flags=[pb.FLAG_DEPARTS]),
                mark(period=second, kind=term, pupil=self.pupils[0], value="5", version=2, average="4.60",
                     proposal="5", mark_count=4),
                mark(period=second, kind=term, pupil=self.pupils[1], average="3.50", proposal="4", mark_count=2,
                     flags=[pb.FLAG_MISSING]),
                mark(period=second, kind=term, pupil=self.pupils[2], flags=[pb.FLAG_MISSING]),
                mark(period=year, kind=annual, pupil=self.pupils[0], average="4.50", proposal="5", mark_count=2,
                     flags=[pb.FLAG_MISSING]),
            ],
            scale=SCALE,
        )  # fmt: skip

    def RecordTermMarks(self, request: Any) -> Any:
        return pb.RecordTermMarksResponse()

    def GetSummarySheet(self, request: Any) -> Any:
        term = pb.TERM_MARK_KIND_TERM
        counts = pb.Assessment(fives=1, fours=1, twos=1, missing=1, pass_rate="66.67", quality_rate="66.67",
                               learning_index="60.00")  # fmt: skip
        return pb.GetSummarySheetResponse(
            period=self.periods()[0],
            class_title="7А",
            subjects=[
                pb.SheetSubject(subject_code="ALG", subject_title="Алгебра", assessment=counts),
                pb.SheetSubject(subject_code="PE", subject_title="Физкультура", assessment=pb.Assessment(exempt=1)),
            ],
            pupils=[
                pb.SheetPupil(
                    pupil=self.pupils[0],
                    marks=[
                        pb.SheetMark(subject_code="ALG", kind=term, value="5", average="4.60"),
                        pb.SheetMark(subject_code="PE", kind=term, value="осв"),
                    ],
                ),
                pb.SheetPupil(pupil=self.pupils[1], marks=[pb.SheetMark(subject_code="ALG", kind=term, value="4")]),
            ],
            total=counts,
            achievement=pb.Achievement(pupils=3, excellent=1, good=1, failing=1),
        )

    def GetPeriod(self, request: Any) -> Any:
        [found] = [each for each in self.periods() if each.period == request.period]
        group = pb.GroupProgress(
            group=f"{self.school}/groups/{new_id()}", class_title="7А", subject_title="Алгебра", pupils=25, decided=24,
            departing=2, with_few_marks=1, **{"class": f"{self.school}/classes/{new_id()}"},
        )  # fmt: skip
        return pb.GetPeriodResponse(period=found, groups=[group])

    def ListPeriods(self, request: Any) -> Any:
        return pb.ListPeriodsResponse(periods=self.periods(), school_years=[2026, 2027])

    def ListFlags(self, request: Any) -> Any:
        mark = pb.TermMark(pupil=self.pupils[0], value="4", average="3.40", flags=[pb.FLAG_DEPARTS])
        flagged = pb.FlaggedMark(
            group=f"{self.school}/groups/{new_id()}", class_title="7А", subject_title="Алгебра", mark=mark
        )
        return pb.ListFlagsResponse(marks=[flagged])

    def ClosePeriod(self, request: Any) -> Any:
        return pb.ClosePeriodResponse(period=self.periods()[0])

    def ReopenPeriod(self, request: Any) -> Any:
        return pb.ReopenPeriodResponse(period=self.periods()[1])

    def ConfirmPeriod(self, request: Any) -> Any:
        return pb.ConfirmPeriodResponse(period=self.periods()[0])

    def SetPublication(self, request: Any) -> Any:
        return pb.SetPublicationResponse(period=self.periods()[0])

    def GetPupilTermMarks(self, request: Any) -> Any:
        first, _, year = self.periods()
        return pb.GetPupilTermMarksResponse(
            school_year=2027,
            periods=[first, year],
            subjects=[
                pb.PupilSubjectMarks(
                    subject_title="Алгебра",
                    marks=[
                        pb.PupilTermMark(period=first.period, kind=pb.TERM_MARK_KIND_TERM, value="4", average="3.67"),
                        pb.PupilTermMark(period=year.period, kind=pb.TERM_MARK_KIND_ANNUAL, value="5"),
                    ],
                )
            ],
        )
