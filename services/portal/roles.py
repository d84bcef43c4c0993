"""Which entries of the menu concern a person. Menus only: what a person may see is decided by the services."""

from zvonok.identity.v1.people_pb2 import GetMeResponse
from zvonok.identity.v1.schools_pb2 import School

_CONTROL_ROOM_ROLES = frozenset({"deputy_head", "director"})


def control_room_schools(person: GetMeResponse) -> list[School]:
    """The schools whose control room the person has a role for."""
    scopes = {role.scope for role in person.roles if role.role in _CONTROL_ROOM_ROLES}
    return [school for school in person.schools if school.name in scopes]
