"""Checking a package against itself and against what is known: references, dates, user names.

A row that is wrong takes the school it concerns out of the import; other schools go in.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from services.identity.domain.oneroster.columns import split_ids
from services.identity.domain.oneroster.package import Package, Row

_EVERY_SCHOOL = "*"


@dataclass(frozen=True, slots=True)
class Known:
    """What the register holds already, by sourcedId; user names with the sourcedId that has them here."""

    orgs: Set[str] = frozenset()
    # Organisations that are no schools: they may be referred to.
    other_orgs: Set[str] = frozenset()
    sessions: Set[str] = frozenset()
    courses: Set[str] = frozenset()
    classes: Set[str] = frozenset()
    users: Set[str] = frozenset()
    # User name (lower case) → sourcedId here, or "" when an account of another municipality has it.
    usernames: dict[str, str] = field(default_factory=dict)


def check(package: Package, known: Known) -> set[str]:
    """Notes all refusals in the package; returns the sourcedIds of schools that must not be touched ("*": none may)."""
    checker = _Checker(package, known)
    checker.check_all()
    return checker.blocked()


@dataclass(slots=True)
class _Checker:
    package: Package
    known: Known
    ids: dict[str, set[str]] = field(default_factory=dict)
    schools_of_user: dict[str, set[str]] = field(default_factory=dict)
    usernames: dict[str, str] = field(default_factory=dict)

    def check_all(self) -> None:
        known = {
            "orgs": self.known.orgs | self.known.other_orgs,
            "academicSessions": self.known.sessions,
            "courses": self.known.courses,
            "classes": self.known.classes,
            "users": self.known.users,
        }
        for file, before in known.items():
            present = {row["sourcedId"] for row in self.package.rows.get(file, ()) if row["status"] != "tobedeleted"}
            # A reference to a row that was refused itself is no second fault: its schools stay out anyway.
            present |= {row["sourcedId"] for row in self.package.broken.get(file, ())}
            self.ids[file] = present | (set() if self.package.modes.get(file) == "bulk" else set(before))
        self._collect_schools_of_users()
        for file in ("academicSessions", "courses", "classes", "users", "roles", "enrollments", "demographics"):
            self._keep_right_rows(file)

    def _keep_right_rows(self, file: str) -> None:
        check = getattr(self, f"_check_{file}")
        kept = []
        for row in self.package.rows.get(file, ()):
            if row["status"] == "tobedeleted" or check(row):
                kept.append(row)
        self.package.rows[file] = kept

    def _check_academicSessions(self, row: Row) -> bool:  # noqa: N802  (the file's name)
        return self._dates(row, "academicSessions", "startDate", "endDate")

    def _check_courses(self, row: Row) -> bool:
        return self._refers(row, "courses", "orgSourcedId", "orgs")

    def _check_classes(self, row: Row) -> bool:
        return (
            self._refers(row, "classes", "schoolSourcedId", "orgs")
            and self._refers(row, "classes", "courseSourcedId", "courses")
            and self._refers(row, "classes", "termSourcedIds", "academicSessions")
        )

    def _check_users(self, row: Row) -> bool:
        name = row["username"].lower()
        owner = self.known.usernames.get(name, self.usernames.setdefault(name, row["sourcedId"]))
        if owner is not None and owner != row["sourcedId"]:
            self.package.refuse(
                "users", row, "username", "a user name nobody has", "USERNAME_TAKEN", "Choose another user name."
            )
            return False
        if "orgSourcedIds" in row.cells and not self._refers(row, "users", "orgSourcedIds", "orgs"):
            return False
        return self._refers(row, "users", "agentSourcedIds", "users")

    def _check_roles(self, row: Row) -> bool:
        return (
            self._refers(row, "roles", "userSourcedId", "users")
            and self._refers(row, "roles", "orgSourcedId", "orgs")
            and self._dates(row, "roles", "beginDate", "endDate")
        )

    def _check_enrollments(self, row: Row) -> bool:
        return (
            self._refers(row, "enrollments", "schoolSourcedId", "orgs")
            and self._refers(row, "enrollments", "classSourcedId", "classes")
            and self._refers(row, "enrollments", "userSourcedId", "users")
            and self._dates(row, "enrollments", "beginDate", "endDate")
        )

    def _check_demographics(self, row: Row) -> bool:
        return self._refers(row, "demographics", "sourcedId", "users")

    def _refers(self, row: Row, file: str, column: str, target: str) -> bool:
        missing = [each for each in split_ids(row[column]) if each not in self.ids[target]]
        if missing:
            self.package.refuse(
                file, row, column, f"the sourcedId of a row of {target}.csv", "BROKEN_REFERENCE",
                f"Add the row to {target}.csv or correct the reference.",
            )  # fmt: skip
        return not missing

    def _dates(self, row: Row, file: str, begin: str, end: str) -> bool:
        if row[begin] and row[end] and row[begin] > row[end]:
            self.package.refuse(
                file, row, end, f"a date not before {begin}", "DATES_REVERSED", f"Put {end} on or after {begin}."
            )
            return False
        return True

    def _collect_schools_of_users(self) -> None:
        users = [*self.package.rows.get("users", ()), *self.package.broken.get("users", ())]
        for file in ("users", "roles", "enrollments"):
            for row in users if file == "users" else self.package.rows.get(file, ()):
                user = row["sourcedId"] if file == "users" else row["userSourcedId"]
                self.schools_of_user.setdefault(user, set()).update(_orgs_named(row))
        own = {user: frozenset(schools) for user, schools in self.schools_of_user.items()}
        # A family belongs to the schools of its children, whichever side tells of the tie.
        for row in users:
            for agent in split_ids(row["agentSourcedIds"]):
                self.schools_of_user.setdefault(agent, set()).update(own.get(row["sourcedId"], ()))
                self.schools_of_user[row["sourcedId"]].update(own.get(agent, ()))

    def blocked(self) -> set[str]:
        """The schools that rows taken out concern."""
        schools = {row["sourcedId"] for row in self.package.rows.get("orgs", ()) if row["type"] == "school"}
        schools |= set(self.known.orgs)
        found: set[str] = set()
        for file, rows in self.package.broken.items():
            for row in rows:
                concerned = set(_orgs_named(row)) & schools
                if file == "orgs":
                    concerned = {row["sourcedId"]} & (schools | {row["sourcedId"]})
                elif file in ("users", "demographics", "roles"):
                    user = row["userSourcedId"] or row["sourcedId"]
                    concerned |= self.schools_of_user.get(user, set()) & schools
                elif file == "enrollments":
                    concerned |= self._school_of_class(row["classSourcedId"]) & schools
                found |= concerned or self._referring(file, row) or {_EVERY_SCHOOL}
        return found

    def _school_of_class(self, klass: str) -> set[str]:
        every = (*self.package.rows.get("classes", ()), *self.package.broken.get("classes", ()))
        return {row["schoolSourcedId"] for row in every if row["sourcedId"] == klass}

    def _referring(self, file: str, row: Row) -> set[str]:
        """Schools whose classes refer to a broken course or session."""
        column = {"courses": "courseSourcedId", "academicSessions": "termSourcedIds"}.get(file)
        if column is None:
            return set()
        every = [*self.package.rows.get("classes", ()), *self.package.broken.get("classes", ())]
        return {each["schoolSourcedId"] for each in every if row["sourcedId"] in split_ids(each[column])}


def _orgs_named(row: Row) -> Iterable[str]:
    yield from (
        each for column in ("schoolSourcedId", "orgSourcedId", "orgSourcedIds") for each in split_ids(row[column])
    )
