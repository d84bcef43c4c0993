"""What a checked package says of schools and people, in our own words."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from services.identity.domain import policy
from services.identity.domain.oneroster.columns import split_ids
from services.identity.domain.oneroster.package import Package, Row

DEFAULT_TIME_ZONE = "Europe/Moscow"
_PERIOD = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)-\d{1,2}")
_HIGHEST_YEAR_GROUP = 11
_FAMILY_ROLES = {"guardian", "parent", "relative"}
_STAFF = {
    "principal": policy.DIRECTOR,
    "administrator": policy.JOURNAL_ADMINISTRATOR,
    "siteAdministrator": policy.JOURNAL_ADMINISTRATOR,
    "systemAdministrator": policy.JOURNAL_ADMINISTRATOR,
    "ext:deputyHead": policy.DEPUTY_HEAD,
}


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """A relation by sourcedIds; dates are ISO texts, empty: open. `school` is empty where it belongs to none."""

    person: str
    relation: str
    object_kind: str
    object: str
    school: str
    begin: str
    end: str
    source: str


@dataclass(slots=True)
class Roster:
    """The rows of the schools that go in, and the relations that follow from them."""

    schools: list[Row] = field(default_factory=list)
    terms: list[Row] = field(default_factory=list)
    courses: list[Row] = field(default_factory=list)
    homerooms: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    users: list[Row] = field(default_factory=list)
    demographics: list[Row] = field(default_factory=list)
    relations: list[RelationSpec] = field(default_factory=list)
    # sourcedIds of people whom the package withdraws
    withdrawn: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Before:
    """What the register knows, by sourcedId, that a delta need not say again.

    `classes`: class → (its school, "homeroom" or "scheduled"). `of_blocked`: people of schools that must stay as
    they are.
    """

    classes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    people: Set[str] = frozenset()
    pupils: Set[str] = frozenset()
    guardians: Set[str] = frozenset()
    of_blocked: Set[str] = frozenset()


def build_roster(package: Package, blocked: set[str], before: Before) -> Roster:
    """The roster of all schools that are not blocked."""
    if "*" in blocked:
        return Roster()
    roster = Roster()
    active = {file: [row for row in rows if row["status"] != "tobedeleted"] for file, rows in package.rows.items()}
    roster.schools = [r for r in active.get("orgs", ()) if r["type"] == "school" and r["sourcedId"] not in blocked]
    roster.terms = _terms(active.get("academicSessions", []))
    roster.courses = [row for row in active.get("courses", ()) if row["orgSourcedId"] not in blocked]
    classes = [row for row in active.get("classes", ()) if row["schoolSourcedId"] not in blocked]
    roster.homerooms = [row for row in classes if row["classType"] == "homeroom"]
    roster.groups = [row for row in classes if row["classType"] == "scheduled"]
    places = dict(before.classes) | {row["sourcedId"]: (row["schoolSourcedId"], row["classType"]) for row in classes}
    roster.relations = [
        *_role_relations(package, active, blocked),
        *_enrolment_relations(active.get("enrollments", []), places, blocked),
    ]
    roster.relations += _guardians(active, before)
    roster.users = _users_of_schools(package, active.get("users", []), roster.relations, blocked, before)
    kept = {row["sourcedId"] for row in roster.users}

    def may_change(person: str) -> bool:
        return person in kept or (package.modes["users"] != "bulk" and person not in before.of_blocked)

    roster.relations = [
        each
        for each in roster.relations
        if may_change(each.person) and (each.relation != policy.GUARDIAN or may_change(each.object))
    ]
    removed = [row["sourcedId"] for row in package.rows.get("users", ()) if row["status"] == "tobedeleted"]
    roster.withdrawn = [person for person in removed if person not in before.of_blocked]
    roster.demographics = [row for row in active.get("demographics", ()) if row["sourcedId"] in kept]
    return roster


def _terms(sessions: list[Row]) -> list[Row]:
    """Grading periods where there are any, else terms, else semesters: what a school calls its terms."""
    for kind in ("gradingPeriod", "term", "semester"):
        found = [row for row in sessions if row["type"] == kind]
        if found:
            return found
    return []


def _role_relations(package: Package, active: dict[str, list[Row]], blocked: set[str]) -> list[RelationSpec]:
    types = {row["sourcedId"]: row["type"] for row in active.get("orgs", ())}
    found = []
    if package.version == "1.1":
        named = [
            (row["sourcedId"], row["role"], org, "", "", f"user:{row['sourcedId']}")
            for row in active.get("users", ())
            for org in split_ids(row["orgSourcedIds"])
        ]
    else:
        named = [
            (row["userSourcedId"], row["role"], row["orgSourcedId"], row["beginDate"], row["endDate"], row["sourcedId"])
            for row in active.get("roles", ())
        ]
    for person, role, org, begin, end, source in named:
        if role == "districtAdministrator":
            found.append(RelationSpec(person, policy.MUNICIPAL_OPERATOR, "municipality", "", "", begin, end, source))
        elif types.get(org, "school") != "school" or org in blocked:
            continue
        elif role == "student":
            found.append(RelationSpec(person, policy.PUPIL, "school", org, org, begin, end, source))
        elif role in _STAFF:
            found.append(RelationSpec(person, _STAFF[role], "school", org, org, begin, end, source))
    return found


def _enrolment_relations(
    enrolments: list[Row], places: dict[str, tuple[str, str]], blocked: set[str]
) -> list[RelationSpec]:
    found = []
    for row in enrolments:
        school, kind = places.get(row["classSourcedId"], ("", ""))
        if not school or school in blocked:
            continue
        object_kind = "class" if kind == "homeroom" else "group"
        relation = {
            ("student", "class"): "class_pupil",
            ("student", "group"): "group_pupil",
            ("teacher", "class"): policy.CLASS_TEACHER,
            ("teacher", "group"): policy.SUBJECT_TEACHER,
        }.get((row["role"], object_kind))
        if relation is not None:
            found.append(
                RelationSpec(
                    row["userSourcedId"],
                    relation,
                    object_kind,
                    row["classSourcedId"],
                    school,
                    row["beginDate"],
                    row["endDate"],
                    row["sourcedId"],
                )
            )
    return found


def _guardians(active: dict[str, list[Row]], before: Before) -> list[RelationSpec]:
    """Family ties may be said on either side. Only who has a family role is a guardian: agents may be mentors too."""
    users, roles = active.get("users", []), active.get("roles", [])
    pupils = {row["userSourcedId"] for row in roles if row["role"] == "student"} | before.pupils
    pupils |= {row["sourcedId"] for row in users if row["role"] == "student"}
    pupils |= {row["userSourcedId"] for row in active.get("enrollments", ()) if row["role"] == "student"}
    guardians = {row["userSourcedId"] for row in roles if row["role"] in _FAMILY_ROLES} | before.guardians
    guardians |= {row["sourcedId"] for row in users if row["role"] in _FAMILY_ROLES}
    ties: dict[tuple[str, str], str] = {}
    for row in users:
        teller = row["sourcedId"]
        for agent in split_ids(row["agentSourcedIds"]):
            if teller in pupils and agent in guardians:
                ties[agent, teller] = teller
            elif agent in pupils and teller in guardians:
                ties.setdefault((teller, agent), teller)
    return [
        RelationSpec(guardian, policy.GUARDIAN, "pupil", child, "", "", "", f"agents:{teller}")
        for (guardian, child), teller in sorted(ties.items())
    ]


def _users_of_schools(
    package: Package, users: list[Row], relations: list[RelationSpec], blocked: set[str], before: Before
) -> list[Row]:
    """People who have anything to do with a school that goes in."""
    if not blocked:
        return users
    here = {each.person for each in relations if each.school or each.object_kind == "municipality"}
    if package.modes["users"] == "delta":
        here |= before.people - before.of_blocked
    guardians = {each.person for each in relations if each.relation == policy.GUARDIAN and each.object in here}
    return [row for row in users if row["sourcedId"] in here | guardians]


def year_group_of(row: Row) -> int:
    """1 to 11, from `grades` or the title ("7А"); 1 when neither tells."""
    for text in (*split_ids(row["grades"]), row["title"]):
        match = re.match(r"\s*0*(\d{1,2})", text)
        if match and 1 <= int(match[1]) <= _HIGHEST_YEAR_GROUP:
            return int(match[1])
    return 1


def periods_of(row: Row) -> list[str]:
    """The weekly pattern ("mon-3": Monday, third bell); other notations are left out."""
    return [each for each in split_ids(row["periods"].lower()) if _PERIOD.fullmatch(each)]
