"""Names of a school's staff, from identity."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from zvonok.gradebook.v1.gradebook_pb2 import Lesson
from zvonok.identity.v1 import people_pb2

from services.portal.sessions import ask, clients
from services.portal.words.substitutions import kind_text

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Names:
    """Names by person (persons/{person})."""

    members: dict[str, people_pb2.StaffMember]

    def short(self, person: str) -> str:
        """ "Ветрова П. О."; a dash for who is not known."""
        found = self.members.get(person)
        if found is None:
            return "—"
        initials = [f"{name[0]}." for name in (found.given_name, found.middle_name) if name]
        return "\u00a0".join([found.family_name, *initials])

    def full(self, person: str) -> str:
        """ "Ветрова Полина Олеговна"; a dash for who is not known."""
        found = self.members.get(person)
        parts = (found.family_name, found.given_name, found.middle_name) if found else ("—",)
        return " ".join(part for part in parts if part)

    def key(self, person: str) -> tuple[str, str]:
        """By what people are put in order."""
        return self.full(person).casefold(), person


def staff_of(school: str, since: datetime.date | None = None) -> Names:
    """The staff of a school (schools/{school}); with `since` those too who have left since that day."""
    wanted = people_pb2.ListStaffRequest(
        school=school, since_date=since.isoformat() if since else "", page_size=_PAGE
    )  # fmt: skip
    members: dict[str, people_pb2.StaffMember] = {}
    while True:
        answer: people_pb2.ListStaffResponse = ask(clients().people.ListStaff, wanted)
        members.update((one.person, one) for one in answer.staff)
        wanted.page_token = answer.next_page_token
        if not wanted.page_token:
            return Names(members)


def who_stands_in(school: str, lessons: Iterable[Lesson]) -> dict[str, str]:
    """How the covered ones of a school's lessons are covered, and by whom, by lesson: "substitute: Ветрова П. О." """
    covered = [lesson for lesson in lessons if lesson.substitution_kind]
    if not covered:
        return {}
    names = staff_of(school, datetime.date.fromisoformat(min(lesson.date for lesson in covered)))
    return {
        lesson.name: f"{kind_text(lesson.substitution_kind)}: {names.short(lesson.substitute)}"
        if lesson.substitute
        else kind_text(lesson.substitution_kind)
        for lesson in covered
    }
