"""Bringing a municipality's schools in from a OneRoster package. All or nothing for each school."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from argon2.exceptions import InvalidHashError, VerificationError
from psycopg import Connection
from psycopg.errors import LockNotAvailable
from psycopg_pool import ConnectionPool

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import Conflict
from kit.ids import new_id
from services.identity.actions.import_corrected import Corrected
from services.identity.actions.import_relations import RelationChanges, Scope, write_relations
from services.identity.actions.import_report import FileCount, Report, report_of
from services.identity.actions.publishing import publish_classes, publish_families, publish_groups, publish_schools
from services.identity.actions.sessions import HASHER
from services.identity.domain import policy
from services.identity.domain.oneroster.checking import Known, check
from services.identity.domain.oneroster.columns import split_ids
from services.identity.domain.oneroster.package import Package, PackageError, Row, read_package
from services.identity.domain.oneroster.roster import (
    DEFAULT_TIME_ZONE,
    Before,
    RelationSpec,
    Roster,
    build_roster,
    periods_of,
    year_group_of,
)
from services.identity.store import import_register as store
from services.identity.store import relations
from services.identity.store.access import bump_relations_version

Pool = ConnectionPool[Connection[tuple[Any, ...]]]
Progress = Callable[[str, int, int], None]
_MOST_REFUSALS_SHOWN = 1000
_EVENTS_AT_ONCE = 500


def import_roster(
    pool: Pool, path: Path, municipality: str, request_id: str, *, dry_run: bool, progress: Progress
) -> Report:
    """Reads the package at `path` and applies what is right in it, in one transaction.

    A school with a wrong row keeps its state; others go in. The same package again changes nothing; the same
    `request_id` again gives the first report. `progress(step, done, total)` is told of each step. Raises Conflict when
    another import runs and does not end for minutes.
    """
    with transaction(pool, EVERY_SCHOOL) as connection:
        kept = store.find_report(connection, request_id)
    if kept is not None:
        return report_of(kept)
    progress("reading", 0, 0)
    try:
        package = read_package(path)
    except PackageError as error:
        return Report(dry_run=dry_run, refusals=[asdict(error.refusal)], refusal_count=1)
    report = Report(dry_run=dry_run, version=package.version)
    with transaction(pool, EVERY_SCHOOL) as connection, connection.transaction(force_rollback=dry_run):
        try:
            store.lock_imports(connection)
        except LockNotAvailable as error:
            raise Conflict("IMPORT_RUNNING", "Another import is running: try again when it has ended.") from error
        if (kept := store.find_report(connection, request_id)) is not None:
            return report_of(kept)
        store.act_as(connection, f"import {request_id}")
        _Import(connection, package, report, progress).run(municipality)
        store.keep_report(connection, request_id, asdict(report))
    return report


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
    blocked: set[str] = field(default_factory=set)
    # Ended things by kind: what comes back keeps its id.
    retired: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self, municipality: str) -> None:
        self.report.municipality_id = store.ensure_municipality(self.connection, new_id(), municipality)
        kinds = ("school", "person", "course", "class", "group", "term")
        before = {kind: store.existing(self.connection, kind, self.report.municipality_id) for kind in kinds}
        accounts = store.accounts(self.connection, self.report.municipality_id)
        self.ids = {kind: {source: row[0] for source, row in found.items()} for kind, found in before.items()}
        self.retired = {
            kind: store.retired(self.connection, kind, self.report.municipality_id)
            for kind in ("class", "group", "term")
        }
        self.progress("checking", 0, 0)
        roster = self._checked(before, accounts)
        if "*" in self.blocked:
            return
        total = len(roster.users) + len(roster.relations)
        self.progress("writing", 0, total)
        self._write_structure(roster, before)
        self._write_people(roster, before["person"], accounts)
        self.progress("writing", len(roster.users), total)
        self._write_relations(roster)
        self.progress("writing", total, total)
        self._publish()

    def _checked(self, before: dict[str, store.Existing], accounts: dict[str, Any]) -> Roster:
        counts = {name: len(rows) for name, rows in self.package.rows.items()}
        for name, rows in self.package.broken.items():
            counts[name] = counts.get(name, 0) + len(rows)
        known = Known(
            orgs=before["school"].keys(),
            other_orgs=store.sources(self.connection, self.report.municipality_id, "org"),
            sessions=store.sources(self.connection, self.report.municipality_id, "session"),
            courses=before["course"].keys(),
            classes=before["class"].keys() | before["group"].keys(),
            users=before["person"].keys(),
            usernames={name: account[0] for name, account in accounts.items()},
        )
        self.blocked = check(self.package, known)
        self._report_refusals(counts)
        named = {row["sourcedId"]: row["name"] for row in self.package.rows.get("orgs", ()) if row["type"] == "school"}
        titles = {source: row[1][0] for source, row in before["school"].items()} | named
        for source in sorted(named.keys() if "*" in self.blocked else self.blocked & titles.keys()):
            self.report.schools.append((titles[source], self.ids["school"].get(source, ""), False))
        return build_roster(self.package, self.blocked, self._before(before))

    def _before(self, before: dict[str, store.Existing]) -> Before:
        municipality = self.report.municipality_id
        places = {source: (row[1][0], "homeroom") for source, row in before["class"].items()}
        places |= {source: (row[1][0], "scheduled") for source, row in before["group"].items()}
        blocked = [self.ids["school"][source] for source in self.blocked & self.ids["school"].keys()]
        return Before(
            classes=places,
            people=before["person"].keys(),
            pupils=store.people_in_relation(self.connection, municipality, policy.PUPIL),
            guardians=store.people_in_relation(self.connection, municipality, policy.GUARDIAN),
            of_blocked=store.people_of_schools(self.connection, blocked),
        )

    def _report_refusals(self, counts: dict[str, int]) -> None:
        refusals = self.package.refusals
        self.report.refusal_count = len(refusals)
        self.report.refusals = [asdict(each) for each in refusals[:_MOST_REFUSALS_SHOWN]]
        refused = Counter(each.file.removesuffix(".csv") for each in refusals)
        for name, mode in self.package.modes.items():
            self.report.files[name] = FileCount(mode=mode, rows_read=counts.get(name, 0), refused=refused[name])

    def _write_structure(self, roster: Roster, before: dict[str, store.Existing]) -> None:
        municipality = self.report.municipality_id
        for kind, file in (("org", "orgs"), ("session", "academicSessions")):
            rows = self.package.rows.get(file, ())
            store.add_sources(self.connection, municipality, kind, [row["sourcedId"] for row in rows])
        zones = {row["sourcedId"]: row["metadata.timeZone"] or DEFAULT_TIME_ZONE for row in roster.schools}
        self._write(
            "school", "orgs", before["school"],
            [(r["sourcedId"], (r["name"], zones[r["sourcedId"]])) for r in roster.schools],
            lambda key, id_, values: (id_, municipality, key, *values, values[1]),
        )  # fmt: skip
        self._write(
            "course", "courses", before["course"],
            [(r["sourcedId"], (r["title"], r["courseCode"])) for r in roster.courses],
            lambda key, id_, values: (id_, municipality, key, *values),
        )  # fmt: skip
        schools = [row["sourcedId"] for row in roster.schools]
        if self.package.modes["orgs"] != "bulk":
            schools = [school for school in self.ids["school"] if school not in self.blocked]
        terms = [
            (store.term_key(school, r["sourcedId"]), (r["title"], r["startDate"], r["endDate"], int(r["schoolYear"])))
            for school in schools
            for r in roster.terms
        ]
        self._write(
            "term", "academicSessions", before["term"], terms,
            lambda key, id_, values: (
                id_, self.ids["school"][key.partition("\x1f")[0]], key.partition("\x1f")[2], *values
            ),
        )  # fmt: skip
        self._end_terms(schools, roster, before["term"])
        self._write(
            "class", "classes", before["class"],
            [(r["sourcedId"], (r["schoolSourcedId"], r["title"], year_group_of(r))) for r in roster.homerooms],
            lambda key, id_, values: (id_, self.ids["school"][values[0]], key, *values[1:]),
        )  # fmt: skip
        self._write(
            "group", "classes", before["group"], [(r["sourcedId"], self._group_values(r)) for r in roster.groups],
            lambda key, id_, values: (id_, self.ids["school"][values[0]], key, *values[1:]),
        )  # fmt: skip
        self._end_classes(roster, before)
        retitled = store.groups_of(
            self.connection, sorted(self.changed.get("course", ())), sorted(self.changed["class"])
        )
        self.changed["group"] |= set(retitled)
        if self.changed.pop("term", set()):
            self.changed["school"] |= {self.ids["school"][school] for school in schools}
        for row in roster.schools:
            self.report.schools.append((row["name"], self.ids["school"][row["sourcedId"]], True))

    def _group_values(self, row: Row) -> tuple[Any, ...]:
        school = row["schoolSourcedId"]
        terms = [self.ids["term"].get(store.term_key(school, term)) for term in split_ids(row["termSourcedIds"])]
        known = [term for term in terms if term]
        if not known:
            # The file speaks of a year or half-year: all terms that we keep of the school.
            known = [id_ for key, id_ in self.ids["term"].items() if key.startswith(store.term_key(school, ""))]
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
            id_ = self.ids[kind].setdefault(key, self.retired.get(kind, {}).get(key) or new_id())
            self.changed.setdefault(kind, set()).add(id_)
            rows.append(to_row(key, id_, values))
            if found is None:
                count.created += 1
            else:
                count.changed += 1
        store.write(self.connection, kind, rows)

    def _end_terms(self, schools: list[str], roster: Roster, before: store.Existing) -> None:
        rows = self.package.rows.get("academicSessions", ())
        removed = {row["sourcedId"] for row in rows if row["status"] == "tobedeleted"}
        bulk = self.package.modes["academicSessions"] == "bulk"
        present = {row["sourcedId"] for row in roster.terms}
        gone = []
        for key, row in before.items():
            school, _, session = key.partition("\x1f")
            if school in schools and (session in removed or (bulk and session not in present)):
                gone.append(row[0])
                del self.ids["term"][key]
        store.end(self.connection, "term", gone)
        self.changed.setdefault("term", set()).update(gone)
        self.report.files["academicSessions"].ended += len(gone)

    def _end_classes(self, roster: Roster, before: dict[str, store.Existing]) -> None:
        mode = self.package.modes["classes"]
        here = {row["sourcedId"] for row in roster.schools}
        present = {row["sourcedId"] for row in (*roster.homerooms, *roster.groups)}
        removed = {row["sourcedId"] for row in self.package.rows.get("classes", ()) if row["status"] == "tobedeleted"}
        for kind in ("class", "group"):
            gone = [
                row[0]
                for source, row in before[kind].items()
                if row[1][0] not in self.blocked
                and (source in removed or (mode == "bulk" and row[1][0] in here and source not in present))
            ]
            store.end(self.connection, kind, gone)
            self.changed[kind] |= set(gone)
            self.report.files["classes"].ended += len(gone)

    def _write_people(self, roster: Roster, before: store.Existing, accounts: dict[str, Any]) -> None:
        municipality = self.report.municipality_id
        corrected = Corrected(self.connection)
        self._write(
            "person", "users", before,
            [
                (r["sourcedId"], corrected.names(self.ids["person"].get(r["sourcedId"], ""), (
                    r["givenName"], r["familyName"], r["middleName"], r["email"], r["phone"] or r["sms"]
                )))
                for r in roster.users
            ],
            lambda key, id_, values: (id_, municipality, key, *values),
        )  # fmt: skip
        store.write(self.connection, "account", self._account_rows(roster.users, accounts))
        born = store.birth_dates(self.connection, municipality)
        told = [(r["birthDate"], self.ids["person"][r["sourcedId"]]) for r in roster.demographics if r["birthDate"]]
        dates = [(corrected.birth_date(person, day), person) for day, person in told]
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
        schools = {self.ids["school"][row["sourcedId"]] for row in roster.schools}
        schools |= {self.ids["school"][each.school] for each in roster.relations if each.school in self.ids["school"]}
        rows = [row for spec in roster.relations if (row := self._relation_row(spec)) is not None]
        # What people have decided here, a package neither revives nor ends.
        by_hand, under_order = relations.decided(self.connection)
        wanted = {
            key: row
            for row in rows
            if (key := (row.person_id, row.relation, row.object_id, row.begin)) not in by_hand
            and not (row.relation == policy.GUARDIAN and (row.person_id, row.object_id) in under_order)
        }
        # A delta may end relations of any school that it does not name otherwise.
        bulk = self.package.modes["orgs"] == "bulk"
        mine = {id_ for source, id_ in self.ids["school"].items() if source not in self.blocked}
        before = store.existing_relations(
            self.connection, sorted(schools if bulk else mine), self.report.municipality_id
        )
        people = self.ids["person"]
        withdrawn = {people[source] for source in roster.withdrawn if source in people}
        before = {
            key: stored
            for key, stored in before.items()
            # Who is withdrawn loses everything, whoever gave it.
            if {key[0], key[2]} & withdrawn
            or (key not in by_hand and not (key[1] == policy.GUARDIAN and (key[0], key[2]) in under_order))
        }
        scope = Scope(schools, {people[row["sourcedId"]] for row in roster.users}, withdrawn)
        changes = write_relations(self.connection, self.package, wanted, before, scope)
        store.close_accounts(self.connection, sorted(withdrawn))
        self._count_relations(changes, withdrawn)
        self.families |= changes.pupils
        self.changed["class"] |= changes.classes
        self.changed["group"] |= changes.groups
        if changes:
            self.changed["group"] |= set(store.match_groups_to_classes(self.connection, sorted(mine)))
            self.report.relations_version = bump_relations_version(self.connection)

    def _relation_row(self, spec: RelationSpec) -> store.RelationRow | None:
        person = self.ids["person"].get(spec.person)
        if spec.object_kind == "municipality":
            thing: str | None = self.report.municipality_id
        else:
            kind = "person" if spec.object_kind == "pupil" else spec.object_kind
            thing = self.ids[kind].get(spec.object)
        if person is None or thing is None:
            return None
        school = self.ids["school"].get(spec.school)
        return store.RelationRow(
            person, spec.relation, spec.object_kind, thing, school, spec.begin, spec.end, spec.source
        )

    def _count_relations(self, changes: RelationChanges, withdrawn: set[str]) -> None:
        for file, count in self.report.files.items():
            if file == "users":
                # Rows of people are counted where people are written.
                count.ended += len(withdrawn)
                continue
            if file in ("enrollments", "roles"):
                count.created, count.changed = changes.created[file], changes.changed[file]
                count.ended = changes.ended[file]
                removed = sum(row["status"] == "tobedeleted" for row in self.package.rows.get(file, ()))
                count.unchanged = max(0, count.rows_read - count.refused - removed - count.created - count.changed)

    def _publish(self) -> None:
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
