"""A naive model of who may do what: dictionaries and loops, the sentences of the policy one by one, and no SQL.

tests/access/test_model.py holds the engine to it: a relation counts from its first to its last day, as days go at the
school of the resource; it counts for the thing that it is held to and for every part of that thing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.identity.domain.policy import POLICY, SELF

# What is a part of no school goes by this clock.
DEFAULT_ZONE = "Europe/Moscow"


@dataclass(frozen=True)
class Relation:
    """That a person stands in a relation to a thing from one day to another; None: open."""

    person: str
    relation: str
    kind: str
    thing: str
    # The school of the thing; None: it is of none.
    school: str | None
    begin: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        if self.begin is not None and day < self.begin:
            return False
        return self.end is None or day <= self.end


@dataclass
class Town:
    """A register, whole."""

    municipalities: list[str] = field(default_factory=list)
    # School -> its municipality, and its time zone.
    schools: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    # Class -> its school.
    classes: dict[str, str] = field(default_factory=dict)
    # Group -> its school and its class; None: pupils of several classes are mixed.
    groups: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    # The same by person, as long as there are so many: a sweep asks of the same people tens of thousands of times.
    _by_person: tuple[int, dict[str, list[Relation]]] = field(default=(-1, {}), repr=False, compare=False)

    def of(self, person: str) -> list[Relation]:
        """The relations of a person."""
        count, found = self._by_person
        if count != len(self.relations):
            found = {}
            for each in self.relations:
                found.setdefault(each.person, []).append(each)
            self._by_person = (len(self.relations), found)
        return found.get(person, [])

    def days(self, now: datetime) -> dict[str | None, date]:
        """The day at each school; under None, that of what is of no school."""
        found: dict[str | None, date] = {None: now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()}
        for school, zone in self.zones.items():
            found[school] = now.astimezone(ZoneInfo(zone)).date()
        return found

    def enrolled(self, pupil: str, school: str, day: date) -> bool:
        return any(each.relation == "pupil" and each.thing == school and each.holds(day) for each in self.of(pupil))


@dataclass(frozen=True)
class Resource:
    """A thing by its full name; the school is the one that the name says."""

    kind: str
    school: str | None
    thing: str

    @property
    def name(self) -> str:
        if self.kind == "municipality":
            return f"municipalities/{self.thing}"
        if self.kind == "school":
            return f"schools/{self.thing}"
        plural = {"class": "classes", "group": "groups", "pupil": "pupils"}[self.kind]
        return f"schools/{self.school}/{plural}/{self.thing}"


def resources(town: Town) -> Iterator[Resource]:
    """Everything in the town, by every name that could be put together: each thing as one of each school."""
    for municipality in town.municipalities:
        yield Resource("municipality", None, municipality)
    for school in town.schools:
        yield Resource("school", school, school)
        for class_ in town.classes:
            yield Resource("class", school, class_)
        for group in town.groups:
            yield Resource("group", school, group)
        for person in town.people:
            yield Resource("pupil", school, person)


def wholes(town: Town, resource: Resource, day: date) -> set[tuple[str, str]]:
    """What the resource is, and what it is a part of; nothing when there is no such thing at that school."""
    kind, school, thing = resource.kind, resource.school, resource.thing
    if kind == "municipality":
        return {(kind, thing)}
    assert school is not None
    found: set[tuple[str, str]] = set()
    if kind == "school":
        found = {(kind, thing)}
    if kind == "class" and town.classes[thing] == school:
        found = {(kind, thing), ("school", school)}
    if kind == "group" and town.groups[thing][0] == school:
        found = {(kind, thing), ("school", school)}
        class_ = town.groups[thing][1]
        if class_ is not None:
            found.add(("class", class_))
    if kind == "pupil" and town.enrolled(thing, school, day):
        found = {(kind, thing), ("school", school)}
        for each in town.of(thing):
            if each.relation == "class_pupil" and each.school == school and each.holds(day):
                found.add(("class", each.thing))
    return found


def schools_of(town: Town, relation: Relation, days: Mapping[str | None, date]) -> set[str]:
    """The schools at which a relation makes somebody one of the people of the school."""
    if relation.kind == "school":
        return {relation.thing}
    if relation.kind == "class":
        return {town.classes[relation.thing]}
    if relation.kind == "group":
        return {town.groups[relation.thing][0]}
    if relation.relation == "guardian":
        return {school for school in town.schools if town.enrolled(relation.thing, school, days[school])}
    return set()


def may(town: Town, days: Mapping[str | None, date], person: str, permission: str, resource: Resource) -> bool:
    """Whether a person has a permission on a resource."""
    if POLICY[permission].kind != resource.kind:
        return False
    granting = POLICY[permission].relations
    day = days[resource.school]
    counting = wholes(town, resource, day)
    for each in town.of(person):
        if each.relation not in granting or not each.holds(day):
            continue
        if (each.kind, each.thing) in counting:
            return True
        if resource.kind == "school" and resource.thing in schools_of(town, each, days):
            return True
    return SELF in granting and ("pupil", person) in counting
