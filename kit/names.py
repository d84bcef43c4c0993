"""Resource names (AIP-122): `schools/{school}/groups/{group}`, with UUIDs as ids."""

import re
from functools import lru_cache

from kit.errors import InvalidArgument

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_VARIABLE = re.compile(r"\{([a-z_]+)\}")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_VARIABLE.sub(lambda match: f"(?P<{match.group(1)}>{_UUID})", pattern))


def parse(name: str, pattern: str) -> dict[str, str]:
    """The ids in a resource name by their names in the pattern.

    Raises InvalidArgument (BAD_RESOURCE_NAME) when the name does not fit; the text shows the pattern, never the name.
    """
    match = _compiled(pattern).fullmatch(name)
    if match is None:
        raise InvalidArgument("BAD_RESOURCE_NAME", f"A resource name of the form {pattern} is needed.")
    return match.groupdict()


def format_name(pattern: str, **ids: str) -> str:
    """The resource name with these ids. Raises KeyError when one is missing."""
    return pattern.format(**ids)
