"""The relations of an import: which are new, which get another last day, which end."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import Connection

from kit.ids import new_id
from services.identity.domain import policy
from services.identity.domain.oneroster.package import Package
from services.identity.store import import_register as store

_ENROLMENTS = {"class_pupil", "group_pupil", policy.CLASS_TEACHER, policy.SUBJECT_TEACHER}
Wanted = Mapping[store.RelationKey, store.RelationRow]


@dataclass(frozen=True, slots=True)
class Scope:
    """Of whom a package speaks, in our ids: its schools, its people, those it withdraws."""

    schools: Set[str]
    people: Set[str]
    withdrawn: Set[str]


@dataclass(slots=True)
class RelationChanges:
    """What was done, by file, and what it was done to."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    classes: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    pupils: set[str] = field(default_factory=set)

    def note(self, counter: Counter[str], file: str, key: store.RelationKey, kind: str) -> None:
        """Counts a change of a relation and remembers whose state it changes."""
        counter[file] += 1
        person, relation, thing, _ = key
        if kind == "class":
            self.classes.add(thing)
        elif kind == "group":
            self.groups.add(thing)
        elif kind == "pupil":
            self.pupils.add(thing)
        elif relation == policy.PUPIL:
            self.pupils.add(person)

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.ended)


def file_of(relation: str, version: str) -> str:
    """The file that tells of a relation."""
    if relation in _ENROLMENTS:
        return "enrollments"
    return "users" if relation == policy.GUARDIAN or version == "1.1" else "roles"


def write_relations(
    connection: Connection[Any],
    package: Package,
    wanted: Wanted,
    before: Mapping[store.RelationKey, store.StoredRelation],
    scope: Scope,
) -> RelationChanges:
    """Brings the stored relations to what the package wants of them. Rows stay; what is over gets a last day."""
    changes = RelationChanges()
    added, ends = [], []
    for key, row in wanted.items():
        stored = before.get(key)
        file = file_of(row.relation, package.version)
        if stored is None:
            added.append((new_id(), row))
            changes.note(changes.created, file, key, row.object_kind)
        elif stored.end != row.end:
            ends.append((stored.relation_id, row.end))
            changes.note(changes.changed, file, key, row.object_kind)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    over = _Over(package, scope, any(row.relation == policy.MUNICIPAL_OPERATOR for row in wanted.values()))
    for key, stored in before.items():
        if key not in wanted and (not stored.end or stored.end > yesterday) and over.is_over(key, stored):
            ends.append((stored.relation_id, yesterday))
            changes.note(changes.ended, file_of(key[1], package.version), key, stored.object_kind)
    store.add_relations(connection, added)
    store.change_ends(connection, ends)
    return changes


class _Over:
    """Whether a relation that the package does not say is over: in a bulk file by absence, in a delta by its row."""

    def __init__(self, package: Package, scope: Scope, tells_operators: bool) -> None:
        self._package = package
        self._scope = scope
        self._tells_operators = tells_operators
        ids = {file: {row["sourcedId"] for row in package.rows.get(file, ())} for file in ("users", "roles")}
        self._spoken = {
            "enrollments": {row["sourcedId"] for row in package.rows.get("enrollments", ())},
            "roles": ids["roles"],
            "users": {f"{what}:{user}" for user in ids["users"] for what in ("agents", "user")},
        }

    def is_over(self, key: store.RelationKey, stored: store.StoredRelation) -> bool:
        person, relation, thing, _ = key
        if {person, thing} & self._scope.withdrawn:
            return True
        file = file_of(relation, self._package.version)
        if stored.source_id in self._spoken[file]:
            return True
        if self._package.modes[file] != "bulk":
            return False
        if relation == policy.MUNICIPAL_OPERATOR:
            # A package of a single school says nothing of the municipality's operators.
            return self._tells_operators
        if relation == policy.GUARDIAN:
            # A child who has left for a school of another package keeps his family.
            return thing in self._scope.people or not stored.child_elsewhere
        return stored.school_id in self._scope.schools
