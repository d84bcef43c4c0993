"""Which entries of the menu concern a person. Menus only: what a person may see is decided by the services."""

from zvonok.identity.v1.people_pb2 import GetMeResponse
from zvonok.identity.v1.schools_pb2 import School

_CONTROL_ROOM_ROLES = frozenset({"deputy_head", "director"})
_UNUSUAL_LOOKS_ROLES = frozenset({"director", "journal_administrator"})


def control_room_schools(person: GetMeResponse) -> list[School]:
    """The schools whose control room the person has a role for."""
    return _schools_of(person, _CONTROL_ROOM_ROLES)


def unusual_looks_schools(person: GetMeResponse) -> list[School]:
    """The schools whose unusual looks are reported to the person."""
    return _schools_of(person, _UNUSUAL_LOOKS_ROLES)


def deciding_schools(person: GetMeResponse) -> list[School]:
    """The schools at which the person decides on requests about personal data."""
    return _schools_of(person, _UNUSUAL_LOOKS_ROLES)


def municipalities(person: GetMeResponse) -> list[str]:
    """The municipalities (ids) whose schools the person sees side by side."""
    return [role.scope.rpartition("/")[2] for role in person.roles if role.role == "municipal_operator"]


def _schools_of(person: GetMeResponse, roles: frozenset[str]) -> list[School]:
    scopes = {role.scope for role in person.roles if role.role in roles}
    return [school for school in person.schools if school.name in scopes]
