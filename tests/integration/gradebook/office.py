"""The teachers' and the deputy head's calls about term marks, in a world of the test's own."""

from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.v1 import gradebook_pb2 as journal_pb
from zvonok.gradebook.v1 import rules_pb2
from zvonok.gradebook.v1 import terms_pb2 as pb

from kit.ids import new_id
from services.gradebook.rpc.rules import RuleServicer
from services.gradebook.rpc.terms import TermMarkServicer
from tests.integration.gradebook.world import TODAY, World

TERM, ANNUAL = pb.TERM_MARK_KIND_TERM, pb.TERM_MARK_KIND_ANNUAL


class TermOffice:
    """Term marks of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.servicer = TermMarkServicer(world.servicer_resources)
        self.rules = RuleServicer(world.servicer_resources)
        self.school = f"schools/{world.school_id}"
        self.term = f"{self.school}/terms/{world.term_id}"
        self.year = f"{self.school}/years/2027"

    def call(self, name: str, **fields: Any) -> Any:
        """A call with a request id of its own, in this school."""
        kind = getattr(pb, f"{name}Request")
        names = kind.DESCRIPTOR.fields_by_name
        if "school" in names:
            fields.setdefault("school", self.school)
        if "request_id" in names:
            fields.setdefault("request_id", new_id())
        return self.world.call(getattr(self.servicer, name), kind(**fields))

    def mark(self, value: str, pupil: int = 0, weight: str = "answer", day: Any = TODAY) -> None:
        """A current mark in a line item of its own."""
        lesson = self.world.lesson(day)
        item = self.world.item(lesson, weight)
        edit = journal_pb.MarkEdit(line_item=item, pupil=self.world.pupil(pupil), value=value)
        assert not self.world.record(lesson, marks=[edit]).refusals

    def edit(self, value: str, pupil: int = 0, seen: int = 0, period: str = "", kind: Any = TERM) -> pb.TermMarkEdit:
        return pb.TermMarkEdit(
            period=period or self.term, kind=kind, pupil=self.world.pupil(pupil), value=value, seen_version=seen
        )

    def decide(self, *edits: pb.TermMarkEdit, **fields: Any) -> pb.RecordTermMarksResponse:
        answer: pb.RecordTermMarksResponse = self.call(
            "RecordTermMarks", **({"group": self.world.group_name} | fields), marks=edits
        )
        return answer

    def stands(self, pupil: int = 0, period: str = "", kind: Any = TERM) -> pb.TermMark:
        """A pupil's mark of a period as the group's page has it."""
        answer = self.call("GetTermMarks", group=self.world.group_name)
        key = (period or self.term, kind, self.world.pupil(pupil))
        found = [each for each in answer.marks if (each.period, each.kind, each.pupil) == key]
        return found[0] if found else pb.TermMark()

    def period(self, period: str = "") -> pb.Period:
        answer: pb.GetPeriodResponse = self.call("GetPeriod", period=period or self.term)
        return answer.period

    def close(self, period: str = "", *, accept_missing: bool = True) -> pb.Period:
        seen = self.period(period).version
        answer: pb.ClosePeriodResponse = self.call(
            "ClosePeriod", period=period or self.term, seen_version=seen, accept_missing=accept_missing
        )
        return answer.period

    def reopen(self, reason: str = "ошибка") -> pb.Period:
        answer: pb.ReopenPeriodResponse = self.call(
            "ReopenPeriod", period=self.term, seen_version=self.period().version, reason=reason
        )
        return answer.period

    def publish(self, at: datetime | None, **fields: Any) -> pb.Period:
        moment = Timestamp()
        if at is not None:
            moment.FromDatetime(at)
        answer: pb.SetPublicationResponse = self.call(
            "SetPublication",
            period=self.term,
            seen_version=self.period().version,
            publish_time=moment if at is not None else None,
            **fields,
        )
        return answer.period

    def family(self, pupil: int = 0) -> list[tuple[str, str]]:
        """What a pupil's family is shown: (subject, value)."""
        answer = self.call("GetPupilTermMarks", pupil=self.world.pupil(pupil))
        return [(subject.subject_title, mark.value) for subject in answer.subjects for mark in subject.marks]

    def unlock(self, until: datetime) -> None:
        """A grant for the group."""
        asked = self.world.call(
            self.rules.RequestUnlock,
            rules_pb2.RequestUnlockRequest(place=self.world.group_name, reason="ошибка", request_id=new_id()),
        ).unlock
        moment = Timestamp()
        moment.FromDatetime(until.astimezone(UTC))
        self.world.call(
            self.rules.DecideUnlock,
            rules_pb2.DecideUnlockRequest(
                school=self.school, unlock=asked.unlock, grant=True, until=moment, request_id=new_id()
            ),
        )
