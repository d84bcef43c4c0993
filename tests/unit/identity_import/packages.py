"""A small package that tests bend: two schools, a class and a group in each, a family with a child in both."""

import csv
import io
import zipfile
from pathlib import Path

Table = list[dict[str, str]]
Tables = dict[str, Table]


def two_schools() -> Tables:
    """A right package of version 1.2 as tables of rows."""
    tables: Tables = {
        "orgs": [
            {"sourcedId": "town", "name": "Город", "type": "district"},
            {"sourcedId": "a/1", "name": "Школа А", "type": "school", "parentSourcedId": "town"},
            {"sourcedId": "b/1", "name": "Школа Б", "type": "school", "parentSourcedId": "town"},
        ],
        "academicSessions": [
            {"sourcedId": "year", "title": "Год", "type": "schoolYear", "startDate": "2026-09-01",
             "endDate": "2027-05-31", "schoolYear": "2027"},
            {"sourcedId": "q1", "title": "1 четверть", "type": "gradingPeriod", "startDate": "2026-09-01",
             "endDate": "2027-05-31", "schoolYear": "2027"},
        ],
        "courses": [], "classes": [], "users": [], "roles": [], "enrollments": [], "demographics": [],
    }  # fmt: skip
    for school in ("a/1", "b/1"):
        letter = school[0]
        tables["courses"].append({"sourcedId": f"{letter}-c", "title": "Алгебра", "orgSourcedId": school})
        for kind, klass in (("homeroom", f"{letter}-7"), ("scheduled", f"{letter}-g")):
            tables["classes"].append(
                {"sourcedId": klass, "title": "7А", "courseSourcedId": f"{letter}-c", "classType": kind,
                 "schoolSourcedId": school, "termSourcedIds": "year", "periods": "mon-1,tue-2"}
            )  # fmt: skip
        add_person(tables, f"{letter}-t", "teacher", school)
        add_person(tables, f"{letter}-p", "student", school, agents="mother")
        for klass in (f"{letter}-7", f"{letter}-g"):
            enrol(tables, klass, f"{letter}-p", "student", school)
            enrol(tables, klass, f"{letter}-t", "teacher", school)
    add_person(tables, "mother", "guardian", "a/1")
    return tables


def add_person(tables: Tables, person: str, role: str, school: str, *, agents: str = "") -> None:
    """A user with one role."""
    tables["users"].append(
        {"sourcedId": person, "enabledUser": "true", "username": f"{person}.login", "givenName": "Имя",
         "familyName": "Фамилия", "agentSourcedIds": agents}
    )  # fmt: skip
    tables["roles"].append(
        {"sourcedId": f"{person}-{role}", "userSourcedId": person, "role": role, "orgSourcedId": school}
    )


def enrol(tables: Tables, klass: str, person: str, role: str, school: str) -> None:
    """An enrolment."""
    tables["enrollments"].append(
        {"sourcedId": f"{klass}-{person}", "classSourcedId": klass, "schoolSourcedId": school,
         "userSourcedId": person, "role": role, "primary": "true" if role == "teacher" else ""}
    )  # fmt: skip


def delta(**tables: Table) -> Tables:
    """Tables of a delta: rows that say no status are active."""
    return {file: [{"status": "active", **row} for row in rows] for file, rows in tables.items()}


def csv_of(rows: Table, header: list[str] | None = None, *, line_end: str = "\r\n") -> str:
    """A CSV file of the rows."""
    columns = header or list(dict.fromkeys(column for row in rows for column in row)) or ["sourcedId"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def write(target: Path, tables: Tables, mode: str = "bulk", *, version: str = "1.2") -> Path:
    """Writes a package of these tables, all of one mode; files that are not there are absent."""
    manifest = [{"propertyName": "oneroster.version", "value": version}]
    manifest += [{"propertyName": f"file.{file}", "value": mode} for file in tables]
    return write_files(target, {f"{file}.csv": csv_of(rows).encode() for file, rows in tables.items()}, manifest)


def write_files(target: Path, files: dict[str, bytes], manifest: Table, folder: str = "") -> Path:
    """Writes a package of ready files."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{folder}manifest.csv", csv_of(manifest))
        for name, content in files.items():
            archive.writestr(f"{folder}{name}", content)
    return target
