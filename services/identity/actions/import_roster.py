"""Bringing a municipality's schools in from a OneRoster package. All or nothing for each school."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2.exceptions import InvalidHashError, VerificationError
from psycopg import Connection
from psycopg_pool import ConnectionPool

from kit.database import transaction
from kit.ids import new_id
from services.identity.actions.publishing import publish_classes, publish_families, publish_groups, publish_schools
from services.identity.actions.sessions import HASHER
from services.identity.domain.oneroster import roster as reading
from services.identity.domain.oneroster.checking import Known, check
from services.identity.domain.oneroster.columns import split_ids
from services.identity.domain.oneroster.package import Package, PackageError, Row, read_package
from services.identity.domain.oneroster.roster import RelationSpec, Roster, build_roster, periods_of, year_group_of
from services.identity.store import import_register as store
from services.identity.store.access import bump_relations_version

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
Progress = Callable[[str, int, int], None]
_MOST_REFUSALS_SHOWN = 1000
_EVENTS_AT_ONCE = 500


@dataclass(slots=True)
class FileCount:
    """What became of the rows of one file."""

    mode: str = "absent"
    rows_read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    ended: int = 0


@dataclass(slots=True)
class Report:
    """The outcome of an import, as kept and answered."""

    municipality_id: str = ""
    dry_run: bool = False
    version: str = ""
    files: dict[str, FileCount] = field(default_factory=dict)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    refusal_count: int = 0
    # title, school id (empty: not known before and not applied), applied
    schools: list[tuple[str, str, bool]] = field(default_factory=list)


def import_roster(
    pool: Pool, path: Path, municipality: str, request_id: str, *, dry_run: bool, progress: Progress
) -> Report:
    """Reads the package at `path` and applies what is right in it, in one transaction.

    A school with a wrong row keeps its state; others go in. The same package again changes nothing; the same
    `request_id` again gives the first report. `progress(step, done, total)` is told of each step.
    """
    with transaction(pool) as connection:
        kept = store.find_report(connection, request_id)
    if kept is not None:
        return _report_of(kept)
    progress("reading", 0, 0)
    try:
        package = read_package(path)
    except PackageError as error:
        return Report(dry_run=dry_run, refusals=[asdict(error.refusal)], refusal_count=1)
    report = Report(dry_run=dry_run, version=package.version)
    with pool.connection() as connection, connection.transaction(force_rollback=dry_run):
        store.lock_imports(connection)
        _Import(connection, package, report, progress).run(municipality)
        store.keep_report(connection, request_id, asdict(report))
    return report


def _report_of(kept: dict[str, Any]) -> Report:
    files = {name: FileCount(**count) for name, count in kept.pop("files").items()}
    schools = [(title, school_id, applied) for title, school_id, applied in kept.pop("schools")]
    return Report(files=files, schools=schools, **kept)


@dataclass(slots=True)
class _Import:
    """One import in one transaction; the maps go from sourcedId to id."""

    connection: Connection[Any]
    package: Package
    report: Report
    progress: Progress
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: dict[str, set[str]] = field(default_factory=lambda: {k: set() for k in ("school", "class", "group")})
    families: set[str] = field(default_factory=set)

    def run(self, municipality: str) -> None:
        self.report.municipality_id = store.ensure_municipality(self.connection, new_id(), municipality)
        kinds = ("school", "person", "course", "class", "group", "term")
        before = {kind: store.existing(self.connection, kind, self.report.municipality_id) for kind in kinds}
        accounts = store.accounts(self.connection, self.report.municipality_id)
        self.ids = {kind: {source: row[0] for source, row in found.items()} for kind, found in before.items()}
        self.progress("checking", 0, 0)
        roster = self._checked(before, accounts)
        total = len(roster.users) + len(roster.relations)
        self.progress("writing", 0, total)
        self._write_structure(roster, before)
        self._write_people(roster, before["person"], accounts)
        self.progress("writing", len(roster.users), total)
        self._write_relations(roster)
        self.progress("writing", total, total)
        self._publish(roster)

    def _checked(self, before: dict[str, store.Existing], accounts: dict[str, Any]) -> Roster:
        counts = {name: len(rows) for name, rows in self.package.rows.items()}
        for name, rows in self.package.broken.items():
            counts[name] = counts.get(name, 0) + len(rows)
        known = Known(
            orgs=before["school"].keys(),
            sessions={source.partition("/")[2] for source in before["term"]},
            courses=before["course"].keys(),
            classes=before["class"].keys() | before["group"].keys(),
            users=before["person"].keys(),
            usernames={name: account[0] for name, account in accounts.items()},
        )
        blocked = check(self.package, known)
        places = {source: (row[1][0], "homeroom") for source, row in before["class"].items()}
        places |= {source: (row[1][0], "scheduled") for source, row in before["group"].items()}
        self._report_refusals(counts)
        roster = build_roster(self.package, blocked, places)
        for row in self.package.rows.get("orgs", ()):
            if row["type"] == "school" and (row["sourcedId"] in blocked or "*" in blocked):
                self.report.schools.append((row["name"], self.ids["school"].get(row["sourcedId"], ""), False))
        return roster

    def _report_refusals(self, counts: dict[str, int]) -> None:
        refusals = self.package.refusals
        self.report.refusal_count = len(refusals)
        self.report.refusals = [asdict(each) for each in refusals[:_MOST_REFUSALS_SHOWN]]
        refused = Counter(each.file.removesuffix(".csv") for each in refusals)
        for name, mode in self.package.modes.items():
            self.report.files[name] = FileCount(mode=mode, rows_read=counts.get(name, 0), refused=refused[name])

    def _write_structure(self, roster: Roster, before: dict[str, store.Existing]) -> None:
        municipality = self.report.municipality_id
        zones = {row["sourcedId"]: row["metadata.timeZone"] or reading.DEFAULT_TIME_ZONE for row in roster.schools}
        self._write(
            "school", "orgs", before["school"],
            [(r["sourcedId"], (r["name"], zones[r["sourcedId"]])) for r in roster.schools],
            lambda key, id_, values: (id_, municipality, key, *values, values[1]),
        )  # fmt: skip
        self._write(
            "course", "courses", before["course"],
            [(r["sourcedId"], (r["title"], r["courseCode"])) for r in roster.courses] if roster.schools else [],
            lambda key, id_, values: (id_, municipality, key, *values),
        )  # fmt: skip
        schools = [row["sourcedId"] for row in roster.schools]
        if self.package.modes["orgs"] == "absent" or self.package.modes["orgs"] == "delta":
            schools = list(self.ids["school"])
        terms = [
            (f"{school}/{r['sourcedId']}", (r["title"], r["startDate"], r["endDate"], int(r["schoolYear"])))
            for school in schools
            for r in roster.terms
        ]
        self._write(
            "term", "academicSessions", before["term"], terms,
            lambda key, id_, values: (id_, self.ids["school"][key.partition("/")[0]], key.partition("/")[2], *values),
        )  # fmt: skip
        self._write(
            "class", "classes", before["class"],
            [(r["sourcedId"], (r["schoolSourcedId"], r["title"], year_group_of(r))) for r in roster.homerooms],
            lambda key, id_, values: (id_, self.ids["school"][values[0]], key, *values[1:]),
        )  # fmt: skip
        self._write(
            "group", "classes", before["group"], [(r["sourcedId"], self._group_values(r)) for r in roster.groups],
            lambda key, id_, values: (id_, self.ids["school"][values[0]], key, *values[1:]),
        )  # fmt: skip
        self._end_missing(roster, before)
        if self.changed.pop("term", set()):
            self.changed["school"] |= {self.ids["school"][school] for school in schools}
        for row in roster.schools:
            self.report.schools.append((row["name"], self.ids["school"][row["sourcedId"]], True))

    def _group_values(self, row: Row) -> tuple[Any, ...]:
        school = row["schoolSourcedId"]
        terms = [self.ids["term"].get(f"{school}/{term}") for term in split_ids(row["termSourcedIds"])]
        known = [term for term in terms if term]
        if not known:
            # The file speaks of a year or half-year: all terms that we keep of the school.
            known = [id_ for key, id_ in self.ids["term"].items() if key.startswith(f"{school}/")]
        course = self.ids["course"][row["courseSourcedId"]]
        return (school, row["title"], course, year_group_of(row), sorted(known), periods_of(row), row["location"])

    def _write(
        self,
        kind: str,
        file: str,
        before: store.Existing,
        wanted: Iterable[tuple[str, tuple[Any, ...]]],
        to_row: Callable[[str, str, tuple[Any, ...]], tuple[Any, ...]],
    ) -> None:
        count = self.report.files[file]
        rows = []
        for key, values in wanted:
            found = before.get(key)
            if found is not None and found[1] == values:
                count.unchanged += 1
                continue
            id_ = self.ids[kind].setdefault(key, new_id())
            self.changed.setdefault(kind, set()).add(id_)
            rows.append(to_row(key, id_, values))
            if found is None:
                count.created += 1
            else:
                count.changed += 1
        store.write(self.connection, kind, rows)

    def _end_missing(self, roster: Roster, before: dict[str, store.Existing]) -> None:
        mode = self.package.modes["classes"]
        here = {row["sourcedId"] for row in roster.schools}
        present = {row["sourcedId"] for row in (*roster.homerooms, *roster.groups)}
        removed = {row["sourcedId"] for row in self.package.rows.get("classes", ()) if row["status"] == "tobedeleted"}
        for kind in ("class", "group"):
            gone = [
                row[0]
                for source, row in before[kind].items()
                if source in removed or (mode == "bulk" and row[1][0] in here and source not in present)
            ]
            store.end(self.connection, kind, gone)
            self.changed[kind] |= set(gone)
            self.report.files["classes"].ended += len(gone)

    def _write_people(self, roster: Roster, before: store.Existing, accounts: dict[str, Any]) -> None:
        municipality = self.report.municipality_id
        self._write(
            "person", "users", before,
            [
                (r["sourcedId"], (r["givenName"], r["familyName"], r["middleName"], r["email"], r["phone"] or r["sms"]))
                for r in roster.users
            ],
            lambda key, id_, values: (id_, municipality, key, *values),
        )  # fmt: skip
        store.write(self.connection, "account", self._account_rows(roster.users, accounts))
        born = store.birth_dates(self.connection, municipality)
        dates = [(r["birthDate"], self.ids["person"][r["sourcedId"]]) for r in roster.demographics if r["birthDate"]]
        fresh = [(day, person) for day, person in dates if born.get(person) != day]
        store.write(self.connection, "birth_date", fresh)
        count = self.report.files["demographics"]
        count.created += sum(person not in born for _, person in fresh)
        count.changed += sum(person in born for _, person in fresh)
        count.unchanged += len(dates) - len(fresh)

    def _account_rows(self, users: list[Row], accounts: dict[str, Any]) -> list[tuple[Any, ...]]:
        by_person = {account[1]: (name, account[2], account[3]) for name, account in accounts.items()}

        def row_of(user: Row) -> tuple[Any, ...] | None:
            person = self.ids["person"][user["sourcedId"]]
            name, enabled = user["username"].lower(), user["enabledUser"] == "true"
            now = by_person.get(person)
            # The same password again must not look like a change.
            same = now is not None and (not user["password"] or _verifies(now[1], user["password"]))
            if now is not None and same and (now[0], now[2]) == (name, enabled):
                return None
            hashed = HASHER.hash(user["password"]) if user["password"] and not same else None
            return person, name, hashed, enabled

        # Hashing is slow on purpose and lets other threads run.
        with ThreadPoolExecutor(4) as threads:
            return [row for row in threads.map(row_of, users) if row is not None]

    def _write_relations(self, roster: Roster) -> None:
        school_ids = [self.ids["school"][row["sourcedId"]] for row in roster.schools] or list(
            {self.ids["school"][each.school] for each in roster.relations if each.school in self.ids["school"]}
        )
        before = store.existing_relations(self.connection, school_ids, self.report.municipality_id)
        wanted = {}
        for spec in roster.relations:
            row = self._relation_row(spec)
            if row is not None:
                wanted[row.person_id, row.relation, row.object_id, row.begin] = row
        added = [(new_id(), row) for key, row in wanted.items() if key not in before]
        ends = [(before[key][0], row.end) for key, row in wanted.items() if key in before and before[key][1] != row.end]
        touched = [row for _, row in added] + [
            row for key, row in wanted.items() if key in before and before[key][1] != row.end
        ]
        ended = self._ended_relations(before, wanted)
        objects = [(row.relation, row.object_kind, row.object_id) for row in touched]
        objects += store.relation_objects(self.connection, [relation_id for relation_id, _ in ended])
        store.add_relations(self.connection, added)
        store.change_ends(self.connection, [*ends, *ended])
        self._count_relations(added, ends, ended, len(wanted))
        for relation, kind, object_id in objects:
            if kind in ("class", "group"):
                self.changed[kind].add(object_id)
            elif kind == "pupil":
                self.families.add(object_id)
            del relation
        self.families |= {row.person_id for row in touched if row.relation == "pupil"}
        self.changed["group"] |= set(store.match_groups_to_classes(self.connection, school_ids))
        if added or ends or ended:
            bump_relations_version(self.connection)

    def _relation_row(self, spec: RelationSpec) -> store.RelationRow | None:
        person = self.ids["person"].get(spec.person)
        kinds = {"pupil": "person", "municipality": ""}
        if spec.object_kind == "municipality":
            thing: str | None = self.report.municipality_id
        else:
            thing = self.ids[kinds.get(spec.object_kind, spec.object_kind)].get(spec.object)
        if person is None or thing is None:
            return None
        school = self.ids["school"].get(spec.school)
        return store.RelationRow(
            person, spec.relation, spec.object_kind, thing, school, spec.begin, spec.end, spec.source
        )

    def _ended_relations(self, before: dict[Any, Any], wanted: dict[Any, store.RelationRow]) -> list[tuple[str, str]]:
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        removed = [
            row["sourcedId"]
            for name in ("enrollments", "roles")
            for row in self.package.rows.get(name, ())
            if row["status"] == "tobedeleted"
        ]
        gone = set(store.relations_of_sources(self.connection, removed, self.report.municipality_id))
        if self.package.modes["enrollments"] == "bulk":
            gone |= {
                relation_id
                for key, (relation_id, last, _) in before.items()
                if key not in wanted and (not last or last > yesterday)
            }
        return [(relation_id, yesterday) for relation_id in sorted(gone)]

    def _count_relations(self, added: list[Any], ends: list[Any], ended: list[tuple[str, str]], wanted: int) -> None:
        enrolled = {"class_pupil", "group_pupil", "class_teacher", "subject_teacher"}
        count = self.report.files["enrollments"]
        new = sum(row.relation in enrolled for _, row in added)
        count.created += new
        count.changed += len(ends)
        count.ended += len(ended)
        count.unchanged += max(0, count.rows_read - count.refused - new - len(ends)) if wanted else 0
        if "roles" in self.report.files:
            roles = self.report.files["roles"]
            fresh = sum(row.relation not in enrolled and row.relation != "guardian" for _, row in added)
            roles.created += fresh
            roles.unchanged += max(0, roles.rows_read - roles.refused - fresh) if wanted else 0

    def _publish(self, roster: Roster) -> None:
        del roster
        for publish, ids in (
            (publish_schools, self.changed["school"]),
            (publish_classes, self.changed["class"]),
            (publish_groups, self.changed["group"]),
            (publish_families, self.families),
        ):
            ordered = sorted(ids)
            for begin in range(0, len(ordered), _EVENTS_AT_ONCE):
                publish(self.connection, ordered[begin : begin + _EVENTS_AT_ONCE])


def _verifies(stored: str | None, password: str) -> bool:
    try:
        return stored is not None and HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
