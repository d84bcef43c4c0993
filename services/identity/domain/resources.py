"""Resource names as access sees them: a lesson or a line item is a part of its group."""

import re
from dataclasses import dataclass

_ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NAME = re.compile(
    rf"schools/(?P<school>{_ID})"
    rf"(/(?P<collection>pupils|classes|groups|terms)/(?P<id>{_ID})(?P<part>(/[a-zA-Z]+/{_ID})*))?"
    rf"|municipalities/(?P<municipality>{_ID})"
)
_KIND = {"pupils": "pupil", "classes": "class", "groups": "group", "terms": "school"}


@dataclass(frozen=True, slots=True)
class Resource:
    """What a permission is asked for: its kind, its school (None for a municipality or the platform), its id."""

    kind: str
    school_id: str | None
    object_id: str | None


def read_resource(name: str) -> Resource | None:
    """The resource of a name, the platform for an empty one, None for a name of no form that we know."""
    if not name:
        return Resource("platform", None, None)
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    if match["municipality"]:
        return Resource("municipality", None, match["municipality"])
    if match["collection"] is None:
        return Resource("school", match["school"], match["school"])
    if match["part"] and match["collection"] != "groups":
        return None
    kind = _KIND[match["collection"]]
    return Resource(kind, match["school"], match["school"] if kind == "school" else match["id"])
