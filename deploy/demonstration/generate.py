"""The demonstration municipality as a OneRoster 1.2 package. The same seed and date give the same package.

`python -m deploy.demonstration.generate OUT.zip [--date YYYY-MM-DD] [--schools N]`
"""

import argparse
import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from deploy.demonstration.curriculum import Course, assign_teachers, place
from deploy.demonstration.names import Name, family_name, father_of, full_name

PASSWORD = "zvonok-demo"  # noqa: S105  (of the demonstration, printed for everybody)
MUNICIPALITY = "Городской округ Звонаревск"
_CLASSES_A_YEAR = (3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 1)
_LETTERS = "АБВГ"
_PUPILS_A_CLASS = 25
_SUNDAY = 6

HEADERS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,"
    "subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate",
    "demographics": "sourcedId,status,dateLastModified,birthDate,sex",
}


@dataclass(slots=True)
class User:
    """A person to be written; agents are the sourcedIds of guardians."""

    source: str
    name: Name
    username: str
    password: str = ""
    agents: list[str] = field(default_factory=list)
    born: date | None = None
    male: bool = True


@dataclass(slots=True)
class Demonstration:
    """The municipality being made."""

    random: Random
    today: date
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in HEADERS})
    users: dict[str, User] = field(default_factory=dict)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    # Teachers by user name, with the number of lessons a day of the week brings.
    teachers: dict[str, list[str]] = field(default_factory=dict)

    def add(self, table: str, **cells: Any) -> None:
        self.tables[table].append(cells)

    def user(self, source: str, name: Name, username: str, *, password: str = "", male: bool = True) -> User:
        self.users[source] = User(source, name, username, password, male=male)
        return self.users[source]

    def role(self, person: str, role: str, org: str) -> None:
        self.add(
            "roles",
            sourcedId=f"{person}-{role}-{org}",
            userSourcedId=person,
            roleType="primary",
            role=role,
            orgSourcedId=org,
        )

    def enrol(self, person: str, klass: str, school: str, role: str, *, primary: bool = False) -> None:
        self.add(
            "enrollments", sourcedId=f"{klass}-{person}", classSourcedId=klass, schoolSourcedId=school,
            userSourcedId=person, role=role, primary=str(primary).lower() if role == "teacher" else "",
        )  # fmt: skip


def generate(today: date, *, schools: int = 2, seed: int = 7) -> Demonstration:
    """Makes the municipality for a date: today lies in a term, and every class has lessons today."""
    made = Demonstration(Random(seed), today)
    made.add("orgs", sourcedId="municipality", name=MUNICIPALITY, type="district")
    add_terms(made)
    families: list[list[str]] = []
    for number in range(1, schools + 1):
        _school(made, number, families)
    if schools > 1:
        _join_families(made, families)
        _join_teacher(made)
    _staff_of_municipality(made)
    _name_accounts(made)
    for user in made.users.values():
        write_user(made, user)
    return made


def add_terms(made: Demonstration) -> None:
    """Four terms without gaps in a school year that began at least five weeks ago."""
    begin = made.today - timedelta(days=35 + made.today.weekday())
    year = begin.year + 1
    made.add(
        "academicSessions", sourcedId="year", title=f"{year - 1}/{year} учебный год", type="schoolYear",
        startDate=begin.isoformat(), endDate=(begin + timedelta(days=4 * 63 - 1)).isoformat(), schoolYear=year,
    )  # fmt: skip
    for number in range(4):
        start = begin + timedelta(days=63 * number)
        made.add(
            "academicSessions", sourcedId=f"q{number + 1}", title=f"{number + 1} четверть", type="gradingPeriod",
            startDate=start.isoformat(), endDate=(start + timedelta(days=62)).isoformat(), parentSourcedId="year",
            schoolYear=year,
        )  # fmt: skip


def _school(made: Demonstration, number: int, families: list[list[str]]) -> None:
    school = f"s{number}"
    made.add("orgs", sourcedId=school, name=f"Школа № {number}", type="school", parentSourcedId="municipality")
    classes = [
        (f"{year}{letter}", year) for year, count in enumerate(_CLASSES_A_YEAR, start=1) for letter in _LETTERS[:count]
    ]
    courses, subjects = assign_teachers(classes)
    place(courses, made.random)
    made.add(
        "courses", sourcedId=f"{school}-homeroom", title="Классное руководство", courseCode="HR", orgSourcedId=school
    )
    for code, subject in enumerate(sorted({course.subject for course in courses}), start=1):
        made.add(
            "courses", sourcedId=f"{school}-{subject}", title=subject, courseCode=f"{code:02}", orgSourcedId=school
        )
    teachers = [_teacher(made, school, index) for index in range(len(subjects))]
    pupils = {title: _class(made, school, title, year, families) for title, year in classes}
    _class_teachers(made, school, classes, courses, teachers)
    for course in courses:
        _groups(made, school, course, teachers, pupils[course.class_title])
    for index, role in enumerate(("ext:deputyHead", "principal", "siteAdministrator")):
        source = f"{school}-h{index}"
        male = made.random.random() < 0.4
        name = full_name(made.random, family_name(made.random), male=male)
        made.user(source, name, source, password=PASSWORD, male=male)
        made.role(source, role, school)


