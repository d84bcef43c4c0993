"""A school with several teachers and groups for the tests of substitutions, and its deputy head's calls."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zvonok.gradebook.events.v1 import substitutions_pb2 as events
from zvonok.gradebook.v1 import substitutions_pb2 as pb
from zvonok.identity.events.v1 import roster_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.ids import new_id
from services.gradebook.rpc.substitutions import SubstitutionServicer
from tests.integration.gradebook.world import MONDAY, TODAY, World, tell

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass
class Staff:
    """Ann teaches the world's group at the first bell and another at the second; the others are free at one or both."""

    world: World
    head: str = field(default_factory=new_id)
    people: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.servicer = SubstitutionServicer(self.world.servicer_resources)
        self.school = f"schools/{self.world.school_id}"
        self.people["ann"] = self.world.teacher_id
        self.add("7A geometry", "ann", 2, subject="GEO")
        # bob: the same subject, another class, at the third bell; cid: the class, at the first bell; dan: a stranger
        # to both; eve: the other subgroup of the class at the second bell.
        self.add("8A algebra", "bob", 3, subject="ALG", class_id=new_id())
        self.add("7A history", "cid", 1, subject="HIS")
        self.add("9A sport", "dan", 5, subject="PE", class_id=new_id())
        self.add("7A geometry II", "eve", 2, subject="GEO")

    def add(self, title: str, teacher: str, bell: int, *, subject: str, class_id: str | None = None) -> None:
        """Adds a group with a lesson at a bell of every day."""
        group_id = self.groups.setdefault(title, new_id())
        group = self.world.group(
            pupils=[], title=title,
            subject_code=subject, subject_title=subject, class_id=class_id or self.world.class_id,
            periods=[f"{day}-{bell}" for day in DAYS], class_title=title.split(maxsplit=1)[0],
        )  # fmt: skip
        group.group_id = group_id
        del group.teachers[:]
        person_id = self.people.setdefault(teacher, new_id())
        group.teachers.append(roster_pb2.Membership(person_id=person_id, begin_date=MONDAY.isoformat()))
        tell(self.world.pool, group)

    def person(self, name: str) -> str:
        """The resource name of somebody."""
        return f"persons/{self.people[name]}"

    def call(self, method: str, person_id: str | None = None, **fields: Any) -> Any:
        """A call of the deputy head, in this school unless it names another."""
        kind = getattr(pb, f"{method}Request")
        fields.setdefault("school", self.school)
        if "request_id" in kind.DESCRIPTOR.fields_by_name:
            fields.setdefault("request_id", new_id())
        return self.world.call(getattr(self.servicer, method), kind(**fields), person_id or self.head)

    def away(self, name: str, begin: date = TODAY, end: date | None = None, **fields: Any) -> pb.TeacherAbsence:
        """Notes an absence."""
        fields.setdefault("kind", pb.ABSENCE_KIND_ILL)
        answer = self.call(
            "RecordTeacherAbsence", person=self.person(name), begin_date=begin.isoformat(),
            end_date=(end or begin).isoformat(), **fields,
        )  # fmt: skip
        found: pb.TeacherAbsence = answer.absence
        return found

    def day(self, day: date = TODAY) -> pb.GetDayToCoverResponse:
        """A day to cover."""
        answer: pb.GetDayToCoverResponse = self.call("GetDayToCover", date=day.isoformat())
        return answer

    def lesson(self, bell: int = 1, day: date = TODAY) -> str:
        """The lesson of Ann's at a bell."""
        return next(each.lesson for each in self.day(day).lessons if each.bell == bell)

    def line(self, lesson: str, name: str = "", kind: int = pb.SUBSTITUTION_KIND_SUBSTITUTE, **fields: Any) -> Any:
        """A line of an assignment."""
        return pb.SubstituteLine(lesson=lesson, person=self.person(name) if name else "", kind=kind, **fields)  # type: ignore[arg-type]

    def assign(self, *lines: pb.SubstituteLine, **fields: Any) -> list[pb.SubstituteOutcome]:
        """Assigns."""
        return list(self.call("AssignSubstitutes", lines=lines, **fields).outcomes)

    def register(self, begin: date = TODAY, end: date = TODAY, **fields: Any) -> list[pb.Substitution]:
        """The register of some days."""
        answer = self.call("ListSubstitutions", begin_date=begin.isoformat(), end_date=end.isoformat(), **fields)
        return list(answer.substitutions)

    def told(self) -> list[events.SubstitutionChanged]:
        """What was told of substitutions, oldest first."""
        with transaction(self.world.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "SELECT payload FROM outbox WHERE name = 'zvonok.gradebook.substitution.changed.v1'"
                " ORDER BY created_at, outbox_id"
            ).fetchall()
        return [events.SubstitutionChanged.FromString(row[0]) for row in rows]
