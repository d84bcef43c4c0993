"""What was put right for a person stays right while packages bring the value that was wrong."""

from typing import Any

from psycopg import Connection

from services.identity.store import subjects as store

_NAMES = ("given_name", "family_name", "middle_name", "email", "phone")


class Corrected:
    """Fields that were put right, against what a package brings; another value of a package stands."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._fields = store.corrected_fields(connection)
        self._people = {person for person, _ in self._fields}

    def names(self, person_id: str, brought: tuple[str, ...]) -> tuple[str, ...]:
        """Given, family and middle name, e-mail and phone as they should stand."""
        if person_id not in self._people:
            return brought
        return tuple(self._field(person_id, name, value) for name, value in zip(_NAMES, brought, strict=True))

    def birth_date(self, person_id: str, brought: str) -> str:
        """The birth date as it should stand."""
        return self._field(person_id, "birth_date", brought)

    def _field(self, person_id: str, field: str, brought: str) -> str:
        kept = self._fields.get((person_id, field))
        if kept is None:
            return brought
        wrong, right = kept
        if brought == wrong:
            return right
        store.forget_correction(self._connection, person_id, field)
        return brought