def _teacher(made: Demonstration, school: str, index: int) -> str:
    source = f"{school}-t{index:02}"
    male = made.random.random() < 0.2
    name = full_name(made.random, family_name(made.random), male=male)
    made.user(source, name, source, password=PASSWORD, male=male)
    made.role(source, "teacher", school)
    made.teachers[source] = []
    return source


def _class(made: Demonstration, school: str, title: str, year: int, families: list[list[str]]) -> list[str]:
    """A class with its pupils and their families."""
    klass = f"{school}-{title}"
    made.add(
        "classes", sourcedId=klass, title=title, grades=f"{year:02}", courseSourcedId=f"{school}-homeroom",
        classType="homeroom", schoolSourcedId=school, termSourcedIds="year",
    )  # fmt: skip
    pupils = []
    for index in range(_PUPILS_A_CLASS):
        source = f"{klass}-p{index:02}"
        male = made.random.random() < 0.5
        family, father = family_name(made.random), father_of(made.random)
        pupil = made.user(source, full_name(made.random, family, male=male, father=father), source, male=male)
        pupil.born = date(made.today.year - 6 - year, 1, 1) + timedelta(days=made.random.randrange(365))
        made.role(source, "student", school)
        made.enrol(source, klass, school, "student")
        pupil.agents = _guardians(made, source, family, school)
        families.append([source, *pupil.agents])
        pupils.append(source)
    return pupils


def _guardians(made: Demonstration, child: str, family: str, school: str) -> list[str]:
    sources = []
    for index, male in enumerate((False, True)[: 2 if made.random.random() < 0.7 else 1]):
        source = f"{child}-g{index}"
        made.user(source, full_name(made.random, family, male=male), source, male=male)
        made.role(source, "guardian", school)
        sources.append(source)
    return sources


def _class_teachers(
    made: Demonstration, school: str, classes: list[tuple[str, int]], courses: list[Course], teachers: list[str]
) -> None:
    taken: set[int] = set()
    for title, _ in classes:
        for course in courses:
            if course.class_title == title and course.teachers[0] not in taken:
                taken.add(course.teachers[0])
                made.enrol(teachers[course.teachers[0]], f"{school}-{title}", school, "teacher", primary=True)
                break


def _groups(made: Demonstration, school: str, course: Course, teachers: list[str], pupils: list[str]) -> None:
    parts = len(course.teachers)
    for part, teacher in enumerate(course.teachers):
        suffix = f" ({part + 1} подгр.)" if parts > 1 else ""
        source = f"{school}-{course.class_title}-{course.subject}{part or ''}"
        periods = list(course.periods)
        if made.today.weekday() == _SUNDAY:
            # The demonstration must have lessons on the day on which it is looked at.
            periods += [f"sun-{each.partition('-')[2]}" for each in course.periods if each.startswith("mon-")]
        made.add(
            "classes", sourcedId=source, title=f"{course.class_title} {course.subject}{suffix}",
            grades=f"{int(course.class_title[:-1]):02}", courseSourcedId=f"{school}-{course.subject}",
            classType="scheduled", location=f"{100 + teacher}", schoolSourcedId=school,
            termSourcedIds="q1,q2,q3,q4", periods=",".join(periods),
        )  # fmt: skip
        made.enrol(teachers[teacher], source, school, "teacher", primary=True)
        made.teachers[teachers[teacher]] += periods
        for pupil in pupils[part::parts]:
            made.enrol(pupil, source, school, "student")


def _join_families(made: Demonstration, families: list[list[str]]) -> None:
    """Some guardians of a child of the first school get a second child in the second school."""
    first = [family for family in families if family[0].startswith("s1-7")][:6]
    second = [family for family in families if family[0].startswith("s2-5")][:6]
    for older, younger in zip(first, second, strict=True):
        child = made.users[younger[0]]
        for gone in younger[1:]:
            del made.users[gone]
        parents = older[1:]
        child.agents = parents
        sibling = made.users[older[0]]
        family = sibling.name.family if sibling.male else sibling.name.family.removesuffix("а")
        child.name = Name(child.name.given, family if child.male else f"{family}а", child.name.middle)
        for parent in parents:
            made.role(parent, "guardian", "s2")
    there = made.users
    made.tables["roles"] = [row for row in made.tables["roles"] if row["userSourcedId"] in there]


