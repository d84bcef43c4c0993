"""SubjectService: all that the journal holds about a pupil."""

from collections.abc import Iterator

import grpc
from zvonok.gradebook.v1 import subjects_pb2 as pb
from zvonok.gradebook.v1 import subjects_pb2_grpc

from kit.names import parse
from kit.service import Resources
from services.gradebook.actions.reading import everything_about
from services.gradebook.rpc.requests import PUPIL

_AT_ONCE = 1000
_FIELDS = {
    "marks": ("date", "bell", "subject_title", "category", "title", "value", "weight", "comment", "due_date"),
    "attendance": ("date", "bell", "subject_title", "attendance", "minutes_late", "reason"),
    "changes": ("time", "date", "bell", "subject_title", "cell", "old_value", "new_value", "reason"),
    "exemptions": ("subject_code", "begin_date", "end_date", "partial", "document"),
    "absence_periods": ("begin_date", "end_date", "reason", "document", "ended"),
    "absence_notes": ("time", "begin_date", "end_date", "reason", "text", "state", "answer"),
    "homework": (
        "date",
        "subject_title",
        "text",
        "due_date",
        "files",
        "personal",
        "withdrawn",
        "done",
        "done_time",
    ),
    "term_marks": ("school_year", "begin_date", "end_date", "subject_title", "kind", "value", "average"),
}
_MESSAGE = {
    "marks": pb.SubjectMark,
    "attendance": pb.SubjectAttendance,
    "changes": pb.SubjectChange,
    "exemptions": pb.SubjectExemption,
    "absence_periods": pb.SubjectAbsencePeriod,
    "absence_notes": pb.SubjectAbsenceNote,
    "homework": pb.SubjectHomework,
    "term_marks": pb.SubjectTermMark,
}


class SubjectServicer(subjects_pb2_grpc.SubjectServiceServicer):
    """See proto/zvonok/gradebook/v1/subjects.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetSubjectData(
        self, request: pb.GetSubjectDataRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.GetSubjectDataResponse]:
        """Everything, some rows an answer."""
        ids = parse(request.pupil, PUPIL)
        for kind, rows in everything_about(self._pool, ids["school"], ids["pupil"], _AT_ONCE):
            make, fields = _MESSAGE[kind], _FIELDS[kind]
            yield pb.GetSubjectDataResponse(**{kind: [make(**dict(zip(fields, row, strict=True))) for row in rows]})
