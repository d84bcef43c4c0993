"""A school for measuring, as a OneRoster 1.2 package: invented, small, with far more lessons than a school has."""

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CLIENTS = 8
PUPILS = 25
JOURNAL_LESSONS = 40
# Weeks before and after the day on which the school is made.
WEEKS_BEFORE, WEEKS_AFTER = 10, 2
_EVERY_BELL = ",".join(
    f"{day}-{bell}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for bell in range(1, 9)
)
_ONCE_A_DAY = "mon-1,tue-1,wed-1,thu-1,fri-1"
_HEADERS = {
    "orgs": "sourcedId,name,type,parentSourcedId",
    "academicSessions": "sourcedId,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,title,courseCode,orgSourcedId",
    "classes": "sourcedId,title,grades,courseSourcedId,classType,schoolSourcedId,termSourcedIds,periods",
    "users": "sourcedId,enabledUser,username,givenName,familyName,agentSourcedIds,password,email",
    "roles": "sourcedId,userSourcedId,role,beginDate,orgSourcedId",
    "enrollments": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate",
}


def today() -> date:
    """Today at the school: where it is, not where it is measured."""
    return datetime.now(ZoneInfo("Europe/Moscow")).date()


def municipality_of(number: int) -> str:
    """The title of the municipality that holds the school of this number."""
    return f"Испытательный стенд {number}"


def teacher(number: int, client: int) -> str:
    """The user name of a client's teacher; the first one also leads the journal and the group of one pupil."""
    return f"bench{number}-t{client}"


def group_title(client: int) -> str:
    """The title of a client's group of 25 pupils with eight lessons a day."""
    return f"5А Замер {client}"


# Five lessons a week; a group of one pupil who has a guardian; one of 25 pupils, each with a guardian who reads mail.
JOURNAL, FAMILY, FAMILIES = "5А Журнал", "5Б Семья", "5В Семьи"


def first_day(made_on: date) -> date:
    """The first day of the term: a Monday."""
    return made_on - timedelta(days=made_on.weekday() + 7 * WEEKS_BEFORE)


def write_package(target: Path, number: int, made_on: date, password: str) -> None:
    """Writes the package of one school. The same arguments make the same package."""
    tables = _Tables(number, first_day(made_on))
    tables.school(made_on)
    for client in range(CLIENTS):
        tables.person(teacher(number, client), "teacher", password=password)
    for index in range(PUPILS):
        tables.person(f"bench{number}-p{index}", "student")
    tables.person(f"bench{number}-parent", "guardian")
    tables.person(f"bench{number}-child", "student", agent=f"bench{number}-parent")
    for index in range(PUPILS):
        parent = f"bench{number}-f{index}-parent"
        tables.person(parent, "guardian", email=f"{parent}@pochta.example")
        tables.person(f"bench{number}-f{index}", "student", agent=parent)
    everybody = [f"bench{number}-p{index}" for index in range(PUPILS)]
    with_families = [f"bench{number}-f{index}" for index in range(PUPILS)]
    tables.klass("5А", "homeroom", "", [], everybody)
    tables.klass("5Б", "homeroom", "", [], [f"bench{number}-child"])
    tables.klass("5В", "homeroom", "", [], with_families)
    for client in range(CLIENTS):
        tables.klass(group_title(client), "scheduled", _EVERY_BELL, [teacher(number, client)], everybody)
    tables.klass(JOURNAL, "scheduled", _ONCE_A_DAY, [teacher(number, 0)], everybody)
    tables.klass(FAMILY, "scheduled", _EVERY_BELL, [teacher(number, 0)], [f"bench{number}-child"])
    tables.klass(FAMILIES, "scheduled", _EVERY_BELL, [teacher(number, 0)], with_families)
    tables.write(target)


class _Tables:
    """The package's files as rows."""

    def __init__(self, number: int, begin: date) -> None:
        self._number = number
        self._begin = begin
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _HEADERS}

    def _add(self, file: str, **cells: Any) -> None:
        self._rows[file].append(cells)

    def school(self, made_on: date) -> None:
        begin, end = self._begin, made_on + timedelta(weeks=WEEKS_AFTER)
        self._add("orgs", sourcedId="town", name=municipality_of(self._number), type="district")
        self._add("orgs", sourcedId="school", name="Школа для замеров", type="school", parentSourcedId="town")
        self._add(
            "academicSessions", sourcedId="year", title=f"{begin.year}", type="schoolYear",
            startDate=begin.isoformat(), endDate=end.isoformat(), schoolYear=begin.year + 1,
        )  # fmt: skip
        self._add(
            "academicSessions", sourcedId="term", title="1 четверть", type="gradingPeriod",
            startDate=begin.isoformat(), endDate=end.isoformat(), parentSourcedId="year", schoolYear=begin.year + 1,
        )  # fmt: skip
        self._add("courses", sourcedId="course", title="Замер", courseCode="01", orgSourcedId="school")

    def person(self, name: str, role: str, *, agent: str = "", password: str = "", email: str = "") -> None:
        self._add(
            "users", sourcedId=name, enabledUser="true", username=name, givenName="Имя", familyName="Фамилия",
            agentSourcedIds=agent, password=password, email=email,
        )  # fmt: skip
        begin = self._begin.isoformat()
        self._add(
            "roles", sourcedId=f"{name}-{role}", userSourcedId=name, role=role, beginDate=begin, orgSourcedId="school"
        )

    def klass(self, title: str, kind: str, periods: str, teachers: list[str], pupils: list[str]) -> None:
        self._add(
            "classes", sourcedId=title, title=title, grades="05", courseSourcedId="course", classType=kind,
            schoolSourcedId="school", termSourcedIds="term", periods=periods,
        )  # fmt: skip
        for person, role in [*((each, "teacher") for each in teachers), *((each, "student") for each in pupils)]:
            self._add(
                "enrollments", sourcedId=f"{title}-{person}", classSourcedId=title, schoolSourcedId="school",
                userSourcedId=person, role=role, primary="true" if role == "teacher" else "",
                beginDate=self._begin.isoformat(),
            )  # fmt: skip

    def write(self, target: Path) -> None:
        manifest = [
            ("propertyName", "value"),
            ("manifest.version", "1.0"),
            ("oneroster.version", "1.2"),
            *((f"file.{name}", "bulk") for name in _HEADERS),
        ]
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.csv", _csv(manifest))
            for name, header in _HEADERS.items():
                columns = header.split(",")
                rows = [[row.get(column, "") for column in columns] for row in self._rows[name]]
                archive.writestr(f"{name}.csv", _csv([columns, *rows]))


def _csv(rows: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