def _join_teacher(made: Demonstration) -> None:
    """The informatics teacher of the first school leads one more group in the second."""
    teacher = next(
        row["userSourcedId"]
        for row in made.tables["enrollments"]
        if row["role"] == "teacher"
        and row["classSourcedId"].startswith("s1-")
        and "Информатика" in row["classSourcedId"]
    )
    made.role(teacher, "teacher", "s2")
    made.add(
        "classes", sourcedId="s2-robots", title="Кружок робототехники", grades="07",
        courseSourcedId="s2-Информатика", classType="scheduled", location="301", schoolSourcedId="s2",
        termSourcedIds="q1,q2,q3,q4", periods="sat-8",
    )  # fmt: skip
    made.enrol(teacher, "s2-robots", "s2", "teacher", primary=True)
    made.teachers[teacher].append("sat-8")
    for index in range(8):
        made.enrol(f"s2-7А-p{index:02}", "s2-robots", "s2", "student")


def _staff_of_municipality(made: Demonstration) -> None:
    made.user("operator", full_name(made.random, family_name(made.random), male=True), "operator", password=PASSWORD)
    made.role("operator", "districtAdministrator", "municipality")


def _name_accounts(made: Demonstration) -> None:
    """Demonstration accounts get names that can be typed."""
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[made.today.weekday()]
    group = next(
        row
        for row in sorted(made.tables["classes"], key=lambda row: row["sourcedId"])
        if row["sourcedId"].startswith("s1-7А-") and f"{day}-" in row.get("periods", "") and "подгр" not in row["title"]
    )
    members = [row for row in made.tables["enrollments"] if row["classSourcedId"] == group["sourcedId"]]
    teacher = next(row["userSourcedId"] for row in members if row["role"] == "teacher")
    pupils = [row["userSourcedId"] for row in members if row["role"] == "student"]
    leader = next(
        row["userSourcedId"]
        for row in made.tables["enrollments"]
        if row["classSourcedId"] == "s1-7А" and row["role"] == "teacher"
    )
    two_schools = made.users[pupils[0]].agents[0]
    plain = next(pupil for pupil in pupils[8:] if made.users[pupil].agents)
    stranger = next(pupil for pupil in pupils[12:] if pupil != plain)
    _account(made, teacher, "teacher", "учитель-предметник", group=group["title"])
    _account(made, made.users[plain].agents[0], "guardian", "законный представитель", group=group["title"])
    _account(made, made.users[stranger].agents[0], "stranger", "законный представитель другой семьи")
    _account(made, two_schools, "two-schools", "законный представитель, двое детей в двух школах")
    _account(made, plain, "pupil", "ученик")
    if leader != teacher:
        _account(made, leader, "class-teacher", "классный руководитель 7А")
    _account(made, "s1-h0", "deputy", "заместитель директора")
    _account(made, "s1-h1", "director", "директор")
    _account(made, "s1-h2", "administrator", "администратор журнала")
    _account(made, "s2-h0", "deputy2", "заместитель директора школы № 2")
    _account(made, "operator", "operator", "муниципальный оператор")


def _account(made: Demonstration, source: str, username: str, title: str, **more: str) -> None:
    user = made.users.get(source)
    if user is None:
        return
    if source in made.teachers:
        made.teachers[username] = made.teachers.pop(source)
    user.username, user.password = username, PASSWORD
    made.accounts.append({"role": username, "login": username, "password": PASSWORD, "what": title, **more})


def write_user(made: Demonstration, user: User) -> None:
    local = user.username if not user.source.startswith("operator") else "operator"
    address = f"{local.translate(_LATIN)}@pochta.example"
    made.add(
        "users", sourcedId=user.source, enabledUser="true", username=user.username.translate(_LATIN),
        givenName=user.name.given, familyName=user.name.family, middleName=user.name.middle, email=address,
        phone=f"+7000{made.random.randrange(10**7):07}", agentSourcedIds=",".join(user.agents), password=user.password,
    )  # fmt: skip
    if user.born:
        sex = "male" if user.male else "female"
        made.add("demographics", sourcedId=user.source, birthDate=user.born.isoformat(), sex=sex)


_LATIN = str.maketrans({"А": "a", "Б": "b", "В": "v", "Г": "g"})


def write_package(made: Demonstration, target: Path) -> None:
    """Writes the package as a ZIP file."""
    manifest = [
        ("propertyName", "value"),
        ("manifest.version", "1.0"),
        ("oneroster.version", "1.2"),
        *((f"file.{name}", "bulk") for name in HEADERS),
        ("source.systemName", "Zvonok demonstration"),
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", _csv(manifest))
        for name, header in HEADERS.items():
            columns = header.split(",")
            rows = [[row.get(column, "") for column in columns] for row in made.tables[name]]
            archive.writestr(f"{name}.csv", _csv([columns, *rows]))


def _csv(rows: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def main() -> None:
    """Writes a package to the file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--date", type=date.fromisoformat, required=True)
    parser.add_argument("--schools", type=int, default=2)
    parser.add_argument("--accounts", type=Path, help="write the demonstration accounts to this JSON file")
    options = parser.parse_args()
    made = generate(options.date, schools=options.schools)
    write_package(made, options.target)
    if options.accounts:
        options.accounts.write_text(json.dumps(made.accounts, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
