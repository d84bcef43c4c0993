"""The policy as an OpenFGA store: model, tuples and expected answers, for `fga model test`.

What a thing is a part of is said by tuples, what counts by the model: neither knows the statement that decides here.
Relations of OpenFGA know no days: only those are written that hold on the day of their school.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

import yaml

from services.identity.domain.policy import OBJECT_KIND, POLICY, SELF
from tests.access.model import Town, may, resources

Tuple = dict[str, str]
# `self` is a word of OpenFGA's own.
_NAMES = {SELF: "oneself"}
# Of a thing: by which of its links a relation to a thing of another kind counts for it.
# A child stands between guardian and pupil, so that who has left a school is nobody's pupil there.
_THROUGH = {
    "pupil": {"pupil": "child", "class": "class", "school": "school"},
    "group": {"class": "class", "school": "school"},
    "class": {"school": "school"},
    # At school level people count by groups taught, classes led and children who learn there.
    "school": {"group": "taught", "class": "led", "pupil": "learning"},
    "municipality": {},
}


def said(name: str) -> str:
    """A relation or permission as a name of OpenFGA."""
    return _NAMES.get(name, name).replace(".", "_")


def model() -> str:
    """The policy in OpenFGA's language."""
    lines = ["model", "  schema 1.1", "type person", "type child", "  relations"]
    held = {kind: [role for role, of in OBJECT_KIND.items() if of == kind] for kind in _THROUGH}
    lines += [f"    define {said(role)}: [person]" for role in held["pupil"]]
    for kind, links in _THROUGH.items():
        lines += [f"type {kind}", "  relations"]
        lines += [f"    define {link}: [{_target(kind, of)}]" for of, link in links.items()]
        for role in held[kind]:
            # A relation to a pupil is one to the child: from there it counts where the child learns.
            lines.append(f"    define {said(role)}: " + (f"{said(role)} from child" if kind == "pupil" else "[person]"))
        for name, permission in POLICY.items():
            if permission.kind == kind and permission.relations:
                lines.append(f"    define {said(name)}: {' or '.join(_ways(kind, permission.relations))}")
    return "\n".join(lines)


def _target(kind: str, of: str) -> str:
    return "child" if kind == of else of


def _ways(kind: str, relations: tuple[str, ...]) -> Iterator[str]:
    for role in relations:
        of = OBJECT_KIND[role]
        if of == kind and kind != "pupil":
            yield said(role)
        elif (kind, role) != ("school", SELF) and of in _THROUGH[kind]:
            yield f"{said(role)} from {_THROUGH[kind][of]}"


def thing(kind: str, school: str | None, of: str) -> str:
    """A thing by the name that a resource has: the same person is a pupil of each of his schools."""
    return f"{kind}:{of}" if kind in ("school", "municipality") else f"{kind}:{school}_{of}"


def tuples(town: Town, days: Mapping[str | None, date]) -> list[Tuple]:
    """What is a part of what, and who stands in which relation, today."""
    found = [*_structure(town, days)]
    for each in town.relations:
        person = f"person:{each.person}"
        if each.relation not in OBJECT_KIND:
            continue
        places = town.schools if each.kind == "pupil" else [each.school]
        for school in places:
            if each.holds(days[school]):
                kind = "child" if each.kind == "pupil" else each.kind
                found.append(_tuple(person, said(each.relation), thing(kind, school, each.thing)))
    # Two spans of one relation can both hold today.
    return [dict(each) for each in dict.fromkeys(tuple(one.items()) for one in found)]


def _structure(town: Town, days: Mapping[str | None, date]) -> Iterator[Tuple]:
    for class_, school in town.classes.items():
        yield from _both(f"school:{school}", thing("class", school, class_), "class")
    for group, (school, its_class) in town.groups.items():
        yield from _both(f"school:{school}", thing("group", school, group), "group")
        if its_class is not None:
            yield _tuple(thing("class", school, its_class), "class", thing("group", school, group))
    for school, day in ((school, days[school]) for school in town.schools):
        for person in town.people:
            if town.enrolled(person, school, day):
                yield from _pupil(town, person, school, day)


def _pupil(town: Town, person: str, school: str, day: date) -> Iterator[Tuple]:
    child, pupil = thing("child", school, person), thing("pupil", school, person)
    yield _tuple(child, "child", pupil)
    yield _tuple(f"person:{person}", said(SELF), child)
    yield from _both(f"school:{school}", pupil, "pupil")
    for each in town.relations:
        if each.person == person and each.relation == "class_pupil" and each.school == school and each.holds(day):
            yield _tuple(thing("class", school, each.thing), "class", pupil)


def _both(school: str, part: str, kind: str) -> Iterator[Tuple]:
    """A part of a school, and the school of the part."""
    yield _tuple(school, "school", part)
    yield _tuple(part, _THROUGH["school"][kind], school)


def _tuple(user: str, relation: str, thing: str) -> Tuple:
    return {"user": user, "relation": relation, "object": thing}


def expectations(town: Town, days: Mapping[str | None, date]) -> list[dict[str, Any]]:
    """What the naive model gives everybody: all things by permission, and no others."""
    things = list(resources(town))
    found = []
    for person, kind in product(town.people, _THROUGH):
        assertions = {
            said(name): [thing(kind, each.school, each.thing) for each in things if may(town, days, person, name, each)]
            for name, permission in POLICY.items()
            if permission.kind == kind and permission.relations
        }
        found.append({"user": f"person:{person}", "type": kind, "assertions": assertions})
    return found


def store(tests: list[dict[str, Any]]) -> str:
    """The text of a .fga.yaml; each test holds its own tuples and expectations."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump({"name": "zvonok", "model": model(), "tests": tests}, Dumper=dumper))
