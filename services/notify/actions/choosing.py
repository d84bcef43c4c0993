"""Which settings hold: a person's own, else the school's, else the platform's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from services.notify.domain.settings import SchoolSettings, Settings, of_oneself, over_defaults
from services.notify.store import settings as store


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings of some people about some children at one school."""

    grace_seconds: int
    _defaults: Settings
    _own: Mapping[tuple[str, str], Settings]

    def of(self, person_id: str, pupil_id: str) -> Settings:
        """What holds for a person about a child."""
        defaults = of_oneself(self._defaults) if person_id == pupil_id else self._defaults
        own = self._own.get((person_id, pupil_id))
        return over_defaults(own, defaults) if own else defaults


def settings_of(
    connection: Connection[Any], school_id: str, pairs: Sequence[tuple[str, str]], platform: SchoolSettings
) -> Chosen:
    """The settings that hold for these (person, pupil)."""
    found = store.school_settings(connection, school_id)
    school = found[0] if found else platform
    own = {pair: settings for pair, (settings, _) in store.own_settings(connection, pairs).items()}
    return Chosen(school.grace_seconds, school.defaults, own)
